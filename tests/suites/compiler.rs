//! What the compiler says of itself, and what it does at its limits: on Hearth alone, for HotSpot says other things. The
//! programs are those in `tests/compiler/`; what they compute must not depend on the options.

use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Outcome, Program};
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

/// Options for profiles by the interpreter, which nothing but itself executes.
macro_rules! interpreted_profiles {
    ($($more:literal),*) => {
        [
            "-XX:-TieredCompilation",
            "-XX:Tier0ProfilingStartPercentage=0",
            "-XX:Tier0InvokeNotifyFreqLog=0",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Nobody::nothing",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
            $($more),*
        ]
    };
}

/// What the interpreter, or code of level 3, finds of the calls in `ProfiledCalls.concat`, with the types that
/// `TypeProfileLevel=111` asks for.
const CONCAT: &[&str] = &[
    "ProfiledCalls.concat(",
    "CounterData         count(1000)",
    "CounterData         count(1000)",
    "argument types      0: stack(0) 'java/lang/String'",
    "                    1: stack(1) 'java/lang/String'",
    "return type         'java/lang/String'",
];

const ROWS: &[Row] = &[
    Row {
        name: "the-interpreter-profiles-branches",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.direct(I)I",
            "invocation_counter: 1000",
            "BranchData          taken(750) not taken(250)",
            "JumpData            taken(250)",
            "BranchData          taken(500) not taken(500)",
            "CounterData         count(500)",
            "JumpData            taken(500)",
            "CounterData         count(500)",
            "CounterData         count(1000)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-loops",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.loop(I)I",
            "backedge_counter: 10000",
            "BranchData          taken(10000) not taken(1000)",
            "JumpData            taken(10000)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-a-lookupswitch",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.sparse(I)I",
            "MultiBranchData     default_count(499) count(0) count(251) count(250)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-a-tableswitch",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.dense(I)I",
            "MultiBranchData     default_count(500) count(125) count(125) count(125) count(125)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-receivers",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.byInterface(",
            "VirtualCallData     count(0) entries(2)",
            "'ProfiledCalls$Round'(500)",
            "'ProfiledCalls$Square'(500)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-calls-of-super",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls$Square.name(",
            "CounterData         count(500)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-stores",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.store(",
            "ReceiverTypeData    nulls(100) count(0) entries(2)",
            "'java/lang/Integer'(100)",
            "'java/lang/String'(800)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-casts",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.cast(",
            "ReceiverTypeData    nulls(0) count(0) entries(2)",
            "'java/lang/String'(500)",
            "'java/lang/StringBuilder'(500)",
        ],
    },
    Row {
        name: "the-interpreter-profiles-types-at-call-sites",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: CONCAT,
    },
    Row {
        name: "the-interpreter-profiles-types-at-method-handles",
        program: "ProfiledCalls",
        options: &interpreted_profiles!(),
        says: &[
            "ProfiledCalls.handle(",
            "'java/lang/invoke/DirectMethodHandle'(1000)",
            "argument types      0: stack(1) 'java/lang/String'",
            "return type         'java/lang/Integer'",
        ],
    },
    Row {
        name: "the-interpreter-profiles-all-types",
        program: "ProfiledCalls",
        options: &interpreted_profiles!("-XX:TypeProfileLevel=222", "-XX:TypeProfileParmsLimit=-1"),
        says: &[
            "ProfiledCalls.direct(I)I",
            "argument types      0: stack(0) 'java/lang/String' (null seen)",
            "                    1: stack(2) unknown",
            "return type         unknown",
        ],
    },
    Row {
        name: "the-interpreter-profiles-parameters",
        program: "ProfiledCalls",
        options: &interpreted_profiles!("-XX:TypeProfileLevel=222", "-XX:TypeProfileParmsLimit=-1"),
        says: &[
            "ProfiledCalls.byInterface(",
            "parameter types               0: stack(0) unknown",
        ],
    },
    Row {
        name: "types-are-profiled-at-level-3",
        program: "ProfiledCalls",
        options: &[
            "-Xcomp",
            "-XX:TieredStopAtLevel=3",
            "-XX:-ProfileInterpreter",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,ProfiledCalls::concat",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
        ],
        says: &[
            "ProfiledCalls.concat(",
            "argument types      0: stack(0) 'java/lang/String'",
            "                    1: stack(1) 'java/lang/String'",
            "return type         'java/lang/String'",
        ],
    },
    Row {
        name: "all-types-are-profiled-at-level-3",
        program: "ProfiledCalls",
        options: &[
            "-Xcomp",
            "-XX:TieredStopAtLevel=3",
            "-XX:-ProfileInterpreter",
            "-XX:TypeProfileLevel=222",
            "-XX:TypeProfileParmsLimit=-1",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,ProfiledCalls::direct",
            "-XX:CompileCommand=compileonly,ProfiledCalls::same",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
        ],
        says: &[
            "ProfiledCalls.same(",
            "parameter types               0: stack(0) 'java/lang/String' (null seen)",
            "1: stack(2) unknown",
            "ProfiledCalls.direct(I)I",
            "argument types      0: stack(0) 'java/lang/String' (null seen)",
            "1: stack(2) unknown",
            "return type         unknown",
        ],
    },
    Row {
        name: "from-the-interpreter-to-the-optimizing-tier",
        program: "Profiled",
        options: &[
            "-Xbatch",
            "-XX:Tier0ProfilingStartPercentage=0",
            "-XX:Tier3InvocationThreshold=1000000",
            "-XX:Tier3MinInvocationThreshold=1000000",
            "-XX:Tier4InvocationThreshold=1000",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Profiled::branch",
            "-XX:+PrintCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
        ],
        says: &[
            "b  1       Profiled::branch (10 bytes)",
            "Profiled.branch(I)I",
            "invocation_counter: 10",
        ],
    },
    Row {
        name: "without-tiers-the-interpreter-profiles-first",
        program: "Profiled",
        options: &[
            "-Xbatch",
            "-XX:-TieredCompilation",
            "-XX:CompileThreshold=1000",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Profiled::branch",
            "-XX:+PrintCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+PrintMethodData",
        ],
        says: &[
            "    b        Profiled::branch (10 bytes)",
            "Profiled.branch(I)I",
            "invocation_counter: 1",
            "BranchData          taken(",
        ],
    },
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
            "BranchData          taken(3000) not taken(1000)",
        ],
    },
    Row {
        name: "profile-of-a-switch",
        program: "Profiled",
        options: &profile!("choice"),
        says: &["MultiBranchData     default_count(2800) count(400) count(400) count(400)"],
    },
    Row {
        name: "profile-of-receivers",
        program: "Profiled",
        options: &profile!("call"),
        says: &[
            "VirtualCallData     count(1000) entries(2)",
            "'Profiled$A'(1000)",
            "'Profiled$B'(2000)",
        ],
    },
    Row {
        name: "profile-of-a-type-test",
        program: "Profiled",
        options: &profile!("test"),
        says: &[
            "ReceiverTypeData    nulls(2000) count(0) entries(1)",
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
            "-XX:-AbortVMOnCompilationFailure",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Profiled::*",
            "-XX:+PrintCompilation",
        ],
        says: &["COMPILE SKIPPED: the compiler panicked", "Profiled::call"],
    },
    Row {
        name: "what-a-class-initialiser-executes-is-compiled-later",
        program: "Initializer",
        options: &[
            "-Xbatch",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=compileonly,Initializer*::*",
            "-XX:+PrintCompilation",
        ],
        says: &[
            "Initializer$Counted::add (25 bytes)   COMPILE SKIPPED: trapped too often (retryable)",
            "b  1       Initializer$Counted::add (25 bytes)",
            "initialised: ",
        ],
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
        .chain([Trial::test("compiler/abort-on-failure", || Ok(aborts()?))])
        .collect()
}

/// Runs a program with options; what came of it, and its command line.
fn execute(name: &str, program: &str, options: &[&str]) -> Result<(Outcome, String), String> {
    let cases = case::in_folder("compiler", &layout::tests_dir().join("compiler"))?;
    let classes = build::classes("compiler-suite", &cases)?;
    let scratch = Scratch::new(&format!("compiler-{name}"))?;
    let mut argv = Vm::Hearth.launcher()?;
    argv.extend(options.iter().map(Into::into));
    argv.extend(["-cp".into(), classes.into_os_string(), program.into()]);
    let program = Program::new(argv, scratch.path()).limit(LIMIT);
    Ok((program.run()?, program.shown()))
}

/// A compilation that fails ends the machine, if that was asked for.
fn aborts() -> Result<(), String> {
    let options = [
        "-Xbatch",
        "-XX:CompileThresholdScaling=0.1",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:CICrashAt=1",
        "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=compileonly,Profiled::*",
        "-XX:+AbortVMOnCompilationFailure",
    ];
    let (outcome, command) = execute("abort-on-failure", "Profiled", &options)?;
    let said = "is never compilable: the compiler panicked: CICrashAt=1";
    match outcome.ending {
        Ending::Signal(libc::SIGABRT) if outcome.stdout.contains(said) => Ok(()),
        ending => Err(format!(
            "{ending}\nreproduce: {command}\n{}",
            outcome.stdout
        )),
    }
}

fn run(row: &Row) -> Result<(), String> {
    let outcome = |options: &[&str]| -> Result<_, String> {
        let (outcome, command) = execute(row.name, row.program, options)?;
        match outcome.ending {
            Ending::Exit(0) => Ok((outcome, command)),
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
