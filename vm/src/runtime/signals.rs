//! Signals of the process: shutdown (SIGINT, SIGTERM, SIGHUP), thread dumps (SIGQUIT), and crashes.
//!
//! The handler of a signal that Java handles only counts it and posts a semaphore; the daemon thread "Signal Dispatcher"
//! takes it from there and calls `jdk.internal.misc.Signal.dispatch`, or prints the thread dump for SIGQUIT. The JDK
//! itself asks for the three shutdown signals. `-Xrs` leaves all four alone.

use std::cell::UnsafeCell;
use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use oops::{Oop, Symbol};

use crate::classes::system_dictionary;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, hs_err, java_calls, thread_dump, threads_java, transitions};

/// Signals are numbered below this.
const LIMIT: usize = 65;

/// Signals that arrived and were not dispatched yet.
static PENDING: [AtomicU32; LIMIT] = [const { AtomicU32::new(0) }; LIMIT];

/// A semaphore that may be posted in a signal handler.
struct Semaphore(UnsafeCell<MaybeUninit<libc::sem_t>>);

// SAFETY: semaphores are made for several threads.
unsafe impl Sync for Semaphore {}
// SAFETY: as above.
unsafe impl Send for Semaphore {}

static ARRIVED: OnceLock<Box<Semaphore>> = OnceLock::new();

impl Semaphore {
    fn new() -> Box<Semaphore> {
        let s = Box::new(Semaphore(UnsafeCell::new(MaybeUninit::uninit())));
        // SAFETY: initialises the semaphore at its final address.
        unsafe { libc::sem_init((*s.0.get()).as_mut_ptr(), 0, 0) };
        s
    }
    fn post(&self) {
        // SAFETY: initialised.
        unsafe { libc::sem_post((*self.0.get()).as_mut_ptr()) };
    }
    fn wait(&self) {
        // SAFETY: initialised. Fails only when a handler ran meanwhile.
        while unsafe { libc::sem_wait((*self.0.get()).as_mut_ptr()) } != 0 {}
    }
}

/// What `Signal.handle0` calls a handler: the default, none, Java's, or the address of a function.
pub const JAVA_HANDLER: usize = 2;

/// Handler of the signals that go to Java.
extern "C" fn count_and_post(signal: c_int) {
    // SAFETY: errno is saved for whoever was interrupted.
    let errno = unsafe { *libc::__errno_location() };
    PENDING[signal as usize % LIMIT].fetch_add(1, Ordering::SeqCst);
    if let Some(s) = ARRIVED.get() {
        s.post();
    }
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = errno };
}

/// Handler that does nothing: unlike an ignored signal it is not inherited by child processes.
extern "C" fn nothing(_: c_int) {}

/// Sets a handler; the one before, or `None` if the signal cannot have one.
fn set_handler(signal: c_int, handler: usize) -> Option<usize> {
    // SAFETY: zeroed structures are valid; the handler is SIG_DFL, SIG_IGN or a function's address.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        let mut old: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = handler;
        new.sa_flags = libc::SA_RESTART;
        libc::sigfillset(&mut new.sa_mask);
        (libc::sigaction(signal, &new, &mut old) == 0).then_some(old.sa_sigaction)
    }
}

fn is_ignored(signal: c_int) -> bool {
    // SAFETY: only reads the present action.
    unsafe {
        let mut now: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &mut now) == 0
            && now.sa_sigaction == libc::SIG_IGN
    }
}

fn is_shutdown_signal(signal: c_int) -> bool {
    matches!(signal, libc::SIGHUP | libc::SIGINT | libc::SIGTERM)
}

/// `Signal.handle0`: sets the handler and returns the one before; `None` if the machine uses the signal itself.
pub fn register(signal: c_int, handler: usize) -> Option<usize> {
    let reduced = flags::get::ReduceSignalUsage() != 0;
    match signal {
        libc::SIGFPE | libc::SIGILL | libc::SIGSEGV => return None,
        libc::SIGQUIT if !reduced => return None,
        s if is_shutdown_signal(s) && reduced => return None,
        s if is_shutdown_signal(s) && is_ignored(s) => return Some(libc::SIG_IGN),
        _ => {}
    }
    let ours = count_and_post as extern "C" fn(c_int) as usize;
    let old = set_handler(
        signal,
        if handler == JAVA_HANDLER {
            ours
        } else {
            handler
        },
    )?;
    Some(if old == ours { JAVA_HANDLER } else { old })
}

/// `Signal.raise0`: false if nobody would notice.
pub fn raise(signal: c_int) -> bool {
    if is_shutdown_signal(signal) && (flags::get::ReduceSignalUsage() != 0 || is_ignored(signal)) {
        return false;
    }
    // SAFETY: sends a signal to this process.
    unsafe { libc::raise(signal) };
    true
}

/// Names without `SIG`, and numbers.
const NAMES: [(&str, c_int); 31] = [
    ("HUP", libc::SIGHUP),
    ("INT", libc::SIGINT),
    ("QUIT", libc::SIGQUIT),
    ("ILL", libc::SIGILL),
    ("TRAP", libc::SIGTRAP),
    ("ABRT", libc::SIGABRT),
    ("BUS", libc::SIGBUS),
    ("FPE", libc::SIGFPE),
    ("KILL", libc::SIGKILL),
    ("USR1", libc::SIGUSR1),
    ("SEGV", libc::SIGSEGV),
    ("USR2", libc::SIGUSR2),
    ("PIPE", libc::SIGPIPE),
    ("ALRM", libc::SIGALRM),
    ("TERM", libc::SIGTERM),
    ("STKFLT", libc::SIGSTKFLT),
    ("CHLD", libc::SIGCHLD),
    ("CONT", libc::SIGCONT),
    ("STOP", libc::SIGSTOP),
    ("TSTP", libc::SIGTSTP),
    ("TTIN", libc::SIGTTIN),
    ("TTOU", libc::SIGTTOU),
    ("URG", libc::SIGURG),
    ("XCPU", libc::SIGXCPU),
    ("XFSZ", libc::SIGXFSZ),
    ("VTALRM", libc::SIGVTALRM),
    ("PROF", libc::SIGPROF),
    ("WINCH", libc::SIGWINCH),
    ("IO", libc::SIGIO),
    ("PWR", libc::SIGPWR),
    ("SYS", libc::SIGSYS),
];

/// The number of a signal named with or without `SIG`.
pub fn find(name: &str) -> Option<c_int> {
    let name = name.strip_prefix("SIG").unwrap_or(name);
    let name = match name {
        "CLD" => "CHLD",
        "POLL" => "IO",
        n => n,
    };
    NAMES
        .iter()
        .find(|(n, _)| *n == name)
        .map(|&(_, number)| number)
}

/// A signal's name with `SIG`, for reports.
pub fn name(signal: c_int) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|(_, number)| *number == signal)
        .map(|&(n, _)| n)
}

/// Installs the handlers that the machine itself needs. Once, when it is created.
pub fn initialize() {
    ARRIVED.get_or_init(Semaphore::new);
    let ignore = nothing as extern "C" fn(c_int) as usize;
    for signal in [libc::SIGPIPE, libc::SIGXFSZ] {
        // An embedder's own handler stays.
        if let Some(old) = set_handler(signal, ignore)
            && old != libc::SIG_DFL
        {
            set_handler(signal, old);
        }
    }
    hs_err::install();
}

/// Starts the thread that delivers signals to Java handlers.
pub fn start_dispatcher(thread: &JavaThread) -> JResult<()> {
    if flags::get::ReduceSignalUsage() != 0 {
        return Ok(());
    }
    threads_java::start_internal(thread, "Signal Dispatcher", 9, dispatch_for_ever)?;
    set_handler(
        libc::SIGQUIT,
        count_and_post as extern "C" fn(c_int) as usize,
    );
    Ok(())
}

fn next_pending() -> Option<c_int> {
    let taken = |n: &AtomicU32| {
        n.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |v| v.checked_sub(1))
            .is_ok()
    };
    PENDING.iter().position(taken).map(|s| s as c_int)
}

fn dispatch_for_ever(thread: &JavaThread) {
    let arrived = ARRIVED.get_or_init(Semaphore::new);
    loop {
        transitions::blocked(thread, || arrived.wait());
        match next_pending() {
            Some(libc::SIGQUIT) => thread_dump::print(thread),
            Some(signal) => {
                if let Err(pending) = dispatch(thread, signal) {
                    exceptions::take(thread, pending);
                }
            }
            None => {}
        }
    }
}

fn dispatch(thread: &JavaThread, signal: c_int) -> JResult<()> {
    let name = Symbol::from_text("jdk/internal/misc/Signal");
    let klass = system_dictionary::resolve_or_fail(thread, name, Oop::NULL)?;
    java_calls::call_named(thread, klass, "dispatch", "(I)V", &[signal as u64])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names() {
        assert_eq!(find("INT"), Some(libc::SIGINT));
        assert_eq!(find("SIGUSR2"), Some(libc::SIGUSR2));
        assert_eq!(find("NONE"), None);
        assert_eq!(name(libc::SIGSEGV), Some("SEGV"));
    }
}
