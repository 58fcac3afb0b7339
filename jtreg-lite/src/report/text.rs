//! The text report: a line for each test, or a progress bar on a terminal, and what a failure needs to be understood.

use crate::exec::{TestResult, shell_quote};
use crate::options::Options;
use crate::verdict::Kind;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::time::Instant;

/// So many lines of a failing test's output are shown; all of it is in its log.
const SHOWN_LINES: usize = 20;
const BAR_WIDTH: usize = 30;

/// Shows the results of a run as they come.
pub struct Progress<'a> {
    options: &'a Options,
    root: std::path::PathBuf,
    total: usize,
    done: usize,
    bad: usize,
    start: Instant,
    bar: bool,
    to_stderr: bool,
}

impl<'a> Progress<'a> {
    /// `to_stderr`: standard output is for a report in another format.
    pub fn new(
        options: &'a Options,
        root: &std::path::Path,
        total: usize,
        to_stderr: bool,
    ) -> Progress<'a> {
        let bar = if to_stderr {
            io::stderr().is_terminal()
        } else {
            io::stdout().is_terminal()
        };
        Progress {
            options,
            root: root.to_path_buf(),
            total,
            done: 0,
            bad: 0,
            start: Instant::now(),
            bar,
            to_stderr,
        }
    }

    pub fn add(&mut self, result: &TestResult) {
        self.done += 1;
        let bad = matches!(result.verdict.kind, Kind::Failed | Kind::Error);
        self.bad += usize::from(bad);
        let mut text = String::new();
        if self.bar {
            text.push_str("\r\x1b[K");
        }
        if !self.bar || bad || self.options.verbose {
            let _ = writeln!(
                text,
                "{:<7} {:>7.2}s  {}",
                result.verdict.kind.word(),
                result.elapsed.as_secs_f64(),
                result.name
            );
        }
        if bad {
            text.push_str(&self.failure(result));
        } else if result.verdict.is_skipped() && (!self.bar || self.options.verbose) {
            let _ = writeln!(text, "        {}", result.verdict.reason);
        }
        if self.bar && self.done < self.total {
            text.push_str(&self.bar_text());
        }
        self.write(&text);
    }

    fn write(&self, text: &str) {
        // A reader that has gone away is no reason to stop the tests.
        let _ = if self.to_stderr {
            io::stderr().write_all(text.as_bytes())
        } else {
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        };
    }

    fn bar_text(&self) -> String {
        let filled = BAR_WIDTH * self.done / self.total.max(1);
        format!(
            "[{}{}] {}/{}  {} bad  {:.0}s",
            "=".repeat(filled),
            " ".repeat(BAR_WIDTH - filled),
            self.done,
            self.total,
            self.bad,
            self.start.elapsed().as_secs_f64()
        )
    }

    fn failure(&self, result: &TestResult) -> String {
        let mut text = format!("        {}\n", result.verdict);
        if let Some(section) = result.sections.last() {
            let _ = writeln!(text, "        action: {}", section.action);
            for output in [&section.out, &section.err] {
                text.push_str(&last_lines(output));
            }
        }
        if let Some(log) = &result.log {
            let _ = writeln!(text, "        log:    {}", log.display());
        }
        let _ = writeln!(text, "        rerun:  {}", self.rerun(result));
        text
    }

    /// The command line that runs one test again.
    fn rerun(&self, result: &TestResult) -> String {
        let program = std::env::args()
            .next()
            .unwrap_or_else(|| "jtreg-lite".to_string());
        let mut words = vec![shell_quote(&program)];
        words.extend(self.options.repeat.iter().map(|word| shell_quote(word)));
        words.push(shell_quote(&self.root.join(&result.name).to_string_lossy()));
        words.join(" ")
    }
}

fn last_lines(output: &str) -> String {
    let lines: Vec<&str> = output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let from = lines.len().saturating_sub(SHOWN_LINES);
    let mut text = String::new();
    if from > 0 {
        let _ = writeln!(text, "        | [... {from} lines more in the log ...]");
    }
    for line in &lines[from..] {
        let _ = writeln!(text, "        | {line}");
    }
    text
}
