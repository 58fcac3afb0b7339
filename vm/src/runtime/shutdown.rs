//! The end of threads and of the machine.
//!
//! A machine ends in one of two ways. `Runtime.exit` and `halt` come to [`halt`]: the Java threads are stopped, the
//! embedder's exit hook runs, the process exits. `DestroyJavaVM` comes to [`destroy`]: it waits for the threads that are
//! no daemons, runs the shutdown hooks, stops the other threads, and returns to the embedder. Either way no Java code
//! runs after that, and a thread that comes back from native code stays where it is.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use oops::{Oop, Symbol};

use crate::classes::system_dictionary;
use crate::classes::well_known::{self as wk, fields};
use crate::compiler::{log, perf_map, profile_print, statistics};
use crate::logging;
use crate::memory;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::{
    init, java_calls, safepoint, synchronizer, threads_java, transitions, vm_operation,
};

/// How long the end of the process waits for threads inside the machine to stand still.
const PATIENCE: Duration = Duration::from_secs(2);

/// The end of a Java thread's life as a java.lang.Thread: uncaught exception, `Thread.exit`, status, waiters in `join`.
pub fn exit_thread(thread: &JavaThread) {
    if !thread.oop().is_null() {
        dispatch_uncaught(thread);
        for _ in 0..3 {
            // An asynchronous exception may hit `exit` itself.
            match java_calls::call_named(
                thread,
                wk::thread(),
                "exit",
                "()V",
                &[thread.oop().to_bits()],
            ) {
                Ok(_) => break,
                Err(pending) => exceptions::take(thread, pending),
            };
        }
        ensure_join(thread);
    }
    synchronizer::release_all(thread);
    threads_java::uncount_user_thread(thread);
}

/// Gives a pending exception to the thread's uncaught-exception handler.
fn dispatch_uncaught(thread: &JavaThread) {
    let Err(pending) = exceptions::check(thread) else {
        return;
    };
    let exception = exceptions::take(thread, pending);
    let object = thread.oop();
    let args = [object.to_bits(), exception.to_bits()];
    let descriptor = "(Ljava/lang/Throwable;)V";
    if let Err(pending) = java_calls::call_named(
        thread,
        wk::thread(),
        "dispatchUncaughtException",
        descriptor,
        &args,
    ) {
        let thrown = exceptions::take(thread, pending).klass().external_name();
        let name = threads_java::name_of(object);
        eprintln!(
            "\nException: {thrown} thrown from the UncaughtExceptionHandler in thread \"{name}\""
        );
    }
}

/// Marks the thread as ended and wakes those that wait for it in `Thread.join`.
fn ensure_join(thread: &JavaThread) {
    let object = thread.oop();
    synchronizer::enter(thread, object);
    thread_status::set(object, ThreadStatus::Terminated);
    object.store_i64(fields::thread_eetop(), 0);
    let told =
        synchronizer::notify_all(thread, object).and_then(|()| synchronizer::exit(thread, object));
    if let Err(pending) = told {
        exceptions::take(thread, pending);
    }
}

/// `java.lang.Shutdown.shutdown()`: runs the hooks.
fn run_shutdown_hooks(thread: &JavaThread) -> JResult<()> {
    let klass = system_dictionary::resolve_or_fail(
        thread,
        Symbol::from_text("java/lang/Shutdown"),
        Oop::NULL,
    )?;
    java_calls::call_named(thread, klass, "shutdown", "()V", &[])?;
    Ok(())
}

/// `DestroyJavaVM`: waits for the non-daemon threads and runs the shutdown hooks.
pub fn destroy(thread: &JavaThread) {
    threads_java::destroy_java_vm_wait(thread);
    if let Err(pending) = run_shutdown_hooks(thread) {
        exceptions::take(thread, pending);
    }
    if !thread.oop().is_null() {
        ensure_join(thread);
    }
    stand_still(thread);
}

static ENDING: AtomicBool = AtomicBool::new(false);

/// Stops all other threads for good. If somebody else has begun to end the machine, the current thread stays here.
fn stand_still(thread: &JavaThread) {
    transitions::blocked(thread, || {
        if ENDING.swap(true, Ordering::SeqCst) {
            loop {
                std::thread::park();
            }
        }
        safepoint::stop_for_exit(PATIENCE);
        // The current thread is outside the machine now; it must be able to come back to its caller.
        safepoint::spare(thread);
    });
    memory::gc_log::log_at_exit();
    vm_operation::log_totals();
    statistics::print_at_exit();
    profile_print::print_at_exit();
    perf_map::write_at_exit();
    log::close_at_exit();
    logging::async_writer::flush();
    let _ = std::io::stdout().flush();
}

/// `Runtime.halt`, the last act of `Runtime.exit`.
pub fn halt(thread: &JavaThread, code: i32) -> ! {
    stand_still(thread);
    exit(code)
}

/// Ends the process: by the embedder's exit hook if there is one.
pub fn exit(code: i32) -> ! {
    logging::async_writer::flush();
    let hook = init::exit_hook();
    if hook != 0 {
        // SAFETY: the embedder's `exit` option: a function that takes the code.
        let hook = unsafe { std::mem::transmute::<usize, extern "C" fn(i32)>(hook) };
        hook(code);
    }
    // SAFETY: ends the process; handlers of `atexit` run.
    unsafe { libc::exit(code) }
}
