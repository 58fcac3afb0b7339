//! Virtual tables and interface tables (JVMS 5.4.5 method overriding, 5.4.6 method selection).
//!
//! A class's vtable is its superclass's with overridden entries replaced and new virtual methods appended; private, static
//! and special methods are not in it. Interfaces have no vtable of their own; their virtual methods are numbered, and each
//! class that implements an interface has, per interface, the list of the methods that selection yields by number:
//! a class's method, else what [`super::defaults`] selects. What a class does not change it shares with its superclass.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::atomic::Ordering;

use oops::klass::ItableEntry;
use oops::method::NONVIRTUAL_INDEX;
use oops::vtable::VtableSlice;
use oops::{KlassPtr, MetaSlice, MethodFlags, MethodPtr, Symbol};

use super::defaults::{self, Selected};
use super::loader_data::{ClassLoaderData, HandleHasher};
use super::{constraints, metaspace, modules, system_dictionary};
use crate::interpreter;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

type Signature = (Symbol, Symbol);
type SignatureMap<V> = HashMap<Signature, V, BuildHasherDefault<HandleHasher>>;

fn signature(m: MethodPtr) -> Signature {
    (m.name, m.descriptor)
}

/// True for methods that are selected by the receiver.
pub(super) fn is_virtual(m: MethodPtr) -> bool {
    !m.is_static() && !m.is_private() && !m.is_special_name()
}

/// Builds the tables of a class whose superclass and interfaces are linked.
pub fn link_vtable(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    let inherited = klass.super_klass;
    if klass.is_interface() {
        if let Some(object) = inherited {
            klass.vtable.store(object.vtable.load());
        }
        return Ok(());
    }
    let own = own_virtual_methods(klass);
    let inherits_selection = klass.local_interfaces.is_empty();
    match inherited {
        Some(s) if own.is_empty() && inherits_selection => klass.vtable.store(s.vtable.load()),
        _ => {
            let mut vtable = build_vtable(thread, klass)?;
            if !inherits_selection {
                build_itable(thread, klass, &mut vtable)?;
            }
            let table = metaspace::allocate(thread, || {
                ClassLoaderData::holding(klass).with_arena(|arena| VtableSlice::new(arena, &vtable))
            })?;
            klass.vtable.store(table);
        }
    }
    if let Some(s) = inherited.filter(|_| inherits_selection) {
        inherit_itable(thread, klass, s.rt.get().itable.load(), &own)?;
    }
    if klass.super_klass.is_none() {
        // The arrays of primitive types were made before Object could be linked.
        let vtable = klass.vtable.load();
        system_dictionary::for_each_class(&mut |k| {
            if k.is_array() {
                k.vtable.store(vtable);
            }
        });
    }
    Ok(())
}

fn allocate<T: Copy + 'static>(
    thread: &JavaThread,
    klass: KlassPtr,
    values: &[T],
) -> JResult<MetaSlice<T>> {
    metaspace::allocate(thread, || {
        ClassLoaderData::holding(klass).with_arena(|arena| arena.alloc_slice(values))
    })
}

/// Gives each virtual method of a new interface its number.
pub(super) fn number_interface_methods(interface: KlassPtr) {
    let mut next = 0;
    for m in interface.methods.get() {
        m.rt.get()
            .vtable_index
            .store(NONVIRTUAL_INDEX, Ordering::Release);
        if is_virtual(*m) {
            m.rt.get().itable_index.store(next, Ordering::Release);
            next += 1;
        }
    }
    interface
        .rt
        .get()
        .itable_length
        .store(next as u32, Ordering::Release);
}

/// The class's own methods that take part in selection; the others are marked as called directly.
fn own_virtual_methods(klass: KlassPtr) -> SignatureMap<MethodPtr> {
    let mut own = SignatureMap::default();
    for &m in klass.methods.get() {
        if is_virtual(m) {
            own.insert(signature(m), m);
        } else {
            m.rt.get()
                .vtable_index
                .store(NONVIRTUAL_INDEX, Ordering::Release);
        }
    }
    own
}

/// True if a method of `klass` may override `inherited` by its access flags (JVMS 5.4.5).
fn may_override(klass: KlassPtr, inherited: MethodPtr) -> bool {
    inherited.is_public() || inherited.is_protected() || klass.is_same_package(&inherited.holder())
}

fn build_vtable(thread: &JavaThread, klass: KlassPtr) -> JResult<Vec<MethodPtr>> {
    let mut vtable: Vec<MethodPtr> = klass
        .super_klass
        .map_or_else(Vec::new, |s| s.vtable().to_vec());
    let mut inherited: SignatureMap<Vec<usize>> = SignatureMap::default();
    for (i, m) in vtable.iter().enumerate() {
        inherited.entry(signature(*m)).or_default().push(i);
    }
    for &m in klass.methods.get().iter().filter(|m| is_virtual(**m)) {
        let mut index = None;
        for &i in inherited.get(&signature(m)).into_iter().flatten() {
            let entry = vtable[i];
            if may_override(klass, entry) || overridden_in_between(klass, i) {
                check_override(thread, klass, m, entry)?;
                vtable[i] = m;
                index.get_or_insert(i);
            }
        }
        let index = index.unwrap_or_else(|| {
            vtable.push(m);
            vtable.len() - 1
        });
        m.rt.get()
            .vtable_index
            .store(index as i32, Ordering::Release);
    }
    Ok(vtable)
}

/// Transitive overriding: some superclass has a method in this place of the table that a method of `klass` may override.
fn overridden_in_between(klass: KlassPtr, index: usize) -> bool {
    let mut k = klass.super_klass;
    while let Some(s) = k {
        match s.vtable().get(index) {
            Some(&m) if may_override(klass, m) => return true,
            Some(_) => k = s.super_klass,
            None => return false,
        }
    }
    false
}

/// IncompatibleClassChangeError if a method of the new class overrides a final one.
pub(super) fn check_final_overrides(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    let mut k = klass.super_klass;
    while let Some(s) = k {
        for &last in s
            .methods
            .get()
            .iter()
            .filter(|m| m.is_final() && is_virtual(**m))
        {
            let own = klass.find_local_method(last.name, last.descriptor);
            if own.is_some_and(is_virtual) && may_override(klass, last) {
                let message = format!(
                    "class {} overrides final method {}.{}{}",
                    klass.external_name(),
                    s.external_name(),
                    last.name,
                    last.descriptor
                );
                return Err(exceptions::throw(
                    thread,
                    "java/lang/IncompatibleClassChangeError",
                    &message,
                ));
            }
        }
        k = s.super_klass;
    }
    Ok(())
}

/// The loaders of an overriding and an overridden method must agree on the types of the signature (JVMS 5.4.5, 5.3.4).
fn check_override(
    thread: &JavaThread,
    klass: KlassPtr,
    method: MethodPtr,
    overridden: MethodPtr,
) -> JResult<()> {
    let sup = overridden.holder();
    let Some(failed) = constraints::check_signature(method.descriptor, klass.loader, sup.loader)
    else {
        return Ok(());
    };
    let message = format!(
        "loader constraint violation for class {}: when selecting overriding method '{}' the class loader {} of the \
         selected method's type {}, and the class loader {} for its super type {} have different Class objects for the \
         type {} used in the signature ({}; {})",
        klass.external_name(),
        interpreter::method_text(method),
        modules::loader_name(ClassLoaderData::get(klass.loader)),
        klass.external_name(),
        modules::loader_name(ClassLoaderData::get(sup.loader)),
        sup.external_name(),
        failed.to_external(),
        modules::class_in_module_and_parents(klass),
        modules::class_in_module_and_parents(sup),
    );
    Err(linkage_error(thread, &message))
}

/// The same for an interface method and the method that implements it.
fn check_implementation(
    thread: &JavaThread,
    klass: KlassPtr,
    of: MethodPtr,
    by: MethodPtr,
) -> JResult<()> {
    let (interface, holder) = (of.holder(), by.holder());
    let Some(failed) = constraints::check_signature(of.descriptor, holder.loader, interface.loader)
    else {
        return Ok(());
    };
    let message = format!(
        "loader constraint violation in interface itable initialization for class {}: when selecting method '{}' the \
         class loader {} for super interface {}, and the class loader {} of the selected method's {}, {} have different \
         Class objects for the type {} used in the signature ({}; {})",
        klass.external_name(),
        interpreter::method_text(of),
        modules::loader_name(ClassLoaderData::get(interface.loader)),
        interface.external_name(),
        modules::loader_name(ClassLoaderData::get(holder.loader)),
        modules::kind_name(holder),
        holder.external_name(),
        failed.to_external(),
        modules::class_in_module_and_parents(interface),
        modules::class_in_module_and_parents(holder),
    );
    Err(linkage_error(thread, &message))
}

fn linkage_error(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/LinkageError", message)
}

/// True for what a class declares, false for defaults and overpass methods in a vtable.
fn is_class_method(m: MethodPtr) -> bool {
    !m.holder().is_interface() && !m.flags.contains(MethodFlags::OVERPASS)
}

fn place_overpass(
    vtable: &mut Vec<MethodPtr>,
    places: &mut SignatureMap<usize>,
    overpass: MethodPtr,
) {
    let index = *places.entry(signature(overpass)).or_insert(vtable.len());
    match vtable.get_mut(index) {
        Some(entry) => *entry = overpass,
        None => vtable.push(overpass),
    }
    overpass
        .rt
        .get()
        .vtable_index
        .store(index as i32, Ordering::Release);
}

fn virtual_methods(interface: KlassPtr) -> impl Iterator<Item = MethodPtr> {
    interface
        .methods
        .get()
        .iter()
        .copied()
        .filter(|&m| is_virtual(m))
}

/// The tables of a class that names no interfaces itself: only its own methods change what is selected.
fn inherit_itable(
    thread: &JavaThread,
    klass: KlassPtr,
    inherited: MetaSlice<ItableEntry>,
    own: &SignatureMap<MethodPtr>,
) -> JResult<()> {
    let is_touched =
        |e: &ItableEntry| virtual_methods(e.interface).any(|m| own.contains_key(&signature(m)));
    if own.is_empty() || !inherited.iter().any(is_touched) {
        klass.rt.get().itable.store(inherited);
        return Ok(());
    }
    let mut entries = inherited.get().to_vec();
    for entry in entries.iter_mut().filter(|e| is_touched(e)) {
        let mut methods = entry.methods.get().to_vec();
        for (slot, m) in methods.iter_mut().zip(virtual_methods(entry.interface)) {
            if let Some(&by) = own.get(&signature(m)) {
                check_implementation(thread, klass, m, by)?;
                *slot = Some(by);
            }
        }
        entry.methods = allocate(thread, klass, &methods)?;
    }
    klass
        .rt
        .get()
        .itable
        .store(allocate(thread, klass, &entries)?);
    Ok(())
}

/// The tables of a class that names interfaces: each of their methods is selected anew. Overpass methods get, or lose to
/// a default, a place in the vtable.
fn build_itable(thread: &JavaThread, klass: KlassPtr, vtable: &mut Vec<MethodPtr>) -> JResult<()> {
    let interfaces = klass.transitive_interfaces;
    let mut by_signature: SignatureMap<usize> = SignatureMap::default();
    for (i, &m) in vtable.iter().enumerate() {
        by_signature.insert(signature(m), i);
    }
    let mut entries = Vec::with_capacity(interfaces.len());
    for &interface in interfaces.get() {
        let mut methods =
            Vec::with_capacity(interface.rt.get().itable_length.load(Ordering::Relaxed) as usize);
        for m in virtual_methods(interface) {
            let place = by_signature.get(&signature(m)).copied();
            let selected = match place {
                Some(i) if is_class_method(vtable[i]) => Some(vtable[i]),
                _ => match defaults::select_default(klass, m.name, m.descriptor) {
                    Selected::Default(default) => {
                        if let Some(i) = place {
                            vtable[i] = default;
                        }
                        Some(default)
                    }
                    Selected::Nothing(overpass) => {
                        if let Some(overpass) = overpass {
                            place_overpass(vtable, &mut by_signature, overpass);
                        }
                        None
                    }
                },
            };
            if let Some(by) = selected {
                check_implementation(thread, klass, m, by)?;
            }
            methods.push(selected);
        }
        entries.push(ItableEntry {
            interface,
            methods: allocate(thread, klass, &methods)?,
        });
    }
    if entries.is_empty() {
        return Ok(());
    }
    klass
        .rt
        .get()
        .itable
        .store(allocate(thread, klass, &entries)?);
    Ok(())
}
