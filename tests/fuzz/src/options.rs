//! The command line.

use crate::modes::{MODES, Mode};
use crate::subject::Kind;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What the user asked for.
#[derive(Debug)]
pub struct Options {
    pub kinds: Vec<Kind>,
    /// Mutate class files and jars too.
    pub mutate: bool,
    pub first: u64,
    pub seeds: u64,
    pub minutes: Option<u64>,
    pub modes: Vec<&'static Mode>,
    pub jobs: usize,
    pub reduce: bool,
    /// So many failures at most are reduced.
    pub reductions: usize,
    /// Write the programs to this directory instead of running them.
    pub write: Option<PathBuf>,
    /// Print the program instead of running it.
    pub print: bool,
}

/// The text for `--help`.
pub const HELP: &str = include_str!("help.txt");

impl Options {
    /// Reads the arguments; none means that the help was asked for.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Option<Options>, String> {
        let mut options = Options {
            kinds: Vec::new(),
            mutate: false,
            first: 1,
            seeds: 200,
            minutes: None,
            modes: Vec::new(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            reduce: true,
            reductions: 5,
            write: None,
            print: false,
        };
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
            match arg.as_str() {
                "--help" | "-h" => return Ok(None),
                "--seeds" => options.seeds = number(&arg, &value()?)?,
                "--first" => options.first = number(&arg, &value()?)?,
                "--minutes" => options.minutes = Some(number(&arg, &value()?)?),
                "--jobs" => options.jobs = number::<usize>(&arg, &value()?)?.max(1),
                "--mode" => {
                    for name in value()?.split(',') {
                        options.modes.push(Mode::named(name)?);
                    }
                }
                "--kind" => {
                    for name in value()?.split(',') {
                        match name {
                            "mutate" => options.mutate = true,
                            _ => options.kinds.push(kind(name)?),
                        }
                    }
                }
                "--no-reduce" => options.reduce = false,
                "--write" => options.write = Some(value()?.into()),
                "--print" => options.print = true,
                _ => return Err(format!("unknown option {arg}; --help lists all")),
            }
        }
        if options.modes.is_empty() {
            options.modes = MODES.iter().collect();
        }
        if options.kinds.is_empty() && !options.mutate {
            options.kinds = KINDS.to_vec();
        }
        Ok(Some(options))
    }
}

impl Options {
    /// Whether the minutes are over.
    pub fn out_of_time(&self, start: Instant) -> bool {
        self.minutes
            .is_some_and(|minutes| start.elapsed() >= Duration::from_secs(60 * minutes))
    }
}

const KINDS: &[Kind] = &[Kind::Java, Kind::Class];

fn kind(name: &str) -> Result<Kind, String> {
    let found = KINDS.iter().find(|kind| kind.name() == name);
    found
        .copied()
        .ok_or_else(|| format!("there is no kind {name}"))
}

fn number<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{option} wants a number, not {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let words = ["--seeds", "7", "--mode", "int,default"].map(str::to_owned);
        let options = Options::parse(words).unwrap().unwrap();
        assert_eq!((options.seeds, options.modes.len()), (7, 2));
        assert!(Options::parse(["--seeds".to_owned(), "x".to_owned()]).is_err());
        assert!(Options::parse(["--help".to_owned()]).unwrap().is_none());
    }
}
