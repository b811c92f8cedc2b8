/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/stream.h - inventories as text, in an attribute that LTO carries to the link. */
#ifndef CINSTR_PLUGIN_ELISION_STREAM_H
#define CINSTR_PLUGIN_ELISION_STREAM_H

#include "elision/work.h"

/* Hands a function's inventories to the link of LTO. */
void stream_out(tree function, const vec<inventory *> &list);

/* Appends the inventories that came with a function. */
void stream_in(tree function, vec<inventory *> *list);

/* Takes from a function what stream_out gave it. */
void stream_remove(tree function);

#endif
