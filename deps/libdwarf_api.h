/* SPDX-License-Identifier: MIT */
/*
 * libdwarf_api.h - libdwarf's two interfaces behind one.
 *
 * Debian 12 and Ubuntu have the release 20210528; Debian 13 has 0.11. Release 0.1 took arguments
 * away from dwarf_init_path, dwarf_init_b and dwarf_finish and renamed the functions for ranges,
 * but both releases are libdwarf.so.1, so a dlopen of that name may find either.
 */
#ifndef CINSTR_DEPS_LIBDWARF_API_H
#define CINSTR_DEPS_LIBDWARF_API_H

#include <libdwarf.h>
#include <stdbool.h>
#include <string.h>

/* Releases were dates before 0.1; the header has told its version since. */
static inline bool ci_dwarf_is_dated(const char *package_version)
{
    return !strchr(package_version, '.');
}

/* ---- For a library that was loaded with dlopen: both interfaces ---- */

typedef int ci_dwarf_init_path_dated(const char *path, char *true_path, unsigned true_path_size,
                                     Dwarf_Unsigned access, unsigned group, Dwarf_Handler handler,
                                     Dwarf_Ptr argument, Dwarf_Debug *dbg, const char *reserved1,
                                     Dwarf_Unsigned reserved2, Dwarf_Unsigned *reserved3,
                                     Dwarf_Error *error);
typedef int ci_dwarf_init_path_numbered(const char *path, char *true_path, unsigned true_path_size,
                                        unsigned group, Dwarf_Handler handler, Dwarf_Ptr argument,
                                        Dwarf_Debug *dbg, Dwarf_Error *error);
typedef int ci_dwarf_finish_dated(Dwarf_Debug dbg, Dwarf_Error *error);
typedef int ci_dwarf_finish_numbered(Dwarf_Debug dbg);

/* The functions of a loaded library that differ. Invariant: both pointers are of its interface. */
struct ci_dwarf_api {
    bool dated;
    void *init_path, *finish;
};

/* Opens the debug information of the file at `path`; the result is libdwarf's. */
static inline int ci_dwarf_api_open(const struct ci_dwarf_api *api, const char *path,
                                    Dwarf_Debug *dbg, Dwarf_Error *error)
{
    if (api->dated)
        return ((ci_dwarf_init_path_dated *)api->init_path)(path, NULL, 0, 0, DW_GROUPNUMBER_ANY,
                                                            NULL, NULL, dbg, NULL, 0, NULL, error);
    return ((ci_dwarf_init_path_numbered *)api->init_path)(path, NULL, 0, DW_GROUPNUMBER_ANY, NULL,
                                                           NULL, dbg, error);
}

static inline void ci_dwarf_api_close(const struct ci_dwarf_api *api, Dwarf_Debug dbg)
{
    Dwarf_Error error = NULL;
    if (api->dated)
        ((ci_dwarf_finish_dated *)api->finish)(dbg, &error);
    else
        ((ci_dwarf_finish_numbered *)api->finish)(dbg);
}

/* ---- For the library that the program links: the interface of its header ---- */

static inline int ci_dwarf_open(int fd, Dwarf_Debug *dbg, Dwarf_Error *error)
{
#ifdef DW_LIBDWARF_VERSION
    return dwarf_init_b(fd, DW_GROUPNUMBER_ANY, NULL, NULL, dbg, error);
#else
    return dwarf_init_b(fd, DW_DLC_READ, DW_GROUPNUMBER_ANY, NULL, NULL, dbg, error);
#endif
}

static inline void ci_dwarf_close(Dwarf_Debug dbg)
{
#ifdef DW_LIBDWARF_VERSION
    dwarf_finish(dbg);
#else
    Dwarf_Error error = NULL;
    dwarf_finish(dbg, &error);
#endif
}

/* The ranges of an entry up to DWARF 4, for ci_dwarf_free_ranges. */
static inline int ci_dwarf_get_ranges(Dwarf_Debug dbg, Dwarf_Off offset, Dwarf_Die die,
                                      Dwarf_Ranges **ranges, Dwarf_Signed *count,
                                      Dwarf_Error *error)
{
    Dwarf_Unsigned bytes;
#ifdef DW_LIBDWARF_VERSION
    return dwarf_get_ranges_b(dbg, offset, die, NULL, ranges, count, &bytes, error);
#else
    return dwarf_get_ranges_a(dbg, offset, die, ranges, count, &bytes, error);
#endif
}

static inline void ci_dwarf_free_ranges(Dwarf_Debug dbg, Dwarf_Ranges *ranges, Dwarf_Signed count)
{
#ifdef DW_LIBDWARF_VERSION
    dwarf_dealloc_ranges(dbg, ranges, count);
#else
    dwarf_ranges_dealloc(dbg, ranges, count);
#endif
}

#endif
