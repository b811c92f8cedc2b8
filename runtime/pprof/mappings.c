/* SPDX-License-Identifier: MIT */
/* mappings.c - loaded objects as the dynamic linker lists them. */
#include "mappings.h"
#include "../sort.h"

#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <string.h>
#include <unistd.h>

enum { MAPPING_PAGE = 4096 };

const uint8_t *ci_mappings_build_id(const uint8_t *notes, size_t size, size_t *build_id_size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, notes, sizeof note);
        size_t name_size = ((size_t)note.n_namesz + 3) & ~(size_t)3;
        size_t length = sizeof note + name_size + (((size_t)note.n_descsz + 3) & ~(size_t)3);
        if (length > size)
            return NULL;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof ELF_NOTE_GNU &&
            !memcmp(notes + sizeof note, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU)) {
            *build_id_size = note.n_descsz;
            return notes + sizeof note + name_size;
        }
        notes += length;
        size -= length;
    }
    return NULL;
}

/* The program's own path; a program that was deleted keeps its name. */
static char *mappings_program(struct ci_arena *arena)
{
    static const char deleted[] = " (deleted)";
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return ci_arena_string(arena, program_invocation_name);
    path[length] = '\0';
    char *end = path + length - (sizeof deleted - 1);
    if (end > path && !strcmp(end, deleted))
        *end = '\0';
    return ci_arena_string(arena, path);
}

/* An object's path made absolute; the vdso and its like, which are not files, keep their names. */
static char *mappings_absolute(struct ci_arena *arena, const char *name)
{
    char path[PATH_MAX];
    if (name[0] == '/' || !strchr(name, '/') || !getcwd(path, sizeof path))
        return ci_arena_string(arena, name);
    while (!strncmp(name, "./", 2))
        name += 2;
    size_t length = strlen(path);
    if (length + strlen(name) + 2 > sizeof path)
        return ci_arena_string(arena, name);
    path[length] = '/';
    strcpy(path + length + 1, name);
    return ci_arena_string(arena, path);
}

/* Whether memory holds what the object's file has at [start, start + size). */
static bool mappings_is_loaded(const struct dl_phdr_info *info, uintptr_t start, size_t size)
{
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && start >= segment->p_vaddr && size <= segment->p_filesz &&
            start - segment->p_vaddr <= segment->p_filesz - size)
            return true;
    }
    return false;
}

/* pprof has one range of addresses for an object: that of its first executable segment. */
static void mappings_read_load(struct ci_mapping *object, const ElfW(Phdr) * segment)
{
    uintptr_t start = segment->p_vaddr, end = start + segment->p_memsz;
    object->low = start < object->low ? start : object->low;
    object->high = end > object->high ? end : object->high;
    if ((segment->p_flags & PF_X) && !object->text_end) {
        object->text_start = start & -(uintptr_t)MAPPING_PAGE;
        object->text_end = (end + MAPPING_PAGE - 1) & -(uintptr_t)MAPPING_PAGE;
        object->text_offset = segment->p_offset & -(uint64_t)MAPPING_PAGE;
    }
}

static void mappings_read_segments(struct ci_mapping *object, const struct dl_phdr_info *info)
{
    object->bias = info->dlpi_addr;
    object->low = UINTPTR_MAX;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD)
            mappings_read_load(object, segment);
        if (segment->p_type == PT_DYNAMIC)
            object->dynamic = object->bias + segment->p_vaddr;
        if (segment->p_type == PT_NOTE && !object->build_id &&
            mappings_is_loaded(info, segment->p_vaddr, segment->p_memsz))
            object->build_id =
                ci_mappings_build_id((const uint8_t *)(object->bias + segment->p_vaddr),
                                     segment->p_memsz, &object->build_id_size);
    }
}

struct mappings_listing {
    struct ci_mappings *objects;
    struct ci_mapping **tail;
    bool no_memory;
};

static int mappings_list(struct dl_phdr_info *info, size_t size, void *context)
{
    struct mappings_listing *listing = context;
    struct ci_arena *arena = listing->objects->arena;
    struct ci_mapping *object = ci_arena_get(arena, sizeof *object);
    (void)size;
    if (object && !listing->objects->first) /* the program, which the loader lists without a name */
        object->path = mappings_program(arena);
    else if (object)
        object->path = mappings_absolute(arena, info->dlpi_name);
    if (!object || !object->path) {
        listing->no_memory = true;
        return 1;
    }
    const char *slash = strrchr(object->path, '/');
    object->name = slash ? slash + 1 : object->path;
    mappings_read_segments(object, info);
    *listing->tail = object;
    listing->tail = &object->next;
    return 0;
}

bool ci_mappings_init(struct ci_mappings *objects, struct ci_arena *arena)
{
    *objects = (struct ci_mappings){.arena = arena};
    struct mappings_listing listing = {.objects = objects, .tail = &objects->first};
    dl_iterate_phdr(mappings_list, &listing);
    return objects->first && !listing.no_memory;
}

static bool mappings_has(const struct ci_mapping *object, uintptr_t address)
{
    return address - object->bias >= object->low && address - object->bias < object->high;
}

struct ci_mapping *ci_mappings_find(struct ci_mappings *objects, uintptr_t address)
{
    if (!address)
        return NULL;
    if (objects->last_found && mappings_has(objects->last_found, address))
        return objects->last_found;
    for (struct ci_mapping *object = objects->first; object; object = object->next)
        if (mappings_has(object, address))
            return objects->last_found = object;
    return NULL;
}

const char *ci_mappings_unnamed(const struct ci_mapping *object, struct ci_arena *arena)
{
    const size_t length = strlen(object->name);
    char *name = ci_arena_get(arena, length + 3);
    if (!name)
        return NULL;
    name[0] = '[';
    memcpy(name + 1, object->name, length);
    name[length + 1] = ']';
    return name;
}

static int mappings_order(const void *left, const void *right)
{
    const struct ci_mapping *one = left, *other = right;
    return strcmp(one->path, other->path);
}

struct ci_mapping **ci_mappings_number(struct ci_mappings *objects, size_t *count)
{
    size_t used = 1, at = 1;
    for (struct ci_mapping *object = objects->first->next; object; object = object->next)
        used += object->used;
    struct ci_mapping **numbered = ci_arena_get(objects->arena, used * sizeof *numbered);
    if (!numbered)
        return NULL;
    numbered[0] = objects->first;
    for (struct ci_mapping *object = objects->first->next; object; object = object->next)
        if (object->used)
            numbered[at++] = object;
    if (!ci_sort(objects->arena, (void **)numbered + 1, used - 1, mappings_order))
        return NULL;
    for (size_t i = 0; i < used; i++)
        numbered[i]->id = i + 1;
    *count = used;
    return numbered;
}
