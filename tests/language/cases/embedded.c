// std: gnu23  min: 15
#include <stdio.h>
static const unsigned char text[] = {
#embed __FILE__ limit(16) suffix(, 0)
};
enum { SIZE = sizeof text };
[[gnu::noipa]] static int at(int i) { return text[i]; }
int main(void) { int s = 0; for (int i = 0; i < SIZE; i++) s += at(i); printf("%d\n", s); }
// CALLS at=17 main=1
