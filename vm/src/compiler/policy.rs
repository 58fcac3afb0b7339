//! When methods are compiled: HotSpot's tiered policy with its thresholds and names.
//!
//! The interpreter counts down and comes here every `Tier0InvokeNotifyFreqLog`th invocation of a method and every
//! `Tier0BackedgeNotifyFreqLog`th back-edge of a thread; then the method's counters are brought up to date and compared
//! with the thresholds, which grow with the length of the queue (`Tier3LoadFeedback`). Back-edges are counted by thread and put down to
//! the method that runs when the count is full: over time each gets its share.
//!
//! Levels 2 and 3 count for the optimizing tier, which is not there yet: hot methods get level 1 code, and the other two
//! where `TieredStopAtLevel` asks for them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use classlib::bytecodes;
use compiler::host::Bci;
use compiler::output::Level;
use oops::method::MethodKind;
use oops::{MethodPtr, MethodRt};

use crate::compiler::code_cache::{self, CompiledCode};
use crate::compiler::{broker, commands, history, native_wrappers};
use crate::interpreter;
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// Bits of [`MethodRt::compile_state`].
pub const QUEUED: u32 = 1;
pub const QUEUED_OSR: u32 = 2;
pub const NOT_COMPILABLE: u32 = 4;
pub const NOT_OSR_COMPILABLE: u32 = 8;

/// How the program is executed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// `-Xint`.
    Interpreted,
    /// `-Xmixed`.
    Mixed,
    /// `-Xcomp`: methods are compiled before their first invocation.
    Compiled,
}

impl Mode {
    /// What `java.vm.info` says.
    pub fn info(self) -> &'static str {
        match self {
            Mode::Interpreted => "interpreted mode",
            Mode::Mixed => "mixed mode",
            Mode::Compiled => "compiled mode",
        }
    }
}

static MODE: OnceLock<Mode> = OnceLock::new();

/// `-Xint`, `-Xmixed` or `-Xcomp` was given; the last one counts.
static ASKED: AtomicU32 = AtomicU32::new(0);

/// Sets the mode from an option.
pub fn ask(mode: Mode) {
    ASKED.store(mode as u32 + 1, Ordering::Relaxed);
}

/// The mode in effect.
pub fn mode() -> Mode {
    *MODE.get_or_init(|| {
        let asked = match ASKED.load(Ordering::Relaxed) {
            1 => Mode::Interpreted,
            2 => Mode::Mixed,
            3 => Mode::Compiled,
            _ => DEFAULT_MODE,
        };
        let possible = flags::get::UseCompiler() != 0 && flags::get::TieredStopAtLevel() != 0;
        if possible { asked } else { Mode::Interpreted }
    })
}

const DEFAULT_MODE: Mode = Mode::Mixed;

/// Never reached.
const NEVER: u32 = i32::MAX as u32;

/// Thresholds, scaled.
struct Thresholds {
    invocation: f64,
    min_invocation: f64,
    compile: f64,
    back_edge: f64,
    load_feedback: f64,
}

static THRESHOLDS: OnceLock<Thresholds> = OnceLock::new();
static INVOKE_STEP: AtomicU32 = AtomicU32::new(NEVER);
static BACKEDGE_STEP: AtomicU32 = AtomicU32::new(NEVER);

/// Reads the flags. Before that, and if nothing is compiled, nothing is counted.
pub fn initialize() {
    if mode() == Mode::Interpreted {
        return;
    }
    commands::initialize();
    let scale = f64::from_bits(flags::get::CompileThresholdScaling());
    let scaled = |value: u64| value as f64 * scale;
    let thresholds = if flags::get::TieredCompilation() != 0 {
        Thresholds {
            invocation: scaled(flags::get::Tier3InvocationThreshold()),
            min_invocation: scaled(flags::get::Tier3MinInvocationThreshold()),
            compile: scaled(flags::get::Tier3CompileThreshold()),
            back_edge: scaled(flags::get::Tier3BackEdgeThreshold()),
            load_feedback: flags::get::Tier3LoadFeedback() as f64,
        }
    } else {
        let threshold = scaled(flags::get::CompileThreshold());
        Thresholds {
            invocation: threshold,
            min_invocation: threshold / 2.0,
            compile: threshold,
            back_edge: threshold * flags::get::OnStackReplacePercentage() as f64 / 100.0,
            load_feedback: 5.0,
        }
    };
    let step = |log: u64| (scaled(1 << log.min(30)) as u32).clamp(1, NEVER / 2);
    INVOKE_STEP.store(
        step(flags::get::Tier0InvokeNotifyFreqLog()),
        Ordering::Relaxed,
    );
    BACKEDGE_STEP.store(
        step(flags::get::Tier0BackedgeNotifyFreqLog()),
        Ordering::Relaxed,
    );
    THRESHOLDS.get_or_init(|| thresholds);
    if let Some(thread) = JavaThread::current_or_none() {
        thread.backedge_countdown.set(backedge_step());
    }
}

/// Invocations from one notification to the next.
pub fn invoke_step() -> u32 {
    INVOKE_STEP.load(Ordering::Relaxed)
}

/// Back-edges of a thread from one notification to the next.
pub fn backedge_step() -> u32 {
    BACKEDGE_STEP.load(Ordering::Relaxed)
}

fn add(counter: &AtomicU32, n: u32) -> u32 {
    let sum = counter.load(Ordering::Relaxed).saturating_add(n);
    counter.store(sum, Ordering::Relaxed);
    sum
}

/// The slow path of entering a bytecode method: the entry of its compiled code, if it has any (now).
pub fn invocation(thread: &JavaThread, method: MethodPtr) -> Option<usize> {
    let rt = method.rt.get();
    if let Some(code) = code_cache::code_of(method) {
        code_cache::note_use(code);
        return Some(code.entry());
    }
    let step = invoke_step();
    let n = interpreter::take_invocations(method, step);
    if step == NEVER {
        return None;
    }
    let before = rt.invocations.load(Ordering::Relaxed);
    let after = add(&rt.invocations, n);
    let first = mode() == Mode::Compiled;
    if before / step == after / step && !first {
        return None;
    }
    if rt.compile_state.load(Ordering::Relaxed) & (QUEUED | NOT_COMPILABLE) == 0
        && (first || is_hot(rt))
    {
        request(thread, method, None);
    }
    code_cache::code_of(method).map(CompiledCode::entry)
}

/// A native method is about to be called by the interpreter: those that are called often get wrappers, as in HotSpot with
/// the first notification.
#[inline]
pub fn native_invocation(method: MethodPtr) {
    let rt = method.rt.get();
    if rt.compile_state.load(Ordering::Relaxed) & NOT_COMPILABLE == 0 {
        count_native(method, rt);
    }
}

fn count_native(method: MethodPtr, rt: &MethodRt) {
    let step = invoke_step();
    let count = add(&rt.invocations, 1);
    if step == NEVER || count < step && mode() != Mode::Compiled {
        return;
    }
    let wanted = !method.is_synchronized() && commands::allows(method);
    if wanted && rt.native_function.load(Ordering::Acquire) == 0 {
        // The call that is about to be made links it.
        return;
    }
    let before = rt.compile_state.fetch_or(NOT_COMPILABLE, Ordering::AcqRel);
    if wanted && before & NOT_COMPILABLE == 0 {
        native_wrappers::install(method);
    }
}

/// A thread has taken as many back-edges as it counts, the last one to `target` in `method`. Code to go on with, if the
/// operand stack is empty and there is any.
pub fn back_edge(
    thread: &JavaThread,
    method: MethodPtr,
    target: Bci,
    stack_is_empty: bool,
) -> Option<&'static CompiledCode> {
    let step = backedge_step();
    thread.backedge_countdown.set(step);
    if step == NEVER {
        return None;
    }
    let rt = method.rt.get();
    let count = add(&rt.backedges, step);
    let state = rt.compile_state.load(Ordering::Relaxed);
    if state & (QUEUED | NOT_COMPILABLE) == 0 && code_cache::code_of(method).is_none() && is_hot(rt)
    {
        request(thread, method, None);
    }
    if !stack_is_empty || flags::get::UseOnStackReplacement() == 0 {
        return None;
    }
    let ready = || code_cache::osr_code(method).filter(|c| c.osr_bci == Some(target));
    if let Some(code) = ready() {
        code_cache::note_use(code);
        return Some(code);
    }
    let is_hot = THRESHOLDS
        .get()
        .is_some_and(|t| f64::from(count) >= t.back_edge * load(t));
    if is_hot && state & (QUEUED_OSR | NOT_COMPILABLE | NOT_OSR_COMPILABLE) == 0 {
        request(thread, method, Some(target));
        return ready();
    }
    None
}

/// What thresholds are multiplied with because of the queue's length.
fn load(thresholds: &Thresholds) -> f64 {
    broker::queue_length() as f64 / thresholds.load_feedback.max(1.0) + 1.0
}

fn is_hot(rt: &MethodRt) -> bool {
    let Some(t) = THRESHOLDS.get() else {
        return false;
    };
    let k = load(t);
    let i = f64::from(rt.invocations.load(Ordering::Relaxed));
    let b = f64::from(rt.backedges.load(Ordering::Relaxed));
    i >= t.invocation * k || i >= t.min_invocation * k && i + b >= t.compile * k
}

/// The level of a method's first code.
fn level_of(method: MethodPtr) -> Level {
    match flags::get::TieredStopAtLevel() {
        2 | 3 if is_trivial(method) => Level::Simple,
        2 => Level::Counters,
        3 => Level::Profiled,
        _ => Level::Simple,
    }
}

/// Nothing is to be learnt of it: HotSpot's accessors, and empty methods.
fn is_trivial(method: MethodPtr) -> bool {
    let code = method.code.get();
    match code.len() {
        1 => true,
        5 => {
            code[0] == bytecodes::ALOAD_0
                && code[1] == bytecodes::GETFIELD
                && (bytecodes::IRETURN..=bytecodes::ARETURN).contains(&code[4])
        }
        _ => false,
    }
}

fn request(thread: &JavaThread, method: MethodPtr, osr_bci: Option<Bci>) {
    let rt = method.rt.get();
    if rt.kind() != MethodKind::Bytecode
        || !history::is_compilable(method)
        || !commands::allows(method)
    {
        rt.compile_state.fetch_or(NOT_COMPILABLE, Ordering::Relaxed);
        return;
    }
    broker::submit(thread, method, osr_bci, level_of(method));
}

/// Code of the method was left for good: it is counted anew.
pub fn code_retired(method: MethodPtr) {
    let rt = method.rt.get();
    rt.invocations.store(0, Ordering::Relaxed);
    rt.backedges.store(0, Ordering::Relaxed);
}
