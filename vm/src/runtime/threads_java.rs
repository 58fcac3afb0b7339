//! java.lang.Thread and the machine's threads: start, end, and the count of the threads that keep the
//! machine alive.
//!
//! `Thread.eetop` holds the address of the JavaThread from before the thread's first step until its end; JavaThreads
//! are never freed, so whoever has read the address may use it. Every thread that is no daemon is counted in
//! [`USER_THREADS`] by whoever makes it, before it can run, and `DestroyJavaVM` waits for that count.

use std::sync::atomic::Ordering;

use jni_sys::jobject;
use oops::{Oop, Symbol};
use parking_lot::{Condvar, Mutex};

use crate::classes::strings;
use crate::classes::well_known::{self as wk, fields};
use crate::jvm::entry::guarded;
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::out_of_memory;
use crate::runtime::stress::{self, Point};
use crate::runtime::thread::JavaThread;
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::{handles, hs_err, java_calls, shutdown, thread_log, transitions};

/// Least native stack that a thread gets, whatever it asks for.
const MIN_NATIVE_STACK: usize = 512 * 1024;

/// The running thread of a java.lang.Thread object; `None` before its start and after its end.
pub fn of_object(object: Oop) -> Option<&'static JavaThread> {
    let eetop = object.non_null()?.load_i64(fields::thread_eetop()) as usize;
    // SAFETY: `eetop` is 0 or the address of a JavaThread, which is never freed.
    unsafe { (eetop as *const JavaThread).as_ref() }
}

/// A thread's name as Java knows it.
pub fn name_of(object: Oop) -> String {
    match object
        .non_null()
        .and_then(|o| o.load_oop(fields::thread_name()).non_null())
    {
        Some(name) => strings::to_rust(name),
        None => "<un-named>".to_owned(),
    }
}

/// The number of threads that are no daemons.
static USER_THREADS: Mutex<usize> = Mutex::new(0);
static USER_THREAD_ENDED: Condvar = Condvar::new();

/// Counts a thread that is no daemon, before it runs.
pub fn count_user_thread(thread: &JavaThread) {
    if !thread.local.is_user.swap(true, Ordering::SeqCst) {
        *USER_THREADS.lock() += 1;
    }
}

/// The thread has ended, or did not start.
pub fn uncount_user_thread(thread: &JavaThread) {
    if thread.local.is_user.swap(false, Ordering::SeqCst) {
        *USER_THREADS.lock() -= 1;
        USER_THREAD_ENDED.notify_all();
    }
}

/// Waits until the current thread is the only one left that is no daemon.
pub fn destroy_java_vm_wait(thread: &JavaThread) {
    let own = usize::from(thread.local.is_user.load(Ordering::SeqCst));
    transitions::blocked(thread, || {
        let mut count = USER_THREADS.lock();
        while *count > own {
            USER_THREAD_ENDED.wait(&mut count);
        }
    });
}

/// What a new OS thread needs to become a Java thread.
struct Start {
    thread: &'static JavaThread,
    /// Global reference to the java.lang.Thread.
    object: usize,
    body: fn(&JavaThread),
}

fn cannot_create(thread: &JavaThread) -> Pending {
    let message =
        "unable to create native thread: possibly out of memory or process/resource limits reached";
    out_of_memory::throw_with_message(thread, message)
}

/// Bytes of stack that a java.lang.Thread asks for, or the default.
fn stack_bytes(object: Oop) -> usize {
    match object.load_i64(fields::thread_stack_size()) {
        // More than any address space holds is too much in any case.
        n if n > 0 => (n as usize).min(1 << 56),
        _ => crate::runtime::init::java_stack_bytes(),
    }
}

/// `Thread.start0`: runs the thread's `run` method in a new OS thread.
pub fn start(thread: &JavaThread, object: Oop) -> JResult<()> {
    if object.load_i64(fields::thread_eetop()) != 0 {
        return Err(exceptions::throw_plain(
            thread,
            "java/lang/IllegalThreadStateException",
        ));
    }
    start_with(thread, object, run_java)
}

fn start_with(thread: &JavaThread, object: Oop, body: fn(&JavaThread)) -> JResult<()> {
    let stack = stack_bytes(object);
    let new = match JavaThread::new(stack) {
        Ok(new) => new,
        Err(e) => {
            thread_log::failed(&name_of(object), &e, stack);
            return Err(cannot_create(thread));
        }
    };
    object.store_i64(fields::thread_eetop(), std::ptr::from_ref(new) as i64);
    thread_status::set(object, ThreadStatus::Runnable);
    if object.load_u8(fields::thread_daemon()) == 0 {
        count_user_thread(new);
    }
    let start = Start {
        thread: new,
        object: handles::make_global(object) as usize,
        body,
    };
    let handle = start.object;
    let stack = stack.max(MIN_NATIVE_STACK);
    let builder = std::thread::Builder::new().stack_size(stack);
    match builder.spawn(move || guarded("a Java thread", || live(start))) {
        Ok(_) => {
            thread_log::started(&name_of(object), stack);
            Ok(())
        }
        Err(e) => {
            thread_log::failed(&name_of(object), &e, stack);
            handles::delete_global(handle as jobject);
            object.store_i64(fields::thread_eetop(), 0);
            thread_status::set(object, ThreadStatus::New);
            uncount_user_thread(new);
            new.discard();
            Err(cannot_create(thread))
        }
    }
}

/// The life of a Java thread.
fn live(start: Start) {
    let thread = start.thread;
    let _alternate_stack = hs_err::AlternateStack::install();
    thread.attach_current();
    thread_log::alive();
    stress::jitter(thread, Point::ThreadLife);
    let object = start.object as jobject;
    thread.thread_oop.store(handles::resolve(object));
    handles::delete_global(object);
    set_native_name(&name_of(thread.oop()));
    (start.body)(thread);
    stress::jitter(thread, Point::ThreadLife);
    shutdown::exit_thread(thread);
    thread_log::leaving("exiting");
    thread.detach_current();
    thread_log::finished();
}

/// `Thread.run`; an uncaught exception stays pending and is dispatched at the thread's end.
fn run_java(thread: &JavaThread) {
    let object = thread.oop();
    let (name, descriptor) = (Symbol::from_text("run"), Symbol::from_text("()V"));
    let result =
        java_calls::call_virtual_named(thread, object, name, descriptor, &[object.to_bits()]);
    if let Err(pending) = result {
        exceptions::leave_pending(pending);
    }
}

/// Starts a daemon thread of the machine itself in the thread group `system`.
pub fn start_internal(
    thread: &JavaThread,
    name: &str,
    priority: i32,
    body: fn(&JavaThread),
) -> JResult<()> {
    let group = memory::system_thread_group();
    let name = strings::new_string(thread, name)?;
    let descriptor = "(Ljava/lang/ThreadGroup;Ljava/lang/String;)V";
    let object = java_calls::new_object(
        thread,
        wk::thread(),
        descriptor,
        &[group.to_bits(), name.to_bits()],
    )?;
    object.store_u8(fields::thread_daemon(), 1);
    object.store_i32(fields::thread_priority(), priority);
    let (add, descriptor) = (
        Symbol::from_text("add"),
        Symbol::from_text("(Ljava/lang/Thread;)V"),
    );
    java_calls::call_virtual_named(
        thread,
        group,
        add,
        descriptor,
        &[group.to_bits(), object.to_bits()],
    )?;
    start_with(thread, object, body)
}

/// Names the current OS thread; the system keeps fifteen bytes.
pub fn set_native_name(name: &str) {
    let mut bytes: Vec<u8> = name.bytes().filter(|&b| b != 0).collect();
    // As HotSpot: the beginning and the end of a long name.
    if bytes.len() > 15 {
        let tail = bytes[bytes.len() - 6..].to_vec();
        bytes.truncate(7);
        bytes.extend_from_slice(b"..");
        bytes.extend(tail);
    }
    bytes.push(0);
    // SAFETY: a terminated string of at most sixteen bytes.
    unsafe { libc::prctl(libc::PR_SET_NAME, bytes.as_ptr()) };
}

/// Sets `Thread.priority`; the system's priorities are left alone, as HotSpot does by default.
pub fn set_priority(object: Oop, priority: i32) {
    object.store_i32(fields::thread_priority(), priority);
}
