// std: gnu++20  min: 11
#include <cstdio>
#include <functional>
#include <tuple>
#include <variant>
__attribute__((noipa)) static int leaf(int x) { return x * 2 + 1; }
template <class... T> struct overloaded : T... { using T::operator()...; };
template <class F, class... A> __attribute__((noipa)) static int call(F f, A... a) { return f(a...); }
__attribute__((noipa)) static std::function<int(int)> adder(int n) { return [n](int x) { return leaf(x) + n; }; }
int main()
{
    int s = 0;
    auto fold = []<class... T>(T... t) { return (leaf(t) + ... + 0); };
    for (int i = 0; i < 6; i++) {
        std::variant<int, double, char> v; if (i % 3 == 1) v = 1.5; else if (i % 3 == 2) v = 'c';
        s += std::visit(overloaded{[](int) { return leaf(1); }, [](double) { return leaf(2); }, [](char) { return 0; }}, v);
        s += call(fold, i, i + 1, i + 2) + adder(i)(3) + std::apply([](auto... a) { return (0 + ... + a); }, std::tuple{1, 2});
    }
    std::printf("%d\n", s);
}
// CALLS leaf=28 call=6 adder=6 main=1
