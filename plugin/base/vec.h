/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vec.h - GCC's growable arrays, for the parts that need nothing else of GCC.
 *
 * Unit tests build those parts outside of a compiler (CINSTR_OUTSIDE_GCC), with a stand-in of the
 * same interface from tests/unit.
 */
#ifndef CINSTR_PLUGIN_BASE_VEC_H
#define CINSTR_PLUGIN_BASE_VEC_H

#ifdef CINSTR_OUTSIDE_GCC
#include "vec_stand_in.h"
#else
#include "gcc.h"
#endif

#endif
