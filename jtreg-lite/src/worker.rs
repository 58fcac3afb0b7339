//! Worker VMs: each performs one action after another, so that starting a VM and warming javac up are paid once.
//!
//! A worker connects back to a port of this machine's loopback device and shows a secret word first. Requests and
//! answers are described in `agent/jtreglite/Worker.java`. A worker that breaks, or that has to be stopped because of a
//! time limit, is ended with everything that it started, and a new one takes its place.

use crate::jdk::{HELPER_EXPORTS, Jdk};
use crate::process;
use crate::verdict::{Kind, Verdict};
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How long a worker may take to start. Slow VMs under test get as much as they need in practice.
const START_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a VM that has given up its connection may take to end.
const END_TIMEOUT: Duration = Duration::from_secs(2);

/// After this many actions a worker is replaced, so that what tests leave behind does not add up.
const MOST_ACTIONS: usize = 400;

/// What a worker is started with. Workers with equal settings are interchangeable.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub java: String,
    pub options: Vec<String>,
    pub class_path: String,
    pub dir: PathBuf,
    pub env: Vec<(String, String)>,
    pub log: PathBuf,
}

impl Settings {
    /// The settings for a worker of a JDK in a directory; `more` are further jars for tests.
    pub fn new(
        jdk: &Jdk,
        options: &[String],
        more: &[String],
        dir: &Path,
        env: &[(String, String)],
    ) -> Settings {
        let mut class_path = vec![jdk.helpers.to_string_lossy().into_owned()];
        class_path.extend(more.iter().cloned());
        let log_name = format!(
            "{}.worker.log",
            dir.file_name().unwrap_or_default().to_string_lossy()
        );
        Settings {
            java: jdk.java(),
            options: options.to_vec(),
            class_path: class_path.join(":"),
            dir: dir.to_path_buf(),
            env: env.to_vec(),
            log: dir.parent().unwrap_or(dir).join(log_name),
        }
    }
}

/// A request to a worker.
#[derive(Debug, Default)]
pub struct Request {
    bytes: Vec<u8>,
}

impl Request {
    pub fn new(kind: char) -> Request {
        Request {
            bytes: vec![u8::try_from(kind).unwrap_or(b'?')],
        }
    }

    pub fn number(mut self, number: u32) -> Request {
        self.bytes.extend(number.to_be_bytes());
        self
    }

    pub fn text(self, text: &str) -> Request {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut request = self.number(length);
        request.bytes.extend(text.as_bytes());
        request
    }

    pub fn list<S: AsRef<str>>(self, items: &[S]) -> Request {
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items.iter().fold(self.number(count), |request, item| {
            request.text(item.as_ref())
        })
    }

    pub fn map(self, entries: &[(String, String)]) -> Request {
        let flat: Vec<&str> = entries
            .iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()])
            .collect();
        self.list(&flat)
    }
}

/// A running worker.
pub struct Worker {
    child: Child,
    stream: TcpStream,
    pub settings: Settings,
    actions: usize,
}

/// Why there is no answer to a request.
pub enum Broken {
    TimedOut,
    Crashed(String),
}

impl Worker {
    /// Starts a worker and waits until it is there.
    pub fn start(settings: &Settings) -> io::Result<Worker> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let secret = secret()?;
        let log = File::create(&settings.log)?;
        let mut command = Command::new(&settings.java);
        command
            .args(&settings.options)
            .args([
                "--add-exports",
                HELPER_EXPORTS,
                "-cp",
                &settings.class_path,
                "jtreglite.Worker",
            ])
            .arg(listener.local_addr()?.port().to_string())
            .arg(&secret)
            .env_clear()
            .envs(settings.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&settings.dir)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut child = process::spawn_in_session(&mut command)?;
        match accept(&listener, &secret, &mut child) {
            Ok(stream) => Ok(Worker {
                child,
                stream,
                settings: settings.clone(),
                actions: 0,
            }),
            Err(e) => {
                process::end_tree(child.id());
                let _ = child.wait();
                let log = process::read_limited(&settings.log, 2000);
                Err(io::Error::other(format!("{e}\n{log}")))
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether the worker has done enough.
    pub fn is_worn(&self) -> bool {
        self.actions >= MOST_ACTIONS
    }

    /// Performs a request. After an `Err` the worker is of no use any more.
    pub fn perform(
        &mut self,
        request: &Request,
        timeout: Option<Duration>,
    ) -> Result<Verdict, Broken> {
        self.actions += 1;
        let deadline = timeout.map(|timeout| Instant::now() + timeout);
        self.exchange(request, deadline).map_err(|e| {
            let timed_out = matches!(
                e.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
            );
            if timed_out && deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Broken::TimedOut;
            }
            let ended = match self.end_of_child() {
                Some(status) => format!(
                    "; its VM ended with exit code {}",
                    process::exit_code(status)
                ),
                None => String::new(),
            };
            Broken::Crashed(format!("{e}{ended}"))
        })
    }

    fn exchange(&mut self, request: &Request, deadline: Option<Instant>) -> io::Result<Verdict> {
        self.stream.write_all(&request.bytes)?;
        let mut head = [0; 5];
        self.receive(&mut head, deadline)?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut reason = vec![0; usize::try_from(length).unwrap_or(0)];
        self.receive(&mut reason, deadline)?;
        let kind = match head[0] {
            b'P' => Kind::Passed,
            b'F' => Kind::Failed,
            _ => Kind::Error,
        };
        Ok(Verdict::new(kind, String::from_utf8_lossy(&reason)))
    }

    /// How the VM ended. The system closes a dying process's connections a little before it can be waited for.
    fn end_of_child(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + END_TIMEOUT;
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(2));
                }
                other => return other.ok().flatten(),
            }
        }
    }

    fn receive(&mut self, buffer: &mut [u8], deadline: Option<Instant>) -> io::Result<()> {
        let mut at = 0;
        while at < buffer.len() {
            let left = match deadline {
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                    Some(left)
                }
                None => None,
            };
            self.stream.set_read_timeout(left)?;
            match self.stream.read(&mut buffer[at..]) {
                Ok(0) => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "connection lost",
                    ));
                }
                Ok(count) => at += count,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing of value is in the worker: the quick end is the right one, and takes what tests have started along.
        process::end_tree(self.child.id());
        let _ = self.child.wait();
    }
}

fn secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn accept(listener: &TcpListener, secret: &str, child: &mut Child) -> io::Result<TcpStream> {
    let deadline = Instant::now() + START_TIMEOUT;
    while Instant::now() < deadline {
        match listener.accept() {
            Ok((mut stream, _)) => {
                stream.set_nonblocking(false)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(10)))?;
                let mut shown = vec![0; secret.len()];
                if stream.read_exact(&mut shown).is_ok() && shown == secret.as_bytes() {
                    return Ok(stream);
                }
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                if let Some(status) = child.try_wait()? {
                    let code = process::exit_code(status);
                    return Err(io::Error::other(format!(
                        "the worker VM ended with exit code {code}"
                    )));
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::TimedOut,
        "the worker VM did not start in time",
    ))
}
