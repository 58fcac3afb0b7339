//! Global safepoints: all Java threads stopped at polls or in native code, for collections, dumps and deoptimization.
//!
//! The poll word of each thread ([`JavaThread::poll`]) is set when something wants its attention; the interpreter tests
//! it at back-edges and returns, transitions test it when a thread comes back from native code.

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Called when the poll word was found set: blocks while a safepoint is in progress, runs handshakes.
#[cold]
pub fn poll_slow(_thread: &JavaThread) -> JResult<()> {
    unimplemented!()
}

/// Stops all other Java threads, runs `f`, lets them go on. The current thread is in the machine.
pub fn at_safepoint<R>(_thread: &JavaThread, _f: impl FnOnce() -> R) -> R {
    unimplemented!()
}
