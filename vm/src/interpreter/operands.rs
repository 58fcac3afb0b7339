//! How the dispatch loop reads instructions and slots: opcodes, operands in the byte order of quickened code, references.

use std::sync::atomic::{AtomicU8, Ordering};

use oops::{KlassPtr, Oop};

use super::opcodes::*;

/// Length of the invoke instruction at `pc`.
#[inline(always)]
pub(super) unsafe fn invoke_length(pc: *const u8) -> usize {
    // SAFETY: `pc` points at an instruction.
    let opcode = unsafe { opcode_at(pc) };
    if matches!(
        opcode,
        INVOKEINTERFACE
            | INVOKEDYNAMIC
            | INVOKEINTERFACE_QUICK
            | INVOKEDYNAMIC_QUICK
            | PROFILED_LONG_CALL
    ) {
        5
    } else {
        3
    }
}

/// The opcode at `pc`: whoever reads a quick opcode sees its operands.
#[inline(always)]
pub(super) unsafe fn opcode_at(pc: *const u8) -> u8 {
    // SAFETY: `pc` points into code.
    unsafe { (*(pc as *const AtomicU8)).load(Ordering::Acquire) }
}

#[inline(always)]
pub(super) unsafe fn u16_at(p: *const u8) -> u16 {
    // SAFETY: `p` points at a 16-bit operand.
    unsafe { p.cast::<u16>().read_unaligned() }
}

#[inline(always)]
pub(super) unsafe fn i32_at(p: *const u8) -> i32 {
    // SAFETY: `p` points at a 32-bit operand.
    unsafe { p.cast::<i32>().read_unaligned() }
}

#[inline(always)]
pub(super) unsafe fn oop_at(slot: *const u64) -> Oop {
    // SAFETY: the verifier or the compiler of the class file vouches for a reference in this slot.
    unsafe { Oop::from_bits(*slot) }
}

/// The class's mirror that holds the static field of a resolved entry.
#[inline(always)]
pub(super) fn static_base(entry: u64) -> Oop {
    // SAFETY: quick forms only exist for resolved entries, whose class is not 0.
    unsafe { KlassPtr::from_offset(entry as u32).unwrap_unchecked() }
        .rt
        .get()
        .mirror
        .load()
}
