/* SPDX-License-Identifier: MIT */
/*
 * gomath.c - log and exp with the roundings of Go on amd64.
 *
 * CSV output has all 17 digits of a geometric mean, and the reference's log and exp are a last bit
 * or two away from the C library's. The order of the operations below is what makes them equal, so
 * this file is compiled without contraction; where Go fuses, fma() says so.
 */
#include "stat/math.h"

#include <math.h>

/*
 * log: x = 2^k * (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), s = f / (2 + f), and a minimax
 * polynomial in s^2 (the method and coefficients of Sun's fdlibm, e_log).
 */
double ci_stat_log(double x)
{
    static const double odd[] = {6.666666666666735130e-01, 2.857142874366239149e-01,
                                 1.818357216161805012e-01, 1.479819860511658591e-01};
    static const double even[] = {3.999999999940941908e-01, 2.222219843214978396e-01,
                                  1.531383769920937332e-01};
    const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    if (!(x > 0) || isinf(x))
        return log(x);
    int exponent;
    double mantissa = frexp(x, &exponent);
    if (mantissa < 7.07106781186547524401e-01) {
        mantissa *= 2;
        exponent--;
    }
    double f = mantissa - 1, k = exponent;
    double s = f / (2 + f), s2 = s * s, s4 = s2 * s2;
    double odd_sum = s2 * (odd[0] + s4 * (odd[1] + s4 * (odd[2] + s4 * odd[3])));
    double even_sum = s4 * (even[0] + s4 * (even[1] + s4 * even[2]));
    double half_square = 0.5 * f * f;
    double tail = s * (half_square + (odd_sum + even_sum)) + k * ln2_low;
    return k * ln2_high - ((half_square - tail) - f);
}

/*
 * exp: x = k ln 2 + 16 r; e^r - 1 by its Taylor series, then (y + 1)^2 - 1 = y (y + 2) four times
 * (Shibata, "Efficient evaluation methods of elementary functions suitable for SIMD computation",
 * 2010).
 */
double ci_stat_exp(double x)
{
    static const double taylor[] = {1.9841269841269841270e-4,
                                    1.3888888888888888889e-3,
                                    8.3333333333333333333e-3,
                                    4.1666666666666666667e-2,
                                    1.6666666666666666667e-1,
                                    0.5,
                                    1.0};
    const double ln2_high = 0.69314718055966295651160180568695068359375;
    const double ln2_low = 0.28235290563031577122588448175013436025525412068e-12;
    if (!isfinite(x) || fabs(x) > 700)
        return exp(x);
    double k = nearbyint(x * 1.4426950408889634073599246810018920);
    double r = fma(-ln2_high, k, x);
    r = fma(-ln2_low, k, r) * 0.0625;
    double y = 2.4801587301587301587e-5;
    for (size_t i = 0; i < sizeof(taylor) / sizeof(taylor[0]); i++)
        y = fma(y, r, taylor[i]);
    y *= r;
    for (int i = 0; i < 3; i++)
        y *= y + 2;
    return ldexp(fma(y, y + 2, 1), (int)k);
}
