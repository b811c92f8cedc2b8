/* SPDX-License-Identifier: MIT */
/*
 * allocations.c - counting functions, and the slots that lead to them.
 *
 *     call  malloc@plt      ->  jmp *slot      slot: malloc of libc
 *                           ->  jmp *slot      slot: count_malloc, which calls malloc of libc
 */
#include "allocations.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#pragma weak dlsym /* a static program has none, and no tables either */
#pragma weak dladdr1

#if defined(__x86_64__)
static const unsigned slot_kinds[] = {R_X86_64_JUMP_SLOT, R_X86_64_GLOB_DAT, R_X86_64_64};
#elif defined(__aarch64__)
static const unsigned slot_kinds[] = {R_AARCH64_JUMP_SLOT, R_AARCH64_GLOB_DAT, R_AARCH64_ABS64};
#else
static const unsigned slot_kinds[] = {~0u}; /* no slot is of this kind: nothing is counted */
#endif

static struct {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *block, size_t size);
    void *(*reallocarray)(void *block, size_t count, size_t size);
    void *(*memalign)(size_t align, size_t size);
    void *(*aligned_alloc)(size_t align, size_t size);
    int (*posix_memalign)(void **block, size_t align, size_t size);
    void *(*valloc)(size_t size);
    void *(*pvalloc)(size_t size);
} real; /* set once, before the first slot leads here */

static atomic_uint_fast64_t total_allocations, total_bytes;

static void *note(void *block, size_t size)
{
    if (block) {
        atomic_fetch_add_explicit(&total_allocations, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&total_bytes, size, memory_order_relaxed);
    }
    return block;
}

static void *count_malloc(size_t size)
{
    return note(real.malloc(size), size);
}

static void *count_calloc(size_t count, size_t size)
{
    return note(real.calloc(count, size), count * size);
}

static void *count_realloc(void *block, size_t size)
{
    return note(real.realloc(block, size), size);
}

static void *count_reallocarray(void *block, size_t count, size_t size)
{
    return note(real.reallocarray(block, count, size), count * size);
}

static void *count_memalign(size_t align, size_t size)
{
    return note(real.memalign(align, size), size);
}

static void *count_aligned_alloc(size_t align, size_t size)
{
    return note(real.aligned_alloc(align, size), size);
}

static int count_posix_memalign(void **block, size_t align, size_t size)
{
    int error = real.posix_memalign(block, align, size);
    if (error == 0)
        note(*block, size);
    return error;
}

static void *count_valloc(size_t size)
{
    return note(real.valloc(size), size);
}

static void *count_pvalloc(size_t size)
{
    return note(real.pvalloc(size), size);
}

static const struct function {
    const char *name;
    void *count; /* ours */
    void *real;  /* in `real` */
} functions[] = {
    {"malloc", (void *)count_malloc, &real.malloc},
    {"calloc", (void *)count_calloc, &real.calloc},
    {"realloc", (void *)count_realloc, &real.realloc},
    {"reallocarray", (void *)count_reallocarray, &real.reallocarray},
    {"memalign", (void *)count_memalign, &real.memalign},
    {"aligned_alloc", (void *)count_aligned_alloc, &real.aligned_alloc},
    {"posix_memalign", (void *)count_posix_memalign, &real.posix_memalign},
    {"valloc", (void *)count_valloc, &real.valloc},
    {"pvalloc", (void *)count_pvalloc, &real.pvalloc},
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* The function that a name leads to. NULL if the program itself defines it, since calls within the
 * program then need no slot. */
static void *find_real(const char *name)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    void *found = dlsym(RTLD_DEFAULT, name);
    if (!found || !dladdr1(found, &info, (void **)&symbol, RTLD_DL_SYMENT))
        return found;
    if (symbol && symbol->st_shndx == SHN_UNDEF)
        return dlsym(RTLD_NEXT, name); /* the program's stub, which is its address in C */
    const struct link_map *program = _r_debug.r_map;
    return program && (void *)program->l_addr == info.dli_fbase ? NULL : found;
}

/* One module's tables. */
struct module {
    const ElfW(Sym) * symbols;
    const char *strings;
    const ElfW(Rela) * relocations[2];
    size_t sizes[2]; /* in bytes */
    ElfW(Addr) base;
};

/* Addresses in the dynamic section are relocated already, but for those of the vDSO. */
static bool read_module(const struct dl_phdr_info *info, struct module *module)
{
    const ElfW(Dyn) *dynamic = NULL;
    *module = (struct module){.base = info->dlpi_addr};
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
            dynamic = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
    for (; dynamic && dynamic->d_tag != DT_NULL; dynamic++) {
        const void *address = (const void *)dynamic->d_un.d_ptr;
        if (dynamic->d_tag == DT_SYMTAB)
            module->symbols = address;
        else if (dynamic->d_tag == DT_STRTAB)
            module->strings = address;
        else if (dynamic->d_tag == DT_JMPREL)
            module->relocations[0] = address;
        else if (dynamic->d_tag == DT_PLTRELSZ)
            module->sizes[0] = dynamic->d_un.d_val;
        else if (dynamic->d_tag == DT_RELA)
            module->relocations[1] = address;
        else if (dynamic->d_tag == DT_RELASZ)
            module->sizes[1] = dynamic->d_un.d_val;
    }
    return module->symbols && module->strings && (uintptr_t)module->symbols > info->dlpi_addr;
}

static bool is_slot(unsigned kind)
{
    for (size_t i = 0; i < sizeof slot_kinds / sizeof *slot_kinds; i++)
        if (kind == slot_kinds[i])
            return true;
    return false;
}

/* Makes the slot lead to our function. Tables may be read-only by now. */
static bool patch(void **slot, void *target)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = (uintptr_t)slot & ~(page - 1);
    if (mprotect((void *)start, page, PROT_READ | PROT_WRITE))
        return false;
    *slot = target;
    return true;
}

static const struct function *function_of(const char *name)
{
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (strcmp(name, functions[i].name) == 0 && *(void **)functions[i].real)
            return &functions[i];
    return NULL;
}

static int patch_module(struct dl_phdr_info *info, size_t size, void *patched)
{
    struct module module;
    (void)size;
    if (!read_module(info, &module))
        return 0;
    for (int table = 0; table < 2; table++) {
        const ElfW(Rela) *relocation = module.relocations[table];
        for (size_t i = 0; relocation && i < module.sizes[table] / sizeof *relocation; i++) {
            const ElfW(Sym) *symbol = &module.symbols[ELF64_R_SYM(relocation[i].r_info)];
            if (!is_slot((unsigned)ELF64_R_TYPE(relocation[i].r_info)))
                continue;
            const struct function *function = function_of(module.strings + symbol->st_name);
            if (function && patch((void **)(module.base + relocation[i].r_offset), function->count))
                ++*(int *)patched;
        }
    }
    return 0;
}

bool ci_allocations_start(void)
{
    int patched = 0;
    if (!dlsym || !dladdr1)
        return false;
    for (size_t i = 0; i < FUNCTIONS; i++)
        *(void **)functions[i].real = find_real(functions[i].name);
    if (!real.malloc)
        return false;
    dl_iterate_phdr(patch_module, &patched);
    return patched > 0;
}

void ci_allocations_read(uint64_t *allocations, uint64_t *bytes)
{
    *allocations = atomic_load_explicit(&total_allocations, memory_order_relaxed);
    *bytes = atomic_load_explicit(&total_bytes, memory_order_relaxed);
}
