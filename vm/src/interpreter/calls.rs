//! Entering methods: pushing frames, the kinds of methods that are no bytecode, and the way in from Rust.

use std::sync::atomic::Ordering;

use oops::method::MethodKind;
use oops::{MethodPtr, MethodRt, Oop};

use super::opcodes as op;
use super::prepare::{CodeHeader, NO_MONITORS, frame_word, quick_code};
use super::{dispatch, errors, profiling};
use crate::classes::well_known::fields;
use crate::classes::{init, metaspace};
use crate::compiler::arguments::{IncomingArguments, OutgoingArguments};
use crate::compiler::{deoptimization, policy, stubs};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::{EntryAnchor, FRAME_SLOTS, Frame, FrameKind, NATIVE_FRAME_SLOTS};
use crate::runtime::thread::JavaThread;
use crate::runtime::{native_call, synchronizer};

/// What became of entering a method.
pub(super) enum Entered {
    /// Its frame is the thread's top frame, ready to run.
    Frame,
    /// It ran; the operand stack's new top, the result below it.
    Returned(*mut u64),
}

/// Fills in the header of a frame.
///
/// # Safety
/// `new` lies within the Java stack, checked against its limit.
#[inline(always)]
pub(super) unsafe fn write_frame(
    new: *mut Frame,
    prev: *mut Frame,
    word: u64,
    locals: *mut u64,
    bcp: *const u8,
    sp: *mut u64,
    resolved: *const u64,
) {
    // SAFETY: by the caller's word; frames has an assertion on the word's place.
    unsafe {
        (&raw mut (*new).prev).write(prev);
        (&raw mut (*new).method).cast::<u64>().write(word);
        (&raw mut (*new).locals).write(locals);
        (&raw mut (*new).bcp).write(bcp);
        (&raw mut (*new).sp).write(sp);
        (&raw mut (*new).resolved).write(resolved);
        (&raw mut (*new).sync_object).cast::<u64>().write(0);
    }
}

/// Enters any method whose arguments end at `sp`.
///
/// # Safety
/// The arguments are those of the method's descriptor, on the operand stack of the thread's top frame.
#[inline(never)]
pub(super) unsafe fn enter_slowly(
    thread: &JavaThread,
    method: MethodPtr,
    sp: *mut u64,
) -> JResult<Entered> {
    let (mut method, mut sp) = (method, sp);
    // SAFETY: by the caller's word.
    unsafe {
        loop {
            match method.rt.kind() {
                MethodKind::Bytecode => {
                    if let Some(entry) = policy::invocation(thread, method) {
                        return run_compiled(thread, method, sp, entry).map(Entered::Returned);
                    }
                    profiling::note_parameters(method, sp);
                    return push_frame(thread, method, sp).map(|()| Entered::Frame);
                }
                MethodKind::Native | MethodKind::VmNative => {
                    policy::native_invocation(method);
                    return call_native(thread, method, sp).map(Entered::Returned);
                }
                MethodKind::Abstract => {
                    let receiver = Oop::from_bits(*sp.sub(usize::from(method.arg_slots)));
                    return Err(errors::abstract_method(thread, receiver.klass(), method));
                }
                MethodKind::InvokeBasic => {
                    let handle = Oop::from_bits(*sp.sub(usize::from(method.arg_slots)));
                    method = basic_target(thread, handle)?;
                }
                MethodKind::LinkToStatic | MethodKind::LinkToSpecial => {
                    let special = method.rt.kind() == MethodKind::LinkToSpecial;
                    sp = sp.sub(1);
                    method = member_target(thread, Oop::from_bits(*sp))?;
                    if special && *sp.sub(usize::from(method.arg_slots)) == 0 {
                        return Err(exceptions::throw_npe(thread));
                    }
                }
                MethodKind::LinkToVirtual | MethodKind::LinkToInterface => {
                    sp = sp.sub(1);
                    let resolved = member_target(thread, Oop::from_bits(*sp))?;
                    let receiver = Oop::from_bits(*sp.sub(usize::from(resolved.arg_slots)));
                    if receiver.is_null() {
                        return Err(exceptions::throw_npe(thread));
                    }
                    method = select_or_throw(thread, receiver, resolved)?;
                }
                MethodKind::Unlinkable => {
                    return Err(errors::not_callable(thread, method));
                }
            }
        }
    }
}

/// The method that a java.lang.invoke.MemberName is resolved to, if it is.
pub fn resolved_method_of_member(member: Oop) -> Option<MethodPtr> {
    let name = member.load_oop(fields::member_name_method()).non_null()?;
    // The low half of a metadata address is its class-space offset.
    MethodPtr::from_offset(name.load_u64(fields::resolved_method_name_vmtarget()) as u32)
}

/// The method of a MemberName.
pub fn member_target(thread: &JavaThread, member: Oop) -> JResult<MethodPtr> {
    if member.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    resolved_method_of_member(member).ok_or_else(|| {
        exceptions::throw(
            thread,
            "java/lang/InternalError",
            "a MemberName that is not resolved",
        )
    })
}

/// `MethodHandle.form.vmentry`'s method.
fn basic_target(thread: &JavaThread, handle: Oop) -> JResult<MethodPtr> {
    if handle.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    let form = handle.load_oop(fields::method_handle_form());
    if form.is_null() {
        return Err(exceptions::throw_npe(thread));
    }
    member_target(thread, form.load_oop(fields::lambda_form_vmentry()))
}

/// The method that an invocation of the resolved `method` on `receiver` selects (JVMS 5.4.6); `None`: no method, or
/// the receiver's class does not implement the interface.
pub fn select(receiver: Oop, method: MethodPtr) -> Option<MethodPtr> {
    let rt = method.rt.get();
    let klass = receiver.klass();
    let itable_index = rt.itable_index.load(Ordering::Relaxed);
    if itable_index >= 0 && method.holder().is_interface() {
        return klass
            .itable_method(method.holder(), itable_index as usize)
            .flatten();
    }
    match usize::try_from(rt.vtable_index.load(Ordering::Relaxed)) {
        Ok(i) => klass.vtable().get(i).copied(),
        Err(_) => Some(method),
    }
}

/// As [`select`], throwing AbstractMethodError or IncompatibleClassChangeError.
pub fn select_or_throw(
    thread: &JavaThread,
    receiver: Oop,
    method: MethodPtr,
) -> JResult<MethodPtr> {
    select(receiver, method).ok_or_else(|| {
        if method.holder().is_interface() && !receiver.is_a(method.holder()) {
            errors::not_implemented(thread, receiver.klass(), method.holder())
        } else {
            errors::abstract_method(thread, receiver.klass(), method)
        }
    })
}

/// Pushes the frame of a bytecode method and locks its monitor if it is synchronized.
unsafe fn push_frame(thread: &JavaThread, method: MethodPtr, sp: *mut u64) -> JResult<()> {
    let code = metaspace::allocate(thread, || quick_code(method))?;
    // SAFETY: the header precedes the code; the frame's extent is checked against the limit.
    unsafe {
        let header = &*code.cast::<CodeHeader>().sub(1);
        let locals = sp.sub(usize::from(header.arg_slots));
        if locals.add(header.total_slots as usize) > thread.java_stack_limit.get() {
            return Err(exceptions::throw_stack_overflow(thread));
        }
        let mut word = header.frame_word;
        if (word >> 48) as u16 != NO_MONITORS {
            let held = (*thread.held_monitors.get()).len();
            if held >= usize::from(NO_MONITORS) {
                return Err(exceptions::throw_stack_overflow(thread));
            }
            word = frame_word(method, FrameKind::Interpreted, held as u16);
        }
        let new = locals.add(usize::from(header.max_locals)) as *mut Frame;
        let operands = new.add(1) as *mut u64;
        write_frame(
            new,
            thread.top_frame.get(),
            word,
            locals,
            code,
            operands,
            header.resolved,
        );
        thread.top_frame.set(new);
        if method.is_synchronized() {
            lock_method(thread, new, method);
        }
    }
    Ok(())
}

/// Enters the monitor of a synchronized method whose frame was pushed.
unsafe fn lock_method(thread: &JavaThread, frame: *mut Frame, method: MethodPtr) {
    // SAFETY: the new top frame.
    unsafe {
        let object = if method.is_static() {
            method.holder().mirror()
        } else {
            (*frame).receiver()
        };
        synchronizer::enter(thread, object);
        (*frame).sync_object.store(object);
    }
}

/// Runs a method's compiled code with the arguments that end at `sp`; the operand stack's new top.
unsafe fn run_compiled(
    thread: &JavaThread,
    method: MethodPtr,
    sp: *mut u64,
    entry: usize,
) -> JResult<*mut u64> {
    if thread.native_stack_low() {
        return Err(exceptions::throw_stack_overflow(thread));
    }
    // SAFETY: the arguments end at `sp`; the entry is that of the method's code.
    unsafe {
        let args = sp.sub(usize::from(method.arg_slots));
        deoptimization::ensure_buffer(thread);
        let result = OutgoingArguments::with_slots(method, args, |out| {
            stubs::enter_compiled(thread, entry, method.rt.address(), out);
            out.result(method.return_type)
        });
        exceptions::check(thread)?;
        *args = result;
        Ok(args.add(method.return_type.slots()))
    }
}

/// Runs a native method in a frame of its own; the operand stack's new top.
unsafe fn call_native(thread: &JavaThread, method: MethodPtr, sp: *mut u64) -> JResult<*mut u64> {
    // SAFETY: the arguments end at `sp`; the frame's extent is checked against the limit.
    unsafe {
        let args = sp.sub(usize::from(method.arg_slots));
        if sp.add(FRAME_SLOTS + NATIVE_FRAME_SLOTS) > thread.java_stack_limit.get()
            || thread.native_stack_low()
        {
            return Err(exceptions::throw_stack_overflow(thread));
        }
        let frame = sp as *mut Frame;
        let caller = thread.top_frame.get();
        let word = frame_word(method, FrameKind::Native, NO_MONITORS);
        let operands = frame.add(1) as *mut u64;
        operands.write(0);
        write_frame(
            frame,
            caller,
            word,
            args,
            std::ptr::null(),
            operands.add(NATIVE_FRAME_SLOTS),
            std::ptr::null(),
        );
        thread.top_frame.set(frame);
        if method.is_synchronized() {
            lock_method(thread, frame, method);
        }
        let result = native_call::call(thread, method, args);
        if method.is_synchronized() {
            let unlocked = synchronizer::exit(thread, (*frame).sync_object.load());
            if result.is_ok() {
                unlocked?;
            }
        }
        thread.top_frame.set(caller);
        let value = result?;
        *args = value;
        Ok(args.add(method.return_type.slots()))
    }
}

/// Kind, monitor base and no method: the second word of an entry frame for an anchor.
fn entry_word(anchor: EntryAnchor) -> u64 {
    (FrameKind::Entry as u64) << 32 | u64::from(anchor.mark()) << 48
}

/// The second word of entry frames that native wrappers push.
pub fn entry_frame_word() -> u64 {
    entry_word(EntryAnchor::new(0, 0))
}

/// The second word of a native method's frame, without the method.
pub fn native_frame_word() -> u64 {
    (FrameKind::Native as u64) << 32 | u64::from(NO_MONITORS) << 48
}

/// What entry frames have as their code.
pub fn entry_code() -> *const u8 {
    ENTRY_CODE.as_ptr()
}

/// What an entry frame's caller "executes": a call, behind which the way out stands.
static ENTRY_CODE: [u8; 4] = [op::INVOKESTATIC, 0, 0, op::EXIT];

/// Calls `method` from Rust with `args` in slots, exactly this method; see [`crate::runtime::java_calls::call`].
pub fn invoke(thread: &JavaThread, method: MethodPtr, args: &[u64]) -> JResult<u64> {
    debug_assert_eq!(
        args.len(),
        usize::from(method.arg_slots),
        "{}",
        method.external_name()
    );
    if method.is_static()
        && !method.is_static_initializer()
        && !method.holder().is_initialized()
        && !init::is_initialized_for(thread, method.holder())
    {
        init::initialize(thread, method.holder())?;
    }
    // SAFETY: as many slots as the method has.
    unsafe {
        through_entry(thread, method, |slots| {
            std::ptr::copy_nonoverlapping(args.as_ptr(), slots, args.len());
        })
    }
}

/// Calls the method that `rt` belongs to for compiled code, whose frame is the thread's anchor. An exception stays
/// pending.
///
/// # Safety
/// The arguments are the method's.
pub unsafe fn invoke_from_compiled(
    thread: &JavaThread,
    rt: &MethodRt,
    arguments: &mut IncomingArguments,
) -> u64 {
    let method = rt.method.load().expect("a method");
    // SAFETY: by the caller's word.
    let result = unsafe {
        through_entry(thread, method, |slots| {
            arguments.move_to_slots(method, slots);
        })
    };
    result.unwrap_or_else(|p| {
        exceptions::leave_pending(p);
        0
    })
}

/// Calls `method` above a new entry frame, which keeps the thread's anchor meanwhile; `fill` writes the arguments.
unsafe fn through_entry(
    thread: &JavaThread,
    method: MethodPtr,
    fill: impl FnOnce(*mut u64),
) -> JResult<u64> {
    if thread.native_stack_low() {
        return Err(exceptions::throw_stack_overflow(thread));
    }
    let slots = usize::from(method.arg_slots);
    // SAFETY: the new frame's extent is checked by `push_entry`; `sp` is the end of the arguments.
    unsafe {
        let anchor = EntryAnchor::of(thread);
        let frame = push_entry(thread, slots, anchor)?;
        let operands = (*frame).operands();
        fill(operands);
        let entered = enter_slowly(thread, method, (*frame).sp);
        (*frame).sp = operands;
        let result = match entered {
            Ok(Entered::Frame) => dispatch::run(thread, thread.top_frame.get()),
            Ok(Entered::Returned(_)) => Ok(*operands),
            Err(p) => Err(p),
        };
        pop_entry(thread, frame, anchor);
        result
    }
}

/// Pushes an entry frame with room for `slots` arguments, in which the `anchor` is kept. The thread has no anchor then.
///
/// # Safety
/// For the current thread; the anchor's frames stay while the entry frame does.
pub unsafe fn push_entry(
    thread: &JavaThread,
    slots: usize,
    anchor: EntryAnchor,
) -> JResult<*mut Frame> {
    let prev = thread.top_frame.get();
    // SAFETY: the top frame's own extent ends at its free slots; the new ones are checked against the limit.
    unsafe {
        let base = if prev.is_null() {
            thread.java_stack_base.get()
        } else {
            (*prev).free_slots()
        };
        let operands = base.add(FRAME_SLOTS);
        let sp = operands.add(slots);
        if sp.add(2) > thread.java_stack_limit.get() {
            return Err(exceptions::throw_stack_overflow(thread));
        }
        let frame = base as *mut Frame;
        let (fp, pc) = anchor.words();
        write_frame(
            frame,
            prev,
            entry_word(anchor),
            fp as *mut u64,
            ENTRY_CODE.as_ptr(),
            sp,
            pc as *const u64,
        );
        thread.top_frame.set(frame);
        thread.anchor_pc.set(0);
        Ok(frame)
    }
}

/// Takes an entry frame away; `anchor` is the thread's again.
///
/// # Safety
/// What was pushed above it is gone.
pub unsafe fn pop_entry(thread: &JavaThread, frame: *mut Frame, anchor: EntryAnchor) {
    // SAFETY: by the caller's word.
    thread.top_frame.set(unsafe { (*frame).prev });
    anchor.restore(thread);
}
