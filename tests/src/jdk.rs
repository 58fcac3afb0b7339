//! Finds the JDK 17 that compiles the tests and runs the reference VM.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// An unpacked JDK.
#[derive(Debug, Clone)]
pub struct Jdk {
    /// Its home directory, links resolved.
    pub home: PathBuf,
    /// What its `release` file says of its version; part of the key of cached reference output.
    pub version: String,
}

impl Jdk {
    /// The JDK from `JAVA_HOME`, from the `javac` on the path, or from the usual folders.
    pub fn find() -> Result<&'static Jdk, String> {
        static FOUND: OnceLock<Option<Jdk>> = OnceLock::new();
        FOUND
            .get_or_init(|| candidates().iter().find_map(|home| Jdk::at(home)))
            .as_ref()
            .ok_or_else(|| "no JDK 17 found: install openjdk-17-jdk or set JAVA_HOME".to_owned())
    }

    fn at(home: &Path) -> Option<Jdk> {
        let home = home.canonicalize().ok()?;
        if !home.join("bin/javac").exists() {
            return None;
        }
        let release = std::fs::read_to_string(home.join("release")).ok()?;
        let version = release
            .lines()
            .find_map(|line| line.strip_prefix("JAVA_VERSION="))?
            .trim_matches('"')
            .to_owned();
        version.starts_with("17").then_some(Jdk { home, version })
    }

    /// A program out of the JDK's `bin`.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.home.join("bin").join(name)
    }

    /// The JDK's own VM, for programs that embed one.
    pub fn libjvm(&self) -> PathBuf {
        self.home.join("lib/server/libjvm.so")
    }

    /// The sources of the class library, where the distribution's package for them is installed.
    pub fn source_zip(&self) -> Option<PathBuf> {
        let beside = self.home.join("lib/src.zip");
        let debian = self.home.parent()?.join("openjdk-17/lib/src.zip");
        [beside, debian].into_iter().find(|path| path.exists())
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut homes = Vec::new();
    if let Some(home) = std::env::var_os("JAVA_HOME") {
        homes.push(PathBuf::from(home));
    }
    if let Some(path) = std::env::var_os("PATH") {
        for dir in std::env::split_paths(&path) {
            // bin/javac of a distribution is a chain of links that ends in the JDK.
            if let Ok(javac) = dir.join("javac").canonicalize()
                && let Some(home) = javac.parent().and_then(Path::parent)
            {
                homes.push(home.to_owned());
            }
        }
    }
    for folder in ["/usr/lib/jvm", "/usr/java", "/opt"] {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        found.sort();
        homes.append(&mut found);
    }
    homes
}
