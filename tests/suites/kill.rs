//! Ends at bad moments: signals during class initialisation, collections and start-up, blocked shutdown hooks, exits
//! that race with everything else. The exit code and the output are HotSpot's, and nothing hangs: each run has a
//! limit.

use hearth_tests::case::{self, Case};
use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Moment, Outcome, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare};
use libtest_mimic::Trial;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

struct Row {
    name: &'static str,
    /// Class and arguments.
    command: &'static [&'static str],
    signals: &'static [(Moment, i32)],
    /// How often: what depends on the moment is tried at several.
    times: u32,
}

const READY: Moment = Moment::Printed("ready");
const HOOK: Moment = Moment::Printed("hook");
const A_WHILE: Moment = Moment::After(Duration::from_millis(200));

const ROWS: &[Row] = &[
    Row {
        name: "term-in-class-initialiser",
        command: &["InitLoop"],
        signals: &[(READY, libc::SIGTERM)],
        times: 2,
    },
    Row {
        name: "interrupt-in-class-initialiser",
        command: &["InitLoop", "daemon"],
        signals: &[(READY, libc::SIGINT)],
        times: 1,
    },
    Row {
        name: "term-while-collecting",
        command: &["CollectorLoop"],
        signals: &[(READY, libc::SIGTERM)],
        times: 4,
    },
    Row {
        name: "hangup-while-collecting",
        command: &["CollectorLoop"],
        signals: &[(READY, libc::SIGHUP), (HOOK, libc::SIGHUP)],
        times: 2,
    },
    Row {
        name: "blocked-hook-then-halt",
        command: &["BlockedHook", "halt"],
        signals: &[(READY, libc::SIGTERM)],
        times: 1,
    },
    Row {
        name: "blocked-hook-outlives-term",
        command: &["BlockedHook"],
        signals: &[
            (READY, libc::SIGTERM),
            (HOOK, libc::SIGTERM),
            (A_WHILE, libc::SIGINT),
            (A_WHILE, libc::SIGKILL),
        ],
        times: 1,
    },
    Row {
        name: "hook-that-exits-blocks",
        command: &["HookExits"],
        signals: &[
            (HOOK, libc::SIGTERM),
            (A_WHILE, libc::SIGTERM),
            (A_WHILE, libc::SIGKILL),
        ],
        times: 1,
    },
    Row {
        name: "exit-while-threads-start",
        command: &["ExitRace", "exit", "50"],
        signals: &[],
        times: 5,
    },
    Row {
        name: "early-exit-while-threads-start",
        command: &["ExitRace", "exit", "1"],
        signals: &[],
        times: 5,
    },
    Row {
        name: "halt-while-threads-start",
        command: &["ExitRace", "halt", "20"],
        signals: &[],
        times: 5,
    },
    Row {
        name: "exits-from-many-threads",
        command: &["ManyExits"],
        signals: &[],
        times: 5,
    },
    Row {
        name: "main-returns-in-a-storm-of-daemons",
        command: &["DaemonStorm"],
        signals: &[],
        times: 5,
    },
];

/// One test for each row, and one for signals during start-up.
pub fn trials() -> Result<Vec<Trial>, String> {
    let cases = Arc::new(case::in_folder("kill", &layout::tests_dir().join("kill"))?);
    let mut trials: Vec<_> = ROWS
        .iter()
        .map(|row| {
            let cases = cases.clone();
            Trial::test(format!("kill/{}", row.name), move || Ok(run(row, &cases)?))
        })
        .collect();
    trials.push(Trial::test("kill/term-during-start", move || {
        Ok(during_start(&cases)?)
    }));
    Ok(trials)
}

fn program(vm: Vm, cases: &[Case], command: &[&str], scratch: &Scratch) -> Result<Program, String> {
    let mut argv = vm.launcher()?;
    argv.push("-cp".into());
    argv.push(build::classes("kill", cases)?.into_os_string());
    argv.extend(command.iter().map(OsString::from));
    Ok(Program::new(argv, scratch.path()))
}

fn run(row: &Row, cases: &[Case]) -> Result<(), String> {
    let outcome = |vm: Vm| -> Result<(Outcome, String), String> {
        let scratch = Scratch::new(&format!("kill-{}", row.name))?;
        let mut program = program(vm, cases, row.command, &scratch)?;
        program.signals = row.signals.to_vec();
        Ok((program.run()?, program.shown()))
    };
    let (expected, _) = outcome(Vm::HotSpot)?;
    if expected.ending == Ending::OutOfTime {
        return Err("the test is wrong: HotSpot itself ran out of time".to_owned());
    }
    for _ in 0..row.times {
        let (actual, command) = outcome(Vm::Hearth)?;
        compare::outcomes(&expected, &actual, true, false, &command)?;
    }
    Ok(())
}

/// Before the handler stands, the signal ends the process by itself; after that the machine ends it.
fn during_start(cases: &[Case]) -> Result<(), String> {
    for delay in (0..60).step_by(4) {
        let scratch = Scratch::new("kill-start")?;
        let mut program = program(Vm::Hearth, cases, &["Sleeper"], &scratch)?;
        program.signals = vec![(Moment::After(Duration::from_millis(delay)), libc::SIGTERM)];
        let outcome = program.run()?;
        let ended = matches!(
            outcome.ending,
            Ending::Exit(143) | Ending::Signal(libc::SIGTERM)
        );
        if !ended || !outcome.stderr.is_empty() {
            return Err(format!(
                "SIGTERM {delay} ms after the start: {}\n{}reproduce: {}\n",
                outcome.ending,
                compare::tail(&outcome.stderr),
                program.shown()
            ));
        }
    }
    Ok(())
}
