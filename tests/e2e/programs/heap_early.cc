/* SPDX-License-Identifier: MIT */
/* libstdc++ allocates before main, and for what is thrown. */
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

__attribute__((noinline)) static int risk(int i)
{
    if (i % 2)
        throw std::runtime_error("an odd number, told in more than a few characters");
    return i;
}

int main()
{
    static char out[BUFSIZ];
    setvbuf(stdout, out, _IOFBF, sizeof out);
    int caught = 0;
    std::vector<std::string> texts;
    for (int i = 0; i < 100; i++) {
        try {
            risk(i);
        } catch (const std::exception &error) {
            texts.push_back(error.what());
            caught++;
        }
    }
    printf("%d %zu\n", caught, texts.size());
    return 0;
}
