/* SPDX-License-Identifier: MIT */
/* records.c - all records in one buffer, so that 32-bit references reach. */
#include "records.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS_BYTES = 4 << 20, COSTS_BYTES = 256 };

static struct {
    _Alignas(CINSTR_UNIT_ALIGN) char bytes[RECORDS_BYTES];
    size_t used;
} buffer;

static const struct ci_value_type value_types[] = {{"calls", "count"}, {"time", "nanoseconds"}};

static void *take(size_t size)
{
    void *memory = buffer.bytes + buffer.used;
    buffer.used += (size + CINSTR_UNIT_ALIGN - 1) & ~(size_t)(CINSTR_UNIT_ALIGN - 1);
    if (buffer.used > sizeof buffer.bytes)
        abort();
    return memory;
}

static void refer(cinstr_rel *field, const void *target)
{
    *field = target ? (cinstr_rel)((const char *)target - (const char *)field) : 0;
}

static void refer_string(cinstr_rel *field, const char *text)
{
    refer(field, text ? strcpy(take(strlen(text) + 1), text) : NULL);
}

void records_begin(struct records *records, uint32_t contexts_max)
{
    memset(buffer.bytes, 0, buffer.used); /* all of it takes too long for thousands of rounds */
    buffer.used = 0;
    *records = (struct records){.contexts_max = contexts_max};
    records->snapshot = (struct ci_snapshot){
        .types = value_types,
        .value_count = 2,
        .context_value_count = 2,
        .default_type = 1,
        .contexts = calloc(contexts_max, sizeof(struct ci_context)),
        .units = records->units,
        .comments = records->comments,
        .arena = &records->arena,
    };
    memset(records->snapshot.value_of, -1, sizeof records->snapshot.value_of);
    records->snapshot.value_of[CINSTR_CALL_CALLS] = 0;
    records->snapshot.value_of[CINSTR_CALL_TIME] = 1;
}

void records_end(struct records *records)
{
    free(records->snapshot.contexts);
    ci_arena_release(&records->arena);
}

struct cinstr_unit *records_unit(struct records *records, uint32_t count)
{
    struct cinstr_unit *unit = take(sizeof *unit);
    unit->abi_version = CINSTR_ABI_VERSION;
    unit->function_count = count;
    refer(&unit->functions, take(count * sizeof(struct cinstr_function)));
    if (records->snapshot.unit_count == RECORDS_UNITS_MAX)
        abort();
    return (struct cinstr_unit *)(records->units[records->snapshot.unit_count++] = unit);
}

struct cinstr_function *records_function(struct cinstr_unit *unit, uint32_t index, const char *name,
                                         const char *file, uint32_t line, uint32_t site_count)
{
    struct cinstr_function *function = (struct cinstr_function *)cinstr_rel_get(&unit->functions);
    function += index;
    refer(&function->unit, unit);
    refer_string(&function->name, name);
    refer_string(&function->file, file);
    function->line = line;
    function->site_count = site_count;
    refer(&function->sites, site_count ? take(site_count * sizeof(struct cinstr_site)) : NULL);
    return function;
}

struct cinstr_site *records_site(struct cinstr_function *function, uint32_t index,
                                 const char *callee, uint32_t line)
{
    struct cinstr_site *site = (struct cinstr_site *)cinstr_rel_get(&function->sites) + index;
    refer_string(&site->callee, callee);
    refer_string(&site->file, cinstr_rel_get(&function->file));
    site->line = line;
    site->flags = callee ? 0 : CINSTR_SITE_INDIRECT;
    return site;
}

void records_scopes(struct cinstr_function *function, uint32_t count)
{
    function->scope_count = count;
    refer(&function->scopes, take(count * sizeof(struct cinstr_scope)));
}

void records_scope(struct cinstr_function *function, uint32_t index, const char *name,
                   const char *file, uint32_t line, const char *call_file, uint32_t call_line,
                   uint32_t parent)
{
    struct cinstr_scope *scope = (struct cinstr_scope *)cinstr_rel_get(&function->scopes) + index;
    refer_string(&scope->name, name);
    refer_string(&scope->file, file);
    scope->line = line;
    refer_string(&scope->call_file, call_file);
    scope->call_line = call_line;
    scope->parent = parent;
}

/* The stream of a function's costs that is being written. */
static struct {
    const struct cinstr_function *function;
    unsigned char *at;
    uint32_t line; /* of its last place */
} costs;

static void put_number(unsigned char **at, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *(*at)++ = (unsigned char)(0x80 | number);
    *(*at)++ = (unsigned char)number;
}

static uint64_t from_signed(int64_t number)
{
    return number < 0 ? (uint64_t)(-2 * number - 1) : (uint64_t)(2 * number);
}

static void put_item(uint32_t variable_before, const struct records_item *item)
{
    put_number(&costs.at, (uint64_t)(item->variable - variable_before) << 2 | item->kind);
    if (item->kind == CINSTR_ITEM_MIX)
        put_number(&costs.at, item->mix);
    if (item->kind != CINSTR_ITEM_ENDLESS)
        put_number(&costs.at, item->units % CINSTR_COST_UNIT
                                  ? from_signed(item->units) << 1
                                  : from_signed(item->units / CINSTR_COST_UNIT) << 1 | 1);
}

void records_place(struct cinstr_function *function, uint32_t scope, uint32_t line, uint32_t count,
                   const struct records_item *items)
{
    if (function->place_count++ == 0) {
        costs.function = function;
        costs.at = take(COSTS_BYTES);
        costs.line = function->line;
        refer(&function->costs, costs.at);
    }
    if (costs.function != function)
        abort();
    put_number(&costs.at, from_signed((int64_t)line - costs.line) << 2 | CINSTR_PLACE_SCOPE);
    put_number(&costs.at, scope - CINSTR_SCOPE_LESS);
    put_number(&costs.at, count);
    for (uint32_t i = 0; i < count; i++)
        put_item(i > 0 ? items[i - 1].variable : 0, &items[i]);
    costs.line = line;
}

void records_equations(struct cinstr_function *function, uint32_t count, const uint32_t *words)
{
    unsigned char *at = take(COSTS_BYTES);
    refer(&function->equations, at);
    for (; count > 0; count--)
        for (uint32_t terms = 1 + *words; terms > 0; terms--)
            put_number(&at, *words++);
}

uint32_t records_context(struct records *records, uint32_t parent, uint32_t site,
                         const struct cinstr_function *function, int64_t calls, int64_t time)
{
    if (records->snapshot.context_count == records->contexts_max)
        abort();
    uint32_t index = records->snapshot.context_count++;
    records->snapshot.contexts[index] = (struct ci_context){
        .parent = parent, .site = site, .function = function, .values = {calls, time}};
    return index;
}
