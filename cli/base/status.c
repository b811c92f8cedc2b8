/* SPDX-License-Identifier: MIT */
/* status.c - tells the exit statuses of a command. */
#include "base/status.h"

static const char *const meanings[] = {
#define MEANING(NAME, VALUE, TEXT) [VALUE] = TEXT,
    CINSTR_STATUSES(MEANING)
#undef MEANING
};

void ci_status_print(FILE *out, unsigned statuses)
{
    int count = 0;
    statuses |= CI_STATUS(DONE) | CI_STATUS(USAGE);
    fprintf(out, "\nExit status:\n");
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (!(statuses & 1u << i))
            continue;
        fprintf(out, "  %zu  %s\n", i, meanings[i]);
        count += i > 0;
    }
    if (count > 2)
        fprintf(out, "If several apply, the status is the first of 2, 3, 6, 5, 7, 1, 4.\n");
}
