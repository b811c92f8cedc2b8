/* SPDX-License-Identifier: MIT */
/* cinstr_write_heap, cinstr_reset and cinstr_pause beside blocks that live across them. */
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <errno.h>

static void *volatile kept[8];

PROBED void *get(size_t size)
{
    return malloc(size);
}

int main(void)
{
    kept[0] = get(100);
    cinstr_reset();
    kept[1] = get(10);
    cinstr_write_heap("one.pb.gz"); /* 1 object of 10 bytes, live */
    free(kept[0]);                  /* older: neither shown nor unknown */
    cinstr_pause();
    kept[2] = get(1000);
    free(kept[1]);
    cinstr_write_heap("paused.pb.gz"); /* allocated 1 of 10, none live */
    cinstr_resume();
    kept[3] = get(20);
    free(kept[2]);
    errno = 77;
    int status = cinstr_write_heap("missing/directory/x.pb.gz");
    printf("%d %d\n", status, errno);
    printf("%d\n", cinstr_write_heap(NULL));
    cinstr_write_heap("two.pb.gz"); /* 2 of 30, 1 of 20 live */
    return 0;
}
