/* SPDX-License-Identifier: MIT */
/* address.c - where a function's code is, from DW_AT_low_pc or DW_AT_ranges. */
#include "audit/dwarf.h"

#include <dwarf.h>

struct source {
    Dwarf_Debug dwarf;
    const struct ci_audit_elf *elf;
};

bool ci_audit_ok(Dwarf_Debug dwarf, int result, Dwarf_Error error)
{
    if (result == DW_DLV_ERROR)
        dwarf_dealloc_error(dwarf, error);
    return result == DW_DLV_OK;
}

bool ci_audit_attribute(Dwarf_Debug dwarf, Dwarf_Die die, Dwarf_Half name,
                        Dwarf_Attribute *attribute)
{
    Dwarf_Error error = NULL;
    return ci_audit_ok(dwarf, dwarf_attr(die, name, attribute, &error), error);
}

/* The address of the first range with code; GCC puts the one with the function's entry first. */
static bool first_range_5(struct source source, Dwarf_Attribute attribute, Dwarf_Half form,
                          Dwarf_Unsigned offset, uint64_t *address)
{
    Dwarf_Rnglists_Head head;
    Dwarf_Unsigned count, global;
    Dwarf_Error error = NULL;
    if (!ci_audit_ok(
            source.dwarf,
            dwarf_rnglists_get_rle_head(attribute, form, offset, &head, &count, &global, &error),
            error))
        return false;
    bool found = false;
    for (Dwarf_Unsigned i = 0; i < count && !found; i++) {
        unsigned length, kind;
        Dwarf_Unsigned raw1, raw2, start, end;
        Dwarf_Bool unknown;
        error = NULL;
        if (!ci_audit_ok(source.dwarf,
                         dwarf_get_rnglists_entry_fields_a(head, i, &length, &kind, &raw1, &raw2,
                                                           &unknown, &start, &end, &error),
                         error))
            break;
        bool range = kind == DW_RLE_offset_pair || kind == DW_RLE_start_end ||
                     kind == DW_RLE_start_length || kind == DW_RLE_startx_endx ||
                     kind == DW_RLE_startx_length;
        found = range && !unknown && ci_audit_is_code(source.elf, start);
        if (found)
            *address = start;
    }
    dwarf_dealloc_rnglists_head(head);
    return found;
}

/* The same for DWARF 2 to 4, where GCC gives absolute addresses to functions in parts. */
static bool first_range_4(struct source source, Dwarf_Die die, Dwarf_Unsigned offset,
                          uint64_t *address)
{
    Dwarf_Ranges *ranges;
    Dwarf_Signed count;
    Dwarf_Error error = NULL;
    if (!ci_audit_ok(source.dwarf,
                     ci_dwarf_get_ranges(source.dwarf, offset, die, &ranges, &count, &error),
                     error))
        return false;
    bool found = false;
    uint64_t base = 0;
    for (Dwarf_Signed i = 0; i < count && !found; i++) {
        if (ranges[i].dwr_type == DW_RANGES_ADDRESS_SELECTION)
            base = ranges[i].dwr_addr2;
        found = ranges[i].dwr_type == DW_RANGES_ENTRY &&
                ci_audit_is_code(source.elf, base + ranges[i].dwr_addr1);
        if (found)
            *address = base + ranges[i].dwr_addr1;
    }
    ci_dwarf_free_ranges(source.dwarf, ranges, count);
    return found;
}

static bool first_range(struct source source, Dwarf_Die die, uint64_t *address)
{
    Dwarf_Attribute attribute;
    Dwarf_Half form, version = 0, offset_size;
    Dwarf_Unsigned offset;
    Dwarf_Error error = NULL;
    if (!ci_audit_attribute(source.dwarf, die, DW_AT_ranges, &attribute))
        return false;
    bool found = ci_audit_ok(source.dwarf, dwarf_whatform(attribute, &form, &error), error);
    if (found && form == DW_FORM_rnglistx)
        found = ci_audit_ok(source.dwarf, dwarf_formudata(attribute, &offset, &error), error);
    else if (found)
        found = ci_audit_ok(source.dwarf, dwarf_global_formref(attribute, &offset, &error), error);
    if (found && dwarf_get_version_of_die(die, &version, &offset_size) != DW_DLV_OK)
        version = 0;
    if (found)
        found = version >= 5 ? first_range_5(source, attribute, form, offset, address)
                             : first_range_4(source, die, offset, address);
    dwarf_dealloc_attribute(attribute);
    return found;
}

bool ci_audit_find_address(Dwarf_Debug dwarf, const struct ci_audit_elf *elf, Dwarf_Die die,
                           uint64_t *address)
{
    struct source source = {dwarf, elf};
    Dwarf_Addr low;
    Dwarf_Error error = NULL;
    if (ci_audit_ok(source.dwarf, dwarf_lowpc(die, &low, &error), error)) {
        *address = low;
        return ci_audit_is_code(source.elf, low);
    }
    return first_range(source, die, address);
}
