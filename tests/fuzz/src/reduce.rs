//! Makes a failing program smaller as long as it fails in the same way.
//!
//! Changes are tried by the dozen, for processes are what costs time: each candidate is written as a package of its own, all are
//! compiled, run with the oracle and in the failing mode, and the smallest that still fails is taken. Large parts go
//! first. A candidate counts only if it fails in the same way (a crash stays a crash), and if the oracle ends it.

use crate::batch::{self, Report};
use crate::modes::ORACLE;
use crate::session::{self, Failure};
use crate::subject::Subject;
use std::time::{Duration, Instant};

/// So many candidates go together.
const WIDTH: usize = 24;
/// A reduction ends after this, however far it came.
const PATIENCE: Duration = Duration::from_secs(300);

/// The smallest program found, and how it fails.
pub fn reduce<'a>(
    subject: Subject,
    failure: &Failure<'a>,
    jobs: usize,
) -> Result<(Subject, Failure<'a>), String> {
    let start = Instant::now();
    let mut best = subject;
    let mut reports = (failure.expected.clone(), failure.actual.clone());
    let mut position = 0;
    let mut improved = false;
    while start.elapsed() < PATIENCE {
        let edits = best.edits();
        let end = (position + WIDTH).min(edits.count());
        if position >= end {
            if !std::mem::take(&mut improved) {
                break;
            }
            position = 0;
            continue;
        }
        // Each change by itself, and some together: most that can go can go at once.
        let indices: Vec<usize> = (position..end).collect();
        let mut groups: Vec<&[usize]> = Vec::new();
        for size in [WIDTH, WIDTH / 2, WIDTH / 4, 1] {
            groups.extend(indices.chunks(size));
        }
        let candidates: Vec<_> = groups
            .iter()
            .map(|group| edits.apply(&best, group))
            .collect();
        match smallest_failing(&candidates, failure, jobs)? {
            // What comes after the change has moved up: the same place holds changes not tried yet.
            Some((index, expected, actual)) => {
                best = candidates[index].clone();
                reports = (expected, actual);
                improved = true;
            }
            None => position = end,
        }
    }
    let (expected, actual) = reports;
    let failure = Failure {
        expected,
        actual,
        ..*failure
    };
    Ok((best, failure))
}

/// Runs the candidates; returns the smallest that fails as the original does, with what it did.
fn smallest_failing(
    candidates: &[Subject],
    failure: &Failure<'_>,
    jobs: usize,
) -> Result<Option<(usize, Report, Report)>, String> {
    let dir = session::home().join(format!("reduce-{}", std::process::id()));
    session::fresh(&dir)?;
    let mut names: Vec<String> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let name = format!("r{index}");
        candidate.write(&dir, &name)?;
        names.push(name);
    }
    if failure.kind.has_sources() {
        let broken = batch::compile(false, &dir, &names)?;
        names.retain(|name| !broken.contains_key(name));
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|index| candidates[*index].size());
    let mut found = None;
    if failure.alone {
        for index in order {
            let name = format!("r{index}");
            if !names.contains(&name) {
                continue;
            }
            let expected = batch::run_alone(&ORACLE, &dir, &name)?;
            let actual = batch::run_alone(failure.mode, &dir, &name)?;
            if alike(failure, &expected, &actual) {
                found = Some((index, expected, actual));
                break;
            }
        }
    } else {
        let expected = batch::run(&ORACLE, &dir, &names, jobs)?;
        names.retain(|name| matches!(expected.get(name), Some(Report::Text(_))));
        let actual = batch::run(failure.mode, &dir, &names, jobs)?;
        found = order.into_iter().find_map(|index| {
            let name = format!("r{index}");
            let (expected, actual) = (expected.get(&name)?, actual.get(&name)?);
            alike(failure, expected, actual).then(|| (index, expected.clone(), actual.clone()))
        });
    }
    std::fs::remove_dir_all(&dir).map_err(|e| format!("cannot remove {}: {e}", dir.display()))?;
    Ok(found)
}

/// Whether these reports differ in the way that the failure's do.
fn alike(failure: &Failure<'_>, expected: &Report, actual: &Report) -> bool {
    expected != actual
        && expected.kind() == failure.expected.kind()
        && actual.kind() == failure.actual.kind()
}
