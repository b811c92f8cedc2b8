/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mark.cc - numbers that travel with instructions; see mark.h. */
#include "base/mark.h"

/* The range's start says that its end is a number. No range of GCC's starts at the built-ins'
 * location. */
static const location_t MARK_START = BUILTINS_LOCATION;

location_t mark_location(location_t location, tree block, unsigned number)
{
    location_t locus = LOCATION_LOCUS(location);
    source_range range;
    range.m_start = MARK_START;
    range.m_finish = number;
    if (locus == UNKNOWN_LOCATION)
        locus = BUILTINS_LOCATION; /* GCC would drop an unknown location with its range */
    return gcc_combine_location(locus, range, block);
}

int mark_of(location_t location)
{
    if (!IS_ADHOC_LOC(location))
        return MARK_NONE;
    source_range range = get_range_from_loc(line_table, location);
    return range.m_start == MARK_START ? (int)range.m_finish : MARK_NONE;
}
