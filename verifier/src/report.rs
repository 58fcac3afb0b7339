//! What an error says beyond its first line: where, why, and the frames involved.

use crate::bytecodes::Bytecode;
use crate::context::{ClassContext, MethodView};
use crate::frame::FrameView;
use crate::stackmap;
use crate::types::VType;
use std::fmt::Write as _;

/// Where a type in a message comes from.
#[derive(Clone, Copy)]
pub(crate) enum Origin {
    /// A local of the current frame.
    Local(usize),
    /// A stack slot of the current frame.
    Stack(usize),
    /// A local of the stated frame.
    MapLocal(usize),
    /// A stack slot of the stated frame.
    MapStack(usize),
    /// A constant-pool entry.
    Pool(u16),
    /// The method's own descriptor.
    Signature,
    /// The instruction itself.
    Implicit,
}

/// A type and where it comes from.
#[derive(Clone, Copy)]
pub(crate) struct Typed(pub VType, pub Origin);

impl Typed {
    fn describe(self, cx: &impl ClassContext, out: &mut String) {
        self.0.describe(cx, out);
        let _ = match self.1 {
            Origin::Local(i) => write!(out, " (current frame, locals[{i}])"),
            Origin::Stack(i) => write!(out, " (current frame, stack[{i}])"),
            Origin::MapLocal(i) => write!(out, " (stack map, locals[{i}])"),
            Origin::MapStack(i) => write!(out, " (stack map, stack[{i}])"),
            Origin::Pool(i) => write!(out, " (constant pool {i})"),
            Origin::Signature => write!(out, " (from method signature)"),
            Origin::Implicit => Ok(()),
        };
    }
}

/// What is wrong.
pub(crate) enum Reason {
    BadCode,
    /// A type that is not assignable to another.
    BadType(Typed, Typed),
    /// A type that is wrong as such.
    InvalidType(Typed),
    FlagsMismatch,
    BadPoolIndex(u16),
    BadLocalIndex(usize),
    StackSize,
    StackOverflow,
    StackUnderflow,
    MissingStackMap,
    BadStackMap,
}

impl Reason {
    fn describe(&self, cx: &impl ClassContext) -> String {
        match self {
            Reason::BadCode => "Error exists in the bytecode".into(),
            Reason::BadType(found, wanted) => {
                let mut out = String::from("Type ");
                found.describe(cx, &mut out);
                out.push_str(" is not assignable to ");
                wanted.describe(cx, &mut out);
                out
            }
            Reason::InvalidType(found) => {
                let mut out = String::from("Invalid type: ");
                found.describe(cx, &mut out);
                out
            }
            Reason::FlagsMismatch => {
                "Current frame's flags are not assignable to stack map frame's.".into()
            }
            Reason::BadPoolIndex(index) => format!("Constant pool index {index} is invalid"),
            Reason::BadLocalIndex(index) => format!("Local index {index} is invalid"),
            Reason::StackSize => "Current frame's stack size doesn't match stackmap.".into(),
            Reason::StackOverflow => "Exceeded max stack size.".into(),
            Reason::StackUnderflow => "Attempt to pop empty stack.".into(),
            Reason::MissingStackMap => "Expected stackmap frame at this location.".into(),
            Reason::BadStackMap => "Invalid stackmap specification.".into(),
        }
    }
}

/// An error's details.
pub(crate) struct Report<'f> {
    /// The code index to show.
    pub bci: usize,
    pub reason: Reason,
    pub current: Option<FrameView<'f>>,
    pub stated: Option<FrameView<'f>>,
}

impl Report<'_> {
    /// The whole message, `headline` first.
    pub fn render(&self, headline: &str, cx: &impl ClassContext, m: &MethodView<'_>) -> String {
        let mut out = format!("{headline}\nException Details:\n  Location:\n    ");
        let text = |id| String::from_utf8_lossy(cx.name(id));
        let instruction = match m.code.get(self.bci) {
            None => "<invalid>",
            Some(&opcode) => Bytecode::from_u8(opcode).map_or("<illegal>", Bytecode::mnemonic),
        };
        let (class, name) = (text(cx.this_name()), text(m.name));
        let descriptor = text(m.descriptor);
        let _ = writeln!(
            out,
            "{class}.{name}{descriptor} @{}: {instruction}",
            self.bci
        );
        let _ = writeln!(out, "  Reason:\n    {}", self.reason.describe(cx));
        for (title, frame) in [("Current", &self.current), ("Stackmap", &self.stated)] {
            if let Some(frame) = frame {
                let _ = write!(out, "  {title} Frame:\n{}", frame.describe(cx));
            }
        }
        dump_code(m.code, &mut out);
        if !m.exception_table.is_empty() {
            out.push_str("  Exception Handler Table:\n");
            for row in m.exception_table {
                let (start, end, handler) = (row.start_pc, row.end_pc, row.handler_pc);
                let _ = writeln!(out, "    bci [{start}, {end}] => handler: {handler}");
            }
        }
        if let Some(table) = m.stack_map_table {
            out.push_str("  Stackmap Table:\n");
            stackmap::describe(table, |line| {
                let _ = writeln!(out, "    {line}");
            });
        }
        out
    }
}

/// Sixteen bytes a line, in pairs; a last line that is full is followed by an empty one.
fn dump_code(code: &[u8], out: &mut String) {
    out.push_str("  Bytecode:\n");
    for start in (0..=code.len()).step_by(16) {
        let _ = write!(out, "    {start:07x}:");
        for i in start..start + 16 {
            if i % 2 == 0 {
                out.push(' ');
            }
            match code.get(i) {
                Some(byte) => {
                    let _ = write!(out, "{byte:02x}");
                }
                None => out.push_str("  "),
            }
        }
        out.push('\n');
    }
}
