/* SPDX-License-Identifier: MIT */
/* Calls each function a number of times that the test knows. */
#include <cinstr/cinstr.h>
#include <stdio.h>

int part_square(int number);

#ifdef ALONE
__attribute__((noipa)) int part_square(int number)
{
    return number * number;
}
#endif

__attribute__((noipa)) static int prog_sum(int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += part_square(i);
    return sum;
}

__attribute__((noipa)) int hidden_helper(void)
{
    return 7;
}

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 5; i++)
        sum += prog_sum(20) + hidden_helper();
    printf("%d\n", sum);
    return sum == 5 * (2470 + 7) ? 0 : 1;
}
