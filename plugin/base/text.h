/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.h - text that grows. */
#ifndef CINSTR_PLUGIN_BASE_TEXT_H
#define CINSTR_PLUGIN_BASE_TEXT_H

#include "gcc.h"

static inline void text_append(auto_vec<char> *text, const char *more)
{
    while (*more)
        text->safe_push(*more++);
}

#endif
