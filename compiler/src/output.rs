//! What a compilation hands back.
//!
//! # Calling convention of compiled methods
//! Arguments as in System V, no register kept for the caller, with frame pointers, the thread pinned in r15 (never passed, never
//! changed). The first parameter is the
//! address of the callee's `MethodRt`, from which callers load the entry (`call [rdi + rt_compiled_entry]`): for methods
//! without code of their own the entry is a stub that goes to the interpreter and knows by it which method is meant.
//! Then the Java arguments, receiver first: int and narrower as i32, long i64, float f32, double f64, references i64. The result
//! alike. A method that throws leaves the exception pending in the thread, its monitors released. Whoever returns to compiled code with one, looks at
//! the return address: where nothing in the frame is to be done about it ([`Position::unwinds`]), that frame is left as well, and so on. Other
//! calls are followed by a test of the pending exception; the result is garbage if there is one.
//!
//! An OSR method has one parameter, the address of the interpreter frame's locals; its entry stands for one bytecode
//! index with an empty operand stack. The objects whose monitors the method has entered by `monitorenter` on the way there
//! ([`CompiledMethod::osr_monitors`]) are in the first words of the thread's deoptimization buffer, outermost first; the code
//! leaves these monitors. It returns like the method itself, except that a synchronized method's monitor is left to the
//! interpreter frame, which stays beneath it.
//!
//! # Traps
//! A trap is a call of the entry `Deoptimize` in System V's convention, with the trap's number and then the live values as arguments; the stub
//! leaves the frame, so the call does not return. The stub stores the arguments in the thread's deoptimization buffer: integers that are
//! passed in registers in its first words, floating-point numbers behind them, then what was passed on the stack ([`TrapArguments`]).
//!
//! # Source positions
//! Each instruction belongs to a scope (the method or an inlined one) and bytecode index. A return address belongs to the
//! instruction before it.

use crate::host::{Bci, MethodId};

/// A method of the compilation: number 0 is the compiled method itself, the others were inlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub method: MethodId,
    /// Scope and bytecode index of the call that was inlined.
    pub caller: Option<(u16, Bci)>,
}

/// Code from `start` on (up to the next row) belongs to `bci` of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub start: u32,
    pub scope: u16,
    pub bci: Bci,
    /// A call that returns here is followed by a test whether the frame is to be left ([`DeoptReason::Request`]).
    pub is_exit: bool,
    /// No test of the pending exception follows the call that returns here: who returns with one leaves this frame as well.
    pub unwinds: bool,
}

/// A word of the frame with an object that a scope has locked, or 0: for those who want to know what a thread holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonitorSlot {
    pub scope: u16,
    /// 0 is what a synchronized method has locked, the others those of `monitorenter`, outermost first.
    pub depth: u16,
    /// From the bottom of the frame, which lies `frame_bytes` beneath the frame pointer.
    pub offset: u32,
}

/// Words of a thread's deoptimization buffer. A method with a trap that needs more is not compiled.
pub const DEOPT_BUFFER_WORDS: usize = 4096;

/// Words of the buffer in which the stub of traps stores the arguments that come in registers.
pub const TRAP_INTEGERS: u16 = 5;
pub const TRAP_VECTORS: u16 = 8;

/// Counts the arguments of a trap, and says in which word of the buffer each is found.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrapArguments {
    integers: u16,
    vectors: u16,
    on_stack: u16,
}

impl TrapArguments {
    /// The word of the next argument.
    pub fn next(&mut self, is_vector: bool) -> u16 {
        let (used, most, first) = match is_vector {
            true => (&mut self.vectors, TRAP_VECTORS, TRAP_INTEGERS),
            false => (&mut self.integers, TRAP_INTEGERS, 0),
        };
        if *used < most {
            *used += 1;
            return first + *used - 1;
        }
        self.on_stack += 1;
        TRAP_INTEGERS + TRAP_VECTORS + self.on_stack - 1
    }
}

/// Where the interpreter finds a value when a frame is rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotValue {
    /// The slot's value does not matter (dead, or the second slot of a long or double).
    Dead,
    /// The bits of a constant.
    Constant(u64),
    /// Word of the thread's deoptimization buffer.
    Buffer(u16),
    /// The lower half of such a word.
    BufferHalf(u16),
}

/// An interpreter frame to rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameState {
    pub scope: u16,
    /// The innermost frame executes this instruction again, unless the point says where it goes on; an outer one is in
    /// the call at it.
    pub bci: Bci,
    pub locals: Vec<SlotValue>,
    /// Operands, deepest first, in slots; an outer frame's are those beneath the arguments of its call.
    pub stack: Vec<SlotValue>,
    /// Words of the buffer with the objects that the frame has entered by `monitorenter`, outermost first.
    pub monitors: Vec<u16>,
    /// Word with the object that a synchronized method has locked.
    pub sync_object: Option<u16>,
}

/// Why compiled code is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeoptReason {
    /// A constant-pool entry was not resolved, or its class not initialised.
    Unresolved,
    /// A receiver's class selects another method than all classes did that were loaded at the time of compilation.
    ClassCheck,
    /// Somebody wants the frame to be interpreted. No fault of the code.
    Request,
}

impl DeoptReason {
    pub const ALL: [DeoptReason; 3] = [
        DeoptReason::Unresolved,
        DeoptReason::ClassCheck,
        DeoptReason::Request,
    ];
}

/// A place where compiled code gives up; its number is its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeoptPoint {
    pub reason: DeoptReason,
    /// Where the innermost frame goes on if it has executed its instruction, whose result is among its operands; an
    /// exception that is pending was thrown by the instruction.
    pub resume: Option<Bci>,
    /// Outermost first; the last is the innermost.
    pub frames: Vec<FrameState>,
}

/// A call instruction's four bytes that say how far behind them the target lies; they are to be filled in where the code is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NearCall {
    pub offset: u32,
    /// Address.
    pub target: u64,
}

/// A call of exactly this method, which may go to the first byte of its code, or to what loads the hidden argument and goes
/// through the method's entry. The four bytes at `offset` say how far behind them that lies, as in [`NearCall`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectCall {
    pub offset: u32,
    pub callee: MethodId,
}

/// Code of one method.
#[derive(Clone, Debug)]
pub struct CompiledMethod {
    /// Machine code, entered at its first byte; position-independent but for `calls` and `direct_calls`.
    pub code: Vec<u8>,
    pub calls: Vec<NearCall>,
    pub direct_calls: Vec<DirectCall>,
    pub scopes: Vec<Scope>,
    /// Sorted by `start`.
    pub positions: Vec<Position>,
    pub deopt_points: Vec<DeoptPoint>,
    /// By scope and depth.
    pub monitor_slots: Vec<MonitorSlot>,
    pub level: Level,
    /// Offsets of instructions that fault if an object is null, ascending. The exception leaves the frame: no
    /// handler covers them, no monitor is held.
    pub null_checks: Vec<u32>,
    /// Bytes of bytecode translated, inlined ones included.
    pub bytecodes: u32,
    /// Fixed size of the frame in bytes.
    pub frame_bytes: u32,
    /// Offset of the slow ways of the method's entry, which lie behind all other code and are taken before there is a frame; 0 if there
    /// are none.
    pub entry_slow: u32,
    /// An OSR method's monitors that the method has entered before (see above).
    pub osr_monitors: u16,
}

/// What code counts: HotSpot's levels, without the interpreter's and the optimizing tier's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// Nothing: the best code of the fast tier.
    Simple = 1,
    /// Its method's invocations and all back-edges, for the policy. Compiled quickly.
    Counters = 2,
    /// Both in profiles, those of inlined methods too, and what each instruction does. Compiled quickly.
    Profiled = 3,
}

/// What to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: MethodId,
    /// Entry bytecode index of an OSR compilation.
    pub osr_bci: Option<Bci>,
    pub level: Level,
}

/// Why a method was not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bailout {
    /// A shape that the compiler does not handle: never try again.
    Unsupported(&'static str),
    /// Something in this method, the one asked for or one that would be inlined, is still not resolved where its code was left too
    /// often: try again when a class has been initialised.
    TrappedTooOften(MethodId),
    /// Code generation failed.
    Backend(String),
}
