//! Natives of the machine itself: methods declared `native` in the class library that Hearth supplies directly with raw
//! slots, without JNI handles (Unsafe, MethodHandleNatives, hot methods of Object, System, Class …).
//!
//! Some bytecode methods of the class library are replaced as well ([`math`]).
//!
//! A table maps (class, name, descriptor) to a [`VmNative`]; linking a native method looks here before the libraries.

mod class;
pub mod math;
pub mod method_handles;
mod object;
mod perf;
mod platform;
mod system;
mod unsafe_access;
mod unsafe_atomics;
mod unsafe_classes;
mod unsafe_memory;

use std::collections::HashMap;
use std::sync::OnceLock;

use oops::{Oop, Symbol};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// A native of the machine: runs `in_vm`, takes slots, returns a slot. A frame of kind Native is on the Java stack.
pub type VmNative = fn(&JavaThread, Args) -> JResult<u64>;

/// The arguments of a native: slots as in a frame's locals, receiver first; a long or double takes two.
#[derive(Clone, Copy)]
pub struct Args {
    slots: *const u64,
}

impl Args {
    /// # Safety
    /// `slots` points at the callee's arguments, which stay while the native runs.
    pub unsafe fn new(slots: *const u64) -> Args {
        Args { slots }
    }
    #[inline(always)]
    fn slot(self, i: usize) -> u64 {
        // SAFETY: the table's descriptors and the functions' use of slots agree.
        unsafe { *self.slots.add(i) }
    }
    #[inline(always)]
    pub fn oop(self, i: usize) -> Oop {
        // SAFETY: a reference slot by the descriptor; the stack keeps it alive.
        unsafe { Oop::from_bits(self.slot(i)) }
    }
    #[inline(always)]
    pub fn int(self, i: usize) -> i32 {
        self.slot(i) as i32
    }
    #[inline(always)]
    pub fn bool(self, i: usize) -> bool {
        self.slot(i) as u8 & 1 != 0
    }
    /// The long whose first slot is `i`.
    #[inline(always)]
    pub fn long(self, i: usize) -> i64 {
        self.slot(i) as i64
    }
    #[inline(always)]
    pub fn float(self, i: usize) -> f32 {
        f32::from_bits(self.slot(i) as u32)
    }
    #[inline(always)]
    pub fn double(self, i: usize) -> f64 {
        f64::from_bits(self.slot(i))
    }
}

/// One row of a table of natives: class (internal name), method name, descriptor, function.
pub type Row = (&'static str, &'static str, &'static str, VmNative);

/// The tables of all areas; each file of natives contributes its own.
const TABLES: &[&[Row]] = &[
    class::TABLE,
    math::TABLE,
    method_handles::TABLE,
    object::TABLE,
    perf::TABLE,
    platform::TABLE,
    system::TABLE,
    unsafe_access::TABLE,
    unsafe_atomics::TABLE,
    unsafe_classes::TABLE,
    unsafe_memory::TABLE,
];

type Key = (Symbol, Symbol, Symbol);

/// The machine's native for a method, if it has one.
pub fn lookup(class: Symbol, name: Symbol, descriptor: Symbol) -> Option<VmNative> {
    static MERGED: OnceLock<HashMap<Key, VmNative>> = OnceLock::new();
    let merged = MERGED.get_or_init(|| TABLES.iter().copied().flatten().map(keyed).collect());
    merged.get(&(class, name, descriptor)).copied()
}

fn keyed(&(class, name, descriptor, native): &Row) -> (Key, VmNative) {
    let key = (
        Symbol::from_text(class),
        Symbol::from_text(name),
        Symbol::from_text(descriptor),
    );
    (key, native)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_native_is_in_the_tables_twice() {
        let mut seen = std::collections::HashSet::new();
        for &(class, name, descriptor, _) in TABLES.iter().copied().flatten() {
            assert!(
                seen.insert((class, name, descriptor)),
                "{class}.{name}{descriptor}"
            );
        }
    }
}
