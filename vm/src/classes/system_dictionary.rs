//! Finding, loading and defining classes (JVMS 5.3).
//!
//! A class is loaded by its defining loader once: the boot loader keeps a list of the names that threads are loading, so
//! that others wait; other loaders answer for themselves in Java, locked unless they are parallel capable. Every way into
//! a dictionary is [`constraints::record`].

use std::cell::RefCell;

use classlib::classfile::{ClassFile, ClassFileError, ParseOptions};
use oops::{KlassPtr, LoaderId, Oop, Symbol};
use parking_lot::{Condvar, Mutex};

use crate::classes::boot::{self, Found};
use crate::classes::constraints::{self, Recorded};
use crate::classes::define::{self, Parts};
use crate::classes::loader_data::{ClassLoaderData, record_dependency};
use crate::classes::well_known::{self as wk, fields};
use crate::classes::{
    arrays, init, log_lines, metaspace, mirrors, modules, resolve, strings, supertypes, vtable,
};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, java_calls, synchronizer, transitions};

thread_local! {
    /// Classes whose supertypes this thread is loading: (name, loader).
    static LOADING: RefCell<Vec<(Symbol, LoaderId)>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f` while the thread is marked as loading the supertypes of a class: coming back to the class is circular.
pub(super) fn while_loading<R>(name: Symbol, loader: LoaderId, f: impl FnOnce() -> R) -> R {
    struct Done;
    impl Drop for Done {
        fn drop(&mut self) {
            LOADING.with_borrow_mut(Vec::pop);
        }
    }
    LOADING.with_borrow_mut(|l| l.push((name, loader)));
    let _done = Done;
    f()
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
            Err(if not_found {
                no_class(thread, name, exception)
            } else {
                exceptions::throw_oop(thread, exception)
            })
        }
    }
}

fn no_class(thread: &JavaThread, name: Symbol, cause: Oop) -> Pending {
    exceptions::throw_with(
        thread,
        "java/lang/NoClassDefFoundError",
        Some(&name.to_text()),
        cause,
    )
}

/// As [`resolve_or_fail`], but ClassNotFoundException as `Class.forName` and `findSystemClass` throw it.
pub fn load_class(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<KlassPtr> {
    match find_or_load(thread, name, loader)? {
        Some(k) => Ok(k),
        None => Err(exceptions::throw(
            thread,
            "java/lang/ClassNotFoundException",
            &name.to_text(),
        )),
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
    let _used = data.keep_alive();
    if LOADING.with_borrow(|l| l.contains(&(name, data.id))) {
        return Err(exceptions::throw(
            thread,
            "java/lang/ClassCircularityError",
            &name.to_text(),
        ));
    }
    if loader.is_null() {
        load_from_boot(thread, name)
    } else {
        load_by_java(thread, data, name, loader)
    }
}

fn load_array(thread: &JavaThread, name: Symbol, loader: Oop) -> JResult<Option<KlassPtr>> {
    if let Some(k) = find_loaded(name, loader) {
        return Ok(Some(k));
    }
    let element = &name.as_bytes()[1..];
    let component = match element {
        [b'L', inner @ .., b';'] if !inner.is_empty() => {
            find_or_load(thread, Symbol::intern(inner), loader)?
        }
        [b'[', ..] => load_array(thread, Symbol::intern(element), loader)?,
        _ => None,
    };
    component.map(|c| arrays::array_of(thread, c)).transpose()
}

/// Names that threads are loading from the boot loader.
static BOOT_LOADING: Mutex<Vec<Symbol>> = Mutex::new(Vec::new());
static BOOT_LOADED: Condvar = Condvar::new();

/// The right to load a class from the boot loader; others that want the class wait until it is dropped.
struct Placeholder(Symbol);

impl Placeholder {
    /// `None` if another thread has loaded the class meanwhile.
    fn claim(thread: &JavaThread, name: Symbol) -> Option<Placeholder> {
        loop {
            {
                let mut loading = BOOT_LOADING.lock();
                if ClassLoaderData::boot().find(name).is_some() {
                    return None;
                }
                if !loading.contains(&name) {
                    loading.push(name);
                    return Some(Placeholder(name));
                }
            }
            transitions::blocked(thread, || {
                let mut loading = BOOT_LOADING.lock();
                while loading.contains(&name) {
                    BOOT_LOADED.wait(&mut loading);
                }
            });
        }
    }
}

impl Drop for Placeholder {
    fn drop(&mut self) {
        BOOT_LOADING.lock().retain(|n| *n != self.0);
        BOOT_LOADED.notify_all();
    }
}

fn load_from_boot(thread: &JavaThread, name: Symbol) -> JResult<Option<KlassPtr>> {
    let text = name.to_text();
    let Some(Found {
        bytes,
        source,
        appended,
    }) = boot::find_class_file(&text)
    else {
        return Ok(None);
    };
    let data = ClassLoaderData::boot();
    let Some(_placeholder) = Placeholder::claim(thread, name) else {
        return Ok(data.find(name));
    };
    let options = DefineOptions {
        trusted: !appended,
        ..DefineOptions::default()
    };
    let klass = build(
        thread,
        data,
        Some(name.as_bytes()),
        Oop::NULL,
        &bytes,
        Some(&source),
        &options,
    )?;
    enter(thread, data, klass)?;
    Ok(Some(klass))
}

/// `loader.loadClass(name)` (JVMS 5.3.2). `None` if it returns null or another class.
fn load_by_java(
    thread: &JavaThread,
    data: &ClassLoaderData,
    name: Symbol,
    loader: Oop,
) -> JResult<Option<KlassPtr>> {
    let dotted = strings::external_class_name(thread, name)?;
    // Loaders that did not register as parallel capable are locked, as ever.
    let lock = loader
        .load_oop(fields::class_loader_parallel_lock_map())
        .is_null();
    if lock {
        synchronizer::enter(thread, loader);
        if let Some(k) = data.find(name) {
            return synchronizer::exit(thread, loader).map(|()| Some(k));
        }
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
    match mirror.non_null().and_then(KlassPtr::of_mirror) {
        Some(k) if k.name == name => {
            enter(thread, data, k)?;
            Ok(Some(k))
        }
        _ => Ok(None),
    }
}

/// Records a loader as the defining or an initiating loader of a class; LinkageError if it cannot be.
fn enter(thread: &JavaThread, data: &ClassLoaderData, klass: KlassPtr) -> JResult<()> {
    let (loader, kind, name) = (
        modules::loader_name(data),
        modules::kind_name(klass),
        klass.external_name(),
    );
    let message = match constraints::record(data, klass.name, klass) {
        Recorded::Entered => return Ok(()),
        Recorded::Taken(_) => duplicate_message(data, klass),
        Recorded::Forbidden(other) => {
            let place = match other {
                Some(o) if o.loader != data.id => format!(
                    "A different {} with the same name was previously loaded by {}. ({})",
                    modules::kind_name(o),
                    modules::loader_name(ClassLoaderData::get(o.loader)),
                    modules::class_in_module_and_parents(o)
                ),
                _ => format!("({})", modules::class_in_module_and_parents(klass)),
            };
            format!(
                "loader constraint violation: loader {loader} wants to load {kind} {name}. {place}"
            )
        }
    };
    Err(exceptions::throw(
        thread,
        "java/lang/LinkageError",
        &message,
    ))
}

fn duplicate_message(data: &ClassLoaderData, klass: KlassPtr) -> String {
    format!(
        "loader {} attempted duplicate {} definition for {}. ({})",
        modules::loader_name(data),
        modules::kind_name(klass),
        klass.external_name(),
        modules::class_in_module_and_parents(klass)
    )
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
    name: Option<&[u8]>,
    loader: Oop,
    protection_domain: Oop,
    bytes: &[u8],
    source: Option<&str>,
    options: DefineOptions,
) -> JResult<KlassPtr> {
    let data = ClassLoaderData::of_loader(loader);
    let _used = data.keep_alive();
    let klass = build(
        thread,
        data,
        name,
        protection_domain,
        bytes,
        source,
        &options,
    )?;
    if options.hidden {
        init::link(thread, klass)?;
        return Ok(klass);
    }
    if !loader.is_null() {
        // Keeps the class alive as long as its loader. A duplicate is refused before its loader hears of it.
        if data.find(klass.name).is_some() {
            return Err(exceptions::throw(
                thread,
                "java/lang/LinkageError",
                &duplicate_message(data, klass),
            ));
        }
        java_calls::call_virtual_named(
            thread,
            loader,
            Symbol::from_text("addClass"),
            Symbol::from_text("(Ljava/lang/Class;)V"),
            &[loader.to_bits(), klass.mirror().to_bits()],
        )?;
    }
    enter(thread, data, klass)?;
    Ok(klass)
}

fn format_error(thread: &JavaThread, error: &ClassFileError) -> Pending {
    exceptions::throw(thread, error.java_class(), error.message())
}

/// Parses, checks and makes a class with its mirror; enters it in no dictionary. `data` is the defining loader's.
fn build(
    thread: &JavaThread,
    data: &'static ClassLoaderData,
    name: Option<&[u8]>,
    protection_domain: Oop,
    bytes: &[u8],
    source: Option<&str>,
    options: &DefineOptions,
) -> JResult<KlassPtr> {
    metaspace::collect_if_due(thread);
    // A hidden class goes by the name that it is given, whatever the file says.
    let text = name
        .filter(|_| !options.hidden)
        .map(String::from_utf8_lossy);
    let boot = data.id == LoaderId::BOOT;
    let platform = boot || options.access_vm_annotations || data.is_platform();
    let verify = match boot {
        true => flags::get::BytecodeVerificationLocal() != 0,
        false => flags::get::BytecodeVerificationRemote() != 0,
    };
    let parse = ParseOptions {
        name: text.as_deref(),
        relax: options.trusted || !verify,
        vm_annotations: platform,
        enable_preview: crate::runtime::init::machine().arguments.enable_preview,
    };
    let file = ClassFile::parse(bytes, &parse).map_err(|e| format_error(thread, &e))?;
    let holder = match options.hidden && !options.strong {
        true => data.new_for_hidden(),
        false => data,
    };
    let _used = holder.keep_alive();
    let own = match options.hidden {
        true => holder.intern_owned(name.unwrap_or(file.name())),
        false => Symbol::intern(file.name()),
    };
    supertypes::check_package(thread, data, own)?;
    let (super_klass, interfaces) = supertypes::resolve(thread, data, own, &file)?;
    let parts = Parts {
        file: &file,
        own,
        name: if options.hidden {
            hidden_name(holder, own)
        } else {
            own
        },
        super_klass,
        interfaces: &interfaces,
        hidden: options.hidden,
        trusted: options.trusted,
    };
    let klass = metaspace::allocate(thread, || define::make(holder, &parts))?;
    for &k in super_klass.iter().chain(&interfaces) {
        record_dependency(klass, k);
    }
    set_module(data, klass, options);
    supertypes::check(thread, klass, own)?;
    vtable::check_final_overrides(thread, klass)?;
    finish(thread, holder, klass, protection_domain, options)?;
    if crate::log_enabled!(Info, [class, load]) {
        log_lines::loaded(klass, data, source, options, bytes);
    }
    Ok(klass)
}

/// A hidden class's name: the file's with a suffix that no other class has.
fn hidden_name(holder: &ClassLoaderData, own: Symbol) -> Symbol {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0x0000_0008_0000_0000);
    let n = NEXT.fetch_add(0x400, Ordering::Relaxed);
    let suffix = format!("+0x{n:016x}");
    holder.intern_owned(&[own.as_bytes(), suffix.as_bytes()].concat())
}

fn set_module(data: &ClassLoaderData, klass: KlassPtr, options: &DefineOptions) {
    let module = match options.lookup_class {
        Some(host) if options.hidden => modules::module_of(host),
        _ => modules::module_for_package(data, klass.package_name()),
    };
    klass
        .rt
        .get()
        .module
        .store(module.id.0, std::sync::atomic::Ordering::Relaxed);
}

/// Mirror, nest host and hierarchy links of a new class.
fn finish(
    thread: &JavaThread,
    data: &ClassLoaderData,
    klass: KlassPtr,
    protection_domain: Oop,
    options: &DefineOptions,
) -> JResult<()> {
    if options.hidden && options.nestmate {
        let host = options
            .lookup_class
            .map(|k| resolve::nest_host(thread, k))
            .transpose()?;
        host.inspect(|&host| record_dependency(klass, host));
        klass.rt.get().nest_host.store(host);
    }
    if mirrors::are_ready() {
        mirrors::create(thread, klass, protection_domain)?;
        if !options.class_data.is_null() {
            memory::store_oop(
                klass.mirror(),
                fields::class_class_data(),
                options.class_data,
            );
        }
    }
    data.add_class(klass);
    if let Some(s) = klass.super_klass {
        loop {
            let first = s.rt.get().first_subklass.load();
            klass.rt.get().next_sibling.store(first);
            if s.rt
                .get()
                .first_subklass
                .compare_exchange(first, Some(klass))
            {
                break;
            }
        }
    }
    Ok(())
}

/// The class or primitive mirror for a field descriptor as seen from a loader, e.g. `I`, `Ljava/lang/String;`, `[J`.
pub fn mirror_of_descriptor(thread: &JavaThread, descriptor: &[u8], loader: Oop) -> JResult<Oop> {
    match descriptor {
        [b'L', name @ .., b';'] => {
            Ok(resolve_or_fail(thread, Symbol::intern(name), loader)?.mirror())
        }
        [b'[', ..] => Ok(resolve_or_fail(thread, Symbol::intern(descriptor), loader)?.mirror()),
        _ => Ok(mirrors::primitive_mirror(oops::BasicType::of_descriptor(
            descriptor,
        ))),
    }
}

/// Calls `f` for every class of every loader.
pub fn for_each_class(f: &mut dyn FnMut(KlassPtr)) {
    for data in ClassLoaderData::all() {
        data.for_each_class(f);
    }
}
