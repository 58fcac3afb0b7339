//! What all tests of a run share: the options, the suite, the JDKs and what is known of them.

use crate::frameworks::Frameworks;
use crate::jdk::{Jdk, JdkFacts};
use crate::options::{ExecMode, Options};
use crate::platform::Platform;
use crate::suite::Suite;
use crate::worker::{Settings, Worker};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Variables that tests get from the environment of jtreg-lite.
const INHERITED: [&str; 16] = [
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP_SESSION",
    "DISPLAY",
    "GDMSESSION",
    "GNOME_DESKTOP_SESSION_ID",
    "GNOME_SHELL_SESSION_MODE",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LPDEST",
    "PRINTER",
    "TZ",
    "WAYLAND_DISPLAY",
    "XMODIFIERS",
    "XAUTHORITY",
];

/// A suite to be run on a JDK.
pub struct Session<'a> {
    pub options: &'a Options,
    pub suite: &'a Suite,
    pub jdk: Jdk,
    pub compile_jdk: Jdk,
    pub facts: JdkFacts,
    pub platform: Platform,
    pub env: Vec<(String, String)>,
    pub work: PathBuf,
    pub frameworks: Frameworks,
    /// Held by tests of `exclusiveAccess.dirs`.
    pub exclusive: Mutex<()>,
}

impl<'a> Session<'a> {
    /// Prepares a run on the JDK at `home`, with results in `work`.
    pub fn new(
        options: &'a Options,
        suite: &'a Suite,
        home: &Path,
        work: &Path,
    ) -> Result<Session<'a>, String> {
        let work = std::path::absolute(work).map_err(|e| format!("{}: {e}", work.display()))?;
        std::fs::create_dir_all(&work).map_err(|e| format!("{}: {e}", work.display()))?;
        let compile_home = options.compile_jdk.as_deref().unwrap_or(home);
        let compile_jdk = Jdk::open(compile_home, None)?;
        let jdk = Jdk::open(home, Some(&compile_jdk))?;
        let env = environment(options);
        let mut all_options = options.vm_options.clone();
        all_options.extend(options.java_options.iter().cloned());
        let facts = jdk.facts(&all_options, suite, &compile_jdk, &work, &env)?;
        Ok(Session {
            options,
            suite,
            platform: Platform::new(&facts, &all_options),
            frameworks: Frameworks::find(options),
            jdk,
            compile_jdk,
            facts,
            env,
            work,
            exclusive: Mutex::new(()),
        })
    }

    /// The mode for actions that do not say.
    pub fn mode(&self) -> ExecMode {
        match self.options.mode {
            Some(mode) => mode,
            None if self.suite.default_agent_vm => ExecMode::AgentVm,
            None => ExecMode::OtherVm,
        }
    }

    /// The options for VMs that run tests.
    pub fn test_options(&self) -> Vec<String> {
        let mut options = self.options.vm_options.clone();
        options.extend(self.options.java_options.iter().cloned());
        options.extend(self.options.debug_options.iter().cloned());
        options
    }
}

fn environment(options: &Options) -> Vec<(String, String)> {
    let mut env: Vec<(String, String)> = std::env::vars()
        .filter(|(name, _)| INHERITED.contains(&name.as_str()) || name.starts_with("XDG_"))
        .collect();
    env.push(("PATH".to_string(), "/bin:/usr/bin:/usr/sbin".to_string()));
    for (name, value) in &options.environment {
        env.retain(|(known, _)| known != name);
        env.push((name.clone(), value.clone()));
    }
    env
}

/// A place where one test runs at a time: its directories and its workers.
pub struct Slot {
    pub scratch: PathBuf,
    pub classes: PathBuf,
    workers: Vec<Worker>,
}

impl Slot {
    /// The slot of a number; with a single one, the folders have no number.
    pub fn new(session: &Session, number: usize) -> Slot {
        let numbered = |name: &str| match session.options.concurrency {
            1 => session.work.join(name),
            _ => session.work.join(name).join(number.to_string()),
        };
        Slot {
            scratch: numbered("scratch"),
            classes: numbered("classes"),
            workers: Vec::new(),
        }
    }

    /// Takes an idle worker with these settings, or starts one. Give it back with [`Slot::give_back`].
    pub fn take_worker(&mut self, settings: &Settings) -> io::Result<Worker> {
        match self
            .workers
            .iter()
            .position(|worker| worker.settings == *settings)
        {
            Some(at) => Ok(self.workers.swap_remove(at)),
            None => Worker::start(settings),
        }
    }

    pub fn give_back(&mut self, worker: Worker) {
        if !worker.is_worn() {
            self.workers.push(worker);
        }
    }

    /// Empties the scratch directory. Workers stay: it is their current directory.
    pub fn clean_scratch(&self) -> io::Result<()> {
        std::fs::create_dir_all(&self.scratch)?;
        for entry in std::fs::read_dir(&self.scratch)? {
            remove_all(&entry?.path())?;
        }
        Ok(())
    }
}

/// Removes a file or a folder, even from folders that a test has made read-only.
pub fn remove_all(path: &Path) -> io::Result<()> {
    let is_dir = std::fs::symlink_metadata(path)?.is_dir();
    let result = if is_dir {
        std::fs::remove_dir_all(path)
    } else {
        std::fs::remove_file(path)
    };
    if result.is_ok() {
        return Ok(());
    }
    make_writable(path);
    if is_dir {
        std::fs::remove_dir_all(path)
    } else {
        std::fs::remove_file(path)
    }
}

fn make_writable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) {
        let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700));
        for child in crate::locations::sorted_entries(path) {
            make_writable(&child);
        }
    }
}
