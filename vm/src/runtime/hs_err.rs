//! The report of a fatal error: `hs_err_pid<pid>.log` with the error, the crashing thread's registers, native and Java
//! stack, the threads, the memory map and the command line.
//!
//! The signal handlers run on an alternate stack, so that an overflowed stack can be reported. A report is written
//! once, by the first thread that crashes, piece by piece straight to the file; a second error while it is written ends
//! it there. A Rust panic makes the same report under the name "Internal Error". The process then ends by SIGABRT, or with exit
//! code 1 under `-XX:-CreateCoredumpOnCrash`.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::fmt::{self, Write};
use std::sync::atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering};

use crate::compiler::{code_cache, implicit_checks};
use crate::runtime::frames::frames;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::{flags, init, properties, signals, thread_dump, threads_java, user_commands};

/// Bytes of a thread's alternate stack.
const ALTERNATE_STACK: usize = 128 * 1024;

/// A thread's alternate signal stack, as long as the value lives.
pub struct AlternateStack(*mut c_void);

impl AlternateStack {
    pub fn install() -> AlternateStack {
        // SAFETY: a fresh mapping becomes the current thread's alternate stack.
        unsafe {
            let protection = libc::PROT_READ | libc::PROT_WRITE;
            let kind = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
            let base = libc::mmap(
                std::ptr::null_mut(),
                ALTERNATE_STACK,
                protection,
                kind,
                -1,
                0,
            );
            if base == libc::MAP_FAILED {
                return AlternateStack(std::ptr::null_mut());
            }
            let stack = libc::stack_t {
                ss_sp: base,
                ss_flags: 0,
                ss_size: ALTERNATE_STACK,
            };
            libc::sigaltstack(&stack, std::ptr::null_mut());
            AlternateStack(base)
        }
    }
    /// Keeps the stack for as long as the OS thread lives.
    pub fn keep(self) {
        std::mem::forget(self);
    }
}

impl Drop for AlternateStack {
    fn drop(&mut self) {
        if self.0.is_null() {
            return;
        }
        // SAFETY: the stack is switched off before it is unmapped.
        unsafe {
            let off = libc::stack_t {
                ss_sp: std::ptr::null_mut(),
                ss_flags: libc::SS_DISABLE,
                ss_size: 0,
            };
            libc::sigaltstack(&off, std::ptr::null_mut());
            libc::munmap(self.0, ALTERNATE_STACK);
        }
    }
}

const SIGNALS: [c_int; 4] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE];

/// Handlers that were there before ours, in the order of [`SIGNALS`].
static PREVIOUS: [AtomicUsize; SIGNALS.len()] = [const { AtomicUsize::new(0) }; SIGNALS.len()];

/// Installs the handlers and the panic hook. Once, on the thread that creates the machine.
pub fn install() {
    AlternateStack::install().keep();
    for (signal, previous) in SIGNALS.iter().zip(&PREVIOUS) {
        // SAFETY: zeroed structures are valid; the handler has the signature that SA_SIGINFO asks for.
        unsafe {
            let mut new: libc::sigaction = std::mem::zeroed();
            let mut old: libc::sigaction = std::mem::zeroed();
            new.sa_sigaction =
                on_crash as extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) as usize;
            new.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
            if libc::sigaction(*signal, &new, &mut old) == 0 {
                previous.store(old.sa_sigaction, Ordering::Relaxed);
            }
        }
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if CATCHING.with(Cell::get) {
            return;
        }
        if JavaThread::current_or_none().is_none() && !MACHINE_THREAD.with(Cell::get) {
            // Not a thread of the machine: the embedder's own affair.
            return before(info);
        }
        let place = info
            .location()
            .map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line()));
        let text = info
            .payload()
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned());
        let text = text
            .or_else(|| info.payload().downcast_ref::<String>().cloned())
            .unwrap_or_default();
        report(&Error::Internal {
            place: &place,
            text: &text,
        });
    }));
}

thread_local! {
    /// True while whoever called can go on after a panic.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    /// True on the machine's own threads that are no Java threads.
    static MACHINE_THREAD: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`; if it panics, that is not the machine's end, but `Err` with the panic's text.
pub fn catch_panics<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    CATCHING.with(|c| c.set(true));
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    CATCHING.with(|c| c.set(false));
    result.map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default()
    })
}

/// Says that the current thread is the machine's own (the collector's, say), so that a panic on it is reported.
pub fn mark_machine_thread() {
    MACHINE_THREAD.with(|m| m.set(true));
}

/// Reports that the machine is broken, and ends the process. `place` says what found it.
pub fn internal_error(place: &str, text: &str) -> ! {
    report(&Error::Internal { place, text })
}

/// What is reported.
enum Error<'a> {
    Signal {
        number: c_int,
        info: &'a libc::siginfo_t,
        context: &'a libc::ucontext_t,
    },
    Internal {
        place: &'a str,
        text: &'a str,
    },
}

extern "C" fn on_crash(signal: c_int, info: *mut libc::siginfo_t, context: *mut c_void) {
    if JavaThread::current_or_none().is_none() {
        let position = SIGNALS.iter().position(|&s| s == signal);
        let previous = position.map_or(0, |i| PREVIOUS[i].load(Ordering::Relaxed));
        if previous > libc::SIG_IGN {
            // SAFETY: the handler that was installed for this signal before ours; further arguments do no harm to one
            // that takes the number only.
            let handler = unsafe {
                std::mem::transmute::<usize, extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void)>(
                    previous,
                )
            };
            return handler(signal, info, context);
        }
    }
    if signal == libc::SIGSEGV
        // SAFETY: the kernel passes valid structures.
        && unsafe { implicit_checks::handle(&*info, &mut *context.cast::<libc::ucontext_t>()) }
    {
        return;
    }
    // SAFETY: as above.
    let error = unsafe {
        Error::Signal {
            number: signal,
            info: &*info,
            context: &*context.cast::<libc::ucontext_t>(),
        }
    };
    report(&error)
}

/// The thread that writes the report, 0 for none yet.
static REPORTING: AtomicU64 = AtomicU64::new(0);
/// The open report.
static REPORT_FILE: AtomicI32 = AtomicI32::new(-1);

/// A file descriptor that is written to without buffering or allocation.
#[derive(Clone, Copy)]
struct Out(c_int);

impl Write for Out {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            // SAFETY: the slice's bytes.
            match unsafe { libc::write(self.0, rest.as_ptr().cast(), rest.len()) } {
                n if n > 0 => rest = &rest[n as usize..],
                _ => return Err(fmt::Error),
            }
        }
        Ok(())
    }
}

/// Ends the process as HotSpot does: by SIGABRT, or with exit code 1 if no core is wanted.
fn die() -> ! {
    // SAFETY: the process ends; nothing of it runs any more.
    unsafe {
        if flags::get::CreateCoredumpOnCrash() == 0 {
            libc::_exit(1);
        }
        libc::signal(libc::SIGABRT, libc::SIG_DFL);
        libc::abort()
    }
}

fn report(error: &Error) -> ! {
    // SAFETY: gettid has no preconditions.
    let me = unsafe { libc::syscall(libc::SYS_gettid) } as u64;
    match REPORTING.compare_exchange(0, me, Ordering::SeqCst, Ordering::SeqCst) {
        Ok(_) => {}
        Err(other) if other == me => {
            let mut file = Out(REPORT_FILE.load(Ordering::Relaxed).max(2));
            let _ = file.write_str("\n[error occurred during error reporting]\n");
            die()
        }
        // Another thread reports; it ends the process.
        Err(_) => loop {
            std::thread::park();
        },
    }
    let mut screen = Out(1);
    let _ = headline(&mut screen, error);
    let path = report_path();
    let file = open(&path);
    if file >= 0 {
        REPORT_FILE.store(file, Ordering::Relaxed);
        let _ = writeln!(
            screen,
            "# An error report file with more information is saved as:\n# {path}\n#"
        );
        let _ = whole(&mut Out(file), error);
    } else {
        let _ = writeln!(screen, "# Can not save log file, dump to screen..");
        let _ = whole(&mut screen, error);
    }
    let commands = flags::text("OnError");
    if !commands.is_empty() {
        let _ = writeln!(screen, "#\n# -XX:OnError=\"{commands}\"");
        user_commands::run_all(&commands, " ...", &mut |line| {
            let _ = writeln!(screen, "{line}");
        });
    }
    die()
}

/// `-XX:ErrorFile` with `%p` replaced, or `hs_err_pid<pid>.log` in the current folder.
fn report_path() -> String {
    let wanted = flags::text("ErrorFile");
    if !wanted.is_empty() {
        return user_commands::expand_pid(&wanted);
    }
    let name = format!("hs_err_pid{}.log", std::process::id());
    match std::env::current_dir() {
        Ok(folder) if !folder.metadata().is_ok_and(|m| m.permissions().readonly()) => {
            folder.join(name).display().to_string()
        }
        _ => format!("/tmp/{name}"),
    }
}

fn open(path: &str) -> c_int {
    let Ok(path) = std::ffi::CString::new(path) else {
        return -1;
    };
    let how = libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC | libc::O_CLOEXEC;
    // SAFETY: a terminated path.
    unsafe { libc::open(path.as_ptr(), how, 0o666) }
}

fn property(name: &str) -> String {
    properties::get(name).unwrap_or_default()
}

fn headline(out: &mut Out, error: &Error) -> fmt::Result {
    writeln!(
        out,
        "#\n# A fatal error has been detected by the Java virtual machine Hearth:\n#"
    )?;
    let pid = std::process::id();
    let tid = REPORTING.load(Ordering::Relaxed);
    let mut pc = 0;
    match error {
        Error::Signal {
            number, context, ..
        } => {
            pc = context.uc_mcontext.gregs[libc::REG_RIP as usize] as usize;
            let name = signals::name(*number).unwrap_or("?");
            writeln!(
                out,
                "#  SIG{name} ({number:#x}) at pc={pc:#018x}, pid={pid}, tid={tid}\n#"
            )?;
        }
        Error::Internal { place, text } => {
            writeln!(
                out,
                "#  Internal Error ({place}), pid={pid}, tid={tid}\n#  {text}\n#"
            )?;
        }
    }
    writeln!(
        out,
        "# Java VM: {} ({}, {}, linux-amd64)",
        property("java.vm.name"),
        property("java.vm.version"),
        property("java.vm.info")
    )?;
    if pc != 0 {
        write!(out, "# Problematic frame:\n# ")?;
        native_frame(out, pc)?;
    }
    writeln!(out, "#")
}

fn whole(out: &mut Out, error: &Error) -> fmt::Result {
    headline(out, error)?;
    writeln!(out, "\n---------------  S U M M A R Y ------------\n")?;
    writeln!(
        out,
        "Command Line: {}",
        init::arguments_if_created().join(" ")
    )?;
    writeln!(out, "              {}", property("sun.java.command"))?;
    writeln!(out, "Time: {}", thread_dump::local_time())?;
    writeln!(out, "\n---------------  T H R E A D  ---------------\n")?;
    let current = JavaThread::current_or_none();
    match current {
        Some(t) => writeln!(
            out,
            "Current thread ({:#018x}):  JavaThread \"{}\" [{:?}, id={}, stack({:#018x},{:#018x})]\n",
            std::ptr::from_ref(t) as usize,
            threads_java::name_of(t.oop()),
            t.state(),
            t.os_tid.load(Ordering::Relaxed),
            t.native_stack_limit.get(),
            t.native_stack_base.get()
        )?,
        None => writeln!(out, "Current thread is a native thread\n")?,
    }
    if let Error::Signal {
        number,
        info,
        context,
    } = error
    {
        signal_part(out, *number, info, context)?;
    } else {
        native_stack(out, None, current)?;
    }
    if let Some(t) = current {
        java_stack(out, t)?;
    }
    writeln!(out, "\n---------------  P R O C E S S  ---------------\n")?;
    writeln!(out, "Java Threads:")?;
    thread::try_for_each(|t| {
        let _ = writeln!(
            out,
            "  {:#018x} JavaThread \"{}\" [{:?}, id={}]",
            std::ptr::from_ref(t) as usize,
            threads_java::name_of(t.oop()),
            t.state(),
            t.os_tid.load(Ordering::Relaxed)
        );
    });
    writeln!(out, "\nDynamic libraries:")?;
    out.write_str(&std::fs::read_to_string("/proc/self/maps").unwrap_or_default())?;
    writeln!(
        out,
        "\nVM Arguments:\njvm_args: {}",
        init::arguments_if_created().join(" ")
    )?;
    writeln!(out, "java_command: {}", property("sun.java.command"))?;
    writeln!(out, "java_class_path: {}", property("java.class.path"))?;
    // Last, for it may fail: it allocates and reads debug information.
    writeln!(
        out,
        "\nNative frames with symbols:\n{}",
        std::backtrace::Backtrace::force_capture()
    )?;
    writeln!(out, "\nEND.")
}

/// Numbers of the registers in `gregs`, in the order in which they are shown.
const REGISTERS: [(&str, c_int); 17] = [
    ("RAX", libc::REG_RAX),
    ("RBX", libc::REG_RBX),
    ("RCX", libc::REG_RCX),
    ("RDX", libc::REG_RDX),
    ("RSP", libc::REG_RSP),
    ("RBP", libc::REG_RBP),
    ("RSI", libc::REG_RSI),
    ("RDI", libc::REG_RDI),
    ("R8 ", libc::REG_R8),
    ("R9 ", libc::REG_R9),
    ("R10", libc::REG_R10),
    ("R11", libc::REG_R11),
    ("R12", libc::REG_R12),
    ("R13", libc::REG_R13),
    ("R14", libc::REG_R14),
    ("R15", libc::REG_R15),
    ("RIP", libc::REG_RIP),
];

fn signal_part(
    out: &mut Out,
    number: c_int,
    info: &libc::siginfo_t,
    context: &libc::ucontext_t,
) -> fmt::Result {
    // SAFETY: the address is there for the signals that crashes raise.
    let address = unsafe { info.si_addr() } as usize;
    let name = signals::name(number).unwrap_or("?");
    writeln!(
        out,
        "siginfo: si_signo: {number} (SIG{name}), si_code: {}, si_addr: {address:#018x}\n",
        info.si_code
    )?;
    writeln!(out, "Registers:")?;
    for row in REGISTERS.chunks(4) {
        for (name, index) in row {
            write!(
                out,
                "{name}={:#018x} ",
                context.uc_mcontext.gregs[*index as usize]
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out)?;
    native_stack(out, Some(context), JavaThread::current_or_none())
}

/// One line for a native address: library with offset, and symbol with offset.
fn native_frame(out: &mut Out, pc: usize) -> fmt::Result {
    // SAFETY: dladdr fills the structure if it knows the address.
    let info = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        (libc::dladdr(pc as *const c_void, &mut info) != 0).then_some(info)
    };
    if let Some((method, bci)) = code_cache::method_at(pc) {
        return writeln!(out, "J  {}", thread_dump::frame_text(method, bci));
    }
    let Some(info) = info.filter(|i| !i.dli_fname.is_null()) else {
        return writeln!(out, "C  {pc:#018x}");
    };
    // SAFETY: terminated strings of the linker.
    let (file, symbol) = unsafe {
        let symbol =
            (!info.dli_sname.is_null()).then(|| CStr::from_ptr(info.dli_sname).to_string_lossy());
        (CStr::from_ptr(info.dli_fname).to_string_lossy(), symbol)
    };
    let file = file.rsplit('/').next().unwrap_or("?");
    let kind = if file == "libjvm.so" { 'V' } else { 'C' };
    write!(
        out,
        "{kind}  [{file}+{:#x}]",
        pc.wrapping_sub(info.dli_fbase as usize)
    )?;
    match symbol {
        Some(s) => writeln!(out, "  {s}+{:#x}", pc.wrapping_sub(info.dli_saddr as usize)),
        None => writeln!(out),
    }
}

/// Most frames that are shown.
const MAX_NATIVE_FRAMES: usize = 100;

/// The frames that the frame pointers link, from the crash or from here.
fn native_stack(
    out: &mut Out,
    context: Option<&libc::ucontext_t>,
    thread: Option<&JavaThread>,
) -> fmt::Result {
    writeln!(out, "Native frames:")?;
    let Some(context) = context else {
        let mut addresses = [std::ptr::null_mut(); MAX_NATIVE_FRAMES];
        // SAFETY: room for as many addresses as the length says.
        let n = unsafe { libc::backtrace(addresses.as_mut_ptr(), MAX_NATIVE_FRAMES as c_int) };
        for &pc in &addresses[..n.max(0) as usize] {
            native_frame(out, pc as usize)?;
        }
        return writeln!(out);
    };
    let registers = &context.uc_mcontext.gregs;
    let (pc, sp) = (
        registers[libc::REG_RIP as usize] as usize,
        registers[libc::REG_RSP as usize] as usize,
    );
    let mut fp = registers[libc::REG_RBP as usize] as usize;
    native_frame(out, pc)?;
    let top = thread.map_or(sp + (1 << 20), |t| t.native_stack_base.get());
    for _ in 0..MAX_NATIVE_FRAMES {
        if fp < sp || fp + 16 > top || !fp.is_multiple_of(8) {
            break;
        }
        // SAFETY: inside the stack of the crashed thread.
        let (next, pc) = unsafe { (*(fp as *const usize), *((fp + 8) as *const usize)) };
        if pc == 0 {
            break;
        }
        native_frame(out, pc)?;
        if next <= fp {
            break;
        }
        fp = next;
    }
    writeln!(out)
}

fn java_stack(out: &mut Out, thread: &JavaThread) -> fmt::Result {
    writeln!(out, "Java frames:")?;
    for frame in frames(thread).take(MAX_NATIVE_FRAMES) {
        // HotSpot's letters: J compiled, j interpreted.
        let kind = if frame.header().is_some() { 'j' } else { 'J' };
        let text = thread_dump::frame_text(frame.method, frame.bci());
        writeln!(out, "{kind}  {text}")?;
    }
    writeln!(out)
}
