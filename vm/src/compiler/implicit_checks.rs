//! Null checks by fault: compiled code accesses an object that may be null at a place from which a NullPointerException leaves
//! the frame, and the signal handler goes on as if the place had called the runtime.
//!
//! The page at address 0 is never mapped. At a fault in it the handler stores the anchor and returns to a stub, which throws the exception
//! in the frame and then leaves the frame.

use std::arch::global_asm;
use std::mem::offset_of;

use libc::{REG_R15, REG_RBP, REG_RIP};

use crate::compiler::{code_cache, runtime_entries};
use crate::runtime::thread::JavaThread;

/// Accesses below this address fault.
pub const NULL_PAGE: i32 = 4096;

// hearth_null_fault: in a compiled frame, which keeps nothing for its caller but the frame pointer.
global_asm!(
    ".globl hearth_null_fault",
    ".hidden hearth_null_fault",
    ".type hearth_null_fault,@function",
    "hearth_null_fault:",
    ".cfi_startproc",
    ".cfi_def_cfa rbp, 16",
    ".cfi_offset rbp, -16",
    "mov rdi, r15",
    "call {throw}",
    "mov rsp, rbp",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "jmp hearth_unwind",
    ".cfi_endproc",
    ".size hearth_null_fault, . - hearth_null_fault",
    throw = sym runtime_entries::throw_null_pointer,
);

unsafe extern "C" {
    fn hearth_null_fault();
}

/// Makes the interrupted thread throw, if the fault is a null check of compiled code.
///
/// # Safety
/// Only for the handler of SIGSEGV, with what it was called with.
pub unsafe fn handle(info: &libc::siginfo_t, context: &mut libc::ucontext_t) -> bool {
    /// Nothing is mapped there.
    const SEGV_MAPERR: i32 = 1;
    let registers = &mut context.uc_mcontext.gregs;
    // SAFETY: by the caller's word.
    let address = unsafe { info.si_addr() } as usize;
    if info.si_code != SEGV_MAPERR || address >= NULL_PAGE as usize {
        return false;
    }
    let pc = registers[REG_RIP as usize] as usize;
    if !code_cache::find(pc + 1).is_some_and(|code| code.is_null_check(pc)) {
        return false;
    }
    let thread = registers[REG_R15 as usize] as usize;
    let frame = registers[REG_RBP as usize] as usize;
    // SAFETY: compiled code has its thread in r15.
    unsafe {
        *((thread + offset_of!(JavaThread, anchor_fp)) as *mut usize) = frame;
        *((thread + offset_of!(JavaThread, anchor_pc)) as *mut usize) = pc + 1;
    }
    registers[REG_RIP as usize] = hearth_null_fault as *const () as i64;
    true
}
