//! A run over many seeds: makes the programs, runs them in every mode, compares, reduces and keeps what differs.

use crate::batch::{self, Report, Reports};
use crate::modes::{Mode, ORACLE};
use crate::options::Options;
use crate::reduce;
use crate::subject::{self, Kind, Subject};
use hearth_tests::layout;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// So many programs are made, compiled and run together.
const BLOCK: u64 = 160;
/// Of so many programs one is also run by itself, for the exit code and what goes to the standard error.
const ALONE: u64 = 20;

/// How the report of a program begins that does not verify.
const REJECTED: &str = "uncaught java.lang.VerifyError";

/// What a run found.
#[derive(Debug, Default)]
pub struct Summary {
    pub programs: u64,
    /// Programs that the verifier rejects; only a mistake of the generator makes one.
    pub rejected: usize,
    /// Programs that the generator got wrong: they do not compile, or the oracle takes too long.
    pub invalid: Vec<String>,
    pub failures: Vec<String>,
}

/// A program that did something else in a mode than with the oracle.
#[derive(Debug)]
pub struct Failure<'a> {
    pub kind: Kind,
    pub seed: u64,
    pub mode: &'a Mode,
    pub alone: bool,
    pub expected: Report,
    pub actual: Report,
}

/// Where runs work and keep what they find.
pub fn home() -> PathBuf {
    layout::target_dir().join("fuzz")
}

/// Runs all seeds, or as many as there is time for.
pub fn run(kind: Kind, options: &Options) -> Result<Summary, String> {
    let start = Instant::now();
    let mut summary = Summary::default();
    let mut next = options.first;
    let end = options.first + options.seeds;
    while next < end && !options.out_of_time(start) {
        let last = (next + BLOCK).min(end);
        block(kind, next..last, options, &mut summary)?;
        next = last;
        println!(
            "{}: {} programs, {} differences, {} invalid, {} rejected, {} s",
            kind.name(),
            summary.programs,
            summary.failures.len(),
            summary.invalid.len(),
            summary.rejected,
            start.elapsed().as_secs()
        );
    }
    Ok(summary)
}

/// An empty directory for the files of some programs.
pub fn fresh(dir: &Path) -> Result<(), String> {
    let io = |e: std::io::Error| format!("cannot prepare {}: {e}", dir.display());
    if dir.exists() {
        std::fs::remove_dir_all(dir).map_err(io)?;
    }
    std::fs::create_dir_all(dir.join("src")).map_err(io)?;
    std::fs::create_dir_all(dir.join("classes")).map_err(io)
}

fn block(
    kind: Kind,
    seeds: std::ops::Range<u64>,
    options: &Options,
    summary: &mut Summary,
) -> Result<(), String> {
    let dir = home().join(format!("work-{}-{}", kind.name(), std::process::id()));
    fresh(&dir)?;
    let mut programs: Vec<(u64, String)> = Vec::new();
    for seed in seeds {
        let name = kind.package(seed);
        kind.program(seed).write(&dir, &name)?;
        programs.push((seed, name));
    }
    if kind.has_sources() {
        let names: Vec<_> = programs.iter().map(|(_, name)| name.clone()).collect();
        for (name, errors) in batch::compile(true, &dir, &names)? {
            summary
                .invalid
                .push(format!("{name} does not compile: {errors}"));
            println!("{name} does not compile: {errors}");
            programs.retain(|(_, other)| *other != name);
        }
    }
    summary.programs += programs.len() as u64;
    let names: Vec<_> = programs.iter().map(|(_, name)| name.clone()).collect();
    let expected = batch::run(&ORACLE, &dir, &names, options.jobs)?;
    let names = valid(names, &expected, summary);
    summary.rejected += expected
        .values()
        .filter(|report| matches!(report, Report::Text(text) if text.contains(REJECTED)))
        .count();
    for mode in &options.modes {
        let actual = batch::run(mode, &dir, &names, options.jobs)?;
        for (seed, name) in &programs {
            let (Some(expected), Some(actual)) = (expected.get(name), actual.get(name)) else {
                continue;
            };
            let failure = Failure {
                kind,
                seed: *seed,
                mode,
                alone: false,
                expected: expected.clone(),
                actual: actual.clone(),
            };
            judge(&failure, options, summary)?;
        }
    }
    for (seed, name) in programs.iter().filter(|(seed, _)| seed % ALONE == 0) {
        if names.contains(name) {
            let expected = batch::run_alone(&ORACLE, &dir, name)?;
            for mode in &options.modes {
                let failure = Failure {
                    kind,
                    seed: *seed,
                    mode,
                    alone: true,
                    expected: expected.clone(),
                    actual: batch::run_alone(mode, &dir, name)?,
                };
                judge(&failure, options, summary)?;
            }
        }
    }
    std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot remove {}: {e}", dir.display()))
}

/// Those programs that the oracle runs to an end.
fn valid(names: Vec<String>, expected: &Reports, summary: &mut Summary) -> Vec<String> {
    let is_text = |name: &String| matches!(expected.get(name), Some(Report::Text(_)));
    let (good, bad): (Vec<_>, Vec<_>) = names.into_iter().partition(is_text);
    for name in bad {
        let report = expected.get(&name).map_or("nothing", Report::kind);
        println!("{name} is no use: {report} with the oracle");
        summary
            .invalid
            .push(format!("{name}: {report} with the oracle"));
    }
    good
}

/// Compares; keeps and reduces a program that differs.
fn judge(failure: &Failure<'_>, options: &Options, summary: &mut Summary) -> Result<(), String> {
    if failure.expected == failure.actual {
        return Ok(());
    }
    let name = failure.kind.package(failure.seed);
    let mode = failure.mode.name;
    let dir = home().join("failures").join(format!("{name}-{mode}"));
    fresh(&dir)?;
    let subject = failure.kind.program(failure.seed);
    keep(&dir, &name, &subject, failure)?;
    println!(
        "{name} differs in mode {mode} ({}): {}",
        failure.actual.kind(),
        dir.display()
    );
    println!("{}", first_difference(&failure.expected, &failure.actual));
    summary.failures.push(format!("{name} in mode {mode}"));
    if options.reduce && summary.failures.len() <= options.reductions {
        let (reduced, failure) = reduce::reduce(subject, failure, options.jobs)?;
        let dir = dir.join("reduced");
        fresh(&dir)?;
        keep(&dir, &name, &reduced, &failure)?;
        println!("reduced to {} nodes: {}", reduced.size(), dir.display());
    }
    println!("again: {}", again(failure));
    Ok(())
}

/// The command that runs a program again, with all that belongs to it.
fn again(failure: &Failure<'_>) -> String {
    format!(
        "./x fuzz --kind {} --first {} --seeds 1 --mode {}",
        failure.kind.name(),
        failure.seed,
        failure.mode.name
    )
}

/// Writes a program, its outputs and the commands.
fn keep(dir: &Path, name: &str, subject: &Subject, failure: &Failure<'_>) -> Result<(), String> {
    subject.write(dir, name)?;
    if failure.kind.has_sources() {
        batch::compile(true, dir, &[name.to_owned()])?;
    }
    let oracle = batch::alone(&ORACLE, dir, name)?.shown();
    let hearth = batch::alone(failure.mode, dir, name)?.shown();
    let commands = format!("{}\n{oracle}\n{hearth}\n", again(failure));
    subject::write(dir, "program.txt", subject.text(name).as_bytes())?;
    subject::write(dir, "expected.txt", failure.expected.to_string().as_bytes())?;
    subject::write(dir, "actual.txt", failure.actual.to_string().as_bytes())?;
    subject::write(dir, "commands.txt", commands.as_bytes())
}

fn first_difference(expected: &Report, actual: &Report) -> String {
    let (expected, actual) = (expected.to_string(), actual.to_string());
    let (mut left, mut right) = (expected.lines(), actual.lines());
    loop {
        match (left.next(), right.next()) {
            (None, None) => return String::new(),
            (a, b) if a == b => {}
            (a, b) => {
                return format!(
                    "  expected: {}\n  actual:   {}",
                    a.unwrap_or(""),
                    b.unwrap_or("")
                );
            }
        }
    }
}
