//! Signature-polymorphic methods of MethodHandle and VarHandle (JVMS 2.9.3, 5.4.3.3).
//!
//! `invokeBasic` and the `linkTo…` methods are carried out by the interpreter: each erased descriptor has one method that
//! says so ([`intrinsic`]). All others are linked by the class library, which answers with an adapter method and an
//! appendix.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use oops::class_space::{Arena, AtomicMetaPtr, MetaSlice};
use oops::constant_pool::ResolvedMethod;
use oops::field::access;
use oops::method::{Method, MethodFlags, MethodKind, MethodRt, NONVIRTUAL_INDEX};
use oops::{BasicType, KlassPtr, MethodPtr, Symbol};
use parking_lot::Mutex;

use super::upcalls::{self, Adapter};
use crate::classes::loader_data::record_dependency;
use crate::classes::resolve::{MethodReference, can_access_member, method_not_accessible};
use crate::classes::{strings, well_known};
use crate::compiler::stubs;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::out_of_memory::{self, Cause};
use crate::runtime::thread::JavaThread;

/// The kind of the methods that the interpreter carries out itself.
fn intrinsic_kind(name: Symbol) -> Option<MethodKind> {
    Some(match name.as_bytes() {
        b"invokeBasic" => MethodKind::InvokeBasic,
        b"linkToVirtual" => MethodKind::LinkToVirtual,
        b"linkToStatic" => MethodKind::LinkToStatic,
        b"linkToSpecial" => MethodKind::LinkToSpecial,
        b"linkToInterface" => MethodKind::LinkToInterface,
        b"linkToNative" => MethodKind::Unlinkable,
        _ => return None,
    })
}

/// The signature-polymorphic method with this name declared in `klass`.
pub fn declared(klass: KlassPtr, name: Symbol) -> Option<MethodPtr> {
    let is_method_handle = klass == well_known::method_handle();
    if !is_method_handle && klass != well_known::var_handle() {
        return None;
    }
    let wanted = access::NATIVE | access::VARARGS;
    klass.methods.get().iter().copied().find(|m| {
        m.name == name
            && m.access_flags & wanted == wanted
            && m.descriptor
                .as_bytes()
                .starts_with(b"([Ljava/lang/Object;)")
    })
}

/// The intrinsic method for a reference to one in MethodHandle.
pub fn intrinsic_for(
    thread: &JavaThread,
    klass: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
) -> JResult<Option<MethodPtr>> {
    match (declared(klass, name), intrinsic_kind(name)) {
        (Some(method), Some(kind)) if klass == well_known::method_handle() => {
            intrinsic(thread, method, kind, descriptor).map(Some)
        }
        _ => Ok(None),
    }
}

/// Links an invocation if it is of a signature-polymorphic method; `None` if it is of an ordinary one.
pub fn link(
    thread: &JavaThread,
    holder: KlassPtr,
    reference: MethodReference,
) -> JResult<Option<ResolvedMethod>> {
    let MethodReference {
        referenced,
        name,
        descriptor,
        ..
    } = reference;
    let Some(method) = declared(referenced, name) else {
        return Ok(None);
    };
    if !can_access_member(thread, holder, referenced, referenced, method.access_flags)? {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessError",
            &method_not_accessible(holder, method),
        ));
    }
    if let Some(intrinsic) = intrinsic_for(thread, referenced, name, descriptor)? {
        return Ok(Some(ResolvedMethod::new(intrinsic, None)));
    }
    let adapter = link_method(thread, holder, referenced, name, descriptor)?;
    record_dependency(holder, adapter.method.holder());
    let appendix = adapter.store_appendix(thread, holder)?;
    Ok(Some(ResolvedMethod::new(adapter.method, appendix)))
}

/// JVMS table 4.4.8-A.
const REF_INVOKE_VIRTUAL: u64 = 5;

fn link_method(
    thread: &JavaThread,
    caller: KlassPtr,
    klass: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
) -> JResult<Adapter> {
    let ty = upcalls::method_type(thread, caller, descriptor)?;
    let name = strings::intern_symbol(thread, name)?;
    let result = upcalls::appendix_array(thread)?;
    let member = upcalls::call_natives(
        thread,
        "linkMethod",
        "(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;Ljava/lang/Object;[Ljava/lang/Object;)\
         Ljava/lang/invoke/MemberName;",
        &[
            caller.mirror().to_bits(),
            REF_INVOKE_VIRTUAL,
            klass.mirror().to_bits(),
            name.to_bits(),
            ty.to_bits(),
            result.to_bits(),
        ],
    )?;
    Adapter::of_member(thread, member, result)
}

/// A descriptor with all references as Object and all small integers as int: calls alike for the interpreter.
fn erased(descriptor: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(descriptor.len());
    let mut rest = descriptor;
    while let [first, tail @ ..] = rest {
        let skip_class = |bytes: &'static [u8], from: &mut &[u8]| {
            let end = from
                .iter()
                .position(|&b| b == b';')
                .map_or(from.len(), |p| p + 1);
            *from = &from[end..];
            bytes
        };
        rest = tail;
        match first {
            b'L' => out.extend_from_slice(skip_class(b"Ljava/lang/Object;", &mut rest)),
            b'[' => {
                while let [b'[', tail @ ..] = rest {
                    rest = tail;
                }
                if let [b'L', ..] = rest {
                    skip_class(b"", &mut rest);
                } else {
                    rest = rest.get(1..).unwrap_or(&[]);
                }
                out.extend_from_slice(b"Ljava/lang/Object;");
            }
            b'Z' | b'B' | b'C' | b'S' => out.push(b'I'),
            other => out.push(*other),
        }
    }
    out
}

/// Slots of the parameters of an erased descriptor.
fn parameter_slots(erased: &[u8]) -> usize {
    let end = erased
        .iter()
        .position(|&b| b == b')')
        .unwrap_or(erased.len());
    let mut slots = 0;
    let mut at = 1;
    while at < end {
        slots += match erased[at] {
            b'J' | b'D' => 2,
            _ => 1,
        };
        at += match erased[at] {
            b'L' => b"Ljava/lang/Object;".len(),
            _ => 1,
        };
    }
    slots
}

struct Intrinsics {
    arena: Option<Arena>,
    methods: Option<HashMap<(Symbol, Symbol), MethodPtr>>,
}

static INTRINSICS: Mutex<Intrinsics> = Mutex::new(Intrinsics {
    arena: None,
    methods: None,
});

/// The method of `kind` for a descriptor; `declared` is the native method that the class library declares.
fn intrinsic(
    thread: &JavaThread,
    declared: MethodPtr,
    kind: MethodKind,
    descriptor: Symbol,
) -> JResult<MethodPtr> {
    let descriptor = Symbol::intern(&erased(descriptor.as_bytes()));
    let made = {
        let mut guard = INTRINSICS.lock();
        let intrinsics = &mut *guard;
        let methods = intrinsics.methods.get_or_insert_with(HashMap::new);
        let key = (declared.name, descriptor);
        match methods.get(&key) {
            Some(&method) => Some(method),
            None => {
                let arena = intrinsics.arena.get_or_insert_with(Arena::new);
                let made = make(arena, declared, kind, descriptor);
                if let Some(method) = made {
                    methods.insert(key, method);
                }
                made
            }
        }
    };
    made.ok_or_else(|| out_of_memory::throw(thread, Cause::Metaspace))
}

fn make(
    arena: &mut Arena,
    declared: MethodPtr,
    kind: MethodKind,
    descriptor: Symbol,
) -> Option<MethodPtr> {
    let bytes = descriptor.as_bytes();
    let receiver = usize::from(!declared.is_static());
    let arg_slots = (parameter_slots(bytes) + receiver) as u16;
    let result = bytes.iter().position(|&b| b == b')')? + 1;
    let rt = MethodRt::new(kind, stubs::interpreter_entry());
    rt.vtable_index.store(NONVIRTUAL_INDEX, Ordering::Relaxed);
    let method = Method {
        holder: AtomicMetaPtr::new(Some(declared.holder())),
        name: declared.name,
        descriptor,
        generic_signature: None,
        access_flags: declared.access_flags | access::FINAL,
        max_stack: 0,
        max_locals: arg_slots,
        arg_slots,
        flags: MethodFlags::SIGNATURE_POLYMORPHIC,
        return_type: BasicType::of_descriptor(&bytes[result..]),
        slot: declared.slot,
        code: MetaSlice::EMPTY,
        exception_table: MetaSlice::EMPTY,
        line_numbers: MetaSlice::EMPTY,
        local_variables: MetaSlice::EMPTY,
        stack_map_table: MetaSlice::EMPTY,
        checked_exceptions: MetaSlice::EMPTY,
        parameters: MetaSlice::EMPTY,
        annotations: MetaSlice::EMPTY,
        parameter_annotations: MetaSlice::EMPTY,
        annotation_default: MetaSlice::EMPTY,
        type_annotations: MetaSlice::EMPTY,
        rt: arena.alloc(rt).ok()?,
    };
    method.place(arena).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_erased() {
        let text = erased(b"(Z[[Ljava/lang/String;J[DLa/B;)Ljava/lang/String;");
        let expected: &[u8] =
            b"(ILjava/lang/Object;JLjava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;";
        assert_eq!(text, expected);
        assert_eq!(parameter_slots(&text), 6);
    }
}
