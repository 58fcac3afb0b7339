//! Runs one program to its end or to its time limit.
//!
//! The program becomes the leader of a process group of its own, and the whole group is killed when the
//! program ends or runs out of time, so that no test leaves a process behind. Output is kept
//! up to a limit: a VM that prints without end must not fill the disk.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const OUTPUT_LIMIT: usize = 16 << 20;

/// A program to run.
#[derive(Debug, Clone)]
pub struct Program {
    pub argv: Vec<OsString>,
    pub env: Vec<(String, OsString)>,
    pub dir: PathBuf,
    pub stdin: Vec<u8>,
    pub limit: Duration,
    /// Signals to send, in this order.
    pub signals: Vec<(Moment, i32)>,
}

/// When to send a signal.
#[derive(Debug, Clone)]
pub enum Moment {
    /// So long after the start, or after the signal before it.
    After(Duration),
    /// When this text has appeared on standard output.
    Printed(&'static str),
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Exit(i32),
    Signal(i32),
    OutOfTime,
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Ending::Exit(code) => write!(f, "exit code {code}"),
            Ending::Signal(number) => write!(f, "killed by signal {number}"),
            Ending::OutOfTime => write!(f, "ran out of time"),
        }
    }
}

/// What a program did.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub ending: Ending,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// A program with no input, in `dir`, with a minute to run.
    pub fn new<S: Into<OsString>>(argv: impl IntoIterator<Item = S>, dir: &Path) -> Program {
        Program {
            argv: argv.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            dir: dir.to_owned(),
            stdin: Vec::new(),
            limit: Duration::from_secs(60),
            signals: Vec::new(),
        }
    }

    /// The same with another time limit.
    pub fn limit(mut self, limit: Duration) -> Program {
        self.limit = limit;
        self
    }

    /// Runs it.
    pub fn run(&self) -> Result<Outcome, String> {
        let mut command = Command::new(&self.argv[0]);
        command
            .args(&self.argv[1..])
            .current_dir(&self.dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        // The same surroundings everywhere: options from the caller's shell would change both VMs.
        for name in [
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "CLASSPATH",
        ] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let mut child = command
            .spawn()
            .map_err(|e| format!("cannot run {}: {e}", self.argv[0].to_string_lossy()))?;
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        let input = self.stdin.clone();
        // A program need not read its input; then the write fails, and that is no fault.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let stdout = collect(child.stdout.take().expect("stdout is a pipe"));
        let stderr = collect(child.stderr.take().expect("stderr is a pipe"));
        let status = self.wait(&mut child, &stdout.0)?;
        kill_group(&child);
        let ending = match status {
            None => Ending::OutOfTime,
            Some(status) => match (status.code(), status.signal()) {
                (Some(code), _) => Ending::Exit(code),
                (None, signal) => Ending::Signal(signal.unwrap_or(0)),
            },
        };
        if ending == Ending::OutOfTime {
            child.wait().map_err(|e| format!("cannot wait: {e}"))?;
        }
        let _ = feeder.join();
        Ok(Outcome {
            ending,
            stdout: text(stdout)?,
            stderr: text(stderr)?,
        })
    }

    /// Waits for the end or the time limit, and sends the signals on the way.
    fn wait(
        &self,
        child: &mut Child,
        stdout: &Mutex<Vec<u8>>,
    ) -> Result<Option<ExitStatus>, String> {
        let end = Instant::now() + self.limit;
        let mut signals = self.signals.iter().peekable();
        let mut since = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = child.try_wait().map_err(|e| format!("cannot wait: {e}"))? {
                return Ok(Some(status));
            }
            if Instant::now() >= end {
                return Ok(None);
            }
            if let Some((moment, signal)) = signals.peek() {
                let due = match moment {
                    Moment::After(delay) => since.elapsed() >= *delay,
                    Moment::Printed(text) => {
                        let printed = stdout.lock().unwrap_or_else(PoisonError::into_inner);
                        String::from_utf8_lossy(&printed).contains(text)
                    }
                };
                pause = Duration::from_millis(1);
                if due {
                    // SAFETY: kill(2) takes no pointers; the child has not been waited for, so the number is its.
                    unsafe { libc::kill(child.id() as libc::pid_t, *signal) };
                    signals.next();
                    since = Instant::now();
                    continue;
                }
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }

    /// The command as one would type it into a shell.
    pub fn shown(&self) -> String {
        let mut line = format!("cd {} &&", quote(&self.dir.to_string_lossy()));
        for (name, value) in &self.env {
            line.push_str(&format!(" {name}={}", quote(&value.to_string_lossy())));
        }
        for word in &self.argv {
            line.push(' ');
            line.push_str(&quote(&word.to_string_lossy()));
        }
        line
    }
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// What a pipe has given so far, and its reader.
type Collected = (Arc<Mutex<Vec<u8>>>, JoinHandle<()>);

fn collect(mut pipe: impl Read + Send + 'static) -> Collected {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let sink = kept.clone();
    let reader = std::thread::spawn(move || {
        let mut buffer = [0; 16384];
        while let Ok(count) = pipe.read(&mut buffer) {
            if count == 0 {
                break;
            }
            let mut kept = sink.lock().unwrap_or_else(PoisonError::into_inner);
            // Past the limit the pipe is still drained, so that the program does not block.
            let room = OUTPUT_LIMIT - kept.len();
            kept.extend_from_slice(&buffer[..count.min(room)]);
        }
    });
    (kept, reader)
}

fn text((kept, reader): Collected) -> Result<String, String> {
    reader
        .join()
        .map_err(|_| "the reader of a pipe failed".to_owned())?;
    let bytes = kept.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn kill_group(child: &Child) {
    // SAFETY: kill(2) takes no pointers. The group was made for this child; a group that
    // is gone already gives ESRCH.
    unsafe { libc::kill(-(child.id() as libc::pid_t), libc::SIGKILL) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_output_and_exit_code() {
        let dir = std::env::temp_dir();
        let program = Program::new(["sh", "-c", "echo out; echo err >&2; exit 3"], &dir);
        let outcome = program.run().unwrap();
        assert_eq!(outcome.ending, Ending::Exit(3));
        assert_eq!(
            (outcome.stdout.as_str(), outcome.stderr.as_str()),
            ("out\n", "err\n")
        );
    }

    #[test]
    fn kills_the_group_at_the_limit() {
        let dir = std::env::temp_dir();
        let program = Program::new(["sh", "-c", "sleep 1000 & sleep 1000"], &dir);
        let outcome = program.limit(Duration::from_millis(100)).run().unwrap();
        assert_eq!(outcome.ending, Ending::OutOfTime);
    }

    #[test]
    fn quotes_for_the_shell() {
        assert_eq!(quote("a b'c"), "'a b'\\''c'");
        assert_eq!(quote("-Xmx64m"), "-Xmx64m");
    }
}
