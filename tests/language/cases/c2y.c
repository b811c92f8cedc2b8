// std: gnu2y  min: 16
/* GCC 15 knows names of loops, but not with -g, with or without the plugin. */
#include <stdio.h>
[[gnu::noipa]] static int check(int a, int b) { return a * b % 7; }
int main()
{
    int found = 0, seen = 0;
outer:
    for (int a = 1; a < 10; a++)
        for (int b = 1; b < 10; b++) {
            if (check(a, b) == 0 && a == b) break outer;
            seen++;
            if (b > a) continue outer;
            switch (b) { case 1 ... 3: found++; break; default: found += 2; }
        }
    printf("%d %d\n", found, seen);
}
// CALLS check=34 main=1
