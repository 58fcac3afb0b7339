//! What the compiler says of itself, and what it does at its limits: on Hearth alone, for HotSpot says other things. The
//! programs are those in `tests/compiler/`; what they compute must not depend on the options.

use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Program};
use hearth_tests::vm::{Vm, stress_options};
use hearth_tests::{build, case, compare};
use libtest_mimic::Trial;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

struct Row {
    name: &'static str,
    program: &'static str,
    options: &'static [&'static str],
    /// Parts of lines of the output, which come in this order.
    says: &'static [&'static str],
}

/// Options for the profile of one method of `Profiled`.
macro_rules! profile {
    ($method:literal) => {
        [
            "-Xcomp",
            "-XX:TieredStopAtLevel=3",
            "-XX:CompileCommand=quiet",
            concat!("-XX:CompileCommand=compileonly,Profiled::", $method),
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
        ]
    };
}

const ROWS: &[Row] = &[
    Row {
        name: "full-code-cache",
        program: "FullCodeCache",
        options: &[
            "-Xbatch",
            "-XX:ReservedCodeCacheSize=2600k",
            "-XX:CompileThresholdScaling=0.05",
            "-Xlog:codecache*",
        ],
        says: &["Code cache flushed: 2"],
    },
    Row {
        name: "profile-of-a-branch",
        program: "Profiled",
        options: &profile!("branch"),
        says: &[
            "Profiled.branch(I)I",
            "invocation_counter: 4000",
            "BranchData        taken(3000) not taken(1000)",
        ],
    },
    Row {
        name: "profile-of-a-switch",
        program: "Profiled",
        options: &profile!("choice"),
        says: &["MultiBranchData   default_count(2800) count(400) count(400) count(400)"],
    },
    Row {
        name: "profile-of-receivers",
        program: "Profiled",
        options: &profile!("call"),
        says: &[
            "VirtualCallData   count(1000) entries(2)",
            "'Profiled$A'(1000)",
            "'Profiled$B'(2000)",
        ],
    },
    Row {
        name: "profile-of-a-type-test",
        program: "Profiled",
        options: &profile!("test"),
        says: &[
            "ReceiverTypeData  nulls(2000) count(0) entries(1)",
            "'Profiled$B'(2000)",
        ],
    },
    Row {
        name: "level-2-then-level-1",
        program: "Hot",
        options: &[
            "-Xbatch",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Hot::outer",
            "-XX:CompileCommand=dontinline,Hot::outer",
            "-XX:+PrintCompilation",
        ],
        says: &[
            "b  2       Hot::outer (9 bytes)",
            "b  1       Hot::outer (9 bytes)",
            "   2       Hot::outer (9 bytes)   made not entrant",
        ],
    },
    Row {
        name: "a-loop-leaves-level-2",
        program: "HotLoop",
        options: &[
            "-Xbatch",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,HotLoop::sum",
            "-XX:+PrintCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+TraceDeoptimization",
        ],
        says: &[
            "b  2       HotLoop::sum (",
            "%  b  1       HotLoop::sum @ 4 (",
            "DEOPT reason=request",
        ],
    },
    Row {
        name: "a-panic-of-the-compiler",
        program: "Profiled",
        options: &[
            "-Xbatch",
            "-XX:CompileThresholdScaling=0.1",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:CICrashAt=1",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Profiled::*",
            "-XX:+PrintCompilation",
        ],
        says: &["COMPILE SKIPPED: the compiler panicked", "Profiled::call"],
    },
    Row {
        name: "native-wrappers-are-printed",
        program: "Hot",
        options: &["-XX:CompileThresholdScaling=0.05", "-XX:+PrintCompilation"],
        says: &["n 0       java.lang.Class::desiredAssertionStatus0 (native)   (static)"],
    },
    Row {
        name: "levels-are-printed",
        program: "Profiled",
        options: &[
            "-Xcomp",
            "-XX:TieredStopAtLevel=3",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Profiled::loop",
            "-XX:+PrintCompilation",
        ],
        says: &["b  3       Profiled::loop (21 bytes)"],
    },
    Row {
        name: "disassembly",
        program: "Hot",
        options: &["-Xbatch", "-XX:CompileCommand=print,Hot::outer"],
        says: &[
            "CompileCommand: print Hot.outer bool print = true",
            "Hot::outer (9 bytes)",
            "'outer' '(I)I' in 'Hot'",
            "push",
            ";*imul",
            "; - Hot::inner@3 (line 17)",
            "; - Hot::outer@1 (line 13)",
            "ret",
            "[/Disassembly]",
        ],
    },
    Row {
        name: "clif",
        program: "Hot",
        options: &[
            "-Xbatch",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=printclif,Hot::outer",
        ],
        says: &["Hot.outer(I)I", "function", "imul"],
    },
];

/// One test for each row.
pub fn trials() -> Vec<Trial> {
    ROWS.iter()
        .map(|row| Trial::test(format!("compiler/{}", row.name), move || Ok(run(row)?)))
        .collect()
}

fn run(row: &Row) -> Result<(), String> {
    let cases = case::in_folder("compiler", &layout::tests_dir().join("compiler"))?;
    let classes = build::classes("compiler-suite", &cases)?;
    let outcome = |options: &[&str]| -> Result<_, String> {
        let scratch = Scratch::new(&format!("compiler-{}", row.name))?;
        let mut argv = Vm::Hearth.launcher()?;
        argv.extend(options.iter().map(Into::into));
        argv.extend(["-cp".into(), classes.clone().into_os_string()]);
        argv.push(row.program.into());
        let program = Program::new(argv, scratch.path()).limit(LIMIT);
        let outcome = program.run()?;
        match outcome.ending {
            Ending::Exit(0) => Ok((outcome, program.shown())),
            ending => Err(format!("{ending}: {}", compare::tail(&outcome.stderr))),
        }
    };
    let (expected, _) = outcome(&["-Xint"])?;
    let (found, command) = outcome(row.options)?;
    let failed = |what: &str| Err(format!("{what}\nreproduce: {command}\n{}", found.stdout));
    let mut lines = found.stdout.lines();
    // Under stress collections take away code at other times.
    let says = if stress_options().is_empty() {
        row.says
    } else {
        &[]
    };
    for part in says {
        if !lines.any(|line| line.contains(part)) {
            return failed(&format!("no line says (any more): {part}"));
        }
    }
    let mut lines = found.stdout.lines();
    for line in expected.stdout.lines() {
        if !lines.any(|l| l == line) {
            return failed(&format!(
                "a line of the interpreted program is missing: {line}"
            ));
        }
    }
    Ok(())
}
