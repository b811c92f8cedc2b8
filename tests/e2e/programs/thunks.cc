/* SPDX-License-Identifier: MIT */
/* thunks.cc - virtual functions that are called through another base class than the first. */
#include <cstdio>

struct first {
    long pad;
    virtual int one(int x)
    {
        return x;
    }
};

struct second {
    long pad;
    virtual int two(int x)
    {
        return x + 1;
    }
};

struct both : first, second {
    int two(int x) override;
};

__attribute__((noinline)) int both::two(int x)
{
    return x * 2 + (int)second::pad;
}

struct base {
    long pad;
    virtual int three()
    {
        return 1;
    }
};

struct derived : virtual base {
    int three() override
    {
        return 2;
    }
};

__attribute__((noinline)) int call(second *object, int times)
{
    int sum = 0;
    for (int i = 0; i < times; i++)
        sum += object->two(i);
    return sum;
}

__attribute__((noinline)) int call(base *object)
{
    return object->three();
}

int main()
{
    both b = {};
    derived d = {};
    std::printf("%d %d\n", call(&b, 100), call(&d));
}
