/* SPDX-License-Identifier: MIT */
/*
 * symbols.c - ELF symbol tables, read from the object's file.
 *
 * A file may be anything: every offset is checked against the file's size. Both .symtab and .dynsym
 * are taken, so a stripped library still names what it exports.
 */
#include "symbols.h"
#include "../sort.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sorted by start; `reach[i]` is the highest end of symbols [0, i], which ends a search early. */
struct ci_symbols {
    struct ci_symbol **sorted;
    uint64_t *reach;
    size_t count;
};

struct symbols_file {
    const uint8_t *bytes;
    size_t size;
};

/* `count` records of `size` bytes at `offset`, or NULL where the file has no such room. */
static const void *symbols_at(const struct symbols_file *file, uint64_t offset, uint64_t count,
                              uint64_t size, uint64_t alignment)
{
    if (offset > file->size || offset % alignment || count > (file->size - offset) / size)
        return NULL;
    return file->bytes + offset;
}

static bool symbols_open(struct symbols_file *file, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (fd < 0)
        return false;
    void *bytes = MAP_FAILED;
    if (!fstat(fd, &status) && S_ISREG(status.st_mode) &&
        (size_t)status.st_size >= sizeof(ElfW(Ehdr)))
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return false;
    *file = (struct symbols_file){bytes, (size_t)status.st_size};
    return true;
}

/* Whether the file is the one that was loaded: by class, machine and, where there is one, build-id.
 */
static bool symbols_match(const struct symbols_file *file, const struct ci_mapping *object)
{
    const ElfW(Ehdr) *header = (const void *)file->bytes;
    const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != class)
        return false;
    const ElfW(Phdr) *segments =
        symbols_at(file, header->e_phoff, header->e_phnum, sizeof *segments, _Alignof(ElfW(Phdr)));
    for (unsigned i = 0; object->build_id && segments && i < header->e_phnum; i++) {
        size_t size = 0;
        const uint8_t *notes = symbols_at(file, segments[i].p_offset, segments[i].p_filesz, 1, 1);
        const uint8_t *id = segments[i].p_type == PT_NOTE && notes
                                ? ci_mappings_build_id(notes, segments[i].p_filesz, &size)
                                : NULL;
        if (id)
            return size == object->build_id_size && !memcmp(id, object->build_id, size);
    }
    return !object->build_id;
}

static bool symbols_is_function(const ElfW(Sym) * symbol)
{
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    return (type == STT_FUNC || type == STT_GNU_IFUNC) && symbol->st_shndx != SHN_UNDEF &&
           symbol->st_size;
}

/* Exported names first, then weak ones: `qsort` before an internal alias of the same body. */
static unsigned symbols_rank(const ElfW(Sym) * symbol)
{
    switch (ELF64_ST_BIND(symbol->st_info)) {
    case STB_GLOBAL:
        return 0;
    case STB_WEAK:
        return 1;
    default:
        return 2;
    }
}

/* Appends the functions of one table; `sorted` NULL only counts them. Returns false: no memory. */
static bool symbols_append(struct ci_symbols *symbols, struct ci_arena *arena,
                           const struct symbols_file *file, const ElfW(Shdr) * table,
                           const ElfW(Shdr) * names)
{
    size_t count = table->sh_size / sizeof(ElfW(Sym));
    const ElfW(Sym) *records =
        symbols_at(file, table->sh_offset, count, sizeof *records, _Alignof(ElfW(Sym)));
    const char *text = symbols_at(file, names->sh_offset, names->sh_size, 1, 1);
    if (!records || !text || !names->sh_size || text[names->sh_size - 1])
        return true;
    for (size_t i = 0; i < count; i++) {
        if (!symbols_is_function(&records[i]) || records[i].st_name >= names->sh_size ||
            !text[records[i].st_name])
            continue;
        if (symbols->sorted) {
            struct ci_symbol *symbol = ci_arena_get(arena, sizeof *symbol);
            char *name = ci_arena_string(arena, text + records[i].st_name);
            if (!symbol || !name)
                return false;
            *symbol = (struct ci_symbol){.start = records[i].st_value,
                                         .size = records[i].st_size,
                                         .name = name,
                                         .rank = symbols_rank(&records[i])};
            symbols->sorted[symbols->count] = symbol;
        }
        symbols->count++;
    }
    return true;
}

static bool symbols_append_all(struct ci_symbols *symbols, struct ci_arena *arena,
                               const struct symbols_file *file)
{
    const ElfW(Ehdr) *header = (const void *)file->bytes;
    const ElfW(Shdr) *sections =
        symbols_at(file, header->e_shoff, header->e_shnum, sizeof *sections, _Alignof(ElfW(Shdr)));
    symbols->count = 0;
    for (unsigned i = 0; sections && i < header->e_shnum; i++)
        if ((sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM) &&
            sections[i].sh_link < header->e_shnum &&
            !symbols_append(symbols, arena, file, &sections[i], &sections[sections[i].sh_link]))
            return false;
    return true;
}

static int symbols_order(const void *left, const void *right)
{
    const struct ci_symbol *one = left, *other = right;
    if (one->start != other->start)
        return one->start < other->start ? -1 : 1;
    if (one->size != other->size)
        return one->size > other->size ? -1 : 1; /* the inner one last, where a search begins */
    if (one->rank != other->rank)
        return one->rank > other->rank ? -1 : 1;
    return strcmp(other->name, one->name);
}

/* Reads an object's table; an empty one when there is nothing to read or no memory for it. */
static struct ci_symbols *symbols_read(const struct ci_mapping *object, struct ci_arena *arena)
{
    struct ci_symbols *symbols = ci_arena_get(arena, sizeof *symbols);
    struct symbols_file file;
    if (!symbols || !symbols_open(&file, object->path))
        return symbols;
    bool read = symbols_match(&file, object) && symbols_append_all(symbols, arena, &file);
    size_t count = read ? symbols->count : 0;
    symbols->sorted = ci_arena_get(arena, count * sizeof *symbols->sorted);
    symbols->reach = ci_arena_get(arena, count * sizeof *symbols->reach);
    read = read && symbols->sorted && symbols->reach && symbols_append_all(symbols, arena, &file) &&
           ci_sort(arena, (void **)symbols->sorted, symbols->count, symbols_order);
    munmap((void *)file.bytes, file.size);
    if (!read)
        symbols->count = 0;
    uint64_t reach = 0;
    for (size_t i = 0; i < symbols->count; i++) {
        uint64_t end = symbols->sorted[i]->start + symbols->sorted[i]->size;
        symbols->reach[i] = reach = end > reach ? end : reach;
        if (i > 0 && symbols->sorted[i - 1]->start == symbols->sorted[i]->start &&
            symbols->sorted[i - 1]->size == symbols->sorted[i]->size)
            symbols->sorted[i]->alias = symbols->sorted[i - 1];
    }
    return symbols;
}

bool ci_symbols_have(struct ci_mapping *object, struct ci_arena *arena, const char *name)
{
    if (!object->symbols)
        object->symbols = symbols_read(object, arena);
    for (size_t i = 0; object->symbols && i < object->symbols->count; i++)
        if (!strcmp(object->symbols->sorted[i]->name, name))
            return true;
    return false;
}

const struct ci_symbol *ci_symbols_find(struct ci_mapping *object, struct ci_arena *arena,
                                        uintptr_t address)
{
    if (!object->symbols)
        object->symbols = symbols_read(object, arena);
    const struct ci_symbols *symbols = object->symbols;
    size_t low = 0, high = symbols ? symbols->count : 0;
    while (low < high) { /* the first that starts above `address` */
        size_t middle = low + (high - low) / 2;
        if (symbols->sorted[middle]->start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low > 0 && symbols->reach[low - 1] > address; low--)
        if (address - symbols->sorted[low - 1]->start < symbols->sorted[low - 1]->size)
            return symbols->sorted[low - 1];
    return NULL;
}
