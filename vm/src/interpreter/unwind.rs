//! Exceptions: the search for a handler through interpreted frames (JVMS 2.10), up to the next entry frame.

use oops::Oop;
use oops::method::ExceptionEntry;

use super::monitors;
use crate::classes::resolve;
use crate::runtime::exception_log;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::frames::{Frame, FrameKind};
use crate::runtime::thread::JavaThread;

/// Resolutions of catch types that may fail for one throw in one frame before the frame is left.
const MAX_FAILURES: u32 = 32;

/// Finds the frame that handles the exception, unwinds to it and makes it ready to run the handler; `Err` when the entry
/// frame is reached, with the exception pending.
#[cold]
#[inline(never)]
pub(super) fn unwind(thread: &JavaThread, pending: Pending) -> JResult<*mut Frame> {
    let mut exception = exceptions::take(thread, pending);
    loop {
        let frame = thread.top_frame.get();
        // SAFETY: frames are linked down to an entry frame; those below native code are never reached from here.
        unsafe {
            if (*frame).kind != FrameKind::Interpreted {
                return Err(exceptions::rethrow(thread, exception));
            }
            let arrived = exception;
            let handler = find_handler(thread, &*frame, &mut exception);
            if crate::log_enabled!(Info, [exceptions])
                && let Some(method) = (*frame).method
            {
                exception_log::in_frame(thread, arrived, method, (*frame).bci(), handler);
            }
            if let Some(handler) = handler {
                let operands = (*frame).operands();
                *operands = exception.to_bits();
                (*frame).sp = operands.add(1);
                (*frame).bcp = ((*frame).code_address() + handler) as *const u8;
                return Ok(frame);
            }
            match monitors::release(thread, frame) {
                Ok(false) => {}
                Ok(true) => {
                    let p =
                        exceptions::throw_plain(thread, "java/lang/IllegalMonitorStateException");
                    exception = exceptions::take(thread, p);
                }
                Err(p) => exception = exceptions::take(thread, p),
            }
            thread.top_frame.set((*frame).prev);
        }
    }
}

/// The handler's bytecode index in this frame. If resolving a catch type fails, its error takes the exception's place.
fn find_handler(thread: &JavaThread, frame: &Frame, exception: &mut Oop) -> Option<usize> {
    let method = frame.method?;
    let table = method.exception_table.get();
    if table.is_empty() {
        return None;
    }
    let mut bci = frame.bci();
    for _ in 0..MAX_FAILURES {
        match search(thread, frame, table, bci, *exception) {
            Search::Found(handler) => return Some(handler),
            Search::None => return None,
            Search::Failed(p, handler) => {
                *exception = exceptions::take(thread, p);
                bci = i32::from(handler);
            }
        }
    }
    None
}

enum Search {
    Found(usize),
    None,
    Failed(Pending, u16),
}

fn search(
    thread: &JavaThread,
    frame: &Frame,
    table: &[ExceptionEntry],
    bci: i32,
    exception: Oop,
) -> Search {
    let Some(method) = frame.method else {
        return Search::None;
    };
    let holder = method.holder();
    for entry in table {
        if bci < i32::from(entry.start) || bci >= i32::from(entry.end) {
            continue;
        }
        if entry.catch_type == 0 {
            return Search::Found(entry.handler.into());
        }
        let klass = match holder.constants().resolved_class(entry.catch_type.into()) {
            Some(k) => k,
            None => match resolve::resolve_class(thread, holder, entry.catch_type) {
                Ok(k) => k,
                Err(p) => return Search::Failed(p, entry.handler),
            },
        };
        if exception.is_a(klass) {
            return Search::Found(entry.handler.into());
        }
    }
    Search::None
}
