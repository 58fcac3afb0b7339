//! Resolution of field references (JVMS 5.4.3.2) and the checks of the four field instructions.

use oops::constant_pool::{MemberRef, ResolvedField};
use oops::field::Field;
use oops::{KlassPtr, MethodPtr};

use super::{lookup_field, messages, resolve_class};
use crate::classes::access::can_access_member;
use crate::classes::constraints;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

/// Resolves a Fieldref. `is_put`/`is_static` select the checks (IncompatibleClassChangeError, IllegalAccessError for
/// finals, from `caller`). Does not initialise the class.
pub fn resolve_field(
    thread: &JavaThread,
    holder: KlassPtr,
    index: u16,
    is_static: bool,
    is_put: bool,
    caller: MethodPtr,
) -> JResult<ResolvedField> {
    let constants = holder.constants();
    let reference = constants.member_ref(index.into());
    let referenced = resolve_class(thread, holder, reference.class_index)?;
    let cached = constants.resolved(index.into());
    let field = match cached {
        0 => find_accessible(thread, holder, referenced, reference)?,
        cached => ResolvedField(cached),
    };
    if field.is_static() != is_static {
        return Err(expected(thread, referenced, reference, is_static));
    }
    if is_put && field.is_final() {
        check_final_put(thread, field, referenced, reference, caller)?;
    }
    if cached == 0 {
        constants.set_resolved(index.into(), field.0);
    }
    Ok(field)
}

fn find_accessible(
    thread: &JavaThread,
    holder: KlassPtr,
    referenced: KlassPtr,
    reference: MemberRef,
) -> JResult<ResolvedField> {
    let found = lookup_field(referenced, reference.name, reference.descriptor);
    let Some((declaring, field)) = found else {
        return Err(exceptions::throw(
            thread,
            "java/lang/NoSuchFieldError",
            &reference.name.to_text(),
        ));
    };
    if !can_access_member(thread, holder, referenced, declaring, field.access_flags)? {
        return Err(illegal_access(
            thread,
            &messages::field_not_accessible(holder, declaring, field),
        ));
    }
    if let Some(name) =
        constraints::check_signature(field.descriptor, holder.loader, declaring.loader)
    {
        let text = messages::field_constraint(holder, declaring, field, name);
        return Err(exceptions::throw(thread, "java/lang/LinkageError", &text));
    }
    Ok(resolved(declaring, field))
}

/// A field in the form that constant-pool entries hold.
pub fn resolved(declaring: KlassPtr, field: &Field) -> ResolvedField {
    ResolvedField::new(
        declaring,
        field.offset,
        field.basic_type(),
        field.is_static(),
        field.is_volatile(),
        field.is_final(),
    )
}

fn illegal_access(thread: &JavaThread, text: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IllegalAccessError", text)
}

fn kind_text(is_static: bool) -> &'static str {
    if is_static { "static" } else { "non-static" }
}

fn expected(
    thread: &JavaThread,
    referenced: KlassPtr,
    reference: MemberRef,
    is_static: bool,
) -> Pending {
    let text = format!(
        "Expected {} field {}.{}",
        kind_text(is_static),
        referenced.external_name(),
        reference.name
    );
    exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &text)
}

/// The class-file version from which final fields may only be written by initialisers.
const STRICT_FINALS_VERSION: u16 = 53;

fn check_final_put(
    thread: &JavaThread,
    field: ResolvedField,
    referenced: KlassPtr,
    reference: MemberRef,
    caller: MethodPtr,
) -> JResult<()> {
    let current = caller.holder();
    let update = format!(
        "Update to {} final field {}.{} attempted from a different",
        kind_text(field.is_static()),
        referenced.external_name(),
        reference.name
    );
    if field.holder() != current {
        let text = format!(
            "{update} class ({}) than the field's declaring class",
            current.external_name()
        );
        return Err(illegal_access(thread, &text));
    }
    let (is_initializer, initializer) = if field.is_static() {
        (caller.is_static_initializer(), "<clinit>")
    } else {
        (caller.is_initializer(), "<init>")
    };
    if current.attributes.major_version >= STRICT_FINALS_VERSION && !is_initializer {
        let text = format!(
            "{update} method ({}) than the initializer method {initializer} ",
            caller.name
        );
        return Err(illegal_access(thread, &text));
    }
    Ok(())
}
