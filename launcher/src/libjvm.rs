//! Finds Hearth's own `libjvm.so`, and keeps `libjli` from starting the process anew because of it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const LIBRARY: &str = "libjvm.so";

/// The directory that holds Hearth's `libjvm.so`.
///
/// `HEARTH_LIBJVM` names the library or its directory, for tests. Otherwise it lies beside this executable (a build)
/// or in `../lib/server` (an installation). Links to the executable are resolved.
pub fn directory() -> Result<PathBuf, String> {
    if let Some(named) = env::var_os("HEARTH_LIBJVM").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        return containing([&named, named.parent().unwrap_or(Path::new("/"))])
            .ok_or_else(|| format!("HEARTH_LIBJVM: no {LIBRARY} in {}", named.display()));
    }
    let exe = env::current_exe().map_err(|error| format!("cannot find this command: {error}"))?;
    let bin = exe.parent().unwrap_or(Path::new("/"));
    containing([bin, &bin.join("../lib/server")]).ok_or_else(|| {
        format!(
            "{LIBRARY} is missing: it belongs beside {} or into ../lib/server",
            exe.display()
        )
    })
}

fn containing<'a>(dirs: impl IntoIterator<Item = &'a Path>) -> Option<PathBuf> {
    let dir = dirs.into_iter().find(|dir| dir.join(LIBRARY).is_file())?;
    dir.canonicalize().ok()
}

/// Sets `LD_LIBRARY_PATH` as `libjli` would.
///
/// When that path leads to the `lib/server` of some JDK, `libjli` puts the chosen VM's directory in front of it and
/// starts the process anew, by which `--jdk` would be lost and argument files would be read twice. It does not when
/// the directory is in front already. The second start has no use here: nothing is looked up by that path later, as
/// the JDK's libraries find the VM by the name of a library that is loaded.
pub fn keep_jli_from_restarting(dir: &Path) {
    let Some(path) = env::var_os("LD_LIBRARY_PATH") else {
        return;
    };
    if !may_hold_a_jvm(&path) {
        return;
    }
    let mut changed = OsString::from(dir);
    changed.push(":");
    changed.push(path);
    // SAFETY: the process has no second thread yet.
    unsafe { env::set_var("LD_LIBRARY_PATH", changed) };
}

fn may_hold_a_jvm(path: &OsString) -> bool {
    env::split_paths(path).any(|dir| dir.ends_with("lib/server") || dir.ends_with("lib/client"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_directory_with_the_library_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let empty = dir.path().join("empty");
        let full = dir.path().join("full");
        std::fs::create_dir(&empty).unwrap();
        std::fs::create_dir(&full).unwrap();
        std::fs::write(full.join(LIBRARY), b"").unwrap();
        let found = containing([empty.as_path(), &full.join("../full")]);
        assert_eq!(found, Some(full.canonicalize().unwrap()));
        assert_eq!(containing([empty.as_path()]), None);
    }

    #[test]
    fn only_vm_directories_on_the_library_path_matter() {
        assert!(may_hold_a_jvm(&"/usr/lib:/jdk/lib/server/".into()));
        assert!(may_hold_a_jvm(&"/jdk/lib/client".into()));
        assert!(!may_hold_a_jvm(&"/usr/lib:/my/server".into()));
    }
}
