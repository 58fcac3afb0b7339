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

/// The cells of one compilation, freed with its code, or when it comes to nothing.
#[derive(Default)]
pub struct Cells(Vec<u64>);

impl Cells {
    /// The address of a new, empty cell.
    pub fn add(&mut self) -> u64 {
        let address = Box::into_raw(Box::new(AtomicU64::new(0))) as u64;
        with(|all| all.insert(address));
        self.0.push(address);
        address
    }
}

impl Drop for Cells {
    fn drop(&mut self) {
        with(|all| {
            for cell in &self.0 {
                all.remove(cell);
                // SAFETY: made by `add`, freed here alone; nobody executes the code any more.
                drop(unsafe { Box::from_raw(*cell as *mut AtomicU64) });
            }
        });
    }
}

/// Remembers a selection.
///
/// # Safety
/// `cell` came from [`Cells::add`] and its compiled method is being executed.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_an_abandoned_compilation_are_freed() {
        let mut cells = Cells::default();
        let (a, b) = (cells.add(), cells.add());
        assert!(with(|all| all.contains(&a) && all.contains(&b)));
        drop(cells);
        assert!(with(|all| !all.contains(&a) && !all.contains(&b)));
    }
}
