//! Cells of inline caches in compiled code: the class of the last receiver (low half) and the method selected for it
//! (high half) in one word, read and written at once.
//!
//! A cell belongs to one compiled method and is freed with it. It does not keep its class alive: unloading empties it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};

use oops::{KlassPtr, MethodPtr};
use parking_lot::Mutex;

static CELLS: Mutex<Option<HashSet<u64>>> = Mutex::new(None);

fn with<R>(f: impl FnOnce(&mut HashSet<u64>) -> R) -> R {
    f(CELLS.lock().get_or_insert_with(HashSet::new))
}

/// The address of a new, empty cell.
pub fn new_cell() -> u64 {
    let address = Box::into_raw(Box::new(AtomicU64::new(0))) as u64;
    with(|cells| cells.insert(address));
    address
}

/// Frees the cells of a compiled method that nobody executes any more.
pub fn free(cells: &[u64]) {
    with(|all| {
        for cell in cells {
            if all.remove(cell) {
                // SAFETY: made by `new_cell`, taken out of the set once.
                drop(unsafe { Box::from_raw(*cell as *mut AtomicU64) });
            }
        }
    });
}

/// Remembers a selection.
///
/// # Safety
/// `cell` came from [`new_cell`] and its compiled method is being executed.
pub unsafe fn set(cell: u64, klass: KlassPtr, method: MethodPtr) {
    let value = u64::from(klass.offset()) | u64::from(method.offset()) << 32;
    // SAFETY: by the caller's word.
    unsafe { (*(cell as *const AtomicU64)).store(value, Ordering::Relaxed) };
}

/// Empties the cells that name a class to be unloaded. The world is stopped.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    with(|cells| {
        for &cell in cells.iter() {
            // SAFETY: cells in the set are alive.
            let cell = unsafe { &*(cell as *const AtomicU64) };
            let value = cell.load(Ordering::Relaxed);
            let dead = |k: Option<KlassPtr>| k.is_some_and(is_dead);
            let method = MethodPtr::from_offset((value >> 32) as u32);
            if dead(KlassPtr::from_offset(value as u32)) || dead(method.map(|m| m.holder())) {
                cell.store(0, Ordering::Relaxed);
            }
        }
    });
}
