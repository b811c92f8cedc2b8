/* SPDX-License-Identifier: MIT */
/* Functions of the program's own with names of functions of libc and other types. */
/* compile with: -std=c99 */
#include <stdio.h>

#define OWN __attribute__((noipa))

OWN int strdup(int number)
{
    return number + 1;
}

OWN int valloc(const char *text)
{
    return text[0];
}

/* K&R's. */
OWN int getline(line, max) char line[];
int max;
{
    int length = 0;
    for (int c; length < max - 1 && (c = getchar()) != EOF && c != '\n';)
        line[length++] = (char)c;
    line[length] = '\0';
    return length;
}

OWN double posix_memalign(double number)
{
    return number * 2;
}

char strndup();

int main(void)
{
    char line[100];
    long sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += strdup(i) + valloc("hello") + (long)posix_memalign(i);
    sum += getline(line, 100);
    if (sum == 0)
        sum += strndup();
    printf("%ld\n", sum);
    return 0;
}
