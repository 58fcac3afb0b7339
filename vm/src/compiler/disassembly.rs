//! Compiled methods as assembly text: `-XX:+PrintAssembly` and `-XX:CompileCommand=print,METHOD`, in the shape of HotSpot's
//! output, with the bytecode that instructions belong to and the chain of calls that were inlined.

use std::fmt::Write;

use iced_x86::{Decoder, DecoderOptions, Formatter, GasFormatter, Instruction};
use oops::MethodPtr;
use verifier::bytecodes::Bytecode;

use crate::compiler::code_cache::{self, CompiledCode};
use crate::compiler::commands::{self, Action};
use crate::runtime::{flags, stack_trace};

const BITS: u32 = 64;
/// Columns before annotations.
const MARGIN: &str = "                                                            ";

/// Prints code that was just installed, if it was asked for.
pub fn print_if_asked(code: &CompiledCode) {
    if flags::get::PrintAssembly() != 0 || commands::asks(Action::Print, code.method) {
        flags::parse::print(&text(code));
    }
}

fn text(code: &CompiledCode) -> String {
    let bytes = code.bytes();
    let end = bytes.iter().rposition(|&byte| byte != code_cache::PADDING);
    let bytes = &bytes[..end.map_or(0, |last| last + 1)];
    let method = code.method;
    let osr = code
        .osr_bci
        .map_or(String::new(), |bci| format!(" @ {bci}"));
    let mut out = format!(
        "\nCompiled method (c1) {:6} {}::{}{osr} ({} bytes)\n main code      [{:#018x},{:#018x}] = {}\n\n[Disassembly]\n[Entry Point]\n  \
         # {{method}} {{{:#018x}}} '{}' '{}' in '{}'\n",
        code.id,
        method.holder().external_name(),
        method.name,
        method.code.len(),
        code.entry(),
        code.entry() + bytes.len(),
        bytes.len(),
        method.address(),
        method.name,
        method.descriptor,
        method.holder().name,
    );
    let mut decoder = Decoder::with_ip(BITS, bytes, code.entry() as u64, DecoderOptions::NONE);
    let mut formatter = GasFormatter::new();
    formatter.options_mut().set_uppercase_hex(false);
    let mut instruction = Instruction::default();
    let mut line = String::new();
    let mut shown = None;
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        line.clear();
        formatter.format(&instruction, &mut line);
        let _ = write!(out, "  {:#018x}:   {line}", instruction.ip());
        // A position is asked for as that of a return address: by the byte before it.
        let position = code.position(instruction.ip() as usize + 1);
        if position != shown {
            shown = position;
            if let Some((scope, bci)) = position {
                annotate(&mut out, code, scope, bci);
            }
        }
        out.push('\n');
    }
    out.push_str("[/Disassembly]\n");
    out
}

/// The bytecode, and where it is: the method and those that it was inlined in.
fn annotate(out: &mut String, code: &CompiledCode, scope: u16, bci: u16) {
    let column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    out.push_str(MARGIN.get(column..).unwrap_or(" "));
    let method = code.scope_method(scope);
    let opcode = method.code.get().get(usize::from(bci)).copied();
    let mnemonic = opcode
        .and_then(Bytecode::from_u8)
        .map_or("?", Bytecode::mnemonic);
    let _ = write!(out, ";*{mnemonic}");
    let mut place = Some((scope, bci));
    while let Some((scope, bci)) = place {
        let _ = write!(out, "\n{MARGIN}; - {}", at(code.scope_method(scope), bci));
        place = code.scope(scope).caller;
    }
}

fn at(method: MethodPtr, bci: u16) -> String {
    let line = match stack_trace::line_number(method, bci.into()) {
        n if n >= 0 => format!(" (line {n})"),
        _ => String::new(),
    };
    format!(
        "{}::{}@{bci}{line}",
        method.holder().external_name(),
        method.name
    )
}
