// SPDX-License-Identifier: MIT
// new and delete in every form, where exceptions leave and arrive.
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

extern void use(void *);
extern int outside(int);

struct base {
    base(int n) : number(outside(n))
    {
    }
    virtual ~base();
    int number;
};

base::~base()
{
    outside(number);
}

struct derived : base {
    derived(int n) : base(n), block(new char[static_cast<std::size_t>(n)])
    {
    }
    ~derived() override
    {
        delete[] block;
    }
    char *block;
};

struct alignas(128) wide {
    wide()
    {
        outside(1);
    }
    ~wide()
    {
        outside(2);
    }
    char bytes[128];
};

struct own {
    static void *operator new(std::size_t size)
    {
        return std::malloc(size);
    }
    static void operator delete(void *block)
    {
        std::free(block);
    }
    int value;
};

// The objects of an array that is half made are destroyed, and its block deleted.
wide *arrays(int n)
try {
    wide *first = new wide[static_cast<std::size_t>(n)];
    std::unique_ptr<wide[]> second(new wide[3]);
    use(second.get());
    return first;
} catch (const std::bad_alloc &) {
    return new (std::nothrow) wide[1];
} catch (...) {
    use(std::malloc(5));
    throw;
}

base *forms(int n)
{
    use(new own());
    delete new own();
    delete new derived(n);
    use(::operator new(static_cast<std::size_t>(n)));
    ::operator delete(std::realloc(nullptr, 4), std::size_t(4));
    std::vector<derived> many;
    many.reserve(10);
    many.emplace_back(n);
    auto shared = std::make_shared<derived>(n);
    auto lambda = [n, copy = std::vector<int>(3)]() mutable {
        copy.push_back(n);
        return std::make_unique<derived>(n);
    };
    return lambda().release();
}

void *may_not_throw(int n) noexcept
{
    return n ? new derived(n) : nullptr;
}

int in_cleanup(int n)
{
    struct guard {
        void *block = std::malloc(3);
        ~guard()
        {
            std::free(block);
        }
    } first, second;
    use(first.block);
    thread_local std::vector<derived> late(3, derived(n));
    return outside(n) + static_cast<int>(late.size());
}
