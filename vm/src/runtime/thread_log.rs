//! What the logs say of threads: `-Xlog:os+thread`, in HotSpot's words.

use super::thread;

fn pthread_id() -> u64 {
    // SAFETY: no arguments, cannot fail.
    unsafe { libc::pthread_self() }
}

fn tid() -> i32 {
    // SAFETY: no arguments, cannot fail.
    unsafe { libc::gettid() }
}

/// A thread of the operating system is being made for a Java thread.
pub(super) fn started(name: &str, stack: usize) {
    crate::log!(
        Info,
        [os, thread],
        "Thread \"{name}\" started (attributes: stacksize: {}k, guardsize: 4k, detached).",
        stack / 1024
    );
}

/// The new thread runs.
pub(super) fn alive() {
    crate::log!(
        Info,
        [os, thread],
        "Thread is alive (tid: {}, pthread id: {}).",
        tid(),
        pthread_id()
    );
}

/// A thread that was not started by the machine has become a Java thread.
pub fn attached() {
    if crate::log_enabled!(Info, [os, thread]) {
        let (low, high) = thread::native_stack_bounds();
        crate::log!(
            Info,
            [os, thread],
            "Thread attached (tid: {}, pthread id: {}, stack: {high:#018x} - {low:#018x} ({}K) ).",
            tid(),
            pthread_id(),
            (high - low) / 1024
        );
    }
}

/// A Java thread is about to end (`exiting`), or to leave the machine and go on (`detaching`).
pub fn leaving(what: &str) {
    crate::log!(Info, [os, thread], "JavaThread {what} (tid: {}).", tid());
}

/// A thread of the machine's making has nothing more to do.
pub(super) fn finished() {
    crate::log!(
        Info,
        [os, thread],
        "Thread finished (tid: {}, pthread id: {}).",
        tid(),
        pthread_id()
    );
}

/// No thread could be made.
pub(super) fn failed(name: &str, error: &std::io::Error, stack: usize) {
    crate::log!(
        Warning,
        [os, thread],
        "Failed to start thread \"{name}\" - pthread_create failed ({error}) for attributes: stacksize: {}k, \
         guardsize: 4k, detached.",
        stack / 1024
    );
}
