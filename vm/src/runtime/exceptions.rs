//! Java exceptions inside the machine.
//!
//! A Java exception in flight is an oop in [`JavaThread::pending_exception`]; in Rust its presence is the error value
//! [`Pending`], so that `?` passes it on. A function that returns `Err(Pending)` has set the thread's pending
//! exception; one that returns `Ok` has not. `Pending` can only be made here.

use oops::Oop;

use crate::runtime::thread::JavaThread;

/// The mark that the thread's pending exception is set.
#[derive(Debug)]
#[must_use]
pub struct Pending(());

/// A result whose error is a Java exception, pending in the current thread.
pub type JResult<T> = Result<T, Pending>;

/// Throws an exception object: sets it pending.
pub fn throw_oop(thread: &JavaThread, exception: Oop) -> Pending {
    debug_assert!(!exception.is_null());
    thread.pending_exception.store(exception);
    Pending(())
}

/// If an exception is pending (left by a native method, say), the error for it.
pub fn check(thread: &JavaThread) -> JResult<()> {
    if thread.pending_exception.load().is_null() { Ok(()) } else { Err(Pending(())) }
}

/// Takes the pending exception away and returns it. Call it with the `Pending` it belongs to.
pub fn take(thread: &JavaThread, pending: Pending) -> Oop {
    let Pending(()) = pending;
    let e = thread.pending_exception.load();
    thread.pending_exception.store(Oop::NULL);
    e
}

/// Makes and throws an exception of a boot class given by internal name, e.g. `java/lang/IllegalArgumentException`.
/// The message goes to the constructor `(String)`. If making it fails, that failure is what is thrown.
pub fn throw(thread: &JavaThread, class: &str, message: &str) -> Pending {
    throw_with(thread, class, Some(message), Oop::NULL)
}

/// As [`throw`], with the no-argument constructor.
pub fn throw_plain(thread: &JavaThread, class: &str) -> Pending {
    throw_with(thread, class, None, Oop::NULL)
}

/// As [`throw`], with a cause set by `initCause` if it is not null.
pub fn throw_with(_thread: &JavaThread, _class: &str, _message: Option<&str>, _cause: Oop) -> Pending {
    unimplemented!()
}

/// NullPointerException without message (natives); the interpreter makes the helpful ones.
pub fn throw_npe(thread: &JavaThread) -> Pending {
    throw_plain(thread, "java/lang/NullPointerException")
}

/// OutOfMemoryError; preallocated when nothing can be allocated.
pub fn throw_oom(_thread: &JavaThread, _message: &str) -> Pending {
    unimplemented!()
}

/// StackOverflowError.
pub fn throw_stack_overflow(_thread: &JavaThread) -> Pending {
    unimplemented!()
}
