// SPDX-License-Identifier: MIT
// heap_wrappers.cc - operator new of a program's own: of a class, of a template's, and of
// everything. No probe with calls=off.
#include "e2e.h"
#include "heap_wrappers.h"

#include <new>

void *operator new(size_t size)
{
    void *block = checked(size);
    if (!block)
        throw std::bad_alloc(); // and libstdc++ is linked, which demangles
    return block;
}

void operator delete(void *block) noexcept
{
    free(block);
}

void operator delete(void *block, size_t) noexcept
{
    free(block);
}

namespace
{
struct plain {
    double values[4];
};

struct pooled {
    long values[5];
    PROBED static void *operator new(size_t size)
    {
        return checked(size);
    }
    PROBED static void operator delete(void *block)
    {
        free(block);
    }
};

template <typename T> struct allocator_of {
    static T *allocate(size_t number)
    {
        return static_cast<T *>(twice(number * sizeof(T)));
    }
};
} // namespace

void *volatile kept;
volatile int three = 3;

PROBED void globals()
{
    plain *one = new plain;
    one->values[1] = 1;
    kept = one;
}

PROBED void classes()
{
    pooled *one = new pooled;
    one->values[1] = 1;
    kept = one;
}

PROBED void templates()
{
    kept = allocator_of<plain>::allocate(static_cast<size_t>(three));
}

int main()
{
    for (int i = 0; i < 10; i++) {
        globals();
        classes();
        templates();
    }
    return 0;
}
