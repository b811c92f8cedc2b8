// std: gnu++20  min: 11
#include <algorithm>
#include <compare>
#include <concepts>
#include <cstdio>
#include <ranges>
#include <vector>
struct version { int major, minor; auto operator<=>(const version &) const = default; };
template <class T> concept sized = requires(T t) { { t.size() } -> std::convertible_to<std::size_t>; };
template <class T> __attribute__((noipa)) static int counted(const T &t) { if constexpr (sized<T>) return (int)t.size(); else return 0; }
__attribute__((noipa)) static int twice(int x) { return 2 * x; }
__attribute__((noipa)) static bool odd(int x) { return x % 2; }
__attribute__((noipa)) static int newer(version a, version b) { return a > b ? 1 : a == b ? 0 : -1; }
consteval int fixed(int x) { return x * x; }
int main()
{
    std::vector<int> v; for (int i = 0; i < 20; i++) v.push_back(i);
    int s = fixed(3) + counted(v) + counted(1);
    for (int x : v | std::views::filter(odd) | std::views::transform(twice)) s += x;
    for (int i = 0; i < 5; i++) s += newer({.major = i, .minor = 1}, {2, 1});
    std::printf("%d\n", s);
}
// CALLS counted=2 twice=10 odd=20 newer=5 main=1
