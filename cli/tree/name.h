/* SPDX-License-Identifier: MIT */
/* name.h - C++ names short enough to read. */
#ifndef CINSTR_CLI_TREE_NAME_H
#define CINSTR_CLI_TREE_NAME_H

#include "base/pool.h"

/*
 * The name without return type and parameters, the arguments of the standard library's templates
 * folded: "std::vector<…>::push_back". Names of other languages, and such as it cannot take apart,
 * come back as they are; a result of more than about 160 bytes has its middle left out. The result
 * is NAME itself or of the pool.
 */
const char *ci_name_shorten(struct ci_pool *pool, const char *name);

#endif
