//! What is printed about compilation: `-XX:+PrintCompilation` and `-XX:+CITime`, in HotSpot's formats.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use compiler::host::Bci;
use compiler::output::DeoptReason;
use oops::MethodPtr;

use crate::compiler::broker::TOTALS;
use crate::compiler::code_cache::{self, CompiledCode};
use crate::runtime::{flags, resources};

/// The level of all code.
const LEVEL: u32 = 1;

/// A line of `PrintCompilation`.
pub fn compilation(
    method: MethodPtr,
    osr_bci: Option<Bci>,
    id: u32,
    blocks: bool,
    message: Option<&str>,
) {
    if flags::get::PrintCompilation() == 0 {
        return;
    }
    let mark = |is: bool, c: char| if is { c } else { ' ' };
    let mut line = format!(
        "{:7} {id:4} {}{}{}{}  {LEVEL}      {}::{}",
        resources::uptime_nanos() / 1_000_000,
        mark(osr_bci.is_some(), '%'),
        mark(method.is_synchronized(), 's'),
        mark(!method.exception_table.is_empty(), '!'),
        mark(blocks, 'b'),
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
fn reason_name(reason: DeoptReason) -> &'static str {
    match reason {
        DeoptReason::Unresolved => "unloaded",
        DeoptReason::ClassCheck => "class_check",
        DeoptReason::Request => "request",
    }
}

/// Prints the report of `CITime`, if it was asked for.
pub fn times_at_exit() {
    if flags::get::CITime() != 0 {
        flags::parse::print(&times());
    }
}

fn times() -> String {
    let get = |n: &AtomicU64| n.load(Ordering::Relaxed);
    let seconds = get(&TOTALS.nanos) as f64 / 1e9;
    let bytes = get(&TOTALS.bytecodes);
    let rate = if seconds > 0.0 {
        bytes as f64 / seconds
    } else {
        0.0
    };
    let (_, used, _) = code_cache::sizes();
    format!(
        "Individual compiler times (for compiled methods only)\n\
         ------------------------------------------------\n\n  \
         C1 {{speed: {rate:6.3} bytes/s; standard: {seconds:6.3} s, {bytes} bytes, {} methods; osr: {} methods; nmethods_size: {} bytes; \
         nmethods_code_size: {used} bytes}}\n\n  \
         Total compiled methods    : {:8} methods\n    \
         Standard compilation    : {:8} methods\n    \
         On stack replacement    : {:8} methods\n  \
         Total compiled bytecodes  : {bytes:8} bytes\n  \
         Bailed out compilations   : {:8} methods\n  \
         Total compilation time    : {seconds:7.3} s\n  \
         nmethod code size         : {:8} bytes\n",
        get(&TOTALS.methods),
        get(&TOTALS.osr_methods),
        get(&TOTALS.code_bytes),
        get(&TOTALS.methods) + get(&TOTALS.osr_methods),
        get(&TOTALS.methods),
        get(&TOTALS.osr_methods),
        get(&TOTALS.bailouts),
        get(&TOTALS.code_bytes),
    )
}
