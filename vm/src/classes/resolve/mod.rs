//! Resolution of constant-pool entries (JVMS 5.4.3) and of symbolic members with access checks.
//!
//! Results are published in the constant pool's resolved entries with one store, so that racing threads agree on the
//! first. Objects that entries stand for are elements of the class's array of resolved references.

use oops::KlassPtr;

mod class;
mod constant;
mod failures;
mod field;
mod lookup;
mod messages;
mod method;
mod references;

pub use class::resolve_class;
pub use constant::resolve_constant;
pub use failures::{Entry, can_ignore, check as check_failure, remember as remember_failure};
pub use field::{resolve_field, resolved as resolved_field};
pub use lookup::{lookup_field, lookup_in_class, lookup_method};
pub use messages::{
    class_not_accessible, field_not_accessible, method_not_accessible, symbolic_method,
};
pub use method::{
    InvokeKind, MethodReference, resolve_method, resolve_reference, special_selection,
    special_target,
};
pub use references::{add_resolved_reference, resolved_reference};

/// Forgets what is kept of classes that are being unloaded. The world is stopped.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    references::unload(is_dead);
    failures::unload(is_dead);
}

pub use super::access::{can_access_class, can_access_member, nest_host};
pub use crate::invoke::call_site::{LinkedCallSite, link_call_site};
