/* SPDX-License-Identifier: MIT */
/* cinstr_write, cinstr_reset, cinstr_pause and cinstr_resume, used in the middle of a stack. */
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <errno.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

PROBED void repeat(int n)
{
    for (int i = 0; i < n; i++)
        leaf();
    __asm__ volatile("");
}

PROBED void new_context(int n)
{
    repeat(n);
    __asm__ volatile("");
}

PROBED void inside(void)
{
    repeat(10);
    cinstr_reset();
    repeat(20);
    cinstr_write("one.pb.gz"); /* leaf 20, repeat 1, inside 0, main 0 */
    cinstr_pause();
    repeat(1000);
    cinstr_pause();
    new_context(1000);
    cinstr_write("paused.pb.gz"); /* as one.pb.gz */
    cinstr_resume();
    repeat(3);
    cinstr_resume();
    new_context(4);
    errno = 77;
    int status = cinstr_write("missing/directory/x.pb.gz");
    printf("%d %d\n", status, errno);
    printf("%d\n", cinstr_write(NULL));
    cinstr_write("two.pb.gz"); /* leaf 27, repeat 3, new_context 1 */
    cinstr_pause();
    cinstr_reset();
    repeat(5);
    cinstr_write("three.pb.gz"); /* nothing */
    cinstr_resume();
    repeat(6);
}

int main(void)
{
    for (int i = 0; i < 5; i++)
        leaf();
    inside();
    repeat(1);
    expect_calls("leaf", 7);
    expect_calls("repeat", 2);
    expect_edge("main", "repeat", 1);
    expect_edge("inside", "repeat", 1);
    expect_calls("new_context", 0);
    expect_calls("inside", 0);
    expect_calls("main", 0);
    return 0;
}
