// std: gnu++26  min: 15
#include <cstdio>
#include <tuple>
__attribute__((noipa)) static int leaf(int x) { return x + 1; }
template <class... T> __attribute__((noipa)) static auto last(T... t) { return t...[sizeof...(t) - 1]; }
struct gone { __attribute__((noipa)) static int value(int x) { return leaf(x); } int other() = delete("not this one"); };
int main()
{
    int s = 0;
    for (int i = 0; i < 8; i++) {
        auto [a, _] = std::tuple{i, 2};
        auto [b, _] = std::tuple{3, i};
        s += last(a, b, leaf(i)) + gone::value(a);
        static_assert(sizeof(int) > 1, "sized");
    }
    std::printf("%d\n", s);
}
// CALLS leaf=16 last=8 value=8 main=1
