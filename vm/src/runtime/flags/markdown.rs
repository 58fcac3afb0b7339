//! The page `docs/flags.md`, made from the table.

use std::fmt::Write;

use super::print::value_text;
use super::row::{Flag, Initial, Range};
use super::special::{self, Age};
use super::{accepted, table};

/// The page as text.
pub fn page() -> String {
    let mut page = String::from(
        "# The -XX flags\n\n\
         Generated from `vm/src/runtime/flags`; a test holds this page and the table together. To write it anew:\n\
         `HEARTH_BLESS=1 cargo test -p hearth-vm --test flags`.\n\n\
         Names, types, kinds, ranges and defaults are those of HotSpot 17. Flags of the kind `Hearth` are Hearth's own, or\n\
         need no unlocking as they do on HotSpot. Diagnostic and experimental flags come behind\n\
         `-XX:+UnlockDiagnosticVMOptions` and `-XX:+UnlockExperimentalVMOptions`. `-XX:Flags=FILE` and\n\
         `-XX:VMOptionsFile=FILE` name files of flags and of options.\n",
    );
    let _ = write!(
        page,
        "\n## Flags that do something\n\n{} flags.\n\n| flag | type | default | range | kind | what it does |\n|---|---|---|---|---|---|\n",
        table::ROWS.len()
    );
    for row in sorted(table::ROWS) {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} |",
            row.name,
            row.flag_type.name(),
            default(row),
            range(row),
            kind(row),
            row.help.unwrap_or_default()
        );
    }
    let groups = [
        ("collectors", accepted::collectors::ROWS),
        ("compilers and processor", accepted::compilers::ROWS),
        ("the rest of the runtime", accepted::runtime::ROWS),
    ];
    let _ = write!(
        page,
        "\n## Flags that are accepted without effect\n\n\
         Their values are checked and printed, and change nothing.\n"
    );
    for (title, rows) in groups {
        let _ = write!(
            page,
            "\n### {}\n\n{} flags.\n\n| flag | type | default | range | kind |\n|---|---|---|---|---|\n",
            capital(title),
            rows.len()
        );
        for row in sorted(rows) {
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {} | {} |",
                row.name,
                row.flag_type.name(),
                default(row),
                range(row),
                kind(row)
            );
        }
    }
    ages(&mut page);
    page
}

/// The flags that a warning is said about.
fn ages(page: &mut String) {
    page.push_str("\n## Old flags\n\nThey are obeyed or ignored as before, with a warning.\n\n| flag | state |\n|---|---|\n");
    let mut rows = special::AGES.to_vec();
    rows.sort_unstable_by_key(|(name, _)| *name);
    for (name, age) in rows {
        let state = match age {
            Age::Deprecated(release) => format!("deprecated in {release}"),
            Age::Obsolete(release) => format!("ignored since {release}"),
        };
        let real = special::real_name(name);
        let also = match real == name {
            true => String::new(),
            false => format!(", another name of `{real}`"),
        };
        let _ = writeln!(page, "| `{name}` | {state}{also} |");
    }
    let _ = write!(
        page,
        "\nThe {} flags of HotSpot's debug builds are refused with the reason.\n",
        special::all_absent().count()
    );
}

fn sorted(rows: &[Flag]) -> Vec<Flag> {
    let mut rows = rows.to_vec();
    rows.sort_unstable_by_key(|row| row.name);
    rows
}

fn capital(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

fn kind(row: Flag) -> String {
    row.kind.words().collect::<Vec<_>>().join(" ")
}

fn default(row: Flag) -> String {
    match row.default {
        Initial::Text(text) => text.to_owned(),
        Initial::Bits(bits) => value_text(&row.flag_type.value(bits)),
    }
}

/// The bounds; a bound that is the type's own is left out.
fn range(row: Flag) -> String {
    let (low, high) = match row.range {
        Range::None => return String::new(),
        Range::Checked => return "checked".to_owned(),
        Range::Signed(low, high) => (
            (low != i64::MIN).then(|| low.to_string()),
            (high != i64::MAX).then(|| high.to_string()),
        ),
        Range::Unsigned(low, high) => (
            Some(low.to_string()),
            (high != u64::MAX).then(|| high.to_string()),
        ),
        Range::Double(low, high) => (
            Some(low.to_string()),
            (high != f64::MAX).then(|| high.to_string()),
        ),
    };
    format!("{}…{}", low.unwrap_or_default(), high.unwrap_or_default())
}
