//! When methods are compiled: HotSpot's tiered policy with its thresholds and names.
//!
//! The interpreter counts down and comes here every `Tier0InvokeNotifyFreqLog`th invocation of a method and every
//! `Tier0BackedgeNotifyFreqLog`th back-edge of a thread; then the method's counters are brought up to date and compared
//! with the thresholds, which grow with the length of the queue (`Tier3LoadFeedback`). Back-edges are counted by thread and put down to
//! the method that runs when the count is full: over time each gets its share. Code of level 2 counts in the same counters, its own invocations and
//! all back-edges, and comes here as often as `Tier2InvokeNotifyFreqLog` and `Tier2BackedgeNotifyFreqLog` say.
//!
//! Transitions: 0 to 2, whose code is made quickly, by the `Tier3…` thresholds; from 2 to the optimizing tier's queue by the
//! `Tier4…` thresholds. As long as there is no optimizing compiler, the fast one serves that queue with its best code,
//! level 1, in which methods settle. Trivial methods get that at once, and so do loops that the interpreter finds hot, and
//! everything under `-Xcomp`. `TieredStopAtLevel` below 4 makes its level the first and last one.
//!
//! A method that is hot and still interpreted gets a profile, which the interpreter fills; by its counts the method goes to
//! the optimizing tier's queue by the `Tier4…` thresholds. Without tiers that is the only way.

use std::mem::offset_of;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use classlib::bytecodes;
use compiler::host::{Bci, CountingLayout};
use compiler::output::Level;
use oops::method::MethodKind;
use oops::{MethodPtr, MethodRt};

use crate::compiler::broker::CompilerKind;
use crate::compiler::code_cache::{self, CompiledCode};
use crate::compiler::{broker, commands, history, method_data, native_wrappers};
use crate::interpreter;
use crate::runtime::thread::JavaThread;
use crate::runtime::{critical_natives, flags};

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
        let possible = flags::get::UseCompiler() != 0
            && flags::get::TieredStopAtLevel() != 0
            && f64::from_bits(flags::get::CompileThresholdScaling()) != 0.0;
        if possible { asked } else { Mode::Interpreted }
    })
}

const DEFAULT_MODE: Mode = Mode::Mixed;

/// Never reached.
const NEVER: u32 = i32::MAX as u32;

/// When a compiler is asked, scaled.
struct Thresholds {
    kind: CompilerKind,
    invocation: f64,
    min_invocation: f64,
    compile: f64,
    back_edge: f64,
    load_feedback: f64,
}

impl Thresholds {
    /// What they are multiplied with because of the length of the compiler's queue.
    fn load(&self) -> f64 {
        let compilers = broker::threads(self.kind).max(1) as f64;
        let waiting = broker::queue_length(self.kind) as f64;
        waiting / (self.load_feedback.max(1.0) * compilers) + 1.0
    }

    /// For a method that was entered `i` times, with `b` back-edges; `k` stretches the thresholds.
    fn is_hot(&self, (i, b): (f64, f64), k: f64) -> bool {
        i >= self.invocation * k || i >= self.min_invocation * k && i + b >= self.compile * k
    }

    fn has_hot_loop(&self, (_, b): (f64, f64), k: f64) -> bool {
        b >= self.back_edge * k
    }

    /// The kind of event that the policy is told of.
    fn apply(&self, event: Event, counts: (f64, f64), k: f64) -> bool {
        match event {
            Event::Call => self.is_hot(counts, k),
            Event::Loop => self.has_hot_loop(counts, k),
        }
    }
}

/// What the policy is told of.
#[derive(Clone, Copy)]
enum Event {
    Call,
    Loop,
}

/// Invocations and back-edges since the method was made, or its code was given up.
fn counts(rt: &MethodRt) -> (f64, f64) {
    let count = |counter: &AtomicU32| f64::from(counter.load(Ordering::Relaxed));
    (count(&rt.invocations), count(&rt.backedges))
}

/// Those in the method's profile, if the interpreter fills it.
fn profiled_counts(method: MethodPtr) -> Option<(f64, f64)> {
    let data = method_data::of_interpreted(method)?;
    Some((data.invocations() as f64, data.back_edges() as f64))
}

struct Transitions {
    /// From the interpreter to the fast tier; `None` without tiers.
    first: Option<Thresholds>,
    /// To the optimizing tier, from level 2 or by the interpreter's own profile, if there is such a tier.
    second: Option<Thresholds>,
    /// The interpreter begins to profile.
    profile: Thresholds,
    /// It does so whatever waits for the optimizing tier.
    old: Thresholds,
}

static TRANSITIONS: OnceLock<Transitions> = OnceLock::new();
static INVOKE_STEP: AtomicU32 = AtomicU32::new(NEVER);
static BACKEDGE_STEP: AtomicU32 = AtomicU32::new(NEVER);

/// Those from the interpreter, as percentages.
fn first_thresholds(percentage: u64) -> Thresholds {
    let scaled = |value: u64| value as f64 * percentage as f64 / 100.0;
    Thresholds {
        kind: CompilerKind::C1,
        invocation: scaled(flags::get::Tier3InvocationThreshold()),
        min_invocation: scaled(flags::get::Tier3MinInvocationThreshold()),
        compile: scaled(flags::get::Tier3CompileThreshold()),
        back_edge: scaled(flags::get::Tier3BackEdgeThreshold()),
        load_feedback: flags::get::Tier3LoadFeedback() as f64,
    }
}

/// Reads the flags. Before that, and if nothing is compiled, nothing is counted.
pub fn initialize() {
    if mode() == Mode::Interpreted {
        return;
    }
    commands::initialize();
    let is_tiered = flags::get::TieredCompilation() != 0;
    let has_second = !is_tiered || broker::has_optimizing_queue();
    let second = has_second.then(|| Thresholds {
        kind: CompilerKind::C2,
        invocation: flags::get::Tier4InvocationThreshold() as f64,
        min_invocation: flags::get::Tier4MinInvocationThreshold() as f64,
        compile: flags::get::Tier4CompileThreshold() as f64,
        back_edge: flags::get::Tier4BackEdgeThreshold() as f64,
        load_feedback: flags::get::Tier4LoadFeedback() as f64,
    });
    let step = |log: u64| 1u32 << log.min(30);
    INVOKE_STEP.store(
        step(flags::get::Tier0InvokeNotifyFreqLog()),
        Ordering::Relaxed,
    );
    BACKEDGE_STEP.store(
        step(flags::get::Tier0BackedgeNotifyFreqLog()),
        Ordering::Relaxed,
    );
    TRANSITIONS.get_or_init(|| Transitions {
        first: is_tiered.then(|| first_thresholds(100)),
        second,
        profile: first_thresholds(flags::get::Tier0ProfilingStartPercentage()),
        old: first_thresholds(flags::get::TieredOldPercentage()),
    });
    if let Some(thread) = JavaThread::current_or_none() {
        thread.backedge_countdown.set(backedge_step());
    }
}

/// Where code of level 2 counts, and how often it tells.
pub fn counting_layout() -> CountingLayout {
    let mask = |log: u64| (1u32 << log.min(30)) - 1;
    CountingLayout {
        invocations: offset_of!(MethodRt, invocations) as i32,
        invocation_mask: mask(flags::get::Tier2InvokeNotifyFreqLog()),
        back_edges: offset_of!(MethodRt, backedges) as i32,
        back_edge_mask: mask(flags::get::Tier2BackedgeNotifyFreqLog()),
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
    let is_told = before / step != after / step || first;
    if is_told {
        profile_if_hot(method, Event::Call);
    }
    if let Some(data) = method_data::of_interpreted(method) {
        data.count_invocation();
    }
    if !is_told {
        return None;
    }
    if rt.compile_state.load(Ordering::Relaxed) & (QUEUED | NOT_COMPILABLE) == 0 {
        match first {
            true => request(thread, method),
            false => request_if_hot(thread, method),
        }
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
    let is_first = before & NOT_COMPILABLE == 0;
    if wanted && is_first && !critical_natives::adopt(method) {
        native_wrappers::install(method);
    }
}

/// A native method that is about to be called has its function now. Under `-Xcomp` the first call is the critical one.
pub fn native_linked(method: MethodPtr) {
    if flags::get::CriticalJNINatives() != 0 && mode() == Mode::Compiled {
        native_invocation(method);
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
    add(&rt.backedges, step);
    profile_if_hot(method, Event::Loop);
    let state = rt.compile_state.load(Ordering::Relaxed);
    let has_code = code_cache::code_of(method).is_some();
    if state & (QUEUED | NOT_COMPILABLE) == 0 && !has_code {
        request_if_hot(thread, method);
    }
    if !stack_is_empty || flags::get::UseOnStackReplacement() == 0 {
        return None;
    }
    let ready = || code_cache::osr_code(method).filter(|c| c.osr_bci == Some(target));
    if let Some(code) = ready() {
        code_cache::note_use(code);
        if state & (QUEUED | NOT_COMPILABLE) == 0 && !has_code {
            // The method was entered anew: let it not come here each time.
            submit(thread, method, None, loop_level(), loop_kind());
        }
        return Some(code);
    }
    if state & (QUEUED_OSR | NOT_COMPILABLE | NOT_OSR_COMPILABLE) == 0
        && next_tier(method, Event::Loop).is_some()
    {
        request_loop(thread, method, target);
        return ready();
    }
    None
}

/// Who is to compile a method that has been interpreted so far.
fn next_tier(method: MethodPtr, event: Event) -> Option<CompilerKind> {
    let transitions = TRANSITIONS.get()?;
    let applies = |thresholds: &Option<Thresholds>, counts| {
        let thresholds = thresholds.as_ref()?;
        thresholds
            .apply(event, counts, thresholds.load())
            .then_some(thresholds.kind)
    };
    profiled_counts(method)
        .and_then(|counts| applies(&transitions.second, counts))
        .or_else(|| applies(&transitions.first, counts(method.rt.get())))
}

/// Gives a method a profile for the interpreter to fill, if it is hot and still interpreted: nobody gets to compiling it, or
/// there is only the optimizing tier. As long as that is late itself, only the hottest ones get profiles.
fn profile_if_hot(method: MethodPtr, event: Event) {
    let Some(transitions) = TRANSITIONS.get() else {
        return;
    };
    if flags::get::ProfileInterpreter() == 0
        || !are_profiles_read()
        || transitions.second.is_none()
        || method.rt.profile.load(Ordering::Relaxed) != 0
        || code_cache::code_of(method).is_some()
        || is_trivial(method)
    {
        return;
    }
    let counts = counts(method.rt.get());
    let delay = flags::get::Tier0Delay() as usize * broker::threads(CompilerKind::C2);
    let is_late = broker::queue_length(CompilerKind::C2) > delay;
    if transitions.old.apply(Event::Call, counts, 1.0)
        || !is_late && transitions.profile.apply(event, counts, 1.0)
    {
        method_data::make(method);
    }
}

/// With tiers the fast one serves the optimizing tier's queue, and looks at no profile: the interpreter would fill it for nobody, which takes
/// a twentieth of a short program's time.
fn are_profiles_read() -> bool {
    flags::get::TieredCompilation() == 0 || flags::get::PrintMethodData() != 0
}

/// Level 2 code has counted `Tier2InvokeNotifyFreqLog` further invocations of its method.
pub fn counted_invocations(thread: &JavaThread, method: MethodPtr) {
    let Some(second) = TRANSITIONS.get().and_then(|t| t.second.as_ref()) else {
        return;
    };
    let rt = method.rt.get();
    // The interpreter was left for code of a loop in it, or will be.
    let has_loop_code = code_cache::osr_code(method).is_some();
    if has_loop_code || second.is_hot(counts(rt), second.load()) {
        settle(thread, method);
    }
}

/// Level 2 code has counted further back-edges in a method, its own or one that is inlined in it, the last one to `target`.
/// True if there is better code for the loop: the interpreter, to which the thread goes on leaving, enters it.
pub fn counted_back_edges(thread: &JavaThread, method: MethodPtr, target: Bci) -> bool {
    let Some(second) = TRANSITIONS.get().and_then(|t| t.second.as_ref()) else {
        return false;
    };
    let rt = method.rt.get();
    if second.is_hot(counts(rt), second.load()) {
        settle(thread, method);
    }
    if flags::get::UseOnStackReplacement() == 0 {
        return false;
    }
    let is_ready = || code_cache::osr_code(method).is_some_and(|c| c.osr_bci == Some(target));
    if !is_ready() {
        let state = rt.compile_state.load(Ordering::Relaxed);
        if !second.has_hot_loop(counts(rt), second.load())
            || state & (QUEUED_OSR | NOT_COMPILABLE | NOT_OSR_COMPILABLE) != 0
        {
            return false;
        }
        request_loop(thread, method, target);
        if !is_ready() {
            return false;
        }
    }
    // The next back-edge is to find the code.
    thread.backedge_countdown.set(1);
    true
}

/// Asks for code of level 1 in place of that of level 2.
fn settle(thread: &JavaThread, method: MethodPtr) {
    let state = method.rt.compile_state.load(Ordering::Relaxed);
    let counts = code_cache::code_of(method).is_some_and(|c| c.level() == Level::Counters);
    if counts && state & (QUEUED | NOT_COMPILABLE) == 0 {
        submit(thread, method, None, Level::Simple, CompilerKind::C2);
    }
}

/// The level of a method's first code.
fn level_of(method: MethodPtr) -> Level {
    if mode() == Mode::Compiled && flags::get::TieredStopAtLevel() > 3
        || flags::get::TieredCompilation() == 0
        || is_trivial(method)
    {
        return Level::Simple;
    }
    match flags::get::TieredStopAtLevel() {
        1 => Level::Simple,
        3 => Level::Profiled,
        _ => Level::Counters,
    }
}

/// The level of code for loops: what is made of them above the interpreter is made for long.
fn loop_level() -> Level {
    match flags::get::TieredStopAtLevel() {
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

/// Asks for a method's first code.
fn request(thread: &JavaThread, method: MethodPtr) {
    let kind = match flags::get::TieredCompilation() {
        0 => CompilerKind::C2,
        _ => CompilerKind::C1,
    };
    submit(thread, method, None, level_of(method), kind);
}

fn request_if_hot(thread: &JavaThread, method: MethodPtr) {
    match next_tier(method, Event::Call) {
        Some(CompilerKind::C1) => request(thread, method),
        Some(CompilerKind::C2) => submit(thread, method, None, Level::Simple, CompilerKind::C2),
        None => {}
    }
}

/// Whose work code for loops is.
fn loop_kind() -> CompilerKind {
    match broker::has_optimizing_queue() || flags::get::TieredCompilation() == 0 {
        true => CompilerKind::C2,
        false => CompilerKind::C1,
    }
}

fn request_loop(thread: &JavaThread, method: MethodPtr, target: Bci) {
    submit(thread, method, Some(target), loop_level(), loop_kind());
}

fn submit(
    thread: &JavaThread,
    method: MethodPtr,
    osr_bci: Option<Bci>,
    level: Level,
    kind: CompilerKind,
) {
    let rt = method.rt.get();
    if rt.kind() != MethodKind::Bytecode
        || !history::is_compilable(method)
        || !commands::allows(method)
    {
        rt.compile_state.fetch_or(NOT_COMPILABLE, Ordering::Relaxed);
        return;
    }
    broker::submit(thread, method, osr_bci, level, kind);
}

/// What kept the method from being compiled may be gone.
pub fn make_compilable(method: MethodPtr) {
    let state = &method.rt.get().compile_state;
    state.fetch_and(!(NOT_COMPILABLE | NOT_OSR_COMPILABLE), Ordering::Relaxed);
}

/// Code of the method was left for good: it is counted anew.
pub fn code_retired(method: MethodPtr) {
    let rt = method.rt.get();
    rt.invocations.store(0, Ordering::Relaxed);
    rt.backedges.store(0, Ordering::Relaxed);
}
