/* SPDX-License-Identifier: MIT */
/* kept.cc - healthy benchmarks in C++ proper: templates, containers, references, exceptions. */
#include <algorithm>
#include <cinstr/bench.h>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>

extern int number;
extern double real;
void outside(int x);
void outside(const std::string &text);

template <class T> static void keep(T const &value)
{
    asm volatile("" : : "m"(value) : "memory");
}

template <class T> static void keep_any(T &value)
{
    asm volatile("" : "+m,r"(value) : : "memory");
}

struct shape {
    virtual ~shape()
    {
    }
    virtual double area() const = 0;
};
struct square : shape {
    double side = 2;
    double area() const override
    {
        return side * side;
    }
};

void BenchmarkVector(cinstr_bench *b) /* work: realloc_insert|sar */
{
    for (int64_t i = 0; i < b->N; i++) {
        std::vector<int> numbers;
        for (int k = 0; k < 100; k++)
            numbers.push_back(k);
        keep(numbers);
    }
}

void BenchmarkSort(cinstr_bench *b) /* work: call|jmp */
{
    std::vector<int> numbers(1000), copy;
    std::iota(numbers.rbegin(), numbers.rend(), 0);
    while (cinstr_bench_loop(b)) {
        copy = numbers;
        std::sort(copy.begin(), copy.end());
    }
    number = copy[3];
}

void BenchmarkString(cinstr_bench *b) /* work: call */
{
    for (int64_t i = 0; i < b->N; i++) {
        std::string text = "a text that is long enough not to be short";
        text += std::to_string(i);
        outside(text);
    }
}

void BenchmarkMap(cinstr_bench *b) /* work: call */
{
    std::map<int, std::string> map;
    for (int64_t i = 0; i < b->N; i++)
        map[static_cast<int>(i % 100)].push_back('x');
    outside(map[3]);
}

void BenchmarkFind(cinstr_bench *b) /* work: div|call */
{
    std::unordered_map<int, int> map{{1, 2}, {3, 4}, {5, 6}};
    for (int64_t i = 0; i < b->N; i++) {
        auto found = map.find(static_cast<int>(i & 7));
        bool is = found != map.end();
        keep(is);
    }
}

void BenchmarkVirtual(cinstr_bench *b) /* work: call */
{
    std::unique_ptr<shape> shape(new square);
    keep_any(shape);
    for (int64_t i = 0; i < b->N; i++)
        real += shape->area() + std::sqrt(static_cast<double>(i));
}

void BenchmarkAlgorithm(cinstr_bench *b) /* work: add */
{
    std::vector<int> numbers(number, 3);
    for (int64_t i = 0; i < b->N; i++) {
        int sum = std::accumulate(numbers.begin(), numbers.end(), 0);
        keep(sum);
    }
}

void BenchmarkLambda(cinstr_bench *b) /* work: imul */
{
    auto mix = [](int x) { return (x ^ 0x5bd1) * 0x5bd1e995; };
    for (int64_t i = 0; i < b->N; i++) {
        number = std::max(number, mix(static_cast<int>(i)));
        number = std::abs(number);
    }
}

void BenchmarkThrow(cinstr_bench *b) /* work: __cxa_throw|__cxa_allocate */
{
    for (int64_t i = 0; i < b->N; i++)
        try {
            throw static_cast<int>(i);
        } catch (int x) {
            number ^= x;
        }
}

void BenchmarkRange(cinstr_bench *b) /* work: imul|paddd */
{
    std::vector<int> numbers(256, number);
    for (int64_t i = 0; i < b->N; i++) {
        int sum = 0;
        for (int &x : numbers)
            sum += x *= 77;
        number = sum;
    }
}

namespace detail
{
template <int K> void BenchmarkTemplate(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        outside(number * K);
}
template void BenchmarkTemplate<3>(cinstr_bench *b);

static void BenchmarkStatic(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; ++i)
        outside(std::string(number, 'x'));
}
} // namespace detail

void BenchmarkCaller(cinstr_bench *b)
{
    detail::BenchmarkStatic(b);
}
