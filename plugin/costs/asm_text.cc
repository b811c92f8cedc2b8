/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asm_text.cc - reads an asm template as the assembler does; see asm_text.h. */
#include "costs/asm_text.h"
#include "base/target.h"

namespace
{
/* How far the text has been read. */
struct reader {
    unsigned count;     /* of instructions */
    unsigned repeat;    /* how often the assembler reads what follows: .rept */
    unsigned elsewhere; /* depth of sections that control does not run through */
    bool in_macro;      /* between .macro and .endm */
    bool in_data;       /* the last statement was a data directive */
};
} // namespace

static bool is_one_of(const char *word, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == length && strncmp(*words, word, length) == 0)
            return true;
    return false;
}

static bool is_prefix(const char *word, size_t length)
{
    return is_one_of(word, length, target_asm().prefixes);
}

static bool is_data(const char *word, size_t length)
{
    static const char *const DATA[] = {
        ".byte", ".2byte", ".4byte", ".8byte", ".short", ".word",  ".value", ".hword",
        ".long", ".int",   ".inst",  ".quad",  ".xword", ".dword", ".octa",  NULL,
    };
    return is_one_of(word, length, DATA);
}

static size_t word_length(const char *at, const char *end)
{
    size_t length = 0;
    while (at + length < end && !ISSPACE(at[length]) && !strchr("=,", at[length]))
        length++;
    return length;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && ISSPACE(*at))
        at++;
    return at;
}

/* Behind the labels at the start of a statement. */
static const char *skip_labels(const char *at, const char *end)
{
    for (;;) {
        const char *after = at;
        while (after < end && (ISALNUM(*after) || strchr("_.$%=[]", *after)))
            after++;
        if (after == at || after == end || *after != ':')
            return at;
        at = skip_space(after + 1, end);
    }
}

static void read_directive(reader *reader, const char *word, size_t length, const char *end)
{
    static const char *const ENTERING[] = {".pushsection", ".section", ".data", ".bss", NULL};
    static const char *const LEAVING[] = {".popsection", ".previous", ".text", NULL};
    static const char *const MACRO[] = {".macro", NULL}, *const END_MACRO[] = {".endm", NULL};
    static const char *const REPEAT[] = {".rept", NULL}, *const END_REPEAT[] = {".endr", NULL};
    if (is_one_of(word, length, ENTERING))
        reader->elsewhere++;
    else if (is_one_of(word, length, LEAVING))
        reader->elsewhere -= reader->elsewhere > 0;
    else if (is_one_of(word, length, MACRO) || is_one_of(word, length, END_MACRO))
        reader->in_macro = length == strlen(MACRO[0]);
    else if (is_one_of(word, length, REPEAT))
        reader->repeat = (unsigned)MAX(atoi(skip_space(word + length, end)), 0);
    else if (is_one_of(word, length, END_REPEAT))
        reader->repeat = 1;
}

static void read_statement(reader *reader, const char *at, const char *end)
{
    at = skip_labels(skip_space(at, end), end);
    size_t length = word_length(at, end);
    if (length == 0)
        return;
    bool data = is_data(at, length);
    if (*at == '.' && !data) {
        read_directive(reader, at, length, end);
        return;
    }
    const char *next = skip_space(at + length, end);
    bool assigns = next < end && *next == '=';
    while (is_prefix(at, length) && next < end) {
        at = next;
        length = word_length(at, end);
        next = skip_space(at + length, end);
    }
    bool nothing = assigns || is_prefix(at, length) || (data && reader->in_data);
    reader->in_data = data;
    if (!nothing && !reader->in_macro && reader->elsewhere == 0)
        reader->count += reader->repeat;
}

#ifdef ASSEMBLER_DIALECT
static int dialect(void)
{
    return (int)ASSEMBLER_DIALECT;
}
#else
static int dialect(void)
{
    return 0;
}
#endif

/* Of "{att|intel}" the alternative that GCC writes. Returns the place after what was read. */
static const char *read_alternatives(const char *at, auto_vec<char> &text)
{
    int alternative = 0;
    for (; *at && *at != '}'; at++)
        if (*at == '|')
            alternative++;
        else if (alternative == dialect())
            text.safe_push(*at);
    return *at ? at + 1 : at;
}

/* The text as the assembler gets it, without comments; operands stay as they are. */
static void write_text(const char *at, auto_vec<char> &text)
{
    char quote = 0;
    while (*at) {
        if (quote) {
            quote = *at == quote ? 0 : quote;
            text.safe_push(ISSPACE(*at) || *at == ';' ? '_' : *at);
            at++;
        } else if (*at == '%' && at[1]) {
            text.safe_push('%');
            text.safe_push(strchr("{}|;", at[1]) ? '_' : at[1]);
            at += 2;
        } else if (*at == '{' && target_asm().has_alternatives) {
            at = read_alternatives(at + 1, text);
        } else if (startswith(at, "/*")) {
            const char *end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else if (startswith(at, target_asm().comment)) {
            at += strcspn(at, "\n");
        } else {
            quote = *at == '"' ? *at : 0;
            text.safe_push(*at++);
        }
    }
    text.safe_push('\n');
}

unsigned asm_text_instructions(const char *asm_template)
{
    auto_vec<char> text;
    write_text(asm_template, text);
    reader reader = {0, 1, 0, false, false};
    for (unsigned i = 0, start = 0; i < text.length(); i++)
        if (text[i] == '\n' || text[i] == ';') {
            read_statement(&reader, text.address() + start, text.address() + i);
            start = i + 1;
        }
    return reader.count;
}
