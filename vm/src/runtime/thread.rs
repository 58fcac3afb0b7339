//! A Java thread: one OS thread with its Java stack, handles, mutator and pending exception.
//!
//! `&JavaThread` is passed explicitly to whatever runs Java code, allocates or may throw. Its fields are cells: only the
//! thread itself changes them, except the atomics; the collector reads all of them while the thread is stopped.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize};

use jni_sys::JNIEnv;
use oops::{Oop, OopSlot};

use crate::runtime::frames::Frame;

/// What a thread is doing, as safepoints see it.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThreadState {
    New = 0,
    /// Interpreting or running compiled code.
    InJava = 1,
    /// In the machine's own code: may touch the heap.
    InVm = 2,
    /// In native code: may not touch the heap.
    InNative = 3,
    /// Waiting inside the machine: may not touch the heap.
    Blocked = 4,
    Terminated = 5,
}

/// One Java thread. `repr(C)`: a JNIEnv pointer is the address of the first field.
#[repr(C)]
pub struct JavaThread {
    /// The JNI environment: its address is what native code gets as `JNIEnv*`.
    pub jni_env: Cell<JNIEnv>,
    state: AtomicU8,
    /// Not 0 when a safepoint or handshake wants this thread.
    pub poll: AtomicU32,
    /// The exception in flight, null for none.
    pub pending_exception: OopSlot,
    /// The java.lang.Thread object.
    pub thread_oop: OopSlot,
    /// Innermost frame.
    pub top_frame: Cell<*mut Frame>,
    /// The Java stack: first slot, and the end that frames must not pass.
    pub java_stack_base: Cell<*mut u64>,
    pub java_stack_limit: Cell<*mut u64>,
    /// Native stack: highest address, and the lowest that the machine lets itself reach before StackOverflowError.
    pub native_stack_base: Cell<usize>,
    pub native_stack_limit: Cell<usize>,
    /// Native stack pointer at the last transition out of the machine; callee-saved registers lie above it.
    pub saved_sp: AtomicUsize,
    /// Monitors entered by `monitorenter` and synchronized methods of interpreted frames, outermost first.
    pub held_monitors: UnsafeCell<Vec<OopSlot>>,
    /// Objects that this thread holds by a fast lock, in locking order.
    pub lock_stack: UnsafeCell<Vec<OopSlot>>,
    /// `Thread.isInterrupted`'s machine half.
    pub interrupted: AtomicBool,
    /// The part of the state that only its owner modules look into.
    pub local: ThreadLocalParts,
}

/// Parts of a thread that belong to one module each. Owners: add your field here, typed by a struct of your module.
pub struct ThreadLocalParts {
    // e.g. pub handles: UnsafeCell<handles::LocalHandles>, pub mutator: UnsafeCell<heap::Mutator>, pub parker: Parker
}

// SAFETY: fields that are not atomic are only written by the thread itself, and read by others at safepoints.
unsafe impl Sync for JavaThread {}
// SAFETY: as above; a JavaThread is created by its starter and then belongs to the new thread.
unsafe impl Send for JavaThread {}

impl JavaThread {
    /// The current OS thread's JavaThread, if it is attached.
    pub fn current_or_none() -> Option<&'static JavaThread> {
        unimplemented!()
    }

    /// The current thread; for code that is only reached from attached threads.
    pub fn current() -> &'static JavaThread {
        JavaThread::current_or_none().expect("an attached thread")
    }

    /// The thread that a JNIEnv pointer belongs to.
    ///
    /// # Safety
    /// `env` was handed out by this machine and its thread still exists.
    pub unsafe fn from_env<'a>(env: *mut JNIEnv) -> &'a JavaThread {
        // SAFETY: the JNIEnv is the first field of a repr(C) JavaThread.
        unsafe { &*(env as *const JavaThread) }
    }

    pub fn env(&self) -> *mut JNIEnv {
        self.jni_env.as_ptr()
    }

    pub fn oop(&self) -> Oop {
        self.thread_oop.load()
    }

    pub fn state(&self) -> ThreadState {
        unimplemented!()
    }

    /// True if less native stack is left than the machine wants for a call into Java.
    #[inline(always)]
    pub fn native_stack_low(&self) -> bool {
        let here = 0u8;
        (&raw const here as usize) < self.native_stack_limit.get()
    }
}
