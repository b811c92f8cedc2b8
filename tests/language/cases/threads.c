// std: gnu17  min: 11  flags: -pthread
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static _Atomic long sum;
static _Thread_local int mine;
__attribute__((noipa)) static void add(int n) { mine += n; atomic_fetch_add_explicit(&sum, n, memory_order_relaxed); }
static void *work(void *n) { for (int i = 0; i < 1000; i++) add((int)(long)n); return (void *)(long)mine; }
int main(void) { pthread_t t[4]; long all = 0; for (long i = 0; i < 4; i++) pthread_create(t + i, NULL, work, (void *)i); for (int i = 0; i < 4; i++) { void *r; pthread_join(t[i], &r); all += (long)r; } printf("%ld %ld\n", all, atomic_load(&sum)); return 0; }
// CALLS add=4000 work=4 main=1
