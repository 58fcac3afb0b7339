//! The compile queue and its threads.
//!
//! A method (or a loop of one) is in the queue at most once; the hottest is taken first. The threads start with the
//! first request and sleep while there is nothing to do. They are no Java threads and are not stopped at safepoints; they read metadata
//! only while they hold [`METADATA`] shared, which unloading of classes takes alone ([`without_compilations`]).
//!
//! Whatever goes wrong in a compilation, a panic of the compiler included, is recorded: the method stays with the interpreter.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use compiler::Compiler;
use compiler::entries::{EntryType, RuntimeEntry};
use compiler::host::{Bci, MethodId};
use compiler::output::{Bailout, CompiledMethod, Request};
use oops::{KlassPtr, MethodPtr};
use parking_lot::{Condvar, Mutex, RwLock};

use crate::compiler::commands::{self, Action};
use crate::compiler::host::VmHost;
use crate::compiler::policy::{self, Mode};
use crate::compiler::{
    code_cache, disassembly, flushing, history, jitdump, print, runtime_entries, stubs,
};
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, hs_err, transitions, vm_threads};

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

struct Task {
    method: MethodPtr,
    osr_bci: Option<Bci>,
    id: u32,
    done: Option<Arc<Done>>,
}

impl Task {
    fn heat(&self) -> u64 {
        let rt = self.method.rt.get();
        u64::from(rt.invocations.load(Ordering::Relaxed))
            + u64::from(rt.backedges.load(Ordering::Relaxed))
    }

    /// The bit of the method's state that says that the task is under way.
    fn queued_bit(&self) -> u32 {
        match self.osr_bci {
            Some(_) => policy::QUEUED_OSR,
            None => policy::QUEUED,
        }
    }
}

static QUEUE: Mutex<Vec<Task>> = Mutex::new(Vec::new());
static WORK: Condvar = Condvar::new();
static LENGTH: AtomicUsize = AtomicUsize::new(0);
/// Held shared while a compiler reads metadata.
static METADATA: RwLock<()> = RwLock::new(());
/// Compilation has stopped: no compiler could be started.
static STOPPED: AtomicBool = AtomicBool::new(false);
/// Addresses of the stubs of runtime entries, by their numbers.
static ENTRIES: OnceLock<Option<Vec<u64>>> = OnceLock::new();

/// What the compilers have done, for `-XX:+CITime`.
#[derive(Default)]
pub struct Totals {
    pub nanos: AtomicU64,
    pub methods: AtomicU64,
    pub osr_methods: AtomicU64,
    pub bytecodes: AtomicU64,
    pub code_bytes: AtomicU64,
    pub bailouts: AtomicU64,
}

pub static TOTALS: Totals = Totals {
    nanos: AtomicU64::new(0),
    methods: AtomicU64::new(0),
    osr_methods: AtomicU64::new(0),
    bytecodes: AtomicU64::new(0),
    code_bytes: AtomicU64::new(0),
    bailouts: AtomicU64::new(0),
};

/// The number of requests that wait.
pub fn queue_length() -> usize {
    LENGTH.load(Ordering::Relaxed)
}

/// Asks for a compilation, and waits for it if compilation is not in the background.
pub fn submit(thread: &JavaThread, method: MethodPtr, osr_bci: Option<Bci>) {
    if STOPPED.load(Ordering::Relaxed)
        || flushing::is_compilation_stopped()
        || ENTRIES.get_or_init(start).is_none()
    {
        return;
    }
    let blocks = flags::get::BackgroundCompilation() == 0 || policy::mode() == Mode::Compiled;
    let done = blocks.then(|| Arc::new(Done::default()));
    let task = Task {
        method,
        osr_bci,
        id: code_cache::next_id(),
        done: done.clone(),
    };
    let bit = task.queued_bit();
    let state = &method.rt.compile_state;
    if state.fetch_or(bit, Ordering::AcqRel) & bit != 0 {
        return;
    }
    {
        let mut queue = QUEUE.lock();
        queue.push(task);
        LENGTH.store(queue.len(), Ordering::Relaxed);
        WORK.notify_one();
    }
    if let Some(done) = done {
        transitions::blocked(thread, || done.wait());
    }
}

/// Makes the code cache, the stubs and the threads; `None` if there is no compiling.
fn start() -> Option<Vec<u64>> {
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
            true => stubs::preserving_stub(function, integers, entry.result().is_some()),
            false => stubs::runtime_stub(function, integers),
        };
        code_cache::place_stub(&code).map(|address| address as u64)
    };
    let entries: Vec<u64> = RuntimeEntry::ALL.iter().map(stub).collect::<Option<_>>()?;
    let own = entries.clone();
    vm_threads::spawn("C1 CompilerThread0", move || serve(own)).ok()?;
    Some(entries)
}

/// A compiler thread.
fn serve(entries: Vec<u64>) {
    let host = VmHost::new(entries);
    let Some(mut compiler) = new_compiler() else {
        return;
    };
    loop {
        {
            let mut queue = QUEUE.lock();
            while queue.is_empty() {
                WORK.wait(&mut queue);
            }
        }
        let metadata = METADATA.read();
        let Some(task) = take_hottest() else { continue };
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

fn take_hottest() -> Option<Task> {
    let mut queue = QUEUE.lock();
    let (hottest, _) = queue
        .iter()
        .enumerate()
        .max_by_key(|(_, task)| task.heat())?;
    let task = queue.swap_remove(hottest);
    LENGTH.store(queue.len(), Ordering::Relaxed);
    Some(task)
}

fn run(compiler: &mut Compiler, host: &VmHost, task: &Task) {
    let begin = Instant::now();
    let request = Request {
        method: MethodId(task.method.offset()),
        osr_bci: task.osr_bci,
    };
    print::compilation(
        task.method,
        task.osr_bci,
        task.id,
        task.done.is_some(),
        None,
    );
    if commands::asks(Action::PrintClif, task.method)
        && let Ok(text) = compiler.clif(host, request)
    {
        flags::parse::print(&format!("{}\n{text}\n", task.method.external_name()));
    }
    // What a compilation that panicked has left is dropped.
    host.take_predictions();
    host.take_cells();
    let result = compiler.compile(host, request);
    let (predictions, cells) = (host.take_predictions(), host.take_cells());
    match result {
        Ok(compiled) => {
            count(&compiled, task, begin.elapsed());
            let (method, bci) = (task.method, task.osr_bci);
            match code_cache::install(method, bci, task.id, compiled, predictions, cells) {
                Some(code) => {
                    disassembly::print_if_asked(code);
                    jitdump::write_if_asked(code);
                }
                None => flushing::cache_is_full(),
            }
        }
        Err(Bailout::Unsupported(why)) => failed(task, why),
        Err(Bailout::Backend(why)) => failed(task, &why),
    }
}

fn count(compiled: &CompiledMethod, task: &Task, time: Duration) {
    let add = |total: &AtomicU64, n: u64| total.fetch_add(n, Ordering::Relaxed);
    add(&TOTALS.nanos, time.as_nanos() as u64);
    add(&TOTALS.bytecodes, u64::from(compiled.bytecodes));
    add(&TOTALS.code_bytes, compiled.code.len() as u64);
    match task.osr_bci {
        Some(_) => add(&TOTALS.osr_methods, 1),
        None => add(&TOTALS.methods, 1),
    };
}

/// The compilation is never tried again.
fn failed(task: &Task, why: &str) {
    TOTALS.bailouts.fetch_add(1, Ordering::Relaxed);
    let state = &task.method.rt.compile_state;
    if task.osr_bci.is_some() {
        state.fetch_or(policy::NOT_OSR_COMPILABLE, Ordering::Relaxed);
    } else {
        state.fetch_or(policy::NOT_COMPILABLE, Ordering::Relaxed);
        history::make_not_compilable(task.method);
    }
    let message = format!("COMPILE SKIPPED: {why} (not retryable)");
    print::compilation(
        task.method,
        task.osr_bci,
        task.id,
        task.done.is_some(),
        Some(&message),
    );
}

/// Runs `f` while no compiler reads metadata, after requests for methods of dead classes have been dropped.
pub fn without_compilations(is_dead: &dyn Fn(KlassPtr) -> bool, f: impl FnOnce()) {
    let _alone = METADATA.write();
    let mut queue = QUEUE.lock();
    queue.retain(|task| {
        let keep = !is_dead(task.method.holder());
        if let (false, Some(done)) = (keep, &task.done) {
            done.tell();
        }
        keep
    });
    LENGTH.store(queue.len(), Ordering::Relaxed);
    f();
}
