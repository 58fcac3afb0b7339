//! The JDK whose class library is used: its folder, version and module image.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The feature release of the class library this VM speaks to.
pub const SUPPORTED_FEATURE: u32 = 17;

/// A folder that has been found to hold a JDK with a module image.
#[derive(Clone, Debug)]
pub struct JdkHome {
    home: PathBuf,
    release: BTreeMap<String, String>,
}

/// Why a folder cannot serve as JDK home.
#[derive(Debug)]
pub enum JdkError {
    /// No such folder, or not a JDK.
    NotAJdk(PathBuf),
    /// A JDK built without `lib/modules`, its classes lying about in `modules/`.
    Exploded(PathBuf),
    /// Another release than the supported one.
    WrongVersion { home: PathBuf, found: String },
    /// A file that should be there cannot be read.
    Unreadable(PathBuf, io::Error),
}

impl fmt::Display for JdkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JdkError::NotAJdk(path) => write!(
                f,
                "{} is not a JDK {SUPPORTED_FEATURE} (no lib/modules in it)",
                path.display()
            ),
            JdkError::Exploded(path) => write!(
                f,
                "{} is an exploded JDK build (modules/ instead of lib/modules), which is not supported",
                path.display()
            ),
            JdkError::WrongVersion { home, found } => write!(
                f,
                "{} is JDK {found}, but JDK {SUPPORTED_FEATURE} is needed",
                home.display()
            ),
            JdkError::Unreadable(path, error) => {
                write!(f, "cannot read {}: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for JdkError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            JdkError::Unreadable(_, error) => Some(error),
            _ => None,
        }
    }
}

impl JdkHome {
    /// Checks that `path` holds a JDK of the supported release.
    pub fn validate(path: impl AsRef<Path>) -> Result<JdkHome, JdkError> {
        let home = path.as_ref().to_path_buf();
        let modules = home.join("lib").join("modules");
        if !modules.is_file() {
            let exploded = home.join("modules").join("java.base").is_dir();
            return Err(if exploded {
                JdkError::Exploded(home)
            } else {
                JdkError::NotAJdk(home)
            });
        }
        if let Err(error) = std::fs::File::open(&modules) {
            return Err(JdkError::Unreadable(modules, error));
        }
        let release_file = home.join("release");
        let text = match std::fs::read_to_string(&release_file) {
            Ok(text) => text,
            Err(error) => return Err(JdkError::Unreadable(release_file, error)),
        };
        let jdk = JdkHome {
            home,
            release: parse_release(&text),
        };
        match jdk.feature() {
            Some(SUPPORTED_FEATURE) => Ok(jdk),
            _ => Err(JdkError::WrongVersion {
                found: jdk
                    .property("JAVA_VERSION")
                    .unwrap_or("of unknown version")
                    .to_owned(),
                home: jdk.home,
            }),
        }
    }

    /// The folder, as given.
    pub fn path(&self) -> &Path {
        &self.home
    }

    /// The module image.
    pub fn modules_image(&self) -> PathBuf {
        self.home.join("lib").join("modules")
    }

    /// A line of the `release` file, without quotes: `JAVA_VERSION`, `IMPLEMENTOR`, ...
    pub fn property(&self, key: &str) -> Option<&str> {
        self.release.get(key).map(String::as_str)
    }

    /// `JAVA_VERSION`, such as `17.0.15`.
    pub fn version(&self) -> &str {
        self.property("JAVA_VERSION").unwrap_or_default()
    }

    fn feature(&self) -> Option<u32> {
        let version = self.property("JAVA_VERSION")?;
        version
            .split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    }
}

fn parse_release(text: &str) -> BTreeMap<String, String> {
    let pair = |line: &str| {
        let (key, value) = line.split_once('=')?;
        Some((
            key.trim().to_owned(),
            value.trim().trim_matches('"').to_owned(),
        ))
    };
    text.lines().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn fake(release: &str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("lib")).unwrap();
        fs::write(dir.path().join("lib/modules"), b"").unwrap();
        fs::write(dir.path().join("release"), release).unwrap();
        dir
    }

    #[test]
    fn a_jdk_17_is_accepted() {
        let dir = fake("IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"17.0.1\"\n");
        let jdk = JdkHome::validate(dir.path()).unwrap();
        assert_eq!(jdk.version(), "17.0.1");
        assert_eq!(jdk.property("IMPLEMENTOR"), Some("Somebody"));
        assert_eq!(jdk.property("NOPE"), None);
    }

    #[test]
    fn others_are_refused_in_one_sentence() {
        let message = |path: &Path| JdkHome::validate(path).unwrap_err().to_string();
        let old = fake("JAVA_VERSION=\"11.0.2\"\n");
        assert!(message(old.path()).ends_with("is JDK 11.0.2, but JDK 17 is needed"));
        let no_jdk = tempfile::tempdir().unwrap();
        assert!(message(no_jdk.path()).ends_with("is not a JDK 17 (no lib/modules in it)"));
        fs::create_dir_all(no_jdk.path().join("modules/java.base")).unwrap();
        assert!(message(no_jdk.path()).contains("exploded"));
        fs::remove_file(old.path().join("release")).unwrap();
        assert!(message(old.path()).starts_with("cannot read"));
    }
}
