/* SPDX-License-Identifier: MIT */
/* suspended.cc - coroutines whose ways out meet before one return, some by an exception. */
#include <coroutine>
#include <cstdio>

template <typename T> struct numbers {
    struct promise_type {
        T value;
        numbers get_return_object()
        {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend()
        {
            return {};
        }
        std::suspend_always final_suspend() noexcept
        {
            return {};
        }
        std::suspend_always yield_value(T next)
        {
            value = next;
            return {};
        }
        void return_void()
        {
        }
        void unhandled_exception()
        {
            throw;
        }
    };
    std::coroutine_handle<promise_type> handle;
    bool next()
    {
        handle.resume();
        return !handle.done();
    }
};

static numbers<int> fibonacci(int end)
{
    int a = 0, b = 1;
    for (int i = 0; i < end; i++) {
        co_yield a;
        int sum = a + b;
        a = b;
        b = sum;
    }
}

static numbers<int> doubled(int end)
{
    auto inner = fibonacci(end);
    while (inner.next())
        co_yield inner.handle.promise().value * 2;
    if (end > 15)
        throw end;
}

int main(void)
{
    int sum = 0;
    for (int end = 8; end < 20; end += 8) {
        auto all = doubled(end);
        try {
            while (all.next())
                sum += all.handle.promise().value;
        } catch (int thrown) {
            sum += thrown;
        }
    }
    std::printf("%d\n", sum);
}
