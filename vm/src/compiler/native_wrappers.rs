//! Native wrappers: machine code by which compiled code calls native methods.
//!
//! A wrapper is made once for each shape (kinds of parameters and result, static or not) and serves all methods of that shape: the
//! method is the hidden first argument, and its function is read from its `MethodRt` at each call. What is not simple (no function
//! linked, too little room on a stack) goes the way of all methods without code, by the interpreter.
//!
//! A wrapper builds on the Java stack what the interpreter builds: an entry frame that holds the anchor, the arguments
//! in slots, and the native method's frame. So walks, dumps and the collector see nothing new, and a reference is passed to C as the address
//! of its slot. Then the thread goes from `in_vm` to `in_native` and back by the protocol of [`transitions`], whose slow
//! ways are functions. Compiled callers keep nothing in registers, so what the wrapper has overwritten in them is no loss to
//! anybody. The frame of local handles is begun by the first handle that is made
//! ([`handles::end_deferred_frame`]), which most native methods never do.
//!
//! Functions of the machine itself ([`VmNative`]) get the same frames, without transitions.
//!
//! The interpreter calls C functions through the second half alone ([`Wrapper::from_slots`]).

use std::collections::HashMap;
use std::mem::offset_of;
use std::sync::atomic::Ordering;

use oops::class_space::BASE;
use oops::klass::{Klass, KlassRt};
use oops::method::{Method, MethodKind};
use oops::{BasicType, MethodPtr, MethodRt};
use parking_lot::Mutex;

use crate::compiler::assembler::Condition::{Above, Below, Equal, NotEqual};
use crate::compiler::assembler::Reg::{
    self, R8, R9, R10, R11, R12, R13, R14, R15, Rax, Rbp, Rbx, Rcx, Rdi, Rdx, Rsi, Rsp,
};
use crate::compiler::assembler::{Assembler, Label, Mem, below};
use crate::compiler::{code_cache, print, stubs};
use crate::interpreter::{self, prepare};
use crate::natives::{Args, VmNative};
use crate::runtime::frames::{FRAME_SLOTS, Frame, FrameKind, NATIVE_FRAME_SLOTS};
use crate::runtime::native_call::{Parameter, parameter_types};
use crate::runtime::thread::{JavaThread, ThreadState};
use crate::runtime::{exceptions, handles, safepoint, transitions};

/// What a wrapper depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Shape {
    /// A function of the machine itself.
    is_vm: bool,
    is_static: bool,
    /// Without the receiver.
    parameters: Vec<Parameter>,
    result: BasicType,
}

impl Shape {
    fn of(method: MethodPtr) -> Shape {
        let parameters = parameter_types(method.descriptor.as_bytes()).map(Parameter::of);
        Shape {
            is_vm: method.rt.kind() == MethodKind::VmNative,
            is_static: method.is_static(),
            parameters: parameters.collect(),
            result: match method.return_type {
                BasicType::Array => BasicType::Object,
                ty => ty,
            },
        }
    }
    /// Whose wrapper it is: that of all native methods with such parameters and result, called by such code.
    fn name(&self, caller: &str) -> String {
        let kind = if self.is_static { "static " } else { "" };
        let (parameters, result) = (&self.parameters, self.result);
        format!("native method wrapper, {caller} callers, {kind}{parameters:?} {result:?}")
    }
    /// The Java arguments, receiver first, with their slots.
    fn arguments(&self) -> impl Iterator<Item = (Parameter, usize)> {
        let receiver = (!self.is_static).then_some(Parameter::Reference);
        let parameters = self.parameters.iter().copied();
        receiver.into_iter().chain(parameters).scan(0, |slot, p| {
            let at = *slot;
            *slot += p.slots();
            Some((p, at))
        })
    }
    fn slots(&self) -> usize {
        self.arguments().map(|(p, _)| p.slots()).sum()
    }
}

/// Addresses of a shape's code.
#[derive(Clone, Copy)]
struct Wrapper {
    /// Called by compiled code, in its convention.
    entry: usize,
    /// [`FromSlots`], for C functions.
    from_slots: usize,
}

/// Calls the C function of the native method whose frame is the top frame, with the arguments in its slots; the result
/// as a slot.
type FromSlots = unsafe extern "C" fn(&JavaThread, &MethodRt, *const u64, usize) -> u64;

static WRAPPERS: Mutex<Option<HashMap<Shape, Wrapper>>> = Mutex::new(None);

/// Makes calls of the method, whose function is linked, go by its shape's wrapper from now on, if there is room for code.
pub fn install(method: MethodPtr) {
    if code_cache::reserve().is_err() {
        return;
    }
    let shape = Shape::of(method);
    let Some(wrapper) = wrapper_of(shape) else {
        return;
    };
    let rt = method.rt.get();
    rt.native_wrapper
        .store(wrapper.from_slots, Ordering::Release);
    rt.compiled_entry.store(wrapper.entry, Ordering::Release);
    print::native_wrapper(method, code_cache::next_id());
}

fn wrapper_of(shape: Shape) -> Option<Wrapper> {
    let mut wrappers = WRAPPERS.lock();
    let wrappers = wrappers.get_or_insert_default();
    if let Some(known) = wrappers.get(&shape) {
        return Some(*known);
    }
    let new = place(&shape)?;
    wrappers.insert(shape, new);
    Some(new)
}

fn place(shape: &Shape) -> Option<Wrapper> {
    let from_slots = match shape.is_vm {
        true => 0,
        false => code_cache::place_stub(from_slots_code(shape), shape.name("interpreted"))?,
    };
    let entry = code_cache::place_stub(entry_code(shape), shape.name("compiled"))?;
    Some(Wrapper { entry, from_slots })
}

/// Calls the C function of a native method by its wrapper.
///
/// # Safety
/// As for [`FromSlots`]; `wrapper` is the method's.
pub unsafe fn call_from_slots(
    thread: &JavaThread,
    rt: &MethodRt,
    args: *const u64,
    function: usize,
    wrapper: usize,
) -> u64 {
    // SAFETY: by the caller's word.
    unsafe {
        let code = std::mem::transmute::<usize, FromSlots>(wrapper);
        code(thread, rt, args, function)
    }
}

/// The thread has left the machine while somebody wants it to stand.
extern "C" fn left_slowly(thread: &JavaThread) {
    transitions::left_slowly(thread);
}

/// The thread is back in the machine and may have to wait.
extern "C" fn back_slowly(thread: &JavaThread) {
    safepoint::block_on_return(thread);
}

extern "C" fn end_handle_frame(thread: &JavaThread) {
    handles::end_deferred_frame(thread);
}

/// Runs a function of the machine, whose frame is the top frame; the result's bits.
///
/// # Safety
/// `native` is the function of a method of kind `VmNative`, `args` its arguments.
unsafe extern "C" fn call_vm_native(thread: &JavaThread, args: *const u64, native: usize) -> u64 {
    // SAFETY: by the caller's word.
    let result = unsafe {
        let native = std::mem::transmute::<usize, VmNative>(native);
        native(thread, Args::new(args))
    };
    result.unwrap_or_else(|p| {
        exceptions::leave_pending(p);
        0
    })
}

/// What code for callers in Rust pushes below the frame pointer.
const PUSHED: [Reg; 5] = [Rbx, R12, R13, R14, R15];
// What lies below the frame pointer behind them.
const SAVED_SP: usize = 48;
const HANDLE_STATE: usize = 56;
const RESULT: usize = 64;
const FIXED_FRAME: usize = 64;

// Registers that keep a value through the whole wrapper.
/// First slot of the arguments.
const ARGS: Reg = Rbx;
/// The `MethodRt`; behind the call the result.
const METHOD: Reg = R12;
/// The thread's top frame before the call.
const TOP_FRAME: Reg = R13;
const FUNCTION: Reg = R14;
const THREAD: Reg = R15;

/// Registers of compiled code's arguments, behind the hidden one.
const JAVA_GENERAL: [Reg; 5] = [Rsi, Rdx, Rcx, R8, R9];
/// Registers of a C function's arguments, behind the JNI environment.
const C_GENERAL: [Reg; 5] = [Rsi, Rdx, Rcx, R8, R9];
const FLOATING: usize = 8;

fn thread(offset: usize) -> Mem {
    Mem(THREAD, offset)
}

/// A field of the native method's frame, which lies above its arguments.
fn native_frame(shape: &Shape, offset: usize) -> Mem {
    Mem(ARGS, shape.slots() * 8 + offset)
}

/// Places of arguments, as they fill up.
#[derive(Default)]
struct Places {
    general: usize,
    floating: usize,
    stack: usize,
}

/// Where an argument is passed.
enum Place {
    General(Reg),
    Floating(u8),
    /// Word of the stack.
    Stack(usize),
}

impl Places {
    fn next(&mut self, parameter: Parameter, registers: &[Reg]) -> Place {
        if parameter.is_floating() {
            if self.floating < FLOATING {
                self.floating += 1;
                return Place::Floating(self.floating as u8 - 1);
            }
        } else if let Some(&register) = registers.get(self.general) {
            self.general += 1;
            return Place::General(register);
        }
        self.stack += 1;
        Place::Stack(self.stack - 1)
    }
}

/// Bytes of the frame.
fn frame_bytes(shape: &Shape) -> usize {
    let mut places = Places::default();
    places.next(Parameter::Reference, &C_GENERAL);
    for &p in &shape.parameters {
        places.next(p, &C_GENERAL);
    }
    FIXED_FRAME + places.stack.next_multiple_of(2) * 8
}

/// [`FromSlots`].
fn from_slots_code(shape: &Shape) -> Vec<u8> {
    let mut a = Assembler::new();
    let bytes = frame_bytes(shape) - PUSHED.len() * 8;
    a.push(Rbp);
    a.mov(Rbp, Rsp);
    for r in PUSHED {
        a.push(r);
    }
    a.add_rsp(-(bytes as i32));
    a.mov(THREAD, Rdi);
    a.mov(METHOD, Rsi);
    a.mov(ARGS, Rdx);
    a.mov(FUNCTION, Rcx);
    let slow = call_c(&mut a, shape);
    a.add_rsp(bytes as i32);
    for r in PUSHED.into_iter().rev() {
        a.pop(r);
    }
    a.pop(Rbp);
    a.ret();
    slow.emit(&mut a);
    a.finish()
}

/// The entry for compiled code.
fn entry_code(shape: &Shape) -> Vec<u8> {
    let mut a = Assembler::new();
    let generic = a.label();
    let bytes = frame_bytes(shape) as i32;
    a.push(Rbp);
    a.mov(Rbp, Rsp);
    a.add_rsp(-bytes);
    // The arguments' registers stay as they are until it is decided whether the wrapper does it.
    a.load(FUNCTION, Mem(Rdi, offset_of!(MethodRt, native_function)));
    a.test(FUNCTION, FUNCTION);
    a.jump_if(Equal, generic);
    a.compare(Rsp, thread(offset_of!(JavaThread, native_stack_limit)));
    a.jump_if(Below, generic);
    find_room(&mut a, shape, generic);
    a.mov(METHOD, Rdi);
    push_entry_frame(&mut a, shape);
    store_arguments(&mut a, shape);
    push_native_frame(&mut a, shape);
    let slow = match shape.is_vm {
        true => {
            call_vm(&mut a);
            None
        }
        false => Some(call_c(&mut a, shape)),
    };
    a.store(thread(offset_of!(JavaThread, top_frame)), TOP_FRAME);
    a.load(R11, thread(offset_of!(JavaThread, pending_exception)));
    a.add_rsp(bytes);
    a.pop(Rbp);
    let throws = a.label();
    a.test(R11, R11);
    a.jump_if(NotEqual, throws);
    a.ret();
    a.bind(throws);
    a.jump_to(stubs::unwind());
    if let Some(slow) = slow {
        slow.emit(&mut a);
    }
    a.bind(generic);
    a.add_rsp(bytes);
    a.pop(Rbp);
    a.jump_to(stubs::interpreter_entry());
    a.finish()
}

/// `TOP_FRAME` and r11, the first slot above it, where the new frames go; or goes to `generic`.
fn find_room(a: &mut Assembler, shape: &Shape, generic: Label) {
    let (other, found) = (a.label(), a.label());
    let kind = Mem(TOP_FRAME, offset_of!(Frame, kind));
    a.load(TOP_FRAME, thread(offset_of!(JavaThread, top_frame)));
    a.compare8_imm(kind, FrameKind::Entry as u8);
    a.jump_if(NotEqual, other);
    a.load(R11, Mem(TOP_FRAME, offset_of!(Frame, sp)));
    a.jump(found);
    a.bind(other);
    a.compare8_imm(kind, FrameKind::Interpreted as u8);
    a.jump_if(NotEqual, generic);
    a.load32(Rax, Mem(TOP_FRAME, offset_of!(Frame, method)));
    a.mov_imm(R11, BASE as u64);
    a.lea_byte(Rax, Rax, R11);
    a.load_u16(Rax, Mem(Rax, offset_of!(Method, max_stack)));
    let operands = (FRAME_SLOTS + prepare::EXTRA_STACK_SLOTS) * 8;
    a.lea_word(R11, TOP_FRAME, Rax, operands);
    a.bind(found);
    let frames = 2 * FRAME_SLOTS + shape.slots() + NATIVE_FRAME_SLOTS;
    a.lea(Rax, Mem(R11, frames * 8));
    a.compare(Rax, thread(offset_of!(JavaThread, java_stack_limit)));
    a.jump_if(Above, generic);
}

/// Writes a word into a frame, by way of rax.
fn store_word(a: &mut Assembler, to: Mem, word: u64) {
    match i32::try_from(word) {
        Ok(small) => a.store_imm(to, small),
        Err(_) => {
            a.mov_imm(Rax, word);
            a.store(to, Rax);
        }
    }
}

/// As `interpreter::push_entry`, at r11, with the caller of the wrapper as anchor.
fn push_entry_frame(a: &mut Assembler, shape: &Shape) {
    let field = |offset| Mem(R11, offset);
    a.store(field(offset_of!(Frame, prev)), TOP_FRAME);
    store_word(
        a,
        field(offset_of!(Frame, method)),
        interpreter::entry_frame_word(),
    );
    a.load(Rax, Mem(Rbp, 0));
    a.store(field(offset_of!(Frame, locals)), Rax);
    a.load(Rax, Mem(Rbp, 8));
    a.store(field(offset_of!(Frame, resolved)), Rax);
    store_word(
        a,
        field(offset_of!(Frame, bcp)),
        interpreter::entry_code() as u64,
    );
    a.lea(ARGS, field(FRAME_SLOTS * 8));
    a.lea(Rax, native_frame(shape, 0));
    a.store(field(offset_of!(Frame, sp)), Rax);
    a.store_imm(field(offset_of!(Frame, sync_object)), 0);
    a.store_imm(thread(offset_of!(JavaThread, anchor_pc)), 0);
}

/// Puts compiled code's arguments into their slots.
fn store_arguments(a: &mut Assembler, shape: &Shape) {
    let mut places = Places::default();
    for (parameter, slot) in shape.arguments() {
        let to = Mem(ARGS, slot * 8);
        match places.next(parameter, &JAVA_GENERAL) {
            Place::General(register) => a.store(to, register),
            Place::Floating(vector) => a.store_double(to, vector),
            Place::Stack(word) => {
                a.load(Rax, Mem(Rbp, 16 + word * 8));
                a.store(to, Rax);
            }
        }
    }
}

/// The frame of the native method, whose entry frame is at r11, as the thread's top frame.
fn push_native_frame(a: &mut Assembler, shape: &Shape) {
    let field = |offset| native_frame(shape, offset);
    a.store(field(offset_of!(Frame, prev)), R11);
    a.load32(Rax, Mem(METHOD, offset_of!(MethodRt, method)));
    a.mov_imm(R10, interpreter::native_frame_word());
    a.lea_byte(Rax, Rax, R10);
    a.store(field(offset_of!(Frame, method)), Rax);
    a.store(field(offset_of!(Frame, locals)), ARGS);
    a.store_imm(field(offset_of!(Frame, bcp)), 0);
    a.lea(Rax, field((FRAME_SLOTS + NATIVE_FRAME_SLOTS) * 8));
    a.store(field(offset_of!(Frame, sp)), Rax);
    a.store_imm(field(offset_of!(Frame, resolved)), 0);
    a.store_imm(field(offset_of!(Frame, sync_object)), 0);
    a.store_imm(field(FRAME_SLOTS * 8), 0);
    a.lea(Rax, field(0));
    a.store(thread(offset_of!(JavaThread, top_frame)), Rax);
}

/// Calls a function of the machine; the result is in rax and in xmm0.
fn call_vm(a: &mut Assembler) {
    a.mov(Rdi, THREAD);
    a.mov(Rsi, ARGS);
    a.mov(Rdx, FUNCTION);
    a.call(call_vm_native as *const () as usize);
    a.store(below(Rbp, RESULT), Rax);
    a.load_double(0, below(Rbp, RESULT));
}

/// The slow ways out of the code for a C function, and where they come back.
struct SlowPaths {
    left: (Label, Label),
    back: (Label, Label),
    handles: (Label, Label),
}

impl SlowPaths {
    fn new(a: &mut Assembler) -> SlowPaths {
        let mut pair = || (a.label(), a.label());
        SlowPaths {
            left: pair(),
            back: pair(),
            handles: pair(),
        }
    }
    fn emit(self, a: &mut Assembler) {
        let paths = [
            (self.left, left_slowly as *const () as usize),
            (self.back, back_slowly as *const () as usize),
            (self.handles, end_handle_frame as *const () as usize),
        ];
        for ((start, back), function) in paths {
            a.bind(start);
            a.mov(Rdi, THREAD);
            a.call(function);
            a.jump(back);
        }
    }
}

/// Leaves the machine, calls the C function and comes back; the result is in rax as a slot has it, and in xmm0 if it is a
/// float or double.
fn call_c(a: &mut Assembler, shape: &Shape) -> SlowPaths {
    let slow = SlowPaths::new(a);
    let state = thread(JavaThread::STATE_OFFSET);
    let poll = thread(offset_of!(JavaThread, poll));
    let saved_sp = thread(offset_of!(JavaThread, saved_sp));
    let deferred = thread(offset_of!(JavaThread, handle_frame_deferred));
    if shape.is_static {
        store_mirror(a, shape);
    }
    a.load_u8(Rax, deferred);
    a.store(below(Rbp, HANDLE_STATE), Rax);
    a.store8_imm(deferred, 1);
    a.load(Rax, saved_sp);
    a.store(below(Rbp, SAVED_SP), Rax);
    a.store(saved_sp, Rsp);
    a.mov_imm(Rax, ThreadState::InNative as u64);
    a.exchange8_rax(state);
    a.compare32_imm(poll, 0);
    a.jump_if(NotEqual, slow.left.0);
    a.bind(slow.left.1);
    load_c_arguments(a, shape);
    a.call_register(FUNCTION);
    match is_floating(shape.result) {
        true => a.store_double(below(Rbp, RESULT), 0),
        false => a.mov(METHOD, Rax),
    }
    a.mov_imm(Rax, ThreadState::InVm as u64);
    a.exchange8_rax(state);
    a.compare32_imm(poll, 0);
    a.jump_if(NotEqual, slow.back.0);
    a.mov_imm(Rax, safepoint::in_progress_address() as u64);
    a.compare8_imm(Mem(Rax, 0), 0);
    a.jump_if(NotEqual, slow.back.0);
    a.bind(slow.back.1);
    a.load(Rax, below(Rbp, SAVED_SP));
    a.store(saved_sp, Rax);
    // A returned handle is looked up while it lives.
    if shape.result.is_reference() {
        resolve_result(a);
    }
    a.compare8_imm(deferred, 0);
    a.jump_if(Equal, slow.handles.0);
    a.bind(slow.handles.1);
    a.load(Rax, below(Rbp, HANDLE_STATE));
    a.store8(deferred, Rax);
    convert_result(a, shape.result);
    slow
}

fn is_floating(ty: BasicType) -> bool {
    matches!(ty, BasicType::Float | BasicType::Double)
}

/// Puts the mirror of the method's class into the slot above the native method's frame.
fn store_mirror(a: &mut Assembler, shape: &Shape) {
    a.mov_imm(R10, BASE as u64);
    let mut follow = |from: Mem| {
        a.load32(Rax, from);
        a.lea_byte(Rax, Rax, R10);
    };
    follow(Mem(METHOD, offset_of!(MethodRt, method)));
    follow(Mem(Rax, offset_of!(Method, holder)));
    follow(Mem(Rax, offset_of!(Klass, rt)));
    a.load(Rax, Mem(Rax, offset_of!(KlassRt, mirror)));
    a.store(native_frame(shape, FRAME_SLOTS * 8), Rax);
}

/// Loads the arguments from their slots as C wants them: environment, class or receiver, the others.
fn load_c_arguments(a: &mut Assembler, shape: &Shape) {
    let mut places = Places::default();
    if shape.is_static {
        let Place::General(register) = places.next(Parameter::Reference, &C_GENERAL) else {
            unreachable!("the first argument");
        };
        a.lea(register, native_frame(shape, FRAME_SLOTS * 8));
    }
    for (parameter, slot) in shape.arguments() {
        let from = Mem(ARGS, slot * 8);
        match places.next(parameter, &C_GENERAL) {
            Place::General(register) => load_general(a, parameter, register, from),
            Place::Floating(vector) => match parameter {
                Parameter::Float => a.load_float(vector, from),
                _ => a.load_double(vector, from),
            },
            Place::Stack(word) => {
                match parameter.is_floating() {
                    true => a.load(Rax, from),
                    false => load_general(a, parameter, Rax, from),
                }
                a.store(Mem(Rsp, word * 8), Rax);
            }
        }
    }
    // The environment is the first field of the thread.
    a.mov(Rdi, THREAD);
}

fn load_general(a: &mut Assembler, parameter: Parameter, register: Reg, from: Mem) {
    match parameter {
        Parameter::Int => a.load_i32(register, from),
        Parameter::Reference => {
            let null = a.label();
            a.load(register, from);
            a.test(register, register);
            a.jump_if(Equal, null);
            a.lea(register, from);
            a.bind(null);
        }
        _ => a.load(register, from),
    }
}

/// As [`handles::resolve`], in place.
fn resolve_result(a: &mut Assembler) {
    let null = a.label();
    a.and_imm(METHOD, !(handles::TAG_MASK as i8));
    a.jump_if(Equal, null);
    a.load(METHOD, Mem(METHOD, 0));
    a.bind(null);
}

fn convert_result(a: &mut Assembler, result: BasicType) {
    if is_floating(result) {
        a.load_double(0, below(Rbp, RESULT));
        match result {
            BasicType::Float => a.load32(Rax, below(Rbp, RESULT)),
            _ => a.load(Rax, below(Rbp, RESULT)),
        }
        return;
    }
    a.mov(Rax, METHOD);
    match result {
        BasicType::Boolean => a.normalize_boolean(),
        BasicType::Byte => a.extend_i8(),
        BasicType::Char => a.extend_u16(),
        BasicType::Short => a.extend_i16(),
        BasicType::Int => a.clear_upper_half(),
        _ => {}
    }
}
