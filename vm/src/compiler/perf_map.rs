//! `/tmp/perf-PID.map`: the places of compiled methods, for `perf report` (`-XX:+DumpPerfMapAtExit`).

use std::fmt::Write;

use crate::compiler::code_cache;
use crate::runtime::flags;

/// Writes the file, if it was asked for.
pub fn write_at_exit() {
    if flags::get::DumpPerfMapAtExit() == 0 {
        return;
    }
    let mut text = String::new();
    code_cache::for_each(|code| {
        let _ = writeln!(
            text,
            "{:#018x} {:#010x} {}",
            code.entry(),
            code.size(),
            code.name(),
        );
    });
    let path = format!("/tmp/perf-{}.map", std::process::id());
    if let Err(e) = std::fs::write(&path, text) {
        flags::parse::warning(&format!("Failed to create {path} for perf map: {e}"));
    }
}
