//! Default methods: maximally-specific superinterface methods (JVMS 5.4.3.3) and their selection (JVMS 5.4.6).
//!
//! Where several defaults conflict, or a concrete class has none, the class gets an overpass method, made by the machine,
//! that throws IncompatibleClassChangeError or AbstractMethodError when it is called through the class.

use std::sync::atomic::Ordering;

use oops::field::access;
use oops::klass::KlassFlags;
use oops::method::{MethodKind, NONVIRTUAL_INDEX};
use oops::{AtomicMetaPtr, KlassPtr, MetaSlice, MethodFlags, MethodPtr, MethodRt, Symbol};

use super::loader_data::ClassLoaderData;
use super::vtable::is_virtual;
use crate::compiler::stubs;
use crate::natives::{Args, VmNative};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames;
use crate::runtime::thread::JavaThread;

/// Maximally-specific superinterface methods of `klass` with this signature: neither private nor static.
pub fn maximally_specific(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Vec<MethodPtr> {
    let own = klass.is_interface().then_some(klass);
    let all = klass.transitive_interfaces.get().iter().copied().chain(own);
    let candidates: Vec<MethodPtr> = all
        .filter_map(|i| i.find_local_method(name, descriptor))
        .filter(|&m| is_virtual(m))
        .collect();
    if candidates.len() < 2 {
        return candidates;
    }
    let less_specific = |m: &MethodPtr| {
        candidates
            .iter()
            .any(|other| other != m && other.holder().is_subtype_of(m.holder()))
    };
    candidates
        .iter()
        .copied()
        .filter(|m| !less_specific(m))
        .collect()
}

/// What becomes of an interface method that no class of a class's line implements.
pub enum Selected {
    /// The one default.
    Default(MethodPtr),
    /// Several defaults conflict, or none is left: the method of the machine's that says so where a class is named in a
    /// call. `None` if the class needs none.
    Nothing(Option<MethodPtr>),
}

/// Selects among the superinterfaces' methods with a signature.
pub fn select_default(klass: KlassPtr, name: Symbol, descriptor: Symbol) -> Selected {
    let candidates = maximally_specific(klass, name, descriptor);
    let mut defaults = candidates.iter().copied().filter(|m| !m.is_abstract());
    match (defaults.next(), defaults.next()) {
        (Some(only), None) => Selected::Default(only),
        (Some(sample), Some(_)) => Selected::Nothing(overpass(klass, sample)),
        (None, _) => {
            let wanted =
                !klass.is_abstract() && klass.flags.contains(KlassFlags::HAS_DEFAULT_METHODS);
            Selected::Nothing(
                candidates
                    .first()
                    .filter(|_| wanted)
                    .and_then(|&m| overpass(klass, m)),
            )
        }
    }
}

/// The overpass method of `klass` with the signature of `sample`. `None` if no metadata can be allocated.
fn overpass(klass: KlassPtr, sample: MethodPtr) -> Option<MethodPtr> {
    let known = klass.rt.get().overpass_methods.load();
    if let Some(m) = known
        .get()
        .iter()
        .find(|m| m.name == sample.name && m.descriptor == sample.descriptor)
    {
        return Some(*m);
    }
    let made = ClassLoaderData::holding(klass).with_arena(|arena| {
        let rt = arena.alloc(MethodRt::new(
            MethodKind::VmNative,
            stubs::interpreter_entry(),
        ))?;
        rt.vtable_index.store(NONVIRTUAL_INDEX, Ordering::Release);
        rt.native_function
            .store(throw_unselected as VmNative as usize, Ordering::Release);
        // SAFETY: a Method is plain data; the copy gets its own mutable part, holder and code below.
        let mut copy = unsafe { std::ptr::read(sample.get()) };
        copy.holder = AtomicMetaPtr::new(Some(klass));
        copy.flags.insert(MethodFlags::OVERPASS);
        copy.access_flags = access::PUBLIC | access::SYNTHETIC | access::BRIDGE;
        copy.code = MetaSlice::EMPTY;
        copy.line_numbers = MetaSlice::EMPTY;
        copy.exception_table = MetaSlice::EMPTY;
        copy.rt = rt;
        let method = copy.place(arena)?;
        let mut all = known.get().to_vec();
        all.push(method);
        klass
            .rt
            .get()
            .overpass_methods
            .store(arena.alloc_slice(&all)?);
        Ok(method)
    });
    made.ok()
}

/// The body of overpass methods.
fn throw_unselected(thread: &JavaThread, args: Args) -> JResult<u64> {
    let Some(m) = frames::frames(thread).next().map(|f| f.method) else {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/AbstractMethodError",
        ));
    };
    // The receiver's class may be below the one that the method was made for.
    let klass = args.oop(0).klass();
    let candidates = maximally_specific(klass, m.name, m.descriptor);
    if candidates.iter().all(|c| c.is_abstract()) {
        let message = format!(
            "Method {}.{}{} is abstract",
            klass.name, m.name, m.descriptor
        );
        return Err(exceptions::throw(
            thread,
            "java/lang/AbstractMethodError",
            &message,
        ));
    }
    let mut message = "Conflicting default methods:".to_owned();
    for c in candidates {
        message.push_str(&format!(" {}.{}", c.holder().name, c.name));
    }
    Err(exceptions::throw(
        thread,
        "java/lang/IncompatibleClassChangeError",
        &message,
    ))
}
