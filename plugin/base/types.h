/* SPDX-License-Identifier: GPL-3.0-or-later */
/* types.h - what types are made of. */
#ifndef CINSTR_PLUGIN_BASE_TYPES_H
#define CINSTR_PLUGIN_BASE_TYPES_H

#include "gcc.h"

/* The type of a parameter, from 0, of a type of functions; NULL: there is no such one, or no
 * prototype. */
tree types_parameter(const_tree function_type, unsigned number);

/* The size of a type in bytes; 0: not known, or not constant. */
HOST_WIDE_INT types_bytes(const_tree type);

#endif
