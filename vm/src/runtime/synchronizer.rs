//! Monitors: lightweight locking in the header with a per-thread lock stack, inflated monitors in a side table.
//!
//! An uncontended lock is one compare-and-set of the header's lock bits and an entry in the thread's lock stack, which
//! says who owns it; recursive entries are further entries of the stack, directly above the first. Recursion with other
//! locks taken between inflates the monitor, so that leaving looks at two entries only. On contention or `wait` the
//! monitor is inflated: the header's bits change to `Inflated` and an [`ObjectMonitor`] is found in the
//! [`monitor_table`]. If another thread held the fast lock then, the monitor's owner is anonymous until that thread
//! meets it. An idle monitor may be deflated at any time: then the header says `Unlocked` again.

use oops::Oop;
use oops::mark::LockState;

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::monitor_table;
use crate::runtime::object_monitor::{ANONYMOUS_OWNER, ObjectMonitor};
use crate::runtime::stress::{self, Point};
use crate::runtime::thread::JavaThread;

/// The object's monitor, inflated if it was not. An anonymous owner that is this thread is resolved.
fn inflate(thread: &JavaThread, object: Oop) -> &'static ObjectMonitor {
    loop {
        let found = match object.mark().lock_state() {
            LockState::Inflated => monitor_table::find(object),
            _ => monitor_table::inflate(object),
        };
        if let Some(m) = found {
            claim_if_mine(thread, object, m);
            return m;
        }
        std::hint::spin_loop();
    }
}

/// If the monitor's owner is anonymous and this thread holds the fast lock, it becomes the owner by name.
fn claim_if_mine(thread: &JavaThread, object: Oop, m: &ObjectMonitor) {
    if m.owner() == ANONYMOUS_OWNER {
        let times = thread.lock_stack.times(object);
        if times > 0 {
            thread.lock_stack.remove_all(object);
            m.claim_anonymous(thread, times as u32 - 1);
        }
    }
}

/// Enters the object's monitor; blocks while another thread owns it. Never throws for a non-null object.
#[inline]
pub fn enter(thread: &JavaThread, object: Oop) {
    let mark = object.mark();
    if mark.lock_state() == LockState::Unlocked
        && !thread.lock_stack.is_full()
        && object
            .cas_mark(mark, mark.with_lock(LockState::FastLocked))
            .is_ok()
    {
        thread.lock_stack.push(object);
        return;
    }
    enter_slow(thread, object)
}

fn enter_slow(thread: &JavaThread, object: Oop) {
    stress::jitter(thread, Point::Monitor);
    let stack = &thread.lock_stack;
    loop {
        let mark = object.mark();
        let monitor = match mark.lock_state() {
            LockState::Unlocked if !stack.is_full() => {
                if object
                    .cas_mark(mark, mark.with_lock(LockState::FastLocked))
                    .is_ok()
                {
                    stack.push(object);
                    return;
                }
                continue;
            }
            LockState::FastLocked if stack.last() == Some(object) && !stack.is_full() => {
                stack.push(object);
                return;
            }
            LockState::Unlocked | LockState::FastLocked => inflate(thread, object),
            LockState::Inflated => match monitor_table::find(object) {
                Some(m) => {
                    claim_if_mine(thread, object, m);
                    m
                }
                None => continue,
            },
        };
        if monitor.enter(thread) {
            return;
        }
        std::thread::yield_now();
    }
}

/// Exits the monitor; IllegalMonitorStateException if the thread does not own it.
#[inline]
pub fn exit(thread: &JavaThread, object: Oop) -> JResult<()> {
    let stack = &thread.lock_stack;
    if let [rest @ .., last] = stack.slots()
        && last.load() == object
    {
        let recursive = rest.last().is_some_and(|s| s.load() == object);
        let mark = object.mark();
        if mark.lock_state() == LockState::FastLocked
            && (recursive
                || object
                    .cas_mark(mark, mark.with_lock(LockState::Unlocked))
                    .is_ok())
        {
            stack.pop();
            return Ok(());
        }
    }
    exit_slow(thread, object)
}

fn exit_slow(thread: &JavaThread, object: Oop) -> JResult<()> {
    stress::jitter(thread, Point::Monitor);
    loop {
        let mark = object.mark();
        match mark.lock_state() {
            LockState::Unlocked => return not_owner(thread),
            LockState::FastLocked => {
                let stack = &thread.lock_stack;
                let Some(last) = stack.slots().iter().rposition(|s| s.load() == object) else {
                    return not_owner(thread);
                };
                let recursive = stack.slots()[..last].iter().any(|s| s.load() == object);
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
fn owned_monitor(thread: &JavaThread, object: Oop) -> JResult<&'static ObjectMonitor> {
    let found = match object.mark().lock_state() {
        LockState::Unlocked => None,
        LockState::FastLocked if thread.lock_stack.times(object) == 0 => None,
        _ => Some(inflate(thread, object)),
    };
    match found {
        Some(m) if m.is_owned_by(thread) => Ok(m),
        _ => not_owner(thread),
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
    owned_monitor(thread, object)?.wait(thread, millis)
}

fn notify_waiters(thread: &JavaThread, object: Oop, all: bool) -> JResult<()> {
    match object.mark().lock_state() {
        // A monitor that is not inflated has no waiters.
        LockState::FastLocked if thread.lock_stack.times(object) > 0 => Ok(()),
        _ => {
            owned_monitor(thread, object)?.notify(all);
            Ok(())
        }
    }
}

/// `Object.notify`.
pub fn notify(thread: &JavaThread, object: Oop) -> JResult<()> {
    notify_waiters(thread, object, false)
}

/// `Object.notifyAll`.
pub fn notify_all(thread: &JavaThread, object: Oop) -> JResult<()> {
    notify_waiters(thread, object, true)
}

/// `Thread.holdsLock`.
pub fn holds_lock(thread: &JavaThread, object: Oop) -> bool {
    match object.mark().lock_state() {
        LockState::Unlocked => false,
        LockState::FastLocked => thread.lock_stack.times(object) > 0,
        // A monitor that has been deflated meanwhile was nobody's.
        LockState::Inflated => monitor_table::find(object).is_some_and(|m| {
            m.is_owned_by(thread)
                || m.owner() == ANONYMOUS_OWNER && thread.lock_stack.times(object) > 0
        }),
    }
}

/// Leaves all monitors that an ending thread still holds: those entered through JNI.
pub fn release_all(thread: &JavaThread) {
    while let Some(object) = thread.lock_stack.last() {
        if let Err(pending) = exit(thread, object) {
            exceptions::take(thread, pending);
            thread.lock_stack.pop();
        }
    }
    if thread.local.jni_monitors.get() > 0 {
        monitor_table::for_each(|m| {
            while m.is_owned_by(thread) {
                m.exit(thread);
            }
        });
        thread.local.jni_monitors.set(0);
    }
}

/// JNI `MonitorEnter`: a monitor that no frame will leave.
pub fn jni_enter(thread: &JavaThread, object: Oop) {
    enter(thread, object);
    let held = &thread.local.jni_monitors;
    held.set(held.get() + 1);
}

/// JNI `MonitorExit`.
pub fn jni_exit(thread: &JavaThread, object: Oop) -> JResult<()> {
    exit(thread, object)?;
    let held = &thread.local.jni_monitors;
    held.set(held.get().saturating_sub(1));
    Ok(())
}
