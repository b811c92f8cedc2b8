// SPDX-License-Identifier: MIT
//
// bench.hpp - benchmarks in C++: arguments, fixtures, templates, threads, complexity. Header only,
// over bench.h, for C++17.
//
//     #include <cinstr/bench.hpp>
//
//     void BenchmarkSort(cinstr_bench *b)
//     {
//         cinstr::family(b).range("n", 8, 4096, 8).args("order", {0, 1}).complexity("n").run(
//             [](cinstr::bench &b) {
//                 auto values = make(b.arg("n"), b.arg("order"));
//                 while (cinstr_bench_loop(b))
//                     sort(values);
//             });
//     }
//     CINSTR_BENCHMARK(BenchmarkSort); // not needed with the cinstr plugin
//
// runs BenchmarkSort/n=8/order=0, BenchmarkSort/n=8/order=1, ..., each in a process of its own, and
// reports how the cost grows with n. The measured loop is one of bench.h's, `while
// (cinstr_bench_loop(b))` or `for (int64_t i = 0; i < b->N; i++)`, so that the plugin's guard knows
// it.
//
#ifndef CINSTR_BENCH_HPP
#define CINSTR_BENCH_HPP

#include <cinstr/bench.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cinstr
{

// The value of one argument of a sub-benchmark, "n=8".
struct argument {
    std::string name;
    int64_t value;
};

// What a body gets: bench.h's handle, to which it converts, and its arguments.
class bench
{
  public:
    bench(cinstr_bench *handle, const std::vector<argument> &arguments)
        : handle_(handle), arguments_(arguments)
    {
    }
    bench(const bench &) = delete;
    bench &operator=(const bench &) = delete;

    operator cinstr_bench *() const
    {
        return handle_;
    }
    cinstr_bench *operator->() const
    {
        return handle_;
    } // b->N

    // The argument of that name, or the first one. One that does not exist fails the benchmark.
    int64_t arg(std::string_view name) const
    {
        for (const argument &one : arguments_)
            if (one.name == name)
                return one.value;
        cinstr_bench_fatalf(handle_, "no argument '%.*s'", static_cast<int>(name.size()),
                            name.data());
        return 0;
    }
    int64_t arg() const
    {
        return arguments_.empty() ? 0 : arguments_.front().value;
    }

    // Bytes that an iteration processes: adds MB/s.
    void bytes(int64_t per_iteration)
    {
        cinstr_bench_set_bytes(handle_, per_iteration);
    }

    // A column of your own, from the sum over all iterations: divided by their number, in UNIT +
    // "/op".
    void count(double total, const std::string &unit)
    {
        counts_.push_back({unit, total});
    }

    // Manual time: what one iteration took, by the benchmark's own clock. ns/op is then the mean of
    // these.
    void iteration_took(std::chrono::duration<double> time)
    {
        manual_nanos_ += time.count() * 1e9;
        has_manual_ = true;
    }

    const std::vector<argument> &arguments() const
    {
        return arguments_;
    }

    // Called by the family when the body has returned.
    void finish()
    {
        double n = static_cast<double>(handle_->N);
        if (has_manual_)
            cinstr_bench_report_metric(handle_, manual_nanos_ / n, "ns/op");
        for (const auto &[unit, total] : counts_)
            cinstr_bench_report_metric(handle_, total / n, (unit + "/op").c_str());
    }

  private:
    cinstr_bench *handle_;
    const std::vector<argument> &arguments_;
    std::vector<std::pair<std::string, double>> counts_;
    double manual_nanos_ = 0;
    bool has_manual_ = false;
};

// How a cost grows, from the slowest growth to the fastest.
enum class growth { constant, logarithmic, linear, n_log_n, quadratic, cubic };

inline const char *name(growth kind)
{
    static const char *const names[] = {"1", "log n", "n", "n log n", "n^2", "n^3"};
    return names[static_cast<int>(kind)];
}

// cost = base + factor * f(n), fitted by least squares of the relative errors.
struct fit {
    growth kind = growth::constant;
    double base = 0, factor = 0;
    double error = 0; // root mean square of the relative errors
};

namespace detail
{

inline double evaluate(growth kind, double n)
{
    switch (kind) {
    case growth::constant:
        return 0;
    case growth::logarithmic:
        return std::log2(n);
    case growth::linear:
        return n;
    case growth::n_log_n:
        return n * std::log2(n);
    case growth::quadratic:
        return n * n;
    case growth::cubic:
        return n * n * n;
    }
    return 0;
}

struct point {
    double n, cost;
};

// With weights 1 / cost^2; a base below 0 becomes 0, since no cost is negative.
inline fit fit_one(growth kind, const std::vector<point> &points)
{
    double w = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const point &one : points) {
        double weight = 1 / (one.cost * one.cost), f = evaluate(kind, one.n);
        w += weight;
        x += weight * f;
        y += weight * one.cost;
        xx += weight * f * f;
        xy += weight * f * one.cost;
    }
    fit found;
    double determinant = w * xx - x * x;
    found.kind = kind;
    if (kind == growth::constant || determinant <= 0) {
        found.base = y / w;
    } else {
        found.factor = (w * xy - x * y) / determinant;
        found.base = (y - found.factor * x) / w;
        if (found.base < 0) {
            found.base = 0;
            found.factor = xy / xx;
        }
    }
    for (const point &one : points) {
        double miss = (found.base + found.factor * evaluate(kind, one.n) - one.cost) / one.cost;
        found.error += miss * miss;
    }
    found.error = std::sqrt(found.error / static_cast<double>(points.size()));
    return found;
}

} // namespace detail

// The growth that fits best. One that grows faster must fit better by a tenth and by more than
// `noise`, the relative error that the costs themselves may have, so that noise is not taken for
// growth.
inline fit fit_growth(const std::vector<detail::point> &points, double noise)
{
    fit best = detail::fit_one(growth::constant, points);
    for (growth kind :
         {growth::logarithmic, growth::linear, growth::n_log_n, growth::quadratic, growth::cubic}) {
        fit other = detail::fit_one(kind, points);
        if (other.factor > 0 && other.error < best.error * 0.9 && best.error > noise)
            best = other;
    }
    return best;
}

// The name of a type, as "std::vector<int>".
template <typename T> std::string type_name()
{
    std::string_view text = __PRETTY_FUNCTION__; // "... [with T = int; ...]"
    size_t start = text.find("T = ");
    if (start == std::string_view::npos)
        return "?";
    start += 4;
    size_t end = text.find(';', start); // no type has one
    if (end == std::string_view::npos)
        end = text.rfind(']');
    return std::string(text.substr(start, end - start));
}

template <typename T> struct type_tag {
    using type = T;
};

// Sub-benchmarks of a benchmark: the product of all argument lists.
class family
{
  public:
    explicit family(cinstr_bench *b) : parent_(b)
    {
    }

    // An argument and its values.
    family &args(std::string name, std::vector<int64_t> values)
    {
        lists_.push_back({std::move(name), std::move(values)});
        return *this;
    }

    // LOW, LOW * FACTOR, ... and HIGH itself.
    family &range(std::string name, int64_t low, int64_t high, int64_t factor = 8)
    {
        std::vector<int64_t> values;
        for (int64_t value = low; value < high; value *= factor) {
            values.push_back(value);
            if (factor < 2 || value > INT64_MAX / factor || value <= 0)
                break;
        }
        values.push_back(high);
        return args(std::move(name), std::move(values));
    }

    // FIRST, FIRST + STEP, ... up to LAST.
    family &dense(std::string name, int64_t first, int64_t last, int64_t step = 1)
    {
        std::vector<int64_t> values;
        for (int64_t value = first; value <= last; value += step > 0 ? step : 1)
            values.push_back(value);
        return args(std::move(name), std::move(values));
    }

    // Numbers of threads, for run_threads; an argument "threads".
    family &threads(std::vector<int64_t> counts)
    {
        return args("threads", std::move(counts));
    }

    // After the sub-benchmarks: how the cost grows with this argument. In exact instructions where
    // the program counts them (mode=count), else in processor time. Needs at least four values.
    family &complexity(std::string name)
    {
        complexity_ = std::move(name);
        return *this;
    }

    // The benchmark fails if the cost grows faster.
    family &at_most(growth limit)
    {
        limit_ = limit;
        has_limit_ = true;
        return *this;
    }

    // Runs body(bench &) for each combination. What it does before the loop is not measured.
    template <typename Body> void run(Body body)
    {
        run_all([&body](bench &b) { body(b); });
    }

    // The same with a fixture: made from the bench, or by default, before each call; destroyed
    // after it.
    template <typename Fixture, typename Body> void run_with(Body body)
    {
        run_all([&body](bench &b) {
            if constexpr (std::is_constructible_v<Fixture, bench &>) {
                Fixture fixture(b);
                body(fixture, b);
            } else {
                Fixture fixture{};
                body(fixture, b);
            }
        });
    }

    // Runs body(type_tag<T>, bench &) for each type, as ".../T=int": `using T = typename
    // decltype(tag)::type`.
    template <typename... Types, typename Body> void run_types(Body body)
    {
        (run_named("T=" + type_name<Types>(), [&body](bench &b) { body(type_tag<Types>{}, b); }),
         ...);
    }

    // Runs body(cinstr_bench_share *) in as many threads at once as the argument "threads" says,
    // else as -cpu does: `while (cinstr_bench_next(share)) work();`.
    template <typename Body> void run_threads(Body body)
    {
        run_all([&body](bench &b) {
            for (const argument &one : b.arguments())
                if (one.name == "threads")
                    cinstr_bench_set_threads(b, static_cast<int>(one.value));
            cinstr_bench_parallel(
                b, [](cinstr_bench_share *share, void *arg) { (*static_cast<Body *>(arg))(share); },
                &body);
        });
    }

  private:
    struct list {
        std::string name;
        std::vector<int64_t> values;
    };

    template <typename Call> struct job {
        Call *call;
        const std::vector<argument> *arguments;
    };

    // One sub-benchmark. Returns whether it did not fail.
    template <typename Call>
    bool run_one(const std::string &name, Call &call, const std::vector<argument> &arguments)
    {
        job<Call> one{&call, &arguments};
        return cinstr_bench_run(
            parent_, name.c_str(),
            [](cinstr_bench *b, void *arg) {
                auto *self = static_cast<job<Call> *>(arg);
                bench wrapped(b, *self->arguments);
                (*self->call)(wrapped);
                wrapped.finish();
            },
            &one);
    }

    template <typename Call> void run_named(const std::string &prefix, Call call)
    {
        std::vector<argument> arguments;
        std::vector<detail::point> points;
        std::string unit;
        product(0, prefix, arguments, call, points, unit);
        if (!complexity_.empty())
            tell_growth(prefix, points, unit);
    }

    template <typename Call> void run_all(Call call)
    {
        run_named("", std::move(call));
    }

    // Goes through the product from the list `depth` on.
    template <typename Call>
    void product(size_t depth, const std::string &prefix, std::vector<argument> &arguments,
                 Call &call, std::vector<detail::point> &points, std::string &unit)
    {
        if (depth < lists_.size()) {
            const list &values = lists_[depth];
            for (int64_t value : values.values) {
                arguments.push_back({values.name, value});
                product(depth + 1,
                        prefix + (prefix.empty() ? "" : "/") + values.name + "=" +
                            std::to_string(value),
                        arguments, call, points, unit);
                arguments.pop_back();
            }
        } else if (run_one(prefix.empty() ? "all" : prefix, call, arguments)) {
            note_point(arguments, points, unit);
        }
    }

    // What the last sub-benchmark cost, by the size that its arguments say.
    void note_point(const std::vector<argument> &arguments, std::vector<detail::point> &points,
                    std::string &unit)
    {
        static const char *const units[] = {"instructions/op", "cpu-ns/op", "ns/op"};
        for (const argument &one : arguments) {
            if (one.name != complexity_)
                continue;
            double cost = 0;
            for (const char *candidate : units) {
                if (!cinstr_bench_last(parent_, candidate, &cost) || cost <= 0)
                    continue;
                unit = candidate;
                points.push_back({static_cast<double>(one.value), cost});
                return;
            }
        }
    }

    void tell_growth(const std::string &prefix, const std::vector<detail::point> &points,
                     const std::string &unit)
    {
        const char *separator = prefix.empty() ? "" : ": ";
        if (points.size() < 4) {
            if (!points.empty()) // else -bench selected none of them
                cinstr_bench_notef(parent_, "%s%sgrowth with %s: four values are needed",
                                   prefix.c_str(), separator, complexity_.c_str());
            return;
        }
        bool exact = unit == "instructions/op";
        fit found = fit_growth(points, exact ? 0.005 : 0.1);
        cinstr_bench_notef(parent_, "%s%sO(%s) in %s: %.4g %s * %s + %.4g, error %.2g%%",
                           prefix.c_str(), separator, name(found.kind), complexity_.c_str(),
                           found.kind == growth::constant ? found.base : found.factor, unit.c_str(),
                           name(found.kind), found.kind == growth::constant ? 0 : found.base,
                           found.error * 100);
        if (has_limit_ && found.kind > limit_)
            cinstr_bench_errorf(parent_, "%s%sgrows as O(%s), more than O(%s)", prefix.c_str(),
                                separator, name(found.kind), name(limit_));
    }

    cinstr_bench *parent_;
    std::vector<list> lists_;
    std::string complexity_;
    growth limit_ = growth::cubic;
    bool has_limit_ = false;
};

// The place that a helper's logs name: where the helper was called. As the last parameter of the
// helper, with the default value: `void check(cinstr::bench &b, ..., cinstr::place here =
// cinstr::place())`.
class place
{
  public:
    explicit place(const char *file = __builtin_FILE(), int line = __builtin_LINE())
        : file_(file), line_(line)
    {
    }
    const char *file() const
    {
        return file_;
    }
    int line() const
    {
        return line_;
    }

  private:
    const char *file_;
    int line_;
};

// While it lives, logs of the benchmark name this place instead of their own.
class helper
{
  public:
    helper(cinstr_bench *b, place where) : b_(b)
    {
        cinstr_bench_helper(b, where.file(), where.line());
    }
    ~helper()
    {
        cinstr_bench_helper(b_, nullptr, 0);
    }
    helper(const helper &) = delete;
    helper &operator=(const helper &) = delete;

  private:
    cinstr_bench *b_;
};

} // namespace cinstr

#endif
