//! One option at a time: `-X`, `-XX`, `-D`, module options, assertion switches, agents and the embedder's hooks. Where
//! HotSpot matches by prefix, so does this; the sentences are HotSpot's.

use std::path::PathBuf;

use crate::compiler::policy::{self, Mode};
use crate::logging;
use crate::runtime::flags::parse::warning;
use crate::runtime::flags::{self, FlagValue, Origin};
use crate::runtime::{properties, shutdown};

use super::checks::is_on;
use super::sources::JvmOption;
use super::{Agent, Arguments, AssertionRule, BadOption, bad, fatal, unusable};

/// Module options that become numbered properties.
const NUMBERED: [(&str, &str); 5] = [
    ("--add-reads=", "jdk.module.addreads."),
    ("--add-exports=", "jdk.module.addexports."),
    ("--add-opens=", "jdk.module.addopens."),
    ("--add-modules=", ADD_MODULES),
    (
        "--enable-native-access=",
        "jdk.module.enable.native.access.",
    ),
];
const ADD_MODULES: &str = "jdk.module.addmods.";
/// Module options that become one property.
const SINGLE: [(&str, &str); 3] = [
    ("--module-path=", "jdk.module.path"),
    ("--upgrade-module-path=", "jdk.module.upgrade.path"),
    ("--limit-modules=", "jdk.module.limitmods"),
];
/// Properties below `jdk.module.` that only module options set.
const RESERVED: [&str; 9] = [
    "addexports",
    "addreads",
    "addopens",
    "patch",
    "addmods",
    "limitmods",
    "path",
    "upgrade.path",
    "enable.native.access",
];
/// Properties that `-D` does not change.
const FIXED: [&str; 7] = [
    "java.vm.specification.name",
    "java.vm.specification.vendor",
    "java.vm.specification.version",
    "java.vm.name",
    "java.vm.vendor",
    "java.vm.version",
    "jdk.debug",
];
/// Options that are accepted and change nothing.
const ACCEPTED: [&str; 3] = ["-Xdebug", "-Xnoagent", "-native"];
/// Options that say how the program is executed.
const MODES: [(&str, Mode); 3] = [
    ("-Xint", Mode::Interpreted),
    ("-Xmixed", Mode::Mixed),
    ("-Xcomp", Mode::Compiled),
];
/// Options that stand for flags.
const STANDS_FOR: [(&str, &[(&str, u64)]); 16] = [
    ("-Xrs", &[("ReduceSignalUsage", 1)]),
    ("-Xbatch", &[("BackgroundCompilation", 0)]),
    ("-Xnoclassgc", &[("ClassUnloading", 0)]),
    ("-Xshare:dump", &[("DumpSharedSpaces", 1)]),
    (
        "-Xshare:on",
        &[("UseSharedSpaces", 1), ("RequireSharedSpaces", 1)],
    ),
    (
        "-Xshare:auto",
        &[("UseSharedSpaces", 1), ("RequireSharedSpaces", 0)],
    ),
    (
        "-Xshare:off",
        &[("UseSharedSpaces", 0), ("RequireSharedSpaces", 0)],
    ),
    (
        "-Xverify",
        &[
            ("BytecodeVerificationLocal", 1),
            ("BytecodeVerificationRemote", 1),
        ],
    ),
    (
        "-Xverify:all",
        &[
            ("BytecodeVerificationLocal", 1),
            ("BytecodeVerificationRemote", 1),
        ],
    ),
    (
        "-Xverify:remote",
        &[
            ("BytecodeVerificationLocal", 0),
            ("BytecodeVerificationRemote", 1),
        ],
    ),
    (
        "-XX:+NeverTenure",
        &[
            ("NeverTenure", 1),
            ("AlwaysTenure", 0),
            ("MaxTenuringThreshold", 16),
        ],
    ),
    (
        "-XX:+AlwaysTenure",
        &[
            ("NeverTenure", 0),
            ("AlwaysTenure", 1),
            ("MaxTenuringThreshold", 0),
        ],
    ),
    (
        "-XX:+DisplayVMOutputToStderr",
        &[
            ("DisplayVMOutputToStdout", 0),
            ("DisplayVMOutputToStderr", 1),
        ],
    ),
    (
        "-XX:+DisplayVMOutputToStdout",
        &[
            ("DisplayVMOutputToStderr", 0),
            ("DisplayVMOutputToStdout", 1),
        ],
    ),
    (
        "-XX:+ErrorFileToStderr",
        &[("ErrorFileToStdout", 0), ("ErrorFileToStderr", 1)],
    ),
    (
        "-XX:+ErrorFileToStdout",
        &[("ErrorFileToStderr", 0), ("ErrorFileToStdout", 1)],
    ),
];

/// A sentence about an option whose size cannot be used.
fn size_error(what: &str, option: &str) -> BadOption {
    bad(format!("Invalid {what} size: {option}"))
}

/// Sets a flag for an `-X` option; its range is checked.
fn set(name: &str, value: u64) -> Result<(), BadOption> {
    match flags::find(name) {
        Some(id) => flags::parse::store(id, id.row().flag_type.value(value), Origin::CommandLine)
            .map_err(bad),
        None => Ok(()),
    }
}

impl Arguments {
    /// Reads one option.
    pub(super) fn option(&mut self, option: &JvmOption, origin: Origin) -> Result<(), BadOption> {
        let text = option.text.as_str();
        if let Some((_, settings)) = STANDS_FOR.iter().find(|(name, _)| *name == text) {
            return settings
                .iter()
                .try_for_each(|(name, value)| set(name, *value));
        }
        if let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == text) {
            policy::ask(*mode);
            return Ok(());
        }
        if ACCEPTED.contains(&text) || self.hook(option) || self.assertion_option(text) {
            return Ok(());
        }
        if let Some(flag) = text.strip_prefix("-XX:") {
            return self.flag(text, flag, origin);
        }
        if let Some(property) = text.strip_prefix("-D") {
            return self.property(property);
        }
        if text.starts_with("--") {
            return self.module_option(text);
        }
        if let Some(done) = self.size_option(text) {
            return done;
        }
        self.other_option(text)
    }

    fn hook(&mut self, option: &JvmOption) -> bool {
        match option.text.as_str() {
            "exit" => self.exit_hook = option.extra,
            "abort" => self.abort_hook = option.extra,
            "vfprintf" => self.vfprintf_hook = option.extra,
            _ => return false,
        }
        true
    }

    fn flag(&mut self, option: &str, flag: &str, origin: Origin) -> Result<(), BadOption> {
        if flag.starts_with("Flags=") || flag.starts_with("VMOptionsFile=") {
            // They were heeded before all others.
            return Ok(());
        }
        let number = |prefix: &str, what: &str| {
            flag.strip_prefix(prefix).map(|text| {
                flags::parse_size(text)
                    .filter(|n| *n >= 1)
                    .ok_or_else(|| size_error(what, option))
            })
        };
        if let Some(size) = number("MaxHeapSize=", "maximum heap") {
            return set("MaxHeapSize", size?);
        }
        if let Some(size) = flag.strip_prefix("ReservedCodeCacheSize=") {
            return code_cache(option, size);
        }
        if let Some(age) = flag.strip_prefix("MaxTenuringThreshold=") {
            let age = flags::parse_size(age)
                .ok_or_else(|| bad(format!("Improperly specified VM option '{flag}'")))?;
            set("MaxTenuringThreshold", age)?;
            set("NeverTenure", 0)?;
            return set("AlwaysTenure", u64::from(age == 0));
        }
        for recording in ["StartFlightRecording", "FlightRecorderOptions="] {
            if flag.starts_with(recording) {
                let name = recording.trim_end_matches('=');
                warning(&format!(
                    "Ignoring option {name}; there is no flight recorder"
                ));
                return Ok(());
            }
        }
        if flag == "-EnableJVMCIProduct" && !is_on("EnableJVMCIProduct") {
            return Ok(());
        }
        flags::parse::option(flag, self.ignore_unrecognized, origin).map_err(bad)
    }

    fn property(&mut self, property: &str) -> Result<(), BadOption> {
        let (name, value) = property.split_once('=').unwrap_or((property, ""));
        let given = !value.is_empty() && value != "\"\"";
        if name == "java.endorsed.dirs" && given {
            return Err(unusable(format!(
                "-Djava.endorsed.dirs={value} is not supported. Endorsed standards and standalone APIs\n\
                 in modular form will be supported via the concept of upgradeable modules."
            )));
        }
        if name == "java.ext.dirs" && given {
            return Err(unusable(format!(
                "-Djava.ext.dirs={value} is not supported.  Use -classpath instead."
            )));
        }
        let reserved = property.strip_prefix("jdk.module.").is_some_and(|rest| {
            RESERVED.iter().any(|name| {
                rest.strip_prefix(name)
                    .is_some_and(|after| after.is_empty() || after.starts_with(['=', '.']))
            })
        });
        if reserved {
            self.reserved_property = true;
            return Ok(());
        }
        match name {
            _ if FIXED.contains(&name) => {}
            "sun.java.launcher.is_altjvm" => {}
            "sun.boot.library.path" => {
                let own = properties::get(name).unwrap_or_default();
                properties::set(name, &format!("{own}:{value}"));
            }
            _ => properties::set(name, value),
        }
        if name.starts_with("com.sun.management") {
            set("ManagementServer", 1)?;
            self.number_module(3, "jdk.management.agent");
        }
        Ok(())
    }

    /// Adds to the numbered properties of one of `NUMBERED`.
    fn number_module(&mut self, which: usize, value: &str) {
        let (_, property) = NUMBERED[which];
        properties::set(&format!("{property}{}", self.module_counts[which]), value);
        self.module_counts[which] += 1;
    }

    fn module_option(&mut self, option: &str) -> Result<(), BadOption> {
        for (which, (prefix, _)) in NUMBERED.iter().enumerate() {
            if let Some(value) = option.strip_prefix(prefix) {
                self.number_module(which, value);
                return Ok(());
            }
        }
        for (prefix, property) in SINGLE {
            if let Some(value) = option.strip_prefix(prefix) {
                properties::set(property, value);
                return Ok(());
            }
        }
        if let Some(value) = option.strip_prefix("--patch-module=") {
            return self.patch(value);
        }
        if option.starts_with("--illegal-access=") {
            warning(&format!(
                "Ignoring option {option}; support was removed in 17.0"
            ));
            return Ok(());
        }
        if option == "--enable-preview" {
            self.enable_preview = true;
            return Ok(());
        }
        self.unrecognized("", option)
    }

    fn patch(&mut self, value: &str) -> Result<(), BadOption> {
        let Some((module, paths)) = value.split_once('=') else {
            return Err(unusable("Missing '=' in --patch-module specification"));
        };
        if module == "java.base" && self.patches.iter().any(|(m, _)| m == module) {
            return Err(fatal(
                "Cannot specify java.base more than once to --patch-module",
            ));
        }
        properties::set(&format!("jdk.module.patch.{}", self.patches.len()), value);
        self.patches.push((
            module.to_owned(),
            paths.split(':').map(PathBuf::from).collect(),
        ));
        Ok(())
    }

    fn assertion_option(&mut self, option: &str) -> bool {
        let (rest, enable) = match option {
            "-esa" | "-enablesystemassertions" => {
                self.assertions.system_default = true;
                return true;
            }
            "-dsa" | "-disablesystemassertions" => {
                self.assertions.system_default = false;
                return true;
            }
            _ => {
                let strip = |names: [&str; 2]| {
                    names
                        .iter()
                        .filter_map(|n| option.strip_prefix(n))
                        .find(|rest| rest.is_empty() || rest.starts_with(':'))
                };
                match (
                    strip(["-enableassertions", "-ea"]),
                    strip(["-disableassertions", "-da"]),
                ) {
                    (Some(rest), _) => (rest, true),
                    (_, Some(rest)) => (rest, false),
                    _ => return false,
                }
            }
        };
        let Some(name) = rest.strip_prefix(':') else {
            self.assertions.user_default = enable;
            return true;
        };
        let (name, is_package) = match name.strip_suffix("...") {
            Some(package) => (package, true),
            None => (name, false),
        };
        self.assertions.rules.push(AssertionRule {
            name: name.to_owned(),
            is_package,
            enable,
        });
        true
    }

    /// The options of sizes; none if it is another option.
    fn size_option(&mut self, option: &str) -> Option<Result<(), BadOption>> {
        let after = |prefix: &str| option.strip_prefix(prefix);
        let size = |text: &str, least: u64, what: &str| {
            flags::parse_size(text)
                .filter(|n| *n >= least)
                .ok_or_else(|| size_error(what, option))
        };
        Some(if let Some(text) = after("-Xmx") {
            size(text, 1, "maximum heap").and_then(|n| set("MaxHeapSize", n))
        } else if let Some(text) = after("-Xms") {
            size(text, 0, "initial heap")
                .and_then(|n| set("MinHeapSize", n).and_then(|()| set("InitialHeapSize", n)))
        } else if let Some(text) = after("-Xmn") {
            size(text, 1, "initial young generation")
                .and_then(|n| set("MaxNewSize", n).and_then(|()| set("NewSize", n)))
        } else if let Some(text) = after("-Xss") {
            size(text, 0, "thread stack").and_then(|n| match n {
                ..=0x4000_0000 => set("ThreadStackSize", n.div_ceil(1024)),
                _ => Err(bad(format!(
                    "Invalid thread stack size: {option}\nThe specified size exceeds the maximum representable size."
                ))),
            })
        } else if let Some(text) = after("-Xmaxjitcodesize") {
            code_cache(option, text)
        } else if let Some(text) = after("-Xmaxf") {
            free_ratio(option, text, "max", "MaxHeapFreeRatio")
        } else if let Some(text) = after("-Xminf") {
            free_ratio(option, text, "min", "MinHeapFreeRatio")
        } else {
            return None;
        })
    }

    fn other_option(&mut self, option: &str) -> Result<(), BadOption> {
        let after = |prefix: &str| option.strip_prefix(prefix);
        if let Some(what) = after("-verbose") {
            logging::config::verbose(what);
        } else if let Some(file) = after("-Xloggc:") {
            self.gc_log = Some(file.to_owned());
        } else if let Some(spec) = after("-Xlog") {
            logging::config::option(spec).map_err(|_| {
                bad(format!(
                    "Invalid -Xlog option '-Xlog{spec}', see error log for details."
                ))
            })?;
        } else if let Some(paths) = after("-Xbootclasspath/a:") {
            self.append_boot_path(paths);
        } else if option.starts_with("-Xbootclasspath:") {
            return Err(unusable("-Xbootclasspath is no longer a supported option."));
        } else if option.starts_with("-Xbootclasspath/p:") {
            return Err(unusable(
                "-Xbootclasspath/p is no longer a supported option.",
            ));
        } else if option == "-Xverify:none" {
            set("BytecodeVerificationLocal", 0)?;
            set("BytecodeVerificationRemote", 0)?;
            warning(
                "Options -Xverify:none and -noverify were deprecated in JDK 13 and will likely be removed in a future release.",
            );
        } else if option.starts_with("-Xverify") {
            return self.unrecognized("verification ", option);
        } else if let Some(what) = after("-Xcheck") {
            match what {
                ":jni" => set("CheckJNICalls", 1)?,
                _ => return self.unrecognized("check ", option),
            }
        } else if option == "-Xprof" {
            warning("Ignoring option -Xprof; support was removed in 10.0");
        } else if option == "-Xinternalversion" {
            println!("{}", properties::internal_version());
            shutdown::exit(0);
        } else if option == "-green" {
            return Err(bad("Green threads support not available"));
        } else if let Some(agent) = after("-agentlib:").or_else(|| after("-Xrun")) {
            let end = if option.starts_with("-Xrun") {
                ':'
            } else {
                '='
            };
            self.agents.push(Agent::Library(first_part(agent, end)));
        } else if let Some(agent) = after("-agentpath:") {
            self.agents.push(Agent::Path(first_part(agent, '=')));
        } else if let Some(agent) = after("-javaagent:") {
            self.number_module(3, "java.instrument");
            self.agents.push(Agent::Java(first_part(agent, '=')));
        } else {
            return self.unrecognized("", option);
        }
        Ok(())
    }

    fn append_boot_path(&mut self, paths: &str) {
        let paths = paths.split(':').filter(|p| !p.is_empty());
        self.boot_append.extend(paths.map(PathBuf::from));
        let joined: Vec<_> = self
            .boot_append
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        properties::set("jdk.boot.class.path.append", &joined.join(":"));
    }

    fn unrecognized(&self, what: &str, option: &str) -> Result<(), BadOption> {
        match self.ignore_unrecognized {
            true => Ok(()),
            false => Err(bad(format!("Unrecognized {what}option: {option}"))),
        }
    }
}

fn first_part(agent: &str, end: char) -> String {
    agent.split(end).next().unwrap_or(agent).to_owned()
}

fn code_cache(option: &str, size: &str) -> Result<(), BadOption> {
    let size = flags::parse_size(size)
        .filter(|n| *n >= 1)
        .ok_or_else(|| bad(format!("Invalid maximum code cache size: {option}.")))?;
    set("ReservedCodeCacheSize", size)
}

/// `-Xmaxf` and `-Xminf`: a fraction that becomes a percentage.
fn free_ratio(option: &str, text: &str, which: &str, flag: &str) -> Result<(), BadOption> {
    let fraction: f64 = text
        .parse()
        .map_err(|_| bad(format!("Bad {which} heap free percentage size: {option}")))?;
    match flags::find(flag) {
        Some(id) => {
            let percent = FlagValue::Unsigned((fraction * 100.0) as i32 as u64);
            flags::parse::store(id, percent, Origin::CommandLine).map_err(bad)
        }
        None => Ok(()),
    }
}
