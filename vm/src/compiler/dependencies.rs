//! What compiled code takes for granted of the class hierarchy without testing it: that a virtual call selects a certain method.
//!
//! Code is installed only if that is so, and from then on whoever links a class asks here ([`link`]). If the new class selects another
//! method somewhere, the world is stopped, the code that relies on it is retired, and its method's generation changes, which those who
//! are in the code notice when they come back to it (`compiler/src/translate/hierarchy.rs`). Only then can there be instances of the
//! class. A table's lock orders the two: it is held from the test of new code to its first entry, and from the
//! test of a class to its being linked.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::Ordering;

use oops::{KlassPtr, MethodPtr};
use parking_lot::{Mutex, MutexGuard};

use crate::compiler::{code_cache, host};
use crate::runtime::safepoint;
use crate::runtime::thread::JavaThread;
use crate::runtime::vm_operation::Operation;

/// All linked classes at and below `receiver` that have instances hold the method at the index of their vtables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dependency {
    receiver: KlassPtr,
    vtable_index: u32,
    method: MethodPtr,
}

impl Dependency {
    pub fn new(receiver: KlassPtr, vtable_index: u32, method: MethodPtr) -> Dependency {
        Dependency {
            receiver,
            vtable_index,
            method,
        }
    }

    fn holds(&self) -> bool {
        let unique = host::unique_virtual(self.receiver, self.vtable_index as usize);
        unique.is_some_and(|(method, _)| method.0 == self.method.offset())
    }

    fn is_met_by(&self, klass: KlassPtr) -> bool {
        klass.vtable().get(self.vtable_index as usize) == Some(&self.method)
    }
}

/// What new code relies on.
pub struct Reliance {
    /// Of its method's code, when the compilation began.
    pub generation: u32,
    pub dependencies: Vec<Dependency>,
}

impl Reliance {
    /// True if code of the method that relies on this may be entered.
    pub fn holds(&self, method: MethodPtr) -> bool {
        method.rt.generation.load(Ordering::Acquire) == self.generation
            && self.dependencies.iter().all(Dependency::holds)
    }
}

/// The dependencies of all installed code, by the class that they name, with the code's first address.
#[derive(Default)]
pub struct Table {
    by_class: HashMap<u32, Vec<(Dependency, usize)>>,
}

impl Table {
    pub fn add(&mut self, start: usize, dependencies: &[Dependency]) {
        for &dependency in dependencies {
            let class = dependency.receiver.offset();
            self.by_class
                .entry(class)
                .or_default()
                .push((dependency, start));
        }
    }

    /// The code at `start` is left by everybody.
    pub fn remove(&mut self, start: usize, dependencies: &[Dependency]) {
        for dependency in dependencies {
            let class = dependency.receiver.offset();
            if let Some(rows) = self.by_class.get_mut(&class) {
                rows.retain(|row| row.1 != start);
                if rows.is_empty() {
                    self.by_class.remove(&class);
                }
            }
        }
    }

    /// The first addresses of the codes that must not meet an instance of a class.
    fn broken_by(&self, klass: KlassPtr) -> Vec<usize> {
        let mut broken = Vec::new();
        if klass.is_abstract() || klass.is_interface() {
            return broken;
        }
        let mut next = Some(klass);
        while let Some(class) = next {
            let rows = self.by_class.get(&class.offset()).into_iter().flatten();
            broken.extend(rows.filter(|row| !row.0.is_met_by(klass)).map(|row| row.1));
            next = class.super_klass;
        }
        broken.sort_unstable();
        broken.dedup();
        broken
    }
}

/// The table of all installed code.
pub fn table() -> MutexGuard<'static, Table> {
    static TABLE: LazyLock<Mutex<Table>> = LazyLock::new(Mutex::default);
    TABLE.lock()
}

/// Calls `publish`, which makes a class linked, once no code relies on there being no such class.
pub fn link(thread: &JavaThread, klass: KlassPtr, publish: impl Fn()) {
    loop {
        {
            let table = table();
            if table.broken_by(klass).is_empty() {
                return publish();
            }
        }
        safepoint::at_safepoint(thread, Operation::Deoptimize, || {
            let broken = table().broken_by(klass);
            code_cache::invalidate(&broken);
        });
    }
}
