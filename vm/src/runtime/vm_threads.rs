//! The machine's threads that run no Java code: the collector's, the log's, those of the stress options.
//!
//! They are known by name, so that thread dumps and the log can show them.

use std::fmt::Write;
use std::io;
use std::time::Instant;

use parking_lot::Mutex;

use super::{hs_err, resources, thread_log};

struct VmThread {
    name: String,
    os_tid: u32,
    created: Instant,
}

static THREADS: Mutex<Vec<VmThread>> = Mutex::new(Vec::new());

/// In the list as long as the thread runs.
struct Registration(u32);

impl Registration {
    fn new(name: String) -> Registration {
        // SAFETY: no arguments, cannot fail.
        let os_tid = unsafe { libc::gettid() } as u32;
        THREADS.lock().push(VmThread {
            name,
            os_tid,
            created: Instant::now(),
        });
        Registration(os_tid)
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        THREADS.lock().retain(|t| t.os_tid != self.0);
    }
}

/// Starts a thread that runs `body`.
pub fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let own = name.to_owned();
    let run = move || {
        hs_err::mark_machine_thread();
        let _registration = Registration::new(own);
        thread_log::alive();
        body();
        thread_log::finished();
    };
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder.spawn(run)?;
    thread_log::started(name, DEFAULT_STACK);
    Ok(())
}

/// What Rust gives a thread for which nothing else is said.
const DEFAULT_STACK: usize = 2 << 20;

/// A line for each, as thread dumps have them.
pub(super) fn lines(out: &mut String) {
    for t in THREADS.lock().iter() {
        let _ = writeln!(
            out,
            "\"{}\" os_prio=0 cpu={:.2}ms elapsed={:.2}s tid={:#018x} nid={:#x} {}\n",
            t.name,
            resources::thread_cpu_nanos(t.os_tid).unwrap_or(0) as f64 / 1e6,
            t.created.elapsed().as_secs_f64(),
            std::ptr::from_ref(t) as usize,
            t.os_tid,
            activity(t.os_tid)
        );
    }
}

/// Whether the system lets the thread run.
fn activity(os_tid: u32) -> &'static str {
    let stat = std::fs::read_to_string(format!("/proc/self/task/{os_tid}/stat"));
    // The state stands behind the name, which may contain anything, and its parentheses.
    let running = stat.is_ok_and(|s| s.rsplit(')').next().is_some_and(|r| r.starts_with(" R")));
    match running {
        true => "runnable ",
        false => "waiting on condition ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_listed_while_they_run() {
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let (ready, is_ready) = std::sync::mpsc::channel();
        let body = move || {
            let _told = ready.send(());
            let _told = gone.recv();
        };
        spawn("A listed thread", body).unwrap();
        is_ready.recv().unwrap();
        let mut text = String::new();
        lines(&mut text);
        assert!(
            text.contains("\"A listed thread\" os_prio=0 cpu="),
            "{text}"
        );
        drop(go);
    }
}
