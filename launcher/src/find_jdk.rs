//! Finds the JDK 17 whose class library and launcher library are used.
//!
//! What the user names, by `--jdk` or `JAVA_HOME`, is taken or refused, never passed over in silence. After that
//! come the `java` on the path and the folders where distributions put their JDKs; there, what does not fit is
//! passed over, and mentioned when nothing fits.

use classlib::jdk::{JdkError, JdkHome};
use std::env;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 4] = ["/usr/lib/jvm", "/usr/java", "/opt/java", "/opt"];
const ADVICE: &str = "install a JDK 17 (on Debian or Ubuntu: apt-get install openjdk-17-jdk-headless), \
                      or name one with --jdk DIR or JAVA_HOME";

/// Finds the JDK; `named` is the value of `--jdk`.
pub fn find(named: Option<&Path>) -> Result<JdkHome, String> {
    if let Some(home) = named {
        return validate(home).map_err(|error| format!("--jdk: {error}; {ADVICE}"));
    }
    if let Some(home) = env::var_os("JAVA_HOME").filter(|home| !home.is_empty()) {
        return validate(Path::new(&home)).map_err(|error| format!("JAVA_HOME: {error}; {ADVICE}"));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).filter_map(|dir| home_of_java(&dir.join("java")));
    first_fitting(on_path.chain(FOLDERS.iter().flat_map(|folder| entries(Path::new(folder)))))
}

/// The first of the places that holds a JDK 17.
fn first_fitting(places: impl Iterator<Item = PathBuf>) -> Result<JdkHome, String> {
    let mut other_release = None;
    for place in places {
        match validate(&place) {
            Ok(jdk) => return Ok(jdk),
            Err(error @ JdkError::WrongVersion { .. }) => {
                other_release.get_or_insert(error);
            }
            Err(_) => {}
        }
    }
    Err(match other_release {
        Some(error) => format!("no JDK 17 was found ({error}): {ADVICE}"),
        None => format!("no JDK 17 was found: {ADVICE}"),
    })
}

/// Checks a home, links resolved: `java.home` shall be what the JDK's own `java` reports.
fn validate(home: &Path) -> Result<JdkHome, JdkError> {
    JdkHome::validate(home.canonicalize().unwrap_or_else(|_| home.to_owned()))
}

/// The JDK that a `java` command, often a chain of links, belongs to.
fn home_of_java(java: &Path) -> Option<PathBuf> {
    Some(java.canonicalize().ok()?.parent()?.parent()?.to_owned())
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = folder.read_dir() else {
        return Vec::new();
    };
    let mut homes: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    homes.sort();
    homes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn fake_jdk(parent: &Path, name: &str, version: &str) -> PathBuf {
        let home = parent.join(name);
        fs::create_dir_all(home.join("lib")).unwrap();
        fs::create_dir_all(home.join("bin")).unwrap();
        fs::write(home.join("lib/modules"), b"").unwrap();
        fs::write(home.join("bin/java"), b"").unwrap();
        fs::write(
            home.join("release"),
            format!("JAVA_VERSION=\"{version}\"\n"),
        )
        .unwrap();
        home.canonicalize().unwrap()
    }

    #[test]
    fn a_named_jdk_is_taken_or_refused() {
        let dir = tempfile::tempdir().unwrap();
        let good = fake_jdk(dir.path(), "good", "17.0.9");
        let new = fake_jdk(dir.path(), "new", "25");
        assert_eq!(find(Some(&good)).unwrap().path(), good);
        let refusal = find(Some(&new)).unwrap_err();
        assert!(
            refusal.contains("is JDK 25, but JDK 17 is needed"),
            "{refusal}"
        );
        assert!(refusal.contains("apt-get install"), "{refusal}");
    }

    #[test]
    fn unfit_places_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let old = fake_jdk(dir.path(), "a-old", "11.0.2");
        let good = fake_jdk(dir.path(), "b-good", "17");
        fs::create_dir(dir.path().join("a-nothing")).unwrap();
        assert_eq!(
            first_fitting(entries(dir.path()).into_iter())
                .unwrap()
                .path(),
            good
        );
        let refusal = first_fitting([old].into_iter()).unwrap_err();
        assert!(refusal.starts_with("no JDK 17 was found ("), "{refusal}");
        assert!(refusal.contains("11.0.2"), "{refusal}");
        let nothing = first_fitting(std::iter::empty()).unwrap_err();
        assert!(
            nothing.starts_with("no JDK 17 was found: install"),
            "{nothing}"
        );
    }

    #[test]
    fn links_to_java_lead_to_its_jdk() {
        let dir = tempfile::tempdir().unwrap();
        let home = fake_jdk(dir.path(), "jdk", "17");
        symlink(home.join("bin/java"), dir.path().join("alternative")).unwrap();
        symlink(dir.path().join("alternative"), dir.path().join("java")).unwrap();
        assert_eq!(home_of_java(&dir.path().join("java")), Some(home));
        assert_eq!(home_of_java(&dir.path().join("absent")), None);
    }
}
