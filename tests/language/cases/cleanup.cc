// std: gnu++20  min: 11  flags: -fnon-call-exceptions
#include <cstdio>
#include <stdexcept>
#include <memory>
struct tick { static inline int n; [[gnu::noipa]] tick() { n++; } [[gnu::noipa]] ~tick() { n--; } };
[[gnu::noipa]] static int risky(int i) { tick t; if (i % 4 == 3) throw std::runtime_error("r"); return i; }
[[gnu::noipa]] static int nested(int i) { std::unique_ptr<tick> p(new tick); try { return risky(i); } catch (std::logic_error &) { return -1; } }
[[gnu::noipa]] static void freed(int *p) { (*p)++; }
[[gnu::noipa]] static int scoped(int i) { [[gnu::cleanup(freed)]] int local = i; return nested(local); }
[[gnu::noipa]] static int quiet(int i) noexcept { try { return scoped(i); } catch (...) { return 100; } }
int main() { int s = 0; for (int i = 0; i < 16; i++) s += quiet(i); std::printf("%d %d\n", s, tick::n); }
// CALLS risky=16 nested=16 freed=16 scoped=16 quiet=16 tick=32 ~tick=32 main=1
