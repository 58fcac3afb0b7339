//! What became of earlier compilations: uncommon traps by place and reason, and methods that are not to be compiled.
//!
//! Traps are rare, so one table under a lock is enough. A place that was trapped at too often, or a method with too many
//! traps, is not worth compiling again until classes change; the limits are HotSpot's (`PerBytecodeTrapLimit`,
//! `PerMethodTrapLimit`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use compiler::host::Bci;
use compiler::output::DeoptReason;
use oops::{KlassPtr, MethodFlags, MethodPtr};
use parking_lot::Mutex;

use crate::compiler::policy;
use crate::runtime::flags;

#[derive(Default)]
struct History {
    traps: BTreeMap<(u32, Bci, DeoptReason), u32>,
    /// Sum by method.
    method_traps: HashMap<u32, u32>,
    not_compilable: HashSet<u32>,
    /// Not compilable until some class has been initialised.
    postponed: HashSet<u32>,
    /// How often by method.
    postponements: HashMap<u32, u32>,
}

/// A method that is postponed more often stays with the interpreter.
const MOST_POSTPONEMENTS: u32 = 30;

/// Some method is postponed.
static IS_ANY_POSTPONED: AtomicBool = AtomicBool::new(false);

impl History {
    fn at(&self, method: MethodPtr, bci: Bci) -> impl Iterator<Item = (DeoptReason, u32)> {
        let reasons = DeoptReason::ALL.into_iter();
        reasons.filter_map(move |reason| {
            let times = self.traps.get(&(method.offset(), bci, reason))?;
            Some((reason, *times))
        })
    }
}

static HISTORY: Mutex<Option<History>> = Mutex::new(None);

fn with<R>(f: impl FnOnce(&mut History) -> R) -> R {
    f(HISTORY.lock().get_or_insert_with(History::default))
}

/// Counts a trap at a place.
pub fn record_trap(method: MethodPtr, bci: Bci, reason: DeoptReason) {
    with(|h| {
        *h.traps.entry((method.offset(), bci, reason)).or_default() += 1;
        *h.method_traps.entry(method.offset()).or_default() += 1;
    });
}

/// False once a place, or its method, was trapped at so often that another trap there would not be the last.
pub fn may_trap(method: MethodPtr, bci: Bci) -> bool {
    with(|h| {
        let at_place: u32 = h.at(method, bci).map(|(_, times)| times).sum();
        let in_method = h.method_traps.get(&method.offset()).copied().unwrap_or(0);
        u64::from(at_place) < flags::get::PerBytecodeTrapLimit()
            && u64::from(in_method) < flags::get::PerMethodTrapLimit()
    })
}

/// Why, and how often, there were traps at a place so far.
pub fn traps_at(method: MethodPtr, bci: Bci) -> Vec<(DeoptReason, u32)> {
    with(|h| h.at(method, bci).collect())
}

/// Traps in a method so far.
pub fn traps_in(method: MethodPtr) -> u32 {
    with(|h| h.method_traps.get(&method.offset()).copied().unwrap_or(0))
}

/// The method stays with the interpreter from now on.
pub fn make_not_compilable(method: MethodPtr) {
    with(|h| h.not_compilable.insert(method.offset()));
}

/// The method's code was left too often where something is still not resolved: most times its class, or another, is being initialised.
pub fn postpone(method: MethodPtr) {
    with(|h| {
        let times = h.postponements.entry(method.offset()).or_default();
        *times += 1;
        match *times > MOST_POSTPONEMENTS {
            true => h.not_compilable.insert(method.offset()),
            false => h.postponed.insert(method.offset()),
        };
    });
    IS_ANY_POSTPONED.store(true, Ordering::Release);
}

/// A class has been initialised: methods that may have waited for it are worth a compilation again.
pub fn class_initialized() {
    if !IS_ANY_POSTPONED.load(Ordering::Acquire) || !IS_ANY_POSTPONED.swap(false, Ordering::AcqRel)
    {
        return;
    }
    with(|h| {
        let postponed = std::mem::take(&mut h.postponed);
        h.traps
            .retain(|(method, ..), _| !postponed.contains(method));
        h.method_traps
            .retain(|method, _| !postponed.contains(method));
        for method in postponed.into_iter().filter_map(MethodPtr::from_offset) {
            policy::make_compilable(method);
        }
    });
}

/// True if the method may be compiled, alone or inlined.
pub fn is_compilable(method: MethodPtr) -> bool {
    let is_known = |h: &mut History| {
        h.not_compilable.contains(&method.offset()) || h.postponed.contains(&method.offset())
    };
    !with(is_known) && !has_readable_frames(method)
}

/// True for the few methods whose locals the machine reads from outside; they are always interpreted.
fn has_readable_frames(method: MethodPtr) -> bool {
    let holder = method.holder();
    method.flags.contains(MethodFlags::SCOPED)
        || method.name.as_bytes() == b"executePrivileged"
            && holder.is_boot()
            && holder.name.as_bytes() == b"java/security/AccessController"
}

/// Forgets the methods of classes that are unloaded.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    with(|h| {
        let alive = |offset: u32| {
            MethodPtr::from_offset(offset).is_some_and(|method| !is_dead(method.holder()))
        };
        h.traps.retain(|&(method, ..), _| alive(method));
        h.method_traps.retain(|&method, _| alive(method));
        h.not_compilable.retain(|&method| alive(method));
        h.postponed.retain(|&method| alive(method));
        h.postponements.retain(|&method, _| alive(method));
    });
}
