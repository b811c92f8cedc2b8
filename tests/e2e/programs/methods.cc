/* SPDX-License-Identifier: MIT */
/* C++: virtual calls, thunks, templates, lambdas, static members, constructors that have aliases.
 */
#include "e2e.h"

#include <memory>
#include <vector>

static long built, torn;

struct Shape {
    PROBED Shape()
    {
        built++;
    }
    PROBED virtual ~Shape()
    {
        torn++;
    }
    virtual long area() const = 0;
};

struct Named {
    virtual ~Named() = default;
    virtual long name() const
    {
        return 1;
    }
};

struct Square : Shape, virtual Named {
    long side;
    PROBED explicit Square(long s) : side(s)
    {
    }
    PROBED long area() const override
    {
        return side * side;
    }
    PROBED long name() const override
    {
        return 4;
    }
};

struct Circle : Shape {
    long radius;
    PROBED explicit Circle(long r) : radius(r)
    {
    }
    PROBED long area() const override
    {
        return 3 * radius * radius;
    }
};

template <typename T> PROBED T add(T a, T b)
{
    return a + b;
}

extern "C" PROBED long total(const std::vector<std::unique_ptr<Shape>> &shapes)
{
    long sum = 0;
    for (const auto &shape : shapes)
        sum += shape->area();
    return sum;
}

extern "C" PROBED long ask(const Named &named)
{
    return named.name() + 1;
}

extern "C" PROBED void destroy(Square *square)
{
    square->~Square();
}

int main()
{
    long sum = 0;
    for (long i = 0; i < 100; i++) {
        std::vector<std::unique_ptr<Shape>> shapes;
        for (long n = 0; n < 10; n++) {
            shapes.push_back(std::make_unique<Square>(n));
            shapes.push_back(std::make_unique<Circle>(n));
        }
        sum += total(shapes);
        Square square(i);
        sum += ask(square) + add(i, 1L) + static_cast<long>(add(1.5, 2.5));
        alignas(Square) char room[sizeof(Square)];
        destroy(new (room) Square(1));
    }
    printf("%ld %ld %ld\n", sum, built, torn);
    expect_edge("main", "total", 100);
    expect_calls("destroy", 100);
    expect_edge("destroy", "Square::~Square()", 100); /* by a tail call to an alias */
    expect_named("Square::area", 1000);
    expect_named("Circle::area", 1000);
    expect_named("Square::name", 100);
    expect_named("Shape::Shape", built);
    expect_named("Shape::~Shape", torn);
    expect_named("add<long>", 100);
    expect_named("add<double>", 100);
    return 0;
}
