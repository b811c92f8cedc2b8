// SPDX-License-Identifier: MIT
// What libstdc++ takes from the heap: strings that grow, and exceptions. Nothing here takes any
// itself.
#include <stdexcept>
#include <string>

__attribute__((noinline)) static std::size_t grow(std::string &text, int times)
{
    for (int i = 0; i < times; i++)
        text += "0123456789";
    return text.size();
}

__attribute__((noinline)) static int fail(int times)
{
    int caught = 0;
    for (int i = 0; i < times; i++)
        try {
            throw std::out_of_range("too far");
        } catch (const std::exception &) {
            caught++;
        }
    return caught;
}

int main()
{
    std::string text;
    return grow(text, 100) == 1000 && fail(7) == 7 ? 0 : 1;
}
