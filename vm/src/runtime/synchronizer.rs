//! Monitors: lightweight locking in the header with a per-thread lock stack, inflated monitors in a side table.
//!
//! An uncontended lock is one compare-and-set of the header's lock bits and an entry in the thread's lock stack, which
//! says who owns it; recursive entries are further entries of the stack. On contention or `wait` the monitor is inflated:
//! the header's bits change to `Inflated` and an [`ObjectMonitor`] is found by the identity hash in a table. If another
//! thread held the fast lock then, the monitor's owner is anonymous until that thread meets it.

use std::collections::HashMap;
use std::sync::Arc;

use oops::mark::LockState;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

use crate::memory::roots;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::object_monitor::{ANONYMOUS_OWNER, ObjectMonitor};
use crate::runtime::thread::JavaThread;

const SHARDS: usize = 32;

/// Monitors by identity hash; different objects can have equal hashes.
type Shard = Mutex<Option<HashMap<i32, Vec<Arc<ObjectMonitor>>>>>;

static TABLE: [Shard; SHARDS] = [const { Mutex::new(None) }; SHARDS];

/// Makes the table known to the collector. Once, at start.
pub fn initialize() {
    roots::register_scanner(visit_busy);
    roots::register_weak_scanner(sweep);
}

fn shard(hash: i32) -> &'static Shard {
    &TABLE[hash as usize % SHARDS]
}

/// Monitors in use keep their objects alive.
fn visit_busy(visit: &mut dyn FnMut(&OopSlot)) {
    for_each_monitor(|m| {
        if m.is_busy() {
            visit(&m.object);
        }
    });
}

/// Follows moved objects and drops the monitors of dead ones.
fn sweep(alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
    for s in &TABLE {
        let mut s = s.lock();
        let Some(map) = s.as_mut() else { continue };
        map.retain(|_, list| {
            list.retain(|m| match alive(m.object.load()) {
                Some(now) => {
                    m.object.store(now);
                    true
                }
                None => false,
            });
            !list.is_empty()
        });
    }
}

/// Calls `f` for every inflated monitor.
pub fn for_each_monitor(mut f: impl FnMut(&ObjectMonitor)) {
    for s in &TABLE {
        if let Some(map) = s.lock().as_ref() {
            map.values().flatten().for_each(|m| f(m));
        }
    }
}

#[allow(clippy::mut_from_ref)]
fn lock_stack(thread: &JavaThread) -> &mut Vec<OopSlot> {
    // SAFETY: only the thread itself touches its lock stack while it runs; borrows end within this module's functions.
    unsafe { &mut *thread.lock_stack.get() }
}

fn times_in_lock_stack(thread: &JavaThread, object: Oop) -> usize {
    lock_stack(thread)
        .iter()
        .filter(|s| s.load() == object)
        .count()
}

/// The monitor of an object whose header says `Inflated`.
fn monitor_of(object: Oop) -> Arc<ObjectMonitor> {
    let hash = object.identity_hash();
    let s = shard(hash).lock();
    let list = s.as_ref().and_then(|map| map.get(&hash));
    list.and_then(|l| l.iter().find(|m| m.object.load() == object))
        .expect("an inflated object has a monitor")
        .clone()
}

/// The object's monitor, inflated if it was not. An anonymous owner that is this thread is resolved.
fn inflate(thread: &JavaThread, object: Oop) -> Arc<ObjectMonitor> {
    let hash = object.identity_hash();
    loop {
        let mark = object.mark();
        if mark.lock_state() == LockState::Inflated {
            let m = monitor_of(object);
            claim_if_mine(thread, object, &m);
            return m;
        }
        let mut s = shard(hash).lock();
        let mark = object.mark();
        let owner = match mark.lock_state() {
            LockState::Inflated => continue,
            LockState::FastLocked => ANONYMOUS_OWNER,
            LockState::Unlocked => 0,
        };
        let m = Arc::new(ObjectMonitor::new(object, owner, 0));
        let list = s.get_or_insert_default().entry(hash).or_default();
        list.push(m.clone());
        if object
            .cas_mark(mark, mark.with_lock(LockState::Inflated))
            .is_err()
        {
            list.pop();
            continue;
        }
        drop(s);
        claim_if_mine(thread, object, &m);
        return m;
    }
}

/// If the monitor's owner is anonymous and this thread holds the fast lock, it becomes the owner by name.
fn claim_if_mine(thread: &JavaThread, object: Oop, m: &ObjectMonitor) {
    if m.owner() == ANONYMOUS_OWNER {
        let times = times_in_lock_stack(thread, object);
        if times > 0 {
            lock_stack(thread).retain(|s| s.load() != object);
            m.claim_anonymous(thread, times as u32 - 1);
        }
    }
}

/// Enters the object's monitor; blocks while another thread owns it. Never throws for a non-null object.
#[inline]
pub fn enter(thread: &JavaThread, object: Oop) {
    let mark = object.mark();
    if mark.lock_state() == LockState::Unlocked
        && object
            .cas_mark(mark, mark.with_lock(LockState::FastLocked))
            .is_ok()
    {
        lock_stack(thread).push(OopSlot::new(object));
        return;
    }
    enter_slow(thread, object)
}

#[cold]
fn enter_slow(thread: &JavaThread, object: Oop) {
    loop {
        let mark = object.mark();
        match mark.lock_state() {
            LockState::Unlocked => {
                if object
                    .cas_mark(mark, mark.with_lock(LockState::FastLocked))
                    .is_ok()
                {
                    lock_stack(thread).push(OopSlot::new(object));
                    return;
                }
            }
            LockState::FastLocked if times_in_lock_stack(thread, object) > 0 => {
                lock_stack(thread).push(OopSlot::new(object));
                return;
            }
            _ => return inflate(thread, object).enter(thread),
        }
    }
}

/// Exits the monitor; IllegalMonitorStateException if the thread does not own it.
#[inline]
pub fn exit(thread: &JavaThread, object: Oop) -> JResult<()> {
    let stack = lock_stack(thread);
    if stack.last().is_some_and(|s| s.load() == object) {
        let recursive =
            stack.len() > 1 && stack[..stack.len() - 1].iter().any(|s| s.load() == object);
        let mark = object.mark();
        if mark.lock_state() == LockState::FastLocked {
            if recursive {
                stack.pop();
                return Ok(());
            }
            if object
                .cas_mark(mark, mark.with_lock(LockState::Unlocked))
                .is_ok()
            {
                stack.pop();
                return Ok(());
            }
        }
    }
    exit_slow(thread, object)
}

#[cold]
fn exit_slow(thread: &JavaThread, object: Oop) -> JResult<()> {
    loop {
        let mark = object.mark();
        match mark.lock_state() {
            LockState::Unlocked => return not_owner(thread),
            LockState::FastLocked => {
                let stack = lock_stack(thread);
                let Some(last) = stack.iter().rposition(|s| s.load() == object) else {
                    return not_owner(thread);
                };
                let recursive = stack[..last].iter().any(|s| s.load() == object);
                // The hash may be set or the monitor inflated by others meanwhile: then look again.
                if recursive
                    || object
                        .cas_mark(mark, mark.with_lock(LockState::Unlocked))
                        .is_ok()
                {
                    stack.remove(last);
                    return Ok(());
                }
            }
            LockState::Inflated => {
                let m = owned_monitor(thread, object)?;
                m.exit(thread);
                return Ok(());
            }
        }
    }
}

fn not_owner<T>(thread: &JavaThread) -> JResult<T> {
    let message = "current thread is not owner";
    Err(exceptions::throw(
        thread,
        "java/lang/IllegalMonitorStateException",
        message,
    ))
}

/// The inflated monitor, if the thread owns it.
fn owned_monitor(thread: &JavaThread, object: Oop) -> JResult<Arc<ObjectMonitor>> {
    let m = inflate(thread, object);
    if m.is_owned_by(thread) {
        Ok(m)
    } else {
        not_owner(thread)
    }
}

/// `Object.wait`: 0 = for ever.
pub fn wait(thread: &JavaThread, object: Oop, millis: i64) -> JResult<()> {
    if millis < 0 {
        let (class, text) = (
            "java/lang/IllegalArgumentException",
            "timeout value is negative",
        );
        return Err(exceptions::throw(thread, class, text));
    }
    if !holds_lock(thread, object) {
        return not_owner(thread);
    }
    owned_monitor(thread, object)?.wait(thread, millis)
}

fn notify_waiters(thread: &JavaThread, object: Oop, all: bool) -> JResult<()> {
    if !holds_lock(thread, object) {
        return not_owner(thread);
    }
    // A monitor that is not inflated has no waiters.
    if object.mark().lock_state() == LockState::Inflated {
        owned_monitor(thread, object)?.notify(all);
    }
    Ok(())
}

pub fn notify(thread: &JavaThread, object: Oop) -> JResult<()> {
    notify_waiters(thread, object, false)
}

pub fn notify_all(thread: &JavaThread, object: Oop) -> JResult<()> {
    notify_waiters(thread, object, true)
}

/// `Thread.holdsLock`.
pub fn holds_lock(thread: &JavaThread, object: Oop) -> bool {
    match object.mark().lock_state() {
        LockState::Unlocked => false,
        LockState::FastLocked => times_in_lock_stack(thread, object) > 0,
        LockState::Inflated => {
            let m = monitor_of(object);
            m.is_owned_by(thread)
                || m.owner() == ANONYMOUS_OWNER && times_in_lock_stack(thread, object) > 0
        }
    }
}

/// The thread that owns the object's monitor, as far as it can be said without stopping it: for dumps at a safepoint.
pub fn owner_at_safepoint(
    object: Oop,
    threads: &[&'static JavaThread],
) -> Option<&'static JavaThread> {
    let holds = |t: &&&'static JavaThread| times_in_lock_stack(t, object) > 0;
    match object.mark().lock_state() {
        LockState::Unlocked => None,
        LockState::FastLocked => threads.iter().find(holds).copied(),
        LockState::Inflated => match monitor_of(object).owner() {
            0 => None,
            ANONYMOUS_OWNER => threads.iter().find(holds).copied(),
            owner => threads
                .iter()
                .find(|t| std::ptr::from_ref(**t) as usize == owner)
                .copied(),
        },
    }
}

/// Leaves all monitors that an ending thread still holds (entered through JNI).
pub fn release_all(thread: &JavaThread) {
    while let Some(object) = lock_stack(thread).last().map(OopSlot::load) {
        if let Err(pending) = exit(thread, object) {
            exceptions::take(thread, pending);
            lock_stack(thread).pop();
        }
    }
    for_each_monitor(|m| {
        while m.is_owned_by(thread) {
            m.exit(thread);
        }
    });
}
