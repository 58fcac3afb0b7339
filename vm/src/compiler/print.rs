//! What is printed about compilations: `-XX:+PrintCompilation`, in HotSpot's columns, and `-XX:+TraceDeoptimization`.

use std::fmt::Write;

use compiler::host::Bci;
use compiler::output::{DeoptReason, Level};
use oops::MethodPtr;

use crate::compiler::code_cache::CompiledCode;
use crate::compiler::log;
use crate::runtime::{flags, resources};

/// A line of `PrintCompilation`.
pub fn compilation(
    method: MethodPtr,
    osr_bci: Option<Bci>,
    id: u32,
    blocks: bool,
    level: Level,
    message: Option<&str>,
) {
    if flags::get::PrintCompilation() == 0 {
        return;
    }
    let mark = |is: bool, c: char| if is { c } else { ' ' };
    let mut line = format!(
        "{:7} {id:4} {}{}{}{}  {}      {}::{}",
        resources::uptime_nanos() / 1_000_000,
        mark(osr_bci.is_some(), '%'),
        mark(method.is_synchronized(), 's'),
        mark(!method.exception_table.is_empty(), '!'),
        mark(blocks, 'b'),
        column(level as u32),
        method.holder().external_name(),
        method.name,
    );
    if let Some(bci) = osr_bci {
        let _ = write!(line, " @ {bci}");
    }
    let _ = write!(line, " ({} bytes)", method.code.len());
    if let Some(message) = message {
        let _ = write!(line, "   {message}");
    }
    line.push('\n');
    flags::parse::print(&line);
}

/// The column for the level, which there is only with tiers.
fn column(level: u32) -> String {
    match flags::get::TieredCompilation() {
        0 => String::new(),
        _ => format!("{level} "),
    }
}

/// The line of `PrintCompilation` for a native method that got a wrapper.
pub fn native_wrapper(method: MethodPtr, id: u32) {
    log::native_wrapper(method, id);
    if flags::get::PrintCompilation() == 0 {
        return;
    }
    let line = format!(
        "{:7} {id:4}     n {}      {}::{} (native)   {}\n",
        resources::uptime_nanos() / 1_000_000,
        column(0),
        method.holder().external_name(),
        method.name,
        if method.is_static() { "(static)" } else { "" },
    );
    flags::parse::print(&line);
}

/// The line of `PrintCompilation` for code that nobody enters any more.
pub fn made_not_entrant(code: &CompiledCode) {
    log::made_not_entrant(code);
    let message = Some("made not entrant");
    compilation(
        code.method,
        code.osr_bci,
        code.id,
        false,
        code.level(),
        message,
    );
}

/// A line of `TraceDeoptimization`; the frames from the outermost to the innermost.
pub fn deoptimization(
    code: &CompiledCode,
    reason: DeoptReason,
    frames: impl Iterator<Item = (MethodPtr, Bci)>,
) {
    let mut line = format!(
        "DEOPT reason={} compile_id={}",
        reason_name(reason),
        code.id
    );
    for (method, bci) in frames {
        let holder = method.holder().external_name();
        let _ = write!(line, " {holder}::{} @ {bci}", method.name);
    }
    line.push('\n');
    flags::parse::print(&line);
}

/// HotSpot's names where it has the reason.
pub fn reason_name(reason: DeoptReason) -> &'static str {
    match reason {
        DeoptReason::Unresolved => "unloaded",
        DeoptReason::ClassCheck => "class_check",
        DeoptReason::Request => "request",
    }
}
