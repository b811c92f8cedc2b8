/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asm_text.cc - reads an asm template as the assembler does; see asm_text.h. */
#include "costs/asm_text.h"
#include "base/target.h"

namespace
{
struct label {
    const char *name;
    size_t length;
};

/* How far the text has been read. */
struct reader {
    unsigned count = 0;     /* of instructions */
    unsigned repeat = 1;    /* how often the assembler reads what follows: .rept */
    unsigned elsewhere = 0; /* depth of sections that control does not run through */
    bool in_macro = false;  /* between .macro and .endm */
    bool in_data = false;   /* the last statement was a data directive */
    bool after_rep = false; /* the last statement was a lone "rep" */
    bool repeats = false;   /* an instruction may run more than once */
    auto_vec<label> labels;
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

/* Past the labels at the start of a statement. */
static const char *read_labels(reader *reader, const char *at, const char *end)
{
    for (;;) {
        const char *after = at;
        while (after < end && (ISALNUM(*after) || strchr("_.$%=[]", *after)))
            after++;
        if (after == at || after == end || *after != ':')
            return at;
        reader->labels.safe_push({at, (size_t)(after - at)});
        at = skip_space(after + 1, end);
    }
}

/* Whether a statement's last operand is a label that stands before it: "1b", or by its name. */
static bool goes_back(const reader *reader, const char *at, const char *end)
{
    while (end > at && ISSPACE(end[-1]))
        end--;
    const char *start = end;
    while (start > at && !ISSPACE(start[-1]) && start[-1] != ',')
        start--;
    size_t length = (size_t)(end - start);
    if (start == at || length == 0)
        return false;
    if (length > 1 && end[-1] == 'b' && strspn(start, "0123456789") == length - 1)
        return true;
    for (unsigned i = 0; i < reader->labels.length(); i++)
        if (reader->labels[i].length == length &&
            strncmp(reader->labels[i].name, start, length) == 0)
            return true;
    return false;
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

/* movs, stos, cmps, scas and lods are what "rep" repeats; of "rep nop" and "rep ret" it makes
 * others. */
static bool is_string_operation(const char *word)
{
    return startswith(word, "movs") || startswith(word, "stos") || startswith(word, "cmps") ||
           startswith(word, "scas") || startswith(word, "lods");
}

static void read_statement(reader *reader, const char *at, const char *end)
{
    at = read_labels(reader, skip_space(at, end), end);
    size_t length = word_length(at, end);
    if (length == 0)
        return;
    bool data = is_data(at, length);
    if (*at == '.' && !data) {
        read_directive(reader, at, length, end);
        return;
    }
    bool back = goes_back(reader, at, end), rep = reader->after_rep || startswith(at, "rep");
    const char *next = skip_space(at + length, end);
    bool assigns = next < end && *next == '=';
    while (is_prefix(at, length) && next < end) {
        at = next;
        length = word_length(at, end);
        next = skip_space(at + length, end);
    }
    bool nothing = assigns || is_prefix(at, length) || (data && reader->in_data);
    reader->in_data = data;
    if (reader->in_macro || reader->elsewhere > 0)
        return;
    if (!nothing)
        reader->count += reader->repeat;
    reader->repeats |= !nothing && !data && (back || (rep && is_string_operation(at)));
    reader->after_rep = nothing && rep;
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

static void read_template(reader *reader, const char *asm_template)
{
    auto_vec<char> text;
    write_text(asm_template, text);
    for (unsigned i = 0, start = 0; i < text.length(); i++)
        if (text[i] == '\n' || text[i] == ';') {
            read_statement(reader, text.address() + start, text.address() + i);
            start = i + 1;
        }
}

unsigned asm_text_instructions(const char *asm_template)
{
    reader reader;
    read_template(&reader, asm_template);
    return reader.count;
}

bool asm_text_repeats(const char *asm_template)
{
    reader reader;
    read_template(&reader, asm_template);
    return reader.repeats;
}
