/* SPDX-License-Identifier: MIT */
/*
 * dwarf.c - the function bodies that DWARF describes, read with libdwarf.
 *
 * A body is a DW_TAG_subprogram with an address. Its name and place may be those of the entry that
 * it was made from (DW_AT_abstract_origin, DW_AT_specification), which with LTO is in the unit that
 * the function was written in, while the body's own unit is a partition without a name.
 */
#include "audit/audit.h"
#include "base/filepath.h"

#include <dwarf.h>
#include <libdwarf_api.h>
#include <string.h>

struct source {
    Dwarf_Debug dwarf;
    const struct ci_audit_elf *elf;
};

/*
 * Whether a call of libdwarf had a RESULT. Releases its error: a damaged attribute counts as one
 * that is not there.
 */
static bool has_result(Dwarf_Debug dwarf, int result, Dwarf_Error error)
{
    if (result == DW_DLV_ERROR)
        dwarf_dealloc_error(dwarf, error);
    return result == DW_DLV_OK;
}

/* Finds an attribute of the entry, for dwarf_dealloc_attribute; false if it has none. */
static bool find_attribute(Dwarf_Debug dwarf, Dwarf_Die die, Dwarf_Half name,
                           Dwarf_Attribute *attribute)
{
    Dwarf_Error error = NULL;
    return has_result(dwarf, dwarf_attr(die, name, attribute, &error), error);
}

/* The address of the first range with code; GCC puts the one with the function's entry first. */
static bool first_range_5(struct source source, Dwarf_Attribute attribute, Dwarf_Half form,
                          Dwarf_Unsigned offset, uint64_t *address)
{
    Dwarf_Rnglists_Head head;
    Dwarf_Unsigned count, global;
    Dwarf_Error error = NULL;
    if (!has_result(
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
        if (!has_result(source.dwarf,
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
    if (!has_result(source.dwarf,
                    ci_dwarf_get_ranges(source.dwarf, offset, die, &ranges, &count, &error), error))
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
    if (!find_attribute(source.dwarf, die, DW_AT_ranges, &attribute))
        return false;
    bool found = has_result(source.dwarf, dwarf_whatform(attribute, &form, &error), error);
    if (found && form == DW_FORM_rnglistx)
        found = has_result(source.dwarf, dwarf_formudata(attribute, &offset, &error), error);
    else if (found)
        found = has_result(source.dwarf, dwarf_global_formref(attribute, &offset, &error), error);
    if (found && dwarf_get_version_of_die(die, &version, &offset_size) != DW_DLV_OK)
        version = 0;
    if (found)
        found = version >= 5 ? first_range_5(source, attribute, form, offset, address)
                             : first_range_4(source, die, offset, address);
    dwarf_dealloc_attribute(attribute);
    return found;
}

/* The entry point of a function's code; false if it has none in the file. */
static bool find_address(Dwarf_Debug dwarf, const struct ci_audit_elf *elf, Dwarf_Die die,
                         uint64_t *address)
{
    struct source source = {dwarf, elf};
    Dwarf_Addr low;
    Dwarf_Error error = NULL;
    if (has_result(source.dwarf, dwarf_lowpc(die, &low, &error), error)) {
        *address = low;
        return ci_audit_is_code(source.elf, low);
    }
    return first_range(source, die, address);
}

/* No compiler nests scopes deeper; entries that do are made to exhaust the stack. */
enum { MAX_DEPTH = 1000, MAX_ORIGINS = 8 };

/* A unit that has been looked at. */
struct unit {
    Dwarf_Off offset;
    const char *file; /* main source file */
    const char **files;
    Dwarf_Signed n_files;
    Dwarf_Half version;
};

struct walk {
    Dwarf_Debug dwarf;
    struct ci_pool *pool;
    const struct ci_audit_elf *elf;
    struct ci_audit_bodies *out;
    struct unit *units;
    size_t n_units, last_unit;
};

static const char *text_of(struct walk *walk, Dwarf_Die die, Dwarf_Half attribute)
{
    char *text;
    Dwarf_Error error = NULL;
    if (!has_result(walk->dwarf, dwarf_die_text(die, attribute, &text, &error), error))
        return NULL;
    return ci_pool_copy(walk->pool, text, strlen(text));
}

static uint64_t number_of(struct walk *walk, Dwarf_Die die, Dwarf_Half name)
{
    Dwarf_Attribute attribute;
    Dwarf_Unsigned value = 0;
    Dwarf_Signed other = 0;
    Dwarf_Error error = NULL;
    if (!find_attribute(walk->dwarf, die, name, &attribute))
        return 0;
    if (!has_result(walk->dwarf, dwarf_formudata(attribute, &value, &error), error)) {
        error = NULL;
        value =
            has_result(walk->dwarf, dwarf_formsdata(attribute, &other, &error), error) && other > 0
                ? (Dwarf_Unsigned)other
                : 0;
    }
    dwarf_dealloc_attribute(attribute);
    return value;
}

static void read_files(struct walk *walk, Dwarf_Die die, struct unit *unit)
{
    char **files;
    Dwarf_Signed count;
    Dwarf_Error error = NULL;
    if (!has_result(walk->dwarf, dwarf_srcfiles(die, &files, &count, &error), error))
        return;
    unit->files = ci_pool_alloc(walk->pool, (size_t)count, sizeof *unit->files);
    unit->n_files = count;
    for (Dwarf_Signed i = 0; i < count; i++) {
        unit->files[i] = ci_filepath_clean(walk->pool, files[i]);
        dwarf_dealloc(walk->dwarf, files[i], DW_DLA_STRING);
    }
    dwarf_dealloc(walk->dwarf, files, DW_DLA_LIST);
}

static size_t add_unit(struct walk *walk, Dwarf_Off offset, Dwarf_Die die)
{
    struct unit unit = {.offset = offset, .file = ""};
    const char *name = text_of(walk, die, DW_AT_name);
    const char *directory = text_of(walk, die, DW_AT_comp_dir);
    Dwarf_Half offset_size;
    if (dwarf_get_version_of_die(die, &unit.version, &offset_size) != DW_DLV_OK)
        unit.version = 0;
    if (name && (*name == '/' || *name == '<' || !directory))
        unit.file = ci_filepath_clean(walk->pool, name);
    else if (name)
        unit.file = ci_filepath_join(walk->pool, directory, name);
    read_files(walk, die, &unit);
    walk->units = ci_pool_grow(walk->pool, walk->units, walk->n_units, sizeof *walk->units);
    walk->units[walk->n_units] = unit;
    struct ci_audit_bodies *out = walk->out;
    out->units = ci_pool_grow(walk->pool, out->units, out->n_units, sizeof *out->units);
    out->units[out->n_units++] = unit.file;
    return walk->n_units++;
}

/* The index of the unit that the entry is in; -1 if there is none. Neighbours are often in the same
 * unit. */
static int64_t find_unit(struct walk *walk, Dwarf_Die die)
{
    Dwarf_Off offset;
    Dwarf_Error error = NULL;
    if (!has_result(walk->dwarf, dwarf_CU_dieoffset_given_die(die, &offset, &error), error))
        return -1;
    if (walk->last_unit < walk->n_units && walk->units[walk->last_unit].offset == offset)
        return (int64_t)walk->last_unit;
    for (size_t i = 0; i < walk->n_units; i++)
        if (walk->units[i].offset == offset)
            return (int64_t)(walk->last_unit = i);
    Dwarf_Die unit;
    error = NULL;
    if (!has_result(walk->dwarf, dwarf_offdie_b(walk->dwarf, offset, 1, &unit, &error), error))
        return -1;
    walk->last_unit = add_unit(walk, offset, unit);
    dwarf_dealloc_die(unit);
    return (int64_t)walk->last_unit;
}

static const char *file_of(struct walk *walk, Dwarf_Die die, uint64_t number)
{
    int64_t index = find_unit(walk, die);
    if (index < 0 || number == 0)
        return "";
    const struct unit *unit = &walk->units[index];
    if (unit->version < 5)
        number--;
    return number < (uint64_t)unit->n_files ? unit->files[number] : "";
}

/* The entry from which DIE takes what it does not say itself, or NULL. */
static Dwarf_Die origin_of(struct walk *walk, Dwarf_Die die)
{
    Dwarf_Attribute attribute;
    Dwarf_Off offset;
    Dwarf_Die origin = NULL;
    Dwarf_Error error = NULL;
    if (!find_attribute(walk->dwarf, die, DW_AT_abstract_origin, &attribute) &&
        !find_attribute(walk->dwarf, die, DW_AT_specification, &attribute))
        return NULL;
    if (has_result(walk->dwarf, dwarf_global_formref(attribute, &offset, &error), error)) {
        error = NULL;
        if (!has_result(walk->dwarf, dwarf_offdie_b(walk->dwarf, offset, 1, &origin, &error),
                        error))
            origin = NULL;
    }
    dwarf_dealloc_attribute(attribute);
    return origin;
}

/* Fills in what DIE says and the body does not have yet. */
static void describe(struct walk *walk, Dwarf_Die die, struct ci_audit_body *body,
                     const char **plain_name)
{
    int64_t unit = find_unit(walk, die);
    if (unit >= 0)
        body->unit = (size_t)unit;
    const char *linkage = text_of(walk, die, DW_AT_linkage_name);
    if (!*body->name && linkage)
        body->name = linkage;
    if (!*plain_name)
        *plain_name = text_of(walk, die, DW_AT_name);
    uint64_t file = number_of(walk, die, DW_AT_decl_file);
    if (!*body->file && file)
        body->file = file_of(walk, die, file);
    if (!body->line)
        body->line = number_of(walk, die, DW_AT_decl_line);
}

static void add_body(struct walk *walk, Dwarf_Die die)
{
    struct ci_audit_body body = {.name = "", .file = ""};
    if (find_unit(walk, die) < 0 || !find_address(walk->dwarf, walk->elf, die, &body.address))
        return;
    const char *plain_name = NULL;
    describe(walk, die, &body, &plain_name);
    Dwarf_Die from = origin_of(walk, die);
    for (int i = 0; from && i < MAX_ORIGINS; i++) {
        describe(walk, from, &body, &plain_name);
        Dwarf_Die next = origin_of(walk, from);
        dwarf_dealloc_die(from);
        from = next;
    }
    if (from)
        dwarf_dealloc_die(from);
    if (!*body.name && plain_name)
        body.name = plain_name;
    struct ci_audit_bodies *out = walk->out;
    out->bodies = ci_pool_grow(walk->pool, out->bodies, out->n_bodies, sizeof *out->bodies);
    out->bodies[out->n_bodies++] = body;
}

/* Adds the bodies of DIE and of all below it. */
static int visit(struct walk *walk, Dwarf_Die die, int depth, Dwarf_Error *error)
{
    Dwarf_Half tag;
    if (depth > MAX_DEPTH || dwarf_tag(die, &tag, error) != DW_DLV_OK)
        return DW_DLV_ERROR;
    if (tag == DW_TAG_subprogram)
        add_body(walk, die);
    Dwarf_Die child;
    int result = dwarf_child(die, &child, error);
    while (result == DW_DLV_OK) {
        Dwarf_Die next = NULL;
        Dwarf_Off here = 0, there = 0;
        result = visit(walk, child, depth + 1, error);
        if (result != DW_DLV_ERROR)
            result = dwarf_siblingof_b(walk->dwarf, child, 1, &next, error);
        if (result == DW_DLV_OK &&
            (dwarf_dieoffset(child, &here, error) != DW_DLV_OK ||
             dwarf_dieoffset(next, &there, error) != DW_DLV_OK || there <= here)) {
            dwarf_dealloc_die(next);
            result = DW_DLV_ERROR;
        }
        dwarf_dealloc_die(child);
        child = next;
    }
    return result == DW_DLV_ERROR ? DW_DLV_ERROR : DW_DLV_OK;
}

static int visit_unit(struct walk *walk, Dwarf_Error *error)
{
    Dwarf_Die die;
    int result = dwarf_siblingof_b(walk->dwarf, NULL, 1, &die, error);
    if (result != DW_DLV_OK)
        return result == DW_DLV_NO_ENTRY ? DW_DLV_OK : result;
    walk->out->has_dwarf = true;
    result = visit(walk, die, 0, error);
    dwarf_dealloc_die(die);
    return result;
}

static int visit_all(struct walk *walk, Dwarf_Error *error)
{
    for (;;) {
        Dwarf_Unsigned length, type_offset, next;
        Dwarf_Half version, address_size, length_size, extension_size, type;
        Dwarf_Off abbreviations;
        Dwarf_Sig8 signature;
        int result = dwarf_next_cu_header_d(walk->dwarf, 1, &length, &version, &abbreviations,
                                            &address_size, &length_size, &extension_size,
                                            &signature, &type_offset, &next, &type, error);
        if (result == DW_DLV_OK)
            result = visit_unit(walk, error);
        if (result != DW_DLV_OK)
            return result;
    }
}

int ci_audit_read_dwarf(int fd, struct ci_pool *pool, const struct ci_audit_elf *elf,
                        struct ci_audit_bodies *bodies, struct ci_error *error)
{
    *bodies = (struct ci_audit_bodies){0};
    struct walk walk = {.pool = pool, .elf = elf, .out = bodies};
    Dwarf_Error problem = NULL;
    int result = ci_dwarf_open(fd, &walk.dwarf, &problem);
    if (result == DW_DLV_NO_ENTRY)
        return 0;
    if (result == DW_DLV_OK)
        result = visit_all(&walk, &problem);
    if (result == DW_DLV_ERROR)
        ci_error_set(error, "its DWARF is damaged: %s",
                     problem ? dwarf_errmsg(problem) : "entries nested too deep or in a circle");
    if (result == DW_DLV_ERROR && problem)
        dwarf_dealloc_error(walk.dwarf, problem);
    if (walk.dwarf)
        ci_dwarf_close(walk.dwarf);
    return result == DW_DLV_ERROR ? -1 : 0;
}
