//! `/tmp/perf-PID.map`: the places of compiled methods, native wrappers and stubs, for `perf report` (`-XX:+DumpPerfMapAtExit`).

use std::fmt::Write;

use crate::compiler::code_cache;
use crate::runtime::flags;

/// Writes the file, if it was asked for.
pub fn write_at_exit() {
    if flags::get::DumpPerfMapAtExit() == 0 {
        return;
    }
    let mut text = String::new();
    let mut line = |start: usize, size: usize, name: &str| {
        let _ = writeln!(text, "{start:#018x} {size:#010x} {name}");
    };
    for stub in code_cache::all_stubs() {
        line(stub.start, stub.size, &stub.name);
    }
    code_cache::for_each(|code| line(code.entry(), code.size(), &code.name()));
    let path = format!("/tmp/perf-{}.map", std::process::id());
    if let Err(e) = std::fs::write(&path, text) {
        flags::parse::warning(&format!("Failed to create {path} for perf map: {e}"));
    }
}
