//! Machine code between compiled code and the rest: into compiled code, from compiled code into the interpreter, and
//! from compiled code to functions of the runtime.
//!
//! The convention of compiled code is in the crate `compiler` (`output`): arguments as in System V, the thread in r15, the callee's
//! `MethodRt` in rdi, no register kept for the caller. While a thread is inside a function that compiled code called, its anchor is the frame pointer of
//! the compiled frame and the return address in it; the frames below are found from there. A run of compiled frames ends
//! at the return address in [`enter_compiled`]'s stub.

use std::arch::global_asm;
use std::mem::offset_of;

use oops::method::MethodRt;

use crate::compiler::arguments::{IncomingArguments, OutgoingArguments};
use crate::compiler::{code_cache, deopt_requests, runtime_entries};
use crate::interpreter;
use crate::runtime::thread::JavaThread;

// hearth_compiled_to_interpreter(rdi = MethodRt, Java arguments): the entry of methods without code. The arguments in
// registers are stored as an `IncomingArguments`; the result is in rax and in xmm0.
global_asm!(
    ".globl hearth_compiled_to_interpreter",
    ".hidden hearth_compiled_to_interpreter",
    ".type hearth_compiled_to_interpreter,@function",
    "hearth_compiled_to_interpreter:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "mov rax, [rbp]",
    "mov [r15 + {anchor_fp}], rax",
    "mov rax, [rbp + 8]",
    "mov [r15 + {anchor_pc}], rax",
    "sub rsp, 112",
    "mov [rsp], rsi",
    "mov [rsp + 8], rdx",
    "mov [rsp + 16], rcx",
    "mov [rsp + 24], r8",
    "mov [rsp + 32], r9",
    "movsd [rsp + 40], xmm0",
    "movsd [rsp + 48], xmm1",
    "movsd [rsp + 56], xmm2",
    "movsd [rsp + 64], xmm3",
    "movsd [rsp + 72], xmm4",
    "movsd [rsp + 80], xmm5",
    "movsd [rsp + 88], xmm6",
    "movsd [rsp + 96], xmm7",
    "lea rax, [rbp + 16]",
    "mov [rsp + 104], rax",
    // What the caller has left in registers is dead.
    "xor ebx, ebx",
    "xor r12d, r12d",
    "xor r13d, r13d",
    "xor r14d, r14d",
    "mov rsi, rdi",
    "mov rdi, r15",
    "mov rdx, rsp",
    "call {interpret}",
    "movq xmm0, rax",
    "mov rcx, [r15 + {pending}]",
    "leave",
    ".cfi_def_cfa rsp, 8",
    "test rcx, rcx",
    "jnz hearth_unwind",
    "ret",
    ".cfi_endproc",
    ".size hearth_compiled_to_interpreter, . - hearth_compiled_to_interpreter",
    anchor_fp = const offset_of!(JavaThread, anchor_fp),
    anchor_pc = const offset_of!(JavaThread, anchor_pc),
    pending = const offset_of!(JavaThread, pending_exception),
    interpret = sym interpret,
);

// hearth_unwind: instead of a return with a pending exception. Leaves the frames above which nothing tests for it.
global_asm!(
    ".globl hearth_unwind",
    ".hidden hearth_unwind",
    ".type hearth_unwind,@function",
    "hearth_unwind:",
    ".cfi_startproc",
    "2:",
    "mov rdi, [rsp]",
    "sub rsp, 8",
    ".cfi_def_cfa_offset 16",
    "call {unwinds}",
    "add rsp, 8",
    ".cfi_def_cfa_offset 8",
    "test al, al",
    "jz 3f",
    "mov rsp, rbp",
    "pop rbp",
    "jmp 2b",
    "3:",
    "ret",
    ".cfi_endproc",
    ".size hearth_unwind, . - hearth_unwind",
    unwinds = sym unwinds,
);

// hearth_method_entry(r11 = function, arguments of a method): called at a method's entry, before it has a frame. Makes one, calls the
// function with the method's `rt`, and goes back with the arguments in place, or returns to the method's caller with an exception.
global_asm!(
    ".globl hearth_method_entry",
    ".hidden hearth_method_entry",
    ".type hearth_method_entry,@function",
    "hearth_method_entry:",
    // The return address in the method; above it the method's own.
    "pop r10",
    "push rbp",
    "mov rbp, rsp",
    "mov [r15 + {anchor_fp}], rbp",
    "mov [r15 + {anchor_pc}], r10",
    "push r10",
    "sub rsp, 120",
    "mov [rsp], rdi",
    "mov [rsp + 8], rsi",
    "mov [rsp + 16], rdx",
    "mov [rsp + 24], rcx",
    "mov [rsp + 32], r8",
    "mov [rsp + 40], r9",
    "movsd [rsp + 48], xmm0",
    "movsd [rsp + 56], xmm1",
    "movsd [rsp + 64], xmm2",
    "movsd [rsp + 72], xmm3",
    "movsd [rsp + 80], xmm4",
    "movsd [rsp + 88], xmm5",
    "movsd [rsp + 96], xmm6",
    "movsd [rsp + 104], xmm7",
    "mov rsi, rdi",
    "mov rdi, r15",
    "call r11",
    "mov rax, [r15 + {pending}]",
    "test rax, rax",
    "jnz 2f",
    "mov rdi, [rsp]",
    "mov rsi, [rsp + 8]",
    "mov rdx, [rsp + 16]",
    "mov rcx, [rsp + 24]",
    "mov r8, [rsp + 32]",
    "mov r9, [rsp + 40]",
    "movsd xmm0, [rsp + 48]",
    "movsd xmm1, [rsp + 56]",
    "movsd xmm2, [rsp + 64]",
    "movsd xmm3, [rsp + 72]",
    "movsd xmm4, [rsp + 80]",
    "movsd xmm5, [rsp + 88]",
    "movsd xmm6, [rsp + 96]",
    "movsd xmm7, [rsp + 104]",
    "mov r10, [rbp - 8]",
    "mov rsp, rbp",
    "pop rbp",
    "jmp r10",
    "2:",
    "mov rsp, rbp",
    "pop rbp",
    "jmp hearth_unwind",
    ".size hearth_method_entry, . - hearth_method_entry",
    anchor_fp = const offset_of!(JavaThread, anchor_fp),
    anchor_pc = const offset_of!(JavaThread, anchor_pc),
    pending = const offset_of!(JavaThread, pending_exception),
);

// hearth_enter_compiled(entry, first, arguments, thread): calls compiled code with `first` in rdi.
global_asm!(
    ".globl hearth_enter_compiled",
    ".hidden hearth_enter_compiled",
    ".globl hearth_compiled_return",
    ".hidden hearth_compiled_return",
    ".type hearth_enter_compiled,@function",
    "hearth_enter_compiled:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "push r15",
    "push r14",
    "push r13",
    "push r12",
    "push rbx",
    "push rdx",
    ".cfi_offset r15, -24",
    ".cfi_offset r14, -32",
    ".cfi_offset r13, -40",
    ".cfi_offset r12, -48",
    ".cfi_offset rbx, -56",
    "mov rbx, rdx",
    "mov r15, rcx",
    "mov r11, rdi",
    "mov r10, rsi",
    "mov rcx, [rbx + 112]",
    "test rcx, rcx",
    "jz 2f",
    "lea rax, [rcx + 1]",
    "and rax, -2",
    "shl rax, 3",
    "sub rsp, rax",
    "mov rsi, [rbx + 104]",
    "mov rdi, rsp",
    "rep movsq",
    "2:",
    "movsd xmm0, [rbx + 40]",
    "movsd xmm1, [rbx + 48]",
    "movsd xmm2, [rbx + 56]",
    "movsd xmm3, [rbx + 64]",
    "movsd xmm4, [rbx + 72]",
    "movsd xmm5, [rbx + 80]",
    "movsd xmm6, [rbx + 88]",
    "movsd xmm7, [rbx + 96]",
    "mov rdi, r10",
    "mov rsi, [rbx]",
    "mov rdx, [rbx + 8]",
    "mov rcx, [rbx + 16]",
    "mov r8, [rbx + 24]",
    "mov r9, [rbx + 32]",
    // The arguments are the callee's: nothing is kept alive from here.
    "xor eax, eax",
    "mov [rbx], rax",
    "mov [rbx + 8], rax",
    "mov [rbx + 16], rax",
    "mov [rbx + 24], rax",
    "mov [rbx + 32], rax",
    "call r11",
    "hearth_compiled_return:",
    "lea rsp, [rbp - 48]",
    "pop rbx",
    "mov [rbx + 120], rax",
    "movsd [rbx + 128], xmm0",
    "pop rbx",
    "pop r12",
    "pop r13",
    "pop r14",
    "pop r15",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size hearth_enter_compiled, . - hearth_enter_compiled",
);

// hearth_deoptimize(number, live values): stores the values that come in registers in the thread's buffer, and leaves the compiled frame
// with the result. What that frame has in registers is dead, and must not keep objects alive while the rest of the method is
// interpreted. Its caller expects nothing in registers.
global_asm!(
    ".globl hearth_deoptimize",
    ".hidden hearth_deoptimize",
    ".type hearth_deoptimize,@function",
    "hearth_deoptimize:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "mov rax, [r15 + {buffer}]",
    "mov [rax], rsi",
    "mov [rax + 8], rdx",
    "mov [rax + 16], rcx",
    "mov [rax + 24], r8",
    "mov [rax + 32], r9",
    "movsd [rax + 40], xmm0",
    "movsd [rax + 48], xmm1",
    "movsd [rax + 56], xmm2",
    "movsd [rax + 64], xmm3",
    "movsd [rax + 72], xmm4",
    "movsd [rax + 80], xmm5",
    "movsd [rax + 88], xmm6",
    "movsd [rax + 96], xmm7",
    "xor ebx, ebx",
    "xor r12d, r12d",
    "xor r13d, r13d",
    "xor r14d, r14d",
    "mov esi, edi",
    "mov rdi, r15",
    "lea rdx, [rbp + 16]",
    "call {deoptimize}",
    "movq xmm0, rax",
    "mov rcx, [r15 + {pending}]",
    // Out of this frame and the compiled one.
    "mov rsp, [rbp]",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "test rcx, rcx",
    "jnz hearth_unwind",
    "ret",
    ".cfi_endproc",
    ".size hearth_deoptimize, . - hearth_deoptimize",
    buffer = const offset_of!(JavaThread, deopt_buffer),
    pending = const offset_of!(JavaThread, pending_exception),
    deoptimize = sym runtime_entries::deoptimize,
);

// hearth_deopt_return: the return address of frames that are to be left (`deopt_requests`). All registers are kept: the callee
// may be of either convention.
global_asm!(
    ".globl hearth_deopt_return",
    ".hidden hearth_deopt_return",
    ".type hearth_deopt_return,@function",
    "hearth_deopt_return:",
    // The place of the return address, where the true one goes.
    "push 0",
    "push rbp",
    "mov rbp, rsp",
    "push rax",
    "push rcx",
    "push rdx",
    "push rsi",
    "push rdi",
    "push r8",
    "push r9",
    "push r10",
    "push r11",
    "sub rsp, 264",
    "movdqu [rsp], xmm0",
    "movdqu [rsp + 16], xmm1",
    "movdqu [rsp + 32], xmm2",
    "movdqu [rsp + 48], xmm3",
    "movdqu [rsp + 64], xmm4",
    "movdqu [rsp + 80], xmm5",
    "movdqu [rsp + 96], xmm6",
    "movdqu [rsp + 112], xmm7",
    "movdqu [rsp + 128], xmm8",
    "movdqu [rsp + 144], xmm9",
    "movdqu [rsp + 160], xmm10",
    "movdqu [rsp + 176], xmm11",
    "movdqu [rsp + 192], xmm12",
    "movdqu [rsp + 208], xmm13",
    "movdqu [rsp + 224], xmm14",
    "movdqu [rsp + 240], xmm15",
    "mov rdi, r15",
    "lea rsi, [rbp + 8]",
    "call {returned}",
    "mov [rbp + 8], rax",
    "movdqu xmm0, [rsp]",
    "movdqu xmm1, [rsp + 16]",
    "movdqu xmm2, [rsp + 32]",
    "movdqu xmm3, [rsp + 48]",
    "movdqu xmm4, [rsp + 64]",
    "movdqu xmm5, [rsp + 80]",
    "movdqu xmm6, [rsp + 96]",
    "movdqu xmm7, [rsp + 112]",
    "movdqu xmm8, [rsp + 128]",
    "movdqu xmm9, [rsp + 144]",
    "movdqu xmm10, [rsp + 160]",
    "movdqu xmm11, [rsp + 176]",
    "movdqu xmm12, [rsp + 192]",
    "movdqu xmm13, [rsp + 208]",
    "movdqu xmm14, [rsp + 224]",
    "movdqu xmm15, [rsp + 240]",
    "add rsp, 264",
    "pop r11",
    "pop r10",
    "pop r9",
    "pop r8",
    "pop rdi",
    "pop rsi",
    "pop rdx",
    "pop rcx",
    "pop rax",
    "pop rbp",
    "ret",
    ".size hearth_deopt_return, . - hearth_deopt_return",
    returned = sym deopt_requests::returned,
);

unsafe extern "C" {
    fn hearth_deopt_return();
    fn hearth_deoptimize();
    fn hearth_method_entry();
    fn hearth_unwind();
    fn hearth_compiled_to_interpreter();
    fn hearth_compiled_return();
    fn hearth_enter_compiled(
        entry: usize,
        first: usize,
        arguments: *mut OutgoingArguments,
        thread: usize,
    );
}

/// What traps call.
pub fn deoptimize() -> usize {
    hearth_deoptimize as *const () as usize
}

/// Where to go instead of returning with a pending exception.
pub fn unwind() -> usize {
    hearth_unwind as *const () as usize
}

/// True if the frame that the return address `pc` lies in is left by a pending exception.
extern "C" fn unwinds(pc: usize) -> bool {
    code_cache::find(pc).is_some_and(|code| code.unwinds(pc))
}

/// The return address of compiled frames that are to be left.
pub fn deopt_return() -> usize {
    hearth_deopt_return as *const () as usize
}

/// The entry of all methods that have no compiled code.
pub fn interpreter_entry() -> usize {
    hearth_compiled_to_interpreter as *const () as usize
}

/// The return address in compiled frames that were called from outside of compiled code.
pub fn outermost_return() -> usize {
    hearth_compiled_return as *const () as usize
}

/// Calls compiled code, whose results are left in `arguments`. `first` is the hidden argument.
///
/// # Safety
/// `entry` is the entry of compiled code that takes these arguments; the thread is the current one, its top frame is saved.
pub unsafe fn enter_compiled(
    thread: &JavaThread,
    entry: usize,
    first: usize,
    arguments: &mut OutgoingArguments,
) {
    // SAFETY: by the caller's word.
    unsafe { hearth_enter_compiled(entry, first, arguments, &raw const *thread as usize) };
    thread.anchor_pc.set(0);
}

/// What the stub into the interpreter calls.
///
/// # Safety
/// Only for the stub: the arguments are those of the method that `rt` belongs to.
unsafe extern "C" fn interpret(
    thread: &JavaThread,
    rt: &MethodRt,
    arguments: &mut IncomingArguments,
) -> u64 {
    // SAFETY: by the caller's word.
    let result = unsafe { interpreter::invoke_from_compiled(thread, rt, arguments) };
    deopt_requests::stress(thread);
    result
}

/// Moves to each argument register from the one before, by number.
const SHIFTS: [[u8; 3]; 5] = [
    [0x48, 0x89, 0xfe],
    [0x48, 0x89, 0xf2],
    [0x48, 0x89, 0xd1],
    [0x49, 0x89, 0xc8],
    [0x4d, 0x89, 0xc1],
];

fn displacement(offset: usize) -> [u8; 4] {
    (offset as i32).to_le_bytes()
}

/// Stores the anchor; the return address is `depth` bytes above the stack pointer. Changes rax.
fn store_anchor(code: &mut Vec<u8>, depth: u8) {
    // mov [r15 + anchor_fp], rbp
    code.extend([0x49, 0x89, 0xaf]);
    code.extend(displacement(offset_of!(JavaThread, anchor_fp)));
    // mov rax, [rsp + depth]; mov [r15 + anchor_pc], rax
    code.extend([0x48, 0x8b, 0x44, 0x24, depth, 0x49, 0x89, 0x87]);
    code.extend(displacement(offset_of!(JavaThread, anchor_pc)));
}

/// Puts the thread before the `integers` integer arguments and the function's address into rax.
fn set_arguments(code: &mut Vec<u8>, function: usize, integers: usize) {
    for shift in SHIFTS[..integers].iter().rev() {
        code.extend(shift);
    }
    // mov rdi, r15; mov rax, function
    code.extend([0x4c, 0x89, 0xff, 0x48, 0xb8]);
    code.extend((function as u64).to_le_bytes());
}

/// Code that stores the anchor, puts the thread before the `integers` integer arguments and goes on at `function`.
pub fn runtime_stub(function: usize, integers: usize) -> Vec<u8> {
    let mut code = Vec::with_capacity(64);
    store_anchor(&mut code, 0);
    set_arguments(&mut code, function, integers);
    // jmp rax
    code.extend([0xff, 0xe0]);
    code
}

/// Code that leaves the caller's frame and goes on at `function`.
pub fn unwind_stub(function: usize) -> Vec<u8> {
    // mov rsp, rbp; pop rbp
    let mut code = vec![0x48, 0x89, 0xec, 0x5d];
    code.extend(leaf_stub(function));
    code
}

/// Code that is called at a method's entry; `function` gets the method's `rt`.
pub fn entry_stub(function: usize) -> Vec<u8> {
    // mov r11, function
    let mut code = vec![0x49, 0xbb];
    code.extend((function as u64).to_le_bytes());
    code.extend(leaf_stub(hearth_method_entry as *const () as usize));
    code
}

/// Code that stores the anchor and goes on at `function`, which gets the caller's arguments alone.
pub fn trap_stub(function: usize) -> Vec<u8> {
    let mut code = Vec::with_capacity(32);
    store_anchor(&mut code, 0);
    code.extend(leaf_stub(function));
    code
}

/// Code near compiled code that goes on at `function`, which is called with the caller's arguments alone.
pub fn leaf_stub(function: usize) -> Vec<u8> {
    // mov rax, function; jmp rax
    let mut code = vec![0x48, 0xb8];
    code.extend((function as u64).to_le_bytes());
    code.extend([0xff, 0xe0]);
    code
}

/// As [`runtime_stub`], with no register changed but that of the result: an integer's, or none.
pub fn preserving_stub(function: usize, integers: usize, has_result: bool) -> Vec<u8> {
    const VECTORS: u8 = 16;
    const VECTOR_BYTES: u32 = 256;
    /// push rcx, rdx, rsi, rdi, r8 to r11; with the pushed rax and the return address the stack is aligned.
    const PUSHES: [u8; 12] = [
        0x51, 0x52, 0x56, 0x57, 0x41, 0x50, 0x41, 0x51, 0x41, 0x52, 0x41, 0x53,
    ];
    const POPS: [u8; 12] = [
        0x41, 0x5b, 0x41, 0x5a, 0x41, 0x59, 0x41, 0x58, 0x5f, 0x5e, 0x5a, 0x59,
    ];
    /// movdqu between an xmm register and [rsp + 16 * number].
    fn move_vectors(code: &mut Vec<u8>, opcode: u8) {
        for number in 0..VECTORS {
            code.push(0xf3);
            if number >= 8 {
                code.push(0x44);
            }
            code.extend([0x0f, opcode, 0x84 | (number & 7) << 3, 0x24]);
            code.extend((u32::from(number) * 16).to_le_bytes());
        }
    }
    let mut code = Vec::with_capacity(512);
    // push rax
    code.push(0x50);
    store_anchor(&mut code, 8);
    code.extend(PUSHES);
    // sub rsp, 256
    code.extend([0x48, 0x81, 0xec]);
    code.extend(VECTOR_BYTES.to_le_bytes());
    move_vectors(&mut code, 0x7f);
    set_arguments(&mut code, function, integers);
    // call rax
    code.extend([0xff, 0xd0]);
    move_vectors(&mut code, 0x6f);
    // add rsp, 256
    code.extend([0x48, 0x81, 0xc4]);
    code.extend(VECTOR_BYTES.to_le_bytes());
    code.extend(POPS);
    match has_result {
        // add rsp, 8
        true => code.extend([0x48, 0x83, 0xc4, 0x08]),
        // pop rax
        false => code.push(0x58),
    }
    // ret
    code.push(0xc3);
    code
}
