/* SPDX-License-Identifier: MIT */
/* registers_x86_64.h - the part of registers.c that x86-64 alone has: AVX and AVX-512. */
#include <immintrin.h>

#define HAS_VECTORS      __builtin_cpu_supports("avx")
#define HAS_WIDE_VECTORS __builtin_cpu_supports("avx512f")

__attribute__((target("avx"))) PROBED __m256d vectors(__m256d a, __m256d b, __m256d c, __m256d d,
                                                      __m256d e, __m256d f, __m256d g, __m256d h)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8;
}

__attribute__((target("avx"))) HELPER void check_vectors(void)
{
    __m256d v[8];
    for (int i = 0; i < 8; i++)
        v[i] = _mm256_set_pd(i + 0.5, i + 1.5, i + 2.5, i + 3.5);
    __m256d sum = vectors(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]), want = v[0];
    for (int i = 1; i < 8; i++)
        want += v[i] * (i + 1);
    check(!memcmp(&sum, &want, sizeof sum), "__m256d");
}

__attribute__((target("avx512f"))) PROBED __m512d wide_vectors(__m512d a, __m512d b, __mmask8 mask,
                                                               __m512d c)
{
    return _mm512_mask_add_pd(c, mask, a, b);
}

/* Values in registers beyond the first sixteen and in mask registers, live across nothing but the
 * entry of a function that is reached by a tail call. */
__attribute__((target("avx512f"))) HELPER void check_wide_vectors(void)
{
    __m512d a = _mm512_set1_pd(1.25), b = _mm512_set1_pd(2.5), c = _mm512_set1_pd(-1);
    double got[8];
    _mm512_storeu_pd(got, wide_vectors(a, b, 0x5a, c));
    for (int i = 0; i < 8; i++)
        check(got[i] == (0x5a >> i & 1 ? 3.75 : -1), "__m512d");
}
