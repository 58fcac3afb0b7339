//! Modules and packages at run time (JVMS 5.3.6, JLS 7.7): what `jdk.internal.module` tells the machine, and the
//! questions of access control.
//!
//! Modules live as long as the class loader that defines them. They are numbered; number 0 is java.base, to which every class belongs that is defined before the module system is
//! up. When java.base is defined the mirrors made so far get their `module` field.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use oops::{KlassPtr, LoaderId, Oop, OopSlot, Symbol};
use parking_lot::{Mutex, RwLock};

use crate::classes::loader_data::{ClassLoaderData, HandleMap, store_slot};
use crate::classes::well_known::fields;
use crate::classes::{strings, system_dictionary};
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// A module's number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ModuleId(pub u32);

impl ModuleId {
    pub const JAVA_BASE: ModuleId = ModuleId(0);
}

/// One module, named or unnamed.
pub struct ModuleEntry {
    pub id: ModuleId,
    /// `None` for unnamed modules.
    pub name: Option<Symbol>,
    pub version: Option<Symbol>,
    /// Where the module is from, as a URI.
    pub location: Option<Symbol>,
    pub loader: LoaderId,
    pub is_open: bool,
    oop: OopSlot,
    reads: RwLock<HashSet<ModuleId>>,
    reads_all_unnamed: AtomicBool,
}

impl ModuleEntry {
    /// The java.lang.Module object; null for java.base before it is defined.
    pub fn oop(&self) -> Oop {
        self.oop.load()
    }
    /// The slot of the object, visited with the class loader's data.
    pub fn slot(&self) -> &OopSlot {
        &self.oop
    }
    pub fn is_named(&self) -> bool {
        self.name.is_some()
    }
    /// The version as messages show it: not for the modules of the JDK.
    pub fn version_for_messages(&self) -> Option<Symbol> {
        let location = self.location?.as_bytes();
        let of_the_jdk = location.starts_with(b"jrt:/java.") || location.starts_with(b"jrt:/jdk.");
        self.version.filter(|_| !of_the_jdk)
    }
    /// True if this module reads `other` (unnamed modules and java.base's readers read everything that they must).
    pub fn can_read(&self, other: &ModuleEntry) -> bool {
        self.id == other.id
            || !self.is_named()
            || other.id == ModuleId::JAVA_BASE
            || self.reads.read().contains(&other.id)
            || !other.is_named() && self.reads_all_unnamed.load(Ordering::Relaxed)
    }
}

/// Who may see a package.
#[derive(Default)]
struct Exports {
    to_all: bool,
    to_all_unnamed: bool,
    to: HashSet<ModuleId>,
}

struct Package {
    module: ModuleId,
    exports: Exports,
}

/// The packages of one loader's named modules, and its unnamed module.
#[derive(Default)]
pub struct PackageTable {
    packages: RwLock<HandleMap<Symbol, Package>>,
    /// Number of the unnamed module + 1, 0 before it is asked for.
    unnamed: AtomicU32,
}

/// All modules by number, and the numbers that are free again.
struct Modules {
    all: Vec<Option<&'static ModuleEntry>>,
    free: Vec<u32>,
}

static MODULES: RwLock<Modules> = RwLock::new(Modules {
    all: Vec::new(),
    free: Vec::new(),
});
/// Serialises definitions.
static DEFINING: Mutex<()> = Mutex::new(());

/// What a module is called and where it is from.
#[derive(Clone, Copy, Default)]
pub struct ModuleNames {
    /// `None` for unnamed modules.
    pub name: Option<Symbol>,
    pub version: Option<Symbol>,
    pub location: Option<Symbol>,
}

fn new_entry(
    id: ModuleId,
    names: ModuleNames,
    loader: LoaderId,
    is_open: bool,
    oop: Oop,
) -> &'static ModuleEntry {
    let entry: &'static ModuleEntry = Box::leak(Box::new(ModuleEntry {
        id,
        name: names.name,
        version: names.version,
        location: names.location,
        loader,
        is_open,
        oop: OopSlot::null(),
        reads: RwLock::default(),
        reads_all_unnamed: AtomicBool::new(false),
    }));
    store_slot(&entry.oop, oop);
    entry
}

fn add_module(names: ModuleNames, loader: &ClassLoaderData, is_open: bool, oop: Oop) -> ModuleId {
    let id = {
        let mut modules = MODULES.write();
        let index = modules.free.pop().map_or(modules.all.len(), |i| i as usize);
        let id = ModuleId(index as u32);
        if index == modules.all.len() {
            modules.all.push(None);
        }
        modules.all[index] = Some(new_entry(id, names, loader.id, is_open, oop));
        id
    };
    loader.add_module(id);
    id
}

/// Frees the modules of class loaders that are being unloaded, and forgets that others read them or export to them.
/// The world is stopped.
pub fn unload(dead: &[&'static ClassLoaderData]) {
    let gone: HashSet<ModuleId> = dead.iter().flat_map(|d| d.modules()).collect();
    if gone.is_empty() {
        return;
    }
    let mut modules = MODULES.write();
    for id in &gone {
        if let Some(entry) = modules.all[id.0 as usize].take() {
            modules.free.push(id.0);
            // SAFETY: made by `new_entry`, in the table until now; only classes and objects of its loader lead to it.
            drop(unsafe { Box::from_raw(std::ptr::from_ref(entry).cast_mut()) });
        }
    }
    for m in modules.all.iter().flatten() {
        m.reads.write().retain(|id| !gone.contains(id));
    }
    drop(modules);
    for data in ClassLoaderData::all() {
        for p in data.packages.packages.write().values_mut() {
            p.exports.to.retain(|id| !gone.contains(id));
        }
    }
}

/// Makes java.base's entry, before any class exists.
pub fn initialize() {
    if MODULES.read().all.is_empty() {
        let name = Some(Symbol::from_text("java.base"));
        add_module(
            ModuleNames {
                name,
                ..ModuleNames::default()
            },
            ClassLoaderData::boot(),
            false,
            Oop::NULL,
        );
    }
}

/// The entry of a module number.
pub fn entry(id: ModuleId) -> &'static ModuleEntry {
    MODULES.read().all[id.0 as usize].expect("a module of a living class loader")
}

/// The module of a class; of an array, that of its innermost element.
pub fn module_of(klass: KlassPtr) -> &'static ModuleEntry {
    let k = if klass.is_array() {
        klass.bottom.unwrap_or(klass)
    } else {
        klass
    };
    entry(ModuleId(k.rt.get().module.load(Ordering::Relaxed)))
}

/// The entry of a java.lang.Module object; `None` for one that is not defined to the machine.
pub fn of_oop(module: Oop) -> Option<&'static ModuleEntry> {
    let known = module.load_i64(fields::module_entry());
    if known != 0 {
        return Some(entry(ModuleId((known - 1) as u32)));
    }
    if module.load_oop(fields::module_name()).is_null() {
        let loader = ClassLoaderData::of_loader(module.load_oop(fields::module_loader()));
        return Some(unnamed_module(loader, module));
    }
    None
}

/// The unnamed module of a loader; `oop` may be null.
fn unnamed_module(loader: &ClassLoaderData, oop: Oop) -> &'static ModuleEntry {
    let known = loader.packages.unnamed.load(Ordering::Acquire);
    if known != 0 {
        let e = entry(ModuleId(known - 1));
        if e.oop().is_null() && !oop.is_null() {
            store_slot(&e.oop, oop);
            oop.store_i64(fields::module_entry(), i64::from(e.id.0) + 1);
        }
        return e;
    }
    let _defining = DEFINING.lock();
    let known = loader.packages.unnamed.load(Ordering::Acquire);
    if known != 0 {
        return entry(ModuleId(known - 1));
    }
    let oop = match (oop.non_null(), loader.loader().non_null()) {
        (Some(o), _) => o,
        (None, Some(l)) => l.load_oop(fields::class_loader_unnamed_module()),
        (None, None) => Oop::NULL,
    };
    let id = add_module(ModuleNames::default(), loader, true, oop);
    if !oop.is_null() {
        oop.store_i64(fields::module_entry(), i64::from(id.0) + 1);
    }
    loader.packages.unnamed.store(id.0 + 1, Ordering::Release);
    entry(id)
}

/// The module for a class that `loader` defines in `package` (with slashes; empty = unnamed package).
pub fn module_for_package(loader: &ClassLoaderData, package: &[u8]) -> &'static ModuleEntry {
    if let Some(p) = Symbol::lookup(package)
        .and_then(|s| loader.packages.packages.read().get(&s).map(|p| p.module))
    {
        return entry(p);
    }
    if loader.id == LoaderId::BOOT && entry(ModuleId::JAVA_BASE).oop().is_null() {
        return entry(ModuleId::JAVA_BASE);
    }
    unnamed_module(loader, Oop::NULL)
}

/// True if `package` of `loader` belongs to a named module.
pub fn package_is_in_named_module(loader: &ClassLoaderData, package: &[u8]) -> bool {
    Symbol::lookup(package).is_some_and(|s| loader.packages.packages.read().contains_key(&s))
}

/// Locations and names of all packages of the boot loader's named modules.
pub fn boot_packages() -> Vec<(Symbol, ModuleId)> {
    ClassLoaderData::boot()
        .packages
        .packages
        .read()
        .iter()
        .map(|(s, p)| (*s, p.module))
        .collect()
}

/// The module of one of the boot loader's packages.
pub fn boot_package(package: &[u8]) -> Option<ModuleId> {
    let s = Symbol::lookup(package)?;
    ClassLoaderData::boot()
        .packages
        .packages
        .read()
        .get(&s)
        .map(|p| p.module)
}

/// True if types in `package` of module `of` are exported to `to`.
pub fn is_exported(of: &ModuleEntry, loader: LoaderId, package: &[u8], to: &ModuleEntry) -> bool {
    if of.id == to.id || !of.is_named() || of.is_open {
        return true;
    }
    let Some(package) = Symbol::lookup(package) else {
        return false;
    };
    let packages = ClassLoaderData::get(loader).packages.packages.read();
    packages.get(&package).is_some_and(|p| {
        let e = &p.exports;
        e.to_all || e.to_all_unnamed && !to.is_named() || e.to.contains(&to.id)
    })
}

fn illegal(thread: &JavaThread, message: &str) -> exceptions::Pending {
    exceptions::throw(thread, "java/lang/IllegalArgumentException", message)
}

/// The entry of a module object given by the class library, or IllegalArgumentException.
fn required(thread: &JavaThread, module: Oop, what: &str) -> JResult<&'static ModuleEntry> {
    if module.is_null() {
        return Err(exceptions::throw(
            thread,
            "java/lang/NullPointerException",
            &format!("{what} is null"),
        ));
    }
    of_oop(module).ok_or_else(|| illegal(thread, &format!("{what} is not valid")))
}

/// `JVM_DefineModule`: `packages` are names with slashes.
pub fn define_module(
    thread: &JavaThread,
    module: Oop,
    name: Symbol,
    is_open: bool,
    (version, location): (Option<Symbol>, Option<Symbol>),
    packages: &[Symbol],
) -> JResult<()> {
    let loader = ClassLoaderData::of_loader(module.load_oop(fields::module_loader()));
    let is_base = name.as_bytes() == b"java.base";
    let duplicate = packages
        .iter()
        .find(|p| loader.packages.packages.read().contains_key(p))
        .copied();
    if let Some(p) = duplicate {
        let owner = module_for_package(loader, p.as_bytes());
        let owner = owner
            .name
            .map_or_else(|| "unnamed".to_owned(), |n| n.to_string());
        let message = format!(
            "Package {} for module {name} is already in another module, {owner}, defined to the class loader",
            p.to_external()
        );
        return Err(exceptions::throw(
            thread,
            "java/lang/IllegalStateException",
            &message,
        ));
    }
    let id = if is_base {
        let base = entry(ModuleId::JAVA_BASE);
        if !base.oop().is_null() {
            return Err(exceptions::throw(
                thread,
                "java/lang/InternalError",
                "Module java.base is already defined",
            ));
        }
        // The entry made at boot knew no more than the name.
        let names = ModuleNames {
            name: Some(name),
            version,
            location,
        };
        let base = new_entry(ModuleId::JAVA_BASE, names, LoaderId::BOOT, is_open, module);
        MODULES.write().all[ModuleId::JAVA_BASE.0 as usize] = Some(base);
        ModuleId::JAVA_BASE
    } else {
        let taken = MODULES
            .read()
            .all
            .iter()
            .flatten()
            .any(|m| m.name == Some(name) && m.loader == loader.id);
        if taken {
            let message = format!("Module {name} is already defined");
            return Err(exceptions::throw(
                thread,
                "java/lang/IllegalStateException",
                &message,
            ));
        }
        add_module(
            ModuleNames {
                name: Some(name),
                version,
                location,
            },
            loader,
            is_open,
            module,
        )
    };
    module.store_i64(fields::module_entry(), i64::from(id.0) + 1);
    {
        let mut table = loader.packages.packages.write();
        for &p in packages {
            table.insert(
                p,
                Package {
                    module: id,
                    exports: Exports::default(),
                },
            );
        }
    }
    crate::log!(
        Info,
        [module, load],
        "{name} location: {}",
        location.map_or_else(String::new, |l| l.to_string())
    );
    crate::log!(
        Debug,
        [module],
        "define_module(): creation of module: {name}, version: {}, location: {}, class loader {}, package #: {}",
        version.map_or_else(|| "NULL".to_owned(), |v| v.to_string()),
        location.map_or_else(|| "NULL".to_owned(), |l| l.to_string()),
        loader_name(loader),
        packages.len()
    );
    if is_base {
        patch_mirrors(module);
    }
    Ok(())
}

/// Mirrors made before java.base was defined get their module.
fn patch_mirrors(java_base: Oop) {
    let offset = fields::class_module();
    system_dictionary::for_each_class(&mut |k| {
        if let Some(mirror) = k.mirror().non_null()
            && mirror.load_oop(offset).is_null()
        {
            memory::store_oop(mirror, offset, java_base);
        }
    });
    for ty in oops::BasicType::PRIMITIVES
        .into_iter()
        .chain([oops::BasicType::Void])
    {
        memory::store_oop(
            crate::classes::mirrors::primitive_mirror(ty),
            offset,
            java_base,
        );
    }
}

/// `JVM_AddReadsModule`; `to` null = all unnamed modules.
pub fn add_reads(thread: &JavaThread, from: Oop, to: Oop) -> JResult<()> {
    let from = required(thread, from, "from_module")?;
    match to.non_null() {
        None => from.reads_all_unnamed.store(true, Ordering::Relaxed),
        Some(to) => {
            let to = required(thread, to, "to_module")?;
            from.reads.write().insert(to.id);
        }
    }
    Ok(())
}

/// To whom a package is exported.
pub enum ExportTo {
    All,
    AllUnnamed,
    Module(Oop),
}

/// `JVM_AddModuleExports` and its kin.
pub fn add_exports(thread: &JavaThread, from: Oop, package: Symbol, to: ExportTo) -> JResult<()> {
    let from = required(thread, from, "from_module")?;
    if !from.is_named() || from.is_open {
        return Ok(());
    }
    let to_id = match to {
        ExportTo::Module(m) => Some(required(thread, m, "to_module")?.id),
        _ => None,
    };
    let mut table = ClassLoaderData::get(from.loader).packages.packages.write();
    match table.get_mut(&package) {
        Some(p) if p.module == from.id => match (to, to_id) {
            (ExportTo::All, _) => p.exports.to_all = true,
            (ExportTo::AllUnnamed, _) => p.exports.to_all_unnamed = true,
            (ExportTo::Module(_), id) => p.exports.to.extend(id),
        },
        _ => {
            drop(table);
            let name = from.name.map_or_else(String::new, |n| n.to_string());
            return Err(illegal(
                thread,
                &format!(
                    "Package {} not found in from_module {name}",
                    package.to_external()
                ),
            ));
        }
    }
    Ok(())
}

/// `JVM_SetBootLoaderUnnamedModule`.
pub fn set_boot_loader_unnamed_module(_thread: &JavaThread, module: Oop) {
    unnamed_module(ClassLoaderData::boot(), module);
}

/// The loader as messages call it: `'app'`, `'bootstrap'`, or `name @hash`.
pub fn loader_name(data: &ClassLoaderData) -> String {
    let Some(loader) = data.loader().non_null() else {
        return "'bootstrap'".to_owned();
    };
    match loader
        .load_oop(fields::class_loader_name_and_id())
        .non_null()
    {
        Some(s) => strings::to_rust(s),
        None => format!(
            "{} @{:x}",
            loader.klass().external_name(),
            loader.identity_hash()
        ),
    }
}

/// `class` or `interface`.
pub fn kind_name(klass: KlassPtr) -> &'static str {
    if klass.is_interface() {
        "interface"
    } else {
        "class"
    }
}

/// `module m of loader 'x'` or `unnamed module of loader 'x'`.
pub fn place(module: &ModuleEntry, loader: &ClassLoaderData) -> String {
    let module = match (module.name, module.version_for_messages()) {
        (Some(n), Some(v)) => format!("module {n}@{v}"),
        (Some(n), None) => format!("module {n}"),
        (None, _) => "unnamed module".to_owned(),
    };
    format!("{module} of loader {}", loader_name(loader))
}

/// `a.B is in module m of loader 'x'`, `a.B is in unnamed module of loader 'x'`: as error messages say it.
pub fn class_in_module_of_loader(klass: KlassPtr) -> String {
    let bottom = if klass.is_array() {
        klass.bottom.unwrap_or(klass)
    } else {
        klass
    };
    format!(
        "{} is in {}",
        klass.external_name(),
        place(module_of(klass), ClassLoaderData::get(bottom.loader))
    )
}

/// As [`class_in_module_of_loader`], and names the parent of a loader that is not the machine's.
pub fn class_in_module_and_parents(klass: KlassPtr) -> String {
    let text = class_in_module_of_loader(klass);
    let bottom = if klass.is_array() {
        klass.bottom.unwrap_or(klass)
    } else {
        klass
    };
    match ClassLoaderData::get(bottom.loader).loader().non_null() {
        Some(loader) if !is_builtin(loader) => {
            let parent = ClassLoaderData::of_loader(loader.load_oop(fields::class_loader_parent()));
            format!("{text}, parent loader {}", loader_name(parent))
        }
        _ => text,
    }
}

/// The class library's own loaders for the system's classes.
fn is_builtin(loader: Oop) -> bool {
    let name = loader.klass().name.as_bytes();
    let class = name.strip_prefix(b"jdk/internal/loader/ClassLoaders$");
    matches!(class, Some(b"AppClassLoader" | b"PlatformClassLoader"))
}
