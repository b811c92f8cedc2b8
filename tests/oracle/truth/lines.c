/* SPDX-License-Identifier: MIT */
/* Instructions that have no line of their own: those of loops, returns and merged values. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

struct item {
    int value;
    void *getter;
};

struct scope {
    struct item *items[8];
    struct scope *outer;
};

static int stack[64], top;

ALONE static void push(int value)
{
    stack[top++ & 63] = value;
}

ALONE static struct item *get(struct scope *scope, int key)
{
    return scope->items[key];
}

ALONE static int find(struct scope *scope, int key)
{
    do {
        struct item *item = get(scope, key);
        if (item) {
            if (item->getter) {
                push(1);
                push(0);
            } else {
                push(item->value);
            }
            return 1;
        }
        scope = scope->outer;
    } while (scope);
    return 0;
}

ALONE static int clamp(int value, int low, int high)
{
    if (value < low)
        return low;
    int result = value;
    if (value > high)
        result = high;
    return result;
}

static inline int mix(int a, int b)
{
    int c = a * 31;
    c ^= b;
    return c;
}

ALONE static int hash(const char *text)
{
    int h = 5381;
    for (; *text; text++)
        h = mix(h, *text);
    return h;
}

int main(void)
{
    struct item items[8];
    struct scope outer = {{0}, NULL}, scope = {{0}, &outer};
    int sum = 0;
    for (int i = 0; i < 8; i++) {
        items[i].value = i;
        items[i].getter = NULL;
        (i & 1 ? &outer : &scope)->items[i] = items + i;
    }
    for (int i = 0; i < 3000; i++) {
        sum += find(&scope, i & 7);
        sum += clamp(i, 100, 2000);
        sum ^= hash("a line has its own instructions");
    }
    printf("%d %d\n", sum, top);
    return 0;
}
