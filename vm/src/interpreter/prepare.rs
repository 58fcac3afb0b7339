//! Making a method's quickened code: a copy of the bytecodes with little-endian operands behind a small header.
//!
//! The copy has the same layout as the class file's code, so that a bytecode index is a distance in either. The header
//! holds what entering the method needs in one place. Slow paths take their operands from the pristine code, since
//! another thread may be quickening the same instruction.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, Ordering};

use oops::class_space::{BASE, MetaspaceFull};
use oops::constant_pool::tag;
use oops::method::MethodKind;
use oops::{BasicType, ConstantPool, MetaPtr, MethodPtr};
use parking_lot::Mutex;

use super::{opcodes as op, profiling};
use crate::classes::loader_data::ClassLoaderData;
use crate::compiler::{method_data, policy};
use crate::runtime::frames::{FRAME_SLOTS, FrameKind};

/// What stands in front of a method's quickened code.
#[repr(C)]
pub(super) struct CodeHeader {
    /// Address of the resolved entries of the constant pool.
    pub resolved: *const u64,
    /// The frame's method, kind and monitor base as one word.
    pub frame_word: u64,
    pub arg_slots: u16,
    pub max_locals: u16,
    /// Slots of a whole activation: locals, header, operands.
    pub total_slots: u32,
    /// Entries by the fast path that are left until the compile policy is told. 0 if each entry takes the slow path:
    /// for methods with compiled code, and those for which entering is more than pushing a frame.
    pub countdown: AtomicI32,
    /// Entering is always more than pushing a frame.
    pub always_slow: AtomicBool,
    /// Bytes of code.
    pub length: u32,
}

/// Operand-stack slots beyond `max_stack` for what calls push by themselves (appendixes).
pub const EXTRA_STACK_SLOTS: usize = 2;

/// [`crate::runtime::frames::Frame::monitor_base`] of methods without `monitorenter`.
pub const NO_MONITORS: u16 = u16::MAX;

/// Held while code is made or rewritten.
static CODE: Mutex<()> = Mutex::new(());

/// The method's quickened code, made at first use.
pub fn quick_code(method: MethodPtr) -> Result<*const u8, MetaspaceFull> {
    let address = |offset: u32| (BASE + offset as usize) as *const u8;
    match method.rt.quick_code.load(Ordering::Acquire) {
        0 => {}
        offset => return Ok(address(offset)),
    }
    debug_assert_eq!(method.rt.kind(), MethodKind::Bytecode);
    let constants = method.holder().constants();
    let mut code = method.code.to_vec();
    let uses_monitors = rewrite(&mut code, method.code.get(), constants, method);
    let header = CodeHeader {
        resolved: constants.resolved.address() as *const u64,
        frame_word: frame_word(
            method,
            FrameKind::Interpreted,
            if uses_monitors { 0 } else { NO_MONITORS },
        ),
        arg_slots: method.arg_slots,
        max_locals: method.max_locals,
        total_slots: (usize::from(method.max_locals)
            + FRAME_SLOTS
            + usize::from(method.max_stack)
            + EXTRA_STACK_SLOTS) as u32,
        countdown: AtomicI32::new(match method.is_synchronized() || uses_monitors {
            true => 0,
            false => policy::invoke_step() as i32,
        }),
        always_slow: AtomicBool::new(method.is_synchronized() || uses_monitors),
        length: code.len() as u32,
    };
    let _guard = CODE.lock();
    let header_bytes = std::mem::size_of::<CodeHeader>();
    match method.rt.quick_code.load(Ordering::Acquire) {
        0 => {}
        offset => return Ok(address(offset)),
    }
    let words = (header_bytes + code.len()).div_ceil(8);
    let memory =
        loader_data(method).with_arena(|a| a.to_run(|a| a.alloc_slice_with(words, |_| 0u64)))?;
    let start = memory.address() as *mut u8;
    // SAFETY: fresh memory of at least that size, 8-aligned as the header wants.
    unsafe {
        start.cast::<CodeHeader>().write(header);
        std::ptr::copy_nonoverlapping(code.as_ptr(), start.add(header_bytes), code.len());
    }
    let offset = (memory.address() + header_bytes - BASE) as u32;
    profile(method, address(offset));
    method.rt.quick_code.store(offset, Ordering::Release);
    Ok(address(offset))
}

/// Lets the interpreter fill the profile that the method has got.
pub fn start_profiling(method: MethodPtr) {
    let _guard = CODE.lock();
    let offset = method.rt.quick_code.load(Ordering::Acquire);
    if offset != 0 {
        profile(method, (BASE + offset as usize) as *const u8);
    }
}

/// Marks what is profiled in the method's quickened code, if it has a profile. Each call takes the slow path from now on, which
/// counts it. The lock is held.
fn profile(method: MethodPtr, code: *const u8) {
    let Some(data) = method_data::of_interpreted(method) else {
        return;
    };
    // SAFETY: the method's quickened code, with its header in front.
    unsafe {
        let header = &*code.cast::<CodeHeader>().sub(1);
        header.always_slow.store(true, Ordering::Relaxed);
        header.countdown.store(0, Ordering::Relaxed);
        profiling::mark(method, data, code);
    }
}

/// The header of the method's quickened code, if that was made.
fn header(method: MethodPtr) -> Option<&'static CodeHeader> {
    match method.rt.quick_code.load(Ordering::Acquire) {
        0 => None,
        // SAFETY: the header stands in front of the code.
        offset => Some(unsafe { &*((BASE + offset as usize) as *const CodeHeader).sub(1) }),
    }
}

/// Starts the countdown of a method's invocations anew; how many there were. Threads that race lose a few.
pub fn take_invocations(method: MethodPtr, step: u32) -> u32 {
    let Some(header) = header(method).filter(|h| !h.always_slow.load(Ordering::Relaxed)) else {
        return 1;
    };
    let left = header.countdown.swap(step as i32, Ordering::Relaxed).max(0) as u32;
    step.saturating_sub(left) + 1
}

/// Invocations since the countdown started.
pub fn uncounted_invocations(method: MethodPtr, step: u32) -> u32 {
    header(method)
        .filter(|h| !h.always_slow.load(Ordering::Relaxed))
        .map_or(0, |header| {
            let left = header.countdown.load(Ordering::Relaxed).max(0) as u32;
            step.saturating_sub(left)
        })
}

/// Lets every call of the method take the slow path, which finds its compiled code.
pub fn stop_countdown(method: MethodPtr) {
    if let Some(header) = header(method) {
        header.countdown.store(0, Ordering::Relaxed);
    }
}

/// The packed method, kind and monitor base of a frame.
pub(super) fn frame_word(method: MethodPtr, kind: FrameKind, monitor_base: u16) -> u64 {
    u64::from(method.offset()) | (kind as u64) << 32 | u64::from(monitor_base) << 48
}

fn swap16(code: &mut [u8], at: usize) {
    code.swap(at, at + 1);
}

fn swap32(code: &mut [u8], at: usize) {
    code[at..at + 4].reverse();
}

/// Turns `code` (a copy of `pristine`) into its first quick form; true if it enters monitors.
fn rewrite(code: &mut [u8], pristine: &[u8], constants: &ConstantPool, method: MethodPtr) -> bool {
    let uses_monitors = {
        let mut bci = 0;
        let mut found = false;
        while bci < pristine.len() && !found {
            found = matches!(pristine[bci], op::MONITORENTER | op::MONITOREXIT);
            bci += op::length_at(pristine, bci);
        }
        found
    };
    let unlocks = uses_monitors || method.is_synchronized();
    let mut bci = 0;
    while bci < pristine.len() {
        let length = op::length_at(pristine, bci);
        match pristine[bci] {
            op::LDC if keep_number(constants, pristine[bci + 1].into()) => code[bci] = op::LDC_RAW,
            op::LDC_W | op::LDC2_W => {
                if keep_number(constants, op::index_at(pristine, bci).into()) {
                    code[bci] = if pristine[bci] == op::LDC_W {
                        op::LDC_W_RAW
                    } else {
                        op::LDC2_W_RAW
                    };
                }
                swap16(code, bci + 1);
            }
            op::IRETURN..=op::RETURN if unlocks => code[bci] = op::RETURN_UNLOCK,
            op::IRETURN => code[bci] = int_return(method.return_type),
            op::IINC if pristine.get(bci + 3) == Some(&op::GOTO) => code[bci] = op::IINC_GOTO,
            op::SIPUSH
            | op::IFEQ..=op::JSR
            | op::GETSTATIC..=op::INVOKESTATIC
            | op::NEW
            | op::ANEWARRAY
            | op::CHECKCAST
            | op::INSTANCEOF
            | op::MULTIANEWARRAY
            | op::IFNULL
            | op::IFNONNULL => swap16(code, bci + 1),
            op::GOTO_W | op::JSR_W => swap32(code, bci + 1),
            op::WIDE => {
                swap16(code, bci + 2);
                if length == 6 {
                    swap16(code, bci + 4);
                }
            }
            op::TABLESWITCH | op::LOOKUPSWITCH => {
                let mut at = (bci + 4) & !3;
                while at < bci + length {
                    swap32(code, at);
                    at += 4;
                }
            }
            _ => {}
        }
        bci += length;
    }
    uses_monitors
}

/// Puts a number into its own resolved entry, where the quick forms of `ldc` find it as a slot; false for other
/// constants.
fn keep_number(constants: &ConstantPool, index: usize) -> bool {
    let slot = match constants.tag(index) {
        tag::INTEGER | tag::FLOAT => u64::from(constants.int(index) as u32),
        tag::LONG | tag::DOUBLE => constants.long(index) as u64,
        _ => return false,
    };
    constants.set_resolved(index, slot);
    true
}

/// The form of `ireturn` for a method's return type (JVMS 6.5.ireturn: the value is cut down to it).
fn int_return(ty: BasicType) -> u8 {
    match ty {
        BasicType::Boolean => op::IRETURN_BOOLEAN,
        BasicType::Char => op::IRETURN_CHAR,
        BasicType::Byte | BasicType::Short => op::IRETURN_NARROW,
        _ => op::IRETURN,
    }
}

/// Where the opcode of the instruction at `at` of a method's quickened code is kept: there, or in the profile.
///
/// # Safety
/// `at` points at an instruction of that code.
pub(super) unsafe fn opcode_cell(method: MethodPtr, at: *const u8) -> &'static AtomicU8 {
    // SAFETY: by the caller's word; code lives as long as its method.
    let own = unsafe { &*(at as *const AtomicU8) };
    match own.load(Ordering::Acquire) {
        op::PROFILED | op::PROFILED_LONG_CALL => {
            let start = BASE + method.rt.quick_code.load(Ordering::Acquire) as usize;
            let data = method_data::of(method).expect("its code is profiled");
            data.opcode(at as usize - start)
        }
        _ => own,
    }
}

/// Replaces the instruction at `at` of quickened code: operands first, then the opcode, so that whoever sees the
/// opcode sees its operands.
///
/// # Safety
/// `at` points at an instruction in the method's quickened code with room for the operands, which are for `opcode`.
pub(super) unsafe fn patch(method: MethodPtr, at: *const u8, opcode: u8, operands: &[u8]) {
    let _guard = CODE.lock();
    let at = at.cast_mut();
    // SAFETY: by the caller's word; concurrent readers of the operands hold a quick opcode only if it was published
    // with operands that no later patch changes (an instruction has one final form).
    unsafe {
        let cell = opcode_cell(method, at);
        if cell.load(Ordering::Acquire) == opcode {
            return;
        }
        for (i, &b) in operands.iter().enumerate() {
            at.add(1 + i).write_volatile(b);
        }
        cell.store(opcode, Ordering::Release);
    }
}

/// Puts a value that belongs to the method's class into its loader's arena.
pub(super) fn allocate<T: 'static>(
    method: MethodPtr,
    value: T,
) -> Result<MetaPtr<T>, MetaspaceFull> {
    loader_data(method).with_arena(|a| a.to_run(|a| a.alloc(value)))
}

fn loader_data(method: MethodPtr) -> &'static ClassLoaderData {
    ClassLoaderData::holding(method.holder())
}
