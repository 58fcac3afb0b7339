//! Files that the compiler writes about its work: the XML log of `-XX:+LogCompilation`, perf's dump of `-XX:+DumpJitDump` and its map of
//! `-XX:+DumpPerfMapAtExit`. One run writes all; each is read to its end.

use std::fs;
use std::path::Path;
use std::time::Duration;

use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, case, compare};
use libtest_mimic::Trial;

const LIMIT: Duration = Duration::from_secs(120);
const OPTIONS: [&str; 9] = [
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:+DumpPerfMapAtExit",
    "-XX:+LogCompilation",
    "-XX:LogFile=log.%p",
    "-XX:+DumpJitDump",
    "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=log,Hot::*",
    "-XX:CompileThresholdScaling=0.1",
    "-Xbatch",
];

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("compiler/log-file", || {
            Ok(with_files("log-file", |files| check_log(&files.log))?)
        }),
        Trial::test("compiler/jitdump-file", || {
            Ok(with_files("jitdump-file", |files| check_dump(&files.dump))?)
        }),
        Trial::test("compiler/perf-map", || {
            Ok(with_files("perf-map", |files| check_map(&files.map))?)
        }),
    ]
}

/// The contents of what a run has written.
struct Files {
    log: String,
    dump: Vec<u8>,
    map: String,
}

/// Runs the program, and `check` with its files.
fn with_files(name: &str, check: fn(&Files) -> Result<(), String>) -> Result<(), String> {
    let cases = case::in_folder("compiler", &layout::tests_dir().join("compiler"))?;
    let classes = build::classes("compiler-suite", &cases)?;
    let scratch = Scratch::new(&format!("compiler-{name}"))?;
    let mut argv = Vm::Hearth.launcher()?;
    argv.extend(OPTIONS.iter().map(Into::into));
    argv.extend(["-cp".into(), classes.into_os_string(), "Hot".into()]);
    let outcome = Program::new(argv, scratch.path()).limit(LIMIT).run()?;
    if outcome.ending != Ending::Exit(0) {
        return Err(format!(
            "{}: {}",
            outcome.ending,
            compare::tail(&outcome.stderr)
        ));
    }
    let (log, process) = find_log(scratch.path())?;
    let dump = take(&format!("/tmp/jit-{process}.dump"))?;
    let map = take(&format!("/tmp/perf-{process}.map"))?;
    let map = String::from_utf8(map).map_err(|e| e.to_string())?;
    check(&Files { log, dump, map })
}

/// Reads a file and removes it.
fn take(path: &str) -> Result<Vec<u8>, String> {
    let bytes = fs::read(path).map_err(|e| format!("{path}: {e}"))?;
    fs::remove_file(path).map_err(|e| e.to_string())?;
    Ok(bytes)
}

/// The log's text and the process's number, which is in its name.
fn find_log(folder: &Path) -> Result<(String, String), String> {
    for entry in fs::read_dir(folder).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(process) = name.strip_prefix("log.") {
            let text = fs::read_to_string(&path).map_err(|e| e.to_string())?;
            return Ok((text, process.to_owned()));
        }
    }
    Err("no log was written".to_owned())
}

/// The elements of well-formed XML without comments: names and attributes, of all that begin.
fn elements(text: &str) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut rest = text.strip_prefix("<?xml").ok_or("no XML declaration")?;
    rest = rest.split_once("?>").ok_or("an open declaration")?.1;
    while let Some((between, tag)) = rest.split_once('<') {
        if between.contains('>') {
            return Err(format!("text with a bracket: {between}"));
        }
        let (tag, behind) = tag.split_once('>').ok_or("an open tag")?;
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("an end of {name} that was not begun"));
            }
            continue;
        }
        if tag.matches('\'').count() % 2 != 0 {
            return Err(format!("an attribute without end: {tag}"));
        }
        found.push(tag);
        if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or(tag));
        }
    }
    match open.is_empty() {
        true => Ok(found),
        false => Err(format!("without end: {open:?}")),
    }
}

fn check_log(text: &str) -> Result<(), String> {
    let elements = elements(text)?;
    let has = |start: &str, part: &str| {
        let found = elements
            .iter()
            .any(|e| e.starts_with(start) && e.contains(part));
        match found {
            true => Ok(()),
            false => Err(format!("no <{start} with {part} in\n{text}")),
        }
    };
    let method = " method='Hot outer (I)I' bytes='";
    has("task_queued ", method)?;
    has("task ", method)?;
    has("nmethod ", method)?;
    has("nmethod ", "compile_kind='c2n'")?;
    has("task_queued ", "compile_kind='osr'")?;
    has("task_done ", "success='1'")?;
    has("hotspot_log_done ", "stamp=")?;
    let other = |e: &&&str| e.starts_with("task ") && !e.contains(" method='Hot ");
    match elements.iter().find(other) {
        None => Ok(()),
        Some(task) => Err(format!("a task that the command does not name: {task}")),
    }
}

fn word(bytes: &[u8], at: usize) -> Result<u32, String> {
    let word = bytes.get(at..at + 4).ok_or("the dump ends too early")?;
    Ok(u32::from_ne_bytes(word.try_into().expect("four bytes")))
}

/// Each line is an address, a size and a name, and no two places overlap; methods and stubs are there.
fn check_map(map: &str) -> Result<(), String> {
    let mut places = Vec::new();
    for line in map.lines() {
        let mut parts = line.splitn(3, ' ');
        let mut number = || {
            let digits = parts.next()?.strip_prefix("0x")?;
            u64::from_str_radix(digits, 16).ok()
        };
        let (start, size) = number().zip(number()).ok_or_else(|| line.to_owned())?;
        places.push((start, size, parts.next().unwrap_or_default()));
    }
    places.sort_unstable();
    if let Some(pair) = places.windows(2).find(|p| p[0].0 + p[0].1 > p[1].0) {
        return Err(format!("two names of one place: {pair:x?}"));
    }
    for wanted in ["Hot.outer", "Deoptimize runtime stub"] {
        if !places.iter().any(|p| p.2.contains(wanted)) {
            return Err(format!("no {wanted} in the map"));
        }
    }
    Ok(())
}

/// Header and records of perf's "JIT dump" specification.
fn check_dump(dump: &[u8]) -> Result<(), String> {
    const CODE_LOAD: u32 = 0;
    const NAME: usize = 56;
    let header = [word(dump, 0)?, word(dump, 4)?, word(dump, 8)?];
    if header != [0x4a69_5444, 1, 40] {
        return Err(format!("a header of other words: {header:x?}"));
    }
    let (mut at, mut found) = (40, false);
    while at < dump.len() {
        let (kind, bytes) = (word(dump, at)?, word(dump, at + 4)? as usize);
        let record = dump.get(at..at + bytes).ok_or("a record is cut off")?;
        if kind == CODE_LOAD {
            let size = word(record, 40)? as usize;
            let name = record[NAME..].split(|&b| b == 0).next().unwrap_or_default();
            if NAME + name.len() + 1 + size != bytes {
                return Err("a record's parts do not fill it".to_owned());
            }
            // push rbp, behind the test of the stack and the counter
            let code = &record[NAME + name.len() + 1..];
            found |= name == b"Hot.outer(I)I" && code.iter().take(64).any(|&b| b == 0x55);
        }
        at += bytes.max(16);
    }
    match found {
        true => Ok(()),
        false => Err("no record of a method that was compiled".to_owned()),
    }
}
