// std: gnu23  min: 15
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
enum color : unsigned char { RED, GREEN = 200 };
typedef struct point { int x, y; } point;
[[gnu::noipa, nodiscard]] static int shade(enum color c) { return c + 1; }
[[gnu::noipa]] static int fixed(point p) { constexpr int scale[] = {1, 10}; typeof_unqual(const int) s = p.x * scale[0] + p.y * scale[1]; return s; }
[[gnu::noipa]] static int left(int n) { if (n > 4) goto end; n += 0b101; end: int more = 1'000; return n + more; }
[[gnu::noipa, gnu::unsequenced]] static int squared(int x) { return x * x; }
[[gnu::noipa]] static int any(...) { va_list rest; return sizeof rest > 0; }
int main() { int s = 0; for (int i = 0; i < 9; i++) s += shade(i % 2 ? RED : GREEN) + fixed((constexpr point){1, 2}) + left(i) + squared(i) + any(i); static_assert(sizeof(enum color) == 1); printf("%d %d\n", s, nullptr == NULL); }
// CALLS shade=9 fixed=9 left=9 any=9 main=1
