// SPDX-License-Identifier: MIT
// Blocks of types that differ in their templates' arguments alone.
#include <list>
#include <map>
#include <string>

template <int N> struct poly {
    double a[N];
};

static poly<2> *volatile small;
static poly<20> *volatile large;

int main()
{
    std::map<int, double> numbers;
    std::map<std::string, std::string> names;
    std::list<int> list;
    for (int i = 0; i < 100; i++) {
        numbers[i] = i;
        names[std::to_string(i)] = "x";
        list.push_back(i);
    }
    small = new poly<2>;
    large = new poly<20>;
    delete small;
    delete large;
    return 0;
}
