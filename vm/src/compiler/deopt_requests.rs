//! Frames of compiled code that are to be left at the next return into them.
//!
//! A request changes the frame's return address: the callee comes to a stub ([`stubs::deopt_return`]), which asks here for the
//! true address, sets the thread's request word, and goes on there. Code that is ready for it (a call marked as *exit*)
//! finds the pending-exception word not null, sees the request and leaves by a trap whose state is that behind the call.
//! Whoever walks the frames sees the true addresses ([`Requests::original`]).
//!
//! Code has exits only where somebody makes requests, for each keeps all values of the interpreter's state alive over a
//! call: under `-XX:+DeoptimizeALot`, which requests at random polls and returns of the runtime.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use heap::Random;
use oops::Oop;

use crate::compiler::code_cache::CompiledCode;
use crate::compiler::stubs;
use crate::runtime::thread::JavaThread;
use crate::runtime::{flags, frames};

/// What the pending-exception word holds on the way from the stub to the test behind the call, if no exception is
/// pending. Nothing that looks at the word happens between.
const NO_EXCEPTION: u64 = 1;

static ENABLED: AtomicBool = AtomicBool::new(false);
/// Numbers the threads in the order in which they are made.
static NEXT_THREAD: AtomicU64 = AtomicU64::new(1);

/// Reads the flags, before the first thread is made.
pub fn initialize() {
    ENABLED.store(flags::get::DeoptimizeALot() != 0, Ordering::Relaxed);
}

/// True if compiled code is to have exits.
pub fn enabled() -> bool {
    ENABLED.load(Ordering::Relaxed)
}

/// A return address that was changed.
struct Return {
    /// Where it lies.
    slot: usize,
    pc: usize,
}

/// A thread's requests, and its share of `-XX:+DeoptimizeALot`.
pub struct Requests {
    /// By descending slots: the innermost frame's is the last.
    returns: UnsafeCell<Vec<Return>>,
    steps_left: Cell<u64>,
    random: Cell<Random>,
}

impl Requests {
    pub fn new() -> Requests {
        let number = NEXT_THREAD.fetch_add(1, Ordering::Relaxed);
        let seed = flags::get::DeoptimizeALotSeed().wrapping_mul(0x1_0000_0001);
        Requests {
            returns: UnsafeCell::default(),
            steps_left: Cell::new(0),
            random: Cell::new(Random::new(seed ^ number)),
        }
    }

    fn below(&self, bound: u64) -> u64 {
        let mut random = self.random.get();
        let number = random.below(bound);
        self.random.set(random);
        number
    }

    /// The return address of a frame, read as `pc` at `slot`, as it was before a request.
    pub fn original(&self, slot: usize, pc: usize) -> usize {
        if pc != stubs::deopt_return() {
            return pc;
        }
        // SAFETY: only the thread itself changes the list, and not while others walk its frames.
        let returns = unsafe { &*self.returns.get() };
        let found = returns.iter().rev().find(|r| r.slot == slot);
        found.map_or(pc, |r| r.pc)
    }

    /// Makes the frame at `fp`, which is in a call that returns to `pc`, leave its code after the call. True if it will.
    fn request(&self, code: &CompiledCode, fp: usize, pc: usize) -> bool {
        if !code.is_exit(pc) {
            return false;
        }
        let slot = code.return_slot(fp);
        // SAFETY: the word beneath a frame that is in a call is the return address.
        unsafe {
            if *(slot as *const usize) != pc {
                return false;
            }
            let returns = &mut *self.returns.get();
            let at = returns.partition_point(|r| r.slot > slot);
            match returns.get_mut(at) {
                Some(stale) if stale.slot == slot => stale.pc = pc,
                _ => returns.insert(at, Return { slot, pc }),
            }
            *(slot as *mut usize) = stubs::deopt_return();
        }
        true
    }
}

impl Default for Requests {
    fn default() -> Self {
        Requests::new()
    }
}

/// What the stub calls when a frame is returned to that is to be left: the true return address.
pub extern "C" fn returned(thread: &JavaThread, slot: usize) -> usize {
    // SAFETY: the thread's own list.
    let returns = unsafe { &mut *thread.local.deopt_requests.returns.get() };
    while returns.last().is_some_and(|r| r.slot < slot) {
        returns.pop();
    }
    let request = returns.pop().filter(|r| r.slot == slot);
    let Some(Return { pc, .. }) = request else {
        unreachable!("a changed return address is in the thread's list");
    };
    thread.deopt_request.set(1);
    if thread.pending_exception.load().is_null() {
        // SAFETY: never used as a reference (see the constant).
        thread
            .pending_exception
            .store(unsafe { Oop::from_bits(NO_EXCEPTION) });
    }
    pc
}

/// The request that has led here is met; the exception that the call has thrown.
pub fn take(thread: &JavaThread) -> Option<Oop> {
    thread.deopt_request.set(0);
    let exception = thread.pending_exception.swap(Oop::NULL);
    exception.non_null().filter(|e| e.to_bits() != NO_EXCEPTION)
}

/// A step of `-XX:+DeoptimizeALot`: compiled code is about to be returned to from the runtime or the interpreter.
#[inline]
pub fn stress(thread: &JavaThread) {
    if enabled() {
        step(thread);
    }
}

/// One time in so many all frames of the thread are left, not only the innermost one.
const ALL_FRAMES: u64 = 8;
/// Of a deeper stack only so many frames: it would be walked to its end again and again.
const MAX_FRAMES: usize = 64;

#[cold]
#[inline(never)]
fn step(thread: &JavaThread) {
    let requests = &thread.local.deopt_requests;
    if let Some(left) = requests.steps_left.get().checked_sub(1) {
        requests.steps_left.set(left);
        return;
    }
    let interval = flags::get::DeoptimizeALotInterval();
    requests
        .steps_left
        .set(requests.below(2 * interval).max(1) - 1);
    let mut found = frames::compiled_frames(thread);
    if requests.below(ALL_FRAMES) == 0 {
        // From the outermost on: so the list only grows at its end.
        let all: Vec<_> = found.take(MAX_FRAMES).collect();
        for (code, fp, pc) in all.into_iter().rev() {
            requests.request(code, fp, pc);
        }
    } else {
        found.find(|&(code, fp, pc)| requests.request(code, fp, pc));
    }
}
