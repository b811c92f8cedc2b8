/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target-aarch64.cc - target.h for AArch64, little-endian, and GNU as. */
#include "base/target.h"
#include "base/asm.h"
#include "base/code.h"
#include "base/options.h"

#include <cinstr/abi.h>

static const unsigned INSTRUCTION_SIZE = 4;

const char *target_refusal(void)
{
    if (POINTER_SIZE != 64)
        return "only 64-bit AArch64 code can be instrumented; compile without -mabi=ilp32";
    if (BYTES_BIG_ENDIAN)
        return "only little-endian AArch64 code can be instrumented; compile without -mbig-endian";
    if (options.sampled)
        return "clock=sampled is made for x86-64 only";
    if (options.mix && TARGET_SVE)
        return "mix= does not know SVE's instructions; compile without mix= or with +nosve";
    return NULL;
}

/*
 * Linux has no red zone on AArch64. The stub (runtime/miss-aarch64.S) leaves its results where slot
 * and function were. It is called by its address: a stub of the linker, as of a procedure linkage
 * table, may change x16 and x17, and lazy binding more. x30 is saved as one of GCC's values or as
 * the return address of a leaf function, and is what the address is loaded into.
 */
#define MISS(SYMBOL)                                                                               \
    "stp\t%2, %3, [sp, #-32]!\n\t"                                                                 \
    "stp\t%4, x30, [sp, #16]\n\t"                                                                  \
    "adrp\tx30, :got:" SYMBOL "\n\t"                                                               \
    "ldr\tx30, [x30, #:got_lo12:" SYMBOL "]\n\t"                                                   \
    "blr\tx30\n\t"                                                                                 \
    "ldr\tx30, [sp, #24]\n\t"                                                                      \
    "ldp\t%1, %0, [sp], #32"

const char *target_miss_text(void)
{
    return TARGET_SVE ? MISS(CINSTR_SYMBOL_MISS_SVE) : MISS(CINSTR_SYMBOL_MISS);
}

/* GCC would keep the thread pointer over calls. */
tree target_build_thread(gimple_seq *code)
{
    static const char text[] = "mrs\t%0, tpidr_el0\n\t"
                               "adrp\t%1, :gottprel:" CINSTR_SYMBOL_THREAD "\n\t"
                               "ldr\t%1, [%1, #:gottprel_lo12:" CINSTR_SYMBOL_THREAD "]\n\t"
                               "add\t%0, %0, %1";
    tree address = make_ssa_name(ptr_type_node), offset = make_ssa_name(ptr_type_node);
    asm_operands operands = {};
    asm_output(operands, "=&r", address);
    asm_output(operands, "=&r", offset);
    gimple_seq_add_stmt(code, asm_build(text, operands));
    return address;
}

/* node->time += elapsed, by an operand each; %2 and %3 are free. */
static const char *addition(void)
{
    if (!options.atomic)
        return "ldr\t%3, [%4]\n\tadd\t%3, %3, %1\n\tstr\t%3, [%4]";
    if (TARGET_LSE)
        return "stadd\t%1, [%4]";
    return "1:\tldxr\t%3, [%4]\n\tadd\t%3, %3, %1\n\tstxr\t%w2, %3, [%4]\n\tcbnz\t%w2, 1b";
}

/* The count is shifted as in runtime/processor-aarch64.h. */
gimple *target_build_clock(tree node, unsigned cost, tree *elapsed)
{
    static_assert(offsetof(cinstr_node, time) == 0, "exclusive accesses take no offset");
    const unsigned last = offsetof(cinstr_thread, last);
    char text[768];
    snprintf(text, sizeof text,
             "mrs\t%%0, cntvct_el0\n\t"
             "mrs\t%%2, tpidr_el0\n\t"
             "adrp\t%%1, :gottprel:" CINSTR_SYMBOL_THREAD "\n\t"
             "ldr\t%%1, [%%1, #:gottprel_lo12:" CINSTR_SYMBOL_THREAD "]\n\t"
             "add\t%%2, %%2, %%1\n\t"
             "lsl\t%%0, %%0, #8\n\t"
             "ldr\t%%1, [%%2, #%u]\n\t"
             "ldr\t%%3, [%%2, #%u]\n\t"
             "sub\t%%1, %%0, %%1\n\t"
             "add\t%%3, %%0, %%3\n\t"
             "str\t%%3, [%%2, #%u]\n\t"
             "%s",
             last, cost, last, addition());
    tree now = make_ssa_name(long_unsigned_type_node);
    tree difference = make_ssa_name(long_unsigned_type_node);
    tree thread = make_ssa_name(long_unsigned_type_node);
    tree scratch = make_ssa_name(long_unsigned_type_node);
    asm_operands operands = {};
    asm_output(operands, "=&r", now);
    asm_output(operands, "=&r", difference);
    asm_output(operands, "=&r", thread);
    asm_output(operands, "=&r", scratch);
    asm_input(operands, "r", node);
    *elapsed = difference;
    return asm_build(text, operands);
}

/* Not reached, see target_refusal. */
gimple *target_build_sampled_clock(tree, unsigned)
{
    gcc_unreachable();
}

gimple *target_build_wait_start(tree, unsigned)
{
    gcc_unreachable();
}

gimple *target_build_wait_end(tree, unsigned, tree *)
{
    gcc_unreachable();
}

unsigned target_clock_mark(void)
{
    return 1;
}

/* 3 us at 18.75 MHz, and less where the counter runs faster. */
unsigned target_wait_ticks(void)
{
    return 14400;
}

/* The unsigned int at `address`. */
static tree load_word(gimple_seq *code, tree address)
{
    tree type = unsigned_type_node;
    return code_load(code, code_field(code_convert(code, ptr_type_node, address), type, 0));
}

/*
 * The vDSO has a handler return to "mov x8, #139; svc #0". The second word is four bytes on, but
 * for the last word of a page, on which the other may not be there:
 *     offset = 4 - 4 * (((address & 4095) + 4) >> 12)
 */
tree target_compare_signal_return(gimple_seq *code, tree address)
{
    tree type = long_unsigned_type_node, word = unsigned_type_node;
    tree number = code_convert(code, type, address);
    tree in_page = code_compute(code, BIT_AND_EXPR, type, number, code_constant(4095));
    tree is_last = code_compute(code, PLUS_EXPR, type, in_page, code_constant(4));
    is_last = code_compute(code, RSHIFT_EXPR, type, is_last, code_constant(12));
    tree less = code_compute(code, LSHIFT_EXPR, type, is_last, code_constant(2));
    tree offset = code_compute(code, MINUS_EXPR, type, code_constant(4), less);
    tree second = code_compute(code, PLUS_EXPR, type, number, offset);
    tree mov = code_compute(code, BIT_XOR_EXPR, word, load_word(code, number),
                            build_int_cst(word, 0xd2801168));
    tree svc = code_compute(code, BIT_XOR_EXPR, word, load_word(code, second),
                            build_int_cst(word, 0xd4000001));
    return code_convert(code, type, code_compute(code, BIT_IOR_EXPR, word, mov, svc));
}

/* Numbers of more than 16 bytes are tuples of vectors, which only memory is sure to hold. */
const char *target_value_constraint(machine_mode mode)
{
    if (GET_MODE_CLASS(mode) == MODE_VECTOR_BOOL)
        return "Upa";
    if (GET_MODE_CLASS(mode) == MODE_FLOAT || VECTOR_MODE_P(mode))
        return TARGET_FLOAT ? "w" : NULL;
    if (GET_MODE_CLASS(mode) == MODE_INT)
        return known_le(GET_MODE_SIZE(mode), 16) ? "r" : NULL;
    return NULL;
}

bool target_carries(machine_mode)
{
    return true;
}

/* A function of a COMDAT group and a pointer to it in the array that the loader walks: the linker
 * keeps one of each per program or library. It refers to the records of its unit, because
 * lld --gc-sections drops the section, and then __start_ of it, if no function's probes do. */
static void emit_hook(const char *name, const char *array, const char *symbol)
{
    fprintf(asm_out_file,
            "\t.section\t.text.%s,\"axG\",@progbits,%s,comdat\n"
            "\t.balign\t4\n"
            "\t.weak\t%s\n\t.hidden\t%s\n\t.type\t%s, @function\n"
            "%s:\n"
            "\t.reloc\t., R_AARCH64_NONE, " CINSTR_SECTION "\n"
            "\thint\t#34\n" /* bti c */
            "\tadrp\tx0, __start_" CINSTR_SECTION "\n"
            "\tadd\tx0, x0, #:lo12:__start_" CINSTR_SECTION "\n"
            "\tadrp\tx1, __stop_" CINSTR_SECTION "\n"
            "\tadd\tx1, x1, #:lo12:__stop_" CINSTR_SECTION "\n"
            "\tadrp\tx16, :got:%s\n"
            "\tldr\tx16, [x16, #:got_lo12:%s]\n"
            "\tbr\tx16\n"
            "\t.size\t%s, .-%s\n",
            name, name, name, name, name, name, symbol, symbol, name, name);
    fprintf(asm_out_file,
            "\t.section\t.%s.00101,\"awG\",@%s,%s,comdat\n"
            "\t.balign\t8\n\t.xword\t%s\n",
            array, array, name, name);
}

void target_emit_object_hooks(void)
{
    fprintf(asm_out_file, "\t.hidden\t__start_" CINSTR_SECTION "\n"
                          "\t.hidden\t__stop_" CINSTR_SECTION "\n");
    emit_hook("__cinstr_object_init_v4", "init_array", CINSTR_SYMBOL_ATTACH);
    emit_hook("__cinstr_object_fini_v4", "fini_array", CINSTR_SYMBOL_DETACH);
}

int target_flags_register(void)
{
    return CC_REGNUM;
}

unsigned target_repeat_register(void)
{
    return INVALID_REGNUM;
}

static const char *const NO_PREFIXES[] = {NULL};

const target_asm_syntax &target_asm(void)
{
    static const target_asm_syntax SYNTAX = {"//", NO_PREFIXES, false};
    return SYNTAX;
}

/* The text that GCC writes for the instruction; NULL where a function of GCC's makes it. */
static const char *text_of(rtx_insn *insn)
{
    const insn_data_d &data = insn_data[INSN_CODE(insn)];
    switch (data.output_format) {
    case INSN_OUTPUT_FORMAT_SINGLE:
        return data.output.single;
    case INSN_OUTPUT_FORMAT_MULTI:
        extract_constrain_insn_cached(insn);
        return data.output.multi[which_alternative];
    default:
        return NULL;
    }
}

/*
 * Some have several, and GCC's lengths are upper bounds: of what has a text, that is counted. What
 * has none is of one length, but for conditional branches, which are two instructions where they
 * reach further than 32 KiB (tbz) or 1 MiB. How far they reach is not known yet.
 */
unsigned target_instructions(rtx_insn *insn, unsigned (*count)(const char *text))
{
    const char *text = text_of(insn);
    if (text && *text && strcmp(text, "#") != 0)
        return count(text);
    return any_condjump_p(insn) ? 1 : (unsigned)get_attr_length(insn) / INSTRUCTION_SIZE;
}

/* Whether a function begins with paciasp or pacibsp, which are marks, too. */
static bool begins_with_signing(void)
{
    rtx_insn *first = get_insns();
    while (first && (NOTE_P(first) || DEBUG_INSN_P(first)))
        first = NEXT_INSN(first);
    return first && NONJUMP_INSN_P(first) && recog_memoized(first) >= 0 &&
           startswith(get_insn_name(INSN_CODE(first)), "paci");
}

/* As GCC decides it in its pass bti. */
static bool is_marked_function(void)
{
    return aarch_bti_enabled() && !cgraph_node::get(cfun->decl)->only_called_directly_p() &&
           !begins_with_signing();
}

unsigned target_entry_instructions(void)
{
    return is_marked_function() + crtl->patch_area_size - crtl->patch_area_entry;
}

static bool is_in_jump_table(rtx_insn *label)
{
    edge way;
    edge_iterator iterator;
    FOR_EACH_EDGE (way, iterator, BLOCK_FOR_INSN(label)->preds)
        if (way->src->index >= NUM_FIXED_BLOCKS && tablejump_p(BB_END(way->src), NULL, NULL))
            return true;
    return false;
}

unsigned target_marks_after(rtx_insn *insn)
{
    if (!aarch_bti_enabled())
        return 0;
    if (LABEL_P(insn))
        return LABEL_PRESERVE_P(insn) || BLOCK_FOR_INSN(insn)->flags & BB_NON_LOCAL_GOTO_TARGET ||
               is_in_jump_table(insn);
    return CALL_P(insn) && find_reg_note(insn, REG_SETJMP, NULL_RTX);
}

unsigned target_longest_nop(void)
{
    return INSTRUCTION_SIZE;
}

bool target_is_vector_register(unsigned number)
{
    return FP_REGNUM_P(number);
}

unsigned target_return_address_size(void)
{
    return 0;
}

/* mrs x0, tpidr_el0 reads no memory. */
unsigned target_hidden_load(rtx_insn *)
{
    return 0;
}

/* No instruction repeats. */
unsigned target_repeated_size(rtx_insn *)
{
    return 0;
}

/* Only SVE gathers and scatters, and stores by a mask; see target_refusal. */
unsigned target_gather_lanes(rtx)
{
    return 0;
}

bool target_is_masked_store(rtx)
{
    return false;
}

unsigned target_unspec_operations(rtx x)
{
    switch (XINT(x, 1)) {
    case UNSPEC_FMAX:
    case UNSPEC_FMIN:
    case UNSPEC_FMAXNM:
    case UNSPEC_FMINNM:
    case UNSPEC_FMAXNMV:
    case UNSPEC_FMINNMV:
    case UNSPEC_FADDV:
    case UNSPEC_FADDP:
    case UNSPEC_FRECPE:
    case UNSPEC_RSQRTE:
        return 1;
    case UNSPEC_FRECPS:
    case UNSPEC_RSQRTS:
        return 2;
    default:
        return 0;
    }
}

/* Accesses that are ordered or exclusive, and fences. */
bool target_is_atomic(rtx_insn *insn)
{
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, PATTERN(insn), NONCONST)
    {
        bool is_volatile = GET_CODE(*iter) == UNSPEC_VOLATILE;
        if (!is_volatile && GET_CODE(*iter) != UNSPEC)
            continue;
        int number = XINT(*iter, 1);
        if (is_volatile ? number >= UNSPECV_LX && number <= UNSPECV_ATOMIC_LDOP_PLUS
                        : number == UNSPEC_MB)
            return true;
    }
    return false;
}
