//! Looking up fields and methods by name and descriptor (JVMS 5.4.3.2 to 5.4.3.4), without any checks.

use oops::field::{Field, FieldFlags, access};
use oops::{KlassPtr, MethodPtr, Symbol};

/// Field lookup (JVMS 5.4.3.2): the class, its superinterfaces, its superclasses. The declaring class and the field.
pub fn lookup_field(
    klass: KlassPtr,
    name: Symbol,
    descriptor: Symbol,
) -> Option<(KlassPtr, &'static Field)> {
    let mut class = Some(klass);
    while let Some(k) = class {
        if let Some(field) = k.find_local_field(name, descriptor)
            && !field.flags.contains(FieldFlags::INJECTED)
        {
            return Some((k, field));
        }
        for &interface in k.local_interfaces.get() {
            if let Some(found) = lookup_field(interface, name, descriptor) {
                return Some(found);
            }
        }
        class = k.super_klass;
    }
    None
}

/// Method lookup in a class and its superclasses, no interfaces (overpass methods included).
pub fn lookup_in_class(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let mut class = Some(klass);
    while let Some(k) = class {
        if let Some(method) = k.find_local_or_overpass(name, descriptor) {
            return Some(method);
        }
        class = k.super_klass;
    }
    None
}

/// Method lookup of JVMS 5.4.3.3/5.4.3.4: classes, then maximally specific interface methods, then any.
pub fn lookup_method(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let found = lookup_in_class(klass, name, descriptor).filter(|m| {
        // Of Object's methods an interface has only the public ones that are not static.
        !klass.is_interface() || m.holder() == klass || (m.is_public() && !m.is_static())
    });
    found.or_else(|| lookup_in_interfaces(klass, name, descriptor))
}

/// Lookup in the superinterfaces: the maximally specific method that is not abstract if there is just one, else any.
fn lookup_in_interfaces(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let candidates: Vec<MethodPtr> = klass
        .transitive_interfaces
        .get()
        .iter()
        .filter_map(|i| i.find_local_method(name, descriptor))
        .filter(|m| m.access_flags & (access::PRIVATE | access::STATIC) == 0)
        .collect();
    let is_overridden = |m: &MethodPtr| {
        candidates
            .iter()
            .any(|o| o != m && o.holder().is_subtype_of(m.holder()))
    };
    let mut specific = candidates.iter().filter(|m| !is_overridden(m));
    let mut concrete = specific.clone().filter(|m| !m.is_abstract());
    match (concrete.next(), concrete.next()) {
        (Some(only), None) => Some(*only),
        _ => specific.next().copied(),
    }
}
