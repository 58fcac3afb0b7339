//! A Java thread: one OS thread with its Java stack, handles, mutator and pending exception.
//!
//! `&JavaThread` is passed explicitly to whatever runs Java code, allocates or may throw. Its fields are cells: only the
//! thread itself changes them, except the atomics; the collector reads all of them while the thread is stopped.
//! All threads are in one list ([`for_each`]). The memory of a thread that has ended is never given back, but used for the
//! next one: who has read the address of a thread just before its end may still unpark it or read its state, and at
//! worst wakes another thread for no reason. The Java stack of a few ended threads is kept as well.

use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use jni_sys::JNIEnv;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

use crate::compiler::{deopt_requests, policy};
use crate::memory::MutatorCell;
use crate::runtime::frames::Frame;
use crate::runtime::handles::LocalHandles;
use crate::runtime::handshake::Handshakes;
use crate::runtime::lock_stack::LockStack;
use crate::runtime::object_monitor::QueueState;
use crate::runtime::park::Parker;
use crate::runtime::safepoint::Departure;
use crate::runtime::stress;

/// What a thread is doing, as safepoints see it.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThreadState {
    New = 0,
    /// In the machine (interpreting included): may touch the heap.
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
    /// Not 0 when a safepoint or handshake wants this thread.
    pub poll: AtomicU32,
    state: AtomicU8,
    /// The exception in flight, null for none.
    pub pending_exception: OopSlot,
    /// An exception to be thrown at the next poll (`Thread.stop`), null for none.
    pub async_exception: OopSlot,
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
    /// What compiled methods compare the stack pointer with: the native stack's limit, or the highest address while `poll` is
    /// not 0, so that one test serves both.
    pub entry_limit: AtomicUsize,
    /// The innermost compiled frame while the thread is inside a function that compiled code called: its frame pointer
    /// and the return address in it; address 0 for none. Without meaning while compiled code runs.
    pub anchor_fp: Cell<usize>,
    pub anchor_pc: Cell<usize>,
    /// The running native method has no frame of local handles yet: the first handle begins it (see
    /// [`crate::runtime::handles`]).
    pub handle_frame_deferred: Cell<bool>,
    /// Where compiled code puts live values when it gives up; null until the thread first runs compiled code.
    pub deopt_buffer: Cell<*mut u64>,
    /// Not 0: the compiled frame that is being returned to is to be left (see [`deopt_requests`]).
    pub deopt_request: Cell<u32>,
    /// Back-edges that the interpreter takes until it tells the compile policy.
    pub backedge_countdown: Cell<u32>,
    /// Native stack pointer at the last transition out of the machine; callee-saved registers lie above it.
    pub saved_sp: AtomicUsize,
    /// Monitors entered by `monitorenter` and synchronized methods of interpreted frames, outermost first.
    pub held_monitors: UnsafeCell<Vec<OopSlot>>,
    /// Objects that this thread holds by a fast lock, in locking order.
    pub lock_stack: LockStack,
    /// True for threads that exist without a Java caller's start (attached through JNI).
    pub attached_by_jni: AtomicBool,
    /// The monitor that the thread waits to enter or waits on, for dumps and deadlock detection; null for none.
    pub blocked_on: OopSlot,
    /// The Linux thread id.
    pub os_tid: AtomicU32,
    /// The part of the state that only its owner modules look into.
    pub local: ThreadLocalParts,
}

/// Parts of a thread that belong to one module each.
pub struct ThreadLocalParts {
    pub handles: UnsafeCell<LocalHandles>,
    pub mutator: MutatorCell,
    pub parker: Parker,
    /// Waited on by `Object.wait`, monitor entry and sleep.
    pub monitor_parker: Parker,
    /// Counted among the threads that keep the machine alive.
    pub is_user: AtomicBool,
    /// Stopped by `Thread.suspend`.
    pub suspended: AtomicBool,
    pub created: Cell<Instant>,
    /// Position in the list of threads: by the time that the structure was made, not by who is the first to run.
    pub number: Cell<u64>,
    /// Where the thread is in the queues of a monitor.
    pub queue_state: QueueState,
    /// Monitors entered through JNI and not left.
    pub jni_monitors: Cell<usize>,
    /// Operations that others want to run on this thread.
    pub handshakes: Handshakes,
    /// For those who wait until this thread stands.
    pub departure: Departure,
    pub jitter: stress::Jitter,
    pub deopt_requests: deopt_requests::Requests,
    /// The code of a loop that returns now was left in the middle (see [`crate::compiler::deoptimization`]).
    pub left_loop: Cell<bool>,
}

// SAFETY: fields that are not atomic are only written by the thread itself, and read by others at safepoints.
unsafe impl Sync for JavaThread {}
// SAFETY: as above; a JavaThread is created by its starter and then belongs to the new thread.
unsafe impl Send for JavaThread {}

thread_local! {
    static CURRENT: Cell<*const JavaThread> = const { Cell::new(std::ptr::null()) };
}

/// Numbers for [`ThreadLocalParts::number`].
static NUMBERS: AtomicU64 = AtomicU64::new(0);

static THREADS: Mutex<Vec<&'static JavaThread>> = Mutex::new(Vec::new());

/// Bytes of native stack that are left for the machine's own code when StackOverflowError is due.
const NATIVE_RESERVE: usize = 160 * 1024;
/// Slots above the Java stack's limit that StackOverflowError's own construction may use.
const JAVA_RESERVE_SLOTS: usize = 4096;

/// Structures of threads that have ended, to be used again.
static SPARE: Mutex<Vec<&'static JavaThread>> = Mutex::new(Vec::new());
/// So many of them keep their Java stacks.
const KEPT_STACKS: usize = 32;
/// Bytes of a kept stack that may stay committed.
const KEPT_BYTES: usize = 32 * 1024;

/// Maps memory for a Java stack, whose pages are only committed when used.
fn map_stack(bytes: usize) -> std::io::Result<*mut u64> {
    // SAFETY: a fresh anonymous mapping.
    let base = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if base == libc::MAP_FAILED {
        return Err(std::io::Error::last_os_error());
    }
    Ok(base as *mut u64)
}

/// Least bytes of Java stack that a thread gets, whatever it asks for; as HotSpot's least thread stack.
const MIN_JAVA_STACK: usize = 136 * 1024;

impl JavaThread {
    /// A thread structure for an OS thread that will run it; not yet in the list. `java_stack_bytes` is the size of
    /// its Java stack.
    pub fn new(java_stack_bytes: usize) -> Result<&'static JavaThread, std::io::Error> {
        let bytes = (java_stack_bytes.max(MIN_JAVA_STACK) + JAVA_RESERVE_SLOTS * 8 + 4095) & !4095;
        let spare = SPARE.lock().pop();
        let thread = spare.unwrap_or_else(|| Box::leak(Box::new(JavaThread::without_stack())));
        if thread.java_stack_bytes() != bytes {
            thread.unmap_stack();
            match map_stack(bytes) {
                Ok(base) => thread.set_stack(base, bytes),
                Err(e) => {
                    SPARE.lock().push(thread);
                    return Err(e);
                }
            }
        }
        thread.reset();
        Ok(thread)
    }

    fn without_stack() -> JavaThread {
        JavaThread {
            jni_env: Cell::new(crate::jni::function_table()),
            poll: AtomicU32::new(0),
            state: AtomicU8::new(ThreadState::New as u8),
            pending_exception: OopSlot::null(),
            async_exception: OopSlot::null(),
            thread_oop: OopSlot::null(),
            top_frame: Cell::new(std::ptr::null_mut()),
            java_stack_base: Cell::new(std::ptr::null_mut()),
            java_stack_limit: Cell::new(std::ptr::null_mut()),
            native_stack_base: Cell::new(0),
            native_stack_limit: Cell::new(0),
            entry_limit: AtomicUsize::new(0),
            anchor_fp: Cell::new(0),
            anchor_pc: Cell::new(0),
            handle_frame_deferred: Cell::new(false),
            deopt_buffer: Cell::new(std::ptr::null_mut()),
            deopt_request: Cell::new(0),
            backedge_countdown: Cell::new(u32::MAX),
            saved_sp: AtomicUsize::new(0),
            held_monitors: UnsafeCell::new(Vec::new()),
            lock_stack: LockStack::new(),
            attached_by_jni: AtomicBool::new(false),
            blocked_on: OopSlot::null(),
            os_tid: AtomicU32::new(0),
            local: ThreadLocalParts {
                handles: UnsafeCell::new(LocalHandles::new()),
                mutator: MutatorCell::new(),
                parker: Parker::new(),
                monitor_parker: Parker::new(),
                is_user: AtomicBool::new(false),
                suspended: AtomicBool::new(false),
                created: Cell::new(Instant::now()),
                number: Cell::new(0),
                queue_state: QueueState::new(),
                jni_monitors: Cell::new(0),
                handshakes: Handshakes::new(),
                departure: Departure::new(),
                jitter: stress::Jitter::new(),
                deopt_requests: deopt_requests::Requests::new(),
                left_loop: Cell::new(false),
            },
        }
    }

    /// Makes the structure as that of a thread that has not run yet. Its Java stack is set already.
    fn reset(&self) {
        self.jni_env.set(crate::jni::function_table());
        self.poll.store(stress::poll_bits(), Ordering::SeqCst);
        self.set_state(ThreadState::New);
        for slot in [
            &self.pending_exception,
            &self.async_exception,
            &self.thread_oop,
            &self.blocked_on,
        ] {
            slot.store(Oop::NULL);
        }
        self.top_frame.set(std::ptr::null_mut());
        self.anchor_pc.set(0);
        self.handle_frame_deferred.set(false);
        self.backedge_countdown.set(policy::backedge_step());
        self.saved_sp.store(0, Ordering::Relaxed);
        self.attached_by_jni.store(false, Ordering::Relaxed);
        self.os_tid.store(0, Ordering::Relaxed);
        self.local.parker.try_take();
        self.local.monitor_parker.try_take();
        self.local.suspended.store(false, Ordering::SeqCst);
        self.local.created.set(Instant::now());
        self.local
            .number
            .set(NUMBERS.fetch_add(1, Ordering::Relaxed));
        self.local.jni_monitors.set(0);
        self.local.handshakes.open();
    }

    fn java_stack_bytes(&self) -> usize {
        match self.java_stack_base.get() {
            base if base.is_null() => 0,
            base => self.java_stack_limit.get() as usize - base as usize + JAVA_RESERVE_SLOTS * 8,
        }
    }

    fn set_stack(&self, base: *mut u64, bytes: usize) {
        self.java_stack_base.set(base);
        self.java_stack_limit
            .set(base.wrapping_add(bytes / 8 - JAVA_RESERVE_SLOTS));
    }

    fn unmap_stack(&self) {
        let base = self.java_stack_base.get();
        if !base.is_null() {
            // SAFETY: the thread's own stack, which it has left for good.
            unsafe { libc::munmap(base.cast(), self.java_stack_bytes()) };
            self.java_stack_base.set(std::ptr::null_mut());
        }
    }

    /// Makes this structure the current OS thread's, and enters it in the list as `in_vm`. Waits while a safepoint is in
    /// progress.
    pub fn attach_current(&'static self) {
        let (low, high) = native_stack_bounds();
        self.native_stack_base.set(high);
        self.set_native_stack_limit(low + NATIVE_RESERVE.min((high - low) / 3));
        // SAFETY: gettid has no preconditions.
        self.os_tid.store(
            unsafe { libc::syscall(libc::SYS_gettid) } as u32,
            Ordering::Relaxed,
        );
        CURRENT.with(|c| c.set(self));
        self.local.mutator.bind(self);
        crate::runtime::safepoint::register(|| {
            let mut threads = THREADS.lock();
            let number = self.local.number.get();
            let place = threads.partition_point(|t| t.local.number.get() < number);
            threads.insert(place, self);
            drop(threads);
            self.set_state(ThreadState::InVm);
        });
    }

    /// Takes the current thread out of the list and frees what only it used. The structure may be another thread's when
    /// this returns.
    pub fn detach_current(&'static self) {
        crate::runtime::safepoint::register(|| {
            self.set_state(ThreadState::Terminated);
            THREADS.lock().retain(|t| !std::ptr::eq(*t, self));
            self.local.mutator.unbind();
        });
        CURRENT.with(|c| c.set(std::ptr::null()));
        // SAFETY: only this thread uses its handles and lists, and it has no more.
        unsafe {
            (*self.local.handles.get()).release();
            *self.held_monitors.get() = Vec::new();
        }
        self.lock_stack.clear();
        self.discard();
    }

    /// Gives the structure of a thread that has ended, or never started, to the next one.
    pub fn discard(&'static self) {
        self.local.handshakes.close();
        self.local.departure.tell();
        let mut spare = SPARE.lock();
        let small = self.java_stack_bytes() <= (2 << 20);
        if small && spare.len() < KEPT_STACKS {
            let rest = self.java_stack_bytes() - KEPT_BYTES;
            let start = self.java_stack_base.get() as usize + KEPT_BYTES;
            // SAFETY: the end of the thread's own stack, which it has left for good.
            unsafe { libc::madvise(start as *mut libc::c_void, rest, libc::MADV_DONTNEED) };
        } else {
            self.unmap_stack();
        }
        spare.push(self);
    }

    /// The current OS thread's JavaThread, if it is attached.
    #[inline]
    pub fn current_or_none() -> Option<&'static JavaThread> {
        let p = CURRENT.try_with(Cell::get).unwrap_or(std::ptr::null());
        // SAFETY: null or set by attach_current and reset before the structure is freed.
        unsafe { p.as_ref() }
    }

    /// The current thread; for code that is only reached from attached threads.
    #[inline]
    pub fn current() -> &'static JavaThread {
        JavaThread::current_or_none().expect("an attached thread")
    }

    /// The thread that a JNIEnv pointer belongs to.
    ///
    /// # Safety
    /// `env` was handed out by this machine and its thread still exists.
    #[inline(always)]
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

    /// Where the state's byte lies, for code that is made while the machine runs.
    pub const STATE_OFFSET: usize = std::mem::offset_of!(JavaThread, state);

    #[inline(always)]
    pub fn state(&self) -> ThreadState {
        let s = self.state.load(Ordering::SeqCst);
        // SAFETY: only `new` and `set_state` write it, from a ThreadState.
        unsafe { std::mem::transmute::<u8, ThreadState>(s) }
    }

    /// Without a word to those who wait for the thread to stand; see [`crate::runtime::transitions::leave`].
    #[inline(always)]
    pub(super) fn set_state(&self, s: ThreadState) {
        self.state.store(s as u8, Ordering::SeqCst);
    }

    /// The current thread's own limit.
    pub fn set_native_stack_limit(&self, limit: usize) {
        self.native_stack_limit.set(limit);
        self.reset_entry_limit();
    }

    /// Makes `entry_limit` say what the stack and the poll word say. On the thread itself.
    pub fn reset_entry_limit(&self) {
        self.entry_limit
            .store(self.native_stack_limit.get(), Ordering::SeqCst);
        // Whoever sets the poll word later raises the limit after that.
        if self.poll.load(Ordering::SeqCst) != 0 {
            self.entry_limit.store(usize::MAX, Ordering::SeqCst);
        }
    }

    /// Sets bits of the poll word: the thread looks at it soon.
    pub fn arm_poll(&self, bits: u32) {
        self.poll.fetch_or(bits, Ordering::SeqCst);
        self.entry_limit.store(usize::MAX, Ordering::SeqCst);
    }

    /// True if less native stack is left than the machine wants for a call into Java.
    #[inline(always)]
    pub fn native_stack_low(&self) -> bool {
        let here = 0u8;
        (&raw const here as usize) < self.native_stack_limit.get()
    }

    /// The used part of the Java stack, in slots, as the collector scans it.
    pub fn java_stack_in_use(&self) -> (*const u64, usize) {
        let base = self.java_stack_base.get() as *const u64;
        let top = self.top_frame.get();
        if top.is_null() {
            return (base, 0);
        }
        // The frame's saved sp may lag behind its last pushes: all that its operand stack can hold is scanned, and the
        // arguments of a callee being set up are there. What lies above is left over from calls that have returned.
        // SAFETY: the top frame of a stopped thread.
        let frame = unsafe { &*top };
        let end = (frame.free_slots() as usize).max(frame.sp as usize);
        let end = end.min(self.java_stack_limit.get() as usize + JAVA_RESERVE_SLOTS * 8);
        (base, (end - base as usize) / 8)
    }
}

/// Calls `f` for every thread in the list.
pub fn for_each(mut f: impl FnMut(&'static JavaThread)) {
    for t in THREADS.lock().iter() {
        f(t);
    }
}

/// As [`for_each`], unless the list is just being changed: for the report of a crash.
pub fn try_for_each(mut f: impl FnMut(&'static JavaThread)) {
    if let Some(threads) = THREADS.try_lock() {
        threads.iter().for_each(|t| f(t));
    }
}

/// The number of threads.
pub fn count() -> usize {
    THREADS.lock().len()
}

/// A copy of the list.
pub fn snapshot() -> Vec<&'static JavaThread> {
    THREADS.lock().clone()
}

/// Lowest and highest address of the current OS thread's stack.
pub(super) fn native_stack_bounds() -> (usize, usize) {
    // SAFETY: pthread_getattr_np fills the attribute, which is destroyed afterwards.
    unsafe {
        let mut attr: libc::pthread_attr_t = std::mem::zeroed();
        let mut low: *mut libc::c_void = std::ptr::null_mut();
        let mut size: libc::size_t = 0;
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attr) == 0 {
            libc::pthread_attr_getstack(&attr, &mut low, &mut size);
            libc::pthread_attr_destroy(&mut attr);
        }
        let here = &raw const size as usize;
        if low.is_null() {
            return (here.saturating_sub(256 * 1024), here + 4096);
        }
        // The first thread's stack can be unlimited: count on 8 MB.
        let high = low as usize + size;
        (high - size.min(64 << 20), high)
    }
}
