//! The two VMs: the one under test and the reference.

use crate::jdk::Jdk;
use crate::layout;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Which VM runs a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vm {
    Hearth,
    HotSpot,
}

impl Vm {
    /// The `java`-like command, options included, that starts this VM.
    ///
    /// `HEARTH_UNDER_TEST` names another command than the `hearth` that cargo built; with `java`
    /// itself the suites test themselves.
    pub fn launcher(self) -> Result<Vec<OsString>, String> {
        match self {
            Vm::HotSpot => {
                let java = Jdk::find()?.tool("java").into_os_string();
                Ok(vec![
                    java,
                    "-Xshare:auto".into(),
                    "-XX:TieredStopAtLevel=1".into(),
                ])
            }
            Vm::Hearth => match std::env::var("HEARTH_UNDER_TEST") {
                Ok(command) => Ok(command.split_whitespace().map(OsString::from).collect()),
                Err(_) => {
                    let mut words = vec![built("hearth")?.into_os_string()];
                    words.extend(stress_options().split_whitespace().map(OsString::from));
                    Ok(words)
                }
            },
        }
    }

    /// The environment that hands [`stress_options`] to a program that makes its VM itself.
    pub fn embedding_environment(self) -> Option<(String, OsString)> {
        let options = stress_options();
        (self == Vm::Hearth && !options.is_empty())
            .then(|| ("JAVA_TOOL_OPTIONS".to_owned(), options.into()))
    }

    /// How long a program may take that may take `limit` under usual circumstances.
    pub fn patience(self, limit: Duration) -> Duration {
        match self {
            Vm::Hearth if !stress_options().is_empty() => limit * STRESS_SLOWDOWN,
            _ => limit,
        }
    }

    /// The VM's library, for programs that embed it.
    pub fn libjvm(self) -> Result<PathBuf, String> {
        match self {
            Vm::HotSpot => Ok(Jdk::find()?.libjvm()),
            Vm::Hearth => match std::env::var_os("HEARTH_LIBJVM") {
                Some(path) => Ok(path.into()),
                // With another launcher under test the library that goes with it is the JDK's.
                None if std::env::var_os("HEARTH_UNDER_TEST").is_some() => {
                    Ok(Jdk::find()?.libjvm())
                }
                None => built("libjvm.so"),
            },
        }
    }
}

/// Under stress options everything may take this many times as long.
const STRESS_SLOWDOWN: u32 = 8;

/// Options that every run of Hearth gets before the test's own: `HEARTH_TEST_VMOPTIONS`, for runs of whole suites under
/// `-XX:+GCStress` and its like.
pub fn stress_options() -> String {
    std::env::var("HEARTH_TEST_VMOPTIONS").unwrap_or_default()
}

fn built(name: &str) -> Result<PathBuf, String> {
    let places = [layout::profile_dir(), layout::target_dir().join("release")];
    places
        .iter()
        .map(|dir| dir.join(name))
        .find(|path| path.exists())
        .ok_or_else(|| {
            format!(
                "{} does not exist: run ./x build",
                places[1].join(name).display()
            )
        })
}
