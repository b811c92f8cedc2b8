// std: gnu++17  min: 11
#include <cstdio>
#include <memory>
struct base { virtual ~base() = default; __attribute__((noipa)) virtual base *self() { return this; } __attribute__((noipa)) virtual int value(int x) { return x; } };
struct left : virtual base { int a = 1; __attribute__((noipa)) int value(int x) override { return x + a; } };
struct right : virtual base { int b = 2; __attribute__((noipa)) virtual int more(int x) { return x * b; } };
struct both : left, right { __attribute__((noipa)) both *self() override { return this; } __attribute__((noipa)) int value(int x) override { return x - 1; } __attribute__((noipa)) int more(int x) override { return x * 9; } };
__attribute__((noipa)) static int ask(base *b, int x) { return b->self()->value(x); }
__attribute__((noipa)) static int asked(right *r, int x) { return r->more(x); }
int main() { auto l = std::make_unique<left>(); auto d = std::make_unique<both>(); int s = 0; for (int i = 0; i < 11; i++) s += ask(l.get(), i) + ask(d.get(), i) + asked(d.get(), i); int (base::*p)(int) = &base::value; s += ((base *)d.get()->self()->left::self()->base::self()->self()->*p)(3); std::printf("%d\n", s); }
// CALLS ask=22 asked=11 more=11 main=1
