/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plugin.cc - GCC calls plugin_init here when it loads the plugin. */
#include "gcc.h"
#include "guard/benchmark.h"
#include "costs/costs.h"
#include "elision/elision.h"
#include "guard/guard.h"
#include "base/link_options.h"
#include "base/options.h"
#include "calls/probe.h"
#include "base/records.h"
#include "calls/scopes.h"
#include "base/target.h"
#include "guard/unfold.h"

#define EXPORTED __attribute__((visibility("default")))

EXPORTED int plugin_is_GPL_compatible;

/* The major version is what the layout of GCC's internals depends on. */
static bool version_fits(const struct plugin_gcc_version *running)
{
    int major = atoi(running->basever);
    if (major == GCCPLUGIN_VERSION_MAJOR)
        return true;
    error("cinstr: this plugin was built for GCC %d (%s) but GCC %s runs; use "
          "%<lib/cinstr/gcc-%d/cinstr.so%>, or build cinstr with the package "
          "%<gcc-%d-plugin-dev%> installed",
          GCCPLUGIN_VERSION_MAJOR, gcc_version.basever, running->basever, major, major);
    return false;
}

/* The processor in "--target=aarch64-linux-gnu", which all of Debian's GCCs were configured with.
 */
static const char *target_of(const char *configuration, size_t *length)
{
    static const char option[] = "--target=";
    const char *target = strstr(configuration, option);
    target = target ? target + strlen(option) : "";
    *length = strcspn(target, "- ");
    return target;
}

/* Whether the compiler is for the processor that the plugin was built for, as far as can be told.
 */
static bool target_fits(const struct plugin_gcc_version *running)
{
    size_t length, wanted_length;
    const char *target = target_of(running->configuration_arguments, &length);
    const char *wanted = target_of(gcc_version.configuration_arguments, &wanted_length);
    if (length == 0 || wanted_length == 0 ||
        (length == wanted_length && strncmp(target, wanted, length) == 0))
        return true;
    error("cinstr: this plugin was built for a GCC that compiles for %.*s, but this one compiles "
          "for %.*s; use the wrapper %<cinstr-gcc%>, which knows",
          (int)wanted_length, wanted, (int)length, target);
    return false;
}

/* Late enough to follow every function, early enough for the assembly output to be open. */
static void finish_unit(void *, void *)
{
    if (options.guard != GUARD_OFF)
        elision_end_unit();
    if (options.probes)
        records_skip_thunks();
    if (!costs_end_unit() || !records_any() || seen_error())
        return;
    vec<vec<cost>> costs = costs_of_unit();
    records_emit(costs);
    costs.release();
    target_emit_object_hooks();
}

/* The target's options are known only when compilation starts. */
static void start_unit(void *, void *)
{
    if (const char *reason = target_refusal())
        fatal_error(UNKNOWN_LOCATION, "cinstr: %s", reason);
}

static const struct plugin_info info = {
    CINSTR_VERSION,
    "cinstr inserts profiling probes.\n"
    "-fplugin-arg-cinstr-mode=time|count|guard  what the probes measure (default time); guard: "
    "none\n"
    "-fplugin-arg-cinstr-include=REGEX, exclude=REGEX            functions by name\n"
    "-fplugin-arg-cinstr-include-file=REGEX, exclude-file=REGEX  functions by file\n"
    "-fplugin-arg-cinstr-min-insns=N      no probes in functions of fewer instructions\n"
    "-fplugin-arg-cinstr-instructions=off  mode=count counts calls only\n"
    "-fplugin-arg-cinstr-lines=on         mode=time estimates times of lines and inlined bodies\n"
    "-fplugin-arg-cinstr-costs=native|instrumented  whose instructions are counted\n"
    "-fplugin-arg-cinstr-alloc=off|count|live  what of allocations (default count); live: each\n"
    "                                     block to its end\n"
    "-fplugin-arg-cinstr-allocator=NAME:SIZE:FREE  NAME allocates as many bytes as its argument "
    "SIZE\n"
    "                                     (from 1) tells, FREE frees; repeatable; "
    "NAME:SIZE*COUNT:FREE "
    "and\n"
    "                                     NAME:SIZE/OLD too; NAME may be a pointer to functions or "
    "its "
    "type\n"
    "-fplugin-arg-cinstr-calls=off        allocation sites alone, without calling contexts\n"
    "-fplugin-arg-cinstr-update=single|atomic  atomic: exact also where fibers move between "
    "threads\n"
    "-fplugin-arg-cinstr-clock=every|sampled  mode=time: sampled reads the clock in short "
    "stretches\n"
    "-fplugin-arg-cinstr-external=on|off|REGEX  frames and calls of functions without probes\n"
    "-fplugin-arg-cinstr-wait=on|off|REGEX  which of these can block (mode=time); REGEX adds some\n"
    "-fplugin-arg-cinstr-mix=on|off|all|LIST  what instructions do (mode=count)\n"
    "-fplugin-arg-cinstr-guard=on|all|off|check|REGEX  keep the work of measured loops: what would "
    "be\n"
    "                                     lost (default), or all; check: only warn; REGEX: in "
    "these "
    "functions too\n"
    "-fplugin-arg-cinstr-elided=warn|error|off  what is made of work that was optimised away\n"
    "-fplugin-arg-cinstr-verbose          tell what was probed, what was skipped and why\n",
};

EXPORTED int plugin_init(struct plugin_name_args *args, struct plugin_gcc_version *running)
{
    if (!version_fits(running) || !target_fits(running))
        return 1;
    register_callback(args->base_name, PLUGIN_INFO, NULL, const_cast<plugin_info *>(&info));
    if (!options_parse(args))
        return 0; /* the errors were reported and make the compilation fail */
    register_callback(args->base_name, PLUGIN_START_UNIT, start_unit, NULL);
    register_callback(args->base_name, PLUGIN_FINISH_UNIT, finish_unit, NULL);
    link_options_register(args->base_name, args);
    benchmark_register(args->base_name);
    unfold_register(args->base_name);
    guard_register(args->base_name);
    if (options.probes) {
        probe_register(args->base_name);
        costs_register(args->base_name);
        scopes_register(args->base_name);
    }
    if (options.guard != GUARD_OFF)
        elision_register(args->base_name);
    return 0;
}
