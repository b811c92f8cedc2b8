// SPDX-License-Identifier: MIT
// families.cpp - everything that bench.hpp offers, and functions whose growth is known.
#include <cinstr/bench.hpp>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <unistd.h>

namespace
{

int suite_state;

template <typename T> inline void use(const T &value)
{
    __asm__ volatile("" : : "r"(&value) : "memory");
}

void BenchmarkProduct(cinstr_bench *b)
{
    cinstr::family(b).args("n", {8, 64}).range("k", 1, 5, 2).run([](cinstr::bench &b) {
        b.bytes(b.arg("n"));
        while (cinstr_bench_loop(b))
            use(b.arg("k"));
        b.count(3.0 * static_cast<double>(b->N), "things");
    });
}
CINSTR_BENCHMARK(BenchmarkProduct);

void BenchmarkDense(cinstr_bench *b)
{
    cinstr::family(b).dense("n", 2, 6, 2).run([](cinstr::bench &b) {
        int64_t n = b.arg();
        for (int64_t i = 0; i < b->N; i++)
            use(n);
    });
}
CINSTR_BENCHMARK(BenchmarkDense);

struct Numbers {
    explicit Numbers(cinstr::bench &b) : size(b.arg("n")), bench(b)
    {
        cinstr_bench_log(b, "made");
    }
    ~Numbers()
    {
        cinstr_bench_log(bench, "destroyed");
    }
    int64_t size;
    cinstr_bench *bench;
};

void BenchmarkFixture(cinstr_bench *b)
{
    cinstr::family(b).args("n", {3}).run_with<Numbers>([](Numbers &numbers, cinstr::bench &b) {
        while (cinstr_bench_loop(b))
            use(numbers.size);
    });
}
CINSTR_BENCHMARK(BenchmarkFixture);

void BenchmarkTypes(cinstr_bench *b)
{
    cinstr::family(b).args("n", {2}).run_types<int, std::map<int, char[4]>>(
        [](auto tag, cinstr::bench &b) {
            typename decltype(tag)::type value{};
            while (cinstr_bench_loop(b))
                use(value);
        });
}
CINSTR_BENCHMARK(BenchmarkTypes);

void BenchmarkThreads(cinstr_bench *b)
{
    cinstr::family(b).threads({1, 3}).run_threads([](cinstr_bench_share *share) {
        while (cinstr_bench_next(share))
            use(share);
    });
}
CINSTR_BENCHMARK(BenchmarkThreads);

void BenchmarkManual(cinstr_bench *b)
{
    cinstr::family(b).run([](cinstr::bench &b) {
        while (cinstr_bench_loop(b))
            b.iteration_took(std::chrono::microseconds(7));
    });
}
CINSTR_BENCHMARK(BenchmarkManual);

void BenchmarkWrongArgument(cinstr_bench *b)
{
    cinstr::family(b).args("n", {1}).run([](cinstr::bench &b) { use(b.arg("absent")); });
}
CINSTR_BENCHMARK(BenchmarkWrongArgument);

void check_positive(cinstr_bench *b, int value, cinstr::place here = cinstr::place())
{
    cinstr::helper as(b, here);
    if (value <= 0)
        cinstr_bench_error(b, "not positive");
}

void BenchmarkSurroundings(cinstr_bench *b)
{
    const char *directory = cinstr_bench_temp_dir(b);
    std::string file = std::string(directory) + "/file";
    std::FILE *out = std::fopen(file.c_str(), "w");
    if (!out)
        cinstr_bench_fatalf(b, "cannot write into %s", directory);
    std::fclose(out);
    cinstr_bench_setenv(b, "BENCH_VARIABLE", "inside");
    cinstr_bench_logf(b, "%s %s state %d", directory, std::getenv("BENCH_VARIABLE"), suite_state);
    if (std::getenv("BENCH_CRASH"))
        std::abort();
    if (std::getenv("BENCH_FAIL"))
        check_positive(b, 0); // the line that the log names
}
CINSTR_BENCHMARK(BenchmarkSurroundings);

// Work that GCC would remove: the guard knows the loops of bodies that are lambdas.
int sum_of(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += (i * i) ^ sum;
    return sum;
}

void BenchmarkKept(cinstr_bench *b)
{
    cinstr::family(b).args("loop", {1000}).run([](cinstr::bench &b) {
        int n = static_cast<int>(b.arg());
        while (cinstr_bench_loop(b))
            sum_of(n);
    });
    cinstr::family(b).args("for", {1000}).run([](cinstr::bench &b) {
        int n = static_cast<int>(b.arg());
        for (int64_t i = 0; i < b->N; i++)
            sum_of(n);
    });
}
CINSTR_BENCHMARK(BenchmarkKept);

// ---- growth ----

__attribute__((noinline)) void work(int64_t times)
{
    for (int64_t i = 0; i < times; i++)
        __asm__ volatile("" : : "r"(i) : "memory");
}

int64_t log2_of(int64_t n)
{
    int64_t result = 0;
    while (n >>= 1)
        result++;
    return result;
}

void grow(cinstr_bench *b, int64_t (*times)(int64_t n), int64_t high)
{
    cinstr::family(b).range("n", 8, high, 2).complexity("n").run([times](cinstr::bench &b) {
        int64_t n = times(b.arg());
        while (cinstr_bench_loop(b))
            work(n);
    });
}

void BenchmarkGrowConstant(cinstr_bench *b)
{
    grow(
        b, [](int64_t) -> int64_t { return 500; }, 2048);
}
CINSTR_BENCHMARK(BenchmarkGrowConstant);

void BenchmarkGrowLogarithmic(cinstr_bench *b)
{
    grow(
        b, [](int64_t n) -> int64_t { return 20 * log2_of(n); }, 4096);
}
CINSTR_BENCHMARK(BenchmarkGrowLogarithmic);

void BenchmarkGrowLinear(cinstr_bench *b)
{
    grow(
        b, [](int64_t n) -> int64_t { return 3 * n + 100; }, 4096);
}
CINSTR_BENCHMARK(BenchmarkGrowLinear);

void BenchmarkGrowSort(cinstr_bench *b)
{
    grow(
        b, [](int64_t n) -> int64_t { return n * log2_of(n); }, 4096);
}
CINSTR_BENCHMARK(BenchmarkGrowSort);

void BenchmarkGrowQuadratic(cinstr_bench *b)
{
    grow(
        b, [](int64_t n) -> int64_t { return n * n / 2; }, 512);
}
CINSTR_BENCHMARK(BenchmarkGrowQuadratic);

void BenchmarkGrowCubic(cinstr_bench *b)
{
    grow(
        b, [](int64_t n) -> int64_t { return n * n * n / 4; }, 64);
}
CINSTR_BENCHMARK(BenchmarkGrowCubic);

void BenchmarkLimit(cinstr_bench *b)
{
    cinstr::family(b)
        .range("n", 8, 128, 2)
        .complexity("n")
        .at_most(cinstr::growth::n_log_n)
        .run([](cinstr::bench &b) {
            int64_t n = b.arg();
            while (cinstr_bench_loop(b))
                work(n * n);
        });
}
CINSTR_BENCHMARK(BenchmarkLimit);

} // namespace

extern "C" int cinstr_bench_main(cinstr_bench_suite *suite)
{
    suite_state = 42;
    std::fprintf(stderr, "before all\n");
    int status = cinstr_bench_run_all(suite);
    std::fprintf(stderr, "after all: %d\n", status);
    return status;
}
