//! Compiles and runs many programs at once.
//!
//! A VM takes longer to start than a program takes to run, so one process runs dozens (`driver/Driver.java`). A process
//! that dies or hangs costs the program that it was at; the others are run by the next process.

use crate::modes::Mode;
use hearth_tests::jdk::Jdk;
use hearth_tests::layout;
use hearth_tests::process::{Ending, Outcome, Program};
use hearth_tests::{build, compare};
use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How many programs one process runs at most.
const CHUNK: usize = 40;

/// What a program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// What it printed, and the exception that ended it.
    Text(String),
    /// It took too long.
    Hang,
    /// The VM died: how, and its last words.
    Crash(String),
}

impl Report {
    /// One word for the kind of it.
    pub fn kind(&self) -> &'static str {
        match self {
            Report::Text(_) => "text",
            Report::Hang => "hang",
            Report::Crash(_) => "crash",
        }
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Report::Text(text) => write!(f, "{text}"),
            Report::Hang => writeln!(f, "(took too long)"),
            Report::Crash(how) => writeln!(f, "(the VM died: {how})"),
        }
    }
}

/// The reports by program.
pub type Reports = BTreeMap<String, Report>;

/// The directory with the compiled classes of `driver/`.
pub fn driver_classes() -> Result<PathBuf, String> {
    let out = layout::target_dir().join("fuzz").join("driver");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("driver");
    let sources = hearth_tests::case::sorted(&folder)?;
    build::once(&out, &sources, || {
        let mut argv = vec![
            Jdk::find()?.tool("javac").into_os_string(),
            "-d".into(),
            out.clone().into_os_string(),
        ];
        argv.extend(sources.iter().map(OsString::from));
        build::compile(argv)
    })?;
    Ok(out)
}

/// Writes a list for one of the driver's programs.
fn write_list(dir: &Path, name: &str, names: &[String]) -> Result<PathBuf, String> {
    let path = dir.join(name);
    std::fs::write(&path, names.join("\n"))
        .map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    Ok(path)
}

/// Compiles `sources/NAME/Main.java` for each name; returns what the compiler says of those that do not compile.
/// They are compiled `together` where all of them should compile, which is faster.
pub fn compile(
    together: bool,
    dir: &Path,
    names: &[String],
) -> Result<BTreeMap<String, String>, String> {
    let list = write_list(dir, "compile.txt", names)?;
    let argv: Vec<OsString> = vec![
        Jdk::find()?.tool("java").into_os_string(),
        "-XX:+UseSerialGC".into(),
        "-XX:TieredStopAtLevel=1".into(),
        "-cp".into(),
        driver_classes()?.into_os_string(),
        "Compile".into(),
        if together { "together" } else { "each" }.into(),
        dir.join("src").into_os_string(),
        dir.join("classes").into_os_string(),
        list.into_os_string(),
    ];
    let program = Program::new(argv, dir).limit(Duration::from_secs(600));
    let outcome = program.run()?;
    if outcome.ending != Ending::Exit(0) {
        let tail = compare::tail(&outcome.stderr);
        return Err(format!("the compiler: {}\n{tail}", outcome.ending));
    }
    let lines = outcome.stdout.lines();
    Ok(lines
        .map(|line| line.split_once(' ').unwrap_or((line, "")))
        .map(|(name, errors)| (name.to_owned(), errors.to_owned()))
        .collect())
}

/// Runs programs in one mode, by `jobs` processes at a time.
pub fn run(mode: &Mode, dir: &Path, names: &[String], jobs: usize) -> Result<Reports, String> {
    let size = CHUNK.min(names.len().div_ceil(jobs)).max(1);
    let queue: VecDeque<Vec<String>> = names.chunks(size).map(<[String]>::to_vec).collect();
    let queue = Mutex::new(queue);
    let reports = Mutex::new(Reports::new());
    let worker = |number: usize| -> Result<(), String> {
        loop {
            let next = queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some(names) = next else { return Ok(()) };
            let found = run_chunk(mode, dir, &names, number)?;
            reports
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(found);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs)
            .map(|number| scope.spawn(move || worker(number)))
            .collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|_| "a worker failed".to_owned())?)
    })?;
    Ok(reports.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Runs programs in one process after another until each has a report.
fn run_chunk(mode: &Mode, dir: &Path, names: &[String], worker: usize) -> Result<Reports, String> {
    let mut reports = Reports::new();
    let mut left = names.to_vec();
    while !left.is_empty() {
        let list = write_list(dir, &format!("run-{}-{worker}.txt", mode.name), &left)?;
        let mut argv = mode.command()?;
        argv.extend([
            "-cp".into(),
            driver_classes()?.into_os_string(),
            "Driver".into(),
            dir.join("classes").into_os_string(),
            mode.limit().as_secs().to_string().into(),
            list.into_os_string(),
        ]);
        // The driver watches over each program; this is for a VM whose threads all stand still.
        let limit = mode.limit() * 2 + mode.limit() / 4 * left.len() as u32;
        let outcome = Program::new(argv, dir).limit(limit).run()?;
        let (found, at) = parse(&outcome.stdout);
        let before = left.len();
        reports.extend(found);
        if outcome.ending != Ending::Exit(0) {
            let culprit = at
                .or_else(|| {
                    left.iter()
                        .find(|name| !reports.contains_key(*name))
                        .cloned()
                })
                .or_else(|| left.last().cloned());
            if let Some(name) = culprit {
                reports.insert(name, ill(&outcome));
            }
        }
        left.retain(|name| !reports.contains_key(name));
        if left.len() == before {
            return Err(format!("the driver did nothing: {}", outcome.stderr));
        }
    }
    Ok(reports)
}

fn ill(outcome: &Outcome) -> Report {
    match outcome.ending {
        Ending::OutOfTime | Ending::Exit(97) => Report::Hang,
        _ => {
            let mut words: Vec<_> = outcome.stderr.lines().rev().take(12).collect();
            words.reverse();
            Report::Crash(format!("{}\n{}", outcome.ending, words.join("\n")))
        }
    }
}

/// The reports in the driver's output, and the program that it was at when it ended.
fn parse(output: &str) -> (Reports, Option<String>) {
    let mut reports = Reports::new();
    let mut at: Option<String> = None;
    let mut text = String::new();
    for line in output.lines() {
        if let Some(name) = line.strip_prefix("\u{1}BEGIN ") {
            at = Some(name.to_owned());
            text.clear();
        } else if let Some(name) = line.strip_prefix("\u{1}END ") {
            reports.insert(name.to_owned(), Report::Text(std::mem::take(&mut text)));
            at = None;
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    (reports, at)
}

/// Runs one program by itself: its output, its exit code and what it says of uncaught exceptions.
pub fn run_alone(mode: &Mode, dir: &Path, name: &str) -> Result<Report, String> {
    let program = alone(mode, dir, name)?;
    let outcome = program.run()?;
    Ok(match outcome.ending {
        Ending::Exit(code) => {
            let errors: Vec<_> = outcome
                .stderr
                .lines()
                .filter(|line| line.starts_with("Exception in") || line.trim().starts_with("at "))
                .collect();
            Report::Text(format!(
                "{}exit code {code}\n{}\n",
                outcome.stdout,
                errors.join("\n")
            ))
        }
        _ => ill(&outcome),
    })
}

/// The command that runs one program by itself.
pub fn alone(mode: &Mode, dir: &Path, name: &str) -> Result<Program, String> {
    let mut argv = mode.command()?;
    argv.extend([
        "-cp".into(),
        dir.join("classes").into_os_string(),
        format!("{name}.Main").into(),
    ]);
    Ok(Program::new(argv, dir).limit(mode.limit() + Duration::from_secs(10)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_drivers_output() {
        let (reports, at) = parse("\u{1}BEGIN a\nx\n\u{1}END a\n\u{1}BEGIN b\ny\n");
        assert_eq!(reports["a"], Report::Text("x\n".into()));
        assert_eq!(at.as_deref(), Some("b"));
        assert_eq!(reports.len(), 1);
    }
}
