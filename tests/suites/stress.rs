//! The stress switches themselves, on Hearth alone: they do what they say, and heap verification finds a heap that a
//! program has spoilt, and says where.

use hearth_tests::case::{self, Case};
use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare};
use libtest_mimic::Trial;
use std::sync::Arc;
use std::time::Duration;

struct Row {
    name: &'static str,
    /// Options, class and arguments.
    command: &'static str,
    ending: Ending,
    /// What standard output must contain.
    says: &'static [&'static str],
    /// What it must not contain.
    unsaid: &'static [&'static str],
}

const fn fine(name: &'static str, command: &'static str, says: &'static [&'static str]) -> Row {
    Row {
        name,
        command,
        ending: Ending::Exit(0),
        says,
        unsaid: &["fatal error"],
    }
}

const fn fault(name: &'static str, command: &'static str, says: &'static [&'static str]) -> Row {
    Row {
        name,
        command,
        ending: Ending::Signal(libc::SIGABRT),
        says,
        unsaid: &["collected"],
    }
}

const ROWS: &[Row] = &[
    fine(
        "gc-stress-collects-again-and-again",
        "-Xlog:gc -XX:+GCStress -XX:GCStressInterval=5000 Busy",
        &[
            "busy",
            "Pause Young (GCStress)",
            "Pause Full (GCStress)",
            "GC(30)",
        ],
    ),
    Row {
        unsaid: &["GCStress)"],
        // Without the flag, though the whole suite may run under it.
        ..fine(
            "no-gc-stress-without-the-flag",
            "-Xlog:gc -XX:-GCStress Busy",
            &["busy"],
        )
    },
    fine(
        "every-collection-is-full",
        "-Xlog:gc -XX:+GCStress -XX:GCStressInterval=5000 -XX:GCStressFullInterval=1 -XX:StressSeed=4 Busy",
        &["busy", "Pause Full (GCStress)", "GC(20)"],
    ),
    fine(
        "safepoint-a-lot-stops-the-world",
        "-Xlog:safepoint -XX:+SafepointALot Busy",
        &["busy", "SafepointALot"],
    ),
    fine(
        "deoptimize-a-lot-leaves-compiled-frames",
        "-Xbatch -XX:+DeoptimizeALot -XX:DeoptimizeALotSeed=3 -XX:+TraceDeoptimization Busy",
        &["busy", "DEOPT reason=request"],
    ),
    Row {
        unsaid: &["reason=request"],
        ..fine(
            "no-requests-without-the-flag",
            "-Xbatch -XX:+TraceDeoptimization Busy",
            &["busy"],
        )
    },
    fine(
        "all-at-once",
        "-XX:+GCStress -XX:+VerifyHeap -XX:+SafepointALot -XX:+StressScheduler -XX:StressSeed=2 -XX:+DeoptimizeALot Busy",
        &["busy"],
    ),
    fine(
        "a-sound-heap",
        "-XX:+VerifyHeap Corrupt nothing",
        &["collected"],
    ),
    fault(
        "a-field-of-the-wrong-class",
        "-XX:+VerifyHeap Corrupt class",
        &[
            "Internal Error (VerifyHeap)",
            "before a full collection",
            "field Corrupt.text",
            "a [I, but holds only java.lang.String",
        ],
    ),
    fault(
        "an-element-of-the-wrong-class",
        "-XX:+VerifyHeap Corrupt element",
        &[
            "element 0 of",
            "a [Ljava.lang.String;",
            "a Corrupt, but holds only java.lang.String",
        ],
    ),
    fault(
        "no-object",
        "-XX:+VerifyBeforeGC Corrupt dangling",
        &["field Corrupt.text", "which is no object"],
    ),
    fault(
        "a-store-without-barrier",
        "-XX:+VerifyAfterGC -XX:+GCStress -XX:GCStressInterval=5000 -XX:GCStressFullInterval=9999 Corrupt barrier",
        &[
            "after a nursery collection",
            "field Corrupt.text",
            "which is no object",
        ],
    ),
];

/// One test for each row.
pub fn trials() -> Result<Vec<Trial>, String> {
    let cases = Arc::new(case::in_folder(
        "stress-switches",
        &layout::tests_dir().join("stress"),
    )?);
    let trial = |row: &'static Row| {
        let cases = cases.clone();
        Trial::test(format!("switches/{}", row.name), move || {
            Ok(run(row, &cases)?)
        })
    };
    Ok(ROWS.iter().map(trial).collect())
}

fn run(row: &Row, cases: &[Case]) -> Result<(), String> {
    let classes = build::classes("stress-switches", cases)?;
    let scratch = Scratch::new(&format!("switches-{}", row.name))?;
    let mut argv = Vm::Hearth.launcher()?;
    argv.push("-XX:+UnlockDiagnosticVMOptions".into());
    argv.push("-cp".into());
    argv.push(classes.into_os_string());
    argv.extend(row.command.split_whitespace().map(Into::into));
    let limit = Vm::Hearth.patience(Duration::from_secs(60));
    let program = Program::new(argv, scratch.path()).limit(limit);
    let outcome = program.run()?;
    let missing = row.says.iter().find(|s| !outcome.stdout.contains(**s));
    let wrong = row.unsaid.iter().find(|s| outcome.stdout.contains(**s));
    let complaint = match (missing, wrong) {
        _ if outcome.ending != row.ending => format!("{}, not {}", outcome.ending, row.ending),
        (Some(text), _) => format!("it does not say: {text}"),
        (_, Some(text)) => format!("it says: {text}"),
        (None, None) => return Ok(()),
    };
    Err(format!(
        "{complaint}\n{}{}reproduce: {}\n",
        compare::tail(&outcome.stdout),
        compare::tail(&outcome.stderr),
        program.shown()
    ))
}
