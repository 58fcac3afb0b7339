//! Compiles the tests: Java sources with the JDK's javac, C sources with the system's compiler.
//!
//! All sources of an area go through one javac, which is far faster than one each. The result counts as
//! fresh while no source is newer than the stamp and the list of sources is the same. The lock makes one process build while the
//! others wait.

use crate::case::{self, Case};
use crate::jdk::Jdk;
use crate::layout;
use crate::process::{Ending, Program};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Compiles an area's Java sources and returns the directory of the classes.
pub fn classes(area: &str, cases: &[Case]) -> Result<PathBuf, String> {
    let out = layout::work_dir().join("classes").join(area);
    let sources: Vec<_> = cases.iter().map(|case| case.source.clone()).collect();
    once(&out, &sources, || {
        let javac = Jdk::find()?.tool("javac");
        let common: Vec<OsString> = [
            "-Xlint:none",
            "-g",
            "-XDignore.symbol.file",
            "-encoding",
            "UTF-8",
            "-d",
        ]
        .iter()
        .map(OsString::from)
        .chain([out.clone().into_os_string()])
        .collect();
        // One run for each set of options.
        let mut groups: BTreeMap<&[String], Vec<&Case>> = BTreeMap::new();
        for case in cases {
            groups.entry(&case.header.javac).or_default().push(case);
        }
        for (options, group) in groups {
            let mut argv = vec![javac.clone().into_os_string()];
            argv.extend(common.iter().cloned());
            argv.extend(options.iter().map(OsString::from));
            argv.extend(
                group
                    .iter()
                    .map(|case| case.source.clone().into_os_string()),
            );
            compile(argv)?;
        }
        Ok(())
    })?;
    Ok(out)
}

/// Compiles one C file of a folder into `out/NAME`; `flags` decide between library and program.
pub fn native(source: &Path, out: &Path, flags: &[&str]) -> Result<(), String> {
    let dir = out.parent().ok_or("a native target needs a directory")?;
    let folder = source.parent().ok_or("a source has a directory")?;
    let mut inputs = vec![source.to_owned()];
    inputs.extend(
        case::sorted(folder)?
            .into_iter()
            .filter(|path| path.extension().is_some_and(|ext| ext == "h")),
    );
    let stem = source.file_stem().unwrap_or_default();
    once(&dir.join(stem), &inputs, || {
        let include = Jdk::find()?.home.join("include");
        let mut argv: Vec<OsString> = vec!["cc".into(), "-O1".into(), "-g".into(), "-o".into()];
        argv.push(out.as_os_str().to_owned());
        argv.push(source.as_os_str().to_owned());
        argv.push(format!("-I{}", include.display()).into());
        argv.push(format!("-I{}", include.join("linux").display()).into());
        argv.extend(flags.iter().map(OsString::from));
        compile(argv)
    })
}

/// Runs a compiler; its complaints are the error.
pub fn compile(argv: Vec<OsString>) -> Result<(), String> {
    let program = Program::new(argv, layout::tests_dir()).limit(Duration::from_secs(300));
    let outcome = program.run()?;
    match outcome.ending {
        Ending::Exit(0) => Ok(()),
        ending => {
            let name = program.argv[0].to_string_lossy().into_owned();
            Err(format!("{name}: {ending}\n{}", outcome.stderr))
        }
    }
}

/// Runs `build` under a lock unless `out` was built from these very inputs already.
///
/// `out` is emptied before; it is a directory that belongs to the build alone.
pub fn once(
    out: &Path,
    inputs: &[PathBuf],
    build: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let io = |e: std::io::Error| format!("cannot prepare {}: {e}", out.display());
    let folder = out.parent().ok_or("a build needs a directory")?;
    std::fs::create_dir_all(folder).map_err(io)?;
    let name = out
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let lock = File::create(folder.join(format!(".{name}.lock"))).map_err(io)?;
    lock.lock().map_err(io)?;
    let stamp = folder.join(format!(".{name}.stamp"));
    let state = describe(inputs);
    if std::fs::read_to_string(&stamp).is_ok_and(|kept| kept == state) {
        return Ok(());
    }
    let _ = std::fs::remove_file(&stamp);
    if out.is_dir() {
        std::fs::remove_dir_all(out).map_err(io)?;
    }
    std::fs::create_dir_all(out).map_err(io)?;
    build()?;
    std::fs::write(&stamp, state).map_err(io)
}

fn describe(inputs: &[PathBuf]) -> String {
    let mut state = String::new();
    for path in inputs {
        let modified = std::fs::metadata(path)
            .and_then(|data| data.modified())
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |age| age.as_nanos());
        state.push_str(&format!("{modified} {}\n", path.display()));
    }
    state
}
