/* SPDX-License-Identifier: GPL-3.0-or-later */
/* target-x86_64.cc - target.h for x86-64 and GNU as. */
#include "base/target.h"
#include "base/asm.h"
#include "base/code.h"
#include "base/options.h"

#include <cinstr/abi.h>

const char *target_refusal(void)
{
    if (POINTER_SIZE != 64)
        return "only 64-bit x86-64 code can be instrumented; compile without -m32 and -mx32";
    return NULL;
}

/*
 * The operands are pushed, so they may be in any registers, and the stub (runtime/miss-x86_64.S)
 * leaves its results in their places. The 128 bytes below the stack pointer are the red zone: a
 * leaf function may keep data there. lea, not sub: nothing but the results changes, not even flags
 * that GCC might come to track. GCC takes one part of {AT&T|Intel}, by -masm=.
 */
const char *target_miss_text(void)
{
    return "lea\t{-128(%%rsp), %%rsp|rsp, [rsp-128]}\n\t"
           "push\t%2\n\t"
           "push\t%3\n\t"
           "push\t%4\n\t"
           "call\t{*" CINSTR_SYMBOL_MISS "@GOTPCREL(%%rip)|[QWORD PTR " CINSTR_SYMBOL_MISS
           "@GOTPCREL[rip]]}\n\t"
           "pop\t%0\n\t"
           "pop\t%0\n\t"
           "pop\t%1\n\t"
           "lea\t{128(%%rsp), %%rsp|rsp, [rsp+128]}";
}

/* GCC keeps the distance from the thread pointer, and gives it with every access: %fs:(%rax). */
tree target_build_thread(gimple_seq *)
{
    return NULL_TREE;
}

/* A statement of this text with the operands of all clocks: %0, %1 and %2 are registers that it may
 * use, in rax and rdx the first two, and %3 is the node. To GCC's many passes on RTL it is one
 * instruction. `elapsed` is set to what it leaves in %1. */
static gimple *build_clock(const char *text, tree node, tree *elapsed)
{
    tree low = make_ssa_name(long_unsigned_type_node),
         high = make_ssa_name(long_unsigned_type_node),
         thread = make_ssa_name(long_unsigned_type_node);
    asm_operands operands = {};
    asm_output(operands, "=&a", low);
    asm_output(operands, "=&d", high);
    asm_output(operands, "=&r", thread);
    asm_input(operands, "r", node);
    *elapsed = high;
    return asm_build(text, operands);
}

#define LOAD_THREAD                                                                                \
    "mov\t{" CINSTR_SYMBOL_THREAD "@gottpoff(%%%%rip), %%2|%%2, QWORD PTR " CINSTR_SYMBOL_THREAD   \
    "@gottpoff[rip]}\n\t"
/* A field of cinstr_thread, whose offset is printed twice. */
#define FIELD_ATT   "%%%%fs:%u(%%2)"
#define FIELD_INTEL "QWORD PTR fs:[%%2+%u]"
/* In place of the thread what clock=sampled has of it, and a field of that. */
#define LOAD_SAMPLED  LOAD_THREAD "mov\t{%%%%fs:%u(%%2), %%2|%%2, QWORD PTR fs:[%%2+%u]}\n\t"
#define SAMPLED_ATT   "%u(%%2)"
#define SAMPLED_INTEL "QWORD PTR [%%2+%u]"
#define ADD_TO_NODE   "%sadd\t{%%1, %u(%%3)|[%%3+%u], %%1}\n\t"

gimple *target_build_clock(tree node, unsigned cost, tree *elapsed)
{
    const unsigned last = offsetof(cinstr_thread, last), time = offsetof(cinstr_node, time);
    char text[768];
    snprintf(text, sizeof text,
             "rdtsc\n\t"
             "shl\t{$32, %%1|%%1, 32}\n\t" LOAD_THREAD "or\t{%%1, %%0|%%0, %%1}\n\t"
             "mov\t{%%0, %%1|%%1, %%0}\n\t"
             "sub\t{" FIELD_ATT ", %%1|%%1, " FIELD_INTEL "}\n\t" ADD_TO_NODE "add\t{" FIELD_ATT
             ", %%0|%%0, " FIELD_INTEL "}\n\t"
             "mov\t{%%0, " FIELD_ATT "|" FIELD_INTEL ", %%0}",
             last, last, options.atomic ? "lock " : "", time, time, cost, cost, last, last);
    return build_clock(text, node, elapsed);
}

/* now = clock(), T.last = now + T.<cost>, which stays in %0; what elapsed is added to the node by
 * its weight. */
static void print_weighted(char *text, size_t size, unsigned cost)
{
    const unsigned last = offsetof(cinstr_thread, last), time = offsetof(cinstr_node, time),
                   sampled = offsetof(cinstr_thread, sampled),
                   weight = offsetof(cinstr_sampled, weight);
    snprintf(text, size,
             "rdtsc\n\t"
             "shl\t{$32, %%1|%%1, 32}\n\t"
             "or\t{%%1, %%0|%%0, %%1}\n\t"
             "mov\t{%%0, %%1|%%1, %%0}\n\t" LOAD_THREAD "sub\t{" FIELD_ATT ", %%1|%%1, " FIELD_INTEL
             "}\n\t"
             "cmp\t{$%u, %%1|%%1, %u}\n\t"
             "jg\t5f\n\t" LOAD_SAMPLED "imul\t{" SAMPLED_ATT ", %%1|%%1, " SAMPLED_INTEL "}\n"
             "5:\t" ADD_TO_NODE LOAD_THREAD "add\t{" FIELD_ATT ", %%0|%%0, " FIELD_INTEL "}\n\t"
             "mov\t{%%0, " FIELD_ATT "|" FIELD_INTEL ", %%0}\n",
             last, last, CINSTR_LONG_TICKS, CINSTR_LONG_TICKS, sampled, sampled, weight, weight,
             options.atomic ? "lock " : "", time, time, cost, cost, last, last);
}

/* The call steps over the red zone, as that of target_miss_text does. */
gimple *target_build_sampled_clock(tree node, unsigned cost)
{
    const unsigned sampled = offsetof(cinstr_thread, sampled),
                   events = offsetof(cinstr_sampled, events), turn = offsetof(cinstr_sampled, turn),
                   weight = offsetof(cinstr_sampled, weight);
    char read[1024], text[2048];
    print_weighted(read, sizeof read, cost);
    snprintf(text, sizeof text,
             LOAD_SAMPLED "mov\t{" SAMPLED_ATT ", %%0|%%0, " SAMPLED_INTEL "}\n\t"
                          "add\t{$1, %%0|%%0, 1}\n\t"
                          "mov\t{%%0, " SAMPLED_ATT "|" SAMPLED_INTEL ", %%0}\n\t"
                          "cmp\t{" SAMPLED_ATT ", %%0|%%0, " SAMPLED_INTEL "}\n\t"
                          "jb\t3f\n\t"
                          "lea\t{-128(%%%%rsp), %%%%rsp|rsp, [rsp-128]}\n\t"
                          "call\t{*" CINSTR_SYMBOL_TURN
                          "@GOTPCREL(%%%%rip)|[QWORD PTR " CINSTR_SYMBOL_TURN "@GOTPCREL[rip]]}\n\t"
                          "lea\t{128(%%%%rsp), %%%%rsp|rsp, [rsp+128]}\n\t"
                          "jne\t4f\n\t"
                          "jmp\t6f\n"
                          "3:\tcmp{q}\t{$0, " SAMPLED_ATT "|" SAMPLED_INTEL ", 0}\n\t"
                          "je\t6f\n"
                          "4:\t%s"
                          "6:",
             sampled, sampled, events, events, events, events, turn, turn, weight, weight, read);
    tree elapsed;
    return build_clock(text, node, &elapsed);
}

gimple *target_build_wait_start(tree node, unsigned cost)
{
    const unsigned sampled = offsetof(cinstr_thread, sampled),
                   weight = offsetof(cinstr_sampled, weight),
                   begun = offsetof(cinstr_sampled, begun);
    char read[1024], text[2048];
    print_weighted(read, sizeof read, cost);
    snprintf(text, sizeof text,
             LOAD_SAMPLED "cmp{q}\t{$0, " SAMPLED_ATT "|" SAMPLED_INTEL ", 0}\n\t"
                          "je\t7f\n\t"
                          "%s\t"
                          "jmp\t8f\n"
                          "7:\trdtsc\n\t"
                          "shl\t{$32, %%1|%%1, 32}\n\t"
                          "or\t{%%1, %%0|%%0, %%1}\n\t" LOAD_THREAD "add\t{" FIELD_ATT
                          ", %%0|%%0, " FIELD_INTEL "}\n"
                          "8:\t" LOAD_SAMPLED "mov\t{%%0, " SAMPLED_ATT "|" SAMPLED_INTEL ", %%0}",
             sampled, sampled, weight, weight, read, cost, cost, sampled, sampled, begun, begun);
    tree elapsed;
    return build_clock(text, node, &elapsed);
}

gimple *target_build_wait_end(tree node, unsigned cost, tree *elapsed)
{
    const unsigned sampled = offsetof(cinstr_thread, sampled),
                   weight = offsetof(cinstr_sampled, weight),
                   begun = offsetof(cinstr_sampled, begun), last = offsetof(cinstr_thread, last),
                   time = offsetof(cinstr_node, time);
    const char *lock = options.atomic ? "lock " : "";
    char text[2048];
    snprintf(text, sizeof text,
             "rdtsc\n\t"
             "shl\t{$32, %%1|%%1, 32}\n\t"
             "or\t{%%1, %%0|%%0, %%1}\n\t"
             "mov\t{%%0, %%1|%%1, %%0}\n\t" LOAD_SAMPLED "cmp{q}\t{$0, " SAMPLED_ATT
             "|" SAMPLED_INTEL ", 0}\n\t"
             "je\t7f\n\t" LOAD_THREAD "sub\t{" FIELD_ATT ", %%1|%%1, " FIELD_INTEL
             "}\n\t" ADD_TO_NODE "add\t{" FIELD_ATT ", %%0|%%0, " FIELD_INTEL "}\n\t"
             "mov\t{%%0, " FIELD_ATT "|" FIELD_INTEL ", %%0}\n\t"
             "jmp\t8f\n"
             "7:\tsub\t{" SAMPLED_ATT ", %%1|%%1, " SAMPLED_INTEL "}\n\t" ADD_TO_NODE LOAD_THREAD
             "add\t{%%1, " FIELD_ATT "|" FIELD_INTEL ", %%1}\n"
             "8:",
             sampled, sampled, weight, weight, last, last, lock, time, time, cost, cost, last, last,
             begun, begun, lock, time, time, last, last);
    return build_clock(text, node, elapsed);
}

#undef LOAD_THREAD
#undef FIELD_ATT
#undef FIELD_INTEL
#undef LOAD_SAMPLED
#undef SAMPLED_ATT
#undef SAMPLED_INTEL
#undef ADD_TO_NODE

unsigned target_clock_mark(void)
{
    return 0;
}

unsigned target_wait_ticks(void)
{
    return CINSTR_WAIT_TICKS;
}

/*
 * glibc's __restore_rt begins with these bytes, on a multiple of 16; debuggers and unwinders know
 * it by them:
 *
 *     48 c7 c0 0f 00 00 00    mov $15, %rax
 *
 *     0f 05                   syscall
 *
 * Eight bytes from a multiple of eight are on one page, so they are there where one of them is:
 *
 *     (*(address & -8) ^ bytes) | (address & 7)
 */
tree target_compare_signal_return(gimple_seq *code, tree address)
{
    const uint64_t bytes = 0x0f0000000fc0c748;
    tree type = long_unsigned_type_node;
    tree number = code_convert(code, type, address);
    tree start = code_compute(code, BIT_AND_EXPR, type, number, code_constant(-(uint64_t)8));
    tree found = code_load(code, code_field(code_convert(code, ptr_type_node, start), type, 0));
    tree differs = code_compute(code, BIT_XOR_EXPR, type, found, code_constant(bytes));
    tree offset = code_compute(code, BIT_AND_EXPR, type, number, code_constant(7));
    return code_compute(code, BIT_IOR_EXPR, type, differs, offset);
}

/* XFmode is long double: a value on top of the x87 stack, where a result is. Decimal floats are in
 * memory, as GCC has it. */
const char *target_value_constraint(machine_mode mode)
{
    bool is_float = GET_MODE_CLASS(mode) == MODE_FLOAT;
    if (mode == XFmode || (is_float && !TARGET_SSE2))
        return "t";
    if ((is_float || VECTOR_MODE_P(mode)) && TARGET_SSE2)
        return "x";
    if (GET_MODE_CLASS(mode) == MODE_INT)
        return "r";
    return NULL;
}

bool target_carries(machine_mode mode)
{
    return mode != XFmode;
}

/* A function of a COMDAT group and a pointer to it in the array that the loader walks: the linker
 * keeps one of each per program or library. It refers to the records of its unit, because
 * lld --gc-sections drops the section, and then __start_ of it, if no function's probes do. */
static void emit_hook(const char *name, const char *array, const char *symbol)
{
    fprintf(asm_out_file,
            "\t.section\t.text.%s,\"axG\",@progbits,%s,comdat\n"
            "\t.weak\t%s\n\t.hidden\t%s\n\t.type\t%s, @function\n"
            "%s:\n"
            "\t.reloc\t., R_X86_64_NONE, " CINSTR_SECTION "\n"
            "\tlea\t__start_" CINSTR_SECTION "(%%rip), %%rdi\n"
            "\tlea\t__stop_" CINSTR_SECTION "(%%rip), %%rsi\n"
            "\tjmp\t*%s@GOTPCREL(%%rip)\n"
            "\t.size\t%s, .-%s\n",
            name, name, name, name, name, name, symbol, name, name);
    fprintf(asm_out_file,
            "\t.section\t.%s.00101,\"awG\",@%s,%s,comdat\n"
            "\t.balign\t8\n\t.quad\t%s\n",
            array, array, name, name);
}

void target_emit_object_hooks(void)
{
    const bool intel = ix86_asm_dialect == ASM_INTEL; /* the hooks are written in the other one */
    fprintf(asm_out_file,
            "%s\t.hidden\t__start_" CINSTR_SECTION "\n"
            "\t.hidden\t__stop_" CINSTR_SECTION "\n",
            intel ? "\t.att_syntax prefix\n" : "");
    emit_hook("__cinstr_object_init_v4", "init_array", CINSTR_SYMBOL_ATTACH);
    emit_hook("__cinstr_object_fini_v4", "fini_array", CINSTR_SYMBOL_DETACH);
    if (intel)
        fprintf(asm_out_file, "\t.intel_syntax noprefix\n");
}

int target_flags_register(void)
{
    return FLAGS_REG;
}

unsigned target_repeat_register(void)
{
    return CX_REG;
}

static const char *const PREFIXES[] = {
    "lock",     "rep",      "repe",   "repz",    "repne", "repnz", "data16", "data32",
    "addr16",   "cs",       "addr32", "ds",      "es",    "fs",    "gs",     "ss",
    "xacquire", "xrelease", "bnd",    "notrack", "rex",   "rex.w", "rex64",  NULL,
};

const target_asm_syntax &target_asm(void)
{
    static const target_asm_syntax SYNTAX = {"#", PREFIXES, true};
    return SYNTAX;
}

/* Without the bytes that GCC writes as data: they are prefixes, which make a call of
 * __tls_get_addr as long as what the linker may put in its place. */
static void drop_prefix_bytes(char *text)
{
    static const char *const DATA[] = {"\t.value\t", "\t.byte\t", "\t.short\t"};
    for (unsigned i = 0; i < ARRAY_SIZE(DATA); i++)
        for (char *at = text; (at = strstr(at, DATA[i]));)
            while (*at && *at != '\n')
                *at++ = ' ';
}

/* What GCC writes for an instruction whose text a function of GCC's makes. It writes what is not
 * the last line itself, here into a text; there may be no last line. */
static unsigned count_written(rtx_insn *insn, unsigned (*count)(const char *text))
{
    char *written = NULL;
    size_t size = 0;
    FILE *real = asm_out_file, *text = open_memstream(&written, &size);
    if (!text)
        return 1;
    asm_out_file = text;
    extract_constrain_insn_cached(insn);
    if (const char *last = get_insn_template(INSN_CODE(insn), insn))
        fputs(last, text);
    fclose(text);
    asm_out_file = real;
    drop_prefix_bytes(written);
    unsigned number = count(written);
    free(written);
    return number;
}

/*
 * An indirect jump with -mindirect-branch. In line:
 *
 *     call 2f;  1: pause;  lfence;  jmp 1b;  2: mov %rax, (%rsp);  ret
 *
 * of which speculation alone runs the second to the fourth; from memory it is "push (%rax)" before
 * and "lea 8(%rsp), %rsp" for the mov. Else it is a jump to that. GCC writes it with what unwinders
 * have to know, for which the time has not come.
 */
static unsigned jump_instructions(rtx_insn *insn)
{
    if (cfun->machine->indirect_branch_type != indirect_branch_thunk_inline)
        return 1;
    extract_constrain_insn_cached(insn);
    return MEM_P(recog_data.operand[0]) ? 4 : 3;
}

/*
 * A loop that touches each page of a large frame (-fstack-clash-protection):
 *
 *     1: subq $4096, %rsp;  orq $0, (%rsp);  cmpq %r11, %rsp;  jne 1b
 *
 * Its pattern subtracts all of it. 0: it is something else.
 */
static unsigned probing_instructions(rtx_insn *insn)
{
    rtx pattern = PATTERN(insn);
    if (!startswith(get_insn_name(INSN_CODE(insn)), "adjust_stack_and_probe") ||
        GET_CODE(pattern) != PARALLEL)
        return 0;
    for (int i = 0; i < XVECLEN(pattern, 0); i++) {
        rtx set = XVECEXP(pattern, 0, i);
        if (GET_CODE(set) != SET || SET_DEST(set) != stack_pointer_rtx)
            continue;
        rtx size = GET_CODE(SET_SRC(set)) == MINUS ? XEXP(SET_SRC(set), 1) : NULL_RTX;
        if (size && CONST_INT_P(size))
            return 4 * (unsigned)(INTVAL(size) >> param_stack_clash_protection_probe_interval);
    }
    return 0;
}

/* A pattern is one instruction, or none, but for those that GCC has made of several. */
unsigned target_instructions(rtx_insn *insn, unsigned (*count)(const char *text))
{
    if (get_attr_length(insn) == 0)
        return 0;
    enum attr_type type = get_attr_type(insn);
    if (type != TYPE_MULTI && type != TYPE_FISTP && type != TYPE_FRNDINT && type != TYPE_FPSPC)
        return 1;
    if (unsigned probing = probing_instructions(insn))
        return probing;
    if (JUMP_P(insn) && type == TYPE_MULTI)
        return jump_instructions(insn);
    return MAX(count_written(insn, count), 1u);
}

static bool marks_targets(void)
{
    return flag_cf_protection & CF_BRANCH;
}

/* As GCC decides it in its pass endbr_and_patchable_area. */
static bool is_marked_function(void)
{
    return marks_targets() &&
           !lookup_attribute("nocf_check", TYPE_ATTRIBUTES(TREE_TYPE(cfun->decl))) &&
           (!flag_manual_endbr || lookup_attribute("cf_check", DECL_ATTRIBUTES(cfun->decl))) &&
           (!cgraph_node::get(cfun->decl)->only_called_directly_p() || ix86_cmodel == CM_LARGE ||
            ix86_cmodel == CM_LARGE_PIC || flag_force_indirect_call);
}

/* "call mcount"; in a nested function "pushq %r10; call mcount; popq %r10". */
static unsigned profiling_instructions(void)
{
    if (!crtl->profile)
        return 0;
    rtx chain = cfun->static_chain_decl ? targetm.calls.static_chain(current_function_decl, true)
                                        : NULL_RTX;
    return chain && REG_P(chain) ? 3 : 1;
}

unsigned target_entry_instructions(void)
{
    return is_marked_function() + profiling_instructions() + crtl->patch_area_size -
           crtl->patch_area_entry;
}

/* Whether a function that is called by name returns by a jump through a pointer, as swapcontext. */
static bool returns_indirectly(rtx_insn *call)
{
    rtx x = SIBLING_CALL_P(call) ? NULL_RTX : get_call_rtx_from(call);
    tree decl = x && MEM_P(XEXP(x, 0)) ? MEM_EXPR(XEXP(x, 0)) : NULL_TREE;
    return decl && TREE_CODE(decl) == FUNCTION_DECL &&
           lookup_attribute("indirect_return", TYPE_ATTRIBUTES(TREE_TYPE(decl)));
}

unsigned target_marks_after(rtx_insn *insn)
{
    if (!marks_targets())
        return 0;
    if (LABEL_P(insn))
        return LABEL_PRESERVE_P(insn);
    return CALL_P(insn) && (find_reg_note(insn, REG_SETJMP, NULL_RTX) || returns_indirectly(insn));
}

unsigned target_longest_nop(void)
{
    return 11;
}

bool target_is_vector_register(unsigned number)
{
    return SSE_REGNO_P(number);
}

unsigned target_return_address_size(void)
{
    return UNITS_PER_WORD;
}

/* movq %fs:0, %rax */
unsigned target_hidden_load(rtx_insn *insn)
{
    rtx set = single_set(insn);
    bool thread = set && GET_CODE(SET_SRC(set)) == UNSPEC && XINT(SET_SRC(set), 1) == UNSPEC_TP;
    return thread ? UNITS_PER_WORD : 0;
}

/* rep movsq is "*rep_movdi_rex64". */
unsigned target_repeated_size(rtx_insn *insn)
{
    const char *name = get_insn_name(INSN_CODE(insn));
    return strstr(name, "di_") ? 8 : strstr(name, "si") ? 4 : 1;
}

static unsigned elements(rtx x)
{
    return GET_MODE_NUNITS(as_a<fixed_size_mode>(GET_MODE(x)));
}

unsigned target_gather_lanes(rtx x)
{
    if (GET_CODE(x) != UNSPEC || (XINT(x, 1) != UNSPEC_GATHER && XINT(x, 1) != UNSPEC_SCATTER))
        return 0;
    unsigned lanes = elements(x);
    /* The addresses may be fewer than the elements. */
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, x, NONCONST)
    if (GET_CODE(*iter) == UNSPEC && XINT(*iter, 1) == UNSPEC_VSIBADDR)
        lanes = MIN(lanes, elements(XVECEXP(*iter, 0, 1)));
    return lanes;
}

bool target_is_masked_store(rtx x)
{
    return GET_CODE(x) == UNSPEC && XINT(x, 1) == UNSPEC_MASKMOV;
}

unsigned target_unspec_operations(rtx x)
{
    switch (XINT(x, 1)) {
    case UNSPEC_RCP:
    case UNSPEC_RSQRT:
    case UNSPEC_RCP14:
    case UNSPEC_RSQRT14:
    case UNSPEC_IEEE_MIN:
    case UNSPEC_IEEE_MAX:
        return 1;
    case UNSPEC_FMADDSUB:
    case UNSPEC_DP:
        return 2;
    default:
        return 0;
    }
}

bool target_is_atomic(rtx_insn *insn)
{
    subrtx_iterator::array_type array;
    FOR_EACH_SUBRTX(iter, array, PATTERN(insn), NONCONST)
    {
        int number =
            GET_CODE(*iter) == UNSPEC || GET_CODE(*iter) == UNSPEC_VOLATILE ? XINT(*iter, 1) : -1;
        if (GET_CODE(*iter) == UNSPEC_VOLATILE
                ? number == UNSPECV_XCHG || number == UNSPECV_CMPXCHG || number == UNSPECV_LOCK
                : number == UNSPEC_MFENCE || number == UNSPEC_LFENCE || number == UNSPEC_SFENCE)
            return true;
    }
    return false;
}
