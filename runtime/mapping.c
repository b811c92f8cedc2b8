/* SPDX-License-Identifier: MIT */
/* mapping.c - reads /proc/self/maps; see tree.h for what this code may not do. */
#include "mapping.h"
#include "syscall.h"

#include <fcntl.h>

/* Of a line of the file, "LOW-HIGH rw-p OFFSET ...", what has been read so far. */
struct line {
    uintptr_t numbers[2]; /* LOW, HIGH */
    int field;            /* index of the number that is being read; 2: access; 3: the rest */
    bool readable;
};

static void take_line(const struct line *line, struct ci_mapping *mappings, int count)
{
    for (int i = 0; i < count; i++)
        if (line->numbers[0] <= mappings[i].address && mappings[i].address < line->numbers[1]) {
            mappings[i].low = line->numbers[0];
            mappings[i].high = line->numbers[1];
            mappings[i].readable = line->readable;
        }
}

static void take_letter(struct line *line, char letter)
{
    if (line->field == 2) {
        line->readable = letter == 'r';
        line->field = 3;
    } else if (letter == '-' || letter == ' ') {
        line->field++;
    } else {
        unsigned digit = (unsigned)(letter <= '9' ? letter - '0' : letter - 'a' + 10);
        line->numbers[line->field] = line->numbers[line->field] << 4 | digit;
    }
}

bool ci_mapping_find(struct ci_mapping *mappings, int count)
{
    char bytes[512]; /* a fiber's stack may be small */
    long file = ci_processor_call_kernel(SYS_openat, (void *)AT_FDCWD, (size_t) "/proc/self/maps",
                                         O_RDONLY | O_CLOEXEC, 0, 0, 0);
    if (file < 0)
        return false;
    struct line line = {.field = 0};
    long got;
    while ((got = ci_processor_call_kernel(SYS_read, (void *)file, (size_t)bytes, sizeof bytes, 0,
                                           0, 0)) > 0)
        for (long i = 0; i < got; i++) {
            if (bytes[i] == '\n') {
                take_line(&line, mappings, count);
                line = (struct line){.field = 0};
            } else if (line.field < 3) {
                take_letter(&line, bytes[i]);
            }
        }
    ci_processor_call_kernel(SYS_close, (void *)file, 0, 0, 0, 0, 0);
    return got == 0;
}
