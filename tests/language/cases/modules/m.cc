// std: gnu++20  min: 12  flags: -fmodules-ts
export module m;
export [[gnu::noinline]] int twice(int x) { return x * 2; }
export template <class T> [[gnu::noinline]] T inc(T x) { return x + 1; }
export struct counter { int n = 0; [[gnu::noinline]] int next() { return ++n; } };
