//! Finding, loading and defining classes (JVMS 5.3).

use std::cell::RefCell;

use classlib::classfile::{ClassFile, ClassFileError, ParseOptions};
use oops::field::access;
use oops::{KlassPtr, LoaderId, Oop, Symbol};

use crate::classes::boot::{self, Found};
use crate::classes::define::{self, Parts};
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{arrays, mirrors, modules, resolve, strings};
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, java_calls, synchronizer};

thread_local! {
    /// Classes whose supertypes this thread is loading: (name, loader).
    static LOADING: RefCell<Vec<(Symbol, LoaderId)>> = const { RefCell::new(Vec::new()) };
}

/// The class `name` (internal form; arrays as `[I`, `[Ljava/lang/String;`) as seen from `loader` (null = boot), loaded if
/// need be. NoClassDefFoundError (with the ClassNotFoundException as cause) if there is none: the form for resolution.
pub fn resolve_or_fail(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<KlassPtr> {
    match find_or_load(thread, name, loader) {
        Ok(Some(k)) => Ok(k),
        Ok(None) => Err(no_class(thread, name, Oop::NULL)),
        Err(pending) => {
            let exception = exceptions::take(thread, pending);
            let not_found = exception.is_a(wk::class_not_found_exception());
            Err(if not_found { no_class(thread, name, exception) } else { exceptions::throw_oop(thread, exception) })
        }
    }
}

fn no_class(thread: &JavaThread, name: Symbol, cause: Oop) -> Pending {
    exceptions::throw_with(thread, "java/lang/NoClassDefFoundError", Some(&name.to_text()), cause)
}

/// As [`resolve_or_fail`], but ClassNotFoundException as `Class.forName` and `findSystemClass` throw it.
pub fn load_class(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<KlassPtr> {
    match find_or_load(thread, name, loader)? {
        Some(k) => Ok(k),
        None => Err(exceptions::throw(thread, "java/lang/ClassNotFoundException", &name.to_external())),
    }
}

/// Loads from the boot loader only; `None` when it has no such class.
pub fn load_boot_class(thread: &JavaThread, name: Symbol) -> JResult<Option<KlassPtr>> {
    find_or_load(thread, name, Oop::NULL)
}

/// The class if the loader has been recorded as an initiating loader of it; never loads.
pub fn find_loaded(name: Symbol, loader: Oop) -> Option<KlassPtr> {
    let bytes = name.as_bytes();
    let Some(element) = bytes.strip_prefix(b"[") else {
        return ClassLoaderData::of_loader(loader).find(name);
    };
    let component = match element {
        [b'L', inner @ .., b';'] => find_loaded(Symbol::lookup(inner)?, loader)?,
        [b'[', ..] => find_loaded(Symbol::lookup(element)?, loader)?,
        _ => return ClassLoaderData::boot().find(name),
    };
    component.rt.get().array_klass.load()
}

fn find_or_load(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<Option<KlassPtr>> {
    let bytes = name.as_bytes();
    if bytes.first() == Some(&b'[') {
        return load_array(thread, name, loader);
    }
    let data = ClassLoaderData::of_loader(loader);
    if let Some(k) = data.find(name) {
        return Ok(Some(k));
    }
    if LOADING.with_borrow(|l| l.contains(&(name, data.id))) {
        return Err(exceptions::throw(thread, "java/lang/ClassCircularityError", &name.to_text()));
    }
    if loader.is_null() { load_from_boot(thread, name) } else { load_by_java(thread, data, name, loader).map(Some) }
}

fn load_array(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<Option<KlassPtr>> {
    if let Some(k) = find_loaded(name, loader) {
        return Ok(Some(k));
    }
    let element = &name.as_bytes()[1..];
    let component = match element {
        [b'L', inner @ .., b';'] if !inner.is_empty() => find_or_load(thread, Symbol::intern(inner), loader)?,
        [b'[', ..] => load_array(thread, Symbol::intern(element), loader)?,
        _ => None,
    };
    component.map(|c| arrays::array_of(thread, c)).transpose()
}

fn load_from_boot(thread: &JavaThread, name: Symbol) -> JResult<Option<KlassPtr>> {
    let text = name.to_text();
    let Some(Found { bytes, source, appended }) = boot::find_class_file(&text) else { return Ok(None) };
    let options = DefineOptions { trusted: !appended, ..DefineOptions::default() };
    let data = ClassLoaderData::boot();
    let klass = build(thread, data, Some(name), Oop::NULL, &bytes, Some(&source), &options)?;
    Ok(Some(data.record(name, klass)))
}

/// `loader.loadClass(name)` (JVMS 5.3.2).
fn load_by_java(thread: &JavaThread, data: &ClassLoaderData, name: Symbol, loader: Oop) -> JResult<KlassPtr> {
    let dotted = strings::external_class_name(thread, name)?;
    // Loaders that did not register as parallel capable are locked, as ever.
    let lock = loader.load_oop(fields::class_loader_parallel_lock_map()).is_null();
    if lock {
        synchronizer::enter(thread, loader);
    }
    let result = java_calls::call_virtual_named(
        thread,
        loader,
        Symbol::from_text("loadClass"),
        Symbol::from_text("(Ljava/lang/String;)Ljava/lang/Class;"),
        &[loader.to_bits(), dotted.to_bits()],
    );
    if lock {
        unlock(thread, loader, &result)?;
    }
    // SAFETY: the method returns a reference.
    let mirror = unsafe { Oop::from_bits(result?) };
    let klass = mirror.non_null().and_then(KlassPtr::of_mirror);
    match klass {
        Some(k) if k.name == name => Ok(data.record(name, k)),
        _ => Err(exceptions::throw(thread, "java/lang/ClassNotFoundException", &name.to_external())),
    }
}

/// Unlocks the loader while a result, perhaps a pending exception, is on its way.
fn unlock(thread: &JavaThread, loader: Oop, result: &JResult<u64>) -> JResult<()> {
    let saved = thread.pending_exception.swap(Oop::NULL);
    let unlocked = synchronizer::exit(thread, loader);
    if result.is_err() {
        thread.pending_exception.store(saved);
        return Ok(());
    }
    unlocked
}

/// Extra wishes of a definition.
#[derive(Clone, Copy, Default)]
pub struct DefineOptions {
    /// Hidden class (`Lookup::defineHiddenClass`): its nest host or lookup class's mirror, flags as JVM_LookupDefineClass.
    pub hidden: bool,
    pub nestmate: bool,
    pub strong: bool,
    pub access_vm_annotations: bool,
    pub lookup_class: Option<KlassPtr>,
    pub class_data: Oop,
    /// Skip verification/format checks as for the boot loader.
    pub trusted: bool,
}

/// Defines a class from bytes (JVMS 5.3.5). `name` may be unknown. LinkageError for a duplicate definition.
pub fn define_class(
    thread: &JavaThread,
    name: Option<Symbol>,
    loader: Oop,
    protection_domain: Oop,
    bytes: &[u8],
    source: Option<&str>,
    options: DefineOptions,
) -> JResult<KlassPtr> {
    let data = ClassLoaderData::of_loader(loader);
    if let Some(n) = name
        && !options.hidden
        && data.find(n).is_some_and(|k| k.loader == data.id)
    {
        return Err(duplicate(thread, data, n));
    }
    let klass = build(thread, data, name, protection_domain, bytes, source, &options)?;
    if options.hidden {
        return Ok(klass);
    }
    if data.record(klass.name, klass) != klass {
        return Err(duplicate(thread, data, klass.name));
    }
    if !loader.is_null() {
        java_calls::call_virtual_named(
            thread,
            loader,
            Symbol::from_text("addClass"),
            Symbol::from_text("(Ljava/lang/Class;)V"),
            &[loader.to_bits(), klass.mirror().to_bits()],
        )?;
    }
    Ok(klass)
}

fn duplicate(thread: &JavaThread, data: &ClassLoaderData, name: Symbol) -> Pending {
    let mut message = format!("loader {} attempted duplicate class definition for {}.", modules::loader_name(data), name.to_external());
    if let Some(k) = data.find(name) {
        message.push_str(&format!(" ({})", modules::class_in_module_of_loader(k)));
    }
    exceptions::throw(thread, "java/lang/LinkageError", &message)
}

fn format_error(thread: &JavaThread, error: &ClassFileError) -> Pending {
    exceptions::throw(thread, error.java_class(), error.message())
}

/// Parses, checks and makes a class with its mirror; enters it in no dictionary.
fn build(
    thread: &JavaThread,
    data: &ClassLoaderData,
    name: Option<Symbol>,
    protection_domain: Oop,
    bytes: &[u8],
    source: Option<&str>,
    options: &DefineOptions,
) -> JResult<KlassPtr> {
    let text = name.map(Symbol::to_text);
    let boot = data.id == LoaderId::BOOT;
    let platform = boot || options.access_vm_annotations || is_platform(data);
    let verify = match boot {
        true => flags::get::BytecodeVerificationLocal() != 0,
        false => flags::get::BytecodeVerificationRemote() != 0,
    };
    let parse = ParseOptions {
        name: text.as_deref(),
        relax: options.trusted || !verify,
        vm_annotations: platform,
        enable_preview: false,
    };
    let file = ClassFile::parse(bytes, &parse).map_err(|e| format_error(thread, &e))?;
    let own = Symbol::intern(file.name());
    if let Some(n) = name
        && n != own
    {
        let message = format!("{n} (wrong name: {own})");
        return Err(exceptions::throw(thread, "java/lang/NoClassDefFoundError", &message));
    }
    if !boot && !is_platform(data) && own.as_bytes().starts_with(b"java/") {
        let package = own.to_external();
        let package = package.rfind('.').map_or("", |i| &package[..i]).to_owned();
        let message = format!("Prohibited package name: {package}");
        return Err(exceptions::throw(thread, "java/lang/SecurityException", &message));
    }
    let (super_klass, interfaces) = supertypes(thread, data, own, &file)?;
    let final_name = if options.hidden { hidden_name(own) } else { own };
    let parts = Parts {
        file: &file,
        name: final_name,
        super_klass,
        interfaces: &interfaces,
        hidden: options.hidden,
        trusted: options.trusted,
    };
    let klass = define::make(data, &parts).map_err(|_| exceptions::throw_oom(thread, "Metaspace"))?;
    finish(thread, data, klass, protection_domain, options)?;
    if crate::runtime::init::machine().arguments.verbose_class {
        println!("[class,load] {} source: {}", klass.external_name(), source.unwrap_or("__JVM_DefineClass__"));
    }
    Ok(klass)
}

fn is_platform(data: &ClassLoaderData) -> bool {
    let Some(loader) = data.loader().non_null() else { return true };
    loader.klass().name.as_bytes() == b"jdk/internal/loader/ClassLoaders$PlatformClassLoader"
}

/// A hidden class's name: the file's with a suffix that no other class has.
fn hidden_name(own: Symbol) -> Symbol {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0x0000_0008_0000_0000);
    let n = NEXT.fetch_add(0x400, Ordering::Relaxed);
    Symbol::from_text(&format!("{own}+0x{n:016x}"))
}

/// Module, mirror, nest host and hierarchy links of a new class.
fn finish(
    thread: &JavaThread,
    data: &ClassLoaderData,
    klass: KlassPtr,
    protection_domain: Oop,
    options: &DefineOptions,
) -> JResult<()> {
    let module = match options.lookup_class {
        Some(host) if options.hidden => modules::module_of(host),
        _ => modules::module_for_package(data, klass.package_name()),
    };
    klass.rt.get().module.store(module.id.0, std::sync::atomic::Ordering::Relaxed);
    if options.hidden && options.nestmate {
        let host = options.lookup_class.map(|k| resolve::nest_host(thread, k)).transpose()?;
        klass.rt.get().nest_host.store(host);
    }
    if mirrors::are_ready() {
        mirrors::create(thread, klass, protection_domain)?;
        if !options.class_data.is_null() {
            crate::memory::store_oop(klass.mirror(), fields::class_class_data(), options.class_data);
        }
    }
    data.add_class(klass);
    if let Some(s) = klass.super_klass {
        loop {
            let first = s.rt.get().first_subklass.load();
            klass.rt.get().next_sibling.store(first);
            if s.rt.get().first_subklass.compare_exchange(first, Some(klass)) {
                break;
            }
        }
    }
    Ok(())
}

/// Resolves the superclass and interfaces with the checks of JVMS 5.3.5.
fn supertypes(
    thread: &JavaThread,
    data: &ClassLoaderData,
    own: Symbol,
    file: &ClassFile,
) -> JResult<(Option<KlassPtr>, Vec<KlassPtr>)> {
    LOADING.with_borrow_mut(|l| l.push((own, data.id)));
    struct Done;
    impl Drop for Done {
        fn drop(&mut self) {
            LOADING.with_borrow_mut(Vec::pop);
        }
    }
    let _done = Done;
    let loader = data.loader();
    let incompatible =
        |message: String| Err(exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &message));
    let super_klass = match file.super_name() {
        None => None,
        Some(n) if n == own.as_bytes() => {
            return Err(exceptions::throw(thread, "java/lang/ClassCircularityError", &own.to_text()));
        }
        Some(n) => Some(resolve_or_fail(thread, Symbol::intern(n), loader)?),
    };
    if let Some(s) = super_klass {
        if s.is_interface() {
            let message =
                format!("class {} has interface {} as super class", own.to_external(), s.external_name());
            return incompatible(message);
        }
        if s.access_flags & access::FINAL != 0 {
            let message = format!("class {} cannot inherit from final class {}", own.to_external(), s.external_name());
            return incompatible(message);
        }
        check_access(thread, data, own, s, "superclass")?;
        check_permitted(thread, data, own, s)?;
    }
    let mut interfaces = Vec::with_capacity(file.interfaces.len());
    for &index in &file.interfaces {
        let name = Symbol::intern(file.constant_pool.class_name(index));
        let i = resolve_or_fail(thread, name, loader)?;
        if !i.is_interface() {
            let message = format!(
                "class {} can not implement {}, because it is not an interface ({})",
                own.to_external(),
                i.external_name(),
                modules::class_in_module_of_loader(i)
            );
            return incompatible(message);
        }
        check_access(thread, data, own, i, "superinterface")?;
        check_permitted(thread, data, own, i)?;
        interfaces.push(i);
    }
    Ok((super_klass, interfaces))
}

/// A supertype must be public and exported, or of the same package.
fn check_access(thread: &JavaThread, data: &ClassLoaderData, own: Symbol, sup: KlassPtr, what: &str) -> JResult<()> {
    let package = own.as_bytes().iter().rposition(|&c| c == b'/').map_or(&[][..], |p| &own.as_bytes()[..p]);
    let same_package = sup.loader == data.id && sup.package_name() == package;
    let from = modules::module_for_package(data, package);
    let to = modules::module_of(sup);
    let visible = from.id == to.id
        || from.can_read(to) && modules::is_exported(to, sup.loader, sup.package_name(), from);
    if same_package || sup.is_public() && visible {
        return Ok(());
    }
    let message = format!(
        "class {} cannot access its {what} {} ({} is in unnamed module of loader {}; {})",
        own.to_external(),
        sup.external_name(),
        own.to_external(),
        modules::loader_name(data),
        modules::class_in_module_of_loader(sup)
    );
    Err(exceptions::throw(thread, "java/lang/IllegalAccessError", &message))
}

/// A sealed supertype must name the class (JVMS 5.3.5, step 3).
fn check_permitted(thread: &JavaThread, data: &ClassLoaderData, own: Symbol, sup: KlassPtr) -> JResult<()> {
    let a = sup.attributes.get();
    if !a.is_sealed {
        return Ok(());
    }
    let package = own.as_bytes().iter().rposition(|&c| c == b'/').map_or(&[][..], |p| &own.as_bytes()[..p]);
    let module = modules::module_for_package(data, package);
    let same_module = modules::module_of(sup).id == module.id;
    let named = a.permitted_subclasses.get().iter().any(|&i| sup.constants().symbol(i.into()) == own);
    let same_package = sup.loader == data.id && sup.package_name() == package;
    if named && same_module && (module.is_named() || same_package || sup.is_public()) {
        return Ok(());
    }
    let kind = if sup.is_interface() { "implement sealed interface" } else { "inherit from sealed class" };
    let message = format!("class {} cannot {kind} {}", own.to_external(), sup.external_name());
    Err(exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &message))
}

/// The class or primitive mirror for a field descriptor as seen from a loader, e.g. `I`, `Ljava/lang/String;`, `[J`.
pub fn mirror_of_descriptor(thread: &JavaThread, descriptor: &[u8], loader: Oop) -> JResult<Oop> {
    match descriptor {
        [b'L', name @ .., b';'] => Ok(resolve_or_fail(thread, Symbol::intern(name), loader)?.mirror()),
        [b'[', ..] => Ok(resolve_or_fail(thread, Symbol::intern(descriptor), loader)?.mirror()),
        _ => Ok(mirrors::primitive_mirror(oops::BasicType::of_descriptor(descriptor))),
    }
}

/// Calls `f` for every class of every loader.
pub fn for_each_class(f: &mut dyn FnMut(KlassPtr)) {
    for data in ClassLoaderData::all() {
        data.for_each_class(f);
    }
}
