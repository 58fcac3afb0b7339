//! Where things are: the sources of the tests, and the places under the target directory that hold
//! what is made from them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The directory of this crate.
pub fn tests_dir() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Cargo's profile directory (`target/release`) that the running test executable belongs to.
pub fn profile_dir() -> PathBuf {
    let exe = std::env::current_exe().expect("a running program has a path");
    let deps = exe.parent().expect("an executable has a directory");
    if deps.ends_with("deps") {
        deps.parent().expect("deps has a parent").to_owned()
    } else {
        deps.to_owned()
    }
}

/// Cargo's target directory.
pub fn target_dir() -> PathBuf {
    let profile = profile_dir();
    profile
        .parent()
        .expect("a profile directory has a parent")
        .to_owned()
}

/// What the suites make: classes, libraries, cached reference output.
pub fn work_dir() -> PathBuf {
    target_dir().join("java-tests")
}

/// A fresh directory for one run of one program, removed when dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the directory; `name` only makes it recognisable.
    pub fn new(name: &str) -> Result<Scratch, String> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = name.replace(['/', ':', ' '], "-");
        let dir = work_dir()
            .join("run")
            .join(format!("{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|e| format!("cannot make {}: {e}", dir.display()))?;
        Ok(Scratch(dir))
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A directory that stays behind costs disk space only; `cargo clean` takes it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
