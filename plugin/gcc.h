/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gcc.h - GCC's plugin API, and every difference between its versions.
 *
 * The only file of cinstr that includes GCC's headers or asks for GCC's version. Written for GCC 11
 * and later.
 */
#ifndef CINSTR_PLUGIN_GCC_H
#define CINSTR_PLUGIN_GCC_H

#include "gcc-plugin.h"
#include "plugin-version.h"

#include "tree.h"
#include "gimple.h"
#include "tree-pass.h"
#include "context.h"
#include "ssa.h"
#include "cgraph.h"
#include "gimple-iterator.h"
#include "gimple-walk.h"
#include "gimplify.h"
#include "gimple-pretty-print.h"
#include "tree-cfg.h"
#include "tree-eh.h"
#include "tree-inline.h"
#include "tree-into-ssa.h"
#include "tree-ssanames.h"
#include "stor-layout.h"
#include "stringpool.h"
#include "attribs.h"
#include "builtins.h"
#include "fold-const.h"
#include "cfganal.h"
#include "cfghooks.h"
#include "diagnostic.h"
#include "intl.h"
#include "opts.h"
#include "toplev.h"
#include "output.h"
#include "varasm.h"
#include "rtl.h"
#include "memmodel.h"
#include "emit-rtl.h"
#include "cfgloop.h"
#include "sreal.h"
#include "insn-config.h"
#include "recog.h"
#include "insn-attr.h"
#include "file-prefix-map.h"
#include "langhooks.h"
#include "tree-ssa-loop-manip.h"
#include "ssa-iterators.h"
#include "tree-dfa.h"
#include "gimple-expr.h"
#include "print-tree.h"

#define CINSTR_GCC_VERSION_MIN 11

#if GCCPLUGIN_VERSION_MAJOR < CINSTR_GCC_VERSION_MIN
#error "cinstr's plugin needs the headers of GCC 11 or later"
#endif

#if GCCPLUGIN_VERSION_MAJOR < 12
static inline bool startswith(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}
#endif

#endif
