//! Monitors: lightweight locking in the header with a per-thread lock stack, inflated monitors in a side table.

use oops::Oop;

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Enters the object's monitor; blocks while another thread owns it. Never throws for a non-null object.
pub fn enter(_thread: &JavaThread, _object: Oop) {
    unimplemented!()
}

/// Exits the monitor; IllegalMonitorStateException if the thread does not own it.
pub fn exit(_thread: &JavaThread, _object: Oop) -> JResult<()> {
    unimplemented!()
}

/// `Object.wait`: 0 = for ever.
pub fn wait(_thread: &JavaThread, _object: Oop, _millis: i64) -> JResult<()> {
    unimplemented!()
}
pub fn notify(_thread: &JavaThread, _object: Oop) -> JResult<()> {
    unimplemented!()
}
pub fn notify_all(_thread: &JavaThread, _object: Oop) -> JResult<()> {
    unimplemented!()
}
/// `Thread.holdsLock`.
pub fn holds_lock(_thread: &JavaThread, _object: Oop) -> bool {
    unimplemented!()
}
