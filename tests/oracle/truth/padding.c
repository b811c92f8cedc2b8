/* SPDX-License-Identifier: MIT */
/* Alignment that control flows through, and asm statements of every form. */
#include <stdio.h>

#define ALONE __attribute__((noipa))

ALONE static int divisor(int a, int b)
{
    while (b) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

ALONE static int trailing(int x)
{
    int y;
    __asm__("lea 1(%1), %0\n\tadd %1, %0\n\t" : "=r"(y) : "r"(x));
    return y;
}

/* x < 0: a jump within an asm is not seen. */
ALONE static int labelled(int x)
{
    __asm__("# a comment; with a semicolon\n"
            "1: testl %0, %0 /* and; another */\n"
            "jns 2f; negl %0 # the last\n"
            "2:"
            : "+r"(x)
            :
            : "cc");
    return x;
}

ALONE static int prefixed(int *x)
{
    int y = 1;
    __asm__ volatile("lock; xaddl %0, %1" : "+r"(y), "+m"(*x) : : "memory");
    return y;
}

ALONE static int directives(int x)
{
    __asm__(".set three, 3\n\t.p2align 0\n\taddl $three, %0\n\t"
            ".pushsection .rodata\n\t.long 1; .long 2\n\t.popsection\n\t"
            ".rept 4\n\tincl %0\n\t.endr\n\t{leal 2(%0), %0|lea %0, [%0 + 2]}"
            : "+r"(x));
    return x;
}

ALONE static int bytes(int x)
{
    __asm__(".byte 0x0f, 0x1f\n\t.byte 0x00" : "+r"(x)); /* one nop */
    return x;
}

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += divisor(i + 5, i * 3 % 7 + 1) + trailing(i) + labelled(-1 - i) + directives(i) +
               bytes(i);
    for (int i = 0; i < 500; i++)
        prefixed(&sum);
    printf("%d\n", sum);
    return 0;
}
