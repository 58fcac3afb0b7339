//! Java arguments between slots of the Java stack and the registers of compiled code.
//!
//! The shape of a method's arguments is packed into a word and kept with the method: two bits for each argument, receiver
//! first, above a count. Methods with more arguments than fit have their descriptor read at each call.

use std::sync::atomic::Ordering;

use oops::{BasicType, MethodPtr};

use crate::runtime::native_call::parameter_types;

/// General registers that take Java arguments: the first one of the six has the hidden argument.
const GENERAL: usize = 5;
const FLOATING: usize = 8;

/// Arguments as the stub into the interpreter stores them.
#[repr(C)]
pub struct IncomingArguments {
    general: [u64; GENERAL],
    floating: [u64; FLOATING],
    stack: *const u64,
}

/// Arguments as the stub into compiled code loads them, and the results that it leaves.
#[repr(C)]
pub struct OutgoingArguments {
    general: [u64; GENERAL],
    floating: [u64; FLOATING],
    stack: *const u64,
    stack_words: usize,
    general_result: u64,
    floating_result: u64,
}

/// How an argument is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Argument {
    /// int and narrower, or a reference.
    Word = 0,
    Long = 1,
    Float = 2,
    Double = 3,
}

impl Argument {
    fn of(ty: BasicType) -> Argument {
        match ty {
            BasicType::Long => Argument::Long,
            BasicType::Float => Argument::Float,
            BasicType::Double => Argument::Double,
            _ => Argument::Word,
        }
    }
    fn from_bits(bits: u64) -> Argument {
        match bits & 3 {
            0 => Argument::Word,
            1 => Argument::Long,
            2 => Argument::Float,
            _ => Argument::Double,
        }
    }
    fn slots(self) -> usize {
        1 + usize::from(matches!(self, Argument::Long | Argument::Double))
    }
    fn is_floating(self) -> bool {
        matches!(self, Argument::Float | Argument::Double)
    }
}

/// Arguments that a packed shape has room for.
const PACKED: usize = 28;
/// Count of a method with more arguments.
const UNPACKED: u64 = 0x7f;

fn all_arguments(method: MethodPtr) -> impl Iterator<Item = Argument> {
    let receiver = (!method.is_static()).then_some(Argument::Word);
    let descriptor = method.descriptor;
    receiver
        .into_iter()
        .chain(parameter_types(descriptor.as_bytes()).map(Argument::of))
}

/// The packed shape: bit 0 is set, the count is in bits 1 to 7, the arguments are above.
fn shape_of(method: MethodPtr) -> u64 {
    let known = method.rt.argument_shape.load(Ordering::Relaxed);
    if known != 0 {
        return known;
    }
    let (mut shape, mut count) = (0, 0);
    for argument in all_arguments(method) {
        if count == PACKED {
            shape = 0;
            count = UNPACKED as usize;
            break;
        }
        shape |= (argument as u64) << (8 + 2 * count);
        count += 1;
    }
    let shape = shape | (count as u64) << 1 | 1;
    method.rt.argument_shape.store(shape, Ordering::Relaxed);
    shape
}

/// Calls `f` with each argument, the receiver first.
#[inline(always)]
fn for_each_argument(method: MethodPtr, mut f: impl FnMut(Argument)) {
    let shape = shape_of(method);
    let count = shape >> 1 & 0x7f;
    if count == UNPACKED {
        all_arguments(method).for_each(f);
        return;
    }
    let mut rest = shape >> 8;
    for _ in 0..count {
        f(Argument::from_bits(rest));
        rest >>= 2;
    }
}

impl IncomingArguments {
    /// Writes the arguments into slots.
    ///
    /// # Safety
    /// These are arguments of `method`; there is room for them at `slots`.
    pub unsafe fn move_to_slots(&mut self, method: MethodPtr, slots: *mut u64) {
        let (mut general, mut floating, mut stack, mut slot) = (0, 0, 0, 0);
        for_each_argument(method, |argument| {
            let register = if argument.is_floating() {
                floating += 1;
                self.floating.get(floating - 1)
            } else {
                general += 1;
                self.general.get(general - 1)
            };
            // SAFETY: by the caller's word.
            unsafe {
                let value = match register {
                    Some(v) => *v,
                    None => {
                        stack += 1;
                        *self.stack.add(stack - 1)
                    }
                };
                *slots.add(slot) = value;
            }
            slot += argument.slots();
        });
        // What the callee lets go of must not be kept alive from here.
        self.general = [0; GENERAL];
    }
}

impl OutgoingArguments {
    fn empty() -> OutgoingArguments {
        OutgoingArguments {
            general: [0; GENERAL],
            floating: [0; FLOATING],
            stack: std::ptr::null(),
            stack_words: 0,
            general_result: 0,
            floating_result: 0,
        }
    }

    /// Calls `f` with the arguments of `method` that lie at `slots`, where nothing is left of them: they are the
    /// callee's now, to keep or let go.
    ///
    /// # Safety
    /// `slots` are the method's arguments.
    pub unsafe fn with_slots<R>(
        method: MethodPtr,
        slots: *mut u64,
        f: impl FnOnce(&mut OutgoingArguments) -> R,
    ) -> R {
        let mut out = OutgoingArguments::empty();
        let mut stack: Vec<u64> = Vec::new();
        let (mut general, mut floating, mut slot) = (0, 0, 0);
        for_each_argument(method, |argument| {
            // SAFETY: by the caller's word.
            let value = unsafe { slots.add(slot).replace(0) };
            slot += argument.slots();
            let register = if argument.is_floating() {
                floating += 1;
                out.floating.get_mut(floating - 1)
            } else {
                general += 1;
                out.general.get_mut(general - 1)
            };
            match register {
                Some(r) => *r = value,
                None => stack.push(value),
            }
        });
        out.stack = stack.as_ptr();
        out.stack_words = stack.len();
        f(&mut out)
    }

    /// Calls `f` without Java arguments.
    pub fn with_none<R>(f: impl FnOnce(&mut OutgoingArguments) -> R) -> R {
        f(&mut OutgoingArguments::empty())
    }

    /// The result of a method that returns `ty`, as a slot.
    pub fn result(&self, ty: BasicType) -> u64 {
        match ty {
            BasicType::Double => self.floating_result,
            BasicType::Float => u64::from(self.floating_result as u32),
            BasicType::Long => self.general_result,
            t if t.is_reference() => self.general_result,
            _ => u64::from(self.general_result as u32),
        }
    }
}
