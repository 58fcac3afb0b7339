//! Inflated monitors: mutual exclusion with a queue of entering threads, and the wait set of `Object.wait`.
//!
//! The owner word is taken by compare-and-set; who fails announces itself in the entry queue before it tries again and
//! parks, and who leaves first clears the owner word and then looks at the queue, so that one of the two always sees the
//! other. Leaving wakes the first in the queue, which competes with newcomers for the owner word (as HotSpot's
//! competitive hand-off). A notified thread is woken and competes likewise.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oops::{Oop, OopSlot};
use parking_lot::Mutex;

use crate::classes::well_known::fields;
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::thread_status::{self, ThreadStatus};
use crate::runtime::{safepoint, transitions};

/// Owner word of a monitor that was inflated while another thread held the fast lock: that thread will claim it.
pub const ANONYMOUS_OWNER: usize = 1;

/// Attempts to take the owner word before parking.
const SPINS: u32 = 200;

struct Waiter {
    thread: &'static JavaThread,
    notified: AtomicBool,
}

#[derive(Default)]
struct Queues {
    entering: VecDeque<&'static JavaThread>,
    waiting: VecDeque<std::sync::Arc<Waiter>>,
}

/// One inflated monitor. It lives as long as its object, or longer while somebody uses it.
pub struct ObjectMonitor {
    /// The object, weakly held by the collector unless the monitor is busy.
    pub object: OopSlot,
    owner: AtomicUsize,
    /// Entries beyond the first; only the owner touches it.
    recursions: AtomicU32,
    entering: AtomicU32,
    waiting: AtomicU32,
    queues: Mutex<Queues>,
}

fn id(thread: &JavaThread) -> usize {
    std::ptr::from_ref(thread) as usize
}

/// The list of threads hands out `&'static`; a thread in a queue cannot end before it has left it.
fn as_static(thread: &JavaThread) -> &'static JavaThread {
    // SAFETY: a JavaThread is leaked when made.
    unsafe { &*std::ptr::from_ref(thread) }
}

impl ObjectMonitor {
    pub fn new(object: Oop, owner: usize, recursions: u32) -> ObjectMonitor {
        ObjectMonitor {
            object: OopSlot::new(object),
            owner: AtomicUsize::new(owner),
            recursions: AtomicU32::new(recursions),
            entering: AtomicU32::new(0),
            waiting: AtomicU32::new(0),
            queues: Mutex::default(),
        }
    }

    /// Address of the owner's JavaThread, [`ANONYMOUS_OWNER`], or 0.
    pub fn owner(&self) -> usize {
        self.owner.load(Ordering::Acquire)
    }

    /// True while somebody owns, enters or waits: the object must stay alive then.
    pub fn is_busy(&self) -> bool {
        self.owner() != 0
            || self.entering.load(Ordering::SeqCst) != 0
            || self.waiting.load(Ordering::SeqCst) != 0
    }

    pub fn is_owned_by(&self, thread: &JavaThread) -> bool {
        self.owner() == id(thread)
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

    pub fn enter(&self, thread: &JavaThread) {
        if self.is_owned_by(thread) {
            self.recursions.fetch_add(1, Ordering::Relaxed);
            return;
        }
        for _ in 0..SPINS {
            if self.owner.load(Ordering::Relaxed) == 0 && self.try_take(thread) {
                return;
            }
            std::hint::spin_loop();
        }
        thread.blocked_on.store(self.object.load());
        thread_status::during(thread, ThreadStatus::BlockedOnMonitorEnter, || {
            self.enter_queued(thread)
        });
        thread.blocked_on.store(Oop::NULL);
    }

    fn enter_queued(&self, thread: &JavaThread) {
        self.queues.lock().entering.push_back(as_static(thread));
        self.entering.fetch_add(1, Ordering::SeqCst);
        while !self.try_take(thread) {
            transitions::blocked(thread, || thread.local.monitor_parker.park(None));
        }
        self.queues
            .lock()
            .entering
            .retain(|t| !std::ptr::eq(*t, thread));
        self.entering.fetch_sub(1, Ordering::SeqCst);
    }

    /// Leaves the monitor once; the thread owns it.
    pub fn exit(&self, thread: &JavaThread) {
        debug_assert!(self.is_owned_by(thread));
        if self.recursions.load(Ordering::Relaxed) > 0 {
            self.recursions.fetch_sub(1, Ordering::Relaxed);
        } else {
            self.release();
        }
    }

    fn release(&self) {
        self.owner.store(0, Ordering::SeqCst);
        if self.entering.load(Ordering::SeqCst) != 0
            && let Some(next) = self.queues.lock().entering.front()
        {
            next.local.monitor_parker.unpark();
        }
    }

    /// `Object.wait`; the thread owns the monitor. `millis` 0 = for ever.
    pub fn wait(&self, thread: &JavaThread, millis: i64) -> JResult<()> {
        if take_interrupt(thread) {
            return Err(exceptions::throw_plain(
                thread,
                "java/lang/InterruptedException",
            ));
        }
        let recursions = self.recursions.swap(0, Ordering::Relaxed);
        let waiter = std::sync::Arc::new(Waiter {
            thread: as_static(thread),
            notified: AtomicBool::new(false),
        });
        self.queues.lock().waiting.push_back(waiter.clone());
        self.waiting.fetch_add(1, Ordering::SeqCst);
        thread.blocked_on.store(self.object.load());
        self.release();
        let status = if millis > 0 {
            ThreadStatus::InObjectWaitTimed
        } else {
            ThreadStatus::InObjectWait
        };
        let deadline = (millis > 0)
            .then(|| Instant::now().checked_add(Duration::from_millis(millis as u64)))
            .flatten();
        thread_status::during(thread, status, || {
            while !waiter.notified.load(Ordering::SeqCst)
                && !is_interrupted(thread)
                && !is_stopped(thread)
            {
                let left = deadline.map(|d| d.saturating_duration_since(Instant::now()));
                if left.is_some_and(|l| l.is_zero()) {
                    break;
                }
                transitions::blocked(thread, || thread.local.monitor_parker.park(left));
            }
        });
        self.queues
            .lock()
            .waiting
            .retain(|w| !std::sync::Arc::ptr_eq(w, &waiter));
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        thread.blocked_on.store(Oop::NULL);
        self.enter(thread);
        self.recursions.store(recursions, Ordering::Relaxed);
        if !waiter.notified.load(Ordering::SeqCst) && take_interrupt(thread) {
            return Err(exceptions::throw_plain(
                thread,
                "java/lang/InterruptedException",
            ));
        }
        Ok(())
    }

    /// Wakes the thread that has waited longest, or all. The caller owns the monitor.
    pub fn notify(&self, all: bool) {
        let mut queues = self.queues.lock();
        while let Some(w) = queues.waiting.pop_front() {
            w.notified.store(true, Ordering::SeqCst);
            w.thread.local.monitor_parker.unpark();
            if !all {
                break;
            }
        }
    }

    /// Threads that wait to enter and threads in the wait set, for dumps.
    pub fn queued(&self) -> (Vec<&'static JavaThread>, Vec<&'static JavaThread>) {
        let queues = self.queues.lock();
        (
            queues.entering.iter().copied().collect(),
            queues.waiting.iter().map(|w| w.thread).collect(),
        )
    }
}

/// The thread's interrupt status, which java.lang.Thread keeps.
pub fn is_interrupted(thread: &JavaThread) -> bool {
    let object = thread.oop();
    !object.is_null()
        && object
            .atomic_u8(fields::thread_interrupted())
            .load(Ordering::SeqCst)
            != 0
}

/// True if an asynchronous exception waits for the thread: it must get to its next poll.
fn is_stopped(thread: &JavaThread) -> bool {
    thread.poll.load(Ordering::SeqCst) & safepoint::POLL_ASYNC_EXCEPTION != 0
}

/// Clears the interrupt status; true if it was set.
pub fn take_interrupt(thread: &JavaThread) -> bool {
    let object = thread.oop();
    !object.is_null()
        && object
            .atomic_u8(fields::thread_interrupted())
            .swap(0, Ordering::SeqCst)
            != 0
}

/// `Thread.sleep`: InterruptedException "sleep interrupted" when the interrupt status is or becomes set.
pub fn sleep(thread: &JavaThread, duration: Duration) -> JResult<()> {
    let interrupted = || {
        Err(exceptions::throw(
            thread,
            "java/lang/InterruptedException",
            "sleep interrupted",
        ))
    };
    if take_interrupt(thread) {
        return interrupted();
    }
    let deadline = Instant::now().checked_add(duration);
    thread_status::during(thread, ThreadStatus::Sleeping, || {
        loop {
            let left = deadline.map(|d| d.saturating_duration_since(Instant::now()));
            if left.is_some_and(|l| l.is_zero()) || is_stopped(thread) {
                return Ok(());
            }
            transitions::blocked(thread, || thread.local.monitor_parker.park(left));
            if take_interrupt(thread) {
                return interrupted();
            }
        }
    })
}

/// `Unsafe.park`: returns at a permit, an interrupt, the deadline, or for no reason.
pub fn park(thread: &JavaThread, timeout: Option<Duration>) {
    if thread.local.parker.try_take() || is_interrupted(thread) {
        return;
    }
    let status = if timeout.is_some() {
        ThreadStatus::ParkedTimed
    } else {
        ThreadStatus::Parked
    };
    thread_status::during(thread, status, || {
        transitions::blocked(thread, || thread.local.parker.park(timeout))
    });
}

/// The machine's half of `Thread.interrupt`: wakes the thread wherever it waits. The Java half has set the status.
pub fn wake_for_interrupt(thread: &JavaThread) {
    thread.local.parker.unpark();
    thread.local.monitor_parker.unpark();
}
