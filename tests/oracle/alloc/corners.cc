// SPDX-License-Identifier: MIT
// corners.cc - as corners.c, for C++: one form of operator new and delete per run.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace
{

template <typename T> using keeper = T *volatile;

// Blocks in use at exit; volatile, so that no pair of new and delete is optimised away.
keeper<int> kept_int, kept_array;
volatile std::size_t huge = SIZE_MAX / 2 + 4096;
volatile std::size_t zero = 0;

struct point {
    int x, y;
};

struct alignas(64) wide {
    char bytes[128];
};

struct counted {
    counted() : value(1)
    {
    }
    ~counted()
    {
        value = 0;
    }
    volatile int value;
};

keeper<point> kept_point;
keeper<wide> kept_wide, kept_wides;
keeper<counted> kept_counted;

void nothing()
{
}

void new_kept()
{
    kept_int = new int(7);
}

void new_deleted()
{
    kept_point = new point();
    delete kept_point;
    kept_int = new int(1);
    delete kept_int;
    kept_int = nullptr;
    delete kept_int;
}

void new_array()
{
    kept_array = new int[100];
    kept_int = new int[10];
    delete[] kept_int;
}

// The compiler asks for more than the elements: their number is stored with them.
void new_array_counted()
{
    kept_counted = new counted[9];
    delete[] kept_counted;
    kept_counted = new counted[5];
}

void new_zero()
{
    kept_array = new int[zero];
}

void new_nothrow()
{
    kept_int = new (std::nothrow) int(3);
    kept_array = new (std::nothrow) int[30];
    delete kept_int;
}

void new_nothrow_failed()
{
    kept_array = static_cast<int *>(::operator new(huge, std::nothrow));
    kept_int = new int(1);
}

void new_aligned()
{
    kept_wide = new wide();
    delete kept_wide;
    kept_wide = new wide();
    kept_wides = new wide[3];
    delete[] kept_wides;
    kept_wides = new (std::nothrow) wide[2];
}

void new_explicit()
{
    void *volatile block = ::operator new(33);
    ::operator delete(block);
    block = ::operator new[](44);
    ::operator delete[](block);
    block = ::operator new(55);
    ::operator delete(block, static_cast<std::size_t>(55));
    kept_int = static_cast<int *>(::operator new(66, std::align_val_t(32)));
    ::operator delete(kept_int, std::align_val_t(32));
}

void placement()
{
    static unsigned char room[sizeof(point)];
    kept_point = new (room) point();
    kept_int = new int(1);
}

void unique()
{
    auto owner = std::make_unique<point>();
    kept_point = owner.get();
    auto elements = std::make_unique<int[]>(12);
    kept_array = elements.get();
}

void vector()
{
    std::vector<int> values;
    for (int i = 0; i < 1000; i++)
        values.push_back(i);
    kept_array = values.data();
}

void shared()
{
    auto owner = std::make_shared<point>();
    auto other = owner;
    kept_point = other.get();
}

// GCC leaves these out, with or without probes.
void optimised_away()
{
    delete new int(1);
    kept_int = new int(2);
}

const struct {
    const char *name, *kind;
    void (*run)();
} cases[] = {
    {"nothing", "equal", nothing},
    {"new_kept", "equal", new_kept},
    {"new_deleted", "equal", new_deleted},
    {"new_array", "equal", new_array},
    {"new_array_counted", "equal", new_array_counted},
    {"new_zero", "equal", new_zero},
    {"new_nothrow", "equal", new_nothrow},
    {"new_nothrow_failed", "equal", new_nothrow_failed},
    {"new_aligned", "equal", new_aligned},
    {"new_explicit", "equal", new_explicit},
    {"placement", "equal", placement},
    {"unique", "equal", unique},
    {"vector", "equal", vector},
    {"shared", "equal", shared},
    {"optimised_away", "equal", optimised_away},
};

} // namespace

int main(int argc, char **argv)
{
    for (const auto &one : cases) {
        if (argc < 2)
            std::printf("%s %s\n", one.name, one.kind);
        else if (std::strcmp(argv[1], one.name) == 0)
            one.run();
    }
    return 0;
}
