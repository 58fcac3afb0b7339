//! The table of modes: which VM runs the programs with which options.
//!
//! The first line is the oracle, all others must do as it does. A new way for Hearth to execute programs is one line more.

use hearth_tests::jdk::Jdk;
use hearth_tests::vm::Vm;
use std::ffi::OsString;
use std::time::Duration;

/// One way of running programs.
#[derive(Debug)]
pub struct Mode {
    pub name: &'static str,
    pub vm: Vm,
    pub options: &'static [&'static str],
    /// How many times as long a program may take as in the usual modes.
    pub patience: u32,
}

/// What every VM gets: small heaps, for many VMs run beside each other.
const COMMON: &[&str] = &["-Xmx512m", "-Xss2m"];

/// How long a program may run in the usual modes.
const LIMIT: Duration = Duration::from_secs(20);

/// HotSpot with its first compiler only: faster than its interpreter for what the programs do, and simpler than its second.
pub const ORACLE: Mode = Mode {
    name: "hotspot",
    vm: Vm::HotSpot,
    options: &[
        "-XX:TieredStopAtLevel=1",
        "-XX:-OmitStackTraceInFastThrow",
        "-XX:+UseSerialGC",
    ],
    patience: 1,
};

/// The modes of Hearth.
pub const MODES: &[Mode] = &[
    Mode {
        name: "int",
        vm: Vm::Hearth,
        options: &["-Xint"],
        patience: 1,
    },
    Mode {
        name: "default",
        vm: Vm::Hearth,
        options: &[],
        patience: 1,
    },
    Mode {
        name: "comp",
        vm: Vm::Hearth,
        options: &["-Xcomp"],
        patience: 3,
    },
    // Every method and loop is compiled soon, and at the same place in every run.
    Mode {
        name: "eager",
        vm: Vm::Hearth,
        options: &[
            "-Xmixed",
            "-XX:CompileThresholdScaling=0.02",
            "-XX:-BackgroundCompilation",
        ],
        patience: 2,
    },
    // Compiled code is left at random places, and always the same ones in programs with one thread.
    Mode {
        name: "deopt",
        vm: Vm::Hearth,
        options: &[
            "-Xmixed",
            "-XX:CompileThresholdScaling=0.02",
            "-XX:-BackgroundCompilation",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DeoptimizeALot",
            "-XX:DeoptimizeALotInterval=20",
            "-XX:DeoptimizeALotSeed=7",
        ],
        patience: 4,
    },
    Mode {
        name: "gcstress",
        vm: Vm::Hearth,
        options: &[
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+GCStress",
            "-XX:GCStressInterval=20000",
        ],
        patience: 6,
    },
];

impl Mode {
    /// The mode with this name.
    pub fn named(name: &str) -> Result<&'static Mode, String> {
        MODES.iter().find(|mode| mode.name == name).ok_or_else(|| {
            let names: Vec<_> = MODES.iter().map(|mode| mode.name).collect();
            format!(
                "there is no mode {name}; the modes are {}",
                names.join(", ")
            )
        })
    }

    /// The command that starts this VM, up to the class path.
    pub fn command(&self) -> Result<Vec<OsString>, String> {
        let mut words = match self.vm {
            Vm::HotSpot => vec![Jdk::find()?.tool("java").into_os_string()],
            Vm::Hearth => self.vm.launcher()?,
        };
        words.extend(COMMON.iter().chain(self.options).map(OsString::from));
        Ok(words)
    }

    /// How long one program may take.
    pub fn limit(&self) -> Duration {
        LIMIT * self.patience
    }
}
