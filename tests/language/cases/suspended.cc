// std: gnu++20  min: 11
#include <coroutine>
#include <cstdio>
#include <exception>
#include <utility>
template <class T> struct task {
    struct promise_type {
        T value{}; std::exception_ptr error; std::coroutine_handle<> caller;
        task get_return_object() { return task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct back { bool await_ready() noexcept { return false; } std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept { return h.promise().caller ? h.promise().caller : std::noop_coroutine(); } void await_resume() noexcept {} };
        back final_suspend() noexcept { return {}; }
        void return_value(T v) { value = v; }
        void unhandled_exception() { error = std::current_exception(); }
    };
    std::coroutine_handle<promise_type> h;
    explicit task(std::coroutine_handle<promise_type> h) : h(h) {}
    task(task &&o) : h(std::exchange(o.h, nullptr)) {}
    ~task() { if (h) h.destroy(); }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> c) { h.promise().caller = c; return h; }
    T await_resume() { if (h.promise().error) std::rethrow_exception(h.promise().error); return h.promise().value; }
};
__attribute__((noipa)) static int work(int x) { if (x == 5) throw x; return x * 2; }
static task<int> leaf(int x) { co_return work(x); }
static task<int> branch(int n) { int s = 0; for (int i = 0; i < n; i++) { int caught = 0; try { s += co_await leaf(i); } catch (int e) { caught = e; } s += caught; } co_return s; }
int main() { task<int> t = branch(8); t.h.resume(); std::printf("%d\n", t.h.promise().value); }
// CALLS work=8 main=1
