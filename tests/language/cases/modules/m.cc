// std: gnu++20  min: 12  flags: -fmodules-ts
export module m;
export [[gnu::noipa]] int twice(int x) { return x * 2; }
export template <class T> [[gnu::noipa]] T inc(T x) { return x + 1; }
export struct counter { int n = 0; [[gnu::noipa]] int next() { return ++n; } };
