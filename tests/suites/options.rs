//! Options of the machine, good and bad, from `options.txt`: what both VMs say of them, on both streams, and how they end.

use hearth_tests::jdk::Jdk;
use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Outcome, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare};
use libtest_mimic::Trial;
use std::path::Path;

const LINES: &str = include_str!("options.txt");

const GOOD: &str =
    "public class Good { public static void main(String[] a) { System.out.println(1); } }";

/// Files that options name.
const FILES: &[(&str, &str)] = &[
    (
        "good.flags",
        "+UseSerialGC\n# a comment\nNewRatio=3 -UseBiasedLocking\n",
    ),
    (
        "bad.flags",
        "+UseSerialGC\n+Foo\nBar=2\n-XX:NewRatio=3\n+NewRatio\n",
    ),
    (
        "quoted.flags",
        "HeapDumpPath=\"a b\" OnError=\"x y\nNewRatio=3\n",
    ),
    ("good.opts", "-XX:NewRatio=3 -Dx=y\n-Xmx64m\n"),
    ("bad.opts", "-Xfoo -XX:+Foo\n"),
    ("nested.opts", "-XX:VMOptionsFile=good.opts\n"),
    ("empty.opts", ""),
    ("quote.opts", "-Dx=\"a b\n"),
    (
        "commands",
        "garbage in, garbage out\nexclude java/lang/String indexOf\nquiet\nexclude,a.B::*\n",
    ),
];

/// One test for each group of lines.
pub fn trials() -> Vec<Trial> {
    LINES
        .split("\n[")
        .skip(1)
        .filter_map(|group| group.split_once("]\n"))
        .map(|(name, lines)| Trial::test(format!("options/{name}"), move || Ok(run(name, lines)?)))
        .collect()
}

fn run(name: &str, lines: &str) -> Result<(), String> {
    let scratch = Scratch::new(&format!("options-{name}"))?;
    let dir = scratch.path();
    let class = layout::work_dir().join("options-class");
    build::once(&class, &[Path::new(file!()).to_owned()], || compile(&class))?;
    let io = |e: std::io::Error| format!("cannot fill {}: {e}", dir.display());
    std::fs::copy(class.join("Good.class"), dir.join("Good.class")).map_err(io)?;
    for (file, text) in FILES {
        std::fs::write(dir.join(file), text).map_err(io)?;
    }
    let mut faults = String::new();
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let (expected, _) = outcome(Vm::HotSpot, line, dir)?;
        let (actual, command) = outcome(Vm::Hearth, line, dir)?;
        if let Err(fault) = compare::outcomes(&expected, &actual, true, true, &command) {
            faults.push_str(&format!("{line}\n{fault}\n"));
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}

fn compile(dir: &Path) -> Result<(), String> {
    let io = |e: std::io::Error| format!("cannot fill {}: {e}", dir.display());
    std::fs::create_dir_all(dir).map_err(io)?;
    let source = dir.join("Good.java");
    std::fs::write(&source, GOOD).map_err(io)?;
    let mut argv = vec![Jdk::find()?.tool("javac").into_os_string(), "-d".into()];
    argv.extend([dir.as_os_str().to_owned(), source.into_os_string()]);
    build::compile(argv)
}

/// Runs one line, without the options that the suites give their VMs.
fn outcome(vm: Vm, line: &str, dir: &Path) -> Result<(Outcome, String), String> {
    let mut argv = vm.launcher()?;
    argv.truncate(1);
    let mut program = Program::new(Vec::<std::ffi::OsString>::new(), dir);
    for word in line.split(' ') {
        match word.split_once('=') {
            Some((name, value)) if !name.starts_with('-') => {
                program.env.push((name.to_owned(), value.into()));
            }
            _ => argv.push(word.into()),
        }
    }
    argv.extend(["-cp", ".", "Good"].map(Into::into));
    program.argv = argv;
    let outcome = program.run()?;
    // What was picked up belongs to what is compared; elsewhere it is left out.
    let stderr = outcome.stderr.replace("Picked up", "picked up");
    Ok((Outcome { stderr, ..outcome }, program.shown()))
}
