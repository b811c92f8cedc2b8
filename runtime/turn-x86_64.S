/* SPDX-License-Identifier: MIT */
/*
 * turn-x86_64.S - where probes with clock=sampled go at every end of a window: saves every register
 * and calls ci_sampling_turn. The probe stepped over the red zone and called. On return the zero
 * flag is clear where the event reads the clock. As in miss-x86_64.S, the stack pointer to unwind
 * to is the one from before the red zone.
 */
    .text
    .globl  __cinstr_turn_v4
    .type   __cinstr_turn_v4, @function
    .p2align 4
__cinstr_turn_v4:
    .cfi_startproc
    .cfi_def_cfa %rsp, 136
    .cfi_offset %rip, -136
    push    %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbp, 0
    mov     %rsp, %rbp
    .cfi_def_cfa_register %rbp
    push    %rax
    push    %rcx
    push    %rdx
    push    %rsi
    push    %rdi
    push    %r8
    push    %r9
    push    %r10
    push    %r11
    and     $-16, %rsp
    call    ci_sampling_turn
    lea     -72(%rbp), %rsp
    test    %al, %al            /* what follows changes no flags */
    pop     %r11
    pop     %r10
    pop     %r9
    pop     %r8
    pop     %rdi
    pop     %rsi
    pop     %rdx
    pop     %rcx
    pop     %rax
    pop     %rbp
    .cfi_restore %rbp
    .cfi_def_cfa %rsp, 136
    ret
    .cfi_endproc
    .size   __cinstr_turn_v4, . - __cinstr_turn_v4
    .section .note.GNU-stack, "", @progbits
