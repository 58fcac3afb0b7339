//! Hot loops: going on in compiled code in the middle of a method (on-stack replacement).
//!
//! The code runs above the interpreter's frame, which stays, hidden from walks, until it returns; it takes the locals from the
//! frame. When it returns or throws, the method is over: the frame's monitors are left as at a return, except that
//! those of `monitorenter` have been left by the compiled code already. Or the code gives up: then the frame has the code's state.

use oops::Oop;

use super::monitors;
use super::prepare::NO_MONITORS;
use crate::compiler::arguments::OutgoingArguments;
use crate::compiler::{deoptimization, policy, stubs};
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::frames::Frame;
use crate::runtime::thread::JavaThread;

/// What became of a back-edge.
pub(super) enum Continued {
    /// Nothing: the interpreter goes on.
    Interpreted,
    /// The method ran to its end, this is its result. Its frame is still the top frame.
    Returned(u64),
    /// The code was left in the middle: the interpreter goes on with the top frame, or with its exception.
    Left(JResult<()>),
    /// The method ended with an exception; its frame is gone.
    Thrown(Pending),
}

/// The thread has counted its back-edges, and `frame`'s `bcp` is at the target of the last one: goes on in compiled
/// code if there is any.
#[cold]
#[inline(never)]
pub(super) unsafe fn enter_code(thread: &JavaThread, frame: *mut Frame) -> JResult<Continued> {
    // SAFETY: the top frame, saved.
    unsafe {
        let method = (*frame).method.expect("an interpreted frame");
        let stack_is_empty = (*frame).sp == (*frame).operands();
        let target = (*frame).bci() as u16;
        let Some(code) = policy::back_edge(thread, method, target, stack_is_empty) else {
            return Ok(Continued::Interpreted);
        };
        if thread.native_stack_low() {
            return Ok(Continued::Interpreted);
        }
        deoptimization::ensure_buffer(thread);
        if !hand_over_monitors(thread, frame, code.osr_monitors()) {
            return Ok(Continued::Interpreted);
        }
        let locals = (*frame).locals as usize;
        let result = OutgoingArguments::with_none(|out| {
            stubs::enter_compiled(thread, code.entry(), locals, out);
            out.result(method.return_type)
        });
        let thrown = exceptions::check(thread);
        if thread.local.left_loop.take() {
            return Ok(Continued::Left(thrown));
        }
        let base = (*frame).monitor_base;
        if base != NO_MONITORS {
            (*thread.held_monitors.get()).truncate(base.into());
        }
        let pending = match thrown {
            Ok(()) => {
                monitors::unlock_for_return(thread, frame)?;
                return Ok(Continued::Returned(result));
            }
            Err(pending) => pending,
        };
        let mut exception: Oop = exceptions::take(thread, pending);
        if let Err(p) = monitors::release(thread, frame) {
            exception = exceptions::take(thread, p);
        }
        thread.top_frame.set((*frame).prev);
        Ok(Continued::Thrown(exceptions::rethrow(thread, exception)))
    }
}

/// Puts the objects that the frame has locked by `monitorenter` where the code expects them; false if it expects others.
unsafe fn hand_over_monitors(thread: &JavaThread, frame: *mut Frame, expected: usize) -> bool {
    // SAFETY: the top frame; the list is the thread's own, and no code expects more than the buffer has room for.
    unsafe {
        let base = (*frame).monitor_base;
        let held = &*thread.held_monitors.get();
        let own = match base {
            NO_MONITORS => &[],
            base => &held[usize::from(base)..],
        };
        if own.len() != expected {
            return false;
        }
        for (i, slot) in own.iter().enumerate() {
            thread
                .deopt_buffer
                .get()
                .add(i)
                .write(slot.load().to_bits());
        }
        true
    }
}
