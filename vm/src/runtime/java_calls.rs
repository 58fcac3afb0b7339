//! Calls from Rust into Java.
//!
//! Arguments and results are interpreter slots (see [`crate::runtime::frames`]): a long or double argument takes two
//! slots with the value in the first. The thread must be in the machine (`in_vm`), and its class need not be
//! initialised: static calls initialise it.

use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Calls exactly `method` with `args` in slots (receiver first). Returns the result slot (0 for void; a sub-int result is
/// an int in the low half; a reference as bits).
pub fn call(_thread: &JavaThread, _method: MethodPtr, _args: &[u64]) -> JResult<u64> {
    unimplemented!()
}

/// As [`call`], for results that are references.
pub fn call_oop(thread: &JavaThread, method: MethodPtr, args: &[u64]) -> JResult<Oop> {
    // SAFETY: the method returns a reference; nothing ran since that could have freed it.
    call(thread, method, args).map(|bits| unsafe { Oop::from_bits(bits) })
}

/// The method that an invocation of the resolved `method` on `receiver` selects (JVMS 5.4.6).
pub fn select(_receiver: Oop, _method: MethodPtr) -> Option<MethodPtr> {
    unimplemented!()
}

/// Virtual or interface call: selects by the receiver in `args[0]`, which must not be null.
pub fn call_virtual(_thread: &JavaThread, _method: MethodPtr, _args: &[u64]) -> JResult<u64> {
    unimplemented!()
}

/// Finds `name`+`descriptor` in the class and its superclasses and calls it (static or special).
pub fn call_named(
    _thread: &JavaThread,
    _klass: KlassPtr,
    _name: &str,
    _descriptor: &str,
    _args: &[u64],
) -> JResult<u64> {
    unimplemented!()
}

/// Finds `name`+`descriptor` by the receiver's class and calls it.
pub fn call_virtual_named(
    _thread: &JavaThread,
    _receiver: Oop,
    _name: Symbol,
    _descriptor: Symbol,
    _args: &[u64],
) -> JResult<u64> {
    unimplemented!()
}

/// Allocates an instance and runs the constructor with this descriptor (`args` without the receiver).
pub fn new_object(_thread: &JavaThread, _klass: KlassPtr, _descriptor: &str, _args: &[u64]) -> JResult<Oop> {
    unimplemented!()
}
