/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision.h - warns of work that the optimiser took out of a measured loop.
 *
 * Three steps, none of which changes a statement:
 *
 *     after the pass `ssa`               an inventory of each measured loop (elision/inventory.cc)
 *     after the last pass over GIMPLE    what of it is left (elision/check.cc)
 *     at the unit's end                  a verdict for what is not (elision/verdict.cc)
 *
 * A statement is known again by its place (file, line, column) and by the calls that it was inlined
 * through: both go with it through every pass, into clones and through the link of LTO. For LTO the
 * inventory itself is an attribute of its function (elision/stream.cc).
 *
 * Some statements that GCC makes have no place. So work counts as lost only where nothing is left
 * in the loop that could be it, or where it was certain beforehand that nothing uses it.
 */
#ifndef CINSTR_PLUGIN_ELISION_ELISION_H
#define CINSTR_PLUGIN_ELISION_ELISION_H

/* Registers the detector's passes for the plugin called `plugin`. */
void elision_register(const char *plugin);

/* Tells the verdicts, when all functions were compiled. */
void elision_end_unit(void);

#endif
