// std: gnu++17  min: 11
#include <cstdio>
#include <functional>
#include <optional>
#include <variant>
struct base { virtual int f(int x) = 0; virtual ~base() {} };
struct left : virtual base { [[gnu::noipa]] int f(int x) override { return x + 1; } };
struct right : virtual base { int r = 2; };
struct both final : left, right { [[gnu::noipa]] int f(int x) override { return x + r; } };
[[gnu::noipa]] static int call(base &b, int x) { return b.f(x); }
template <class F> [[gnu::noipa]] static int apply(F f, int x) { return f(x); }
[[gnu::noipa]] static std::optional<int> maybe(int x) { if (x % 3) return x; return {}; }
[[gnu::noipa]] static int seen(const std::variant<int, double> &v) { return std::visit([](auto x) { return int(x * 2); }, v); }
template <class... T> [[gnu::noipa]] static int fold(T... t) { return (0 + ... + t); }
struct guard { int &n; [[gnu::noipa]] ~guard() { n++; } };
[[gnu::noipa]] static void thrower(int x, int &n) { guard g{n}; if (x & 1) throw 1; }
int main() {
    both b; left l; int s = 0, n = 0;
    for (int i = 0; i < 12; i++) {
        s += call(b, i) + call(l, i) + apply([&](int x) { return x + s % 5; }, i) + maybe(i).value_or(1);
        s += seen(i) + seen(0.5 * i) + fold(i, 1, 2);
        std::function<int(int)> f = [i](int x) { return x * i; };
        s += f(2);
        try { thrower(i, n); } catch (int e) { s += e; }
    }
    std::printf("%d %d\n", s, n);
}
// CALLS call=24 apply=12 maybe=12 seen=24 fold=12 thrower=12 ~guard=12 main=1
