/* SPDX-License-Identifier: MIT */
/*
 * vec_stand_in.h - as much of GCC's vec as the plugin's pure parts use, to test them outside of a
 * compiler.
 *
 * Like GCC's, a vec owns its elements but neither copies nor frees them by itself: who holds it
 * calls release(). auto_vec does so when it ends.
 */
#ifndef CINSTR_TESTS_VEC_STAND_IN_H
#define CINSTR_TESTS_VEC_STAND_IN_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum null_vec { vNULL };

template <typename T> struct vec {
    T *items;
    unsigned used, capacity;

    vec() = default;
    vec(null_vec) : items(NULL), used(0), capacity(0)
    {
    }

    unsigned length() const
    {
        return used;
    }
    bool is_empty() const
    {
        return used == 0;
    }
    T &operator[](unsigned index) const
    {
        assert(index < used);
        return items[index];
    }
    void reserve(unsigned more)
    {
        if (used + more <= capacity)
            return;
        capacity = 2 * (used + more);
        items = (T *)realloc((void *)items, capacity * sizeof(T));
    }
    void quick_push(const T &item)
    {
        assert(used < capacity);
        items[used++] = item;
    }
    void safe_push(const T &item)
    {
        T copy = item; /* it may be one of the items */
        reserve(1);
        quick_push(copy);
    }
    T pop()
    {
        assert(used > 0);
        return items[--used];
    }
    void truncate(unsigned length)
    {
        assert(length <= used);
        used = length;
    }
    void safe_insert(unsigned at, const T &item)
    {
        T copy = item;
        reserve(1);
        memmove((void *)(items + at + 1), (void *)(items + at), (used++ - at) * sizeof(T));
        items[at] = copy;
    }
    void ordered_remove(unsigned at)
    {
        assert(at < used);
        memmove((void *)(items + at), (void *)(items + at + 1), (--used - at) * sizeof(T));
    }
    void safe_grow_cleared(unsigned length, bool)
    {
        reserve(length - used);
        memset((void *)(items + used), 0, (length - used) * sizeof(T));
        used = length;
    }
    void qsort(int (*compare)(const void *, const void *))
    {
        if (used > 1)
            ::qsort(items, used, sizeof(T), compare);
    }
    void release()
    {
        free((void *)items);
        *this = vNULL;
    }
};

template <typename T> struct auto_vec : vec<T> {
    auto_vec() : vec<T>(vNULL)
    {
    }
    ~auto_vec()
    {
        this->release();
    }
};

#endif
