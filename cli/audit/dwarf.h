/* SPDX-License-Identifier: MIT */
/* dwarf.h - what the readers of DWARF share. */
#ifndef CINSTR_CLI_AUDIT_DWARF_H
#define CINSTR_CLI_AUDIT_DWARF_H

#include "audit/audit.h"

#include <libdwarf_api.h>

/*
 * Whether a call of libdwarf had a RESULT. Releases its error: a damaged attribute counts as one
 * that is not there.
 */
bool ci_audit_ok(Dwarf_Debug dwarf, int result, Dwarf_Error error);

/* Finds an attribute of the entry, for dwarf_dealloc_attribute; false if it has none. */
bool ci_audit_attribute(Dwarf_Debug dwarf, Dwarf_Die die, Dwarf_Half name,
                        Dwarf_Attribute *attribute);

/* The entry point of a function's code; false if it has none in the file. */
bool ci_audit_find_address(Dwarf_Debug dwarf, const struct ci_audit_elf *elf, Dwarf_Die die,
                           uint64_t *address);

#endif
