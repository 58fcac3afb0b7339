//! Resolution of loadable constants that are objects (JVMS 5.1, 5.4.3.5, 5.4.3.6).

use oops::constant_pool::{FAILED, tag};
use oops::{KlassPtr, Oop};

use super::failures::{self, Entry};
use super::references::{add_resolved_reference, resolved_reference};
use super::{messages, resolve_class};
use crate::classes::strings;
use crate::invoke::{call_site, upcalls};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// The value of a String, Class, MethodHandle, MethodType or Dynamic entry as `ldc` loads it. Primitive dynamic
/// constants come boxed; the caller unboxes by the descriptor.
pub fn resolve_constant(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Oop> {
    let constants = holder.constants();
    let i = usize::from(index);
    if constants.tag(i) == tag::CLASS {
        return Ok(resolve_class(thread, holder, index)?.mirror());
    }
    let entry = Entry::Constant(holder, index);
    match constants.resolved(i) {
        0 => {}
        failed if failed & FAILED != 0 => return Err(failures::throw_again(thread, entry)),
        element => return Ok(resolved_reference(holder, element as u32 - 1)),
    }
    let value = match make(thread, holder, index) {
        Ok(value) => value,
        Err(pending) => return Err(failures::remember(thread, entry, pending)),
    };
    let element = add_resolved_reference(thread, holder, value)?;
    // A racing thread may have been first: its object is the constant, its failure the outcome.
    let first = constants.set_resolved(i, u64::from(element) + 1);
    if first & FAILED != 0 {
        return Err(failures::throw_again(thread, entry));
    }
    Ok(resolved_reference(holder, first as u32 - 1))
}

fn make(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Oop> {
    let constants = holder.constants();
    let i = usize::from(index);
    match constants.tag(i) {
        tag::STRING => strings::intern_symbol(thread, constants.symbol(i)),
        tag::METHOD_TYPE => upcalls::method_type(thread, holder, constants.symbol(i)),
        tag::METHOD_HANDLE => method_handle(thread, holder, index),
        tag::DYNAMIC => call_site::dynamic_constant(thread, holder, index),
        other => {
            let text = format!(
                "constant {index} of class {} has tag {other} and is no object",
                holder.external_name()
            );
            Err(exceptions::throw(
                thread,
                "java/lang/ClassFormatError",
                &text,
            ))
        }
    }
}

fn method_handle(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Oop> {
    let constants = holder.constants();
    let (kind, member_index) = constants.method_handle(index.into());
    let member_tag = constants.tag(member_index.into());
    let member = constants.member_ref(member_index.into());
    let callee = resolve_class(thread, holder, member.class_index)?;
    let names = ["CONSTANT_MethodRef", "CONSTANT_InterfaceMethodRef"];
    let wrong = match member_tag {
        tag::METHODREF if callee.is_interface() => Some((names[0], names[1])),
        tag::INTERFACE_METHODREF if !callee.is_interface() => Some((names[1], names[0])),
        _ => None,
    };
    if let Some((is, should_be)) = wrong {
        let method = messages::symbolic_method(callee, member.name, member.descriptor);
        let text = format!(
            "Inconsistent constant pool data in classfile for class {}. Method '{method}' at index {member_index} \
             is {is} and should be {should_be}",
            callee.external_name()
        );
        return Err(exceptions::throw(
            thread,
            "java/lang/IncompatibleClassChangeError",
            &text,
        ));
    }
    upcalls::method_handle_constant(thread, holder, kind, callee, member.name, member.descriptor)
}
