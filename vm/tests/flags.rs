//! The page about the flags is current.

use std::path::{Path, PathBuf};

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/flags.md")
}

#[test]
fn the_page_is_current() {
    let wanted = jvm::runtime::flags::markdown::page();
    if std::env::var_os("HEARTH_BLESS").is_some() {
        std::fs::write(page(), &wanted).expect("docs can be written");
    }
    let found = std::fs::read_to_string(page()).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/flags.md is stale: run this test with HEARTH_BLESS=1"
    );
}
