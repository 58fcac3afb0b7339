//! The compile queues and their threads: one queue for the fast tier, one for the optimizing tier.
//!
//! A method (or a loop of one) is in a queue at most once; the hottest is taken first. The threads of a queue start with its
//! first request and sleep while there is nothing to do. They are no Java threads and are not stopped at safepoints; they read metadata
//! only while they hold [`METADATA`] shared, which unloading of classes takes alone ([`without_compilations`]).
//!
//! Whatever goes wrong in a compilation, a panic of the compiler included, is recorded: the method stays with the interpreter.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use compiler::Compiler;
use compiler::entries::{EntryType, RuntimeEntry};
use compiler::host::{Bci, MethodId};
use compiler::output::{Bailout, Level, Request};
use oops::{KlassPtr, MethodPtr};
use parking_lot::{Condvar, Mutex, RwLock};

use crate::compiler::code_cache::{Installed, Needs};
use crate::compiler::commands::{self, Action};
use crate::compiler::host::VmHost;
use crate::compiler::log::{self, Asked};
use crate::compiler::policy::{self, Mode};
use crate::compiler::{
    code_cache, disassembly, flushing, history, jitdump, print, runtime_entries, statistics, stubs,
};
use crate::interpreter;
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, hs_err, resources, transitions, vm_threads};

/// Told when a compilation is over, however it ended.
#[derive(Default)]
struct Done {
    is_over: Mutex<bool>,
    told: Condvar,
}

impl Done {
    fn tell(&self) {
        *self.is_over.lock() = true;
        self.told.notify_all();
    }
    fn wait(&self) {
        let mut over = self.is_over.lock();
        while !*over {
            self.told.wait(&mut over);
        }
    }
}

/// Whose queue a request goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompilerKind {
    /// The fast tier's.
    C1,
    /// The optimizing tier's, which the fast tier's compiler serves as long as there is no other.
    C2,
}

impl CompilerKind {
    const ALL: [CompilerKind; 2] = [CompilerKind::C1, CompilerKind::C2];

    fn queue(self) -> &'static Queue {
        static QUEUES: [Queue; 2] = [const { Queue::new() }; 2];
        &QUEUES[self as usize]
    }
}

struct Queue {
    tasks: Mutex<Vec<Task>>,
    work: Condvar,
    length: AtomicUsize,
    /// Threads that serve it; not set before the first request.
    threads: OnceLock<usize>,
}

impl Queue {
    const fn new() -> Queue {
        Queue {
            tasks: Mutex::new(Vec::new()),
            work: Condvar::new(),
            length: AtomicUsize::new(0),
            threads: OnceLock::new(),
        }
    }

    fn push(&self, task: Task) {
        let mut tasks = self.tasks.lock();
        tasks.push(task);
        self.length.store(tasks.len(), Ordering::Relaxed);
        self.work.notify_one();
    }

    fn retain(&self, tasks: &mut Vec<Task>, keep: impl FnMut(&Task) -> bool) {
        tasks.retain(keep);
        self.length.store(tasks.len(), Ordering::Relaxed);
    }

    fn wait_for_work(&self) {
        let mut tasks = self.tasks.lock();
        while tasks.is_empty() {
            self.work.wait(&mut tasks);
        }
    }

    fn take_hottest(&self) -> Option<Task> {
        let now = Instant::now();
        let timeout = Duration::from_millis(flags::get::TieredCompileTaskTimeout());
        let mut tasks = self.tasks.lock();
        if tasks.len() > 1 {
            self.retain(&mut tasks, |task| {
                let stale = task.is_stale(now, timeout);
                if stale {
                    let state = &task.method.rt.compile_state;
                    state.fetch_and(!task.queued_bit(), Ordering::AcqRel);
                }
                !stale
            });
        }
        let (hottest, _) = tasks
            .iter()
            .enumerate()
            .max_by_key(|(_, task)| task.heat(now))?;
        let task = tasks.swap_remove(hottest);
        self.length.store(tasks.len(), Ordering::Relaxed);
        Some(task)
    }
}

struct Task {
    method: MethodPtr,
    osr_bci: Option<Bci>,
    level: Level,
    id: u32,
    submitted: Instant,
    /// Its [`Task::events`] when it was submitted.
    events_before: u64,
    done: Option<Arc<Done>>,
}

impl Task {
    /// Events a second since it was submitted, and all events.
    fn heat(&self, now: Instant) -> (u64, u64) {
        let events = events(self.method);
        let new = events.saturating_sub(self.events_before);
        let micros = now.duration_since(self.submitted).as_micros().max(1) as u64;
        (new.saturating_mul(1_000_000) / micros, events)
    }

    /// It has waited for longer than `timeout`, and its method was not used meanwhile. The method will ask again.
    fn is_stale(&self, now: Instant, timeout: Duration) -> bool {
        self.done.is_none()
            && now.duration_since(self.submitted) > timeout
            && events(self.method) == self.events_before
    }

    fn asked(&self) -> Asked {
        Asked {
            method: self.method,
            osr_bci: self.osr_bci,
            id: self.id,
            level: self.level,
            blocks: self.done.is_some(),
        }
    }

    /// The bit of the method's state that says that the task is under way.
    fn queued_bit(&self) -> u32 {
        match self.osr_bci {
            Some(_) => policy::QUEUED_OSR,
            None => policy::QUEUED,
        }
    }
}

/// Invocations and back-edges of a method so far.
fn events(method: MethodPtr) -> u64 {
    let rt = method.rt.get();
    u64::from(rt.invocations.load(Ordering::Relaxed))
        + u64::from(rt.backedges.load(Ordering::Relaxed))
        + u64::from(interpreter::uncounted_invocations(
            method,
            policy::invoke_step(),
        ))
}

/// Held shared while a compiler reads metadata.
static METADATA: RwLock<()> = RwLock::new(());
/// Compilation has stopped: no compiler could be started.
static STOPPED: AtomicBool = AtomicBool::new(false);
/// Addresses of the stubs of runtime entries, by their numbers.
static ENTRIES: OnceLock<Option<Vec<u64>>> = OnceLock::new();

/// The number of requests that wait for a compiler.
pub fn queue_length(kind: CompilerKind) -> usize {
    kind.queue().length.load(Ordering::Relaxed)
}

/// True if hot methods are compiled once more.
pub fn has_optimizing_queue() -> bool {
    flags::get::TieredCompilation() != 0 && flags::get::TieredStopAtLevel() > 3
}

/// Asks for a compilation, and waits for it if compilation is not in the background.
pub fn submit(
    thread: &JavaThread,
    method: MethodPtr,
    osr_bci: Option<Bci>,
    level: Level,
    kind: CompilerKind,
) {
    if STOPPED.load(Ordering::Relaxed) || flushing::is_compilation_stopped() {
        return;
    }
    let Some(entries) = ENTRIES.get_or_init(make_entries) else {
        return;
    };
    let queue = kind.queue();
    if *queue.threads.get_or_init(|| start(kind, entries)) == 0 {
        return;
    }
    let blocks = flags::get::BackgroundCompilation() == 0
        || policy::mode() == Mode::Compiled
        || commands::asks(Action::Foreground, method);
    let done = blocks.then(|| Arc::new(Done::default()));
    let task = Task {
        method,
        osr_bci,
        level,
        submitted: Instant::now(),
        events_before: events(method),
        id: code_cache::next_id(),
        done: done.clone(),
    };
    let bit = task.queued_bit();
    let state = &method.rt.compile_state;
    if state.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
        return;
    }
    log::task_queued(&task.asked());
    queue.push(task);
    if let Some(done) = done {
        transitions::blocked(thread, || done.wait());
    }
}

/// Makes the code cache and the stubs; `None` if there is no compiling.
fn make_entries() -> Option<Vec<u64>> {
    if let Err(e) = code_cache::reserve() {
        flags::parse::warning(&format!("Could not reserve the code cache: {e}"));
        return None;
    }
    let stub = |&entry: &RuntimeEntry| {
        let integers = entry
            .parameters()
            .iter()
            .filter(|t| matches!(t, EntryType::I32 | EntryType::I64))
            .count();
        let function = runtime_entries::function_address(entry);
        let code = match entry.preserves_registers() {
            _ if entry.is_leaf() => stubs::leaf_stub(function),
            _ if entry == RuntimeEntry::Deoptimize => stubs::trap_stub(function),
            _ if entry == RuntimeEntry::Unwind => stubs::unwind_stub(function),
            _ if matches!(
                entry,
                RuntimeEntry::MethodEntry | RuntimeEntry::CountedInvocations
            ) =>
            {
                stubs::entry_stub(function)
            }
            true => stubs::preserving_stub(function, integers, entry.result().is_some()),
            false => stubs::runtime_stub(function, integers),
        };
        code_cache::place_stub(code, format!("{entry:?} runtime stub"))
            .map(|address| address as u64)
    };
    RuntimeEntry::ALL.iter().map(stub).collect()
}

/// Starts the threads of a queue; their number.
fn start(kind: CompilerKind, entries: &[u64]) -> usize {
    keep_memory();
    (0..threads(kind))
        .map(|number| {
            let own = entries.to_vec();
            let name = format!("{kind:?} CompilerThread{number}");
            vm_threads::spawn(&name, move || serve(kind.queue(), own))
        })
        .filter(Result::is_ok)
        .count()
}

/// The number of a compiler's threads, which the policy asks for at each event.
pub fn threads(kind: CompilerKind) -> usize {
    static COUNTS: OnceLock<[usize; 2]> = OnceLock::new();
    let counts = COUNTS.get_or_init(|| [CompilerKind::C1, CompilerKind::C2].map(count_threads));
    counts[usize::from(kind == CompilerKind::C2)]
}

/// HotSpot's number of threads, by the logarithm of the processors.
fn count_threads(kind: CompilerKind) -> usize {
    let by_processors =
        !flags::is_set("CICompilerCount") || flags::get::CICompilerCountPerCPU() != 0;
    let all = match by_processors {
        true => {
            let log = resources::processors().max(1).ilog2();
            (log * log.max(1).ilog2() * 3 / 2).max(2) as usize
        }
        false => flags::get::CICompilerCount() as usize,
    };
    let fast = (all / 3).max(1);
    match (has_optimizing_queue(), kind) {
        (true, CompilerKind::C1) => fast,
        (true, CompilerKind::C2) => (all - fast.min(all)).max(1),
        (false, _) => all.max(1),
    }
}

/// Lets the C library keep what compilations free: it would give the ends of the compiler threads' heaps back to the system after each one, and
/// ask for them again page by page.
fn keep_memory() {
    const KEPT_BYTES: libc::c_int = 4 << 20;
    // SAFETY: only parameters of malloc. The second follows from the use of memory unless one of them is set.
    unsafe {
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT_BYTES);
        libc::mallopt(libc::M_MMAP_THRESHOLD, KEPT_BYTES);
    }
}

/// A compiler thread.
fn serve(queue: &Queue, entries: Vec<u64>) {
    let host = VmHost::new(entries);
    let Some(mut compiler) = new_compiler() else {
        return;
    };
    loop {
        queue.wait_for_work();
        let metadata = METADATA.read();
        let Some(task) = queue.take_hottest() else {
            continue;
        };
        if let Err(text) = hs_err::catch_panics(|| run(&mut compiler, &host, &task)) {
            if let Some(another) = new_compiler() {
                compiler = another;
            }
            failed(&task, &format!("the compiler panicked: {text}"));
        }
        task.method
            .rt
            .compile_state
            .fetch_and(!task.queued_bit(), Ordering::AcqRel);
        drop(metadata);
        flushing::flush();
        if let Some(done) = &task.done {
            done.tell();
        }
    }
}

fn new_compiler() -> Option<Compiler> {
    Compiler::new()
        .inspect_err(|e| {
            STOPPED.store(true, Ordering::Relaxed);
            flags::parse::warning(&format!("Could not start the compiler: {e:?}"));
        })
        .ok()
}

fn run(compiler: &mut Compiler, host: &VmHost, task: &Task) {
    let begin = Instant::now();
    let request = Request {
        method: MethodId(task.method.offset()),
        osr_bci: task.osr_bci,
        level: task.level,
    };
    print::compilation(
        task.method,
        task.osr_bci,
        task.id,
        task.done.is_some(),
        task.level,
        None,
    );
    log::task_begins(&task.asked());
    assert!(
        i64::from(task.id) != flags::get::CICrashAt() as i64,
        "CICrashAt={}",
        task.id
    );
    if commands::asks(Action::PrintClif, task.method)
        && let Ok(text) = compiler.clif(host, request)
    {
        flags::parse::print(&format!("{}\n{text}\n", task.method.external_name()));
    }
    // What a compilation that panicked has left is dropped.
    host.begin(task.method);
    let result = compiler.compile(host, request);
    let needs = Needs {
        predictions: host.take_predictions(),
        cells: host.take_cells(),
        reliance: host.take_reliance(),
    };
    match result {
        Ok(compiled) => {
            statistics::compiled(&compiled, task.osr_bci.is_some(), begin.elapsed());
            let (method, bci) = (task.method, task.osr_bci);
            let bytecodes = compiled.bytecodes;
            match code_cache::install(method, bci, task.id, compiled, needs) {
                Installed::Code(code) => {
                    log::nmethod(code);
                    log::task_succeeded(code, bytecodes);
                    disassembly::print_if_asked(code);
                    jitdump::write_if_asked(code);
                }
                Installed::Full => {
                    log::task_failed("CodeCache is full");
                    flushing::cache_is_full();
                }
                // The method asks again.
                Installed::Outdated => log::task_failed("invalid dependencies"),
            }
        }
        Err(bailout) => {
            statistics::bailed_out(begin.elapsed());
            match bailout {
                Bailout::Unsupported(why) => failed(task, why),
                Bailout::TrappedTooOften(culprit) => postponed(task, culprit),
                Bailout::Backend(why) => failed(task, &why),
            }
        }
    }
}

/// The compilation is tried again when the method is hot once more, without the culprit in it, or when a class has been initialised.
fn postponed(task: &Task, culprit: MethodId) {
    let culprit = MethodPtr::from_offset(culprit.0).expect("a method");
    history::postpone(culprit);
    policy::code_retired(task.method);
    skipped(task, "trapped too often", "retryable");
}

/// The compilation is never tried again.
fn failed(task: &Task, why: &str) {
    let state = &task.method.rt.compile_state;
    if task.osr_bci.is_some() {
        state.fetch_or(policy::NOT_OSR_COMPILABLE, Ordering::Relaxed);
    } else {
        state.fetch_or(policy::NOT_COMPILABLE, Ordering::Relaxed);
        history::make_not_compilable(task.method);
    }
    skipped(task, why, "not retryable");
    if flags::get::AbortVMOnCompilationFailure() != 0 {
        let name = task.method.external_name();
        hs_err::internal_error("compilation", &format!("{name} is never compilable: {why}"));
    }
}

/// Says that nothing came of a request.
fn skipped(task: &Task, why: &str, further: &str) {
    log::task_failed(why);
    let message = format!("COMPILE SKIPPED: {why} ({further})");
    print::compilation(
        task.method,
        task.osr_bci,
        task.id,
        task.done.is_some(),
        task.level,
        Some(&message),
    );
}

/// Runs `f` while no compiler reads metadata, after requests for methods of dead classes have been dropped.
pub fn without_compilations(is_dead: &dyn Fn(KlassPtr) -> bool, f: impl FnOnce()) {
    let _alone = METADATA.write();
    let keep = |task: &Task| {
        let keep = !is_dead(task.method.holder());
        if let (false, Some(done)) = (keep, &task.done) {
            done.tell();
        }
        keep
    };
    // Nothing is queued until `f` is over.
    let _queues = CompilerKind::ALL.map(|kind| {
        let queue = kind.queue();
        let mut tasks = queue.tasks.lock();
        queue.retain(&mut tasks, keep);
        tasks
    });
    f();
}
