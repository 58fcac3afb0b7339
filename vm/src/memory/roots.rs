//! Roots outside the heap: Rust structures that hold references and that the collector reads and updates.
//!
//! Three forms: a [`RootVec`], alive as long as the value; a scanner function that visits the slots of some table; and
//! weak scanners, which are asked after marking to drop or update the references of a weak table.

use std::cell::UnsafeCell;
use std::collections::HashSet;

use heap::CollectionKind;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

/// Visits root slots.
pub type Visitor<'a> = &'a mut dyn FnMut(&OopSlot);
/// Visits strong slots of one table.
pub type RootScanner = fn(Visitor);
/// For a weak slot's object: its new address if it is alive, `None` if it is dead.
pub type Liveness<'a> = &'a mut dyn FnMut(Oop) -> Option<Oop>;
/// Updates or clears the weak slots of one table: all of them, or in a nursery collection those that came since the last
/// one.
pub type WeakScanner = fn(CollectionKind, Liveness);

/// What a scanner's table holds, for those who tell roots apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// JNI global references.
    JniGlobals,
    /// Any other table of the machine.
    Table,
}

struct Registry {
    strong: Vec<(Origin, RootScanner)>,
    weak: Vec<WeakScanner>,
    vectors: Option<HashSet<usize>>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    strong: Vec::new(),
    weak: Vec::new(),
    vectors: None,
});

/// Adds a table of strong roots.
pub fn register_scanner(scanner: RootScanner) {
    register_scanner_of(Origin::Table, scanner);
}

/// Adds a table of strong roots of a kind.
pub fn register_scanner_of(origin: Origin, scanner: RootScanner) {
    REGISTRY.lock().strong.push((origin, scanner));
}

/// Adds a table of weak references.
pub fn register_weak_scanner(scanner: WeakScanner) {
    REGISTRY.lock().weak.push(scanner);
}

/// A growable list of references that the collector knows. It may be moved; its slots are behind a box.
pub struct RootVec(Box<UnsafeCell<Vec<OopSlot>>>);

// SAFETY: shared access only reads slots; growing takes `&mut`.
unsafe impl Send for RootVec {}
// SAFETY: as above.
unsafe impl Sync for RootVec {}

impl RootVec {
    pub fn new() -> RootVec {
        let v = RootVec(Box::new(UnsafeCell::new(Vec::new())));
        REGISTRY
            .lock()
            .vectors
            .get_or_insert_with(HashSet::new)
            .insert(v.0.get() as usize);
        v
    }
    fn slots(&self) -> &Vec<OopSlot> {
        // SAFETY: only `&mut self` methods change the vector.
        unsafe { &*self.0.get() }
    }
    pub fn push(&mut self, object: Oop) {
        self.0.get_mut().push(OopSlot::new(object));
    }
    pub fn len(&self) -> usize {
        self.slots().len()
    }
    pub fn is_empty(&self) -> bool {
        self.slots().is_empty()
    }
    pub fn get(&self, i: usize) -> Oop {
        self.slots()[i].load()
    }
    pub fn set(&self, i: usize, object: Oop) {
        self.slots()[i].store(object);
    }
    pub fn clear(&mut self) {
        self.0.get_mut().clear();
    }
    pub fn iter(&self) -> impl Iterator<Item = Oop> + '_ {
        self.slots().iter().map(OopSlot::load)
    }
}

impl Default for RootVec {
    fn default() -> Self {
        RootVec::new()
    }
}

impl Drop for RootVec {
    fn drop(&mut self) {
        if let Some(vectors) = &mut REGISTRY.lock().vectors {
            vectors.remove(&(self.0.get() as usize));
        }
    }
}

/// Visits all strong root slots of registered tables and vectors. The world is stopped.
pub fn visit_strong(visit: Visitor) {
    let registry = REGISTRY.lock();
    for (_, scanner) in &registry.strong {
        scanner(visit);
    }
    registry.visit_vectors(visit);
}

/// As [`visit_strong`], only those of one origin; vectors count as tables.
pub fn visit_strong_of(wanted: Origin, visit: Visitor) {
    let registry = REGISTRY.lock();
    for (origin, scanner) in &registry.strong {
        if *origin == wanted {
            scanner(visit);
        }
    }
    if wanted == Origin::Table {
        registry.visit_vectors(visit);
    }
}

impl Registry {
    fn visit_vectors(&self, visit: Visitor) {
        for &v in self.vectors.iter().flatten() {
            // SAFETY: registered vectors are alive, and nobody changes them while the world is stopped.
            for slot in unsafe { &*(v as *const Vec<OopSlot>) } {
                visit(slot);
            }
        }
    }
}

/// Runs all weak scanners. The world is stopped.
pub fn process_weak(kind: CollectionKind, alive: Liveness) {
    for scanner in REGISTRY.lock().weak.iter() {
        scanner(kind, alive);
    }
}
