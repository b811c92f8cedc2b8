/* SPDX-License-Identifier: MIT */
/*
 * miss-aarch64.S - the entry of the cold path: saves every register and calls ci_miss.
 *
 * The probe made room for four words and called; on return the edge stands in function's place and
 * the slot to go on with in slot's:
 *
 *      0(sp)  slot       -> slot
 *      8(sp)  function   -> edge
 *     16(sp)  return address of the probed function
 *     24(sp)  x30 of the probed function
 *
 * ci_miss is compiled for general registers only, so vector registers, which may hold arguments,
 * keep their values without being saved. Only a thread's first event needs more: then ci_attach_from
 * runs, ordinary C with calls into libc.
 *
 * A system call, which both may make, sets what SVE adds to the registers to zero. Code that was
 * compiled for SVE may have something in it, so that code calls __cinstr_miss_sve_v4, which saves it.
 */
    .arch   armv8.2-a+sve
    .text

/* x29 and x30, x0 to x17, the flags, x18, and whether SVE's registers are saved below. */
#define FRAME 192
#define HAS_SVE 176

    /* The unwinder is to go on in the probed function as it was before the probe: with the stack
     * pointer from before the four words and its own x30. So the way back from here cannot be in
     * x30's rule; it is told as x15's, which no function expects to keep over a call. */
    .macro  enter name, has_sve
    .globl  \name
    .type   \name, %function
    .p2align 4
\name:
    .cfi_startproc
    .cfi_return_column 15
    .cfi_def_cfa sp, 32
    .cfi_register 15, 30
    .cfi_offset 30, -8
    hint    #34                 /* bti c */
    stp     x29, x30, [sp, #-FRAME]!
    .cfi_def_cfa_offset FRAME + 32
    .cfi_offset 29, -(FRAME + 32)
    .cfi_offset 15, -(FRAME + 24)
    mov     x29, sp
    .cfi_def_cfa x29, FRAME + 32
    str     \has_sve, [sp, #HAS_SVE]
    .endm

    enter   __cinstr_miss_sve_v4, x30
    b       .Lmiss
    .cfi_endproc
    .size   __cinstr_miss_sve_v4, .-__cinstr_miss_sve_v4

    enter   __cinstr_miss_v4, xzr
.Lmiss:
    stp     x0, x1, [x29, #16]
    stp     x2, x3, [x29, #32]
    stp     x4, x5, [x29, #48]
    stp     x6, x7, [x29, #64]
    stp     x8, x9, [x29, #80]
    stp     x10, x11, [x29, #96]
    stp     x12, x13, [x29, #112]
    stp     x14, x15, [x29, #128]
    stp     x16, x17, [x29, #144]
    mrs     x17, nzcv
    stp     x17, x18, [x29, #160]
    ldr     x17, [x29, #HAS_SVE]
    cbz     x17, .Lagain
    addvl   sp, sp, #-32
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    str     z\n, [sp, #\n, mul vl]
    .endr
    addvl   sp, sp, #-3         /* 17 of an eighth, in whole multiples of 16 bytes */
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    str     p\n, [sp, #\n, mul vl]
    .endr
    rdffr   p0.b
    str     p0, [sp, #16, mul vl]
.Lagain:
    ldp     x0, x1, [x29, #FRAME]
    ldr     x2, [x29, #(FRAME + 16)]
    ldr     x3, [x29, #8]
    mov     x4, x29             /* an address on the stack */
    bl      ci_miss
    cbz     x0, .Lattach
    stp     x1, x0, [x29, #FRAME]
    ldr     x17, [x29, #HAS_SVE]
    cbz     x17, .Lrestore
    ldr     p0, [sp, #16, mul vl]
    wrffr   p0.b
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    ldr     p\n, [sp, #\n, mul vl]
    .endr
    addvl   sp, sp, #3
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ldr     z\n, [sp, #\n, mul vl]
    .endr
    mov     sp, x29
.Lrestore:
    ldp     x17, x18, [x29, #160]
    msr     nzcv, x17
    ldp     x16, x17, [x29, #144]
    ldp     x14, x15, [x29, #128]
    ldp     x12, x13, [x29, #112]
    ldp     x10, x11, [x29, #96]
    ldp     x8, x9, [x29, #80]
    ldp     x6, x7, [x29, #64]
    ldp     x4, x5, [x29, #48]
    ldp     x2, x3, [x29, #32]
    ldp     x0, x1, [x29, #16]
    .cfi_remember_state
    ldp     x29, x30, [sp], #FRAME
    .cfi_restore x29
    .cfi_register 15, 30
    .cfi_def_cfa sp, 32
    ret

/*
 * A thread's first event may be on a small alternate stack, in a handler, so what this needs is
 * mapped: at its front the vector registers, at its end a stack. The kernel would take a thread
 * that runs there to have left the alternate stack, and start there anew: so no signal may come
 * meanwhile. Without memory the thread's own stack has to do.
 *
 * x19: where the vector registers are; x20: 1 for mapped; x21: the stack pointer from before; x22,
 * x23: fpcr and fpsr.
 */
#define ROOM  65536
#define MASK  512               /* in it: the thread's own signal mask, and one of all */
#define ALL   520
.Lattach:
    .cfi_restore_state
    stp     x19, x20, [sp, #-48]!
    stp     x21, x22, [sp, #16]
    str     x23, [sp, #32]
    mov     x21, sp
    mrs     x22, fpcr
    mrs     x23, fpsr
    mov     x8, #222            /* mmap, readable and writable, private and anonymous */
    mov     x0, #0
    mov     x1, #ROOM
    mov     x2, #3
    mov     x3, #0x22
    mov     x4, #-1
    mov     x5, #0
    svc     #0
    cmn     x0, #4095
    cset    x20, lo             /* no failure */
    cbz     x20, .Lown_stack
    mov     x19, x0
    add     sp, x19, #ROOM
    mov     x3, #-1
    str     x3, [x19, #ALL]
    add     x1, x19, #ALL
    add     x2, x19, #MASK
    mov     x0, #2              /* rt_sigprocmask, set */
    mov     x3, #8
    mov     x8, #135
    svc     #0
    b       .Lsave
.Lown_stack:
    sub     sp, sp, #512
    mov     x19, sp
.Lsave:
    mov     x0, x19
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    str     q\n, [x0], #16
    .endr
    ldr     x0, [x29, #FRAME]
    bl      ci_attach_from
    str     x0, [x29, #FRAME]   /* the slot to start from */
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ldr     q\n, [x19], #16
    .endr
    msr     fpcr, x22
    msr     fpsr, x23
    mov     sp, x21
    cbz     x20, .Lattached
    ldr     x1, [x19]           /* at MASK; to its own stack: a handler may run once it is set */
    str     x1, [sp, #40]
    sub     x0, x19, #MASK
    mov     x1, #ROOM
    mov     x8, #215            /* munmap */
    svc     #0
    mov     x0, #2
    add     x1, sp, #40
    mov     x2, #0
    mov     x3, #8
    mov     x8, #135
    svc     #0
.Lattached:
    ldr     x23, [sp, #32]
    ldp     x21, x22, [sp, #16]
    ldp     x19, x20, [sp], #48
    b       .Lagain
    .cfi_endproc
    .size   __cinstr_miss_v4, .-__cinstr_miss_v4
    .section .note.GNU-stack, "", %progbits
