/* SPDX-License-Identifier: MIT */
/*
 * fuzz_records.c - feeds bytes to the reader of the plugin's records; what begins as an ELF file is
 * one, in which they have to be found first.
 */
#include "audit/audit.h"
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void read_records(const uint8_t *data, size_t size, struct ci_pool *pool)
{
    struct ci_audit_records records;
    struct ci_error error;
    if (ci_audit_read_records(data, size, pool, &records, &error) != 0)
        return;
    for (size_t i = 0; i < records.n_records; i++)
        if (!ci_audit_find_record(&records, records.records[i].name))
            __builtin_trap();
}

static void read_program(const uint8_t *data, size_t size, struct ci_pool *pool)
{
    struct ci_audit_elf elf;
    struct ci_error error;
    int fd = memfd_create("program", 0);
    if (fd < 0)
        return;
    if (write(fd, data, size) == (ssize_t)size && ci_audit_read_elf(fd, pool, &elf, &error) == 0) {
        for (size_t i = 0; i < elf.n_symbols; i++) {
            ci_audit_find_symbol(&elf, elf.symbols[i].address);
            ci_audit_is_code(&elf, elf.symbols[i].address);
        }
        read_records(elf.records, elf.records_size, pool);
    }
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ci_pool pool = {0};
    if (size > 4 && memcmp(data, "\177ELF", 4) == 0)
        read_program(data, size, &pool);
    else
        read_records(data, size, &pool);
    ci_pool_deinit(&pool);
    return 0;
}
