/* SPDX-License-Identifier: MIT */
/* benchfile_input.c - inputs from a command line: labels, the standard input, whole files. */
#include "stat/benchfile.h"

#include <errno.h>
#include <string.h>

struct ci_bench_input *ci_benchfile_inputs(struct ci_pool *pool, char **arguments, int count)
{
    struct ci_bench_input *inputs = ci_pool_alloc(pool, (size_t)count, sizeof(*inputs));
    for (int i = 0; i < count; i++) {
        const char *equals = strchr(arguments[i], '=');
        inputs[i].path = equals ? equals + 1 : arguments[i];
        if (equals)
            inputs[i].label = ci_pool_copy(pool, arguments[i], (size_t)(equals - arguments[i]));
    }
    for (int i = 0; i < count; i++) {
        int before = 0, uses = 0;
        if (strchr(arguments[i], '='))
            continue;
        for (int j = 0; j < count; j++) {
            bool same = strcmp(arguments[j], arguments[i]) == 0;
            uses += same;
            before += same && j < i;
        }
        inputs[i].label =
            uses == 1 ? inputs[i].path : ci_pool_format(pool, "%s#%d", inputs[i].path, before);
    }
    return inputs;
}

static char *read_all(struct ci_pool *pool, FILE *file, size_t *size)
{
    enum { FIRST = 1 << 16 };
    size_t room = FIRST;
    char *text = ci_pool_alloc(pool, room, 1);
    *size = 0;
    for (;;) {
        size_t got = fread(text + *size, 1, room - *size, file);
        *size += got;
        if (got == 0)
            return ferror(file) ? NULL : text;
        if (*size == room) {
            char *larger = ci_pool_alloc(pool, room, 2);
            memcpy(larger, text, room);
            text = larger;
            room *= 2;
        }
    }
}

int ci_benchfile_read(struct ci_bench_reader *reader, const struct ci_bench_input *input)
{
    if (input->text) {
        ci_benchfile_parse(reader, input->path, input->label, input->text, input->size);
        return 0;
    }
    bool is_stdin = strcmp(input->path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(input->path, "r");
    if (!file)
        return -errno;
    size_t size;
    errno = 0;
    const char *text = read_all(reader->pool, file, &size);
    int status = text ? 0 : -(errno ? errno : EIO);
    if (!is_stdin)
        fclose(file);
    if (text)
        ci_benchfile_parse(reader, input->path, input->label, text, size);
    return status;
}
