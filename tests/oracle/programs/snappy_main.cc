// SPDX-License-Identifier: MIT
// Compresses a file and back.
#include "snappy.h"
#include <cstdio>
#include <fstream>
#include <sstream>

int main(int, char **argv)
{
    std::ifstream file(argv[1]);
    std::stringstream text;
    text << file.rdbuf();
    std::string packed, back, whole = text.str();
    for (int i = 0; i < 5; i++) {
        snappy::Compress(whole.data(), whole.size() - i * 1000, &packed);
        if (!snappy::Uncompress(packed.data(), packed.size(), &back))
            return 1;
    }
    std::printf("%zu %zu\n", packed.size(), back.size());
    return 0;
}
