//! What is looked at once all options are read: whether they fit together, what the machine chooses where nothing was
//! said, and the agents.

use std::path::Path;

use crate::runtime::flags::parse::warning;
use crate::runtime::flags::{self, constraints, get};
use crate::runtime::{properties, resources, shutdown};

use super::{Agent, Arguments, BadOption, bad, compile_thresholds, ergonomics, fatal, unusable};

/// The flags that choose a collector.
const COLLECTORS: [&str; 6] = [
    "UseSerialGC",
    "UseParallelGC",
    "UseG1GC",
    "UseZGC",
    "UseShenandoahGC",
    "UseEpsilonGC",
];

/// Largest code cache of HotSpot.
const MOST_CODE: u64 = 2 << 30;

/// True if a `bool` is set.
pub(super) fn is_on(flag: &str) -> bool {
    flags::find(flag).is_some_and(|id| id.bits() != 0)
}

impl Arguments {
    /// Looks at all options together, and sets what they leave open.
    pub(super) fn check(&self) -> Result<(), BadOption> {
        check_compilation()?;
        check_memory_tracking()?;
        check_collectors()?;
        ergonomics::heap_sizes()?;
        ergonomics::collector_threads();
        check_collector_threads()?;
        let wrong = constraints::after_ergonomics();
        if !wrong.is_empty() {
            return Err(bad(wrong));
        }
        compile_thresholds::set();
        if get::PrintCommandLineFlags() != 0 {
            flags::parse::print(&flags::print::as_options());
        }
        check_stacks()?;
        match self.agents.first() {
            Some(agent) => Err(refuse(agent)),
            None => Ok(()),
        }
    }
}

fn check_compilation() -> Result<(), BadOption> {
    let mode = flags::text("CompilationMode");
    let modes = ["quick-only", "high-only", "high-only-quick-internal"];
    if !(modes.contains(&mode.as_str()) || mode == "default" || mode.is_empty()) {
        return Err(bad(format!(
            "Unsupported compilation mode '{mode}', available modes are: {}",
            modes.join(", ")
        )));
    }
    let size = |name| flags::find(name).map_or(0, flags::FlagId::bits);
    let (reserved, initial) = (size("ReservedCodeCacheSize"), size("InitialCodeCacheSize"));
    if reserved < initial {
        return Err(bad(format!(
            "Invalid ReservedCodeCacheSize: {}K. Must be at least InitialCodeCacheSize={}K.",
            reserved >> 10,
            initial >> 10
        )));
    }
    if reserved > MOST_CODE {
        return Err(bad(format!(
            "Invalid ReservedCodeCacheSize={}M. Must be at most {}M.",
            reserved >> 20,
            MOST_CODE >> 20
        )));
    }
    Ok(())
}

fn check_memory_tracking() -> Result<(), BadOption> {
    let level = flags::text("NativeMemoryTracking");
    if !["off", "summary", "detail"].contains(&level.as_str()) {
        // What the launcher says next stands on the same line.
        return Err(BadOption {
            message: "Syntax error, expecting -XX:NativeMemoryTracking=[off|summary|detail]"
                .to_owned(),
            kind: super::BadOptionKind::Malformed,
        });
    }
    if is_on("PrintNMTStatistics") && level == "off" {
        warning("PrintNMTStatistics is disabled, because native memory tracking is not enabled");
    }
    Ok(())
}

fn check_collectors() -> Result<(), BadOption> {
    let chosen = COLLECTORS.iter().filter(|name| is_on(name)).count();
    if chosen > 1 {
        return Err(fatal("Multiple garbage collectors selected"));
    }
    // The collector that HotSpot would take without being told.
    let default = match resources::is_server_class() {
        true => "UseG1GC",
        false => "UseSerialGC",
    };
    if chosen == 0 && flags::is_set(default) {
        return Err(fatal(
            "Garbage collector not selected (default collector explicitly disabled)",
        ));
    }
    Ok(())
}

/// No threads to collect with only suit a collector that has one of its own.
fn check_collector_threads() -> Result<(), BadOption> {
    if !flags::is_set("ParallelGCThreads") || get::ParallelGCThreads() != 0 {
        return Ok(());
    }
    if is_on("UseParallelGC") {
        eprintln!("The Parallel GC can not be combined with -XX:ParallelGCThreads=0");
        shutdown::exit(1);
    }
    if is_on("UseSerialGC") || is_on("UseEpsilonGC") {
        return Ok(());
    }
    Err(fatal(
        "The flag -XX:+UseG1GC can not be combined with -XX:ParallelGCThreads=0",
    ))
}

/// The least stacks that HotSpot accepts, in KB.
fn check_stacks() -> Result<(), BadOption> {
    let too_small = |flag: &str, least: u64| {
        let size = flags::find(flag).map_or(0, flags::FlagId::bits);
        size != 0 && size < least
    };
    let (what, least) = if too_small("ThreadStackSize", 136) {
        ("Java thread stack size", 136)
    } else if too_small("CompilerThreadStackSize", 144) {
        ("CompilerThreadStackSize", 144)
    } else if too_small("VMThreadStackSize", 64) {
        ("VMThreadStackSize", 64)
    } else {
        return Ok(());
    };
    Err(unusable(format!(
        "\nThe {what} specified is too small. Specify at least {least}k"
    )))
}

/// Why an agent cannot be used.
fn refuse(agent: &Agent) -> BadOption {
    const NO_TI: &str = "Hearth has no JVM TI yet";
    match agent {
        Agent::Library(name) => {
            let file = format!("lib{name}.so");
            let folders = ["sun.boot.library.path", "java.library.path"]
                .map(|p| properties::get(p).unwrap_or_default());
            let found = folders
                .iter()
                .flat_map(|p| p.split(':'))
                .any(|folder| Path::new(folder).join(&file).exists());
            match found {
                true => fatal(format!("Could not load agent library {name}: {NO_TI}")),
                false => fatal(format!(
                    "Could not find agent library {name} on the library path, with error: {file}: cannot open shared \
                     object file: No such file or directory"
                )),
            }
        }
        Agent::Path(path) if Path::new(path).exists() => {
            fatal(format!("Could not load agent library {path}: {NO_TI}"))
        }
        Agent::Path(path) => fatal(format!(
            "Could not find agent library {path} in absolute path, with error: {path}: cannot open shared object file: \
             No such file or directory"
        )),
        Agent::Java(jar) => {
            if !Path::new(jar).is_file() {
                eprintln!("Error opening zip file or JAR manifest missing : {jar}");
                return fatal("agent library failed to init: instrument");
            }
            fatal(format!("agent library failed to init: instrument: {NO_TI}"))
        }
    }
}
