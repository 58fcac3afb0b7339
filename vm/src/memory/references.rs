//! References that the collector hands over to java.lang.ref: the pending list, and the registration of finalizers.

use std::sync::atomic::{AtomicBool, Ordering};

use oops::{Oop, OopSlot, Symbol};
use parking_lot::{Condvar, Mutex};

use crate::classes::well_known as wk;
use crate::runtime::exceptions::JResult;
use crate::runtime::java_calls;
use crate::runtime::thread::JavaThread;
use crate::runtime::transitions;

/// Head of the list, linked through `Reference.discovered`. A root.
pub(super) static PENDING: OopSlot = OopSlot::null();
static ARRIVED: Condvar = Condvar::new();
static LOCK: Mutex<()> = Mutex::new(());
static HAS_PENDING: AtomicBool = AtomicBool::new(false);

/// Puts a list before the pending one. The world is stopped.
pub(super) fn add_pending(first: Oop, last: Oop) {
    last.store_oop_raw(oops::reference::discovered_offset(), PENDING.load());
    PENDING.store(first);
    HAS_PENDING.store(true, Ordering::SeqCst);
    let _lock = LOCK.lock();
    ARRIVED.notify_all();
}

/// Takes the whole list (`Reference.getAndClearReferencePendingList`).
pub fn take_pending() -> Oop {
    let list = PENDING.swap(Oop::NULL);
    HAS_PENDING.store(false, Ordering::SeqCst);
    list
}

/// True if the list is not empty.
pub fn has_pending() -> bool {
    !PENDING.load().is_null()
}

/// Blocks until the list is not empty (`Reference.waitForReferencePendingList`).
pub fn wait_for_pending(thread: &JavaThread) {
    while !has_pending() {
        transitions::blocked(thread, || {
            let mut lock = LOCK.lock();
            while !HAS_PENDING.load(Ordering::SeqCst) {
                ARRIVED.wait(&mut lock);
            }
        });
    }
}

/// `Finalizer.register(object)`.
pub fn register_finalizer(thread: &JavaThread, object: Oop) -> JResult<()> {
    let name = Symbol::from_text("register");
    let descriptor = Symbol::from_text("(Ljava/lang/Object;)V");
    match wk::finalizer().find_local_method(name, descriptor) {
        Some(m) => java_calls::call(thread, m, &[object.to_bits()]).map(|_| ()),
        None => Ok(()),
    }
}
