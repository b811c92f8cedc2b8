/* SPDX-License-Identifier: MIT */
/* probed.h - for programs that are judged: what keeps its body, its name and its calls. */
#ifndef CINSTR_TESTS_RECURSION_PROBED_H
#define CINSTR_TESTS_RECURSION_PROBED_H

#define PROBED __attribute__((noipa))

#endif
