// SPDX-License-Identifier: MIT
// Formats numbers, strings and floating-point values in many ways.
#include <cstdio>
#include <fmt/format.h>
#include <string>

int main()
{
    fmt::memory_buffer out;
    std::string name = "row";
    for (int i = 0; i < 6000; i++) {
        fmt::format_to(std::back_inserter(out), "{:>8}|{:<6x}|{:+05d}|", name, i * 37, i - 500);
        fmt::format_to(std::back_inserter(out), "{}|{:.3f}|{:e}|{:g}\n", i / 7.0, i * 1.25, i / 3.0,
                       i * 1e10);
        if (i % 100 == 0)
            name = fmt::format("{0}{1}{0}", i, name.substr(0, 4));
    }
    unsigned hash = 0;
    for (char c : out)
        hash = hash * 31 + (unsigned char)c;
    std::printf("%zu %u\n", out.size(), hash);
    return 0;
}
