// std: gnu17  min: 11  flags: -D_GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
__attribute__((noipa)) static char *dup(const char *s) { return strdup(s); }
__attribute__((noipa)) static long lines(const char *path) { FILE *f = fopen(path, "r"); char *l = NULL; size_t n = 0; long c = 0; if (!f) return -1; while (getline(&l, &n, f) > 0) c++; free(l); fclose(f); return c > 0; }
__attribute__((noipa)) static char *pr(int i) { char *p; if (asprintf(&p, "%d", i) < 0) return NULL; return p; }
int main(void) { long s = 0; for (int i = 0; i < 4; i++) { char *a = dup("abcd"), *b = pr(i); s += strlen(a) + strlen(b) + lines("/etc/passwd"); free(a); free(b); } printf("%ld\n", s); }
// CALLS dup=4 lines=4 pr=4 main=1
