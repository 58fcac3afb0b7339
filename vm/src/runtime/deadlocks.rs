//! Who waits for whom: the owners of monitors and of ownable synchronizers, and the cycles of threads among them.
//!
//! This is data, for the thread dump and for whoever else asks; everything is found at a safepoint and is only good for
//! as long as that lasts. A synchronizer is a `java.util.concurrent.locks.AbstractOwnableSynchronizer`, which says
//! itself which thread owns it; a thread that is parked says what for in `Thread.parkBlocker`.

use std::collections::HashMap;

use oops::mark::LockState;
use oops::{KlassPtr, Oop, OopSlot, Symbol};

use crate::classes::well_known::fields;
use crate::classes::{resolve, system_dictionary};
use crate::runtime::object_monitor::{ANONYMOUS_OWNER, ObjectMonitor};
use crate::runtime::thread::JavaThread;
use crate::runtime::thread_status::ThreadStatus;
use crate::runtime::{monitor_table, threads_java};

/// What a thread waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The monitor of an object.
    Monitor(Oop),
    /// An ownable synchronizer.
    Synchronizer(Oop),
}

/// One thread of a cycle.
#[derive(Clone, Copy)]
pub struct Link {
    pub thread: &'static JavaThread,
    pub wanted: Wanted,
    pub owner: &'static JavaThread,
}

/// `AbstractOwnableSynchronizer` and the offset of its owner field, once the class is loaded.
#[derive(Clone, Copy)]
struct Ownable {
    klass: KlassPtr,
    owner_offset: usize,
}

impl Ownable {
    fn find() -> Option<Ownable> {
        let name = "java/util/concurrent/locks/AbstractOwnableSynchronizer";
        let klass = system_dictionary::find_loaded(Symbol::from_text(name), Oop::NULL)?;
        let (_, field) = resolve::lookup_field(
            klass,
            Symbol::from_text("exclusiveOwnerThread"),
            Symbol::from_text("Ljava/lang/Thread;"),
        )?;
        Some(Ownable {
            klass,
            owner_offset: field.offset as usize,
        })
    }

    /// The thread object that owns the synchronizer; null for none, or if it is no synchronizer.
    fn owner(self, object: Oop) -> Oop {
        if object.klass().is_subclass_of(self.klass) {
            object.load_oop(self.owner_offset)
        } else {
            Oop::NULL
        }
    }
}

/// Who owns what, as it is at the safepoint in progress.
pub struct Owners {
    threads: HashMap<usize, &'static JavaThread>,
    /// Objects held by fast locks, or by locks that were fast when their monitors were inflated.
    fast_locked: HashMap<Oop, &'static JavaThread>,
    ownable: Option<Ownable>,
}

impl Owners {
    /// Looks at the threads, which stand still.
    pub fn at_safepoint(threads: &[&'static JavaThread]) -> Owners {
        let mut fast_locked = HashMap::new();
        for &t in threads {
            let slots = t.lock_stack.slots();
            fast_locked.extend(slots.iter().map(|s| (OopSlot::load(s), t)));
        }
        Owners {
            threads: threads
                .iter()
                .map(|&t| (std::ptr::from_ref(t) as usize, t))
                .collect(),
            fast_locked,
            ownable: Ownable::find(),
        }
    }

    /// The thread that owns the object's monitor.
    pub fn of_monitor(&self, object: Oop) -> Option<&'static JavaThread> {
        if object.mark().lock_state() == LockState::Unlocked {
            return None;
        }
        match monitor_table::find(object).map(ObjectMonitor::owner) {
            None | Some(ANONYMOUS_OWNER) => self.fast_locked.get(&object).copied(),
            Some(owner) => self.threads.get(&owner).copied(),
        }
    }

    /// The thread that owns a synchronizer.
    pub fn of_synchronizer(&self, object: Oop) -> Option<&'static JavaThread> {
        threads_java::of_object(self.ownable?.owner(object))
    }

    /// What the thread waits for and who has it.
    pub fn wanted_by(&self, thread: &'static JavaThread) -> Option<Link> {
        let object = thread.oop().non_null()?;
        let status = object.load_i32(fields::thread_status());
        let (wanted, owner) = if status == ThreadStatus::BlockedOnMonitorEnter as i32 {
            let monitor = thread.blocked_on.load().non_null()?;
            (Wanted::Monitor(monitor), self.of_monitor(monitor)?)
        } else {
            let blocker = object.load_oop(fields::thread_park_blocker()).non_null()?;
            (
                Wanted::Synchronizer(blocker),
                self.of_synchronizer(blocker)?,
            )
        };
        Some(Link {
            thread,
            wanted,
            owner,
        })
    }

    /// The cycles among the threads: each waits for what the next has, the last for what the first has.
    pub fn cycles(&self, threads: &[&'static JavaThread]) -> Vec<Vec<Link>> {
        let mut cycles: Vec<Vec<Link>> = Vec::new();
        // The number of the walk in which a thread was met first.
        let mut met: HashMap<usize, usize> = HashMap::new();
        let id = |t: &JavaThread| std::ptr::from_ref(t) as usize;
        for (walk, &first) in threads.iter().enumerate() {
            let mut path: Vec<Link> = Vec::new();
            let mut next = first;
            while !met.contains_key(&id(next)) {
                met.insert(id(next), walk);
                let Some(link) = self.wanted_by(next) else {
                    break;
                };
                path.push(link);
                next = link.owner;
            }
            if met.get(&id(next)) == Some(&walk)
                && let Some(start) = path.iter().position(|l| std::ptr::eq(l.thread, next))
            {
                cycles.push(path.split_off(start));
            }
        }
        cycles
    }

    /// The synchronizers that threads own, by walking the heap.
    pub fn owned_synchronizers(&self) -> Vec<(&'static JavaThread, Oop)> {
        let mut owned = Vec::new();
        if let Some(ownable) = self.ownable {
            heap::for_each_object(|object| {
                if let Some(owner) = threads_java::of_object(ownable.owner(object)) {
                    owned.push((owner, object));
                }
            });
        }
        owned
    }
}
