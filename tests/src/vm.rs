//! The two VMs: the one under test and the reference.

use crate::jdk::Jdk;
use crate::layout;
use std::ffi::OsString;
use std::path::PathBuf;

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
                Err(_) => Ok(vec![built("hearth")?.into_os_string()]),
            },
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
