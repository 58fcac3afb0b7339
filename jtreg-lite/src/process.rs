//! Child processes: started in a session of their own, with a time limit, and ended together with all that they started.
//!
//! A test may leave processes behind, or start some that leave its session. Both are found in `/proc`: by the session's
//! id and by the chain of parents. jtreg-lite makes itself the one that orphans go to, so that it can also reap them.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How long output may still come after the main process has ended, before stragglers are ended too.
const DRAIN: Duration = Duration::from_millis(200);
/// Once nobody holds a pipe any more, its end is certain to come; a loaded machine may take its time.
const END_OF_PIPE: Duration = Duration::from_secs(60);

/// A process to run.
pub struct Job<'a> {
    pub program: &'a str,
    pub args: &'a [String],
    pub env: &'a [(String, String)],
    pub dir: &'a Path,
    /// None: no limit.
    pub timeout: Option<Duration>,
    /// Bytes of each stream that are kept.
    pub max_output: usize,
}

/// What became of a job.
#[derive(Debug)]
pub struct Finished {
    /// None if it was ended because of its time limit.
    pub status: Option<ExitStatus>,
    pub out: String,
    pub err: String,
}

impl Finished {
    /// The exit code as a shell shows it, or 128 + signal.
    pub fn code(&self) -> i32 {
        self.status.map_or(-1, exit_code)
    }
}

/// The exit code; for a process ended by a signal, 128 + its number.
pub fn exit_code(status: ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

/// Lets orphans of tests become children of this process, on systems that can.
pub fn become_subreaper() {
    #[cfg(target_os = "linux")]
    // SAFETY: this prctl takes no pointers.
    unsafe {
        libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }
}

/// Ends everything that was started when this program is told to end. Tests are in sessions of their own, so a key
/// pressed on the terminal does not reach them. To be called before there are other threads.
pub fn end_children_on_signals() {
    // SAFETY: the set is filled before it is used, and outlives the calls; `sigwait` writes to one integer.
    let wait = unsafe {
        let mut set = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            libc::sigaddset(&raw mut set, signal);
        }
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut());
        move || {
            let mut signal = 0;
            libc::sigwait(&raw const set, &raw mut signal);
            signal
        }
    };
    std::thread::spawn(move || {
        let signal = wait();
        ENDING.store(true, Ordering::SeqCst);
        end_tree(std::process::id());
        std::process::exit(128 + signal);
    });
}

/// Set before the first child is ended because of a signal.
static ENDING: AtomicBool = AtomicBool::new(false);

/// Does not come back if this program is being ended by a signal. To be called when a child has ended, before its end is
/// taken for a test's result, and before the program ends by itself: the exit code is then the signal's.
pub fn stop_if_ending() {
    while ENDING.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// Starts a command in a session of its own.
pub fn spawn_in_session(command: &mut Command) -> io::Result<Child> {
    // SAFETY: setsid and sigprocmask are async-signal-safe and touch no memory but the set on the stack.
    unsafe {
        command.pre_exec(|| {
            libc::setsid();
            let mut none = std::mem::zeroed();
            libc::sigemptyset(&raw mut none);
            libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut());
            Ok(())
        });
    }
    command.spawn()
}

/// Runs a job to its end, or to the end of its time.
pub fn run(job: &Job) -> io::Result<Finished> {
    let mut command = Command::new(job.program);
    command
        .args(job.args)
        .env_clear()
        .envs(job.env.iter().map(|(name, value)| (name, value)))
        .current_dir(job.dir)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = spawn_in_session(&mut command)?;
    let out = Collector::start(child.stdout.take(), job.max_output);
    let err = Collector::start(child.stderr.take(), job.max_output);
    let status = wait(&mut child, job.timeout)?;
    if status.is_none() {
        end_tree(child.id());
        child.wait()?;
    }
    // Who still holds the pipes, or runs on, was started by the test: it ends with it.
    out.wait(DRAIN);
    err.wait(DRAIN);
    end_tree(child.id());
    Ok(Finished {
        status,
        out: out.text(),
        err: err.text(),
    })
}

fn wait(child: &mut Child, timeout: Option<Duration>) -> io::Result<Option<ExitStatus>> {
    let Some(timeout) = timeout else {
        return child.wait().map(Some);
    };
    let deadline = Instant::now() + timeout;
    let pid = child.id();
    // A pidfd becomes readable when the process ends: waiting costs nothing and ends at once.
    #[cfg(target_os = "linux")]
    if let Some(ended) = wait_with_pidfd(pid, timeout) {
        return if ended {
            child.wait().map(Some)
        } else {
            child.try_wait()
        };
    }
    let _ = pid;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.try_wait()
}

/// Waits through a pidfd. None if the system has none.
#[cfg(target_os = "linux")]
fn wait_with_pidfd(pid: u32, timeout: Duration) -> Option<bool> {
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
    let pid = libc::pid_t::try_from(pid).ok()?;
    // SAFETY: the call takes no pointers; a result that is not negative is a descriptor that belongs to nobody else.
    let fd = unsafe {
        let raw = libc::syscall(libc::SYS_pidfd_open, pid, 0);
        if raw < 0 {
            return None;
        }
        OwnedFd::from_raw_fd(i32::try_from(raw).ok()?)
    };
    let deadline = Instant::now() + timeout;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let millis = i32::try_from(left.as_millis() + 1).unwrap_or(i32::MAX);
        let mut poll = libc::pollfd {
            fd: fd.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: `poll` is one valid entry.
        let ready = unsafe { libc::poll(&raw mut poll, 1, millis) };
        if ready > 0 {
            return Some(true);
        }
        if left.is_zero() {
            return Some(false);
        }
    }
}

/// Collects what comes through a pipe, keeping the beginning and the end.
struct Collector {
    done: mpsc::Receiver<()>,
    kept: std::sync::Arc<std::sync::Mutex<Kept>>,
}

impl Collector {
    fn start<R: Read + Send + 'static>(pipe: Option<R>, limit: usize) -> Collector {
        let kept = std::sync::Arc::new(std::sync::Mutex::new(Kept::new(limit)));
        let (sender, done) = mpsc::channel();
        let shared = kept.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            if let Some(mut pipe) = pipe {
                loop {
                    match pipe.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(count) => shared
                            .lock()
                            .unwrap_or_else(|e| e.into_inner())
                            .add(&buffer[..count]),
                        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                        Err(_) => break,
                    }
                }
            }
            let _ = sender.send(());
        });
        Collector { done, kept }
    }

    fn wait(&self, time: Duration) {
        let _ = self.done.recv_timeout(time);
    }

    fn text(&self) -> String {
        self.wait(END_OF_PIPE);
        self.kept.lock().unwrap_or_else(|e| e.into_inner()).text()
    }
}

/// The first and the last bytes of a stream.
struct Kept {
    limit: usize,
    head: Vec<u8>,
    tail: std::collections::VecDeque<u8>,
    dropped: usize,
}

impl Kept {
    fn new(limit: usize) -> Kept {
        Kept {
            limit,
            head: Vec::new(),
            tail: std::collections::VecDeque::new(),
            dropped: 0,
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        let room = (self.limit / 2)
            .saturating_sub(self.head.len())
            .min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        self.tail.extend(&bytes[room..]);
        let most = self.limit - self.limit / 2;
        if self.tail.len() > most {
            let excess = self.tail.len() - most;
            self.tail.drain(..excess);
            self.dropped += excess;
        }
    }

    fn text(&self) -> String {
        let mut text = String::from_utf8_lossy(&self.head).into_owned();
        if self.dropped > 0 {
            text.push_str(&format!("\n[... {} bytes left out ...]\n", self.dropped));
            let tail: Vec<u8> = self.tail.iter().copied().collect();
            text.push_str(&String::from_utf8_lossy(&tail));
            return text;
        }
        let mut all = self.head.clone();
        all.extend(&self.tail);
        String::from_utf8_lossy(&all).into_owned()
    }
}

/// Shortens the content of a file to the limit for output.
pub fn read_limited(file: &Path, limit: usize) -> String {
    let mut kept = Kept::new(limit);
    if let Ok(mut file) = File::open(file) {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count) = file.read(&mut buffer) {
            if count == 0 {
                break;
            }
            kept.add(&buffer[..count]);
        }
    }
    kept.text()
}

/// Ends a process, its descendants, and everything of the session that it leads.
pub fn end_tree(leader: u32) {
    // Until nobody new turns up: a process may start another one while the list is read.
    for _ in 0..10 {
        let mut victims = tree(leader);
        victims.retain(|&pid| pid != std::process::id());
        if victims.is_empty() {
            return;
        }
        for &pid in &victims {
            let Ok(pid) = libc::pid_t::try_from(pid) else {
                continue;
            };
            // SAFETY: signals are sent to processes that this program's children started.
            unsafe {
                libc::kill(pid, libc::SIGKILL);
            }
        }
        reap(&victims, leader);
    }
}

/// Takes the status of ended orphans. The leader's belongs to its `Child`.
fn reap(victims: &HashSet<u32>, leader: u32) {
    for &pid in victims {
        if pid != leader
            && let Ok(pid) = libc::pid_t::try_from(pid)
        {
            // SAFETY: no status is asked for; a process that is no child of this one is left alone.
            unsafe {
                libc::waitpid(pid, std::ptr::null_mut(), libc::WNOHANG);
            }
        }
    }
}

/// The living processes that descend from the leader or belong to its session.
fn tree(leader: u32) -> HashSet<u32> {
    let mut parents: HashMap<u32, u32> = HashMap::new();
    let mut found = HashSet::new();
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return found;
    };
    for entry in entries.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        // "pid (name) state ppid pgrp session ...": the name may hold anything.
        let Some((_, rest)) = stat.rsplit_once(") ") else {
            continue;
        };
        let fields: Vec<&str> = rest.split(' ').take(4).collect();
        if let [state, parent, _, session] = fields[..]
            && state != "Z"
            && state != "X"
        {
            parents.insert(pid, parent.parse().unwrap_or(0));
            if session.parse() == Ok(leader) {
                found.insert(pid);
            }
        }
    }
    for &pid in parents.keys() {
        let mut at = pid;
        while let Some(&parent) = parents.get(&at) {
            if at == leader || found.contains(&at) {
                found.insert(pid);
                break;
            }
            at = parent;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, timeout: Option<Duration>) -> Finished {
        let args = ["-c".to_string(), script.to_string()];
        run(&Job {
            program: "/bin/sh",
            args: &args,
            env: &[("PATH".to_string(), "/bin:/usr/bin".to_string())],
            dir: Path::new("/tmp"),
            timeout,
            max_output: 1000,
        })
        .unwrap()
    }

    #[test]
    fn output_and_exit_code() {
        let finished = sh(
            "echo out; echo err >&2; exit 7",
            Some(Duration::from_secs(60)),
        );
        assert_eq!(
            (finished.out.as_str(), finished.err.as_str()),
            ("out\n", "err\n")
        );
        assert_eq!(finished.code(), 7);
        assert_eq!(sh("kill -9 $$", None).code(), 137);
    }

    #[test]
    fn a_time_limit_ends_the_whole_tree() {
        let finished = sh(
            "sleep 1000 & echo $!; setsid sleep 1000 & echo $!; wait",
            Some(Duration::from_millis(500)),
        );
        assert!(finished.status.is_none());
        for pid in finished.out.lines() {
            let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            assert!(
                state.is_empty() || state.contains(") Z"),
                "{pid} lives: {state}"
            );
        }
    }

    #[test]
    fn output_is_limited() {
        let finished = sh(
            "i=0; while [ $i -lt 500 ]; do echo line$i; i=$((i+1)); done",
            None,
        );
        assert!(finished.out.starts_with("line0\n") && finished.out.ends_with("line499\n"));
        assert!(finished.out.contains("bytes left out"));
    }
}
