//! Resolution of method references (JVMS 5.4.3.3, 5.4.3.4) and the checks of the four invocation instructions.

use oops::constant_pool::{MemberRef, ResolvedMethod, tag};
use oops::method::{MethodFlags, MethodPtr};
use oops::{KlassPtr, Symbol};

use super::{lookup_in_class, lookup_method, messages, resolve_class};
use crate::classes::access::can_access_method;
use crate::classes::{constraints, init, well_known};
use crate::interpreter::{self, method_text};
use crate::invoke::polymorphic;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

/// How a method reference is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvokeKind {
    Static,
    Special,
    Virtual,
    Interface,
}

/// A method reference to be resolved.
#[derive(Clone, Copy)]
pub struct MethodReference {
    /// The class with the reference; `None`: no access checks.
    pub from: Option<KlassPtr>,
    pub referenced: KlassPtr,
    pub name: Symbol,
    pub descriptor: Symbol,
    /// True for an InterfaceMethodref, false for a Methodref; `None` where there is no constant-pool entry.
    pub is_interface_ref: Option<bool>,
}

/// Resolves a Methodref/InterfaceMethodref for an invocation: lookup, access, kind checks. For signature-polymorphic
/// methods of MethodHandle/VarHandle it links through `MethodHandleNatives.linkMethod`: the result is the adapter with an
/// appendix. For `Special` the result is the method resolved; the interpreter selects by [`special_target`]. Does not
/// initialise the class.
pub fn resolve_method(
    thread: &JavaThread,
    holder: KlassPtr,
    index: u16,
    kind: InvokeKind,
) -> JResult<ResolvedMethod> {
    let constants = holder.constants();
    let MemberRef {
        class_index,
        name,
        descriptor,
        ..
    } = constants.member_ref(index.into());
    let referenced = resolve_class(thread, holder, class_index)?;
    let reference = MethodReference {
        from: Some(holder),
        referenced,
        name,
        descriptor,
        is_interface_ref: Some(constants.tag(index.into()) == tag::INTERFACE_METHODREF),
    };
    let cached = constants.resolved(index.into());
    if cached != 0 {
        let resolved = ResolvedMethod(cached);
        if resolved.appendix().is_none() && polymorphic::declared(referenced, name).is_none() {
            check_kind(thread, reference, resolved.method(), kind)?;
        }
        return Ok(resolved);
    }
    if kind != InvokeKind::Interface
        && let Some(linked) = polymorphic::link(thread, holder, reference)?
    {
        return Ok(ResolvedMethod(
            constants.set_resolved(index.into(), linked.0),
        ));
    }
    let method = find(thread, reference, kind)?;
    check_loaders(thread, holder, method)?;
    check_kind(thread, reference, method, kind)?;
    if kind != InvokeKind::Static {
        // Selection needs the method tables' numbers.
        init::link(thread, referenced)?;
        init::link(thread, method.holder())?;
    }
    let resolved = ResolvedMethod::new(method, None);
    Ok(ResolvedMethod(
        constants.set_resolved(index.into(), resolved.0),
    ))
}

/// Resolves a reference without a constant-pool entry, as MemberNames need it.
pub fn resolve_reference(
    thread: &JavaThread,
    reference: MethodReference,
    kind: InvokeKind,
) -> JResult<MethodPtr> {
    let method = find(thread, reference, kind)?;
    check_kind(thread, reference, method, kind)?;
    init::link(thread, reference.referenced)?;
    init::link(thread, method.holder())?;
    Ok(method)
}

fn change_error(thread: &JavaThread, text: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", text)
}

/// Lookup and access check.
fn find(thread: &JavaThread, reference: MethodReference, kind: InvokeKind) -> JResult<MethodPtr> {
    check_referenced(thread, reference, kind)?;
    let MethodReference {
        from,
        referenced,
        name,
        descriptor,
        ..
    } = reference;
    let Some(method) = lookup_method(referenced, name, descriptor) else {
        let text = messages::symbolic_method(referenced, name, descriptor);
        return Err(exceptions::throw(
            thread,
            "java/lang/NoSuchMethodError",
            &format!("'{text}'"),
        ));
    };
    if let Some(from) = from
        && !can_access_method(thread, from, referenced, method)?
    {
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalAccessError",
            &messages::method_not_accessible(from, method),
        ));
    }
    Ok(method)
}

/// The loaders of the class with the reference and of the method agree on the types in the signature (JVMS 5.3.4).
fn check_loaders(thread: &JavaThread, from: KlassPtr, method: MethodPtr) -> JResult<()> {
    match constraints::check_signature(method.descriptor, from.loader, method.holder().loader) {
        None => Ok(()),
        Some(name) => {
            let text = messages::method_constraint(from, method, name);
            Err(exceptions::throw(thread, "java/lang/LinkageError", &text))
        }
    }
}

/// The class referred to is of the sort that the reference says.
fn check_referenced(
    thread: &JavaThread,
    reference: MethodReference,
    kind: InvokeKind,
) -> JResult<()> {
    let klass = reference.referenced;
    let wants_interface = match reference.is_interface_ref {
        _ if kind == InvokeKind::Interface => true,
        Some(wants) => wants,
        None => return Ok(()),
    };
    let text = if wants_interface && !klass.is_interface() {
        let name = klass.external_name();
        format!("Found class {name}, but interface was expected")
    } else if kind == InvokeKind::Virtual && klass.is_interface() {
        let name = klass.external_name();
        format!("Found interface {name}, but class was expected")
    } else if klass.is_interface() && reference.is_interface_ref == Some(false) {
        let method = messages::symbolic_method(klass, reference.name, reference.descriptor);
        format!("Method '{method}' must be InterfaceMethodref constant")
    } else {
        return Ok(());
    };
    Err(change_error(thread, &text))
}

/// The method found is of the sort that the instruction needs.
fn check_kind(
    thread: &JavaThread,
    reference: MethodReference,
    method: MethodPtr,
    kind: InvokeKind,
) -> JResult<()> {
    if method.flags.contains(MethodFlags::SIGNATURE_POLYMORPHIC) {
        return Ok(());
    }
    let text = method_text(method);
    match kind {
        InvokeKind::Static if !method.is_static() => Err(change_error(
            thread,
            &format!("Expected static method '{text}'"),
        )),
        InvokeKind::Special => check_special(thread, reference, method),
        InvokeKind::Virtual if method.is_static() => Err(change_error(
            thread,
            &format!("Expecting non-static method '{text}'"),
        )),
        InvokeKind::Interface if method.is_static() => Err(change_error(
            thread,
            &format!("Expected instance not static method '{text}'"),
        )),
        _ => Ok(()),
    }
}

fn check_special(
    thread: &JavaThread,
    reference: MethodReference,
    method: MethodPtr,
) -> JResult<()> {
    let text = method_text(method);
    if method.is_initializer() && method.holder() != reference.referenced {
        let name = reference.referenced.external_name();
        let text = format!(
            "{name}: method {}{} not found",
            method.name, method.descriptor
        );
        return Err(exceptions::throw(
            thread,
            "java/lang/NoSuchMethodError",
            &text,
        ));
    }
    if let Some(from) = reference.from
        && reference.referenced.is_interface()
        && from != reference.referenced
        && !from.local_interfaces.get().contains(&reference.referenced)
    {
        return Err(change_error(
            thread,
            &format!(
                "Interface method reference: '{text}', is not in a direct superinterface of {}",
                from.external_name()
            ),
        ));
    }
    if method.is_static() {
        return Err(change_error(
            thread,
            &format!("Expected instance not static method '{text}'"),
        ));
    }
    Ok(())
}

/// The method that `invokespecial` of the resolved method in `holder` runs (JVMS 6.5.invokespecial).
pub fn special_target(
    thread: &JavaThread,
    holder: KlassPtr,
    resolved: MethodPtr,
) -> JResult<MethodPtr> {
    let selected = special_selection(holder, resolved);
    if selected.is_abstract() {
        return Err(interpreter::abstract_method(thread, holder, selected));
    }
    Ok(selected)
}

/// As [`special_target`]; the selected method may be abstract.
pub fn special_selection(holder: KlassPtr, resolved: MethodPtr) -> MethodPtr {
    let declaring = resolved.holder();
    let is_super_call = !resolved.is_initializer()
        && !resolved.is_private()
        && holder != declaring
        && declaring != well_known::object()
        && holder.is_subclass_of(declaring);
    match holder.super_klass {
        Some(super_klass) if is_super_call => {
            lookup_in_class(super_klass, resolved.name, resolved.descriptor)
                .filter(|m| !m.is_static())
                .unwrap_or(resolved)
        }
        _ => resolved,
    }
}
