//! The superclass and superinterfaces of a class that is being defined: resolution, and the checks of JVMS 5.3.5.

use classlib::classfile::ClassFile;
use oops::{KlassPtr, Symbol};

use super::loader_data::ClassLoaderData;
use super::{access, log_lines, modules, resolve as resolution, system_dictionary};
use crate::interpreter;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

fn incompatible<T>(thread: &JavaThread, message: String) -> JResult<T> {
    Err(exceptions::throw(
        thread,
        "java/lang/IncompatibleClassChangeError",
        &message,
    ))
}

/// SecurityException for a class in `java.` that is not the boot or platform loader's.
pub fn check_package(thread: &JavaThread, data: &ClassLoaderData, own: Symbol) -> JResult<()> {
    if !own.as_bytes().starts_with(b"java/") || data.is_platform() {
        return Ok(());
    }
    let class = own.to_external();
    let package = class.rfind('.').map_or("", |i| &class[..i]);
    let loader = modules::loader_name(data);
    let message = format!(
        "Class loader (instance of): {loader} tried to load prohibited package name: {package}"
    );
    Err(exceptions::throw(
        thread,
        "java/lang/SecurityException",
        &message,
    ))
}

/// Resolves the supertypes that a class file names. ClassCircularityError if that comes back to the class itself.
pub fn resolve(
    thread: &JavaThread,
    data: &ClassLoaderData,
    own: Symbol,
    file: &ClassFile,
) -> JResult<(Option<KlassPtr>, Vec<KlassPtr>)> {
    system_dictionary::while_loading(own, data.id, || {
        let resolve = |name: &[u8]| {
            system_dictionary::resolve_or_fail(thread, Symbol::intern(name), data.loader())
        };
        let super_klass = file.super_name().map(resolve).transpose()?;
        if let Some(s) = super_klass {
            log_lines::supertype(own, s, "super");
        }
        if let Some(s) = super_klass
            && s.is_interface()
        {
            let message = format!(
                "class {} has interface {} as super class",
                own.to_external(),
                s.external_name()
            );
            return incompatible(thread, message);
        }
        let mut interfaces = Vec::with_capacity(file.interfaces.len());
        for &index in &file.interfaces {
            let i = resolve(file.constant_pool.class_name(index))?;
            if !i.is_interface() {
                let message = format!(
                    "class {} can not implement {}, because it is not an interface ({})",
                    own.to_external(),
                    i.external_name(),
                    modules::class_in_module_of_loader(i)
                );
                return incompatible(thread, message);
            }
            log_lines::supertype(own, i, "interface");
            interfaces.push(i);
        }
        Ok((super_klass, interfaces))
    })
}

/// Whether the supertypes may be supertypes of the new class: not final, accessible, and if sealed, meant for it. `own` is
/// the name in the class file.
pub fn check(thread: &JavaThread, klass: KlassPtr, own: Symbol) -> JResult<()> {
    if let Some(s) = klass.super_klass.filter(|_| !klass.is_interface()) {
        if s.is_final() {
            let (class, sup) = (klass.external_name(), s.external_name());
            return incompatible(
                thread,
                format!("class {class} cannot inherit from final class {sup}"),
            );
        }
        if !is_permitted(klass, own, s) {
            let (class, sup) = (klass.external_name(), s.external_name());
            return incompatible(
                thread,
                format!("class {class} cannot inherit from sealed class {sup}"),
            );
        }
        let kind = if s.is_abstract() {
            "abstract superclass"
        } else {
            "superclass"
        };
        check_access(thread, klass, s, kind, "superclass access")?;
    }
    for &i in klass.local_interfaces.get() {
        if !is_permitted(klass, own, i) {
            let verb = if klass.is_interface() {
                "extend"
            } else {
                "implement"
            };
            let (class, sup) = (klass.external_name(), i.external_name());
            return incompatible(
                thread,
                format!("class {class} cannot {verb} sealed interface {sup}"),
            );
        }
        check_access(thread, klass, i, "superinterface", "superinterface")?;
    }
    Ok(())
}

fn check_access(
    thread: &JavaThread,
    klass: KlassPtr,
    sup: KlassPtr,
    kind: &str,
    what: &str,
) -> JResult<()> {
    if access::can_access_class(klass, sup) {
        return Ok(());
    }
    let same_module = modules::module_of(klass).id == modules::module_of(sup).id;
    let message = if sup.is_public() && !same_module {
        format!(
            "{what} check failed: {}",
            resolution::class_not_accessible(klass, sup)
        )
    } else {
        let (class, name, places) = (
            klass.external_name(),
            sup.external_name(),
            interpreter::places(klass, sup),
        );
        format!("class {class} cannot access its {kind} {name} ({places})")
    };
    Err(exceptions::throw(
        thread,
        "java/lang/IllegalAccessError",
        &message,
    ))
}

/// A sealed class must name its direct subtypes, which must be in its module, or in its package if they are not public.
fn is_permitted(klass: KlassPtr, own: Symbol, sup: KlassPtr) -> bool {
    let a = sup.attributes.get();
    if !a.is_sealed {
        return true;
    }
    if modules::module_of(sup).id != modules::module_of(klass).id {
        return false;
    }
    if !klass.is_public() && !klass.is_same_package(&sup) {
        return false;
    }
    // A hidden class has no name that a sealed class could name.
    !klass.is_hidden()
        && a.permitted_subclasses
            .get()
            .iter()
            .any(|&i| sup.constants().symbol(i.into()) == own)
}
