//! What `-XX:+PrintMethodData` prints at exit: all profiles, in HotSpot's words.

use std::fmt::Write;

use oops::MethodPtr;

use crate::compiler::method_data::{self, ClassCounts, MethodData};
use crate::compiler::profile_rows::{Row, TypedValue};
use crate::compiler::type_profile::SeenType;
use crate::compiler::{history, print};
use crate::runtime::flags;

/// Where what is said of an instruction begins.
const INDENT: usize = 32;

fn classes(text: &mut String, classes: &ClassCounts, nulls: bool) {
    if nulls {
        let _ = write!(text, "nulls({}) ", classes.nulls);
    }
    let _ = writeln!(
        text,
        "count({}) entries({})",
        classes.others,
        classes.rows.len()
    );
    for (klass, n) in &classes.rows {
        let _ = writeln!(text, "{:INDENT$}'{}'({n})", "", klass.name);
    }
}

fn seen(text: &mut String, seen: SeenType) {
    match seen.class {
        Some(klass) => {
            let _ = write!(text, "'{}'", klass.name);
        }
        None if seen.is_unknown => text.push_str("unknown"),
        None => text.push_str("none"),
    }
    text.push_str(if seen.null_seen {
        " (null seen)\n"
    } else {
        "\n"
    });
}

/// Values under the heading `what`.
fn types<'d>(
    text: &mut String,
    what: &str,
    values: impl Iterator<Item = (&'d TypedValue, SeenType)>,
) {
    for (number, (value, class)) in values.enumerate() {
        let heading = if number == 0 { what } else { "" };
        let _ = write!(text, "{heading:INDENT$}{number}: stack({}) ", value.slot);
        seen(text, class);
    }
}

fn instruction(text: &mut String, method: MethodPtr, data: &MethodData, row: &Row) {
    let _ = write!(text, "  bci: {:<4} {:<20}", row.bci, row.name());
    for (reason, times) in history::traps_at(method, row.bci) {
        let _ = write!(text, "trap({} {times}) ", print::reason_name(reason));
    }
    if let Some(branch) = data.branch(row) {
        let (taken, not_taken) = (branch.taken, branch.not_taken);
        let _ = writeln!(text, "taken({taken}) not taken({not_taken})");
    } else if let Some(cases) = data.switch(row) {
        let _ = write!(text, "default_count({})", cases[0]);
        for count in &cases[1..] {
            let _ = write!(text, " count({count})");
        }
        text.push('\n');
    } else if let Some(found) = data.classes(row) {
        classes(text, &found, row.is_type_test());
    } else if let Some(count) = data.count(row) {
        let word = if row.is_jump() { "taken" } else { "count" };
        let _ = writeln!(text, "{word}({count})");
    }
    types(text, "            argument types", data.arguments(row));
    if let Some(class) = data.result(row) {
        let _ = write!(text, "{:INDENT$}", "            return type");
        seen(text, class);
    }
}

fn profile(text: &mut String, method: MethodPtr, data: &MethodData) {
    let _ = write!(
        text,
        "{:-<72}\n{}\n  invocation_counter: {}\n  backedge_counter: {}\n  traps: {}\n  mdo size: {} bytes\n",
        "",
        method.external_name(),
        data.invocations(),
        data.back_edges(),
        history::traps_in(method),
        data.bytes(),
    );
    let parameters = data.parameters().iter();
    let parameters = parameters.map(|value| (value, data.type_cell(value.cell).seen()));
    types(text, "  parameter types", parameters);
    for row in data.rows() {
        instruction(text, method, data, row);
    }
}

/// Prints all profiles, if `PrintMethodData` asks for it.
pub fn print_at_exit() {
    if flags::get::PrintMethodData() == 0 {
        return;
    }
    let mut text = String::new();
    for (method, data) in method_data::hottest() {
        profile(&mut text, method, data);
    }
    flags::parse::print(&text);
}
