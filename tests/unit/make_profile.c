/* SPDX-License-Identifier: MIT */
/* make_profile.c - writes a profile that has every kind of frame, as input for readers. */
#include "../../runtime/output.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>

static uintptr_t returned_to;

static int compare(const void *left, const void *right)
{
    returned_to = (uintptr_t)__builtin_return_address(0);
    return *(const char *)left - *(const char *)right;
}

int main(int argc, char **argv)
{
    static struct records records;
    if (argc != 3) {
        fprintf(stderr, "usage: make_profile FILE FACTOR\n");
        return 2;
    }
    char text[] = "hgfedcba";
    qsort(text, sizeof text - 1, 1, compare);
    records_begin(&records, 16);
    int64_t factor = atoi(argv[2]);
    struct cinstr_unit *unit = records_unit(&records, 4);
    struct cinstr_function *top = records_function(unit, 0, "main", __FILE__, 18, 2);
    struct cinstr_function *leaf = records_function(unit, 1, "compare", __FILE__, 12, 1);
    struct cinstr_function *same = records_function(unit, 2, "same", __FILE__, 1, 0);
    records_function(unit, 3, "same", "/elsewhere/same.c", 1, 0);
    records_site(top, 0, "qsort", 26);
    records_site(top, 1, "same", 30)->scope = 1;
    records_site(leaf, 0, "compare", 14);
    records_scopes(top, 1);
    records_scope(top, 0, "inlined", __FILE__, 28, __FILE__, 31, 0);
    uint32_t root = records_context(&records, CI_NO_PARENT, 0, top, 1, 1000 * factor);
    uint32_t child = records_context(&records, root, 0, leaf, 17 * factor, 5000 * factor);
    uint32_t back = records_context(&records, child, 0, leaf, 3, 0);
    records_context(&records, root, 1, same, 4, 300 * factor);
    uint32_t lost = records_context(&records, CI_NO_PARENT, 0, same, 9, 200);
    records.snapshot.contexts[root].body = (uintptr_t)main + 1;
    records.snapshot.contexts[child].body = (uintptr_t)compare + 1;
    records.snapshot.contexts[child].return_address = returned_to;
    records.snapshot.contexts[child].thread = 2;
    records.snapshot.contexts[back].flags = CI_CONTEXT_BACK_EDGE;
    records.snapshot.contexts[lost].flags = CI_CONTEXT_TRUNCATED;
    records.comments[0] = "cinstr: made by hand";
    records.snapshot.comment_count = 1;
    records.snapshot.start_nanos = 1700000000000000000;
    records.snapshot.duration_nanos = 6500 * factor;
    bool done = ci_output_write(&records.snapshot, argv[1]);
    records_end(&records);
    return !done;
}
