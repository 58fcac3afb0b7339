//! `java.lang.Thread.threadStatus`: what `Thread.getState` shows, in the encoding of JVM TI's thread states.

use oops::Oop;

use crate::classes::well_known::fields;
use crate::runtime::thread::JavaThread;

/// Values of `threadStatus`.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThreadStatus {
    New = 0,
    Terminated = 0x2,
    Runnable = 0x5,
    Sleeping = 0xe1,
    InObjectWait = 0x191,
    InObjectWaitTimed = 0x1a1,
    Parked = 0x291,
    ParkedTimed = 0x2a1,
    BlockedOnMonitorEnter = 0x401,
}

/// Writes the status into a java.lang.Thread object.
pub fn set(thread_object: Oop, status: ThreadStatus) {
    thread_object.store_i32(fields::thread_status(), status as i32);
}

/// Runs `f` while the current thread shows `status`, then what it showed before.
pub fn during<R>(thread: &JavaThread, status: ThreadStatus, f: impl FnOnce() -> R) -> R {
    let object = thread.oop();
    if object.is_null() {
        return f();
    }
    let before = object.load_i32(fields::thread_status());
    set(object, status);
    let r = f();
    object.store_i32(fields::thread_status(), before);
    r
}
