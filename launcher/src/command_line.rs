//! The command line before and after `libjli` has expanded it.
//!
//! Before: `--jdk DIR`, Hearth's only option of its own, is taken off the front. After: `-XXaltjvm=DIR` is put in.
//! Of several options that choose a VM (`-server`, `-zero`, `-XXaltjvm=…`) `libjli` obeys the last, so ours goes
//! behind all of the user's, just before what names the main class; a user's own `-XXaltjvm` is respected.

use std::ffi::{CString, OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

const ALTERNATIVE_JVM: &str = "-XXaltjvm=";

/// The user's command line, `--jdk` taken out.
#[derive(Debug, PartialEq)]
pub struct CommandLine {
    /// What `--jdk` named; the last one counts.
    pub jdk: Option<PathBuf>,
    /// The command's name and all other arguments.
    pub args: Vec<CString>,
}

impl CommandLine {
    /// Takes leading `--jdk DIR` and `--jdk=DIR` off `args`, whose first element is the command's name.
    pub fn take(mut args: Vec<CString>) -> Result<CommandLine, String> {
        if args.is_empty() {
            args.push(c"hearth".to_owned());
        }
        let mut jdk = None;
        while let Some(first) = args.get(1) {
            let (dir, taken) = match first.as_bytes() {
                b"--jdk" => (args.get(2).map(|dir| dir.as_bytes()).unwrap_or_default(), 2),
                bytes => match bytes.strip_prefix(b"--jdk=") {
                    Some(dir) => (dir, 1),
                    None => break,
                },
            };
            if dir.is_empty() {
                return Err("--jdk requires the directory of a JDK 17".to_owned());
            }
            jdk = Some(PathBuf::from(OsStr::from_bytes(dir)));
            args.drain(1..=taken);
        }
        Ok(CommandLine { jdk, args })
    }
}

/// Puts the option in that makes `libjli` load `libjvm.so` from `dir`.
///
/// `first_app_arg` is the index of the argument that follows the main class, jar or module.
pub fn with_libjvm(
    mut args: Vec<CString>,
    first_app_arg: Option<usize>,
    dir: &Path,
) -> Result<Vec<CString>, String> {
    let end = options_end(&args, first_app_arg);
    if args[..end]
        .iter()
        .any(|arg| arg.as_bytes().starts_with(ALTERNATIVE_JVM.as_bytes()))
    {
        return Ok(args);
    }
    let mut option = OsString::from(ALTERNATIVE_JVM);
    option.push(dir);
    let option = CString::new(option.into_vec())
        .map_err(|_| format!("{} is no usable directory name", dir.display()))?;
    args.insert(end, option);
    Ok(args)
}

/// Where the options end and the main class, or `-jar`, `-m`, `--module` with their value, begins.
fn options_end(args: &[CString], first_app_arg: Option<usize>) -> usize {
    let Some(main) = first_app_arg.and_then(|index| index.checked_sub(1)) else {
        return args.len();
    };
    let main = main.clamp(1, args.len());
    match args[main - 1].as_bytes() {
        b"-jar" | b"-m" | b"--module" => main - 1,
        _ => main,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(args: &[&str]) -> Vec<CString> {
        args.iter().map(|arg| CString::new(*arg).unwrap()).collect()
    }

    fn inserted(args: &[&str], first_app_arg: Option<usize>) -> String {
        let args = with_libjvm(strings(args), first_app_arg, Path::new("/h")).unwrap();
        let args: Vec<_> = args.iter().map(|arg| arg.to_str().unwrap()).collect();
        args.join(" ")
    }

    #[test]
    fn jdk_is_taken_off_the_front_only() {
        let taken = CommandLine::take(strings(&["hearth", "--jdk", "/a", "--jdk=/b", "-cp", "."]));
        let expected = CommandLine {
            jdk: Some("/b".into()),
            args: strings(&["hearth", "-cp", "."]),
        };
        assert_eq!(taken.unwrap(), expected);
        let later = strings(&["hearth", "Main", "--jdk", "/a"]);
        assert_eq!(
            CommandLine::take(later.clone()).unwrap(),
            CommandLine {
                jdk: None,
                args: later
            }
        );
    }

    #[test]
    fn jdk_without_a_directory_is_an_error() {
        for args in [
            &["hearth", "--jdk"][..],
            &["hearth", "--jdk="],
            &["hearth", "--jdk", ""],
        ] {
            assert!(CommandLine::take(strings(args)).is_err());
        }
    }

    #[test]
    fn the_vm_option_comes_last_among_the_options() {
        assert_eq!(
            inserted(&["hearth", "-server", "Main", "x"], Some(3)),
            "hearth -server -XXaltjvm=/h Main x"
        );
        assert_eq!(
            inserted(&["hearth", "-version"], None),
            "hearth -version -XXaltjvm=/h"
        );
        assert_eq!(
            inserted(&["hearth", "-zero", "-jar", "a.jar", "-server"], Some(4)),
            "hearth -zero -XXaltjvm=/h -jar a.jar -server"
        );
        assert_eq!(
            inserted(&["hearth", "-m", "a/b"], Some(3)),
            "hearth -XXaltjvm=/h -m a/b"
        );
    }

    #[test]
    fn the_users_own_choice_of_a_vm_stays() {
        let own = ["hearth", "-XXaltjvm=/mine", "Main"];
        assert_eq!(inserted(&own, Some(3)), own.join(" "));
        let argument = ["hearth", "Main", "-XXaltjvm=/mine"];
        assert_eq!(
            inserted(&argument, Some(2)),
            "hearth -XXaltjvm=/h Main -XXaltjvm=/mine"
        );
    }
}
