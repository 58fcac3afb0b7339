//! Objects that must stay where they are while native code holds their address (JNI `Get…Critical`).
//!
//! A pinned object is a pinning root of every collection, which also keeps it alive. Pins nest.

use std::collections::HashMap;

use mmtk::util::ObjectReference;
use oops::Oop;
use parking_lot::Mutex;

use crate::binding::to_reference;

static PINNED: Mutex<Option<HashMap<usize, usize>>> = Mutex::new(None);

/// Keeps the object alive and in its place until the matching [`unpin`]. The caller is a running mutator.
pub fn pin(object: Oop) {
    if !object.is_null() {
        *PINNED
            .lock()
            .get_or_insert_with(HashMap::new)
            .entry(object.address())
            .or_insert(0) += 1;
    }
}

/// Takes back one [`pin`]. Unpinning what is not pinned does nothing.
pub fn unpin(object: Oop) {
    let mut pinned = PINNED.lock();
    let Some(table) = pinned.as_mut() else { return };
    if let Some(count) = table.get_mut(&object.address()) {
        *count -= 1;
        if *count == 0 {
            table.remove(&object.address());
        }
    }
}

/// The pinned objects, as roots.
pub(crate) fn pinned_objects() -> Vec<ObjectReference> {
    let pinned = PINNED.lock();
    let table = pinned.iter().flatten();
    // SAFETY: pinned objects are alive and did not move.
    table
        .map(|(&address, _)| to_reference(unsafe { Oop::from_address(address) }))
        .collect()
}
