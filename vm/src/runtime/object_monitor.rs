//! Inflated monitors: mutual exclusion with queues of entering threads, and the wait set of `Object.wait`.
//!
//! The owner word is taken by compare-and-set. Who fails spins a little, then joins the queue, tries again and parks;
//! who leaves first clears the owner word and then looks for somebody to wake, so that one of the two always sees the
//! other. The thread that was woken competes with newcomers (HotSpot's competitive hand-off): until it has tried,
//! it is the *successor*, and nobody else is woken.
//!
//! Order is HotSpot's: newcomers go to a stack (`arrived`), which becomes the entry list when that is empty; the wait
//! set is first in, first out, and a notified thread is not woken but moved to the entry list if that is empty, else to
//! the stack of the arrived.
//!
//! Deflation takes the owner word of an idle monitor for good ([`DEFLATED`]). A thread that counts itself as entering and
//! then still finds another owner is seen by the deflater, which gives the monitor back.

use std::collections::VecDeque;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};

use oops::mark::LockState;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

use crate::runtime::exceptions::{self, JResult};
use crate::runtime::park::Deadline;
use crate::runtime::thread::{JavaThread, ThreadState};
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::waiting::{is_interrupted, is_stopped, take_interrupt};
use crate::runtime::{resources, stress, transitions};

/// Owner word of a monitor that was inflated while another thread held the fast lock: that thread will claim it.
pub const ANONYMOUS_OWNER: usize = 1;
/// Owner word of a monitor that is no object's any more.
const DEFLATED: usize = 2;

/// Bounds and steps of the number of attempts before a thread parks, which each monitor learns.
const SPIN_MAX: u32 = 1000;
const SPIN_START: u32 = 200;
const SPIN_MIN: u32 = 10;
const SPIN_BONUS: u32 = 50;
/// Every so many attempts, a spinning thread looks whether the owner still runs.
const SPINS_PER_LOOK: u32 = 8;
/// So many times in a row a spinning thread may be preferred to those that are parked.
const MAX_OVERTAKES: u32 = 64;

/// Where a thread is in the queues of the one monitor that it waits for.
#[derive(Default)]
pub struct QueueState(AtomicU8);

impl QueueState {
    const WAITING: u8 = 1;
    const ENTERING: u8 = 2;

    pub const fn new() -> QueueState {
        QueueState(AtomicU8::new(0))
    }
    fn set(&self, state: u8) {
        self.0.store(state, Ordering::SeqCst);
    }
    fn is_entering(&self) -> bool {
        self.0.load(Ordering::SeqCst) == QueueState::ENTERING
    }
    fn is_waiting(&self) -> bool {
        self.0.load(Ordering::SeqCst) == QueueState::WAITING
    }
}

#[derive(Default)]
struct Queues {
    /// Threads to be woken, in this order.
    entry_list: VecDeque<&'static JavaThread>,
    /// Threads that came later, the last one last.
    arrived: Vec<&'static JavaThread>,
    wait_set: VecDeque<&'static JavaThread>,
}

impl Queues {
    /// The thread to be woken next.
    fn head(&mut self) -> Option<&'static JavaThread> {
        if self.entry_list.is_empty() {
            self.entry_list.extend(self.arrived.drain(..).rev());
        }
        self.entry_list.front().copied()
    }

    /// Takes an entering thread out.
    fn remove_entering(&mut self, thread: &JavaThread) {
        let other = |t: &&JavaThread| !std::ptr::eq(*t, thread);
        if self.entry_list.front().is_some_and(|t| !other(t)) {
            self.entry_list.pop_front();
        } else if let Some(i) = self.arrived.iter().rposition(|t| !other(t)) {
            self.arrived.remove(i);
        } else {
            self.entry_list.retain(other);
        }
    }
}

/// One inflated monitor. It lives as long as its object, or until it is deflated.
pub struct ObjectMonitor {
    /// The object, weakly held by the collector unless the monitor is busy.
    pub object: OopSlot,
    owner: AtomicUsize,
    /// Entries beyond the first; only the owner touches it.
    recursions: AtomicU32,
    /// Threads in the entry list or among the arrived, or about to be.
    entering: AtomicU32,
    /// Threads inside `wait`.
    waiting: AtomicU32,
    /// Threads that spin.
    spinners: AtomicU32,
    /// How often in a row nobody was woken since somebody was spinning.
    overtakes: AtomicU32,
    /// How long to spin.
    spins: AtomicU32,
    /// Address of the thread that was woken and has not tried to enter yet, or 0.
    successor: AtomicUsize,
    queues: Mutex<Option<Box<Queues>>>,
}

fn id(thread: &JavaThread) -> usize {
    std::ptr::from_ref(thread) as usize
}

/// Queues hold `&'static`; a thread in a queue cannot end before it has left it.
fn as_static(thread: &JavaThread) -> &'static JavaThread {
    // SAFETY: the memory of a JavaThread is never given back.
    unsafe { &*std::ptr::from_ref(thread) }
}

/// The thread's view of an owner word: `None` if it names no thread.
fn owner_thread(owner: usize) -> Option<&'static JavaThread> {
    // SAFETY: owner words above the special ones are addresses of JavaThreads, whose memory is never given back.
    (owner > DEFLATED).then(|| unsafe { &*(owner as *const JavaThread) })
}

/// Spinning is of no use if the owner cannot run meanwhile.
fn several_processors() -> bool {
    static SEVERAL: OnceLock<bool> = OnceLock::new();
    *SEVERAL.get_or_init(|| resources::processors() > 1)
}

impl ObjectMonitor {
    pub fn new(object: Oop, owner: usize) -> ObjectMonitor {
        ObjectMonitor {
            object: OopSlot::new(object),
            owner: AtomicUsize::new(owner),
            recursions: AtomicU32::new(0),
            entering: AtomicU32::new(0),
            waiting: AtomicU32::new(0),
            spinners: AtomicU32::new(0),
            overtakes: AtomicU32::new(0),
            spins: AtomicU32::new(SPIN_START),
            successor: AtomicUsize::new(0),
            queues: Mutex::new(None),
        }
    }

    /// Address of the owner's JavaThread, [`ANONYMOUS_OWNER`], or 0.
    pub fn owner(&self) -> usize {
        match self.owner.load(Ordering::Acquire) {
            DEFLATED => 0,
            owner => owner,
        }
    }

    /// True while somebody owns, enters or waits: object and monitor must stay then.
    pub fn is_busy(&self) -> bool {
        self.owner() != 0
            || self.entering.load(Ordering::SeqCst) != 0
            || self.waiting.load(Ordering::SeqCst) != 0
    }

    #[inline]
    pub fn is_owned_by(&self, thread: &JavaThread) -> bool {
        self.owner.load(Ordering::Relaxed) == id(thread)
    }

    /// The thread that held the fast lock when the monitor was inflated becomes its owner by name.
    pub fn claim_anonymous(&self, thread: &JavaThread, recursions: u32) {
        self.recursions.store(recursions, Ordering::Relaxed);
        self.owner.store(id(thread), Ordering::Release);
    }

    fn try_take(&self, thread: &JavaThread) -> bool {
        self.owner
            .compare_exchange(0, id(thread), Ordering::SeqCst, Ordering::Relaxed)
            .is_ok()
    }

    fn with_queues<R>(&self, f: impl FnOnce(&mut Queues) -> R) -> R {
        f(self.queues.lock().get_or_insert_default())
    }

    /// Enters; false if the monitor has been deflated, or just seemed to be: the caller looks at the object again.
    #[inline]
    #[must_use]
    pub fn enter(&self, thread: &JavaThread) -> bool {
        let taken =
            self.owner
                .compare_exchange(0, id(thread), Ordering::Acquire, Ordering::Relaxed);
        match taken {
            Ok(_) => true,
            Err(owner) if owner == id(thread) => {
                self.recursions.fetch_add(1, Ordering::Relaxed);
                true
            }
            Err(_) => self.enter_contended(thread),
        }
    }

    #[cold]
    fn enter_contended(&self, thread: &JavaThread) -> bool {
        stress::jitter(thread, stress::Point::Monitor);
        if self.spin(thread) {
            return true;
        }
        self.entering.fetch_add(1, Ordering::SeqCst);
        if self.owner.load(Ordering::SeqCst) == DEFLATED {
            self.entering.fetch_sub(1, Ordering::SeqCst);
            return false;
        }
        thread.blocked_on.store(self.object.load());
        thread_status::during(thread, ThreadStatus::BlockedOnMonitorEnter, || {
            self.with_queues(|q| {
                thread.local.queue_state.set(QueueState::ENTERING);
                q.arrived.push(as_static(thread));
            });
            self.enter_queued(thread);
        });
        thread.blocked_on.store(Oop::NULL);
        true
    }

    /// Spins as long as that has been worth while here; true if the monitor was taken.
    fn spin(&self, thread: &JavaThread) -> bool {
        if !several_processors() {
            return self.try_take(thread);
        }
        let limit = self.spins.load(Ordering::Relaxed);
        self.spinners.fetch_add(1, Ordering::SeqCst);
        let mut spins = 0;
        let mut taken = false;
        while spins < limit {
            let owner = self.owner.load(Ordering::Relaxed);
            if owner == 0 && self.try_take(thread) {
                taken = true;
                break;
            }
            if spins % SPINS_PER_LOOK == SPINS_PER_LOOK - 1 {
                let runs = owner_thread(owner).is_none_or(|t| t.state() == ThreadState::InVm);
                if owner == DEFLATED || !runs || thread.poll.load(Ordering::Relaxed) != 0 {
                    break;
                }
            }
            std::hint::spin_loop();
            spins += 1;
        }
        self.spinners.fetch_sub(1, Ordering::SeqCst);
        let next = if taken {
            limit + SPIN_BONUS
        } else {
            limit - limit / 8
        };
        if next != limit {
            self.spins
                .store(next.clamp(SPIN_MIN, SPIN_MAX), Ordering::Relaxed);
        }
        // Who left meanwhile may have counted on this thread.
        taken || self.try_take(thread)
    }

    /// Waits in the queues until the monitor is this thread's. `entering` counts the thread already.
    fn enter_queued(&self, thread: &JavaThread) {
        while !self.try_take(thread) {
            self.park(thread, Deadline::Never);
        }
        self.with_queues(|q| {
            thread.local.queue_state.set(0);
            q.remove_entering(thread);
        });
        self.entering.fetch_sub(1, Ordering::SeqCst);
        self.no_longer_successor(thread);
    }

    /// Parks outside the machine. Whatever has woken the thread, it is going to try to enter if it is queued for that.
    fn park(&self, thread: &JavaThread, deadline: Deadline) {
        transitions::blocked(thread, || {
            thread.local.monitor_parker.park(deadline);
            self.no_longer_successor(thread);
            self.step_aside_if_suspended(thread);
        });
    }

    fn no_longer_successor(&self, thread: &JavaThread) {
        let _ = self
            .successor
            .compare_exchange(id(thread), 0, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// A suspended thread would not try to enter when its turn has come: it goes to the end of the queue, and if the
    /// monitor is free, another is woken.
    fn step_aside_if_suspended(&self, thread: &JavaThread) {
        if !thread.local.suspended.load(Ordering::SeqCst) {
            return;
        }
        self.with_queues(|q| {
            if thread.local.queue_state.is_entering() {
                q.remove_entering(thread);
                q.entry_list.extend(q.arrived.drain(..).rev());
                q.entry_list.push_back(as_static(thread));
            }
        });
        if self.owner.load(Ordering::SeqCst) == 0 {
            self.wake_successor();
        }
    }

    /// Leaves the monitor once; the thread owns it.
    #[inline]
    pub fn exit(&self, thread: &JavaThread) {
        debug_assert!(self.is_owned_by(thread));
        let recursions = self.recursions.load(Ordering::Relaxed);
        if recursions > 0 {
            self.recursions.store(recursions - 1, Ordering::Relaxed);
        } else {
            self.release();
        }
    }

    #[inline]
    fn release(&self) {
        self.owner.store(0, Ordering::SeqCst);
        if self.entering.load(Ordering::SeqCst) != 0 {
            self.release_contended();
        }
    }

    #[cold]
    fn release_contended(&self) {
        if self.successor.load(Ordering::SeqCst) != 0 {
            return;
        }
        if self.spinners.load(Ordering::SeqCst) != 0
            && self.overtakes.fetch_add(1, Ordering::Relaxed) < MAX_OVERTAKES
        {
            return;
        }
        self.overtakes.store(0, Ordering::Relaxed);
        self.wake_successor();
    }

    fn wake_successor(&self) {
        let head = self.with_queues(|q| {
            let head = q.head();
            if let Some(t) = head {
                self.successor.store(id(t), Ordering::SeqCst);
            }
            head
        });
        if let Some(t) = head {
            t.local.monitor_parker.unpark();
        }
    }

    /// `Object.wait`; the thread owns the monitor. `millis` 0 = for ever.
    pub fn wait(&self, thread: &JavaThread, millis: i64) -> JResult<()> {
        if take_interrupt(thread) {
            return interrupted(thread);
        }
        let recursions = self.recursions.swap(0, Ordering::Relaxed);
        self.waiting.fetch_add(1, Ordering::SeqCst);
        thread.blocked_on.store(self.object.load());
        self.with_queues(|q| {
            thread.local.queue_state.set(QueueState::WAITING);
            q.wait_set.push_back(as_static(thread));
        });
        self.release();
        let (status, deadline) = match millis {
            0 => (ThreadStatus::InObjectWait, Deadline::Never),
            _ => (
                ThreadStatus::InObjectWaitTimed,
                Deadline::in_millis(millis as u64),
            ),
        };
        let notified = thread_status::during(thread, status, || {
            self.wait_in_set(thread, deadline);
            let notified = self.leave_wait_set(thread);
            if notified {
                self.enter_queued(thread);
            }
            notified
        });
        thread.blocked_on.store(Oop::NULL);
        // While this thread is counted as waiting, a deflater always gives the monitor back.
        while !notified && !self.enter(thread) {
            std::hint::spin_loop();
        }
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        self.recursions.store(recursions, Ordering::Relaxed);
        if !notified && take_interrupt(thread) {
            return interrupted(thread);
        }
        Ok(())
    }

    /// Parks until the thread has been notified, interrupted or stopped, or the time is over.
    fn wait_in_set(&self, thread: &JavaThread, deadline: Deadline) {
        while thread.local.queue_state.is_waiting()
            && !is_interrupted(thread)
            && !is_stopped(thread)
            && !deadline.is_over()
        {
            self.park(thread, deadline);
        }
    }

    /// True if the thread was notified, and is in the queues of the entering ones now.
    fn leave_wait_set(&self, thread: &JavaThread) -> bool {
        self.with_queues(|q| {
            let waits = thread.local.queue_state.is_waiting();
            if waits {
                thread.local.queue_state.set(0);
                q.wait_set.retain(|t| !std::ptr::eq(*t, thread));
            }
            !waits
        })
    }

    /// Moves the thread that has waited longest, or all, to the queues of the entering ones. The caller owns the monitor.
    pub fn notify(&self, all: bool) {
        if self.waiting.load(Ordering::Relaxed) == 0 {
            return;
        }
        self.with_queues(|q| {
            while let Some(t) = q.wait_set.pop_front() {
                self.entering.fetch_add(1, Ordering::SeqCst);
                thread_status::set(t.oop(), ThreadStatus::BlockedOnMonitorEnter);
                t.local.queue_state.set(QueueState::ENTERING);
                if q.entry_list.is_empty() {
                    q.entry_list.push_back(t);
                } else {
                    q.arrived.push(t);
                }
                if !all {
                    break;
                }
            }
        });
    }

    /// Makes an idle monitor useless and its object's header `Unlocked`; false if the monitor is in use. The caller takes
    /// it out of the table, whose lock it holds.
    pub fn deflate(&self) -> bool {
        if self.is_busy() {
            return false;
        }
        let taken = self
            .owner
            .compare_exchange(0, DEFLATED, Ordering::SeqCst, Ordering::Relaxed);
        if taken.is_err() {
            return false;
        }
        if self.entering.load(Ordering::SeqCst) != 0 || self.waiting.load(Ordering::SeqCst) != 0 {
            self.release();
            return false;
        }
        let object = self.object.load();
        loop {
            // The hash may be read meanwhile, but it is there already; other threads leave the lock bits alone.
            let mark = object.mark();
            if object
                .cas_mark(mark, mark.with_lock(LockState::Unlocked))
                .is_ok()
            {
                return true;
            }
        }
    }
}

fn interrupted(thread: &JavaThread) -> JResult<()> {
    Err(exceptions::throw_plain(
        thread,
        "java/lang/InterruptedException",
    ))
}
