//! State transitions of a Java thread between the machine, native code and blocking.
//!
//! A thread `in_vm` may touch the heap and is waited for at safepoints; one `in_native` or `blocked` may not and counts as
//! stopped: its native stack above the saved stack pointer is scanned conservatively, callee-saved registers included,
//! for these are pushed just above it. Coming back waits while a safepoint is in progress.

use std::arch::global_asm;
use std::ffi::c_void;
use std::sync::atomic::Ordering;

use crate::runtime::safepoint;
use crate::runtime::stress;
use crate::runtime::thread::{JavaThread, ThreadState};

// Pushes the callee-saved registers, then calls `function(data, stack pointer)`.
global_asm!(
    ".globl hearth_with_spilled_registers",
    ".hidden hearth_with_spilled_registers",
    ".type hearth_with_spilled_registers,@function",
    "hearth_with_spilled_registers:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "push rbx",
    "push r12",
    "push r13",
    "push r14",
    "push r15",
    "sub rsp, 8",
    "mov rax, rdi",
    "mov rdi, rsi",
    "mov rsi, rsp",
    "call rax",
    "lea rsp, [rbp - 40]",
    "pop r15",
    "pop r14",
    "pop r13",
    "pop r12",
    "pop rbx",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size hearth_with_spilled_registers, . - hearth_with_spilled_registers",
);

unsafe extern "C-unwind" {
    fn hearth_with_spilled_registers(
        function: extern "C-unwind" fn(*mut c_void, usize),
        data: *mut c_void,
    );
}

/// Calls `f` with a stack pointer above which all of the caller's registers lie.
pub fn with_spilled_registers<R>(f: impl FnOnce(usize) -> R) -> R {
    struct Call<F, R> {
        f: Option<F>,
        result: Option<R>,
    }
    extern "C-unwind" fn run<F: FnOnce(usize) -> R, R>(data: *mut c_void, sp: usize) {
        // SAFETY: `data` is the `Call` below, which outlives this call.
        let call = unsafe { &mut *(data as *mut Call<F, R>) };
        if let Some(f) = call.f.take() {
            call.result = Some(f(sp));
        }
    }
    fn runner<F: FnOnce(usize) -> R, R>(
        _: &Call<F, R>,
    ) -> extern "C-unwind" fn(*mut c_void, usize) {
        run::<F, R>
    }
    let mut call = Call {
        f: Some(f),
        result: None,
    };
    let function = runner(&call);
    // SAFETY: the stub keeps the ABI and calls `function` once with `data`.
    unsafe { hearth_with_spilled_registers(function, (&raw mut call).cast()) };
    call.result.expect("the stub calls its function")
}

fn outside<R>(thread: &JavaThread, state: ThreadState, f: impl FnOnce() -> R) -> R {
    stress::jitter(thread, stress::Point::Transition);
    with_spilled_registers(|sp| {
        let saved = thread.saved_sp.swap(sp, Ordering::Relaxed);
        leave(thread, state);
        // An unwinding panic must not leave the thread outside.
        struct Back<'t>(&'t JavaThread, usize);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                come_back(self.0);
                self.0.saved_sp.store(self.1, Ordering::Relaxed);
            }
        }
        let _back = Back(thread, saved);
        f()
    })
}

/// Leaves the machine for `state`, and says so to those who want this thread to stand.
#[inline]
pub fn leave(thread: &JavaThread, state: ThreadState) {
    thread.set_state(state);
    if thread.poll.load(Ordering::SeqCst) != 0 {
        thread.local.departure.tell();
    }
}

/// What a native wrapper leaves to do when it has left the machine and found the poll word set.
#[cold]
pub fn left_slowly(thread: &JavaThread) {
    stress::jitter(thread, stress::Point::Transition);
    thread.local.departure.tell();
}

/// Enters the machine; waits while a safepoint is in progress.
#[inline]
fn come_back(thread: &JavaThread) {
    thread.set_state(ThreadState::InVm);
    if thread.poll.load(Ordering::SeqCst) != 0 || safepoint::in_progress() {
        safepoint::block_on_return(thread);
    }
}

/// Runs `f` (native code, a system call that may block) with the thread's state `in_native`: `f` must not touch oops.
pub fn in_native<R>(thread: &JavaThread, f: impl FnOnce() -> R) -> R {
    outside(thread, ThreadState::InNative, f)
}

/// As [`in_native`], with state `blocked` (monitors, sleep, park: what thread dumps show as blocked in the machine).
pub fn blocked<R>(thread: &JavaThread, f: impl FnOnce() -> R) -> R {
    outside(thread, ThreadState::Blocked, f)
}

/// From native code back into the machine, while the guard lives: the entry of every JNI and JVM function.
///
/// Entering while already inside (the machine called a C function directly) is allowed and changes nothing.
pub struct InVm<'t> {
    thread: &'t JavaThread,
    was: ThreadState,
    saved_sp: usize,
}

impl<'t> InVm<'t> {
    #[inline]
    pub fn enter(thread: &'t JavaThread) -> InVm<'t> {
        let was = thread.state();
        let saved_sp = thread.saved_sp.load(Ordering::Relaxed);
        if was != ThreadState::InVm {
            come_back(thread);
        }
        InVm {
            thread,
            was,
            saved_sp,
        }
    }
    pub fn thread(&self) -> &'t JavaThread {
        self.thread
    }
}

impl Drop for InVm<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.was != ThreadState::InVm {
            // The native frames below the stack pointer saved when native code was entered hold no oops.
            self.thread.saved_sp.store(self.saved_sp, Ordering::Relaxed);
            leave(self.thread, self.was);
        }
    }
}
