//! The generated methods as a text, for those who look into a difference.

use super::blocks::Method;
use super::code::Op;
use std::fmt::Write;

/// All methods; `javap -c` on the class files says the rest.
pub fn text(version: u16, methods: &[Method]) -> String {
    let mut out = format!("class file version {version}\n");
    for method in methods {
        let _ = writeln!(
            out,
            "\n{}{}{}  // called {} times\n  locals: {:?}",
            if method.synchronized {
                "synchronized "
            } else {
                ""
            },
            method.name,
            method.descriptor(),
            method.calls,
            method.code.locals
        );
        for handler in &method.code.handlers {
            let class = handler.class.unwrap_or("any");
            let _ = writeln!(
                out,
                "  handler: {class} L{}..L{} -> L{}",
                handler.from, handler.to, handler.at
            );
        }
        for op in &method.code.ops {
            let _ = match op {
                Op::Label(label) => {
                    let frame = method
                        .code
                        .frames
                        .iter()
                        .find(|frame| frame.label == *label);
                    writeln!(out, "  L{label}: {:?}", frame.map(|frame| &frame.stack))
                }
                other => writeln!(out, "    {other:?}"),
            };
        }
    }
    out
}
