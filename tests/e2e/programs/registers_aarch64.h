/* SPDX-License-Identifier: MIT */
/* registers_aarch64.h - the part of registers.c that AArch64 alone has: the vector calling
 * convention, which keeps all of q8 to q23 for the caller, and SVE. */
#include <arm_neon.h>
#include <arm_sve.h>
#include <sys/auxv.h>

#define HAS_VECTORS      1
#define HAS_WIDE_VECTORS (getauxval(AT_HWCAP) & HWCAP_SVE)

__attribute__((aarch64_vector_pcs)) PROBED float64x2_t vectors(float64x2_t a, float64x2_t b,
                                                               float64x2_t c, float64x2_t d,
                                                               float64x2_t e, float64x2_t f,
                                                               float64x2_t g, float64x2_t h)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8;
}

HELPER void check_vectors(void)
{
    float64x2_t v[8];
    register float64x2_t kept __asm__("v12") = {7, 9};
    for (int i = 0; i < 8; i++)
        v[i] = (float64x2_t){i + 0.5, i + 1.5};
    __asm__ volatile("" : "+w"(kept));
    float64x2_t sum = vectors(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]), want = v[0];
    __asm__ volatile("" : "+w"(kept));
    for (int i = 1; i < 8; i++)
        want += v[i] * (i + 1);
    check(!memcmp(&sum, &want, sizeof sum), "float64x2_t");
    check(kept[0] == 7 && kept[1] == 9, "v12");
}

__attribute__((target("+sve"))) PROBED svfloat64_t wide_vectors(svfloat64_t a, svfloat64_t b,
                                                                svbool_t mask, svfloat64_t c)
{
    return svadd_f64_m(mask, svsel_f64(mask, a, c), b);
}

/* Arguments in vector and predicate registers, and one of either that the callee keeps. */
__attribute__((target("+sve"))) HELPER void check_wide_vectors(void)
{
    long lanes = (long)svcntd();
    double got[32], kept[32];
    svbool_t all = svptrue_b64(),
             odd = svcmpne_n_s64(all, svand_n_s64_x(all, svindex_s64(0, 1), 1), 0);
    svfloat64_t own = svcvt_f64_s64_x(all, svindex_s64(100, 1));
    svfloat64_t sum = wide_vectors(svdup_f64(1.25), svdup_f64(2.5), odd, svdup_f64(-1));
    svst1_f64(all, got, sum);
    svst1_f64(all, kept, svsel_f64(odd, own, svdup_f64(0)));
    for (long i = 0; i < lanes; i++) {
        check(got[i] == (i & 1 ? 3.75 : -1), "svfloat64_t");
        check(kept[i] == (i & 1 ? 100 + i : 0), "SVE registers that the callee keeps");
    }
}
