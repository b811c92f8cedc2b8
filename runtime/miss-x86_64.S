/* SPDX-License-Identifier: MIT */
/*
 * miss-x86_64.S - the cold path's door: saves every register and calls ci_miss.
 *
 * The probe pushed slot, function and return address and called; on return the edge stands in
 * function's place and the slot to go on with in slot's:
 *
 *     16(%rsp)  return address of the probed function
 *     24(%rsp)  function   -> edge
 *     32(%rsp)  slot       -> slot          (offsets at entry: 8, 16, 24)
 *
 * ci_miss is compiled for general registers only, so vector and x87 registers, which may hold
 * arguments, keep their values without being saved. Only a thread's first event needs more: then
 * ci_attach runs, ordinary C with calls into libc, between XSAVE and XRSTOR.
 */
    .text
    .globl  __cinstr_miss_v1
    .type   __cinstr_miss_v1, @function
    .p2align 4
__cinstr_miss_v1:
    .cfi_startproc
    /* The probe moved the stack pointer without telling: its frame may be found by rsp or by rbp,
     * which an asm cannot know. So the stack pointer to unwind to is here the one from before the
     * 128 bytes of the red zone and the three values: debuggers and asynchronous cancellation,
     * which unwinds from wherever it strikes, find the probed function's frame. */
    .cfi_def_cfa %rsp, 160
    .cfi_offset %rip, -160
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
    push    %rbx
    .cfi_rel_offset %rbx, -80
    and     $-16, %rsp
.Lagain:
    mov     32(%rbp), %rdi
    mov     24(%rbp), %rsi
    mov     16(%rbp), %rdx
    mov     8(%rbp), %rcx
    call    ci_miss
    test    %rax, %rax
    jz      .Lattach
    mov     %rax, 24(%rbp)
    mov     %rdx, 32(%rbp)
    lea     -80(%rbp), %rsp
    .cfi_remember_state
    pop     %rbx
    .cfi_restore %rbx
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
    .cfi_def_cfa %rsp, 160
    ret

/*
 * XSAVE components 0xe7: x87, SSE, AVX and AVX-512; 2,688 bytes in the standard format. The bytes of
 * the header that XSAVE does not write must be zero for XRSTOR.
 */
.Lattach:
    .cfi_restore_state
    sub     $4096, %rsp
    and     $-64, %rsp
    mov     $1, %eax
    xor     %ecx, %ecx
    cpuid
    bt      $27, %ecx           /* OSXSAVE */
    setc    %bl
    jnc     .Lfxsave
    xor     %eax, %eax
    mov     %rax, 512(%rsp)
    mov     %rax, 520(%rsp)
    mov     %rax, 528(%rsp)
    mov     %rax, 536(%rsp)
    mov     %rax, 544(%rsp)
    mov     %rax, 552(%rsp)
    mov     %rax, 560(%rsp)
    mov     %rax, 568(%rsp)
    mov     $0xe7, %eax
    xor     %edx, %edx
    xsave64 (%rsp)
    jmp     .Lcall
.Lfxsave:
    fxsave64 (%rsp)
.Lcall:
    call    ci_attach
    mov     %rax, 32(%rbp)      /* the thread's root slot */
    test    %bl, %bl
    jz      .Lfxrstor
    mov     $0xe7, %eax
    xor     %edx, %edx
    xrstor64 (%rsp)
    jmp     .Lattached
.Lfxrstor:
    fxrstor64 (%rsp)
.Lattached:
    lea     -80(%rbp), %rsp
    and     $-16, %rsp
    jmp     .Lagain
    .cfi_endproc
    .size   __cinstr_miss_v1, .-__cinstr_miss_v1
    .section .note.GNU-stack, "", @progbits
