// SPDX-License-Identifier: MIT
// Inlined constructors and destructors, of which the linker knows no name; no libstdc++ is needed.
#include <cstdio>

struct Table {
    int values[9];
    template <class T> Table(T step)
    {
        for (int i = 0; i < 9; i++)
            values[i] = step * i;
    }
};

int run(int n)
{
    struct Guard {
        int *value;
        ~Guard()
        {
            for (int i = 0; i < 20; i++)
                *value = *value * 3 + i;
        }
    };
    int value = 0;
    for (int i = 0; i < n; i++) {
        Guard guard{&value};
        Table table(i);
        value += table.values[i % 9];
    }
    return value;
}

int main(int argc, char **)
{
    std::printf("%d\n", run(argc * 100));
    return 0;
}
