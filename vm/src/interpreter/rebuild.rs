//! Interpreted frames made from the state of compiled ones, when compiled code is left in the middle of a method.

use oops::{MethodPtr, Oop, OopSlot};

use super::calls::write_frame;
use super::dispatch;
use super::prepare::{CodeHeader, EXTRA_STACK_SLOTS, NO_MONITORS, frame_word, quick_code};
use super::unwind;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::frames::{FRAME_SLOTS, Frame, FrameKind};
use crate::runtime::thread::JavaThread;

/// A frame to make. Values are slots.
pub struct State {
    pub method: MethodPtr,
    pub bci: u16,
    pub locals: Vec<u64>,
    /// Operands; those of a frame that is in a call without the arguments.
    pub stack: Vec<u64>,
    /// Objects entered by `monitorenter`, outermost first.
    pub monitors: Vec<u64>,
    /// The object that a synchronized method has locked.
    pub sync_object: Option<u64>,
}

/// Pushes a frame above the thread's top frame: an entry frame, or one pushed here that is in the call of this method. Its
/// method's quickened code has been made.
///
/// # Safety
/// The values are of the types that the code expects at this place. Nothing may collect until all frames are pushed.
pub unsafe fn push(thread: &JavaThread, state: &State) -> JResult<()> {
    let code = quick_code(state.method).expect("the code has been made");
    // SAFETY: the header precedes the code; the extent is checked; the values are as they should be by the caller's word.
    unsafe {
        let header = &*code.cast::<CodeHeader>().sub(1);
        let prev = thread.top_frame.get();
        let locals = match (*prev).kind {
            FrameKind::Entry => (*prev).operands(),
            _ => (*prev).sp,
        };
        // The reserve of the stack is for this as well.
        let limit = thread.java_stack_limit.get().add(RESERVE_SLOTS);
        if locals.add(header.total_slots as usize) > limit {
            return Err(exceptions::throw_stack_overflow(thread));
        }
        std::ptr::copy_nonoverlapping(state.locals.as_ptr(), locals, state.locals.len());
        let mut word = header.frame_word;
        let held = &mut *thread.held_monitors.get();
        if (word >> 48) as u16 != NO_MONITORS {
            word = frame_word(state.method, FrameKind::Interpreted, held.len() as u16);
        }
        held.extend(
            state
                .monitors
                .iter()
                .map(|&bits| OopSlot::new(Oop::from_bits(bits))),
        );
        let frame = locals.add(usize::from(header.max_locals)) as *mut Frame;
        let operands = frame.add(1) as *mut u64;
        std::ptr::copy_nonoverlapping(state.stack.as_ptr(), operands, state.stack.len());
        write_frame(
            frame,
            prev,
            word,
            locals,
            code.add(usize::from(state.bci)),
            operands.add(state.stack.len()),
            header.resolved,
        );
        if let Some(object) = state.sync_object {
            (*frame).sync_object.store(Oop::from_bits(object));
        }
        thread.top_frame.set(frame);
    }
    Ok(())
}

/// True if the frames have room when the first takes the place of `frame`.
///
/// # Safety
/// A frame of the thread.
pub unsafe fn fits(thread: &JavaThread, frame: *const Frame, states: &[State]) -> bool {
    let slots = |state: &State| {
        let own = usize::from(state.method.max_locals) + usize::from(state.method.max_stack);
        own + FRAME_SLOTS + EXTRA_STACK_SLOTS
    };
    let total: usize = states.iter().map(slots).sum();
    // SAFETY: by the caller's word.
    unsafe { (*frame).locals.wrapping_add(total) <= thread.java_stack_limit.get() }
}

/// Gives an interpreted frame, which is the thread's top frame, another state of its method. What the method has locked
/// as a synchronized one stays.
///
/// # Safety
/// As for [`push`].
pub unsafe fn replace(thread: &JavaThread, frame: *mut Frame, state: &State) {
    // SAFETY: the state is of the frame's method.
    unsafe {
        std::ptr::copy_nonoverlapping(state.locals.as_ptr(), (*frame).locals, state.locals.len());
        let operands = (*frame).operands();
        std::ptr::copy_nonoverlapping(state.stack.as_ptr(), operands, state.stack.len());
        (*frame).sp = operands.add(state.stack.len());
        (*frame).bcp = ((*frame).code_address() + usize::from(state.bci)) as *const u8;
        if (*frame).monitor_base != NO_MONITORS {
            let held = &mut *thread.held_monitors.get();
            held.truncate((*frame).monitor_base.into());
            let monitors = state.monitors.iter();
            held.extend(monitors.map(|&bits| OopSlot::new(Oop::from_bits(bits))));
        }
    }
}

/// Of the slots above the Java stack's limit.
const RESERVE_SLOTS: usize = 2048;

/// Makes the method's quickened code; false if there is no metaspace for it.
pub fn make_code(method: MethodPtr) -> bool {
    quick_code(method).is_ok()
}

/// Runs the pushed frames to the end of the outermost one, which lies above the entry frame `entry`. What the innermost one
/// has `thrown` goes to its handlers first.
///
/// # Safety
/// The frames were pushed by [`push`].
pub unsafe fn run(thread: &JavaThread, entry: *mut Frame, thrown: Option<Oop>) -> JResult<u64> {
    // SAFETY: by the caller's word. The result is left where the outermost method's locals begin.
    unsafe {
        (*entry).sp = (*entry).operands();
        let frame = match thrown {
            None => thread.top_frame.get(),
            Some(exception) => unwind::unwind(thread, exceptions::rethrow(thread, exception))?,
        };
        dispatch::run(thread, frame)
    }
}
