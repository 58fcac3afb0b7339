//! Resolution of constant-pool entries (JVMS 5.4.3) and of symbolic members with access checks.

use oops::constant_pool::{ResolvedField, ResolvedMethod};
use oops::field::Field;
use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Resolves the Class entry `index` of `holder`'s pool.
pub fn resolve_class(_thread: &JavaThread, _holder: KlassPtr, _index: u16) -> JResult<KlassPtr> {
    unimplemented!()
}

/// Resolves a Fieldref. `is_put`/`is_static` select the checks (IncompatibleClassChangeError, IllegalAccessError for
/// finals, from `caller`). Does not initialise the class.
pub fn resolve_field(
    _thread: &JavaThread,
    _holder: KlassPtr,
    _index: u16,
    _is_static: bool,
    _is_put: bool,
    _caller: MethodPtr,
) -> JResult<ResolvedField> {
    unimplemented!()
}

/// How a method reference is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvokeKind {
    Static,
    Special,
    Virtual,
    Interface,
}

/// Resolves a Methodref/InterfaceMethodref for an invocation: lookup, access, loader constraints, kind checks. For
/// signature-polymorphic methods of MethodHandle/VarHandle it links through `MethodHandleNatives.linkMethod`: the result
/// is the adapter with an appendix. For `Special` the result is the method resolved; the interpreter selects by
/// [`special_target`]. Does not initialise the class.
pub fn resolve_method(
    _thread: &JavaThread,
    _holder: KlassPtr,
    _index: u16,
    _kind: InvokeKind,
) -> JResult<ResolvedMethod> {
    unimplemented!()
}

/// The method that `invokespecial` of the resolved method in `holder` runs (JVMS 6.5.invokespecial).
pub fn special_target(_thread: &JavaThread, _holder: KlassPtr, _resolved: MethodPtr) -> JResult<MethodPtr> {
    unimplemented!()
}

/// The value of a String, Class, MethodHandle, MethodType or Dynamic entry as `ldc` loads it. Primitive dynamic
/// constants come boxed; [`resolve_constant`]'s caller unboxes by the descriptor.
pub fn resolve_constant(_thread: &JavaThread, _holder: KlassPtr, _index: u16) -> JResult<Oop> {
    unimplemented!()
}

/// A linked call site of one `invokedynamic` instruction.
#[derive(Clone, Copy, Debug)]
pub struct LinkedCallSite {
    pub adapter: MethodPtr,
    /// Index in the holder's resolved-references array of the appendix; `None` if it is null.
    pub appendix: Option<u32>,
}

/// Links an `invokedynamic` instruction (JVMS 6.5.invokedynamic). The caller stores the result with the instruction;
/// when two threads race, both use the first one stored.
pub fn link_call_site(_thread: &JavaThread, _holder: KlassPtr, _index: u16, _bci: i32) -> JResult<LinkedCallSite> {
    unimplemented!()
}

/// Element `index` of the class's resolved-references array.
#[inline(always)]
pub fn resolved_reference(holder: KlassPtr, index: u32) -> Oop {
    holder.rt.get().resolved_references.load().obj_at(index as usize)
}

/// Adds an object to the class's resolved references, and returns its index.
pub fn add_resolved_reference(_thread: &JavaThread, _holder: KlassPtr, _object: Oop) -> JResult<u32> {
    unimplemented!()
}

/// Field lookup (JVMS 5.4.3.2): the class, its superinterfaces, its superclasses. The declaring class and the field.
pub fn lookup_field(_klass: KlassPtr, _name: Symbol, _descriptor: Symbol) -> Option<(KlassPtr, &'static Field)> {
    unimplemented!()
}

/// Method lookup in a class and its superclasses, no interfaces (overpass methods included).
pub fn lookup_in_class(_klass: KlassPtr, _name: Symbol, _descriptor: Symbol) -> Option<MethodPtr> {
    unimplemented!()
}

/// Method lookup of JVMS 5.4.3.3/5.4.3.4: classes, then maximally specific interface methods, then any.
pub fn lookup_method(_klass: KlassPtr, _name: Symbol, _descriptor: Symbol) -> Option<MethodPtr> {
    unimplemented!()
}

/// True if code in `from` may access the class `to` (JVMS 5.4.4, modules included).
pub fn can_access_class(_from: KlassPtr, _to: KlassPtr) -> bool {
    unimplemented!()
}

/// True if code in `from` may access a member with these access flags declared in `declaring`, referenced through
/// `referenced` (JVMS 5.4.4, nestmates included).
pub fn can_access_member(
    _thread: &JavaThread,
    _from: KlassPtr,
    _referenced: KlassPtr,
    _declaring: KlassPtr,
    _access_flags: u16,
) -> JResult<bool> {
    unimplemented!()
}

/// The nest host of a class (JVMS 5.4.4).
pub fn nest_host(_thread: &JavaThread, _klass: KlassPtr) -> JResult<KlassPtr> {
    unimplemented!()
}
