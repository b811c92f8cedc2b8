// SPDX-License-Identifier: MIT
// Counts words: a C++ program with templates, lambdas, virtual calls and exceptions.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>
namespace text
{
struct Source {
    virtual ~Source() = default;
    virtual bool next(std::string &word) = 0;
};
class Random final : public Source
{
    unsigned state = 1, left;

  public:
    explicit Random(unsigned count) : left(count)
    {
    }
    bool next(std::string &word) override
    {
        if (left-- == 0)
            return false;
        state = state * 1103515245u + 12345u;
        word.clear();
        for (unsigned n = state >> 16 & 7, s = state >> 8; n-- > 0; s /= 7)
            word += char('a' + s % 5);
        return true;
    }
};
template <class Map> class Counter
{
    Map counts;

  public:
    void add(const std::string &word)
    {
        if (word.empty())
            throw std::invalid_argument("empty");
        ++counts[word];
    }
    template <class F> void each(F &&f) const
    {
        for (auto &e : counts)
            f(e.first, e.second);
    }
};
} // namespace text
using Entry = std::pair<std::string, int>;
template <class Map>
__attribute__((noinline)) std::vector<Entry> count(text::Source &source, int &bad)
{
    text::Counter<Map> counter;
    std::string word;
    while (source.next(word))
        try {
            counter.add(word);
        } catch (const std::invalid_argument &) {
            ++bad;
        }
    std::vector<Entry> all;
    counter.each([&](const std::string &w, int n) { all.emplace_back(w, n); });
    std::sort(all.begin(), all.end(), [](const Entry &a, const Entry &b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return all;
}
int main()
{
    int bad = 0;
    size_t n = 0;
    for (int i = 0; i < 3; i++) {
        std::unique_ptr<text::Source> source(new text::Random(20000));
        n += count<std::map<std::string, int>>(*source, bad).size();
        source.reset(new text::Random(20000));
        n += count<std::unordered_map<std::string, int>>(*source, bad).size();
    }
    printf("%zu words, %d bad\n", n, bad);
}
