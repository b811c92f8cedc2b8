/* SPDX-License-Identifier: MIT */
/* Equal conditions on two ways, of which GCC makes one where the ways meet. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

struct owner {
    long bytes;
    void (*release)(void *with, void *what, long size);
    void *with;
    int traced;
};

struct item {
    unsigned learned : 1;
    unsigned size;
};

static long released;

ALONE static void release(void *with, void *what, long size)
{
    *(long *)with += size + (what != NULL);
}

ALONE static void forget(void *what)
{
    released += what != NULL;
}

static inline void give_back(struct owner *owner, void *what, long size)
{
    owner->bytes -= size;
    if (owner->release)
        owner->release(owner->with, what, size);
    else
        forget(what);
}

/* GCC makes one call of the equal ends again, after an addition on one way. */
ALONE void drop_all(struct owner *owner, struct item **items, int n)
{
    for (int i = 0; i < n; i++) {
        if (!items[i])
            continue;
        struct item *item = items[i];
        long size = 24 + 8L * item->size;
        char *start = (char *)item;
        if (item->size > 2 && item->learned)
            size += 4;
        if (owner->traced)
            give_back(owner, start - 8, size + 8);
        else
            give_back(owner, item, size);
    }
}

int main(void)
{
    static struct item store[16];
    struct item *items[16];
    long with = 0;
    struct owner owner = {0, NULL, &with, 0};
    for (unsigned i = 0; i < 16; i++) {
        store[i].size = i % 5;
        store[i].learned = i % 3 == 0;
        items[i] = i % 7 ? &store[i] : NULL;
    }
    for (int i = 0; i < 3000; i++) {
        owner.release = i % 16 == 3 ? release : NULL;
        owner.traced = i % 5 == 1;
        drop_all(&owner, items, 16);
    }
    printf("%ld %ld %ld\n", with, owner.bytes, released);
    return 0;
}
