//! Stack traces: `Throwable.fillInStackTrace` and what makes StackTraceElements out of its backtrace.

use oops::{MethodPtr, Oop};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Fills `throwable.backtrace` and `depth` from the current frames, leaving out the constructors' and
/// `fillInStackTrace`'s own frames and hidden frames (unless ShowHiddenFrames).
pub fn fill_in_stack_trace(_thread: &JavaThread, _throwable: Oop) -> JResult<()> {
    unimplemented!()
}

/// Fills the StackTraceElement[] from the throwable's backtrace.
pub fn init_stack_trace_elements(_thread: &JavaThread, _elements: Oop, _throwable: Oop) -> JResult<()> {
    unimplemented!()
}

/// Fills one StackTraceElement for a method and bytecode index (−2 native).
pub fn fill_element(_thread: &JavaThread, _element: Oop, _method: MethodPtr, _bci: i32) -> JResult<()> {
    unimplemented!()
}
