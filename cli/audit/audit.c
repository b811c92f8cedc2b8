/* SPDX-License-Identifier: MIT */
/*
 * audit.c - 'cinstr audit': the functions of a program that carry code but no probes, by unit.
 *
 * A body in the code has probes when there is a record with the name of a symbol at its address,
 * from its translation unit: an inline function of C++ has records from all units that use it, but
 * the linker keeps one unit's body. LTO partitions are not units of the source; there the file of
 * the definition must be the same.
 */
#include "audit/audit.h"
#include "commands.h"
#include "base/flags.h"
#include "base/status.h"
#include "base/filepath.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct function {
    struct ci_audit_body body;
    const char *unit;
    const char *symbol;
    bool probes;
};

struct audit {
    struct ci_pool pool;
    struct ci_audit_elf elf;
    struct ci_audit_records records;
    struct ci_audit_bodies bodies;
    bool *is_partition;         /* for each unit of the records */
    struct function *functions; /* by unit and address; one for each address */
    size_t n_functions;
};

/* Names in a hostile file must not control the terminal. */
static void print_text(const char *text)
{
    for (; *text; text++)
        putchar((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
}

/* Whether DWARF knows the unit; it does not know LTO partitions. */
static bool is_unit_of_dwarf(const struct ci_audit_bodies *bodies, const char *file)
{
    for (size_t i = 0; i < bodies->n_units; i++)
        if (strcmp(bodies->units[i], file) == 0)
            return true;
    return false;
}

static bool has_record(const struct audit *audit, const struct ci_audit_body *body,
                       const char *symbol)
{
    const struct ci_audit_records *all = &audit->records;
    const struct ci_audit_record *record = ci_audit_find_record(all, symbol);
    const struct ci_audit_record *end = all->records + all->n_records;
    for (; record && record < end && strcmp(record->name, symbol) == 0; record++) {
        bool same =
            audit->is_partition[record->unit]
                ? strcmp(record->file, body->file) == 0
                : strcmp(all->units[record->unit].file, audit->bodies.units[body->unit]) == 0;
        if (same)
            return true;
    }
    return false;
}

/* Whether SYMBOL is NAME or a clone of it, NAME.SUFFIX. */
static bool is_symbol_of(const char *symbol, const char *name)
{
    size_t length = strlen(name);
    return strncmp(symbol, name, length) == 0 && (symbol[length] == 0 || symbol[length] == '.');
}

static void judge(struct audit *audit, struct function *function)
{
    const struct ci_audit_elf *elf = &audit->elf;
    const struct ci_audit_body *body = &function->body;
    const struct ci_audit_symbol *symbol = ci_audit_find_symbol(elf, body->address);
    const struct ci_audit_symbol *end = elf->symbols + elf->n_symbols;
    function->symbol = NULL;
    function->probes = false;
    if (!symbol) { /* only DWARF's name is left */
        function->symbol = body->name;
        function->probes = has_record(audit, body, body->name);
        return;
    }
    for (; symbol < end && symbol->address == body->address; symbol++) {
        if (!function->symbol ||
            (is_symbol_of(symbol->name, body->name) && !is_symbol_of(function->symbol, body->name)))
            function->symbol = symbol->name;
        function->probes |= has_record(audit, body, symbol->name);
    }
}

static int compare_addresses(const void *left, const void *right)
{
    const struct function *a = left, *b = right;
    if (a->body.address != b->body.address)
        return a->body.address < b->body.address ? -1 : 1;
    return (a->body.unit > b->body.unit) - (a->body.unit < b->body.unit);
}

static int compare_units(const void *left, const void *right)
{
    const struct function *a = left, *b = right;
    int order = strcmp(a->unit, b->unit);
    return order ? order : compare_addresses(left, right);
}

/*
 * A program that was linked with libcinstr.a contains the runtime, which never has probes: its
 * units are those in and below the directories of the ones that define these functions.
 */
static const char *const runtime_functions[] = {"cinstr_write", "cinstr__profile__init"};
enum { RUNTIME_FUNCTIONS = sizeof runtime_functions / sizeof *runtime_functions };

/* The runtime's directories, each followed by a '/'; NULL where the program does not have the
 * function. */
static void find_runtime(struct audit *audit, const char *directories[RUNTIME_FUNCTIONS])
{
    const struct ci_audit_bodies *bodies = &audit->bodies;
    for (size_t i = 0; i < RUNTIME_FUNCTIONS; i++)
        directories[i] = NULL;
    for (size_t i = 0; i < bodies->n_bodies; i++) {
        for (size_t j = 0; j < RUNTIME_FUNCTIONS; j++) {
            if (strcmp(bodies->bodies[i].name, runtime_functions[j]) != 0)
                continue;
            const char *unit = bodies->units[bodies->bodies[i].unit];
            directories[j] =
                ci_pool_format(&audit->pool, "%s/", ci_filepath_dir(&audit->pool, unit));
        }
    }
}

static bool is_in_one_of(const char *unit, const char *const directories[RUNTIME_FUNCTIONS])
{
    for (size_t i = 0; i < RUNTIME_FUNCTIONS; i++)
        if (directories[i] && strncmp(unit, directories[i], strlen(directories[i])) == 0)
            return true;
    return false;
}

static void make_functions(struct audit *audit)
{
    const struct ci_audit_bodies *bodies = &audit->bodies;
    audit->is_partition = ci_pool_alloc(&audit->pool, audit->records.n_units, sizeof(bool));
    for (size_t i = 0; i < audit->records.n_units; i++)
        audit->is_partition[i] = !is_unit_of_dwarf(bodies, audit->records.units[i].file);
    const char *runtime[RUNTIME_FUNCTIONS];
    find_runtime(audit, runtime);
    struct function *all = ci_pool_alloc(&audit->pool, bodies->n_bodies, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < bodies->n_bodies; i++) {
        const char *unit = bodies->units[bodies->bodies[i].unit];
        if (is_in_one_of(unit, runtime))
            continue;
        all[count].body = bodies->bodies[i];
        all[count].unit = unit;
        judge(audit, &all[count++]);
    }
    qsort(all, count, sizeof *all, compare_addresses);
    /* Equal bodies of an inline function: the linker lets all their units describe the one kept. */
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && all[kept - 1].body.address == all[i].body.address)
            all[kept - 1].probes |= all[i].probes;
        else
            all[kept++] = all[i];
    }
    qsort(all, kept, sizeof *all, compare_units);
    audit->functions = all;
    audit->n_functions = kept;
}

static void print_function(const struct function *function)
{
    printf("    ");
    print_text(*function->symbol ? function->symbol : "(no name)");
    if (*function->body.file) {
        printf("  ");
        print_text(function->body.file);
        printf(":%" PRIu64, function->body.line);
    }
    putchar('\n');
}

/* Prints what one unit's functions lack; returns how many of them carry probes. */
static size_t print_unit(const struct function *functions, size_t count)
{
    size_t probed = 0;
    for (size_t i = 0; i < count; i++)
        probed += functions[i].probes;
    if (probed == count)
        return probed;
    print_text(*functions->unit ? functions->unit : "(unit without a name)");
    if (probed == 0) {
        printf(": no probes (%zu function%s)\n", count, count == 1 ? "" : "s");
        return 0;
    }
    printf(": %zu of %zu functions without probes\n", count - probed, count);
    for (size_t i = 0; i < count; i++)
        if (!functions[i].probes)
            print_function(&functions[i]);
    return probed;
}

static void print_functions(const struct audit *audit)
{
    size_t probed = 0;
    for (size_t i = 0, next; i < audit->n_functions; i = next) {
        const char *unit = audit->functions[i].unit;
        for (next = i + 1; next < audit->n_functions; next++)
            if (strcmp(audit->functions[next].unit, unit) != 0)
                break;
        probed += print_unit(&audit->functions[i], next - i);
    }
    printf("%zu of %zu functions carry probes\n", probed, audit->n_functions);
}

/* Without DWARF, there are only the records. */
static void print_records(const struct ci_audit_records *records)
{
    for (size_t i = 0; i < records->n_units; i++) {
        const struct ci_audit_unit *unit = &records->units[i];
        if (!unit->skipped)
            continue;
        print_text(unit->file);
        printf(": %zu of %zu functions without probes\n", unit->skipped,
               unit->functions + unit->skipped);
    }
    printf("%zu functions carry probes; of objects without cinstr nothing is known, for the file "
           "has no DWARF: compile with -g\n",
           records->n_records);
}

static int read_file(struct audit *audit, int fd, struct ci_error *error)
{
    if (ci_audit_read_elf(fd, &audit->pool, &audit->elf, error) != 0 ||
        ci_audit_read_records(audit->elf.records, audit->elf.records_size, &audit->pool,
                              &audit->records, error) != 0 ||
        ci_audit_read_dwarf_apart(fd, &audit->pool, &audit->elf, &audit->bodies, error) != 0)
        return -1;
    if (audit->bodies.n_bodies == 0 && !audit->elf.records)
        return ci_error_set(error, audit->bodies.has_dwarf
                                       ? "its DWARF describes no function: compile with -g"
                                       : "has no DWARF: compile with -g");
    return 0;
}

static int report(struct audit *audit, const char *path)
{
    struct ci_error error;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int result =
        fd < 0 ? ci_error_set(&error, "%s", strerror(errno)) : read_file(audit, fd, &error);
    if (result == 0 && audit->bodies.n_bodies) {
        make_functions(audit);
        print_functions(audit);
    } else if (result == 0) {
        print_records(&audit->records);
    }
    if (fd >= 0)
        close(fd);
    if (fd < 0)
        error.status = EXIT_NO_FILE;
    if (result != 0)
        return ci_error_print(path, &error);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        ci_error_set(&error, "%s", strerror(errno));
        return ci_error_print("standard output", &error);
    }
    return 0;
}

int ci_audit_run(int argc, char **argv)
{
    static const struct ci_flag table[] = {{0}};
    struct ci_flags flags = {
        .arguments = "PROGRAM",
        .table = table,
        .notes =
            "Lists the functions of a program or shared library that carry code but no probes, "
            "by\ntranslation unit. It must be compiled with -g; nothing of it is run.\n",
        .statuses = CI_STATUS_READS};
    struct audit audit = {0};
    int status;
    (void)argc; /* argv ends with NULL */
    if (!ci_flags_read_one(&flags, argv, &audit, "one program is to be given", &status))
        return status;
    status = report(&audit, flags.next[0]);
    ci_pool_deinit(&audit.pool);
    return status;
}
