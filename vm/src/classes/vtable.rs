//! Virtual tables and interface tables (JVMS 5.4.5 method overriding, 5.4.6 method selection).
//!
//! A class's vtable is its superclass's with overridden entries replaced and new virtual methods appended; private, static
//! and special methods are not in it. Interfaces have no vtable of their own; their virtual methods are numbered, and each
//! class that implements an interface has, per interface, the list of the methods that selection yields by number:
//! a class's method, else the one maximally-specific default, else nothing (AbstractMethodError), else an overpass method
//! that throws IncompatibleClassChangeError for conflicting defaults.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use oops::class_space::MetaspaceFull;
use oops::klass::ItableEntry;
use oops::method::{MethodKind, NONVIRTUAL_INDEX};
use oops::{KlassPtr, MethodPtr, Symbol};

use crate::classes::loader_data::{ClassLoaderData, HandleHasher};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

type Signature = (Symbol, Symbol);
type SignatureMap<V> = HashMap<Signature, V, std::hash::BuildHasherDefault<HandleHasher>>;

fn signature(m: MethodPtr) -> Signature {
    (m.name, m.descriptor)
}

/// True for methods that are selected by the receiver.
fn is_virtual(m: MethodPtr) -> bool {
    !m.is_static() && !m.is_private() && !m.is_special_name()
}

/// Builds the tables of a class whose superclass and interfaces are linked.
pub fn link_vtable(thread: &JavaThread, klass: KlassPtr) -> JResult<()> {
    if klass.is_interface() {
        number_interface_methods(klass);
        if let Some(object) = klass.super_klass {
            klass.rt.get().vtable.store(object.rt.get().vtable.load());
        }
        return Ok(());
    }
    let vtable = build_vtable(thread, klass)?;
    let itable = build_itable(klass, &vtable);
    let stored = ClassLoaderData::get(klass.loader).with_arena(|arena| -> Result<(), MetaspaceFull> {
        klass.rt.get().vtable.store(arena.alloc_slice(&vtable)?);
        let mut entries = Vec::with_capacity(itable.len());
        for (interface, methods) in &itable {
            entries.push(ItableEntry { interface: *interface, methods: arena.alloc_slice(methods)? });
        }
        klass.rt.get().itable.store(arena.alloc_slice(&entries)?);
        Ok(())
    });
    stored.map_err(|MetaspaceFull| exceptions::throw_oom(thread, "Metaspace"))
}

/// Gives each virtual method of an interface its number.
fn number_interface_methods(interface: KlassPtr) {
    let mut next = 0;
    for m in interface.methods.get() {
        m.rt.get().vtable_index.store(NONVIRTUAL_INDEX, Ordering::Release);
        if is_virtual(*m) {
            m.rt.get().itable_index.store(next, Ordering::Release);
            next += 1;
        }
    }
    interface.rt.get().itable_length.store(next as u32, Ordering::Release);
}

/// True if `method`, declared in `klass`, overrides `inherited`, an entry of the superclass's vtable (JVMS 5.4.5).
fn overrides(klass: KlassPtr, inherited: MethodPtr) -> bool {
    inherited.is_public() || inherited.is_protected() || klass.is_same_package(&inherited.holder())
}

fn build_vtable(thread: &JavaThread, klass: KlassPtr) -> JResult<Vec<MethodPtr>> {
    let mut vtable: Vec<MethodPtr> = klass.super_klass.map_or_else(Vec::new, |s| s.vtable().to_vec());
    let mut inherited: SignatureMap<Vec<usize>> = SignatureMap::default();
    for (i, m) in vtable.iter().enumerate() {
        inherited.entry(signature(*m)).or_default().push(i);
    }
    for &m in klass.methods.get() {
        if !is_virtual(m) {
            m.rt.get().vtable_index.store(NONVIRTUAL_INDEX, Ordering::Release);
            continue;
        }
        let mut index = None;
        for &i in inherited.get(&signature(m)).into_iter().flatten() {
            // A package-private entry may be reached through an override in between that made it public.
            let entry = vtable[i];
            if overrides(klass, entry) || overridden_in_between(klass, entry) {
                if entry.is_final() {
                    return Err(final_override(thread, klass, entry));
                }
                vtable[i] = m;
                index.get_or_insert(i);
            }
        }
        let index = index.unwrap_or_else(|| {
            vtable.push(m);
            vtable.len() - 1
        });
        m.rt.get().vtable_index.store(index as i32, Ordering::Release);
    }
    Ok(vtable)
}

/// Transitive overriding: a superclass of `klass` in the entry's package overrides it with a method that `klass` overrides.
fn overridden_in_between(klass: KlassPtr, entry: MethodPtr) -> bool {
    let mut k = klass.super_klass;
    while let Some(s) = k {
        if s == entry.holder() {
            return false;
        }
        if let Some(m) = s.find_local_method(entry.name, entry.descriptor)
            && is_virtual(m)
            && overrides(klass, m)
            && overrides(s, entry)
        {
            return true;
        }
        k = s.super_klass;
    }
    false
}

fn final_override(thread: &JavaThread, klass: KlassPtr, entry: MethodPtr) -> exceptions::Pending {
    let message = format!(
        "class {} overrides final method {}.{}{}",
        klass.external_name(),
        entry.holder().external_name(),
        entry.name,
        entry.descriptor
    );
    exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &message)
}

type Itable = Vec<(KlassPtr, Vec<Option<MethodPtr>>)>;

fn build_itable(klass: KlassPtr, vtable: &[MethodPtr]) -> Itable {
    let interfaces = klass.transitive_interfaces;
    if interfaces.is_empty() {
        return Vec::new();
    }
    let mut by_signature: SignatureMap<MethodPtr> = SignatureMap::default();
    for &m in vtable {
        by_signature.insert(signature(m), m);
    }
    interfaces
        .get()
        .iter()
        .map(|&interface| {
            let numbered = interface.methods.get().iter().copied().filter(|&m| is_virtual(m));
            let methods = numbered.map(|m| match by_signature.get(&signature(m)) {
                Some(found) => Some(*found),
                None => select_default(klass, m.name, m.descriptor),
            });
            (interface, methods.collect())
        })
        .collect()
}

/// Maximally-specific superinterface methods of `klass` with this signature (JVMS 5.4.3.3): neither private nor static.
pub fn maximally_specific(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Vec<MethodPtr> {
    let own = if klass.is_interface() { Some(klass) } else { None };
    let all = klass.transitive_interfaces.get().iter().copied().chain(own);
    let candidates: Vec<MethodPtr> =
        all.filter_map(|i| i.find_local_method(name, descriptor)).filter(|&m| is_virtual(m)).collect();
    let less_specific = |m: &MethodPtr| {
        candidates.iter().any(|other| other != m && other.holder().is_subtype_of(m.holder()))
    };
    candidates.iter().copied().filter(|m| !less_specific(m)).collect()
}

/// The default method that selection yields; an abstract one, or nothing, ends in AbstractMethodError.
pub fn select_default(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let candidates = maximally_specific(klass, name, descriptor);
    let mut defaults = candidates.iter().copied().filter(|m| !m.is_abstract());
    match (defaults.next(), defaults.next()) {
        (Some(only), None) => Some(only),
        (Some(_), Some(_)) => Some(conflict(klass, name, descriptor)?),
        _ => candidates.first().copied().filter(|m| m.rt.get().kind() == MethodKind::Abstract),
    }
}

/// An overpass method of `klass` that throws IncompatibleClassChangeError: several defaults conflict.
fn conflict(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let known = klass.rt.get().overpass_methods.load();
    if let Some(m) = known.get().iter().find(|m| m.name == name && m.descriptor == descriptor) {
        return Some(*m);
    }
    let sample = *maximally_specific(klass, name, descriptor).first()?;
    ClassLoaderData::get(klass.loader)
        .with_arena(|arena| {
            let rt = arena.alloc(oops::MethodRt::new(MethodKind::Abstract))?;
            rt.vtable_index.store(NONVIRTUAL_INDEX, Ordering::Release);
            // SAFETY: a Method is plain data; the copy gets its own mutable part and holder below.
            let mut copy = unsafe { std::ptr::read(sample.get()) };
            copy.holder = oops::AtomicMetaPtr::new(Some(klass));
            copy.flags.insert(oops::MethodFlags::OVERPASS);
            copy.code = oops::MetaSlice::EMPTY;
            copy.access_flags |= oops::field::access::ABSTRACT;
            copy.rt = rt;
            let method = arena.alloc(copy)?;
            let mut all = known.get().to_vec();
            all.push(method);
            klass.rt.get().overpass_methods.store(arena.alloc_slice(&all)?);
            Ok(method)
        })
        .ok()
}
