//! The mutation fuzzer: class files and jars with changes that nobody would make on purpose.
//!
//! The mutations are made inside the VM (`driver/Mutate.java`, `driver/Jars.java`) from their numbers, so that a process defines
//! thousands a second. Whatever becomes of a class is one line; a VM may refuse it with a LinkageError, it may not die, hang, or
//! grow. HotSpot runs the same numbers: where one accepts what the other refuses, that is a difference. Which
//! error refuses a class with several faults depends on the order of the checks, and is only counted.

use crate::batch;
use crate::modes::{Mode, ORACLE};
use crate::options::Options;
use crate::session::{self, Summary};
use crate::subject::{self, Kind};
use hearth_tests::process::{Ending, Program};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// So many mutations go through one process.
const BATCH: u64 = 20_000;
/// The largest resident memory of a VM that defines any number of classes, in KB.
const MEMORY: u64 = 1_600_000;
/// Programs of each kind in the corpus.
const PROGRAMS: std::ops::RangeInclusive<u64> = 1..=40;

/// Lines by number.
type Verdicts = BTreeMap<u64, String>;

/// Runs so many mutations of classes as there are seeds, and a hundredth of that of jars.
pub fn run(options: &Options) -> Result<Summary, String> {
    let dir = session::home().join(format!("mutate-{}", std::process::id()));
    corpus(&dir)?;
    let mut summary = Summary::default();
    let start = Instant::now();
    for mode in &options.modes {
        for (program, seeds) in [
            ("Mutate", options.seeds),
            ("Jars", options.seeds.div_ceil(100)),
        ] {
            let mut tally = Tally::default();
            let (mut next, end) = (options.first, options.first + seeds);
            while next < end && !options.out_of_time(start) {
                let count = BATCH.min(end - next);
                let hearth = verdicts(program, mode, &dir, next, count, &mut summary)?;
                let hotspot = verdicts(program, &ORACLE, &dir, next, count, &mut summary)?;
                tally.compare(&hotspot, &hearth);
                summary.programs += count;
                next += count;
            }
            tally.report(program, mode, &mut summary);
        }
        commands(
            mode,
            &dir,
            options.first,
            options.seeds.div_ceil(2000),
            &mut summary,
        )?;
    }
    std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot remove {}: {e}", dir.display()))?;
    Ok(summary)
}

/// Puts generated class files and compiled generated programs into `dir/classes`.
fn corpus(dir: &Path) -> Result<(), String> {
    session::fresh(dir)?;
    let mut names = Vec::new();
    for seed in PROGRAMS {
        for kind in [Kind::Class, Kind::Java] {
            let name = kind.package(seed);
            kind.program(seed).write(dir, &name)?;
            if kind.has_sources() {
                names.push(name);
            }
        }
    }
    let broken = batch::compile(true, dir, &names)?;
    broken.into_iter().next().map_or(Ok(()), |(name, errors)| {
        Err(format!("{name} does not compile: {errors}"))
    })
}

/// What becomes of a range of mutations in one mode. A number at which the VM dies or hangs is a failure, and the next process goes on
/// behind it.
fn verdicts(
    program: &str,
    mode: &Mode,
    dir: &Path,
    first: u64,
    count: u64,
    summary: &mut Summary,
) -> Result<Verdicts, String> {
    let mut verdicts = Verdicts::new();
    let (mut next, end) = (first, first + count);
    let progress = dir.join("progress");
    while next < end {
        subject::write(dir, "progress", &[0; 4])?;
        let mut argv = mode.command()?;
        argv.extend([
            "-cp".into(),
            batch::driver_classes()?.into_os_string(),
            program.into(),
            dir.join("classes").into_os_string(),
            next.to_string().into(),
            (end - next).to_string().into(),
            progress.clone().into_os_string(),
        ]);
        let limit =
            (Duration::from_secs(60) + Duration::from_millis(5) * count as u32) * mode.patience;
        let outcome = Program::new(argv, dir).limit(limit).run()?;
        for line in outcome.stdout.lines() {
            if let Some((number, verdict)) = line.split_once(' ')
                && let Ok(number) = number.parse()
            {
                verdicts.insert(number, verdict.to_owned());
            } else if let Some(memory) = line.strip_prefix("VmHWM:") {
                let memory = memory.trim().trim_end_matches(" kB").parse().unwrap_or(0);
                println!(
                    "{program} {}: {next} to {end}, {memory} KB at most",
                    mode.name
                );
                if memory > MEMORY {
                    summary
                        .failures
                        .push(format!("{program} in mode {}: {memory} KB", mode.name));
                }
            }
        }
        if outcome.ending == Ending::Exit(0) {
            break;
        }
        let bytes =
            std::fs::read(&progress).map_err(|e| format!("cannot read the progress: {e}"))?;
        let at = bytes.get(..4).map_or(0, |b| {
            u64::from(u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
        });
        let at = at.max(next);
        let words: Vec<_> = outcome.stderr.lines().take(6).collect();
        println!(
            "{program} {at} in mode {}: {}\n{}",
            mode.name,
            outcome.ending,
            words.join("\n")
        );
        summary.failures.push(format!(
            "{program} {at} in mode {}: {}",
            mode.name, outcome.ending
        ));
        verdicts.insert(at, "died".to_owned());
        next = at + 1;
    }
    Ok(verdicts)
}

/// Starts the VM with mutated jars as programs and on the boot class path: it may end with 0 or 1, in no other way.
fn commands(
    mode: &Mode,
    dir: &Path,
    first: u64,
    count: u64,
    summary: &mut Summary,
) -> Result<(), String> {
    let run = |mode: &Mode, args: &[std::ffi::OsString]| -> Result<_, String> {
        let mut argv = mode.command()?;
        argv.extend_from_slice(args);
        Program::new(argv, dir).limit(mode.limit()).run()
    };
    let dump: [std::ffi::OsString; 8] = [
        "-cp".into(),
        batch::driver_classes()?.into(),
        "Jars".into(),
        dir.join("classes").into(),
        first.to_string().into(),
        "dump".into(),
        dir.into(),
        count.to_string().into(),
    ];
    run(&ORACLE, &dump)?;
    let mut same = 0;
    for number in first..first + count {
        let jar = dir.join(format!("{number}.jar"));
        let boot = format!("-Xbootclasspath/a:{}", jar.display());
        let ways: [&[std::ffi::OsString]; 2] = [
            &["-jar".into(), jar.clone().into()],
            &[boot.into(), "c1.Main".into()],
        ];
        for way in ways {
            let (expected, actual) = (run(&ORACLE, way)?, run(mode, way)?);
            same += u64::from(expected.ending == actual.ending && expected.stdout == actual.stdout);
            if !matches!(actual.ending, Ending::Exit(0 | 1)) {
                let failure = format!("{} {} in mode {}", way[0].display(), number, mode.name);
                println!("{failure}: {}", actual.ending);
                summary.failures.push(failure);
            }
        }
    }
    println!(
        "{} starts with mutated jars, {same} as HotSpot's",
        2 * count
    );
    Ok(())
}

/// How two VMs' verdicts compare.
#[derive(Debug, Default)]
struct Tally {
    alike: u64,
    accepted: u64,
    /// Both refuse a class, with different errors.
    otherwise: u64,
    /// One accepts what the other refuses, or tells something else of it.
    different: Vec<String>,
}

impl Tally {
    fn compare(&mut self, hotspot: &Verdicts, hearth: &Verdicts) {
        for (number, theirs) in hotspot {
            let Some(ours) = hearth.get(number) else {
                continue;
            };
            if !is_refusal(theirs) {
                self.accepted += 1;
            }
            if ours == theirs {
                self.alike += 1;
            } else if is_refusal(ours) && is_refusal(theirs) || is_ambiguous(ours, theirs) {
                self.otherwise += 1;
            } else {
                self.different
                    .push(format!("{number}: HotSpot {theirs}, Hearth {ours}"));
            }
            if ours.contains('!') && !theirs.contains('!') {
                self.different
                    .push(format!("{number}: no linkage error: {ours}"));
            }
        }
    }

    fn report(&self, program: &str, mode: &Mode, summary: &mut Summary) {
        for line in &self.different {
            println!("{program} {line}");
        }
        println!(
            "{program} in mode {}: {} alike ({} accepted), {} refused with another error, {} different",
            mode.name,
            self.alike,
            self.accepted,
            self.otherwise,
            self.different.len()
        );
        if !self.different.is_empty() {
            summary.failures.push(format!(
                "{program}: {} different verdicts",
                self.different.len()
            ));
        }
    }
}

/// Whether a class of version 50 has a stack map that one VM found broken, while for the other the old verifier decided.
fn is_ambiguous(ours: &str, theirs: &str) -> bool {
    [ours, theirs].iter().all(|verdict| {
        verdict
            .split(' ')
            .next()
            .is_some_and(|way| way.ends_with("50"))
    }) && ours.contains("ClassFormatError") != theirs.contains("ClassFormatError")
}

/// Whether a class could not be defined or linked, or an archive not be read.
fn is_refusal(verdict: &str) -> bool {
    let mut words = verdict.split_whitespace().skip(1);
    words.next().is_some_and(|word| {
        word.starts_with("link:") || word.ends_with("Error") || word.ends_with("Exception")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_at_definition_and_linkage_are_refusals() {
        assert!(is_refusal("define ClassFormatError"));
        assert!(is_refusal("lookup  link:VerifyError 0"));
        assert!(!is_refusal("define 3 1 fields:NoClassDefFoundError"));
    }
}
