// std: gnu17  min: 11
#include <alloca.h>
#include <stdio.h>
#include <string.h>
__attribute__((noipa)) static int fill(int n, int (*rows)[n]) { for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) rows[i][j] = i * j; return n; }
__attribute__((noipa)) static int sum(int n, int a[n][n]) { int s = 0; for (int i = 0; i < n; i++) s += a[i][n - 1]; return s; }
__attribute__((noipa)) static int grow(int n)
{
    int rows[n][n];
    char *copy = alloca((size_t)n + 1);
    memset(copy, 'x', (size_t)n);
    copy[n] = 0;
    int nested(int k) { return k ? nested(k - 1) + rows[k % n][0] + copy[k % n] : fill(n, rows); }
    return nested(n) + sum(n, rows);
}
int main(void) { int s = 0; for (int i = 1; i < 9; i++) s += grow(i); printf("%d\n", s); return 0; }
// CALLS fill=8 sum=8 grow=8 nested=44 main=1
