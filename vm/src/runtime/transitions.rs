//! State transitions of a Java thread between the machine, native code and blocking.
//!
//! A thread `in_vm` or `in_java` may touch the heap and is waited for at safepoints; one `in_native` or `blocked` may not
//! and counts as stopped: its native stack above the saved stack pointer is scanned conservatively, callee-saved
//! registers included. Coming back waits while a safepoint is in progress.

use crate::runtime::thread::JavaThread;

/// Runs `f` (native code, a system call that may block) with the thread's state `in_native`: `f` must not touch oops.
pub fn in_native<R>(_thread: &JavaThread, _f: impl FnOnce() -> R) -> R {
    unimplemented!()
}

/// As [`in_native`], with state `blocked` (monitors, sleep, park: what thread dumps show as blocked in the machine).
pub fn blocked<R>(_thread: &JavaThread, _f: impl FnOnce() -> R) -> R {
    unimplemented!()
}

/// From native code back into the machine, while the guard lives: the entry of every JNI and JVM function.
pub struct InVm<'t> {
    thread: &'t JavaThread,
}

impl<'t> InVm<'t> {
    pub fn enter(_thread: &'t JavaThread) -> InVm<'t> {
        unimplemented!()
    }
    pub fn thread(&self) -> &'t JavaThread {
        self.thread
    }
}
