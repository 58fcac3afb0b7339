//! Calls from Rust into Java.
//!
//! Arguments and results are interpreter slots (see [`crate::runtime::frames`]): a long or double argument takes two
//! slots with the value in the first. The thread must be in the machine (`in_vm`), and its class need not be
//! initialised: static calls initialise it.

use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use crate::classes::{init, resolve};
use crate::interpreter;
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

/// Calls exactly `method` with `args` in slots (receiver first). Returns the result slot (0 for void; a sub-int result is
/// an int in the low half; a reference as bits).
pub fn call(thread: &JavaThread, method: MethodPtr, args: &[u64]) -> JResult<u64> {
    interpreter::invoke(thread, method, args)
}

/// As [`call`], for results that are references.
pub fn call_oop(thread: &JavaThread, method: MethodPtr, args: &[u64]) -> JResult<Oop> {
    // SAFETY: the method returns a reference; nothing ran since that could have freed it.
    call(thread, method, args).map(|bits| unsafe { Oop::from_bits(bits) })
}

/// The method that an invocation of the resolved `method` on `receiver` selects (JVMS 5.4.6).
pub fn select(receiver: Oop, method: MethodPtr) -> Option<MethodPtr> {
    interpreter::select(receiver, method)
}

/// Virtual or interface call: selects by the receiver in `args[0]`, which must not be null.
pub fn call_virtual(thread: &JavaThread, method: MethodPtr, args: &[u64]) -> JResult<u64> {
    // SAFETY: an instance method's first argument is its receiver.
    let receiver = unsafe { Oop::from_bits(args[0]) };
    let selected = interpreter::select_or_throw(thread, receiver, method)?;
    call(thread, selected, args)
}

fn no_such_method(
    thread: &JavaThread,
    klass: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
) -> Pending {
    let text = format!("{}.{name}{descriptor}", klass.external_name());
    exceptions::throw(thread, "java/lang/NoSuchMethodError", &text)
}

/// Finds `name`+`descriptor` in the class and its superclasses and calls it (static or special).
pub fn call_named(
    thread: &JavaThread,
    klass: KlassPtr,
    name: &str,
    descriptor: &str,
    args: &[u64],
) -> JResult<u64> {
    let (name, descriptor) = (Symbol::from_text(name), Symbol::from_text(descriptor));
    match resolve::lookup_in_class(klass, name, descriptor) {
        Some(method) => {
            init::link(thread, klass)?;
            call(thread, method, args)
        }
        None => Err(no_such_method(thread, klass, name, descriptor)),
    }
}

/// Finds `name`+`descriptor` by the receiver's class and calls it.
pub fn call_virtual_named(
    thread: &JavaThread,
    receiver: Oop,
    name: Symbol,
    descriptor: Symbol,
    args: &[u64],
) -> JResult<u64> {
    let klass = receiver.klass();
    match resolve::lookup_method(klass, name, descriptor) {
        Some(method) => {
            debug_assert_eq!(args.first(), Some(&receiver.to_bits()));
            call(thread, method, args)
        }
        None => Err(no_such_method(thread, klass, name, descriptor)),
    }
}

/// Allocates an instance and runs the constructor with this descriptor (`args` without the receiver).
pub fn new_object(
    thread: &JavaThread,
    klass: KlassPtr,
    descriptor: &str,
    args: &[u64],
) -> JResult<Oop> {
    init::initialize(thread, klass)?;
    let name = Symbol::from_text("<init>");
    let descriptor = Symbol::from_text(descriptor);
    let Some(constructor) = klass.find_local_method(name, descriptor) else {
        return Err(no_such_method(thread, klass, name, descriptor));
    };
    let object = memory::new_instance(thread, klass)?;
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(object.to_bits());
    all.extend_from_slice(args);
    call(thread, constructor, &all)?;
    Ok(object)
}
