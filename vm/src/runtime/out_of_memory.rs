//! OutOfMemoryError: what is thrown when the heap, the class space or an array's length is at its limit, and what the
//! user wants to happen then.
//!
//! Nothing is allocated to throw one. A few errors with room for a stack trace are made at boot and handed out one after
//! the other; when they are used up, a shared error without trace is thrown for each [`Cause`], as HotSpot does. The first
//! error of the process is reported: heap dump, the user's commands, crash or exit, in this order. Errors that the class
//! library throws itself (direct buffers) and those of threads and C memory are made like other exceptions and not
//! reported.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};

use jni_sys::jobject;
use oops::Oop;

use crate::classes::strings;
use crate::classes::well_known::{self, fields};
use crate::memory::{self, heap_dump};
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;
use crate::runtime::vm_operation::Operation;
use crate::runtime::{flags, handles, hs_err, safepoint, stack_trace, user_commands};

/// What there is no more of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    HeapSpace,
    ArraySize,
    GcOverhead,
    Metaspace,
    ClassSpace,
}

/// All causes, in the order of their numbers.
const CAUSES: [Cause; 5] = [
    Cause::HeapSpace,
    Cause::ArraySize,
    Cause::GcOverhead,
    Cause::Metaspace,
    Cause::ClassSpace,
];

impl Cause {
    /// The error's message.
    pub fn message(self) -> &'static str {
        match self {
            Cause::HeapSpace => "Java heap space",
            Cause::ArraySize => "Requested array size exceeds VM limit",
            Cause::GcOverhead => "GC overhead limit exceeded",
            Cause::Metaspace => "Metaspace",
            Cause::ClassSpace => "Compressed class space",
        }
    }
}

/// Errors with room for a stack trace.
const WITH_TRACE: usize = 4;
/// Frames that the trace of such an error holds.
const TRACE_FRAMES: usize = 32;

/// The errors without trace, by cause: global references, 0 until [`preallocate`].
static SHARED: [AtomicUsize; CAUSES.len()] = [const { AtomicUsize::new(0) }; CAUSES.len()];
/// The errors with room for a trace.
static TRACED: [AtomicUsize; WITH_TRACE] = [const { AtomicUsize::new(0) }; WITH_TRACE];
/// How many of them are left; below zero when more were asked for.
static LEFT: AtomicI32 = AtomicI32::new(0);

/// Makes the errors. At boot, once the heap and the error classes exist.
pub fn preallocate(thread: &JavaThread) -> JResult<()> {
    for cause in CAUSES {
        let error = exceptions::bare(thread, well_known::out_of_memory_error())?;
        let message = strings::new_string(thread, cause.message())?;
        memory::store_oop(error, fields::throwable_detail_message(), message);
        SHARED[cause as usize].store(handles::make_global(error) as usize, Ordering::Release);
    }
    for slot in &TRACED {
        let error = exceptions::bare(thread, well_known::out_of_memory_error())?;
        let room = stack_trace::empty_backtrace(thread, TRACE_FRAMES)?;
        memory::store_oop(error, fields::throwable_backtrace(), room);
        slot.store(handles::make_global(error) as usize, Ordering::Release);
    }
    LEFT.store(WITH_TRACE as i32, Ordering::Release);
    Ok(())
}

/// Reports the first error of the process as the flags ask, and throws.
#[track_caller]
pub fn throw(thread: &JavaThread, cause: Cause) -> Pending {
    report(thread, cause.message());
    match error_for(thread, cause) {
        Some(error) => exceptions::throw_oop(thread, error),
        None => exceptions::give_up("java/lang/OutOfMemoryError", Some(cause.message())),
    }
}

/// An error with the current stack's trace while there are any left, then the cause's own; `None` before the boot has
/// made them.
fn error_for(thread: &JavaThread, cause: Cause) -> Option<Oop> {
    let resolve =
        |slot: &AtomicUsize| handles::resolve(slot.load(Ordering::Acquire) as jobject).non_null();
    let shared = resolve(&SHARED[cause as usize])?;
    if flags::get::StackTraceInThrowable() == 0 || LEFT.load(Ordering::Relaxed) <= 0 {
        return Some(shared);
    }
    let left = LEFT.fetch_sub(1, Ordering::AcqRel);
    let Some(slot) = usize::try_from(left - 1).ok().and_then(|i| TRACED.get(i)) else {
        return Some(shared);
    };
    let error = resolve(slot)?;
    // The error is the program's from here on.
    handles::delete_global(slot.swap(0, Ordering::AcqRel) as jobject);
    let message = shared.load_oop(fields::throwable_detail_message());
    memory::store_oop(error, fields::throwable_detail_message(), message);
    stack_trace::fill_empty_backtrace(thread, error);
    Some(error)
}

/// Throws an OutOfMemoryError with a message of its own, made as any exception is: for threads and C memory.
#[track_caller]
pub fn throw_with_message(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(thread, "java/lang/OutOfMemoryError", message)
}

/// Does what the flags ask for at the first OutOfMemoryError of the process.
fn report(thread: &JavaThread, message: &str) {
    static REPORTED: AtomicBool = AtomicBool::new(false);
    if REPORTED.swap(true, Ordering::SeqCst) {
        return;
    }
    if flags::get::HeapDumpOnOutOfMemoryError() != 0 {
        say(&format!("java.lang.OutOfMemoryError: {message}"));
        heap_dump::dump_at_out_of_memory(thread);
    }
    let commands = flags::text("OnOutOfMemoryError");
    if !commands.is_empty() {
        say(&format!("#\n# java.lang.OutOfMemoryError: {message}"));
        say(&format!("# -XX:OnOutOfMemoryError=\"{commands}\""));
        safepoint::at_safepoint(thread, Operation::ReportJavaOutOfMemory, || {
            user_commands::run_all(&commands, "...", &mut say)
        });
    }
    if flags::get::CrashOnOutOfMemoryError() != 0 {
        say(&format!(
            "Aborting due to java.lang.OutOfMemoryError: {message}"
        ));
        let text = format!("fatal error: OutOfMemory encountered: {message}");
        hs_err::internal_error(file!(), &text);
    }
    if flags::get::ExitOnOutOfMemoryError() != 0 {
        say(&format!(
            "Terminating due to java.lang.OutOfMemoryError: {message}"
        ));
        // SAFETY: ends the process at once, without hooks, as the flag promises.
        unsafe { libc::_exit(3) };
    }
}

fn say(line: &str) {
    flags::parse::print(&format!("{line}\n"));
}
