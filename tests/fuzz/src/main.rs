//! The differential harness: breeds programs, and compares what Hearth does with them to what HotSpot does.
//!
//! `java` and `class` make a program from a seed, `batch` runs many in few processes, `modes` says with which VMs and options,
//! `session` goes over the seeds and compares, `reduce` makes what differs small. `mutate` spoils class files and jars. docs/design/fuzz.md tells the ideas.

mod batch;
mod class;
mod edits;
mod java;
mod modes;
mod mutate;
mod options;
mod reduce;
mod rng;
mod session;
mod subject;
mod tree;

use options::{HELP, Options};
use std::process::ExitCode;

fn main() -> ExitCode {
    match Options::parse(std::env::args().skip(1)) {
        Ok(None) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => run(&options),
        Err(message) => trouble(&message),
    }
}

fn trouble(message: &str) -> ExitCode {
    eprintln!("fuzz: {message}");
    ExitCode::from(2)
}

fn run(options: &Options) -> ExitCode {
    let mut failures = Vec::new();
    for kind in &options.kinds {
        if options.print {
            print!(
                "{}",
                kind.program(options.first)
                    .text(&kind.package(options.first))
            );
            continue;
        }
        if let Some(dir) = &options.write {
            let mut seeds = options.first..options.first + options.seeds;
            let written =
                seeds.try_for_each(|seed| kind.program(seed).write(dir, &kind.package(seed)));
            match written {
                Ok(()) => continue,
                Err(message) => return trouble(&message),
            }
        }
        match session::run(*kind, options) {
            Ok(summary) => {
                failures.extend(summary.failures);
                failures.extend(summary.invalid);
            }
            Err(message) => return trouble(&message),
        }
    }
    if options.mutate {
        match mutate::run(options) {
            Ok(summary) => failures.extend(summary.failures),
            Err(message) => return trouble(&message),
        }
    }
    for failure in &failures {
        println!("failed: {failure}");
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
