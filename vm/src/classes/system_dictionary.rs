//! Finding, loading and defining classes (JVMS 5.3).

use oops::{KlassPtr, Oop, Symbol};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// The class `name` (internal form; arrays as `[I`, `[Ljava/lang/String;`) as seen from `loader` (null = boot), loaded if
/// need be. NoClassDefFoundError (with the ClassNotFoundException as cause) if there is none: the form for resolution.
pub fn resolve_or_fail(_thread: &JavaThread, _name: Symbol, _loader: Oop) -> JResult<KlassPtr> {
    unimplemented!()
}

/// As [`resolve_or_fail`], but ClassNotFoundException as `Class.forName` and `findSystemClass` throw it.
pub fn load_class(_thread: &JavaThread, _name: Symbol, _loader: Oop) -> JResult<KlassPtr> {
    unimplemented!()
}

/// Loads from the boot loader only; `None` when it has no such class.
pub fn load_boot_class(_thread: &JavaThread, _name: Symbol) -> JResult<Option<KlassPtr>> {
    unimplemented!()
}

/// The class if the loader has been recorded as an initiating loader of it; never loads.
pub fn find_loaded(_name: Symbol, _loader: Oop) -> Option<KlassPtr> {
    unimplemented!()
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
    _thread: &JavaThread,
    _name: Option<Symbol>,
    _loader: Oop,
    _protection_domain: Oop,
    _bytes: &[u8],
    _source: Option<&str>,
    _options: DefineOptions,
) -> JResult<KlassPtr> {
    unimplemented!()
}

/// The class or primitive mirror for a field descriptor as seen from a loader, e.g. `I`, `Ljava/lang/String;`, `[J`.
pub fn mirror_of_descriptor(_thread: &JavaThread, _descriptor: &[u8], _loader: Oop) -> JResult<Oop> {
    unimplemented!()
}

/// Calls `f` for every class of every loader.
pub fn for_each_class(_f: &mut dyn FnMut(KlassPtr)) {
    unimplemented!()
}
