// std: gnu++20  min: 11
#include <coroutine>
#include <cstdio>
#include <memory>
struct gen { struct promise_type { int v; gen get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; } std::suspend_always initial_suspend() noexcept { return {}; } std::suspend_always final_suspend() noexcept { return {}; } std::suspend_always yield_value(int x) noexcept { v = x; return {}; } void return_void() noexcept {} void unhandled_exception() {} }; std::coroutine_handle<promise_type> h; };
__attribute__((noipa)) static int sq(int x) { return x * x; }
__attribute__((noipa)) static gen squares(int n) { auto p = std::make_unique<int>(n); for (int i = 0; i < *p; i++) co_yield sq(i); }
int main() { gen g = squares(10); int s = 0; while (!g.h.done()) { g.h.resume(); if (!g.h.done()) s += g.h.promise().v; } g.h.destroy(); std::printf("%d\n", s); }
// CALLS sq=10 main=1
