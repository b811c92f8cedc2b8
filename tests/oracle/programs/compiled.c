/* SPDX-License-Identifier: MIT */
/* What a compiler is given to compile: enough of C to keep each part of it busy. */
#define REPEAT4(x, n)  x(n##0) x(n##1) x(n##2) x(n##3)
#define REPEAT16(x, n) REPEAT4(x, n##0) REPEAT4(x, n##1) REPEAT4(x, n##2) REPEAT4(x, n##3)
#define FUNCTION(n)                                                                                \
    struct s##n {                                                                                  \
        int a, b[4];                                                                               \
        union {                                                                                    \
            double d;                                                                              \
            char *p;                                                                               \
        } u;                                                                                       \
    };                                                                                             \
    static int f##n(struct s##n *s, int k)                                                         \
    {                                                                                              \
        int sum = 0;                                                                               \
        for (int i = 0; i < k; i++) {                                                              \
            switch (i & 3) {                                                                       \
            case 0:                                                                                \
                sum += s->b[i & 3] * 3 + (s->a << 2);                                              \
                break;                                                                             \
            case 1:                                                                                \
                sum ^= s->u.d > 1.5 ? s->a : -k;                                                   \
                continue;                                                                          \
            default:                                                                               \
                if (sum > 100 && k < 7 || !s->a)                                                   \
                    goto out;                                                                      \
            }                                                                                      \
            s->b[2] = sum % 17;                                                                    \
        }                                                                                          \
    out:                                                                                           \
        return sum + (int)sizeof(struct s##n);                                                     \
    }                                                                                              \
    int g##n(int k)                                                                                \
    {                                                                                              \
        struct s##n s = {k, {1, 2, 3, 4}, {2.5}};                                                  \
        return f##n(&s, k) + #n[0];                                                                \
    }
REPEAT16(FUNCTION, 1)
REPEAT16(FUNCTION, 2)
REPEAT16(FUNCTION, 3)
