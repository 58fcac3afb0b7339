//! `-Xlog:async`: messages go into a buffer, which a thread of its own writes out.
//!
//! Whoever logs waits for nobody's output then. A message that finds the buffer full is dropped, and how many were is said
//! in its place.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use crate::runtime::vm_threads;

use super::outputs::Target;

/// Bytes of messages that may wait.
const CAPACITY: usize = 2 << 20;
/// How long the end of the process waits for the writer.
const PATIENCE: Duration = Duration::from_secs(2);

struct Buffer {
    messages: VecDeque<(Arc<Target>, String)>,
    bytes: usize,
    dropped: u64,
    /// The writer has taken messages that it has not written yet.
    writing: bool,
}

static RUNNING: AtomicBool = AtomicBool::new(false);
static BUFFER: Mutex<Buffer> = Mutex::new(Buffer {
    messages: VecDeque::new(),
    bytes: 0,
    dropped: 0,
    writing: false,
});
/// Something has been put into the buffer, or all of it has been written.
static CHANGED: Condvar = Condvar::new();

/// True if messages are written by a thread of their own.
pub(super) fn is_running() -> bool {
    RUNNING.load(Ordering::Acquire)
}

/// Starts the thread, once.
pub(super) fn start() {
    if RUNNING.swap(true, Ordering::AcqRel) {
        return;
    }
    if vm_threads::spawn("AsyncLog Thread", write_out).is_err() {
        RUNNING.store(false, Ordering::Release);
    }
}

/// Puts a message into the buffer; gives it back if there is no thread that would write it.
pub(super) fn enqueue(target: &Arc<Target>, text: String) -> Option<String> {
    if !is_running() {
        return Some(text);
    }
    let mut buffer = BUFFER.lock();
    if buffer.bytes + text.len() > CAPACITY {
        buffer.dropped += 1;
        return None;
    }
    if buffer.dropped > 0 {
        let dropped = std::mem::take(&mut buffer.dropped);
        let note = format!("{dropped:>6} messages dropped due to async logging\n");
        buffer.messages.push_back((Arc::clone(target), note));
    }
    buffer.bytes += text.len();
    buffer.messages.push_back((Arc::clone(target), text));
    CHANGED.notify_all();
    None
}

fn write_out() {
    loop {
        let messages = {
            let mut buffer = BUFFER.lock();
            buffer.writing = false;
            if buffer.messages.is_empty() {
                CHANGED.notify_all();
            }
            while buffer.messages.is_empty() {
                CHANGED.wait(&mut buffer);
            }
            buffer.writing = true;
            buffer.bytes = 0;
            std::mem::take(&mut buffer.messages)
        };
        for (target, text) in messages {
            target.write(&text);
        }
    }
}

/// Waits, not forever, until all messages have been written.
pub fn flush() {
    if !is_running() {
        return;
    }
    let mut buffer = BUFFER.lock();
    while buffer.writing || !buffer.messages.is_empty() {
        if CHANGED.wait_for(&mut buffer, PATIENCE).timed_out() {
            return;
        }
    }
}
