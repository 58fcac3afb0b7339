//! One entry of a class path: a jar or a directory.
//!
//! Used for `-Xbootclasspath/a` and `--patch-module`, where the VM itself
//! reads classes; every other path is the class library's business.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

/// A jar or directory to read classes and resources from.
pub struct ClassPathEntry {
    path: PathBuf,
    source: Source,
}

enum Source {
    Directory,
    Jar(Mutex<ZipArchive<BufReader<File>>>),
}

/// The largest resource read; an entry claiming more is not believed.
const MAX_ENTRY_SIZE: u64 = i32::MAX as u64;

impl ClassPathEntry {
    /// Opens `path`, which is a directory or a jar.
    pub fn open(path: impl AsRef<Path>) -> io::Result<ClassPathEntry> {
        let path = path.as_ref().to_path_buf();
        let source = if fs::metadata(&path)?.is_dir() {
            Source::Directory
        } else {
            let archive = ZipArchive::new(BufReader::new(File::open(&path)?))?;
            Source::Jar(Mutex::new(archive))
        };
        Ok(ClassPathEntry { path, source })
    }

    /// The path as given to [`ClassPathEntry::open`].
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether this is a jar rather than a directory.
    pub fn is_jar(&self) -> bool {
        matches!(self.source, Source::Jar(_))
    }

    /// The bytes of `name`, such as `java/lang/Foo.class`; `None` if it is
    /// not there or cannot be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        match &self.source {
            Source::Directory => is_inside(name)
                .then(|| fs::read(self.path.join(name)).ok())
                .flatten(),
            Source::Jar(archive) => {
                let mut archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = archive.by_name(name).ok()?;
                if entry.is_dir() || entry.size() > MAX_ENTRY_SIZE {
                    return None;
                }
                let size = entry.size();
                // The stated size is a hint only: a corrupt jar may claim anything.
                let mut bytes = Vec::with_capacity(size.min(1 << 20) as usize);
                entry.take(size).read_to_end(&mut bytes).ok()?;
                (bytes.len() as u64 == size).then_some(bytes)
            }
        }
    }

    /// Whether any file lies directly in `package` (`java/lang`).
    pub fn contains_package(&self, package: &str) -> bool {
        match &self.source {
            Source::Directory => {
                let is_file = |e: io::Result<fs::DirEntry>| {
                    e.and_then(|e| e.file_type()).is_ok_and(|t| !t.is_dir())
                };
                is_inside(package)
                    && fs::read_dir(self.path.join(package))
                        .is_ok_and(|mut entries| entries.any(is_file))
            }
            Source::Jar(archive) => {
                let archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                archive
                    .file_names()
                    .any(|name| package_of(name) == Some(package))
            }
        }
    }

    /// All packages (`java/lang`) that hold a class file, sorted.
    pub fn packages(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        match &self.source {
            Source::Directory => collect_packages(&self.path, String::new(), &mut found),
            Source::Jar(archive) => {
                let archive = archive.lock().unwrap_or_else(PoisonError::into_inner);
                let classes = archive.file_names().filter(|name| name.ends_with(".class"));
                found.extend(classes.filter_map(package_of).map(str::to_owned));
            }
        }
        found
    }
}

/// The package of a file's name; `None` for a folder's entry.
fn package_of(name: &str) -> Option<&str> {
    if name.ends_with('/') {
        return None;
    }
    Some(name.rsplit_once('/').map_or("", |(package, _)| package))
}

/// Whether a relative name stays inside the directory it is joined to.
fn is_inside(name: &str) -> bool {
    !name.starts_with('/') && !name.split('/').any(|part| part == "..")
}

fn collect_packages(dir: &Path, package: String, found: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let name = entry.file_name().to_string_lossy().into_owned();
        if kind.is_dir() {
            let inner = if package.is_empty() {
                name
            } else {
                format!("{package}/{name}")
            };
            collect_packages(&entry.path(), inner, found);
        } else if name.ends_with(".class") {
            found.insert(package.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn jar(dir: &Path) -> PathBuf {
        let path = dir.join("a.jar");
        let mut writer = zip::ZipWriter::new(File::create(&path).unwrap());
        writer
            .add_directory("p/", SimpleFileOptions::default())
            .unwrap();
        for (name, method) in [
            ("p/q/A.class", zip::CompressionMethod::Deflated),
            ("B.class", zip::CompressionMethod::Stored),
        ] {
            let options = SimpleFileOptions::default().compression_method(method);
            writer.start_file(name, options).unwrap();
            writer.write_all(&name.as_bytes().repeat(100)).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    #[test]
    fn jars_and_directories_answer_alike() {
        let dir = tempfile::tempdir().unwrap();
        let jar = jar(dir.path());
        let classes = dir.path().join("classes");
        fs::create_dir_all(classes.join("p/q")).unwrap();
        for name in ["p/q/A.class", "B.class"] {
            fs::write(classes.join(name), name.as_bytes().repeat(100)).unwrap();
        }
        for path in [&jar, &classes] {
            let entry = ClassPathEntry::open(path).unwrap();
            assert_eq!(entry.is_jar(), *path == jar);
            assert_eq!(
                entry.read("p/q/A.class").unwrap(),
                b"p/q/A.class".repeat(100)
            );
            assert_eq!(entry.read("B.class").unwrap(), b"B.class".repeat(100));
            assert_eq!(entry.read("p/q"), None);
            assert_eq!(entry.read("p/"), None);
            assert_eq!(entry.read("../a.jar"), None);
            assert!(entry.contains_package("p/q"));
            assert!(entry.contains_package(""));
            assert!(!entry.contains_package("p"));
            let packages: Vec<_> = entry.packages().into_iter().collect();
            assert_eq!(packages, ["", "p/q"]);
        }
    }

    #[test]
    fn corrupt_jars_are_errors() {
        let dir = tempfile::tempdir().unwrap();
        let path = jar(dir.path());
        let whole = fs::read(&path).unwrap();
        for cut in [0, 1, 30, whole.len() / 2] {
            fs::write(&path, &whole[..cut]).unwrap();
            assert!(ClassPathEntry::open(&path).is_err());
        }
        assert!(ClassPathEntry::open(dir.path().join("none.jar")).is_err());
    }
}
