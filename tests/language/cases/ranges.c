// std: gnu17  min: 11  flags: -fno-jump-tables
#include <stdio.h>
#include <string.h>
__attribute__((noipa)) static int kind(unsigned char c) { switch (c) { case '0' ... '9': return 1; case 'a' ... 'f': case 'A' ... 'F': return 2; case 'g' ... 'z': return 3; case ' ': case '\t': return 4; default: return 0; } }
__attribute__((noipa)) static int word(const char *w) { static const char *const names[] = {"if", "else", "while"}; for (int i = 0; i < 3; i++) if (strcmp(w, names[i]) == 0) return i; return -1; }
int main(void) { int s = 0; for (int c = 0; c < 256; c++) s += kind((unsigned char)c); const char *w[] = {"while", "do", "if"}; for (int i = 0; i < 3; i++) s += word(w[i]); printf("%d\n", s); return 0; }
// CALLS kind=256 word=3 main=1
