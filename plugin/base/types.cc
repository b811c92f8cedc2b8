/* SPDX-License-Identifier: GPL-3.0-or-later */
/* types.cc - what types are made of; see types.h. */
#include "base/types.h"

tree types_parameter(const_tree function_type, unsigned number)
{
    tree types = TYPE_ARG_TYPES(function_type);
    for (; types && number > 0; number--)
        types = TREE_CHAIN(types);
    return types && !VOID_TYPE_P(TREE_VALUE(types)) ? TREE_VALUE(types) : NULL_TREE;
}

HOST_WIDE_INT types_bytes(const_tree type)
{
    tree bytes = TYPE_SIZE_UNIT(type);
    return bytes && tree_fits_shwi_p(bytes) ? tree_to_shwi(bytes) : 0;
}
