/* SPDX-License-Identifier: MIT */
/*
 * counts.c - a plugin of qemu's emulator: how often each instruction of a program runs.
 *
 *     qemu-aarch64 -plugin counts.so,out=FILE PROGRAM
 *
 * FILE is the address of the program's first instruction and the counts of all of them, as 64-bit
 * numbers. Programs of one thread alone; the libraries' instructions are not counted.
 *
 * Debian's qemu loads plugins but has no package with their header, so what is used of version 1 of
 * the interface is declared here. qemu refuses a plugin of a version that it does not know.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;

enum { INSTRUCTION = 4, INLINE_ADD = 0, OPTION_SIZE = 4096 };

extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                                  void (*translated)(qemu_plugin_id_t id,
                                                                     struct qemu_plugin_tb *block));
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                           void (*ending)(qemu_plugin_id_t id, void *data),
                                           void *data);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block,
                                                        size_t number);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *instruction,
                                                       int operation, void *sum, uint64_t amount);
extern uint64_t qemu_plugin_start_code(void);
extern uint64_t qemu_plugin_end_code(void);

EXPORTED int qemu_plugin_version = 1;
EXPORTED int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int count,
                                 char **options);

static char out[OPTION_SIZE];
static uint64_t start, instructions, *counts; /* once the program is loaded */

static void prepare(void)
{
    start = qemu_plugin_start_code();
    instructions = (qemu_plugin_end_code() - start) / INSTRUCTION;
    counts = calloc(instructions, sizeof *counts);
    if (!counts)
        abort();
}

static void note_block(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    if (!counts)
        prepare();
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        uint64_t number = (qemu_plugin_insn_vaddr(instruction) - start) / INSTRUCTION;
        if (number < instructions)
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD, &counts[number], 1);
    }
}

static void write_counts(qemu_plugin_id_t id, void *unused)
{
    (void)id, (void)unused;
    FILE *file = fopen(out, "wb");
    if (!file || fwrite(&start, sizeof start, 1, file) != 1 ||
        fwrite(counts, sizeof *counts, instructions, file) != instructions || fclose(file))
        abort();
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int count,
                        char **options)
{
    (void)info;
    if (count != 1 || strncmp(options[0], "out=", 4) != 0 || strlen(options[0]) >= sizeof out)
        return 1;
    strcpy(out, options[0] + 4);
    qemu_plugin_register_vcpu_tb_trans_cb(id, note_block);
    qemu_plugin_register_atexit_cb(id, write_counts, NULL);
    return 0;
}
