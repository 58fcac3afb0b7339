//! Signals of the process: shutdown (SIGINT, SIGTERM, SIGHUP), thread dumps (SIGQUIT), and crashes.

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Starts the thread that delivers signals to Java handlers.
pub fn start_dispatcher(_thread: &JavaThread) -> JResult<()> {
    unimplemented!()
}
