//! Runs the suite in `tests/data/suite` with the program, on the JDK of `JAVA_HOME`, and compares every verdict with
//! what jtreg gives.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Each test's verdict and a part of its reason, with a VM for each action.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("applet/Page.html", "notRun", "applets cannot be run"),
    (
        "basic/Fail.java",
        "fail",
        "java.lang.IllegalStateException: on purpose",
    ),
    ("basic/Pass.java", "pass", ""),
    ("compile/Assembled.java", "pass", ""),
    ("compile/BadArgument.java", "error", "command line error"),
    ("compile/Cleaned.java", "pass", ""),
    (
        "compile/ExpectedError.java",
        "pass",
        "Compilation failed as expected",
    ),
    (
        "compile/NoSource.java",
        "error",
        "NoSource.java:3: Parse Exception: Can't find source file: NoSuchFile.java",
    ),
    ("compile/OwnVm.java", "pass", ""),
    ("compile/Preview.java", "pass", ""),
    ("compile/RealError.java", "fail", "Compilation failed"),
    (
        "compile/WrongReference.java",
        "fail",
        "does not match reference file: Wrong.out, line 1",
    ),
    ("frameworks/JUnit5.java", "pass", ""),
    ("frameworks/JUnit5Fails.java", "fail", "JUnit test failure"),
    ("frameworks/TestNg.java", "pass", ""),
    ("frameworks/TestNgFails.java", "fail", "test failures: 1"),
    ("junitdir/q/InDir.java", "pass", ""),
    ("library/Built.java", "pass", ""),
    ("library/Implicit.java", "pass", ""),
    ("library/NotBuilt.java", "fail", "ClassNotFoundException"),
    ("manual/Manual.java", "pass", ""),
    (
        "mistakes/BadAction.java",
        "error",
        "BadAction.java:3: Parse Exception: Bad action for script: frob",
    ),
    (
        "mistakes/BadBug.java",
        "error",
        "BadBug.java:3: Parse Exception: Invalid or unrecognized bugid: 12",
    ),
    (
        "mistakes/BadKey.java",
        "error",
        "BadKey.java:3: Parse Exception: Invalid key: nonsense",
    ),
    (
        "mistakes/BadModules.java",
        "error",
        "BadModules.java:3: Parse Exception: Invalid item in @modules",
    ),
    (
        "mistakes/BadOption.java",
        "error",
        "BadOption.java:3: Parse Exception: Bad option for main: frob",
    ),
    (
        "mistakes/BadRequires.java",
        "error",
        "BadRequires.java:3: Parse Exception: Syntax error in @requires",
    ),
    (
        "mistakes/BadTag.java",
        "error",
        "BadTag.java:3: Parse Exception: Invalid tag: frobnicate",
    ),
    (
        "mistakes/BadTimeout.java",
        "error",
        "BadTimeout.java:3: Parse Exception: Bad integer specification: soon",
    ),
    (
        "mistakes/Ignored.java",
        "error",
        "Test ignored: not ready 1234567",
    ),
    (
        "mistakes/LateLibrary.java",
        "error",
        "LateLibrary.java:4: Parse Exception: `@library' must appear before",
    ),
    (
        "mistakes/NoClass.java",
        "error",
        "NoClass.java:3: can't find NoSuchClass in test directory or libraries",
    ),
    (
        "mistakes/NoLibrary.java",
        "error",
        "NoLibrary.java:3: Can't find library: /nowhere",
    ),
    (
        "mistakes/OutsideLibrary.java",
        "error",
        "OutsideLibrary.java:3: effective library path is outside",
    ),
    (
        "mistakes/TrailingBuild.java",
        "error",
        "TrailingBuild.java:3: No action after @build",
    ),
    ("mistakes/TwoTests.java#bad", "fail", "bad"),
    ("mistakes/TwoTests.java#good", "pass", ""),
    ("mistakes/TwoTests.java#id2", "pass", ""),
    (
        "mistakes/UnknownName.java",
        "error",
        "UnknownName.java:3: Parse Exception: Syntax error in @requires",
    ),
    (
        "mistakes/VmOption.java",
        "error",
        "need to specify /othervm",
    ),
    ("modules/Exports.java", "pass", ""),
    (
        "modules/Missing.java",
        "notRun",
        "A required module is not available: no.such.module",
    ),
    ("modules/NotExported.java", "fail", "Compilation failed"),
    ("modules/Opens.java", "pass", ""),
    ("modules/patch/Patch.java", "pass", ""),
    ("modules/user/Use.java", "error", "does not export own"),
    ("othervmdir/Alone.java", "pass", ""),
    (
        "requires/Broken.java",
        "error",
        "Error evaluating expression: test.broken: not to be found out",
    ),
    ("requires/Here.java", "pass", ""),
    (
        "requires/NotHere.java",
        "notRun",
        "The platform does not meet the specified requirements",
    ),
    ("requires/Smart.java", "pass", ""),
    (
        "requires/VmOption.java",
        "notRun",
        "The platform does not meet the specified requirements",
    ),
    ("running/Driver.java", "pass", ""),
    ("running/OtherVm.java", "pass", ""),
    ("running/Policy.java", "pass", ""),
    ("running/Properties.java", "pass", ""),
    ("shell/Bad.sh", "fail", "exit code 3"),
    ("shell/Good.sh", "pass", ""),
    ("testngdir/p/InDir.java", "pass", ""),
    ("testngdir/p/Other.java", "pass", ""),
    (
        "verdicts/Escaped.java",
        "fail",
        "java.lang.IllegalStateException: in a thread",
    ),
    ("verdicts/Exit.java", "fail", "Unexpected exit from test"),
    (
        "verdicts/ExpectedFailure.java",
        "pass",
        "Execution failed as expected",
    ),
    ("verdicts/Hangs.java", "error", "timed out after 3000 ms"),
    ("verdicts/HangsInWorker.java", "error", "timed out"),
    (
        "verdicts/Killed.java",
        "fail",
        "Unexpected exit from test [exit code: 137]",
    ),
    ("verdicts/Leftover.java", "pass", ""),
    ("verdicts/NoMain.java", "error", "Can't find `main' method"),
    (
        "verdicts/Skip.java",
        "pass",
        "Skipped: jtreg.SkippedException: nothing to test here",
    ),
    ("verdicts/State.java", "pass", ""),
    (
        "verdicts/UnexpectedPass.java",
        "fail",
        "Execution passed unexpectedly",
    ),
];

/// Where workers give another verdict.
const EXPECTED_OF_WORKERS: &[(&str, &str, &str)] = &[(
    "verdicts/Killed.java",
    "error",
    "Agent communication error: connection lost; its VM ended with exit code 137",
)];

/// Options that tests of the suite look at.
const LOOKED_AT: [&str; 2] = ["-vmoptions:-Dgiven=value", "-javaoptions:-XX:-UsePerfData"];

/// A directory of a test of the program; it is removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let dir =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Place(dir)
    }

    /// Runs the program here on the JDK of the machine.
    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jtreg-lite"));
        command
            .current_dir(&self.0)
            .env("XDG_CACHE_HOME", self.0.join("cache"));
        command
            .arg(format!("-jdk:{}", java_home().display()))
            .args(args)
            .output()
            .unwrap()
    }

    /// Runs it and reads its report.
    fn report(&self, args: &[&str]) -> BTreeMap<String, (String, String)> {
        let output = self.run(&[&["--format=json"], args].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        let report: Value = serde_json::from_str(&text)
            .unwrap_or_else(|e| panic!("{e}\n{text}\n{}", String::from_utf8_lossy(&output.stderr)));
        let field = |test: &Value, name: &str| test[name].as_str().unwrap_or_default().to_string();
        let tests = report["tests"].as_array().unwrap();
        tests
            .iter()
            .map(|test| {
                (
                    field(test, "name"),
                    (field(test, "verdict"), field(test, "reason")),
                )
            })
            .collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn java_home() -> PathBuf {
    if let Some(home) = std::env::var_os("JAVA_HOME") {
        return PathBuf::from(home);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let javac = std::env::split_paths(&path)
        .map(|dir| dir.join("javac"))
        .find(|javac| javac.exists());
    let javac = javac
        .and_then(|javac| javac.canonicalize().ok())
        .expect("no JDK: set JAVA_HOME");
    javac.ancestors().nth(2).unwrap().to_path_buf()
}

fn suite(path: &str) -> String {
    format!("{}/tests/data/suite/{path}", env!("CARGO_MANIFEST_DIR"))
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn check_all(mode: &str) {
    let place = Place::new(&mode[1..]);
    let root = suite("");
    let found = place.report(&[mode, "-concurrency:2", LOOKED_AT[0], LOOKED_AT[1], &root]);
    let mut wrong = Vec::new();
    for &(name, verdict, reason) in EXPECTED {
        let of_workers = EXPECTED_OF_WORKERS
            .iter()
            .find(|(other, ..)| *other == name && mode == "-agentvm");
        let (_, verdict, reason) = *of_workers.unwrap_or(&(name, verdict, reason));
        let Some((kind, why)) = found.get(name) else {
            wrong.push(format!("{name} is missing"));
            continue;
        };
        // JUnit, TestNG and asmtools need not be on the machine.
        let unavailable = kind == "error" && why.contains("not available");
        if !unavailable && (kind != verdict || !why.contains(reason)) {
            wrong.push(format!("{name}: {kind}: {why}"));
        }
    }
    for name in found.keys() {
        if !EXPECTED.iter().any(|(known, ..)| known == name) {
            wrong.push(format!("{name} is not expected"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let hung = std::fs::read_to_string(place.0.join("JTwork/verdicts/Hangs.jtr")).unwrap();
    let child = hung
        .lines()
        .find_map(|line| line.strip_prefix("child "))
        .unwrap();
    let state = std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    assert!(
        state.is_empty() || state.contains(") Z"),
        "the child of a test that hung lives on: {state}"
    );
}

#[test]
fn verdicts_with_a_vm_for_each_action() {
    check_all("-othervm");
}

#[test]
fn verdicts_with_workers() {
    check_all("-agentvm");
}

#[test]
fn selection() {
    let place = Place::new("selection");
    let list = |args: &[&str]| {
        let output = place.run(&[&["-l"], args].concat());
        stdout(&output)
            .lines()
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    let basic = suite("basic");
    assert_eq!(list(&[&basic]), ["basic/Fail.java", "basic/Pass.java"]);
    assert_eq!(list(&[&suite(":small")]), ["basic/Pass.java"]);
    assert_eq!(
        list(&[&suite(":all")]),
        ["basic/Pass.java", "verdicts/Skip.java"]
    );
    assert_eq!(
        list(&[&suite("mistakes/TwoTests.java#bad")]),
        ["mistakes/TwoTests.java#bad"]
    );
    assert_eq!(
        list(&["-k:stress & !manual", &suite("requires")]),
        ["requires/Here.java"]
    );
    assert_eq!(list(&["-bug:1234567", &suite("")]), ["basic/Pass.java"]);
    assert_eq!(list(&["-a", &suite("manual")]), Vec::<String>::new());
    assert_eq!(
        list(&["-ignore:quiet", &suite("mistakes/Ignored.java")]),
        Vec::<String>::new()
    );
    assert_eq!(
        list(&["-XX:+UseParallelGC", &suite("requires/VmOption.java")]),
        ["requires/VmOption.java"]
    );
    let problems = place.0.join("problems.txt");
    std::fs::write(
        &problems,
        "# known\nbasic/Fail.java 1234567 generic-all\nbasic/Pass.java 1234567 windows-all\n",
    )
    .unwrap();
    let problems = problems.to_string_lossy();
    assert_eq!(
        list(&[&format!("-exclude:{problems}"), &basic]),
        ["basic/Pass.java"]
    );
    assert_eq!(
        list(&[&format!("-match:{problems}"), &basic]),
        ["basic/Fail.java"]
    );
}

#[test]
fn exit_codes_and_bad_arguments() {
    let place = Place::new("codes");
    let code = |args: &[&str]| {
        let output = place.run(args);
        (
            output.status.code().unwrap(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    assert_eq!(code(&["-c", &suite("basic")]).0, 0);
    assert_eq!(code(&["-k:headful", &suite("basic")]).0, 1);
    assert_eq!(code(&["-c", &suite("mistakes")]).0, 3);
    for (args, message) in [
        (vec!["-frob"], "unrecognized option: -frob"),
        (vec![], "no tests given"),
        (vec!["/no/such/file"], "Cannot find file: /no/such/file"),
        (
            vec!["/"],
            "Cannot determine test suite from test (is TEST.ROOT missing?): /",
        ),
    ] {
        let (code, err) = code(&args);
        assert_eq!(code, 4, "{args:?}");
        assert!(err.contains(message), "{err}");
    }
    let loops = suite(":loop");
    let (loop_code, err) = code(&[&loops]);
    assert!(loop_code == 4 && err.contains("cycle detected"), "{err}");
}

#[test]
fn reports_and_retained_files() {
    let place = Place::new("reports");
    let (fail, pass) = (suite("basic/Fail.java"), suite("running/Properties.java"));
    let output = place.run(&["-retain:pass", LOOKED_AT[0], &fail, &pass]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("Test results: passed: 1; failed: 1"),
        "{text}"
    );
    let rerun = text.lines().find(|line| line.contains("rerun:")).unwrap();
    assert!(
        rerun.contains("-vmoptions:-Dgiven=value") && rerun.ends_with("basic/Fail.java"),
        "{rerun}"
    );
    let report = |name: &str| std::fs::read_to_string(place.0.join("JTreport").join(name)).unwrap();
    assert!(report("report.html").contains("basic/Fail.java"));
    assert!(
        !report("report.html").contains("http"),
        "the report must open offline"
    );
    let xml = report("junit.xml");
    assert!(
        xml.contains("tests=\"2\" failures=\"1\" errors=\"0\""),
        "{xml}"
    );
    assert!(
        xml.contains("<failure message=\"Execution failed: `main' threw exception"),
        "{xml}"
    );
    assert!(
        place
            .0
            .join("JTwork/running/Properties/file.in.scratch")
            .exists()
    );
    let log = std::fs::read_to_string(place.0.join("JTwork/basic/Fail.jtr")).unwrap();
    assert!(log.contains("----------rerun----------\ncd "), "{log}");
    let again = place.run(&["-l", "-status:fail", &suite("basic"), &pass]);
    assert_eq!(stdout(&again), "basic/Fail.java\n");
}

#[test]
fn comparison_with_another_jdk() {
    let place = Place::new("compare");
    // The same JDK: what fails here fails there, and is no difference.
    let compare = format!("-compare:{}", java_home().display());
    let found = place.report(&[&compare, &suite("basic")]);
    assert_eq!(found["basic/Pass.java"].0, "pass");
    assert_eq!(found["basic/Fail.java"].0, "notRun");
    assert!(
        found["basic/Fail.java"]
            .1
            .starts_with("no difference: here Failed.")
    );
}

#[test]
fn an_interrupt_ends_everything() {
    let place = Place::new("interrupt");
    let mut program = Command::new(env!("CARGO_BIN_EXE_jtreg-lite"))
        .current_dir(&place.0)
        .env("XDG_CACHE_HOME", place.0.join("cache"))
        .arg(format!("-jdk:{}", java_home().display()))
        .args(["-timeoutFactor:1000", &suite("verdicts/Hangs.java")])
        .spawn()
        .unwrap();
    let file = place.0.join("JTwork/scratch/child.pid");
    while !file.exists() {
        assert!(
            program.try_wait().unwrap().is_none(),
            "the program ended by itself"
        );
        std::thread::yield_now();
    }
    let child = std::fs::read_to_string(&file).unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &program.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(program.wait().unwrap().code(), Some(130));
    // It is killed by now, but dies in its own time.
    let state = || std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
    let is_gone = || {
        let state = state();
        state.is_empty() || state.contains(") Z")
    };
    let patience = Instant::now() + Duration::from_secs(30);
    while !is_gone() {
        assert!(
            Instant::now() < patience,
            "the child of a test lives on: {}",
            state()
        );
        std::thread::yield_now();
    }
}
