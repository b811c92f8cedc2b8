/* SPDX-License-Identifier: MIT */
/*
 * miss-x86_64.S - the entry of the cold path: saves every register and calls ci_miss.
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
 * ci_attach_from runs, ordinary C with calls into libc, between XSAVE and XRSTOR.
 */
    .text
    .globl  __cinstr_miss_v4
    .type   __cinstr_miss_v4, @function
    .p2align 4
__cinstr_miss_v4:
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
    mov     %rbp, %r8           /* an address on the stack */
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
 * A thread's first event may be on a small alternate stack, in a handler, so what this needs is
 * mapped: at its front the vector registers, at its end a stack. The kernel would take a thread
 * that runs there to have left the alternate stack, and start there anew: so no signal may come
 * meanwhile. Without memory the thread's own stack has to do.
 *
 * XSAVE components 0xe7: x87, SSE, AVX and AVX-512; 2,688 bytes in the standard format. The bytes of
 * the header that XSAVE does not write must be zero for XRSTOR. In bl: 1 for XSAVE, 2 for mapped.
 */
#define ROOM  65536
#define ALL   4096              /* in it: a signal mask of all, and the thread's own */
#define MASK  4104
.Lattach:
    .cfi_restore_state
    mov     $1, %eax
    xor     %ecx, %ecx
    cpuid
    bt      $27, %ecx           /* OSXSAVE */
    setc    %bl
    mov     $9, %eax            /* mmap, readable and writable, private and anonymous */
    xor     %edi, %edi
    mov     $ROOM, %esi
    mov     $3, %edx
    mov     $0x22, %r10d
    mov     $-1, %r8
    xor     %r9d, %r9d
    syscall
    cmp     $-4095, %rax
    jae     .Lown_stack
    or      $2, %bl
    lea     ROOM(%rax), %rsp
    movq    $-1, ALL(%rax)
    lea     ALL(%rax), %rsi
    lea     MASK(%rax), %rdx
    mov     $14, %eax           /* rt_sigprocmask, set */
    mov     $2, %edi
    mov     $8, %r10d
    syscall
    lea     -ROOM(%rsp), %rdi
    jmp     .Lsave
.Lown_stack:
    sub     $4096, %rsp
    and     $-64, %rsp
    mov     %rsp, %rdi
.Lsave:
    test    $1, %bl
    jz      .Lfxsave
    xor     %eax, %eax
    mov     %rax, 512(%rdi)
    mov     %rax, 520(%rdi)
    mov     %rax, 528(%rdi)
    mov     %rax, 536(%rdi)
    mov     %rax, 544(%rdi)
    mov     %rax, 552(%rdi)
    mov     %rax, 560(%rdi)
    mov     %rax, 568(%rdi)
    mov     $0xe7, %eax
    xor     %edx, %edx
    xsave64 (%rdi)
    jmp     .Lcall
.Lfxsave:
    fxsave64 (%rdi)
.Lcall:
    mov     32(%rbp), %rdi
    call    ci_attach_from
    mov     %rax, 32(%rbp)      /* the slot to start from */
    mov     %rsp, %rdi
    test    $2, %bl
    jz      .Lrestore
    sub     $ROOM, %rdi
.Lrestore:
    test    $1, %bl
    jz      .Lfxrstor
    mov     $0xe7, %eax
    xor     %edx, %edx
    xrstor64 (%rdi)
    jmp     .Lattached
.Lfxrstor:
    fxrstor64 (%rdi)
.Lattached:
    lea     -80(%rbp), %rsp
    and     $-16, %rsp
    test    $2, %bl
    jz      .Lagain
    push    %rdi
    push    MASK(%rdi)          /* of its own stack: a handler may run once it is set */
    mov     $11, %eax           /* munmap */
    mov     $ROOM, %esi
    syscall
    mov     $14, %eax
    mov     $2, %edi
    mov     %rsp, %rsi
    xor     %edx, %edx
    mov     $8, %r10d
    syscall
    add     $16, %rsp
    jmp     .Lagain
    .cfi_endproc
    .size   __cinstr_miss_v4, .-__cinstr_miss_v4
    .section .note.GNU-stack, "", @progbits
