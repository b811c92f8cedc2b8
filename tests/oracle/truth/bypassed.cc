/* SPDX-License-Identifier: MIT */
/* bypassed.cc - the end of a walk that GCC, linking, leads past the condition of the loop. */
#include <regex>
#include <string>

/* Names that callgrind leaves as they are. */
#define NOINLINE extern "C" __attribute__((noinline, noclone))

NOINLINE int matched(const std::string &text)
{
    std::regex words("(a+b)|([0-9]{2,3})x");
    int length = 0;
    for (std::sregex_iterator i(text.begin(), text.end(), words), end; i != end; ++i)
        length += (int)i->length();
    return length;
}

int main(void)
{
    return matched("aab 123x ab 45x aaa 6x aaaab") == 0;
}
