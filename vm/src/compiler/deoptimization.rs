//! Leaving compiled code in the middle of a method (an uncommon trap).
//!
//! The compiled frame passes its live values to a stub, which puts them into the thread's buffer. From them and the description of the trap, the
//! interpreted frames of the method and of those inlined in it are made on the Java stack, above an entry frame that
//! remembers the compiled frame's caller, and interpreted to the end of the outermost one. What that returns or throws is the
//! result of the compiled method. The compiled frame itself is not seen by walks meanwhile.
//!
//! The code is retired, unless only this frame was asked to leave it: at the trap's place something is resolved now that
//! was not, so the method is worth compiling anew.

use compiler::output::{
    DEOPT_BUFFER_WORDS, DeoptPoint, DeoptReason, SlotValue, TRAP_INTEGERS, TRAP_VECTORS,
};
use oops::Oop;

use crate::classes::metaspace;
use crate::compiler::code_cache::{self, CompiledCode};
use crate::compiler::{deopt_requests, history, log, print, stubs};
use crate::interpreter::{self, rebuild};
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::flags;
use crate::runtime::frames::{self, EntryAnchor, Frame};
use crate::runtime::synchronizer;
use crate::runtime::thread::JavaThread;

/// Gives the thread a buffer if it has none. Called before it runs compiled code.
pub fn ensure_buffer(thread: &JavaThread) {
    if thread.deopt_buffer.get().is_null() {
        let buffer: Box<[u64; DEOPT_BUFFER_WORDS]> = Box::new([0; DEOPT_BUFFER_WORDS]);
        thread.deopt_buffer.set(Box::into_raw(buffer).cast());
    }
}

/// Words of the buffer that a trap uses.
pub fn words_used(point: &DeoptPoint) -> usize {
    let word = |value: &SlotValue| match value {
        SlotValue::Dead | SlotValue::Constant(_) => 0,
        SlotValue::Buffer(i) | SlotValue::BufferHalf(i) => usize::from(*i) + 1,
    };
    let in_frames = point.frames.iter().map(|f| {
        let values = f.locals.iter().chain(&f.stack).map(word);
        let monitors = f.monitors.iter().chain(f.sync_object.as_ref());
        let monitors = monitors.map(|&i| usize::from(i) + 1);
        values.chain(monitors).max().unwrap_or(0)
    });
    in_frames.max().unwrap_or(0)
}

/// Leaves the compiled frame that is the thread's anchor at one of its traps; the bits of the method's result. The stub has put the
/// values that came in registers into the buffer.
///
/// # Safety
/// For the stub: `on_stack` are the words that the trap has passed on the stack.
pub unsafe fn deoptimize(thread: &JavaThread, number: u32, on_stack: *const u64) -> JResult<u64> {
    let own = EntryAnchor::of(thread);
    let (fp, pc) = own.words();
    let code = code_cache::find(pc).expect("a trap is called from compiled code");
    let point = code.deopt_point(number).expect("a trap of the code");
    let in_registers = usize::from(TRAP_INTEGERS + TRAP_VECTORS);
    let words = words_used(point).saturating_sub(in_registers);
    // SAFETY: by the caller's word; the buffer has room for all words of a trap.
    unsafe {
        let buffer = thread.deopt_buffer.get().add(in_registers);
        std::ptr::copy_nonoverlapping(on_stack, buffer, words);
    }
    // Not in the thread from here on, but in this function's frame.
    let thrown = point.resume.and_then(|_| deopt_requests::take(thread));
    // SAFETY: all that is needed is in the buffer, which the entry frame gets before anything can collect.
    unsafe { code.scrub_frame(fp) };
    if code.osr_bci.is_some() {
        let left = code.while_leaving(|| return_to_loop(thread, code, point, thrown));
        if let Some(result) = left {
            own.restore(thread);
            return result.map(|()| 0);
        }
    }
    let result = code.while_leaving(|| {
        rebuild_and_run(thread, code, point, caller_anchor(thread, code, fp), thrown)
    });
    own.restore(thread);
    result
}

/// The anchor of the frame that called the one at `fp`.
fn caller_anchor(thread: &JavaThread, code: &CompiledCode, fp: usize) -> EntryAnchor {
    // SAFETY: the compiled frame that is being left.
    let (caller, pc) = unsafe { frames::caller_of(thread, fp) };
    match pc == stubs::outermost_return() {
        true if code.osr_bci.is_some() => EntryAnchor::hiding_frame(),
        true => EntryAnchor::new(0, 0),
        false => EntryAnchor::new(caller, pc),
    }
}

/// Leaves code of a loop: the interpreted frame beneath, which the code went on for, gets the state, and those of inlined methods
/// are pushed above it. The code returns, and the interpreter goes on. So a loop that leaves its code again and again takes no
/// native stack. `None` if the frames do not fit.
fn return_to_loop(
    thread: &JavaThread,
    code: &'static CompiledCode,
    point: &DeoptPoint,
    thrown: Option<Oop>,
) -> Option<JResult<()>> {
    let frame = thread.top_frame.get();
    let used = words_used(point);
    // SAFETY: the top frame is the one that the code of the loop was entered from; as in `rebuild_and_run` otherwise.
    unsafe {
        let buffer = std::slice::from_raw_parts(thread.deopt_buffer.get(), used);
        if !rebuild::fits(thread, frame, &states(code, point, buffer)) {
            return None;
        }
        let entry = interpreter::push_entry(thread, used, EntryAnchor::hiding_frame());
        let Ok(entry) = entry else {
            exceptions::take(thread, entry.err()?);
            return None;
        };
        std::ptr::copy_nonoverlapping(buffer.as_ptr(), (*entry).operands(), used);
        let made = make_codes(thread, code, point);
        let kept = std::slice::from_raw_parts_mut((*entry).operands(), used);
        let mut states = states(code, point, kept);
        settle(code, point, thrown, &mut states);
        if let Err(p) = made {
            let p = abandon(thread, p, &states);
            interpreter::pop_entry(thread, entry, EntryAnchor::new(0, 0));
            return Some(Err(p));
        }
        kept.fill(0);
        interpreter::pop_entry(thread, entry, EntryAnchor::new(0, 0));
        rebuild::replace(thread, frame, &states[0]);
        for state in &states[1..] {
            if let Err(p) = rebuild::push(thread, state) {
                unreachable!("the frames fit: {p:?}");
            }
        }
        thread.local.left_loop.set(true);
        Some(match thrown {
            Some(exception) => Err(exceptions::rethrow(thread, exception)),
            None => Ok(()),
        })
    }
}

/// Makes the interpreter's code of all methods at the point.
fn make_codes(thread: &JavaThread, code: &CompiledCode, point: &DeoptPoint) -> JResult<()> {
    for frame in &point.frames {
        let method = code.scope_method(frame.scope);
        if !rebuild::make_code(method) {
            metaspace::allocate(thread, || interpreter::quick_code_of(method))?;
        }
    }
    Ok(())
}

/// The innermost frame goes where it is to go on, and what a trap means for the code is done.
fn settle(
    code: &CompiledCode,
    point: &DeoptPoint,
    thrown: Option<Oop>,
    states: &mut [rebuild::State],
) {
    let innermost = states.last_mut().expect("a trap has frames");
    match (point.resume, thrown) {
        (Some(_), Some(_)) => innermost.stack.clear(),
        (Some(bci), None) => innermost.bci = bci,
        (None, _) => history::record_trap(innermost.method, innermost.bci, point.reason),
    }
    if point.reason != DeoptReason::Request {
        code_cache::retire(code);
    }
    log::uncommon_trap(
        code,
        point.reason,
        states.iter().rev().map(|s| (s.method, s.bci)),
    );
    if flags::get::TraceDeoptimization() != 0 {
        print::deoptimization(code, point.reason, states.iter().map(|s| (s.method, s.bci)));
    }
}

fn rebuild_and_run(
    thread: &JavaThread,
    code: &'static CompiledCode,
    point: &DeoptPoint,
    anchor: EntryAnchor,
    thrown: Option<Oop>,
) -> JResult<u64> {
    // The buffer is no root: the values are kept in slots of the entry frame while something may collect.
    let used = words_used(point);
    // SAFETY: the buffer was filled by the trap; the entry frame has room for the words; frames are made from values that
    // the compiler describes.
    unsafe {
        let buffer = std::slice::from_raw_parts(thread.deopt_buffer.get(), used);
        let entry = match interpreter::push_entry(thread, used, anchor) {
            Ok(entry) => entry,
            Err(p) => return Err(abandon(thread, p, &states(code, point, buffer))),
        };
        std::ptr::copy_nonoverlapping(buffer.as_ptr(), (*entry).operands(), used);
        let made = make_codes(thread, code, point);
        let kept = std::slice::from_raw_parts((*entry).operands(), used);
        let mut states = states(code, point, kept);
        settle(code, point, thrown, &mut states);
        let result = match made.and_then(|()| push_all(thread, entry, &states)) {
            Ok(()) => {
                forget_above(thread, (*entry).operands().add(used));
                rebuild::run(thread, entry, thrown)
            }
            Err(p) => Err(abandon(thread, p, &states)),
        };
        interpreter::pop_entry(thread, entry, anchor);
        result
    }
}

/// Clears the slots from the top frame's operands up to `end`: words of the buffer that must keep nothing alive.
unsafe fn forget_above(thread: &JavaThread, end: *mut u64) {
    // SAFETY: free slots of the thread's stack.
    unsafe {
        let mut slot = (*thread.top_frame.get()).sp;
        while slot < end {
            slot.write(0);
            slot = slot.add(1);
        }
    }
}

/// The frames' states, outermost first, with the values from `words`.
fn states(code: &CompiledCode, point: &DeoptPoint, words: &[u64]) -> Vec<rebuild::State> {
    let value = |v: &SlotValue| match v {
        SlotValue::Dead => 0,
        SlotValue::Constant(bits) => *bits,
        SlotValue::Buffer(i) => words[usize::from(*i)],
        SlotValue::BufferHalf(i) => u64::from(words[usize::from(*i)] as u32),
    };
    let word = |i: &u16| words[usize::from(*i)];
    point
        .frames
        .iter()
        .map(|f| rebuild::State {
            method: code.scope_method(f.scope),
            bci: f.bci,
            locals: f.locals.iter().map(value).collect(),
            stack: f.stack.iter().map(value).collect(),
            monitors: f.monitors.iter().map(word).collect(),
            sync_object: f.sync_object.as_ref().map(word),
        })
        .collect()
}

/// Pushes all frames; none if one does not fit.
unsafe fn push_all(
    thread: &JavaThread,
    entry: *mut Frame,
    states: &[rebuild::State],
) -> JResult<()> {
    // SAFETY: the list is the thread's own.
    let held = unsafe { (*thread.held_monitors.get()).len() };
    for state in states {
        // SAFETY: by the caller's word; nothing collects here.
        if let Err(p) = unsafe { rebuild::push(thread, state) } {
            thread.top_frame.set(entry);
            // SAFETY: as above.
            unsafe { (*thread.held_monitors.get()).truncate(held) };
            return Err(p);
        }
    }
    Ok(())
}

/// The frames cannot be made: their monitors are left, and the exception goes to the caller.
fn abandon(thread: &JavaThread, pending: Pending, states: &[rebuild::State]) -> Pending {
    let exception = exceptions::take(thread, pending);
    for state in states.iter().rev() {
        for &bits in state.monitors.iter().rev().chain(&state.sync_object) {
            // SAFETY: the words of monitors are references.
            if let Err(p) = synchronizer::exit(thread, unsafe { Oop::from_bits(bits) }) {
                exceptions::take(thread, p);
            }
        }
    }
    exceptions::rethrow(thread, exception)
}
