/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pass.h - turns two plain functions into a GCC pass.
 *
 * GCC wants a C++ class per pass. DEFINE_GIMPLE_PASS(name, ...) writes it around
 *     static bool name_gate(function *);
 *     static unsigned name_execute(function *);
 * and defines make_name_pass(). DEFINE_IPA_PASS does so for a pass over the whole unit, without
 * summaries. All classes of the plugin come from here.
 */
#ifndef CINSTR_PLUGIN_BASE_PASS_H
#define CINSTR_PLUGIN_BASE_PASS_H

#include "gcc.h"

#define DEFINE_PASS(NAME, KIND, BASE, REQUIRED, TODO, ...)                                         \
    namespace                                                                                      \
    {                                                                                              \
    const pass_data NAME##_data = {                                                                \
        KIND, "cinstr_" #NAME, OPTGROUP_NONE, TV_NONE, REQUIRED, 0, 0, 0, TODO};                   \
    class NAME##_pass : public BASE                                                                \
    {                                                                                              \
      public:                                                                                      \
        NAME##_pass() : BASE(NAME##_data, g, ##__VA_ARGS__)                                        \
        {                                                                                          \
        }                                                                                          \
        bool gate(function *fun) final override                                                    \
        {                                                                                          \
            return NAME##_gate(fun);                                                               \
        }                                                                                          \
        unsigned int execute(function *fun) final override                                         \
        {                                                                                          \
            return NAME##_execute(fun);                                                            \
        }                                                                                          \
    };                                                                                             \
    }                                                                                              \
    static opt_pass *make_##NAME##_pass(void)                                                      \
    {                                                                                              \
        return new NAME##_pass();                                                                  \
    }

#define DEFINE_GIMPLE_PASS(NAME, TODO)                                                             \
    DEFINE_PASS(NAME, GIMPLE_PASS, gimple_opt_pass, PROP_cfg | PROP_ssa, TODO)
#define DEFINE_RTL_PASS(NAME) DEFINE_PASS(NAME, RTL_PASS, rtl_opt_pass, PROP_cfg | PROP_rtl, 0)
#define DEFINE_IPA_PASS(NAME)                                                                      \
    DEFINE_PASS(NAME, IPA_PASS, ipa_opt_pass_d, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, \
                NULL)

/* Registers a pass beside the first instance of the pass called `reference`. */
static inline void pass_insert(const char *plugin, opt_pass *pass, const char *reference,
                               pass_positioning_ops position)
{
    register_pass_info info = {pass, reference, 1, position};
    register_callback(plugin, PLUGIN_PASS_MANAGER_SETUP, NULL, &info);
}

#endif
