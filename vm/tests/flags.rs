//! The page about the flags is current, and the table says truly which flags do something.

use std::path::Path;

use jvm::runtime::flags::{markdown, table};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_page_is_current() {
    let page = root().join("../docs/flags.md");
    let wanted = markdown::page();
    if std::env::var_os("HEARTH_BLESS").is_some() {
        std::fs::write(&page, &wanted).expect("docs can be written");
    }
    let found = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/flags.md is stale: run this test with HEARTH_BLESS=1"
    );
}

/// The text of the Rust sources below a folder.
fn text(folder: &Path, keep: &dyn Fn(&Path) -> bool) -> String {
    let mut out = String::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.push_str(&text(&path, keep));
        } else if path.extension().is_some_and(|e| e == "rs") && keep(&path) {
            out.push_str(&std::fs::read_to_string(&path).expect("a source"));
        }
    }
    out
}

/// A flag whose help says that it is only accepted need not be read.
#[test]
fn flags_that_do_something_are_read() {
    let (table, options) = (root().join("src/runtime/flags"), "arguments/options.rs");
    let everywhere = text(&root().join("src"), &|_| true);
    // Where flags are described, tested and set their names are no sign that they are read.
    let elsewhere = text(&root().join("src"), &|path| {
        !path.starts_with(&table) && !path.ends_with(options)
    });
    let unread: Vec<_> = table::ROWS
        .iter()
        .filter(|row| !row.help.unwrap_or_default().starts_with("Accepted"))
        .map(|row| row.name)
        .filter(|name| !everywhere.contains(&format!("get::{name}()")))
        .filter(|name| !elsewhere.contains(&format!("\"{name}\"")))
        .filter(|name| !elsewhere.contains(&format!("\"-XX:+{name}\"")))
        .collect();
    assert!(
        unread.is_empty(),
        "these belong into accepted/, nothing reads them: {unread:?}"
    );
}
