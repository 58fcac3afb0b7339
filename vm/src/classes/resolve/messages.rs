//! Texts of linkage errors, worded as the class library's users know them.

use oops::field::Field;
use oops::{KlassPtr, MethodPtr, Symbol};

use crate::interpreter::{descriptor_text, method_text, places};

/// `void A.m(int)` for a method that need not exist.
pub fn symbolic_method(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> String {
    let (parameters, result) = descriptor_text(descriptor);
    format!("{result} {}.{name}({parameters})", klass.external_name())
}

pub fn class_not_accessible(from: KlassPtr, to: KlassPtr) -> String {
    format!(
        "failed to access class {} from class {} ({})",
        to.external_name(),
        from.external_name(),
        places(from, to)
    )
}

pub fn field_not_accessible(from: KlassPtr, declaring: KlassPtr, field: &Field) -> String {
    format!(
        "class {} tried to access {}field {}.{} ({})",
        from.external_name(),
        restriction(field.access_flags),
        declaring.external_name(),
        field.name,
        places(from, declaring)
    )
}

pub fn method_not_accessible(from: KlassPtr, method: MethodPtr) -> String {
    format!(
        "class {} tried to access {}{}method '{}' ({})",
        from.external_name(),
        if method.is_abstract() {
            "abstract "
        } else {
            ""
        },
        restriction(method.access_flags),
        method_text(method),
        places(from, method.holder())
    )
}

fn restriction(flags: u16) -> &'static str {
    use oops::field::access;
    if flags & access::PROTECTED != 0 {
        "protected "
    } else if flags & access::PRIVATE != 0 {
        "private "
    } else {
        ""
    }
}
