//! Default methods: maximally-specific superinterface methods (JVMS 5.4.3.3) and their selection (JVMS 5.4.6).
//!
//! Where several defaults conflict the class gets an overpass method, made by the machine, that throws
//! IncompatibleClassChangeError; where none is left the abstract method stays, which ends in AbstractMethodError.

use std::sync::atomic::Ordering;

use oops::field::access;
use oops::method::{MethodKind, NONVIRTUAL_INDEX};
use oops::{AtomicMetaPtr, KlassPtr, MetaSlice, MethodFlags, MethodPtr, MethodRt, Symbol};

use super::loader_data::ClassLoaderData;
use super::vtable::is_virtual;
use crate::natives::{Args, VmNative};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames;
use crate::runtime::thread::JavaThread;

/// Maximally-specific superinterface methods of `klass` with this signature: neither private nor static.
pub fn maximally_specific(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Vec<MethodPtr> {
    let own = klass.is_interface().then_some(klass);
    let all = klass.transitive_interfaces.get().iter().copied().chain(own);
    let candidates: Vec<MethodPtr> =
        all.filter_map(|i| i.find_local_method(name, descriptor)).filter(|&m| is_virtual(m)).collect();
    if candidates.len() < 2 {
        return candidates;
    }
    let less_specific =
        |m: &MethodPtr| candidates.iter().any(|other| other != m && other.holder().is_subtype_of(m.holder()));
    candidates.iter().copied().filter(|m| !less_specific(m)).collect()
}

/// The method that selection yields for an interface method that no class of `klass`'s line implements: the one default,
/// an overpass method if there are several, an abstract one if there is none.
pub fn select_default(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Option<MethodPtr> {
    let candidates = maximally_specific(klass, name, descriptor);
    let mut defaults = candidates.iter().copied().filter(|m| !m.is_abstract());
    match (defaults.next(), defaults.next()) {
        (Some(only), None) => Some(only),
        (Some(sample), Some(_)) => overpass(klass, sample),
        (None, _) => candidates.first().copied(),
    }
}

/// The overpass method of `klass` with the signature of `sample`, which throws IncompatibleClassChangeError. `None` if no
/// metadata can be allocated.
fn overpass(klass: KlassPtr, sample: MethodPtr) -> Option<MethodPtr> {
    let known = klass.rt.get().overpass_methods.load();
    if let Some(m) = known.get().iter().find(|m| m.name == sample.name && m.descriptor == sample.descriptor) {
        return Some(*m);
    }
    let made = ClassLoaderData::get(klass.loader).with_arena(|arena| {
        let rt = arena.alloc(MethodRt::new(MethodKind::VmNative))?;
        rt.vtable_index.store(NONVIRTUAL_INDEX, Ordering::Release);
        rt.native_function.store(throw_conflict as VmNative as usize, Ordering::Release);
        // SAFETY: a Method is plain data; the copy gets its own mutable part, holder and code below.
        let mut copy = unsafe { std::ptr::read(sample.get()) };
        copy.holder = AtomicMetaPtr::new(Some(klass));
        copy.flags.insert(MethodFlags::OVERPASS);
        copy.access_flags = access::PUBLIC | access::SYNTHETIC | access::BRIDGE;
        copy.code = MetaSlice::EMPTY;
        copy.line_numbers = MetaSlice::EMPTY;
        copy.exception_table = MetaSlice::EMPTY;
        copy.rt = rt;
        let method = arena.alloc(copy)?;
        let mut all = known.get().to_vec();
        all.push(method);
        klass.rt.get().overpass_methods.store(arena.alloc_slice(&all)?);
        Ok(method)
    });
    made.ok()
}

/// The body of overpass methods.
fn throw_conflict(thread: &JavaThread, _args: Args) -> JResult<u64> {
    let method = frames::frames(thread).next().and_then(|f| f.method);
    let mut message = "Conflicting default methods:".to_owned();
    if let Some(m) = method {
        for candidate in maximally_specific(m.holder(), m.name, m.descriptor) {
            message.push_str(&format!(" {}.{}", candidate.holder().name, candidate.name));
        }
    }
    Err(exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &message))
}
