//! Texts of linkage errors, worded as the class library's users know them.

use oops::field::Field;
use oops::{KlassPtr, MethodPtr, Symbol};

use crate::classes::loader_data::ClassLoaderData;
use crate::classes::modules;
use crate::interpreter::{descriptor_text, method_text, places};

/// `void A.m(int)` for a method that need not exist.
pub fn symbolic_method(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> String {
    let (parameters, result) = descriptor_text(descriptor);
    format!("{result} {}.{name}({parameters})", klass.external_name())
}

pub fn class_not_accessible(from: KlassPtr, to: KlassPtr) -> String {
    let (source, target) = (modules::module_of(from), modules::module_of(to));
    let (a, b) = (from.external_name(), to.external_name());
    if !to.is_public() || source.id == target.id {
        return format!(
            "failed to access class {b} from class {a} ({})",
            places(to, from)
        );
    }
    let (source_text, target_text) = (module_text(from), module_text(to));
    let reason = if source.can_read(target) {
        let package = String::from_utf8_lossy(to.package_name()).replace('/', ".");
        format!("{target_text} does not export {package} to {source_text}")
    } else {
        format!("{source_text} does not read {target_text}")
    };
    format!(
        "class {a} (in {source_text}) cannot access class {b} (in {target_text}) because {reason}"
    )
}

/// `module m`, or `unnamed module @1b2c3d`.
fn module_text(klass: KlassPtr) -> String {
    let module = modules::module_of(klass);
    match (module.name, module.oop().non_null()) {
        (Some(name), _) => format!("module {name}"),
        (None, Some(object)) => format!("unnamed module @0x{:x}", object.identity_hash()),
        (None, None) => "unnamed module".to_string(),
    }
}

/// Two loaders mean different classes by a name in a method's signature.
pub fn method_constraint(from: KlassPtr, method: MethodPtr, name: Symbol) -> String {
    let declaring = method.holder();
    format!(
        "loader constraint violation: when resolving method '{}' the class loader {} of the current class, {}, and the \
         class loader {} for the method's defining class, {}, have different Class objects for the type {} used in the \
         signature ({}; {})",
        method_text(method),
        loader_of(from),
        from.external_name(),
        loader_of(declaring),
        declaring.external_name(),
        name.to_external(),
        modules::class_in_module_and_parents(from),
        modules::class_in_module_and_parents(declaring),
    )
}

/// Two loaders mean different classes by a field's type.
pub fn field_constraint(
    from: KlassPtr,
    declaring: KlassPtr,
    field: &Field,
    name: Symbol,
) -> String {
    let name = name.to_external();
    format!(
        "loader constraint violation: when resolving field \"{}\" of type {name}, the class loader {} of the current \
         class, {}, and the class loader {} for the field's defining {}, {}, have different Class objects for type {name} \
         ({}; {})",
        field.name,
        loader_of(from),
        from.external_name(),
        loader_of(declaring),
        modules::kind_name(declaring),
        declaring.external_name(),
        modules::class_in_module_and_parents(from),
        modules::class_in_module_and_parents(declaring),
    )
}

fn loader_of(klass: KlassPtr) -> String {
    modules::loader_name(ClassLoaderData::get(klass.loader))
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
