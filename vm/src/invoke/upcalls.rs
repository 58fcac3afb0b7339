//! Calls into `java.lang.invoke.MethodHandleNatives`, and method types for descriptors.

use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use crate::classes::loader_data::ClassLoaderData;
use crate::classes::resolve::can_access_class;
use crate::classes::{init, mirrors, resolve, strings, system_dictionary, well_known};
use crate::interpreter::resolved_method_of_member;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::java_calls;
use crate::runtime::thread::JavaThread;

/// Calls a static method of MethodHandleNatives that returns a reference.
pub fn call_natives(
    thread: &JavaThread,
    name: &str,
    descriptor: &str,
    args: &[u64],
) -> JResult<Oop> {
    let klass = well_known::method_handle_natives();
    init::initialize(thread, klass)?;
    let result = java_calls::call_named(thread, klass, name, descriptor, args)?;
    // SAFETY: the method returns a reference; nothing ran since that could have freed it.
    Ok(unsafe { Oop::from_bits(result) })
}

/// The types of a method descriptor one after the other, the result's last.
fn descriptor_types(descriptor: &[u8]) -> Vec<&[u8]> {
    let mut types = Vec::new();
    let mut at = 1;
    while at < descriptor.len() {
        if descriptor[at] == b')' {
            at += 1;
            continue;
        }
        let start = at;
        while descriptor[at] == b'[' {
            at += 1;
        }
        at = match descriptor[at] {
            b'L' => descriptor[at..]
                .iter()
                .position(|&b| b == b';')
                .map_or(descriptor.len(), |p| at + p + 1),
            _ => at + 1,
        };
        types.push(&descriptor[start..at]);
    }
    types
}

/// The mirror of a type in a descriptor that `accessing` uses; IllegalAccessError if it may not access the class.
pub fn accessible_type(
    thread: &JavaThread,
    accessing: KlassPtr,
    descriptor: &[u8],
) -> JResult<Oop> {
    let loader = ClassLoaderData::get(accessing.loader).loader();
    let mirror = system_dictionary::mirror_of_descriptor(thread, descriptor, loader)?;
    match mirrors::klass_of(mirror) {
        Some(klass) if !can_access_class(accessing, klass) => {
            let target = klass.bottom.unwrap_or(klass);
            let text = resolve::class_not_accessible(accessing, target);
            Err(exceptions::throw(
                thread,
                "java/lang/IllegalAccessError",
                &text,
            ))
        }
        _ => Ok(mirror),
    }
}

/// The java.lang.invoke.MethodType of a method descriptor that `accessing` uses (JVMS 5.4.3.5).
pub fn method_type(thread: &JavaThread, accessing: KlassPtr, descriptor: Symbol) -> JResult<Oop> {
    let types = descriptor_types(descriptor.as_bytes());
    let (result, parameters) = types
        .split_last()
        .expect("a method descriptor has a result");
    let array = memory::allocate_object_array(thread, well_known::class(), parameters.len())?;
    for (i, parameter) in parameters.iter().enumerate() {
        let mirror = accessible_type(thread, accessing, parameter)?;
        memory::obj_array_store(array, i, mirror);
    }
    let result = accessible_type(thread, accessing, result)?;
    call_natives(
        thread,
        "findMethodHandleType",
        "(Ljava/lang/Class;[Ljava/lang/Class;)Ljava/lang/invoke/MethodType;",
        &[result.to_bits(), array.to_bits()],
    )
}

/// The java.lang.invoke.MethodHandle for a member (JVMS 5.4.3.5): `kind` is a reference kind of JVMS table 4.4.8-A.
pub fn method_handle_constant(
    thread: &JavaThread,
    caller: KlassPtr,
    kind: u16,
    callee: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
) -> JResult<Oop> {
    let ty = match descriptor.as_bytes() {
        [b'(', ..] => method_type(thread, caller, descriptor)?,
        field => accessible_type(thread, caller, field)?,
    };
    let name = strings::intern_symbol(thread, name)?;
    call_natives(
        thread,
        "linkMethodHandleConstant",
        "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;)Ljava/lang/invoke/MethodHandle;",
        &[
            caller.mirror().to_bits(),
            u64::from(kind),
            callee.mirror().to_bits(),
            name.to_bits(),
            ty.to_bits(),
        ],
    )
}

/// What linking an invocation gives: the method to call, and the object to pass behind the arguments if it is not null.
pub struct Adapter {
    pub method: MethodPtr,
    pub appendix: Oop,
}

impl Adapter {
    /// The method that a MemberName from the class library stands for; `result` is its appendix array.
    pub fn of_member(thread: &JavaThread, member: Oop, result: Oop) -> JResult<Adapter> {
        let method = member.non_null().and_then(resolved_method_of_member);
        match method {
            Some(method) => {
                init::link(thread, method.holder())?;
                Ok(Adapter {
                    method,
                    appendix: result.obj_at(0),
                })
            }
            None => Err(exceptions::throw(
                thread,
                "java/lang/LinkageError",
                "bad method handle constant",
            )),
        }
    }

    /// The place of the appendix among the class's resolved references.
    pub fn store_appendix(&self, thread: &JavaThread, holder: KlassPtr) -> JResult<Option<u32>> {
        if self.appendix.is_null() {
            return Ok(None);
        }
        resolve::add_resolved_reference(thread, holder, self.appendix).map(Some)
    }
}

/// An array in which the class library leaves the appendix.
pub fn appendix_array(thread: &JavaThread) -> JResult<Oop> {
    memory::allocate_object_array(thread, well_known::object(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_a_descriptor() {
        let types = descriptor_types(b"(I[[Ljava/lang/String;J[D)V");
        let expected: [&[u8]; 5] = [b"I", b"[[Ljava/lang/String;", b"J", b"[D", b"V"];
        assert_eq!(types, expected);
        assert_eq!(descriptor_types(b"()[I"), [b"[I"]);
    }
}
