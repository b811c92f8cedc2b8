/* SPDX-License-Identifier: MIT */
/* Branches that have one location and lead to the same code: GCC makes one way of them. */
#include <stdio.h>

static int compare(int op, const int *a, const int *b)
{
    int result = 0;
    if (*a != 3 && *b != 4) {
        switch (op) {
        case 0:
            result = *a == *b;
            break;
        case 1:
            result = *a < *b;
            break;
        case 2:
            result = *a <= *b;
            break;
        default:;
        }
    }
    return result;
}

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 3000; i++) {
        int a = i % 4, b = i % 6;
        sum += compare(i % 5, &a, &b);
    }
    printf("%d\n", sum);
    return 0;
}
