//! Runs every program under `java/` and `jni/`, a table of command lines, and programs that are ended at bad
//! moments, on Hearth and on HotSpot, and compares what they print and how they end.
//!
//! `cargo test --test java -- AREA` runs one area, `-- AREA/Name --exact` one program.

mod cli;
mod compiler;
mod compiler_files;
mod kill;
mod logging;
mod options;
mod stress;

use hearth_tests::case::{self, Case};
use hearth_tests::jdk::Jdk;
use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare, reference};
use libtest_mimic::{Arguments, Failed, Trial};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

fn main() {
    let arguments = Arguments::from_args();
    let trials = match trials() {
        Ok(trials) => trials,
        Err(message) => {
            eprintln!("{message}");
            std::process::exit(1);
        }
    };
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials() -> Result<Vec<Trial>, String> {
    let mut trials = Vec::new();
    for folder in case::sorted(&layout::tests_dir().join("java"))? {
        let area = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let cases = Arc::new(case::in_folder(&area, &folder)?);
        for index in 0..cases.len() {
            let cases = cases.clone();
            let name = format!("{area}/{}", cases[index].name);
            trials.push(Trial::test(name, move || java_case(&cases, index)));
        }
    }
    trials.extend(jni_trials()?);
    trials.extend(cli::trials());
    trials.extend(compiler::trials());
    trials.extend(compiler_files::trials());
    trials.extend(kill::trials()?);
    trials.extend(logging::trials());
    trials.extend(options::trials());
    trials.extend(stress::trials()?);
    Ok(trials)
}

/// A program that needs nothing but its area's classes.
fn java_case(cases: &[Case], index: usize) -> Result<(), Failed> {
    let case = &cases[index];
    let classes = build::classes(&case.area, cases)?;
    let args = |vm: Vm| -> Result<Vec<OsString>, String> {
        let mut argv = vm.launcher()?;
        argv.extend(case.header.vm.iter().map(OsString::from));
        argv.push("-cp".into());
        argv.push(classes.clone().into_os_string());
        argv.push(case.name.clone().into());
        argv.extend(case.header.args.iter().map(OsString::from));
        Ok(argv)
    };
    Ok(both(case, args, &[&case.text])?)
}

/// Runs a program on both VMs and compares.
fn both(
    case: &Case,
    argv: impl Fn(Vm) -> Result<Vec<OsString>, String>,
    sources: &[&str],
) -> Result<(), String> {
    let name = format!("{}/{}", case.area, case.name);
    let program = |vm: Vm, dir: &Path| -> Result<Program, String> {
        let mut program = Program::new(argv(vm)?, dir).limit(vm.patience(case.header.limit));
        if case.area == EMBEDDING {
            program.env.extend(vm.embedding_environment());
        }
        program.env.push((
            "JAVA_HOME".to_owned(),
            Jdk::find()?.home.clone().into_os_string(),
        ));
        if let Some(file) = &case.header.stdin {
            let path = case.source.with_file_name(file);
            program.stdin =
                std::fs::read(&path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
        }
        Ok(program)
    };
    let scratch = Scratch::new(&name)?;
    let expected = reference::outcome(
        &program(Vm::HotSpot, scratch.path())?,
        sources,
        &[
            name.clone(),
            case.header.vm.join(" "),
            case.header.args.join(" "),
        ],
    )?;
    if expected.ending != Ending::Exit(case.header.exit) {
        let tail = compare::tail(&expected.stderr);
        return Err(format!(
            "the test is wrong: HotSpot itself: {}\n{tail}",
            expected.ending
        ));
    }
    drop(scratch);
    let scratch = Scratch::new(&name)?;
    let program = program(Vm::Hearth, scratch.path())?;
    let actual = program.run()?;
    let (stdout, stderr) = (case.header.compare_stdout, case.header.compare_stderr);
    compare::outcomes(&expected, &actual, stdout, stderr, &program.shown())
}

/// The area of the programs that make a VM.
const EMBEDDING: &str = "jni/embed";

/// `jni/Name.java` with `jni/Name.c` as its library, and `jni/embed/Name.c`, programs that create a VM.
fn jni_trials() -> Result<Vec<Trial>, String> {
    let folder = layout::tests_dir().join("jni");
    let cases = Arc::new(case::in_folder("jni", &folder)?);
    let mut trials = Vec::new();
    for index in 0..cases.len() {
        let cases = cases.clone();
        let name = format!("jni/{}", cases[index].name);
        // A library's source may be missing: classes that only the embedding programs use.
        if cases[index].source.with_extension("c").exists() {
            trials.push(Trial::test(name, move || Ok(jni_case(&cases, index)?)));
        }
    }
    for source in case::sorted(&folder.join("embed"))? {
        if source.extension().is_some_and(|ext| ext == "c") {
            let cases = cases.clone();
            let stem = source
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let name = format!("jni/embed/{stem}");
            trials.push(Trial::test(name, move || {
                Ok(embed_case(&cases, &source, &stem)?)
            }));
        }
    }
    Ok(trials)
}

fn jni_case(cases: &[Case], index: usize) -> Result<(), String> {
    let case = &cases[index];
    let classes = build::classes("jni", cases)?;
    let libraries = layout::work_dir().join("native");
    let source = case.source.with_extension("c");
    let library = libraries.join(format!("lib{}.so", case.name));
    build::native(&source, &library, &["-shared", "-fPIC", "-Wall"])?;
    let native = std::fs::read_to_string(&source).map_err(|e| e.to_string())?;
    let args = |vm: Vm| -> Result<Vec<OsString>, String> {
        let mut argv = vm.launcher()?;
        argv.push(format!("-Djava.library.path={}", libraries.display()).into());
        argv.extend(case.header.vm.iter().map(OsString::from));
        argv.push("-cp".into());
        argv.push(classes.clone().into_os_string());
        argv.push(case.name.clone().into());
        Ok(argv)
    };
    both(case, args, &[&case.text, &native])
}

fn embed_case(cases: &[Case], source: &Path, stem: &str) -> Result<(), String> {
    let classes = build::classes("jni", cases)?;
    let binary: PathBuf = layout::work_dir()
        .join("native")
        .join(format!("embed-{stem}"));
    build::native(source, &binary, &["-Wall", "-ldl", "-lpthread"])?;
    let text = std::fs::read_to_string(source).map_err(|e| e.to_string())?;
    let header = case::Header {
        limit: Duration::from_secs(60),
        ..Default::default()
    };
    let case = Case {
        area: EMBEDDING.to_owned(),
        name: stem.to_owned(),
        source: source.to_owned(),
        text: text.clone(),
        header,
    };
    let args = |vm: Vm| -> Result<Vec<OsString>, String> {
        Ok(vec![
            binary.clone().into_os_string(),
            vm.libjvm()?.into_os_string(),
            classes.clone().into_os_string(),
        ])
    };
    let helpers: Vec<_> = cases.iter().map(|case| case.text.as_str()).collect();
    both(
        &case,
        args,
        &[&[text.as_str()], helpers.as_slice()].concat(),
    )
}
