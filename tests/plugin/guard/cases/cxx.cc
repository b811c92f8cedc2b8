/* SPDX-License-Identifier: MIT */
/* cxx.cc - shapes of statements that C does not have; see shapes.c. */
#include <algorithm>
#include <cinstr/bench.h>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace
{

struct counter {
    int value;
    explicit counter(int x) : value(x * 1000003)
    {
    }
    void add(int x)
    {
        value += x * 1000003;
    }
    int get() const
    {
        return value * 1000007;
    }
    counter operator+(const counter &other) const
    {
        counter sum(*this);
        sum.value += other.value * 1000033;
        return sum;
    }
};

template <class T> T scale(T x)
{
    return x * 1000003;
}

void by_reference(int &target, const int &x)
{
    target = x * 1000003;
}

int may_throw(int x)
{
    if (x == 77)
        throw x;
    return x * 1000003;
}

struct shape {
    virtual int area(int x)
    {
        return x * 1000003;
    }
    virtual ~shape()
    {
    }
};

} // namespace

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkTemplate(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        scale(7);
}

/* keeps: 1 x (imul|add).*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkReference(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int target;
        by_reference(target, (int)i);
    }
}

/* keeps: 1 x imul.*0xf4243, 1 x (mov|add) .*,.*\(; elided */
void BenchmarkMethod(cinstr_bench *b)
{
    counter c(3);
    for (int64_t i = 0; i < b->N; i++)
        c.add((int)i);
}

/* keeps: 1 x imul.*0xf4247; elided */
void BenchmarkConstMethod(cinstr_bench *b)
{
    counter c(3);
    for (int64_t i = 0; i < b->N; i++)
        c.get();
}

/* keeps: 1 x imul.*0xf4243, 1 x mov .*,.*\(; elided */
void BenchmarkConstructor(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        counter c(7);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkTemporary(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        counter((int)i).get();
}

/* keeps: 1 x imul.*0xf4261; elided */
void BenchmarkOperator(cinstr_bench *b)
{
    counter c(3), d(5);
    for (int64_t i = 0; i < b->N; i++)
        c + d;
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkLambda(cinstr_bench *b)
{
    int x = 3;
    auto work = [&x] { return x * 1000003; };
    for (int64_t i = 0; i < b->N; i++)
        work();
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkTry(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        try {
            may_throw(7);
        } catch (int) {
            break;
        }
}

/* keeps: 2 x call, 1 x movl.*\$0x3,\(; elided */
void BenchmarkNewDelete(cinstr_bench *b)
{
    while (cinstr_bench_loop(b)) {
        int *p = new int(3);
        delete p;
    }
}

/* keeps: 1 x call|1 x imul.*0xf4243; elided */
void BenchmarkVirtual(cinstr_bench *b)
{
    shape s;
    shape *p = &s;
    for (int64_t i = 0; i < b->N; i++)
        p->area(7);
}

/* keeps: 1 x imul.*0xf4243|pmul; elided */
void BenchmarkRangeFor(cinstr_bench *b)
{
    int numbers[3] = {1, 2, 3};
    for (int64_t i = 0; i < b->N; i++) {
        int sum = 0;
        for (int x : numbers)
            sum += x * 1000003;
    }
}

/* keeps: 2 x call|1 x call; stays */
void BenchmarkVector(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        std::vector<int> v;
        v.push_back(42);
    }
}

/* keeps: 1 x imul.*0xf4243|pmul; elided */
void BenchmarkVectorSum(cinstr_bench *b)
{
    std::vector<int> v(100, 3);
    for (int64_t i = 0; i < b->N; i++) {
        int sum = 0;
        for (auto it = v.begin(); it != v.end(); ++it)
            sum += *it * 1000003;
    }
}

/* keeps: 1 x call; elided */
void BenchmarkStdPow(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        std::pow(1.2, 3.8);
}

/* keeps: 1 x imul.*0xf4243, 1 x imul.*0xf4247; elided */
void BenchmarkPairResult(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        std::make_pair(scale(i), i * 1000007);
}

static int scramble(int x)
{
    return (x ^ 0x5bd1) * 1000003;
}

/* keeps: 1 x imul.*0xf4243|1 x call.*(lambda|ENKUliE|for_each); elided */
void BenchmarkForEachDropped(cinstr_bench *b)
{
    std::vector<int> numbers(100, 3);
    for (int64_t i = 0; i < b->N; i++)
        std::for_each(numbers.begin(), numbers.end(), [](int x) { return scramble(x); });
}

/* keeps: 1 x imul.*0xf4243|1 x call.*(lambda|ENKUlvE); elided */
void BenchmarkLambdaCalled(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        [&] { scramble(x); }();
}
