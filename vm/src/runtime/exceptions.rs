//! Java exceptions inside the machine.
//!
//! A Java exception in flight is an oop in [`JavaThread::pending_exception`]; in Rust its presence is the error value
//! [`Pending`], so that `?` passes it on. A function that returns `Err(Pending)` has set the thread's pending
//! exception; one that returns `Ok` has not. `Pending` can only be made here.

use std::cell::Cell;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};

use jni_sys::jobject;
use oops::{KlassPtr, Oop, Symbol};

use crate::classes::well_known;
use crate::classes::{init, strings, system_dictionary};
use crate::memory;
use crate::runtime::thread::JavaThread;
use crate::runtime::{exception_log, handles, java_calls, out_of_memory, stack_trace};

/// The mark that the thread's pending exception is set.
#[derive(Debug)]
#[must_use]
pub struct Pending(());

/// A result whose error is a Java exception, pending in the current thread.
pub type JResult<T> = Result<T, Pending>;

/// Throws an exception object: sets it pending.
#[track_caller]
pub fn throw_oop(thread: &JavaThread, exception: Oop) -> Pending {
    if crate::log_enabled!(Info, [exceptions]) {
        exception_log::thrown(thread, exception, Location::caller());
    }
    rethrow(thread, exception)
}

/// As [`throw_oop`] for an exception that Java code throws, or that is on its way to an outer frame.
pub fn rethrow(thread: &JavaThread, exception: Oop) -> Pending {
    debug_assert!(!exception.is_null());
    thread.pending_exception.store(exception);
    Pending(())
}

/// If an exception is pending (left by a native method, say), the error for it.
pub fn check(thread: &JavaThread) -> JResult<()> {
    if thread.pending_exception.load().is_null() {
        Ok(())
    } else {
        Err(Pending(()))
    }
}

/// Leaves the exception pending for whoever looks at the thread next.
pub fn leave_pending(pending: Pending) {
    let Pending(()) = pending;
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
#[track_caller]
pub fn throw(thread: &JavaThread, class: &str, message: &str) -> Pending {
    throw_with(thread, class, Some(message), Oop::NULL)
}

/// As [`throw`], with the no-argument constructor.
#[track_caller]
pub fn throw_plain(thread: &JavaThread, class: &str) -> Pending {
    throw_with(thread, class, None, Oop::NULL)
}

/// As [`throw`], with a cause set by `initCause` if it is not null.
#[track_caller]
pub fn throw_with(thread: &JavaThread, class: &str, message: Option<&str>, cause: Oop) -> Pending {
    let _depth = match Depth::enter() {
        Some(d) => d,
        None => give_up(class, message),
    };
    match make(thread, class, message, cause) {
        Ok(e) => throw_oop(thread, e),
        Err(p) => p,
    }
}

fn make(thread: &JavaThread, class: &str, message: Option<&str>, cause: Oop) -> JResult<Oop> {
    let name = Symbol::from_text(class);
    let Some(klass) = system_dictionary::load_boot_class(thread, name)? else {
        let text = format!("the class library has no {class}");
        return Err(throw(thread, "java/lang/InternalError", &text));
    };
    let e = match message {
        Some(text) => {
            let text = strings::new_string(thread, text)?;
            java_calls::new_object(thread, klass, "(Ljava/lang/String;)V", &[text.to_bits()])?
        }
        None => java_calls::new_object(thread, klass, "()V", &[])?,
    };
    if !cause.is_null() {
        let args = [e.to_bits(), cause.to_bits()];
        let descriptor = "(Ljava/lang/Throwable;)Ljava/lang/Throwable;";
        java_calls::call_named(thread, klass, "initCause", descriptor, &args)?;
    }
    Ok(e)
}

/// Exceptions being made inside one another, so that a class library that cannot make any ends the machine with a
/// sentence instead of an overflow.
struct Depth;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

const MAX_DEPTH: u32 = 24;

impl Depth {
    fn enter() -> Option<Depth> {
        DEPTH.with(|d| {
            if d.get() >= MAX_DEPTH {
                return None;
            }
            d.set(d.get() + 1);
            Some(Depth)
        })
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        DEPTH.with(|d| d.set(d.get() - 1));
    }
}

/// No exception can be made at all: the class library is unusable.
pub(super) fn give_up(class: &str, message: Option<&str>) -> ! {
    let name = class.replace('/', ".");
    eprintln!("Error occurred during initialization of VM");
    eprintln!(
        "{name}{}{}",
        if message.is_some() { ": " } else { "" },
        message.unwrap_or("")
    );
    std::process::exit(1)
}

/// NullPointerException without message (natives); the interpreter makes the helpful ones.
#[track_caller]
pub fn throw_npe(thread: &JavaThread) -> Pending {
    throw_plain(thread, "java/lang/NullPointerException")
}

/// The error that is thrown when there is no memory to make a StackOverflowError: a global reference, 0 until
/// [`preallocate`].
static STACK_OVERFLOW_ERROR: AtomicUsize = AtomicUsize::new(0);

/// Makes the errors that must be there when memory or stack is exhausted. At boot, once the heap and the error classes
/// exist.
pub fn preallocate(thread: &JavaThread) -> JResult<()> {
    out_of_memory::preallocate(thread)?;
    let stack = bare(thread, well_known::stack_overflow_error())?;
    STACK_OVERFLOW_ERROR.store(handles::make_global(stack) as usize, Ordering::Release);
    Ok(())
}

/// An error without running its constructor: neither stack nor much memory is left for Java code.
pub(super) fn bare(thread: &JavaThread, klass: KlassPtr) -> JResult<Oop> {
    init::link(thread, klass)?;
    memory::allocate_instance(thread, klass)
}

/// StackOverflowError. Its construction uses the reserve above the stacks' limits.
#[track_caller]
pub fn throw_stack_overflow(thread: &JavaThread) -> Pending {
    let (java, native) = (
        thread.java_stack_limit.get(),
        thread.native_stack_limit.get(),
    );
    thread.set_native_stack_limit(0);
    let made = bare(thread, well_known::stack_overflow_error()).and_then(|e| {
        stack_trace::fill_in_stack_trace(thread, e)?;
        Ok(e)
    });
    thread.java_stack_limit.set(java);
    thread.set_native_stack_limit(native);
    match made {
        Ok(e) => throw_oop(thread, e),
        Err(p) => {
            take(thread, p);
            let shared = STACK_OVERFLOW_ERROR.load(Ordering::Acquire) as jobject;
            match handles::resolve(shared).non_null() {
                Some(e) => throw_oop(thread, e),
                None => give_up("java/lang/StackOverflowError", None),
            }
        }
    }
}
