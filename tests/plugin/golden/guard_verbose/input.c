#include <stdint.h>
typedef struct cinstr_bench {
    int64_t N;
} cinstr_bench;
void outside(int x);
static int area(int a, int b)
{
    return a * b;
}
void BenchmarkArea(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        area((int)i, 4);
}
void BenchmarkSound(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        outside((int)i);
}
