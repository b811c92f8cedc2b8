/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/hosts.cc - which functions were inlined into which; see elision/hosts.h. */
#include "elision/hosts.h"

/* GCC removes the node of an inlined call when it has put the body in its place. Nodes of calls
 * that cannot be reached are removed too, but not while the host is being compiled. */
static void note_removal(cgraph_node *node, void *data)
{
    inlining_hosts *hosts = (inlining_hosts *)data;
    if (node->icf_merged)
        hosts->merged.add(DECL_UID(DECL_ORIGIN(node->decl)));
    if (!node->inlined_to || !cfun || current_function_decl != node->inlined_to->decl)
        return;
    unsigned function = DECL_UID(DECL_ORIGIN(node->decl));
    unsigned host = DECL_UID(DECL_ORIGIN(current_function_decl));
    if (!hosts->known.add((uint64_t)function << 32 | host))
        hosts->calls.safe_push({function, host});
}

void hosts_watch(inlining_hosts *hosts)
{
    if (!hosts->watched)
        symtab->add_cgraph_removal_hook(note_removal, hosts);
    hosts->watched = true;
}

void hosts_add_compiled(inlining_hosts *hosts, tree function)
{
    hosts->compiled.add(DECL_UID(DECL_ORIGIN(function)));
}

/* Whether `wanted` has a function that `function` was inlined into, also by way of others. */
static bool has_host(inlining_hosts *hosts, unsigned function, function_ids *wanted)
{
    auto_vec<unsigned> pending;
    function_ids seen;
    pending.safe_push(function);
    while (pending.length() > 0) {
        unsigned next = pending.pop();
        for (unsigned i = 0; i < hosts->calls.length(); i++) {
            unsigned host = hosts->calls[i].host;
            if (hosts->calls[i].function != next || seen.add(host))
                continue;
            if (wanted->contains(host))
                return true;
            pending.safe_push(host);
        }
    }
    return false;
}

bool hosts_has_compiled(inlining_hosts *hosts, unsigned function)
{
    return has_host(hosts, function, &hosts->compiled);
}

bool hosts_has_merged(inlining_hosts *hosts, unsigned function)
{
    return hosts->merged.contains(function) || has_host(hosts, function, &hosts->merged);
}
