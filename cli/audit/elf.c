/* SPDX-License-Identifier: MIT */
/* elf.c - symbols and sections of a program, read with libelf. */
#include "audit/audit.h"

#include <cinstr/abi.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reader {
    Elf *elf;
    struct ci_pool *pool;
    struct ci_audit_elf *out;
    uint64_t file_size;
    struct ci_error *error;
};

static int cut_off(struct reader *reader)
{
    return ci_error_set(reader->error, "the ELF file is cut off or damaged; build it again");
}

static bool in_file(const struct reader *reader, uint64_t offset, uint64_t size)
{
    return offset <= reader->file_size && size <= reader->file_size - offset;
}

/* Whether the file is one that the command is for. */
static int check_header(struct reader *reader, GElf_Ehdr *header)
{
    if (elf_kind(reader->elf) != ELF_K_ELF)
        return ci_error_set(reader->error, "not an ELF program or shared library");
    if (!gelf_getehdr(reader->elf, header))
        return cut_off(reader);
    if (header->e_ident[EI_DATA] != ELFDATA2LSB)
        return ci_error_set(reader->error,
                            "for a big-endian machine, which cinstr has no probes for");
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return ci_error_set(reader->error, "not linked yet; give the program or shared library");
    size_t count;
    if (elf_getshdrnum(reader->elf, &count) != 0)
        return cut_off(reader);
    if (header->e_shoff != 0 &&
        !in_file(reader, header->e_shoff, (uint64_t)header->e_shentsize * count))
        return cut_off(reader);
    return 0;
}

static bool is_function(const GElf_Sym *symbol)
{
    int type = GELF_ST_TYPE(symbol->st_info);
    bool code = type == STT_FUNC || type == STT_NOTYPE || type == STT_GNU_IFUNC;
    return code && symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS;
}

static int read_symbols(struct reader *reader, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    if (!data || header->sh_entsize == 0)
        return cut_off(reader);
    struct ci_audit_elf *out = reader->out;
    uint64_t count = header->sh_size / header->sh_entsize;
    for (uint64_t i = 0; i < count && i <= INT32_MAX; i++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)i, &symbol))
            return cut_off(reader);
        if (!is_function(&symbol))
            continue;
        const char *name = elf_strptr(reader->elf, header->sh_link, symbol.st_name);
        if (!name)
            return cut_off(reader);
        if (!*name)
            continue;
        out->symbols =
            ci_pool_grow(reader->pool, out->symbols, out->n_symbols, sizeof *out->symbols);
        out->symbols[out->n_symbols++] = (struct ci_audit_symbol){
            symbol.st_value, ci_pool_copy(reader->pool, name, strlen(name))};
    }
    return 0;
}

static int read_records(struct reader *reader, Elf_Scn *section)
{
    Elf_Data *data = elf_rawdata(section, NULL);
    if (!data)
        return cut_off(reader);
    unsigned char *copy = ci_pool_alloc(reader->pool, data->d_size, 1);
    if (data->d_size)
        memcpy(copy, data->d_buf, data->d_size);
    reader->out->records = copy;
    reader->out->records_size = data->d_size;
    return 0;
}

static void add_code(struct reader *reader, const GElf_Shdr *header)
{
    struct ci_audit_elf *out = reader->out;
    uint64_t end;
    if (__builtin_add_overflow(header->sh_addr, header->sh_size, &end))
        return;
    out->code = ci_pool_grow(reader->pool, out->code, out->n_code, sizeof *out->code);
    out->code[out->n_code++] = (struct ci_audit_range){header->sh_addr, end};
}

/* SYMBOLS is the type of the symbol table to read. */
static int read_sections(struct reader *reader, unsigned symbols)
{
    size_t names;
    if (elf_getshdrstrndx(reader->elf, &names) != 0)
        return cut_off(reader);
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(reader->elf, section))) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header))
            return cut_off(reader);
        if (header.sh_type != SHT_NOBITS && !in_file(reader, header.sh_offset, header.sh_size))
            return cut_off(reader);
        const char *name = elf_strptr(reader->elf, names, header.sh_name);
        if (!name)
            return cut_off(reader);
        if (header.sh_flags & SHF_EXECINSTR)
            add_code(reader, &header);
        if (header.sh_type == symbols && read_symbols(reader, section, &header) != 0)
            return -1;
        if (header.sh_type == SHT_PROGBITS && strcmp(name, CINSTR_SECTION) == 0 &&
            read_records(reader, section) != 0)
            return -1;
    }
    return 0;
}

static int compare_symbols(const void *left, const void *right)
{
    const struct ci_audit_symbol *a = left, *b = right;
    if (a->address != b->address)
        return a->address < b->address ? -1 : 1;
    return strcmp(a->name, b->name);
}

static int read_all(struct reader *reader)
{
    GElf_Ehdr header;
    if (check_header(reader, &header) != 0 || read_sections(reader, SHT_SYMTAB) != 0)
        return -1;
    if (reader->out->n_symbols == 0) {
        *reader->out = (struct ci_audit_elf){0};
        if (read_sections(reader, SHT_DYNSYM) != 0)
            return -1;
    }
    if (reader->out->n_symbols)
        qsort(reader->out->symbols, reader->out->n_symbols, sizeof *reader->out->symbols,
              compare_symbols);
    return 0;
}

int ci_audit_read_elf(int fd, struct ci_pool *pool, struct ci_audit_elf *elf,
                      struct ci_error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return ci_error_set(error, "not an ELF program or shared library");
    *elf = (struct ci_audit_elf){0};
    elf_version(EV_CURRENT);
    struct reader reader = {elf_begin(fd, ELF_C_READ, NULL), pool, elf, (uint64_t)status.st_size,
                            error};
    if (!reader.elf)
        return cut_off(&reader);
    int result = read_all(&reader);
    elf_end(reader.elf);
    return result;
}

const struct ci_audit_symbol *ci_audit_find_symbol(const struct ci_audit_elf *elf, uint64_t address)
{
    size_t low = 0, high = elf->n_symbols;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (elf->symbols[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < elf->n_symbols && elf->symbols[low].address == address;
    return found ? &elf->symbols[low] : NULL;
}

bool ci_audit_is_code(const struct ci_audit_elf *elf, uint64_t address)
{
    for (size_t i = 0; i < elf->n_code; i++)
        if (address >= elf->code[i].start && address < elf->code[i].end)
            return true;
    return false;
}
