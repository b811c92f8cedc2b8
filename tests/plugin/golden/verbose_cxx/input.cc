/* SPDX-License-Identifier: MIT */
namespace note
{
int hidden(int x)
{
    return x;
}
}

struct Base {
    virtual ~Base();
    virtual int value();
    int base = 1;
};

struct Other {
    virtual int other();
    int more = 2;
};

struct Derived : Base, Other {
    int other() override;
};

Base::~Base()
{
}

int Base::value()
{
    return note::hidden(base);
}

int Other::other()
{
    return more;
}

int Derived::other()
{
    return base + more;
}

template <typename T> T twice(T x)
{
    return x + x;
}

template double twice<double>(double);
