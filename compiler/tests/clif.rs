//! Bytecode in, CLIF out: every `tests/clif/NAME.txt` is translated and compared with `NAME.clif`; where the name ends in
//! `_level2`, as code that counts.
//! `HEARTH_BLESS=1` writes the expectations anew.

mod common;

use std::fs;
use std::path::Path;

use compiler::Compiler;
use compiler::host::MethodId;
use compiler::output::{Level, Request};

#[test]
fn translations() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clif");
    let mut names: Vec<_> = fs::read_dir(&directory)
        .expect("the tests")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    names.sort();
    let mut different = Vec::new();
    let mut compiler = Compiler::new().expect("a compiler");
    for path in names {
        let text = fs::read_to_string(&path).expect("a test");
        let methods = text.split("\n\n").map(common::assemble).collect();
        let host = common::FakeHost::new(methods);
        let stem = path.file_stem().map(|s| s.to_string_lossy());
        let level = match stem.is_some_and(|s| s.ends_with("_level2")) {
            true => Level::Counters,
            false => Level::Simple,
        };
        let request = Request {
            method: MethodId(0),
            osr_bci: None,
            level,
        };
        let got = match compiler.clif(&host, request) {
            Ok(clif) => {
                // An assertion in Cranelift does not know results of `preserve_all` functions, which `Compiler::verify` explains.
                if !cfg!(debug_assertions) {
                    compiler.compile(&host, request).expect("machine code");
                }
                clif
            }
            Err(bailout) => format!("{bailout:?}\n"),
        };
        let expectation = path.with_extension("clif");
        if std::env::var_os("HEARTH_BLESS").is_some() {
            fs::write(&expectation, got).expect("written");
        } else if fs::read_to_string(&expectation).unwrap_or_default() != got {
            different.push(path.display().to_string());
        }
    }
    assert!(
        different.is_empty(),
        "other CLIF than expected: {different:?}"
    );
}
