/* SPDX-License-Identifier: MIT */
/* With heap_lto_two.c: the type of a block that a function of another file allocates by a wrapper.
 */
#include "e2e.h"

struct shape {
    double x, y, z;
};
void *checked(size_t size) __attribute__((malloc, alloc_size(1)));
void use(void *block);

PROBED struct shape *make(void)
{
    struct shape *shape = checked(sizeof *shape);
    shape->x = 1;
    return shape;
}

int main(void)
{
    for (int i = 0; i < 10; i++)
        use(make());
    return 0;
}
