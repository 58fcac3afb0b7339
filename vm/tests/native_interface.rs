//! The table of the native interface is true: the page in `docs` is current, and the library exports every symbol.

use std::ffi::CString;
use std::path::{Path, PathBuf};

use jvm::jvm::table;

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/native-interface.md")
}

#[test]
fn the_page_is_current() {
    let wanted = table::markdown();
    if std::env::var_os("HEARTH_BLESS").is_some() {
        std::fs::write(page(), &wanted).expect("docs can be written");
    }
    let found = std::fs::read_to_string(page()).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/native-interface.md is stale: run this test with HEARTH_BLESS=1"
    );
}

#[test]
fn the_table_has_every_symbol_once() {
    let mut names: Vec<&str> = table::rows().map(|r| r.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), table::rows().count());
    assert_eq!(names.len(), 183);
}

/// The library that cargo has built together with this test.
fn library() -> PathBuf {
    let exe = std::env::current_exe().expect("this test has a path");
    let deps = exe.parent().expect("in a folder");
    let candidates = [deps.join("libjvm.so"), deps.join("../libjvm.so")];
    candidates
        .into_iter()
        .find(|p| p.exists())
        .expect("libjvm.so is built with its tests")
}

#[test]
fn every_symbol_is_exported() {
    let path =
        CString::new(library().into_os_string().into_encoded_bytes()).expect("no NUL in a path");
    // SAFETY: loading the library runs no code of the machine.
    let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY | libc::RTLD_LOCAL) };
    assert!(!handle.is_null(), "{path:?} can be loaded");
    let exported = |name: &&str| {
        let name = CString::new(*name).expect("a name");
        // SAFETY: a loaded library and a terminated name.
        !unsafe { libc::dlsym(handle, name.as_ptr()) }.is_null()
    };
    let names = table::rows().map(|r| r.name).chain(table::INVOCATION);
    let missing: Vec<&str> = names.filter(|n| !exported(n)).collect();
    assert!(missing.is_empty(), "not exported: {missing:?}");
}
