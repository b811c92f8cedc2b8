// SPDX-License-Identifier: MIT
// A destructor's body has two names, D1 and D2, and its cold part one of them: a virtual call out of it
// is its own and no other function's, so no frame stands between.
#include "e2e.h"

namespace {

long pairs, leaves;

struct Leaf {
    PROBED virtual ~Leaf() { leaves++; }
};

struct Pair : Leaf {
    Pair(Leaf *left, Leaf *right) : left(left), right(right) {}
    PROBED ~Pair() override
    {
        pairs++;
        delete left;
        delete right;
    }
    Leaf *left, *right;
};

} // namespace

int main()
{
    for (int i = 0; i < 50; i++) {
        Leaf *pair = new Pair(new Leaf, new Leaf);
        delete pair;
    }
    printf("%ld %ld\n", pairs, leaves);
    // The deleting destructor calls the one that both names belong to.
#define LEAF "(anonymous namespace)::Leaf::~Leaf()"
#define PAIR "(anonymous namespace)::Pair::~Pair()"
    expect_stack("main;" PAIR ";" PAIR, pairs);
    expect_stack("main;" PAIR ";" PAIR ";" LEAF ";" LEAF, 2 * pairs);
    expect_stack("main;" PAIR ";" PAIR ";" LEAF, 3 * pairs); // Pair's base, and two of `delete`
    return 0;
}
