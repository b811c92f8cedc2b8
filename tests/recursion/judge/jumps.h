/* SPDX-License-Identifier: MIT */
/*
 * jumps.h - included first (-include) into the judge's build of programs that call longjmp: a jump
 * takes the frames that it leaves off the shadow stack, as a return would have done one by one.
 */
#ifndef CINSTR_TESTS_RECURSION_JUMPS_H
#define CINSTR_TESTS_RECURSION_JUMPS_H

#include <setjmp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In front of setjmp: the buffer belongs to the function on top of the shadow stack. */
void judge_mark(const void *buffer);
/* In front of longjmp: that function is on top again. */
void judge_jump(const void *buffer);

#ifdef __cplusplus
}
#endif

#undef setjmp
#undef sigsetjmp
#define setjmp(buffer)            _setjmp(buffer)
#define _setjmp(buffer)           (judge_mark(buffer), _setjmp(buffer))
#define sigsetjmp(buffer, mask)   (judge_mark(buffer), __sigsetjmp(buffer, mask))
#define longjmp(buffer, value)    (judge_jump(buffer), longjmp(buffer, value))
#define _longjmp(buffer, value)   (judge_jump(buffer), _longjmp(buffer, value))
#define siglongjmp(buffer, value) (judge_jump(buffer), siglongjmp(buffer, value))

#endif
