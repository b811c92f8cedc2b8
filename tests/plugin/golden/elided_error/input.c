/* SPDX-License-Identifier: MIT */
typedef struct cinstr_bench {
    long N;
} cinstr_bench;

int sum;

__attribute__((const)) int twice(int x);

void BenchmarkTwice(cinstr_bench *b)
{
    int total = 0;
    for (long i = 0; i < b->N; i++)
        total += twice(21);
    sum = total;
}
