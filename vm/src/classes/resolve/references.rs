//! The array of a class's resolved references: strings, method handles, dynamic constants, appendices.
//!
//! The array grows by being replaced; elements are only added, and an index stays valid for the class's life.

use std::collections::HashMap;

use oops::{KlassPtr, Oop};
use parking_lot::Mutex;

use crate::classes::loader_data::store_slot;
use crate::classes::well_known;
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Element `index` of the class's resolved-references array.
#[inline(always)]
pub fn resolved_reference(holder: KlassPtr, index: u32) -> Oop {
    holder
        .rt
        .get()
        .resolved_references
        .load_acquire()
        .obj_at(index as usize)
}

/// Used elements by class.
static USED: Mutex<Option<HashMap<KlassPtr, u32>>> = Mutex::new(None);

/// Forgets classes that are being unloaded.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    if let Some(used) = USED.lock().as_mut() {
        used.retain(|&k, _| !is_dead(k));
    }
}

const FIRST_CAPACITY: usize = 8;

/// Adds an object to the class's resolved references, and returns its index.
pub fn add_resolved_reference(thread: &JavaThread, holder: KlassPtr, object: Oop) -> JResult<u32> {
    let slot = &holder.rt.get().resolved_references;
    loop {
        let needed = match try_add(holder, object) {
            Ok(index) => return Ok(index),
            Err(needed) => needed,
        };
        let bigger = memory::allocate_object_array(thread, well_known::object(), needed)?;
        let _guard = USED.lock();
        let old = slot.load();
        let length = if old.is_null() { 0 } else { old.array_length() };
        if length < needed {
            for i in 0..length {
                memory::obj_array_store(bigger, i, old.obj_at(i));
            }
            store_slot(slot, bigger);
        }
    }
}

/// Stores the object if there is room; otherwise the length that the array needs.
fn try_add(holder: KlassPtr, object: Oop) -> Result<u32, usize> {
    let mut guard = USED.lock();
    let used = guard
        .get_or_insert_with(HashMap::new)
        .entry(holder)
        .or_insert(0);
    let array = holder.rt.get().resolved_references.load();
    let length = if array.is_null() {
        0
    } else {
        array.array_length()
    };
    let index = *used as usize;
    if index < length {
        memory::obj_array_store(array, index, object);
        *used += 1;
        Ok(index as u32)
    } else {
        Err((length * 2).max(FIRST_CAPACITY))
    }
}
