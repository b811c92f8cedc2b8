/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/work.cc - places of works, and names; see elision/work.h. */
#include "elision/work.h"

source_place place_of(location_t location)
{
    expanded_location where = expand_location(LOCATION_LOCUS(location));
    source_place place = {NULL, 0, 0};
    if (LOCATION_LOCUS(location) >= RESERVED_LOCATION_COUNT && where.file)
        place = {where.file, where.line, where.column};
    return place;
}

bool same_place(const source_place &a, const source_place &b)
{
    return a.line == b.line && a.column == b.column && a.file && b.file &&
           (a.file == b.file || filename_cmp(a.file, b.file) == 0);
}

bool has_place(const vec<source_place> &places, const source_place &wanted)
{
    for (unsigned i = 0; i < places.length(); i++)
        if (same_place(places[i], wanted))
            return true;
    return false;
}

const char *system_macro_of(location_t location)
{
    const char *name = NULL;
    location = LOCATION_LOCUS(location);
    while (linemap_location_from_macro_expansion_p(line_table, location) &&
           in_system_header_at(location)) {
        const line_map *map = linemap_lookup(line_table, location);
        name = linemap_map_get_macro_name(linemap_check_macro(map));
        location = linemap_unwind_toward_expansion(line_table, location, &map);
    }
    return name;
}

const char *name_of_function(tree decl)
{
    decl = decl ? DECL_ORIGIN(decl) : NULL_TREE;
    return decl && DECL_NAME(decl) ? IDENTIFIER_POINTER(DECL_NAME(decl)) : NULL;
}
