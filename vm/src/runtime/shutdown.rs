//! The end of threads and of the machine.

use crate::runtime::thread::JavaThread;

/// The end of a Java thread's life as a java.lang.Thread: uncaught exception, `Thread.exit`, status, waiters in `join`.
pub fn exit_thread(_thread: &JavaThread) {
    unimplemented!()
}

/// `DestroyJavaVM`: waits for the non-daemon threads and runs the shutdown hooks.
pub fn destroy(_thread: &JavaThread) {
    unimplemented!()
}
