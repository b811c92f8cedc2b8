// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

static std::vector<std::string> names = {"x", "yy", "zzz"};

unsigned of_others()
{
    return names.size() + names[2].size();
}
