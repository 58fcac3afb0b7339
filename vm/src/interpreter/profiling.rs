//! Profiling by the interpreter.
//!
//! A method that gets a profile has the opcodes of its profiled instructions replaced by [`PROFILED`] in its quickened code; what stood there
//! is kept in the profile ([`MethodData::opcode`]), where quickening goes on rewriting it. The dispatch loop comes here with such an
//! instruction, and then executes the opcode that it is given. So the code of methods without profiles has not one
//! instruction more, and frames that run begin to profile at once. Cells mean what they mean to code of level 3.

use std::sync::atomic::{AtomicU8, Ordering};

use classlib::bytecodes as pristine;
use oops::oop::ARRAY_LENGTH_OFFSET;
use oops::{MethodPtr, Oop};

use super::opcodes::*;
use super::operands::{i32_at, oop_at, u16_at};
use crate::compiler::method_data::{self, MethodData};
use crate::compiler::profile_rows::{Kind, Row};
use crate::runtime::frames::Frame;

/// Profiles the instruction at `pc`, whose operands end at `sp`; the opcode to execute.
#[inline(never)]
pub(super) unsafe fn profile(frame: *mut Frame, pc: *const u8, sp: *const u64) -> u8 {
    // SAFETY: the top frame, interpreted; only methods with profiles have such instructions.
    unsafe {
        let method = (*frame).method.unwrap_unchecked();
        let data = method_data::of(method).expect("a profiled instruction's method has a profile");
        let bci = pc as usize - (*frame).code_address();
        let opcode = data.opcode(bci).load(Ordering::Acquire);
        if let Some(cell) = data.result_before(bci) {
            cell.note(oop_at(sp.sub(1)));
        }
        if let Some(row) = data.row(bci as u16) {
            profile_row(data, row, opcode, pc, sp);
        }
        opcode
    }
}

unsafe fn profile_row(data: &MethodData, row: &Row, opcode: u8, pc: *const u8, sp: *const u64) {
    // SAFETY: operands are those of the instruction; those of a quick form are read after its opcode.
    unsafe {
        match row.kind {
            Kind::Branch => {
                let taken = condition(opcode, sp);
                data.count_cell(row, usize::from(!taken));
                if taken {
                    note_jump(data, i32::from(u16_at(pc.add(1)) as i16));
                }
            }
            Kind::Jump => {
                data.count_cell(row, 0);
                let offset = match opcode {
                    GOTO_W => i32_at(pc.add(1)),
                    _ => i32::from(u16_at(pc.add(1)) as i16),
                };
                note_jump(data, offset);
            }
            Kind::Switch(_) => {
                let (case, offset) = selected(opcode, pc, *sp.sub(1) as i32);
                data.count_cell(row, case);
                note_jump(data, offset);
            }
            // What is not linked yet comes by once more, or is counted by `count_call`.
            Kind::Call | Kind::VirtualCall if opcode <= pristine::INVOKEDYNAMIC => {}
            Kind::Call => {
                data.count_cell(row, 0);
                note_arguments(data, row, sp);
            }
            Kind::VirtualCall => {
                let receiver = oop_at(sp.sub(usize::from(row.argument_slots)));
                if !receiver.is_null() {
                    data.count_class(row, receiver);
                    note_arguments(data, row, sp);
                }
            }
            Kind::TypeTest => {
                let object = oop_at(sp.sub(1));
                if opcode == AASTORE && !is_in_bounds(oop_at(sp.sub(3)), *sp.sub(2) as i32) {
                } else if object.is_null() {
                    data.count_null(row);
                } else if !matches!(opcode, CHECKCAST | INSTANCEOF) {
                    data.count_class(row, object);
                }
            }
        }
    }
}

/// Counts a call that has no quick form; its arguments end at `sp`.
pub(super) unsafe fn count_call(method: MethodPtr, bci: usize, sp: *const u64) {
    if let Some(data) = method_data::of_interpreted(method)
        && let Some(row) = data.row(bci as u16)
    {
        data.count_cell(row, 0);
        // SAFETY: by the caller's word.
        unsafe { note_arguments(data, row, sp) };
    }
}

/// The classes of a call's arguments.
unsafe fn note_arguments(data: &MethodData, row: &Row, sp: *const u64) {
    for argument in row.arguments() {
        // SAFETY: the arguments end at `sp`.
        let object = unsafe { oop_at(sp.sub(usize::from(argument.depth))) };
        data.type_cell(argument.cell).note(object);
    }
}

/// The classes of the arguments that a method is entered with, which end at `sp`.
pub(super) unsafe fn note_parameters(method: MethodPtr, sp: *const u64) {
    let Some(data) = method_data::of_interpreted(method) else {
        return;
    };
    for parameter in data.parameters() {
        // SAFETY: by the caller's word.
        let object = unsafe { oop_at(sp.sub(usize::from(parameter.depth))) };
        data.type_cell(parameter.cell).note(object);
    }
}

fn note_jump(data: &MethodData, offset: i32) {
    if offset < 0 {
        data.count_back_edge();
    }
}

fn is_in_bounds(array: Oop, index: i32) -> bool {
    // SAFETY: an array that is not null has a length.
    !array.is_null() && (index as u32) < unsafe { *(array.at(ARRAY_LENGTH_OFFSET) as *const u32) }
}

/// Whether a conditional branch is taken.
unsafe fn condition(opcode: u8, sp: *const u64) -> bool {
    // SAFETY: the operands of the branch.
    let (below, top) = unsafe { (*sp.sub(2), *sp.sub(1)) };
    let (a, b) = (below as i32, top as i32);
    match opcode {
        IFEQ => b == 0,
        IFNE => b != 0,
        IFLT => b < 0,
        IFGE => b >= 0,
        IFGT => b > 0,
        IFLE => b <= 0,
        IF_ICMPEQ => a == b,
        IF_ICMPNE => a != b,
        IF_ICMPLT => a < b,
        IF_ICMPGE => a >= b,
        IF_ICMPGT => a > b,
        IF_ICMPLE => a <= b,
        IF_ACMPEQ => below == top,
        IF_ACMPNE => below != top,
        IFNULL => top == 0,
        _ => top != 0,
    }
}

/// The number of the case that a switch goes to, 0 for the default, and the distance.
unsafe fn selected(opcode: u8, pc: *const u8, key: i32) -> (usize, i32) {
    let table = ((pc as usize + 4) & !3) as *const i32;
    // SAFETY: the operands of the switch in quickened code.
    unsafe {
        let default = (0, *table);
        if opcode == TABLESWITCH {
            let (low, high) = (*table.add(1), *table.add(2));
            return match (low..=high).contains(&key) {
                true => {
                    let case = (i64::from(key) - i64::from(low)) as usize;
                    (1 + case, *table.add(3 + case))
                }
                false => default,
            };
        }
        let pairs =
            std::slice::from_raw_parts(table.add(2).cast::<[i32; 2]>(), *table.add(1) as usize);
        match pairs.binary_search_by_key(&key, |pair| pair[0]) {
            Ok(case) => (1 + case, pairs[case][1]),
            Err(_) => default,
        }
    }
}

/// Replaces the opcodes of profiled instructions in the quickened `code` of a method. The lock of all code is held.
///
/// # Safety
/// `code` is as long as the method's bytecodes.
pub(super) unsafe fn mark(method: MethodPtr, data: &MethodData, code: *const u8) {
    let bytecodes = method.code.get();
    // SAFETY: indexes of instructions.
    let cell = |bci: usize| unsafe { &*code.add(bci).cast::<AtomicU8>() };
    let mut bci = 0;
    while bci < bytecodes.len() {
        let next = bci + length_at(bytecodes, bci);
        // It would jump without looking at the other half.
        if cell(bci).load(Ordering::Relaxed) == IINC_GOTO {
            cell(bci).store(IINC, Ordering::Release);
        }
        let is_marked = matches!(
            cell(bci).load(Ordering::Relaxed),
            PROFILED | PROFILED_LONG_CALL
        );
        if !is_marked && data.is_profiled(bci) {
            let own = cell(bci).load(Ordering::Relaxed);
            data.opcode(bci).store(own, Ordering::Release);
            let mark = match bytecodes[bci] {
                pristine::INVOKEINTERFACE | pristine::INVOKEDYNAMIC => PROFILED_LONG_CALL,
                _ => PROFILED,
            };
            cell(bci).store(mark, Ordering::Release);
        }
        bci = next;
    }
}
