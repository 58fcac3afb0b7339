//! Modules and packages, as java.lang.Module and jdk.internal.loader.BootLoader define them (JVMS 5.3.6).

use jni_sys::{jobject, jobjectArray, jstring};
use oops::{LoaderId, Oop, Symbol};

use super::entry::{jvm_entries, local, oop, required, string};
use crate::classes::modules::{self, ExportTo};
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{strings, system_dictionary as dictionary};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::init::machine;
use crate::runtime::thread::JavaThread;

fn illegal(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

fn null(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/NullPointerException", message)
}

/// A package's name in the machine's form.
fn package_symbol(name: Oop) -> Symbol {
    let mut bytes = strings::to_mutf8(name);
    bytes
        .iter_mut()
        .filter(|c| **c == b'.')
        .for_each(|c| *c = b'/');
    Symbol::intern(&bytes)
}

/// True if every part between the slashes is a legal unqualified name (JVMS 4.2.2).
fn is_package_name(name: &[u8]) -> bool {
    name.split(|&c| c == b'/')
        .all(|part| !part.is_empty() && !part.iter().any(|c| b".;[".contains(c)))
}

/// The packages in the array that `Module.defineModule0` passes, checked for `module`.
fn package_symbols(
    thread: &JavaThread,
    packages: Oop,
    module: Symbol,
    loader: Oop,
) -> JResult<Vec<Symbol>> {
    let count = packages.non_null().map_or(0, Oop::array_length);
    let mut symbols = Vec::with_capacity(count);
    for i in 0..count {
        let name = packages.obj_at(i);
        if name.is_null() || name.klass() != wk::string() {
            return Err(illegal(thread, "Bad package name"));
        }
        let package = package_symbol(name);
        let bytes = package.as_bytes();
        if !is_package_name(bytes) {
            let message = format!("Invalid package name: {package} for module: {module}");
            return Err(illegal(thread, &message));
        }
        let is_java = bytes == b"java" || bytes.starts_with(b"java/");
        if is_java && !loader.is_null() && !super::callers::is_platform_loader(loader) {
            let message = format!(
                "Class loader (instance of): {} tried to define prohibited package name: {package}",
                loader.klass().external_name()
            );
            return Err(illegal(thread, &message));
        }
        if !symbols.contains(&package) {
            symbols.push(package);
        }
    }
    Ok(symbols)
}

fn add_exports(thread: &JavaThread, from: jobject, package: jstring, to: ExportTo) -> JResult<()> {
    if package.is_null() {
        return Err(null(thread, "package is null"));
    }
    if from.is_null() {
        return Err(null(thread, "from_module is null"));
    }
    modules::add_exports(thread, oop(from), package_symbol(oop(package)), to)
}

/// Where the classes of one of the boot loader's packages come from: a module's location, or the place on the appended
/// boot class path; `None` if no class of the package has been loaded.
fn location(package: Symbol) -> Option<String> {
    let mut module = None;
    dictionary::for_each_class(&mut |k| {
        if module.is_none()
            && k.loader == LoaderId::BOOT
            && k.is_instance()
            && k.package_name() == package.as_bytes()
        {
            module = Some(modules::module_of(k));
        }
    });
    let module = module?;
    match module.name {
        Some(_) => module.location.map(|l| l.to_string()),
        None => machine()
            .arguments
            .boot_append
            .first()
            .map(|p| p.display().to_string()),
    }
}

/// The names of the boot loader's packages that have loaded classes.
fn loaded_packages() -> Vec<Symbol> {
    let mut seen = std::collections::HashSet::new();
    dictionary::for_each_class(&mut |k| {
        if k.loader == LoaderId::BOOT && k.is_instance() && !k.package_name().is_empty() {
            seen.insert(k.package_name());
        }
    });
    let mut names: Vec<&[u8]> = seen.into_iter().collect();
    names.sort_unstable();
    names.into_iter().map(Symbol::intern).collect()
}

jvm_entries! {
    /// `Module.defineModule0`.
    fn JVM_DefineModule(
        thread, module: jobject, is_open: u8, version: jstring, location: jstring, packages: jobjectArray,
    ) {
        let Some(module) = oop(module).non_null() else { return Err(null(thread, "Null module object")) };
        if !module.is_a(wk::module()) {
            return Err(illegal(thread, "module is not an instance of type java.lang.Module"));
        }
        let Some(name) = module.load_oop(fields::module_name()).non_null() else {
            return Err(illegal(thread, "Module name cannot be null"));
        };
        let name = Symbol::intern(&strings::to_mutf8(name));
        let text = |s: jstring| oop(s).non_null().map(|v| Symbol::intern(&strings::to_mutf8(v)));
        let origin = (text(version), text(location));
        let loader = module.load_oop(fields::module_loader());
        let packages = package_symbols(thread, oop(packages), name, loader)?;
        modules::define_module(thread, module, name, is_open != 0, origin, &packages)
    }

    /// `BootLoader.setBootLoaderUnnamedModule0`.
    fn JVM_SetBootLoaderUnnamedModule(thread, module: jobject) {
        let Some(module) = oop(module).non_null() else { return Err(null(thread, "Null module object")) };
        if !module.is_a(wk::module()) {
            return Err(illegal(thread, "module is not an instance of type java.lang.Module"));
        }
        if !module.load_oop(fields::module_name()).is_null() {
            return Err(illegal(thread, "boot loader's unnamed module's java.lang.Module object is not unnamed"));
        }
        if !module.load_oop(fields::module_loader()).is_null() {
            return Err(illegal(thread, "Class loader must be the boot class loader"));
        }
        modules::set_boot_loader_unnamed_module(thread, module);
        Ok(())
    }

    /// `Module.addReads0`; null stands for all unnamed modules.
    fn JVM_AddReadsModule(thread, from: jobject, to: jobject) {
        if from.is_null() {
            return Err(null(thread, "from_module is null"));
        }
        modules::add_reads(thread, oop(from), oop(to))
    }

    /// `Module.addExports0`.
    fn JVM_AddModuleExports(thread, from: jobject, package: jstring, to: jobject) {
        if to.is_null() {
            return Err(null(thread, "to_module is null"));
        }
        add_exports(thread, from, package, ExportTo::Module(oop(to)))
    }

    /// `Module.addExportsToAll0`.
    fn JVM_AddModuleExportsToAll(thread, from: jobject, package: jstring) {
        add_exports(thread, from, package, ExportTo::All)
    }

    /// `Module.addExportsToAllUnnamed0`.
    fn JVM_AddModuleExportsToAllUnnamed(thread, from: jobject, package: jstring) {
        add_exports(thread, from, package, ExportTo::AllUnnamed)
    }

    /// `BootLoader.getSystemPackageLocation`; null if no class of the package has been loaded.
    fn JVM_GetSystemPackage(thread, name: jstring) -> jstring {
        let name = required(thread, name)?;
        match location(package_symbol(name)) {
            Some(text) => string(thread, &text),
            None => Ok(std::ptr::null_mut()),
        }
    }

    /// `BootLoader.getSystemPackageNames`: with slashes.
    fn JVM_GetSystemPackages(thread) -> jobjectArray {
        let names = loaded_packages();
        let array = memory::allocate_object_array(thread, wk::string(), names.len())?;
        for (i, name) in names.iter().enumerate() {
            memory::obj_array_store(array, i, strings::new_string_mutf8(thread, name.as_bytes())?);
        }
        Ok(local(thread, array))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_names_have_legal_parts() {
        assert!(is_package_name(b"java/lang"));
        assert!(!is_package_name(b""));
        assert!(!is_package_name(b"a//b"));
        assert!(!is_package_name(b"a;b"));
    }
}
