/* SPDX-License-Identifier: MIT */
/* exports.c - see exports.h. */
#include "exports.h"
#include "symbols.h"

#include <elf.h>
#include <link.h>
#include <string.h>

/* The tables of one object that names are found by. */
struct exports_tables {
    const ElfW(Sym) * symbols;
    const char *strings;
    const uint32_t *hash; /* DT_GNU_HASH; NULL: none */
    const uint32_t *old;  /* DT_HASH, likewise */
};

/* The dynamic linker has relocated most addresses, but in the vdso and on some processors none. */
static const void *exports_at(const struct ci_mapping *object, ElfW(Addr) address)
{
    return (const void *)(address < object->bias ? object->bias + address : address);
}

static struct exports_tables exports_tables(const struct ci_mapping *object)
{
    struct exports_tables tables = {NULL, NULL, NULL, NULL};
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)object->dynamic;
    for (; entry && entry->d_tag != DT_NULL; entry++) {
        const void *at = exports_at(object, entry->d_un.d_ptr);
        if (entry->d_tag == DT_SYMTAB)
            tables.symbols = at;
        else if (entry->d_tag == DT_STRTAB)
            tables.strings = at;
        else if (entry->d_tag == DT_GNU_HASH)
            tables.hash = at;
        else if (entry->d_tag == DT_HASH)
            tables.old = at;
    }
    return tables;
}

static bool exports_is(const struct exports_tables *tables, uint32_t index, const char *name)
{
    const ElfW(Sym) *symbol = &tables->symbols[index];
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return symbol->st_shndx != SHN_UNDEF && (type == STT_FUNC || type == STT_GNU_IFUNC) &&
           !strcmp(tables->strings + symbol->st_name, name);
}

/* Header: buckets, first symbol, words of the filter, shift; then the filter, which only saves
 * time, the buckets and the chains. A chain's last hash has the lowest bit set. */
static bool exports_in_hash(const struct exports_tables *tables, const char *name)
{
    uint32_t hash = 5381;
    for (const unsigned char *c = (const unsigned char *)name; *c; c++)
        hash = hash * 33 + *c;
    const uint32_t count = tables->hash[0], first = tables->hash[1];
    const uint32_t *buckets =
        tables->hash + 4 + tables->hash[2] * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
    const uint32_t *chains = buckets + count;
    uint32_t index = count ? buckets[hash % count] : 0;
    for (; index >= first && index; index++) {
        uint32_t other = chains[index - first];
        if ((other | 1) == (hash | 1) && exports_is(tables, index, name))
            return true;
        if (other & 1)
            return false;
    }
    return false;
}

/* Header: buckets, symbols. Only objects without the other table get here, so a linear search will
 * do. */
static bool exports_in_old(const struct exports_tables *tables, const char *name)
{
    for (uint32_t index = 0; index < tables->old[1]; index++)
        if (exports_is(tables, index, name))
            return true;
    return false;
}

static bool exports_has(const struct ci_mapping *object, const char *name)
{
    struct exports_tables tables = exports_tables(object);
    if (!tables.symbols || !tables.strings)
        return false;
    return tables.hash  ? exports_in_hash(&tables, name)
           : tables.old ? exports_in_old(&tables, name)
                        : false;
}

/* Names are not taken from the kernel's own object, nor from the runtime, whose functions replace
 * others of the same name. */
static bool exports_counts(const struct ci_mapping *object)
{
    static const char runtime[] = "libcinstr";
    return strchr(object->path, '/') && strncmp(object->name, runtime, sizeof runtime - 1) != 0;
}

const char *ci_exports_object(struct ci_mappings *objects, const char *name)
{
    for (struct ci_mapping *object = objects->first; object; object = object->next)
        if (exports_counts(object) && exports_has(object, name))
            return object->name;
    for (struct ci_mapping *object = objects->first; object; object = object->next)
        if (exports_counts(object) && ci_symbols_have(object, objects->arena, name))
            return object->name;
    return "";
}
