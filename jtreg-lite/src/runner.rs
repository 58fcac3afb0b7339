//! Runs the tests of a suite in slots, as many at a time as `-concurrency:` says.

use crate::description::Description;
use crate::exec::{TestResult, run_test};
use crate::process;
use crate::select::{Choice, Filters};
use crate::session::{Session, Slot};
use crate::verdict::{Kind, Verdict};
use std::collections::VecDeque;
use std::sync::{Mutex, mpsc};

/// The tests of a run and what becomes of those that are not run.
pub struct Plan {
    pub tests: Vec<Description>,
    pub skipped: Vec<TestResult>,
}

/// Sorts out which tests to run.
pub fn plan(tests: Vec<Description>, filters: &Filters) -> Plan {
    let mut plan = Plan {
        tests: Vec::new(),
        skipped: Vec::new(),
    };
    for test in tests {
        match filters.choose(&test) {
            Choice::Run => plan.tests.push(test),
            Choice::Skip(reason) => plan
                .skipped
                .push(unrun(&test, Verdict::new(Kind::NotRun, reason))),
            Choice::Error(message) => plan.skipped.push(unrun(&test, Verdict::error(message))),
        }
    }
    plan
}

fn unrun(test: &Description, verdict: Verdict) -> TestResult {
    TestResult {
        name: test.name(),
        title: test.title.clone(),
        keywords: test.keywords.iter().cloned().collect(),
        verdict,
        elapsed: std::time::Duration::ZERO,
        sections: Vec::new(),
        log: None,
    }
}

/// Runs the tests; `done` sees each result as it comes. With a session of another JDK, a test that does not pass is run
/// there too, and counts only if it passes there.
pub fn run_all(
    session: &Session,
    other: Option<&Session>,
    tests: &[Description],
    mut done: impl FnMut(&TestResult),
) -> Vec<TestResult> {
    let queue: Mutex<VecDeque<&Description>> = Mutex::new(tests.iter().collect());
    let slots = session.options.concurrency.min(tests.len()).max(1);
    let (sender, receiver) = mpsc::channel();
    let mut results = Vec::with_capacity(tests.len());
    std::thread::scope(|scope| {
        for number in 0..slots {
            let sender = sender.clone();
            let queue = &queue;
            scope.spawn(move || {
                let mut slot = Slot::new(session, number);
                let mut other = other.map(|session| (session, Slot::new(session, number)));
                loop {
                    let next = queue.lock().unwrap_or_else(|e| e.into_inner()).pop_front();
                    let Some(test) = next else { break };
                    let mut result = run_test(session, &mut slot, test);
                    process::stop_if_ending();
                    if let Some((other, slot)) = &mut other {
                        compare(&mut result, other, slot, test);
                    }
                    if sender.send(result).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for result in receiver {
            done(&result);
            results.push(result);
        }
    });
    results.sort_by(|a, b| a.name.cmp(&b.name));
    results
}

/// Takes back a bad verdict that another JDK gives, too.
fn compare(result: &mut TestResult, other: &Session, slot: &mut Slot, test: &Description) {
    if !matches!(result.verdict.kind, Kind::Failed | Kind::Error) {
        return;
    }
    let there = run_test(other, slot, test);
    let home = other.jdk.home.display();
    if there.verdict.is_passed() {
        result
            .verdict
            .reason
            .push_str(&format!(" (passes on {home})"));
    } else {
        let reason = format!(
            "no difference: here {}; on {home} {}",
            result.verdict, there.verdict
        );
        result.verdict = Verdict::new(Kind::NotRun, reason);
    }
}
