//! java.lang.Class: the natives that reflection and the library's hot paths ask most.

use oops::{KlassPtr, Oop};

use super::{Args, Row};
use crate::classes::{mirrors, well_known};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

const CLASS: &str = "java/lang/Class";

/// The class that the receiver stands for; `None` for a primitive type.
#[inline(always)]
fn receiver(args: Args) -> Option<KlassPtr> {
    mirrors::klass_of(args.oop(0))
}

fn required(thread: &JavaThread, object: Oop) -> JResult<Oop> {
    object
        .non_null()
        .ok_or_else(|| exceptions::throw_npe(thread))
}

fn is_instance(_: &JavaThread, args: Args) -> JResult<u64> {
    let object = args.oop(1);
    Ok(u64::from(
        !object.is_null() && receiver(args).is_some_and(|k| object.is_a(k)),
    ))
}

/// A primitive type is assignable from itself alone.
fn is_assignable_from(thread: &JavaThread, args: Args) -> JResult<u64> {
    let other = required(thread, args.oop(1))?;
    let assignable = match (receiver(args), mirrors::klass_of(other)) {
        (Some(target), Some(source)) => source.is_subtype_of(target),
        _ => args.oop(0) == other,
    };
    Ok(u64::from(assignable))
}

fn is_interface(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(
        receiver(args).is_some_and(|k| k.is_instance() && k.is_interface()),
    ))
}

fn is_array(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(receiver(args).is_some_and(|k| k.is_array())))
}

fn is_primitive(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(receiver(args).is_none()))
}

fn is_hidden(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(u64::from(receiver(args).is_some_and(|k| k.is_hidden())))
}

/// Null for interfaces, primitive types and Object; Object for arrays.
fn get_superclass(_: &JavaThread, args: Args) -> JResult<u64> {
    let superclass = match receiver(args) {
        Some(k) if k.is_array() => Some(well_known::object()),
        Some(k) if !k.is_interface() => k.super_klass,
        _ => None,
    };
    Ok(superclass.map_or(Oop::NULL, |k| k.mirror()).to_bits())
}

pub const TABLE: &[Row] = &[
    (CLASS, "isInstance", "(Ljava/lang/Object;)Z", is_instance),
    (
        CLASS,
        "isAssignableFrom",
        "(Ljava/lang/Class;)Z",
        is_assignable_from,
    ),
    (CLASS, "isInterface", "()Z", is_interface),
    (CLASS, "isArray", "()Z", is_array),
    (CLASS, "isPrimitive", "()Z", is_primitive),
    (CLASS, "isHidden", "()Z", is_hidden),
    (
        CLASS,
        "getSuperclass",
        "()Ljava/lang/Class;",
        get_superclass,
    ),
];
