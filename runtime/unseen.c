/* SPDX-License-Identifier: MIT */
/* unseen.c - call sites of library functions that allocate; see unseen.h. */
#include "unseen.h"

#include <string.h>

/* The C library's, by name. */
static const char *const names[] = {
    "__cxa_allocate_exception",
    "dlopen",
    "fdopen",
    "fdopendir",
    "fmemopen",
    "fopen",
    "fopen64",
    "freopen",
    "getaddrinfo",
    "glob",
    "newlocale",
    "open_memstream",
    "opendir",
    "popen",
    "regcomp",
    "scandir",
    "setlocale",
    "tmpfile",
    "tmpfile64",
    "tsearch",
};

/* libstdc++'s, as their names begin: strings, streams, locales, and what is thrown. */
static const char *const beginnings[] = {
    "_ZNSt7__cxx1112basic_string",
    "_ZNSt7__cxx1115basic_stringbuf",
    "_ZNSt7__cxx1118basic_stringstream",
    "_ZNSt7__cxx1119basic_istringstream",
    "_ZNSt7__cxx1119basic_ostringstream",
    "_ZNSt13basic_filebuf",
    "_ZNSt14basic_ifstream",
    "_ZNSt14basic_ofstream",
    "_ZNSt13basic_fstream",
    "_ZNSt6localeC",
    "_ZNSt11logic_errorC",
    "_ZNSt13runtime_errorC",
    "_ZNSt12length_errorC",
    "_ZNSt12out_of_rangeC",
    "_ZNSt16invalid_argumentC",
};

/* Of these the ones that do not, by what is in their names. */
static const char *const harmless[] = {"D0Ev",       "D1Ev",     "D2Ev",    "_M_disposeEv",
                                       "_M_destroy", "_M_erase", "5closeEv"};

static bool is_thrower(const char *name)
{
    size_t digits = strncmp(name, "_ZSt", 4) == 0 ? strspn(name + 4, "0123456789") : 0;
    return digits > 0 && strncmp(name + 4 + digits, "__throw_", 8) == 0;
}

static bool allocates(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strstr(name, harmless[i]))
            return false;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return is_thrower(name);
}

/* How many functions that allocate are told apart; call sites of further ones are left out. */
enum { CALLEES_MAX = 64 };

/* Functions that allocate, and how many sites call each. Invariant: no name twice. */
struct callees {
    const char *names[CALLEES_MAX];
    uint64_t sites[CALLEES_MAX];
    unsigned count;
};

static void note(struct callees *callees, const char *name)
{
    unsigned at = 0;
    while (at < callees->count && strcmp(callees->names[at], name) != 0)
        at++;
    if (at == CALLEES_MAX)
        return;
    if (at == callees->count) {
        callees->names[callees->count] = name;
        callees->sites[callees->count++] = 0;
    }
    callees->sites[at]++;
}

static void note_sites(struct callees *callees, const struct cinstr_function *function)
{
    const struct cinstr_site *sites = cinstr_rel_get(&function->sites);
    for (uint32_t i = 0; i < function->site_count; i++) {
        const char *name = cinstr_rel_get(&sites[i].callee);
        if (name && allocates(name))
            note(callees, name);
    }
}

static void leave_out(struct callees *callees, const struct cinstr_function *probed)
{
    const char *name = cinstr_rel_get(&probed->name);
    for (unsigned i = 0; i < callees->count; i++)
        if (strcmp(callees->names[i], name) == 0)
            callees->sites[i] = 0;
}

static void for_functions(const struct ci_snapshot *snapshot, struct callees *callees,
                          void (*visit)(struct callees *, const struct cinstr_function *))
{
    for (uint32_t i = 0; i < snapshot->unit_count; i++) {
        const struct cinstr_function *functions = cinstr_rel_get(&snapshot->units[i]->functions);
        for (uint32_t j = 0; j < snapshot->units[i]->function_count; j++)
            visit(callees, &functions[j]);
    }
}

struct ci_unseen ci_unseen_count(const struct ci_snapshot *snapshot)
{
    struct callees callees;
    struct ci_unseen unseen = {0, NULL};
    callees.count = 0;
    for_functions(snapshot, &callees, note_sites);
    for_functions(snapshot, &callees, leave_out);
    for (unsigned i = 0; i < callees.count; i++) {
        if (callees.sites[i] > 0 && !unseen.example)
            unseen.example = callees.names[i];
        unseen.sites += callees.sites[i];
    }
    return unseen;
}
