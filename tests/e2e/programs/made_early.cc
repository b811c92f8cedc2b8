// SPDX-License-Identifier: MIT
// Link-time optimisation joins what makes the objects of all units before main: a function that has no
// file, with the lines of those inlined into it. The other unit is made_early_other.cc.
#include <cstdio>
#include <string>
#include <vector>

static std::vector<std::string> names = {"one", "three", "seventh"};

struct lengths {
    unsigned sum;
    lengths() : sum(0)
    {
        for (auto &name : names)
            sum += name.size();
        puts("made");
    }
    ~lengths()
    {
        puts("gone");
    }
};
static lengths all;

unsigned of_others();

int main()
{
    printf("%u %u\n", all.sum, of_others());
}
