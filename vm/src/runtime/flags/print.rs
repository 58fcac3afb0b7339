//! The flags as `-XX:+PrintFlagsFinal`, `-XX:+PrintFlagsRanges` and `-XX:+PrintCommandLineFlags` print them: HotSpot's
//! columns, since scripts cut them apart.

use std::fmt::Write;

use super::row::{FlagType, FlagValue, Range};
use super::{FlagId, ORIGINS, Origin, sorted};

/// Appends blanks up to a column, at least one.
fn fill(line: &mut String, column: usize) {
    let missing = column.saturating_sub(line.len()).max(1);
    line.extend(std::iter::repeat_n(' ', missing));
}

/// A number as text; texts and `bool` too.
pub fn value_text(value: &FlagValue) -> String {
    match value {
        FlagValue::Bool(b) => b.to_string(),
        FlagValue::Signed(n) => n.to_string(),
        FlagValue::Unsigned(n) => n.to_string(),
        FlagValue::Double(d) => format!("{d:.6}"),
        FlagValue::Text(t) => t.clone(),
    }
}

/// The kind words in braces.
fn kind_text(id: FlagId) -> String {
    let words: Vec<_> = id.row().kind.words().collect();
    format!("{{{}}}", words.join(" "))
}

fn origin_text(id: FlagId) -> String {
    let origin = id.origin();
    let word = ORIGINS[origin as usize].1;
    match origin {
        Origin::Ergonomic if id.was_on_command_line() => format!("{{command line, {word}}}"),
        _ => format!("{{{word}}}"),
    }
}

/// One flag's line or lines of `PrintFlagsFinal`.
fn value_lines(id: FlagId) -> String {
    let row = id.row();
    let mut out = String::new();
    let mut line = format!("{:>9} {}", row.flag_type.name(), row.name);
    let value = value_text(&id.value());
    for (i, part) in value.split('\n').enumerate() {
        if i > 0 {
            out.push_str(&line);
            out.push('\n');
            line = format!("{:10}{}", "", row.name);
        }
        fill(&mut line, 50);
        line.push_str(if i == 0 { " =" } else { "+=" });
        fill(&mut line, 53);
        line.push_str(part);
    }
    fill(&mut line, 84);
    let _ = write!(line, "{:>20}", kind_text(id));
    fill(&mut line, 105);
    line.push_str(&origin_text(id));
    out + &line + "\n"
}

/// A range in HotSpot's brackets; empty bounds where there are none.
fn range_text(range: Range) -> Option<String> {
    let (low, high) = match range {
        Range::None => return None,
        Range::Checked => (String::new(), String::new()),
        Range::Signed(low, high) => (low.to_string(), high.to_string()),
        Range::Unsigned(low, high) => (low.to_string(), high.to_string()),
        Range::Double(low, high) => (format!("{low:.3}"), format!("{high:.3}")),
    };
    Some(format!("[ {low:<25} ... {high:>25} ]"))
}

fn range_line(id: FlagId) -> Option<String> {
    let row = id.row();
    let range = range_text(row.range)?;
    let mut line = format!("{:>9} {}", row.flag_type.name(), row.name);
    fill(&mut line, 61);
    line.push_str(&range);
    fill(&mut line, 122);
    let _ = write!(line, "{:>35}", kind_text(id));
    fill(&mut line, 158);
    line.push_str(&origin_text(id));
    line.push('\n');
    Some(line)
}

/// All unlocked flags with their values.
pub fn values() -> String {
    let lines = sorted()
        .into_iter()
        .filter(|id| id.is_unlocked())
        .map(value_lines);
    std::iter::once("[Global flags]\n".to_owned())
        .chain(lines)
        .collect()
}

/// The ranges of all unlocked flags that have one.
pub fn ranges() -> String {
    let lines = sorted()
        .into_iter()
        .filter(|id| id.is_unlocked())
        .filter_map(range_line);
    std::iter::once("[Global flags ranges]\n".to_owned())
        .chain(lines)
        .collect()
}

/// All flags whose values are not the defaults, as options on one line.
pub fn as_options() -> String {
    let mut line = String::new();
    for id in sorted().into_iter().filter(|id| !id.is_default()) {
        let name = id.row().name;
        let value = value_text(&id.value());
        let _ = match (id.row().flag_type, value.as_str()) {
            (FlagType::bool, "true") => write!(line, "-XX:+{name} "),
            (FlagType::bool, _) => write!(line, "-XX:-{name} "),
            _ => write!(
                line,
                "-XX:{name}={} ",
                value.replace('\n', &format!(" -XX:{name}="))
            ),
        };
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::flags::find;

    #[test]
    fn columns_are_hotspots() {
        let line = |name| value_lines(find(name).unwrap());
        assert_eq!(
            line("AllowParallelDefineClass"),
            "     bool AllowParallelDefineClass                 = false                                     \
             {product} {default}\n"
        );
        assert_eq!(
            line("EscapeAnalysisTimeout"),
            "   double EscapeAnalysisTimeout                    = 20.000000                              \
             {C2 product} {default}\n"
        );
        assert_eq!(
            range_line(find("MinRAMPercentage").unwrap()).unwrap(),
            "   double MinRAMPercentage                                   [ 0.000                     ...                   \
             100.000 ]                            {product} {default}\n"
        );
        assert!(range_line(find("UseSerialGC").unwrap()).is_none());
    }
}
