// std: gnu17  min: 13  flags: -fanalyzer -fdiagnostics-format=sarif-file
#include <stdio.h>
#include <stdlib.h>
struct list { struct list *next; int value; };
__attribute__((noipa)) static struct list *push(struct list *l, int v) { struct list *n = malloc(sizeof *n); if (!n) abort(); n->next = l; n->value = v; return n; }
__attribute__((noipa)) static int pop(struct list **l) { struct list *n = *l; int v = n->value; *l = n->next; free(n); return v; }
int main(void) { struct list *l = NULL; int s = 0; for (int i = 0; i < 20; i++) l = push(l, i); while (l) s += pop(&l); printf("%d\n", s); return 0; }
// CALLS push=20 pop=20 main=1
