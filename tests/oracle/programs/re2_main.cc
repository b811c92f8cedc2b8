// SPDX-License-Identifier: MIT
// Matches, captures and replaces in the lines of a text.
#include "re2/re2.h"
#include "re2/set.h"
#include <cstdio>
#include <fstream>
#include <string>

int main(int, char **argv)
{
    RE2 word("\\b(pro\\w+|c[aeiou]\\w*)\\s+(\\w+)"), number("(\\d{3})(\\d+)"),
        twice("(.)o.*(e|u)r?$");
    RE2::Set set(RE2::DefaultOptions, RE2::UNANCHORED);
    for (const char *pattern : {"exact", "count.*of", "^[a-m]", "(ab|cd)*s$"})
        if (set.Add(pattern, nullptr) < 0)
            return 1;
    set.Compile();
    std::ifstream file(argv[1]);
    std::string line, first, second;
    long captured = 0, replaced = 0, matched = 0, of_set = 0;
    for (int i = 0; std::getline(file, line) && i < 2500; i++) {
        re2::StringPiece rest(line);
        while (RE2::FindAndConsume(&rest, word, &first, &second))
            captured += (long)first.size() * 3 + (long)second.size();
        matched += RE2::PartialMatch(line, twice);
        std::vector<int> which;
        if (set.Match(line, &which))
            of_set += (long)which.size();
        replaced += RE2::GlobalReplace(&line, number, "\\2.\\1");
    }
    std::printf("%ld %ld %ld %ld\n", captured, replaced, matched, of_set);
    return 0;
}
