/* SPDX-License-Identifier: MIT */
/* C++ control flow and the bodies that the front end makes. compile with: -std=c++20 -fcoroutines
 */
#include <coroutine>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

extern int external(int);
extern int external_noexcept(int) noexcept;

struct Guard {
    int value;
    explicit Guard(int v) : value(external(v))
    {
    }
    Guard(const Guard &other);
    ~Guard() noexcept(false)
    {
        external(value);
    }
};

Guard::Guard(const Guard &other)
try : value(external(other.value)) {
} catch (...) {
    external(1);
}

int throws(int x)
{
    Guard a(x);
    if (x > 1)
        throw Guard(x);
    Guard b(a);
    return external(x);
}

int first_throws()
{
    throw 1;
}

int filters(int x) noexcept
{
    try {
        return throws(x);
    } catch (const Guard &guard) {
        try {
            return external(guard.value);
        } catch (int) {
            throw;
        }
    } catch (...) {
        std::terminate();
    }
}

int loops_over_try(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        try {
            sum += throws(i);
            continue;
        } catch (int value) {
            if (value)
                break;
        }
    return sum;
}

struct Base {
    virtual ~Base() = default;
    virtual Base *clone() const;
    virtual int value(std::string text);
    int own = 1;
};

struct Left : virtual Base {
    Left *clone() const override;
    int left = 2;
};

struct Right : virtual Base {
    int value(std::string text) override;
    int right = 3;
};

struct Both final : Left, Right {
    Both *clone() const override;
    int value(std::string text) override;
    Both();
    ~Both() override;
};

Base *Base::clone() const
{
    return new Base(*this);
}
int Base::value(std::string text)
{
    return static_cast<int>(text.size());
}
Left *Left::clone() const
{
    return new Left(*this);
}
int Right::value(std::string text)
{
    return Base::value(text + "x");
}
Both *Both::clone() const
{
    return new Both(*this);
}
int Both::value(std::string text)
{
    return Right::value(std::move(text)) + Left::value("y");
}
Both::Both()
{
    external(1);
}
Both::~Both()
{
    external(2);
}

thread_local Guard per_thread(3);
static Guard global(4);
inline Guard shared_global(5);

int statics(int x)
{
    static Guard once(x);
    return once.value + per_thread.value + global.value + shared_global.value;
}

struct Task {
    struct promise_type {
        Task get_return_object()
        {
            return {};
        }
        std::suspend_always initial_suspend()
        {
            return {};
        }
        std::suspend_always final_suspend() noexcept
        {
            return {};
        }
        void return_void()
        {
            external(7);
        }
        std::suspend_always yield_value(int v)
        {
            external(v);
            return {};
        }
        void unhandled_exception()
        {
            throw;
        }
    };
};

Task coroutine(int n)
{
    Guard guard(n);
    for (int i = 0; i < n; i++)
        co_yield throws(i);
    co_await std::suspend_never{};
}

auto lambda_maker(int x)
{
    return [x, text = std::string("captured")](auto y) mutable -> int {
        text += 'z';
        return external(x + y) + static_cast<int>(text.size());
    };
}

int uses_lambda(int x)
{
    auto f = lambda_maker(x);
    return f(1) + f(2.5);
}

template <typename... T> int folds(T... values)
{
    return (external(values) + ... + 0);
}

int variadic_template()
{
    return folds(1, 2, 3) + folds();
}

int Base::*member(int (Base::*&method)(std::string))
{
    method = &Base::value;
    return &Base::own;
}

int through_pointer(Base &base, int (Base::*method)(std::string))
{
    return (base.*method)("z") + external_noexcept(1);
}

Guard returned(int x)
{
    return Guard(x);
}

void tail_destroys(Both *both)
{
    both->~Both();
}

void tail_deletes(Base *base)
{
    delete base;
}

constexpr int computed(int x)
{
    return x * 2;
}

consteval int at_compile_time(int x)
{
    return computed(x);
}

int uses_consteval()
{
    return at_compile_time(4) + external(computed(2));
}

std::initializer_list<int> volatile_reads(volatile int *p)
{
    try {
        *p = *p / external(1);
    } catch (...) {
    }
    return {};
}
