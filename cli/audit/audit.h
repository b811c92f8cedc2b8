/* SPDX-License-Identifier: MIT */
/*
 * audit.h - what 'cinstr audit' knows of a linked program or library: its symbols, the records of
 * its probes and the function bodies that its DWARF describes.
 *
 * The file may be anything: each reader checks what it reads and reports what is wrong as an error.
 * All results live in the pool; paths are cleaned (ci_filepath_clean). Not thread-safe.
 */
#ifndef CINSTR_CLI_AUDIT_AUDIT_H
#define CINSTR_CLI_AUDIT_AUDIT_H

#include "base/error.h"
#include "base/pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A name for a place in the code; a place may have several. */
struct ci_audit_symbol {
    uint64_t address;
    const char *name;
};

/* Addresses from START to before END. */
struct ci_audit_range {
    uint64_t start, end;
};

struct ci_audit_elf {
    struct ci_audit_symbol *symbols; /* by address, then name */
    size_t n_symbols;
    struct ci_audit_range *code; /* the sections with machine code */
    size_t n_code;
    const unsigned char *records; /* the section CINSTR_SECTION; NULL: the file has none */
    size_t records_size;
};

/* A function that carries probes, as its object's record tells. */
struct ci_audit_record {
    const char *name; /* assembler name */
    const char *file; /* of its definition */
    size_t unit;      /* index of its unit */
};

/* A translation unit that was compiled with the plugin. */
struct ci_audit_unit {
    const char *file;          /* main source file, or an LTO partition */
    size_t functions, skipped; /* with probes; without */
};

struct ci_audit_records {
    struct ci_audit_record *records; /* by name */
    size_t n_records;
    struct ci_audit_unit *units; /* in the file's order */
    size_t n_units;
};

/* A function that has machine code, as DWARF tells. */
struct ci_audit_body {
    uint64_t address;
    const char *name; /* the linkage name if it has one, without clone suffixes; "" if not known */
    const char *file; /* of its definition; "" if not known */
    uint64_t line;    /* 0 if not known */
    size_t unit;      /* index of the unit that defines it */
};

struct ci_audit_bodies {
    struct ci_audit_body *bodies;
    size_t n_bodies;
    const char **units; /* main source files of the units that were looked at */
    size_t n_units;
    bool has_dwarf;
};

/*
 * elf.c: reads symbols and sections from the open file. Returns 0, or -1 with the error set:
 * not a linked ELF file of a little-endian machine, or cut off.
 */
int ci_audit_read_elf(int fd, struct ci_pool *pool, struct ci_audit_elf *elf,
                      struct ci_error *error);

/* The first symbol at ADDRESS, or NULL; more of them may follow it in the table. */
const struct ci_audit_symbol *ci_audit_find_symbol(const struct ci_audit_elf *elf,
                                                   uint64_t address);

/* Whether there is machine code at ADDRESS. */
bool ci_audit_is_code(const struct ci_audit_elf *elf, uint64_t address);

/*
 * records.c: reads the records of DATA, a copy of the section CINSTR_SECTION. Returns 0, or
 * -1 with the error set: damaged, or of another ABI.
 */
int ci_audit_read_records(const unsigned char *data, size_t size, struct ci_pool *pool,
                          struct ci_audit_records *records, struct ci_error *error);

/* The first record of that name, or NULL; more of them may follow it in the table. */
const struct ci_audit_record *ci_audit_find_record(const struct ci_audit_records *records,
                                                   const char *name);

/*
 * dwarf.c: reads the bodies whose code is in the file, in DWARF's order; the linker leaves
 * descriptions of code that it has thrown away, and those are not among them. A file without DWARF
 * has no bodies. Returns 0, or -1 with the error set when the DWARF is damaged.
 */
int ci_audit_read_dwarf(int fd, struct ci_pool *pool, const struct ci_audit_elf *elf,
                        struct ci_audit_bodies *bodies, struct ci_error *error);

/*
 * apart.c: the same in a process of its own, because libdwarf writes to freed memory on files that
 * are made for that: whatever happens to the process is an error here.
 */
int ci_audit_read_dwarf_apart(int fd, struct ci_pool *pool, const struct ci_audit_elf *elf,
                              struct ci_audit_bodies *bodies, struct ci_error *error);

#endif
