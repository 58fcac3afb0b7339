//! The table of inflated monitors, found by their objects' identity hashes.
//!
//! Look-up takes no lock: the table is one array with linear probing, whose words carry a monitor's address and a part of
//! the hash. Insertion, removal and growing are done under one lock; an array that was replaced and a monitor that was
//! removed stay readable until every thread has passed a poll or left the machine (a handshake with all of them), or
//! until the world is stopped. So whoever is in the machine may use what [`find`] returned until its next poll, and
//! longer if the monitor is busy ([`ObjectMonitor::is_busy`]), for busy monitors are not removed.

use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use heap::CollectionKind;
use oops::mark::LockState;
use oops::{Oop, OopSlot};
use parking_lot::{Mutex, MutexGuard};

use crate::memory::roots;
use crate::runtime::monitor_deflation;
use crate::runtime::object_monitor::{ANONYMOUS_OWNER, ObjectMonitor};

/// Bits of a slot that hold the monitor's address; above them is a part of the hash.
const ADDRESS_BITS: u32 = 48;
const ADDRESS_MASK: usize = (1 << ADDRESS_BITS) - 1;
/// Low bits of the hash choose the slot, these the tag.
const TAG_SHIFT: u32 = 13;
/// A slot whose monitor was removed: probing goes on.
const REMOVED: usize = 1;
const MIN_SLOTS: usize = 1024;

struct Array {
    slots: Box<[AtomicUsize]>,
}

fn tag(hash: i32) -> usize {
    (hash as usize >> TAG_SHIFT) << ADDRESS_BITS
}

fn monitor_at(word: usize) -> Option<&'static ObjectMonitor> {
    let address = word & ADDRESS_MASK;
    // SAFETY: words of the table are 0, REMOVED, or hold the address of a monitor that is not freed while it is there.
    (address > REMOVED).then(|| unsafe { &*(address as *const ObjectMonitor) })
}

impl Array {
    fn new(slots: usize) -> Array {
        Array {
            slots: (0..slots).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// The slots in the order in which those of a hash are probed.
    fn probe(&self, hash: i32) -> impl Iterator<Item = &AtomicUsize> {
        let mask = self.slots.len() - 1;
        let start = hash as usize & mask;
        (0..=mask).map(move |i| &self.slots[(start + i) & mask])
    }

    fn find(&self, object: Oop, hash: i32) -> Option<&'static ObjectMonitor> {
        let tag = tag(hash);
        for slot in self.probe(hash) {
            let word = slot.load(Ordering::Acquire);
            if word == 0 {
                return None;
            }
            if word & !ADDRESS_MASK == tag
                && let Some(m) = monitor_at(word)
                && m.object.load() == object
            {
                return Some(m);
            }
        }
        None
    }

    /// Puts a monitor into the first slot that was never used; the array is not full.
    fn insert(&self, monitor: &ObjectMonitor, hash: i32) {
        let word = std::ptr::from_ref(monitor) as usize | tag(hash);
        if let Some(slot) = self.probe(hash).find(|s| s.load(Ordering::Relaxed) == 0) {
            slot.store(word, Ordering::Release);
        }
    }
}

/// The array that look-ups read; null before the first inflation.
static CURRENT: AtomicPtr<Array> = AtomicPtr::new(std::ptr::null_mut());

/// What only writers touch. The boxes are what readers may still point to.
#[allow(clippy::vec_box)]
struct Writer {
    /// Slots that are not 0.
    used: usize,
    /// Arrays that were replaced and may still be read.
    old_arrays: Vec<Box<Array>>,
    /// Monitors that were removed and may still be read.
    old_monitors: Vec<Box<ObjectMonitor>>,
}

static WRITER: Mutex<Writer> = Mutex::new(Writer {
    used: 0,
    old_arrays: Vec::new(),
    old_monitors: Vec::new(),
});

/// Monitors in the table.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// The number of inflated monitors.
pub fn count() -> usize {
    COUNT.load(Ordering::Relaxed)
}

/// Makes the table known to the collector. Once, at start.
pub fn initialize() {
    roots::register_scanner(visit_busy);
    roots::register_weak_scanner(sweep);
}

fn current() -> Option<&'static Array> {
    // SAFETY: null, or an array that is not freed before all readers have passed a poll.
    unsafe { CURRENT.load(Ordering::Acquire).as_ref() }
}

/// The object's inflated monitor; `None` if it has none, or has none any more.
#[inline]
pub fn find(object: Oop) -> Option<&'static ObjectMonitor> {
    current()?.find(object, object.mark().hash()?)
}

/// Replaces the array if it is too full or much too large for the monitors in it.
fn resize(writer: &mut MutexGuard<Writer>) {
    let count = count();
    let wanted = ((count + 1) * 5 / 2).next_power_of_two().max(MIN_SLOTS);
    let slots = current().map_or(0, |a| a.slots.len());
    if writer.used * 2 < slots && wanted * 4 > slots {
        return;
    }
    let new = Box::new(Array::new(wanted));
    if let Some(old) = current() {
        for m in monitors_of(old) {
            new.insert(m, m.object.load().identity_hash());
        }
    }
    writer.used = count;
    let old = CURRENT.swap(Box::into_raw(new), Ordering::AcqRel);
    if !old.is_null() {
        // SAFETY: made by Box::into_raw here, and replaced now.
        writer.old_arrays.push(unsafe { Box::from_raw(old) });
    }
}

/// The object's monitor, made if its header does not say yet that there is one. `None`: the header was just being
/// changed, look again.
pub fn inflate(object: Oop) -> Option<&'static ObjectMonitor> {
    let hash = object.identity_hash();
    let mut writer = WRITER.lock();
    let mark = object.mark();
    let owner = match mark.lock_state() {
        LockState::Inflated => return current()?.find(object, hash),
        LockState::FastLocked => ANONYMOUS_OWNER,
        LockState::Unlocked => 0,
    };
    resize(&mut writer);
    let monitor = Box::new(ObjectMonitor::new(object, owner));
    let array = current()?;
    array.insert(&monitor, hash);
    writer.used += 1;
    // Whoever sees the new mark finds the monitor; who found it before that sees an old mark and looks again.
    if object
        .cas_mark(mark, mark.with_lock(LockState::Inflated))
        .is_err()
    {
        remove_from(array, &monitor, hash);
        writer.old_monitors.push(monitor);
        return None;
    }
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    drop(writer);
    crate::log!(
        Trace,
        [monitorinflation],
        "inflate({}): object={:#018x}, mark={:#018x}, type='{}'",
        if owner == 0 { "neutral" } else { "has_locker" },
        object.address(),
        mark.0,
        object.klass().external_name()
    );
    monitor_deflation::inflated(count);
    Some(Box::leak(monitor))
}

fn remove_from(array: &Array, monitor: &ObjectMonitor, hash: i32) {
    let word = std::ptr::from_ref(monitor) as usize | tag(hash);
    if let Some(slot) = array
        .probe(hash)
        .take_while(|s| s.load(Ordering::Relaxed) != 0)
        .find(|s| s.load(Ordering::Relaxed) == word)
    {
        slot.store(REMOVED, Ordering::Release);
    }
}

fn monitors_of(array: &Array) -> impl Iterator<Item = &'static ObjectMonitor> {
    array
        .slots
        .iter()
        .filter_map(|s| monitor_at(s.load(Ordering::Acquire)))
}

/// Calls `f` for every inflated monitor. The caller is in the machine and `f` does not poll, or the world is stopped.
pub fn for_each(f: impl FnMut(&ObjectMonitor)) {
    if let Some(array) = current() {
        monitors_of(array).for_each(f);
    }
}

/// Deflates the idle ones among the monitors in `slots` slots from `start` on; the next start, or `None` at the end, and
/// how many were deflated.
pub fn deflate_some(start: usize, slots: usize) -> (Option<usize>, usize) {
    let mut writer = WRITER.lock();
    let Some(array) = current() else {
        return (None, 0);
    };
    let all = array.slots.len();
    let end = (start + slots).min(all);
    let mut deflated = 0;
    for slot in &array.slots[start.min(end)..end] {
        let Some(m) = monitor_at(slot.load(Ordering::Acquire)) else {
            continue;
        };
        if !m.deflate() {
            continue;
        }
        slot.store(REMOVED, Ordering::Release);
        let object = m.object.load();
        crate::log!(
            Trace,
            [monitorinflation],
            "deflate_monitor: object={:#018x}, mark={:#018x}, type='{}'",
            object.address(),
            object.mark().0,
            object.klass().external_name()
        );
        // SAFETY: leaked by `inflate`; it has left the table, and is freed only when nobody can still use it.
        let monitor = unsafe { Box::from_raw(std::ptr::from_ref(m).cast_mut()) };
        writer.old_monitors.push(monitor);
        deflated += 1;
    }
    COUNT.fetch_sub(deflated, Ordering::Relaxed);
    ((end < all).then_some(end), deflated)
}

/// What was removed from the table and waits until nobody can read it any more.
#[allow(clippy::vec_box)]
pub struct Garbage {
    _arrays: Vec<Box<Array>>,
    _monitors: Vec<Box<ObjectMonitor>>,
}

/// Takes what was removed so far, and makes the table smaller if it has become much too large. The caller drops it after
/// a handshake with all threads.
pub fn take_garbage() -> Garbage {
    let mut writer = WRITER.lock();
    resize(&mut writer);
    Garbage {
        _arrays: std::mem::take(&mut writer.old_arrays),
        _monitors: std::mem::take(&mut writer.old_monitors),
    }
}

/// Monitors in use keep their objects alive.
fn visit_busy(visit: &mut dyn FnMut(&OopSlot)) {
    for_each(|m| {
        if m.is_busy() {
            visit(&m.object);
        }
    });
}

/// Follows moved objects and drops the monitors of dead ones; the world is stopped.
fn sweep(_kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
    let Some(array) = current() else { return };
    for slot in &array.slots {
        let Some(m) = monitor_at(slot.load(Ordering::Relaxed)) else {
            continue;
        };
        match alive(m.object.load()) {
            Some(now) => m.object.store(now),
            None => {
                slot.store(REMOVED, Ordering::Relaxed);
                COUNT.fetch_sub(1, Ordering::Relaxed);
                // SAFETY: leaked by `inflate`; its object is dead, so nobody uses it or will find it.
                drop(unsafe { Box::from_raw(std::ptr::from_ref(m).cast_mut()) });
            }
        }
    }
    // The monitors removed earlier were found before the last poll if at all.
    drop(take_garbage());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fake(n: usize) -> Oop {
        // SAFETY: never dereferenced here.
        unsafe { Oop::from_address(n * 8) }
    }

    #[test]
    fn monitors_with_equal_hashes_are_told_apart() {
        let array = Array::new(8);
        let monitors: Vec<_> = (1..5).map(|n| ObjectMonitor::new(fake(n), 0)).collect();
        for m in &monitors {
            array.insert(m, 7);
        }
        remove_from(&array, &monitors[1], 7);
        for (i, m) in monitors.iter().enumerate() {
            let found = array.find(m.object.load(), 7);
            assert_eq!(found.is_some_and(|f| std::ptr::eq(f, m)), i != 1);
        }
        assert!(array.find(fake(9), 7).is_none());
        assert!(array.find(fake(1), 7 << TAG_SHIFT).is_none());
    }
}
