/* SPDX-License-Identifier: MIT */
/* sound.cc - benchmarks of C++ that lose nothing, so that guard=on must not change a byte. */
#include <algorithm>
#include <array>
#include <cinstr/bench.h>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

void outside(int x);
void outside(const std::string &text);
void outside(const void *p);
int outside_number(int x);
extern volatile int device;
extern std::vector<int> numbers;
extern std::string words;

#define LOOP for (int64_t i = 0; i < b->N; i++)

template <class T> static void keep(T &value)
{
    asm volatile("" : "+m,r"(value) : : "memory");
}

void BenchmarkStringLiteral(cinstr_bench *b)
{
    LOOP
    {
        std::string s("hello");
        keep(s);
    }
}

void BenchmarkStringGrows(cinstr_bench *b)
{
    LOOP
    {
        std::string s;
        for (int k = 0; k < 100; k++)
            s += "ab";
        outside(s);
    }
}

void BenchmarkStringCompare(cinstr_bench *b)
{
    int sum = 0;
    LOOP
    {
        words[i & 3] = (char)i;
        sum += words == "some words" ? 1 : 2;
    }
    device = sum;
}

void BenchmarkStringView(cinstr_bench *b)
{
    LOOP
    {
        std::string_view view(words);
        device = (int)view.substr(i & 3).find('x');
    }
}

void BenchmarkToString(cinstr_bench *b)
{
    LOOP outside(std::to_string(i));
}

void BenchmarkStream(cinstr_bench *b)
{
    LOOP
    {
        std::ostringstream out;
        out << i << " of " << 3.5;
        outside(out.str());
    }
}

void BenchmarkPushBack(cinstr_bench *b)
{
    LOOP
    {
        std::vector<int> v;
        for (int k = 0; k < 64; k++)
            v.push_back(k);
        keep(v);
    }
}

void BenchmarkReserve(cinstr_bench *b)
{
    LOOP
    {
        std::vector<long> v;
        v.reserve(64);
        v.emplace_back(i);
        outside(v.data());
    }
}

void BenchmarkAccumulate(cinstr_bench *b)
{
    LOOP device = std::accumulate(numbers.begin(), numbers.end(), (int)i);
}

void BenchmarkInnerProduct(cinstr_bench *b)
{
    LOOP device = std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), (int)i);
}

void BenchmarkTransform(cinstr_bench *b)
{
    LOOP
    {
        std::transform(numbers.begin(), numbers.end(), numbers.begin(),
                       [](int x) { return x * 3 + 1; });
        outside(numbers.data());
    }
}

void BenchmarkForEachStores(cinstr_bench *b)
{
    LOOP
    {
        std::for_each(numbers.begin(), numbers.end(), [](int &x) { x ^= 77; });
        outside(numbers.data());
    }
}

void BenchmarkSort(cinstr_bench *b)
{
    std::vector<int> sorted;
    LOOP
    {
        sorted = numbers;
        std::sort(sorted.begin(), sorted.end(), std::greater<int>());
        outside(sorted.data());
    }
}

void BenchmarkMapFind(cinstr_bench *b)
{
    std::map<int, int> map;
    for (int k = 0; k < 100; k++)
        map[k] = k;
    LOOP
    {
        auto found = map.find((int)(i & 127));
        device = found == map.end() ? 0 : found->second;
    }
}

void BenchmarkHashMap(cinstr_bench *b)
{
    std::unordered_map<std::string, int> map;
    LOOP map[words]++;
    outside((int)map.size());
}

void BenchmarkSetInsert(cinstr_bench *b)
{
    LOOP
    {
        std::set<int> set;
        for (int k = 0; k < 10; k++)
            set.insert(k * 7 % 5);
        outside((int)set.size());
    }
}

void BenchmarkDeque(cinstr_bench *b)
{
    std::deque<int> queue(16);
    LOOP
    {
        queue.push_back((int)i);
        outside(queue.front());
        queue.pop_front();
    }
}

void BenchmarkUnique(cinstr_bench *b)
{
    LOOP
    {
        auto p = std::make_unique<int>((int)i);
        outside(p.get());
    }
}

void BenchmarkShared(cinstr_bench *b)
{
    auto p = std::make_shared<int>(3);
    LOOP
    {
        std::shared_ptr<int> copy(p);
        outside(copy.get());
    }
}

void BenchmarkFunction(cinstr_bench *b)
{
    std::function<int(int)> f = [](int x) { return x * 7; };
    keep(f);
    LOOP device = f((int)i);
}

struct shape {
    virtual int area(int x) const = 0;
    virtual ~shape() = default;
};
extern shape *some_shape;

void BenchmarkVirtual(cinstr_bench *b)
{
    LOOP device = some_shape->area((int)i);
}

void BenchmarkCatch(cinstr_bench *b)
{
    LOOP
    try {
        if (outside_number((int)i) > 3)
            throw(int) i;
    } catch (int x) {
        device = x;
    }
}

void BenchmarkOptional(cinstr_bench *b)
{
    LOOP
    {
        std::optional<int> o;
        if (outside_number((int)i))
            o = (int)i;
        device = o.value_or(3);
    }
}

void BenchmarkVariant(cinstr_bench *b)
{
    std::variant<int, double> v = 3;
    LOOP
    {
        if (outside_number((int)i))
            v = (double)i;
        device = (int)std::visit([](auto x) { return (double)x * 3; }, v);
    }
}

void BenchmarkTuple(cinstr_bench *b)
{
    LOOP
    {
        auto [x, y] = std::make_tuple((int)i * 3, outside_number((int)i));
        device = x + y;
    }
}

void BenchmarkArray(cinstr_bench *b)
{
    LOOP
    {
        std::array<int, 64> a;
        a.fill((int)i);
        outside(a.data());
    }
}

template <class T> static T squared(T x)
{
    return x * x;
}

void BenchmarkTemplate(cinstr_bench *b)
{
    double sum = 1;
    LOOP sum = squared(sum) * .5 + 1;
    device = (int)sum;
}

void BenchmarkRangeFor(cinstr_bench *b)
{
    LOOP
    {
        for (int &x : numbers)
            x += (int)i;
        outside(numbers.data());
    }
}

struct counter {
    int value;
    counter &operator+=(int x)
    {
        value = value * 31 + x;
        return *this;
    }
};

void BenchmarkOperator(cinstr_bench *b)
{
    counter c{3};
    LOOP c += (int)i;
    device = c.value;
}

void BenchmarkConstructor(cinstr_bench *b)
{
    LOOP
    {
        std::pair<std::string, int> entry("a key of more than fifteen", (int)i);
        outside(entry.first);
    }
}
