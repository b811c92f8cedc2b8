/* SPDX-License-Identifier: MIT */
/* Values that change on the way from one block to another, where no statement is: lines of copies.
 */
#include <stdio.h>

#define ALONE __attribute__((noipa))

static const unsigned char code[] = {1, 4, 2, 4, 3, 4, 0, 4, 2, 2, 1, 5};
static unsigned char text[4096];

/* An interpreter's loop, back to whose start all ways lead. */
ALONE long interpret(const unsigned char *at, int rounds)
{
    long top = 1, kept = 0;
    int state = 0;
    for (;;) {
        const unsigned char *next = at + 1;
        switch (*at) {
        case 0:
            top += 3;
            break;
        case 1:
            if (state > 3)
                kept += top;
            state++;
            break;
        case 2:
            top = top * 5 + kept;
            break;
        case 3:
            kept ^= top;
            if (kept & 1)
                state = 0;
            break;
        case 4:
            if (kept < 0)
                kept = -kept;
            top -= kept;
            break;
        default:
            if (--rounds == 0)
                return top + kept;
            next = code;
        }
        at = next;
    }
}

/* Words, with a count that begins anew now and then. */
ALONE unsigned words(const unsigned char *p, unsigned length)
{
    const unsigned char *end = p + length;
    unsigned found = 0, place = 0, sum = 0;
    for (;;) {
        while (*p == ' ')
            p++;
        if (p >= end)
            return found + sum;
        const unsigned char *start = p++;
        while (p < end && *p != ' ')
            p++;
        sum += start[place % 3];
        found++;
        if (++place == 20) {
            place = 0;
            sum ^= (unsigned)(p - start);
        }
    }
}

ALONE int longest(const int *p, int n)
{
    int best = 0, run = 0, last = -1;
    for (int i = 0; i < n; i++) {
        if (p[i] == last)
            run++;
        else
            run = 1;
        if (run > best)
            best = run;
        last = p[i];
    }
    return best;
}

int main(void)
{
    static int numbers[500];
    for (unsigned i = 0; i < sizeof text - 1; i++)
        text[i] = i % 7 == 0 || i % 11 == 0 ? ' ' : 'a' + i % 26;
    for (int i = 0; i < 500; i++)
        numbers[i] = i * i % 13 / 5;
    long sum = interpret(code, 400);
    for (int i = 0; i < 5; i++)
        sum += words(text, sizeof text - 1) + (unsigned)longest(numbers, 500);
    printf("%ld\n", sum);
    return 0;
}
