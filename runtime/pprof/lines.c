/* SPDX-License-Identifier: MIT */
/* lines.c - address to unit by .debug_aranges, unit to line table, table to line. */
#include "lines.h"

#include <dlfcn.h>
#include <libdwarf_api.h>
#include <string.h>

/*
 * dlopen is looked up, not referred to: the linker would warn of it in every static program. In
 * those it is not found, and libdwarf is missing.
 */
#pragma weak dlsym
typedef void *lines_dlopen(const char *file, int mode);

#define LINES_SONAME "libdwarf.so.1" /* of both interfaces that libdwarf_api.h knows */

#define LINES_CALLS(CALL)                                                                          \
    CALL(dwarf_package_version)                                                                    \
    CALL(dwarf_get_aranges)                                                                        \
    CALL(dwarf_get_arange)                                                                         \
    CALL(dwarf_get_cu_die_offset)                                                                  \
    CALL(dwarf_offdie_b)                                                                           \
    CALL(dwarf_srclines_b)                                                                         \
    CALL(dwarf_srclines_from_linecontext)                                                          \
    CALL(dwarf_srclines_dealloc_b)                                                                 \
    CALL(dwarf_lineaddr)                                                                           \
    CALL(dwarf_lineno)                                                                             \
    CALL(dwarf_linesrc)                                                                            \
    CALL(dwarf_lineendsequence)                                                                    \
    CALL(dwarf_dealloc)

#define LINES_DECLARE(name) __typeof__(name) *name;
#define LINES_RESOLVE(name) resolved &= !!(*(void **)&calls.name = dlsym(library, #name));

/* libdwarf's functions; written once, by the one thread that writes a profile. */
static struct {
    LINES_CALLS(LINES_DECLARE)
} calls;
static struct ci_dwarf_api api;
static enum { LINES_UNTRIED, LINES_MISSING, LINES_LOADED } lines_library;

/* An object's debug information; `dbg` NULL: it has none. */
struct ci_debug {
    Dwarf_Debug dbg;
    Dwarf_Arange *aranges;
    Dwarf_Signed arange_count;
};

static bool lines_load(void)
{
    if (lines_library == LINES_UNTRIED) {
        lines_dlopen *open_library = NULL;
        if (dlsym)
            *(void **)&open_library = dlsym(RTLD_DEFAULT, "dlopen");
        void *library = open_library ? open_library(LINES_SONAME, RTLD_NOW | RTLD_LOCAL) : NULL;
        bool resolved = library;
        if (library) {
            LINES_CALLS(LINES_RESOLVE)
            api.init_path = dlsym(library, "dwarf_init_path");
            api.finish = dlsym(library, "dwarf_finish");
            resolved &= api.init_path && api.finish;
        }
        if (resolved)
            api.dated = ci_dwarf_is_dated(calls.dwarf_package_version());
        lines_library = resolved ? LINES_LOADED : LINES_MISSING;
    }
    return lines_library == LINES_LOADED;
}

static struct ci_debug *lines_open(const struct ci_mapping *object, struct ci_arena *arena)
{
    struct ci_debug *debug = ci_arena_get(arena, sizeof *debug);
    Dwarf_Error error = NULL;
    if (!debug || !lines_load())
        return debug;
    if (ci_dwarf_api_open(&api, object->path, &debug->dbg, &error) != DW_DLV_OK)
        debug->dbg = NULL;
    else if (calls.dwarf_get_aranges(debug->dbg, &debug->aranges, &debug->arange_count, &error) !=
             DW_DLV_OK)
        debug->arange_count = 0;
    return debug;
}

/* The entry of the compilation unit that has code at `address`; NULL: none. */
static Dwarf_Die lines_unit(const struct ci_debug *debug, uintptr_t address)
{
    Dwarf_Error error = NULL;
    Dwarf_Arange arange;
    Dwarf_Off offset = 0;
    Dwarf_Die unit = NULL;
    if (debug->arange_count > 0 &&
        calls.dwarf_get_arange(debug->aranges, (Dwarf_Unsigned)debug->arange_count, address,
                               &arange, &error) == DW_DLV_OK &&
        calls.dwarf_get_cu_die_offset(arange, &offset, &error) == DW_DLV_OK &&
        calls.dwarf_offdie_b(debug->dbg, offset, 1, &unit, &error) == DW_DLV_OK)
        return unit;
    return NULL;
}

/*
 * The row that covers `address`: it starts at or below, the next one of its sequence above. Of
 * rows that start right there the first is that of a body's begin.
 */
static Dwarf_Line lines_row(Dwarf_Line *rows, Dwarf_Signed count, uintptr_t address)
{
    Dwarf_Error error = NULL;
    Dwarf_Line before = NULL;
    for (Dwarf_Signed i = 0; i < count; i++) {
        Dwarf_Addr start = 0;
        Dwarf_Bool ends = 0;
        if (calls.dwarf_lineaddr(rows[i], &start, &error) != DW_DLV_OK ||
            calls.dwarf_lineendsequence(rows[i], &ends, &error) != DW_DLV_OK)
            return NULL;
        if (before && start > address)
            return before;
        if (!ends && start == address)
            return rows[i];
        before = !ends && start < address ? rows[i] : NULL;
    }
    return NULL;
}

static bool lines_read(const struct ci_debug *debug, struct ci_arena *arena, Dwarf_Line row,
                       struct ci_source_line *found)
{
    Dwarf_Error error = NULL;
    Dwarf_Unsigned line = 0;
    char *file = NULL;
    if (calls.dwarf_lineno(row, &line, &error) != DW_DLV_OK ||
        calls.dwarf_linesrc(row, &file, &error) != DW_DLV_OK)
        return false;
    found->line = (uint32_t)line;
    found->file = ci_arena_string(arena, file);
    calls.dwarf_dealloc(debug->dbg, file, DW_DLA_STRING);
    return found->file && line;
}

bool ci_lines_find(struct ci_mapping *object, struct ci_arena *arena, uintptr_t address,
                   struct ci_source_line *found)
{
    if (!object->debug)
        object->debug = lines_open(object, arena);
    const struct ci_debug *debug = object->debug;
    Dwarf_Die unit = debug && debug->dbg ? lines_unit(debug, address) : NULL;
    if (!unit)
        return false;
    Dwarf_Error error = NULL;
    Dwarf_Unsigned version = 0;
    Dwarf_Small tables = 0;
    Dwarf_Line_Context context = NULL;
    Dwarf_Line *rows = NULL;
    Dwarf_Signed count = 0;
    bool read = false;
    if (calls.dwarf_srclines_b(unit, &version, &tables, &context, &error) == DW_DLV_OK) {
        Dwarf_Line row = NULL;
        if (calls.dwarf_srclines_from_linecontext(context, &rows, &count, &error) == DW_DLV_OK)
            row = lines_row(rows, count, address);
        read = row && lines_read(debug, arena, row, found);
        calls.dwarf_srclines_dealloc_b(context);
    }
    calls.dwarf_dealloc(debug->dbg, unit, DW_DLA_DIE);
    return read;
}

void ci_lines_close(struct ci_mappings *objects)
{
    for (struct ci_mapping *object = objects->first; object; object = object->next) {
        if (object->debug && object->debug->dbg) {
            ci_dwarf_api_close(&api, object->debug->dbg);
            object->debug = NULL;
        }
    }
}
