//! The table of tag sets in `docs/logging.md` and the messages in the code say the same.
//!
//! Sets and levels come from the code; what a set is about is written in the table by hand. To add rows for new sets:
//! `HEARTH_BLESS=1 cargo test -p hearth-vm --test logging`, then fill in the last column.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Levels in the order in which the table has them.
const LEVELS: [&str; 5] = ["Error", "Warning", "Info", "Debug", "Trace"];

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/logging.md")
}

/// The text of all sources without white space.
fn sources(dir: &Path, text: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.lines().filter(|l| !l.trim_start().starts_with("//"));
            text.extend(code.flat_map(str::chars).filter(|c| !c.is_whitespace()));
        }
    }
}

/// The tag sets that have messages, with their levels.
fn used() -> BTreeMap<String, BTreeSet<usize>> {
    let mut text = String::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut text,
    );
    let mut sets: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for mark in ["log!(", "log_enabled!("] {
        for (at, _) in text.match_indices(mark) {
            let call = &text[at + mark.len()..];
            let Some((level, rest)) = call.split_once(",[") else {
                continue;
            };
            let (Some(level), Some((tags, _))) = (
                LEVELS.iter().position(|l| *l == level),
                rest.split_once(']'),
            ) else {
                continue;
            };
            sets.entry(tags.replace(',', "+"))
                .or_default()
                .insert(level);
        }
    }
    sets
}

/// What the table says: levels and meaning by tag set.
fn documented(page: &str) -> BTreeMap<String, (String, String)> {
    page.lines()
        .filter_map(|l| {
            let mut cells = l.strip_prefix("| `")?.split(" | ");
            let set = cells.next()?.strip_suffix('`')?;
            let levels = cells.next()?;
            let meaning = cells.next()?.strip_suffix(" |")?;
            Some((set.to_owned(), (levels.to_owned(), meaning.to_owned())))
        })
        .collect()
}

fn row(set: &str, levels: &BTreeSet<usize>, meaning: &str) -> String {
    let levels: Vec<_> = levels.iter().map(|l| LEVELS[*l].to_lowercase()).collect();
    format!("| `{set}` | {} | {meaning} |\n", levels.join(", "))
}

#[test]
fn the_page_names_every_set_that_has_messages() {
    let text = fs::read_to_string(page()).unwrap();
    let known = documented(&text);
    let mut table = String::new();
    for (set, levels) in used() {
        let meaning = known.get(&set).map_or("", |k| k.1.as_str());
        table.push_str(&row(&set, &levels, meaning));
    }
    let start = text.find("| `").unwrap();
    let end = start + text[start..].find("\n\n").unwrap() + 1;
    if std::env::var_os("HEARTH_BLESS").is_some() {
        let new = format!("{}{table}{}", &text[..start], &text[end..]);
        fs::write(page(), new).unwrap();
        return;
    }
    assert_eq!(
        text[start..end],
        table,
        "docs/logging.md is not what the code says; see the head of this test"
    );
    for (set, (_, meaning)) in known {
        assert!(!meaning.trim().is_empty(), "what is {set} about?");
    }
}
