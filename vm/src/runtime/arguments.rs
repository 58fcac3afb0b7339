//! The options of the machine: `JavaVMInitArgs` and the environment's `JAVA_TOOL_OPTIONS` and `_JAVA_OPTIONS`.
//!
//! The launcher has already dealt with its own options; what comes here is what HotSpot's libjvm gets: `-D`, `-X`, `-XX`,
//! module options with `=`, assertion switches, agents and the hooks. Messages are HotSpot's.

use std::path::PathBuf;

use crate::logging;
use crate::runtime::flags::Origin;
use crate::runtime::{flags, properties};

/// A rule of `-ea`/`-da`: a class name, or a package prefix with sub-packages.
#[derive(Clone, Debug, PartialEq)]
pub struct AssertionRule {
    /// Class or package with dots; empty for the unnamed package.
    pub name: String,
    pub is_package: bool,
    pub enable: bool,
}

/// Assertion status as the command line set it.
#[derive(Clone, Debug, Default)]
pub struct Assertions {
    pub rules: Vec<AssertionRule>,
    pub user_default: bool,
    pub system_default: bool,
}

/// What the options say.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// `-Xbootclasspath/a`, joined with `:`.
    pub boot_append: Vec<PathBuf>,
    /// `--patch-module`: module and paths.
    pub patches: Vec<(String, Vec<PathBuf>)>,
    pub assertions: Assertions,
    /// The file of `-Xloggc`.
    gc_log: Option<String>,
    pub show_version: bool,
    /// `--enable-preview`: class files of preview features are accepted.
    pub enable_preview: bool,
    /// Arguments as given, for the management interface.
    pub vm_arguments: Vec<String>,
    /// Addresses of the embedder's hooks, 0 for none.
    pub exit_hook: usize,
    pub abort_hook: usize,
    pub vfprintf_hook: usize,
    module_counts: [usize; 5],
    ignore_unrecognized: bool,
}

/// What a bad option leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadOptionKind {
    /// Unknown: ignored if the embedder asked for that, else as `Malformed`.
    Unrecognized,
    /// Said on standard error; the machine is not created.
    Malformed,
    /// Said on standard output; the machine is not created.
    Unusable,
    /// "Error occurred during initialization of VM" on standard output, and the process ends with exit code 1.
    Fatal,
}

/// An option that cannot be honoured, with HotSpot's sentence.
#[derive(Debug)]
pub struct BadOption {
    pub message: String,
    pub kind: BadOptionKind,
}

fn bad(message: impl Into<String>) -> BadOption {
    BadOption {
        message: message.into(),
        kind: BadOptionKind::Malformed,
    }
}

fn fatal(message: impl Into<String>) -> BadOption {
    BadOption {
        message: message.into(),
        kind: BadOptionKind::Fatal,
    }
}

/// Splits an environment variable's options: white space separates, quotes protect.
pub fn split_options(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut current: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => current.get_or_insert_default().push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                current.get_or_insert_default();
            }
            None if c.is_whitespace() => out.extend(current.take()),
            None => current.get_or_insert_default().push(c),
        }
    }
    out.extend(current);
    out
}

/// Module options that become numbered properties.
const NUMBERED: [(&str, &str); 5] = [
    ("--add-reads=", "jdk.module.addreads."),
    ("--add-exports=", "jdk.module.addexports."),
    ("--add-opens=", "jdk.module.addopens."),
    ("--add-modules=", "jdk.module.addmods."),
    (
        "--enable-native-access=",
        "jdk.module.enable.native.access.",
    ),
];
/// Module options that become one property.
const SINGLE: [(&str, &str); 3] = [
    ("--module-path=", "jdk.module.path"),
    ("--upgrade-module-path=", "jdk.module.upgrade.path"),
    ("--limit-modules=", "jdk.module.limitmods"),
];
/// Options that are accepted and change nothing.
const ACCEPTED: [&str; 13] = [
    "-Xmixed",
    "-Xint",
    "-Xcomp",
    "-Xbatch",
    "-Xnoclassgc",
    "-Xdebug",
    "-Xfuture",
    "-Xcheck:jni",
    "-Xinternalversion",
    "-Xdiag",
    "-Xconcgc",
    "-Xprof",
    "-Xnoverify",
];

impl Arguments {
    /// Reads the options in the order environment before, command line, environment behind (as HotSpot). Unknown options
    /// are errors unless `ignore_unrecognized`.
    pub fn parse(
        options: &[(String, usize)],
        ignore_unrecognized: bool,
    ) -> Result<Arguments, BadOption> {
        let mut a = Arguments::default();
        let ignore = ignore_unrecognized
            || options
                .iter()
                .any(|(o, _)| o == "-XX:+IgnoreUnrecognizedVMOptions");
        a.ignore_unrecognized = ignore;
        a.environment("JAVA_TOOL_OPTIONS", ignore)?;
        for (option, extra) in options {
            a.option(option, *extra, ignore)?;
            a.vm_arguments.push(option.clone());
        }
        a.environment("_JAVA_OPTIONS", ignore)?;
        logging::config::deprecated_gc_options(a.gc_log.as_deref()).map_err(bad)?;
        a.check_sizes()?;
        Ok(a)
    }

    fn environment(&mut self, name: &str, ignore: bool) -> Result<(), BadOption> {
        let Ok(text) = std::env::var(name) else {
            return Ok(());
        };
        eprintln!("Picked up {name}: {text}");
        for option in split_options(&text) {
            self.option(&option, 0, ignore)?;
        }
        Ok(())
    }

    fn option(&mut self, option: &str, extra: usize, ignore: bool) -> Result<(), BadOption> {
        match self.one(option, extra) {
            Err(e) if e.kind == BadOptionKind::Unrecognized && ignore => Ok(()),
            other => other,
        }
    }

    fn one(&mut self, option: &str, extra: usize) -> Result<(), BadOption> {
        if let Some(flag) = option.strip_prefix("-XX:") {
            return self.flag(flag);
        }
        if let Some(property) = option.strip_prefix("-D") {
            let (name, value) = property.split_once('=').unwrap_or((property, ""));
            properties::set(name, value);
            return Ok(());
        }
        if option.starts_with("--patch-module=") && !option["--patch-module=".len()..].contains('=')
        {
            return Err(BadOption {
                message: "Missing '=' in --patch-module specification".to_owned(),
                kind: BadOptionKind::Unusable,
            });
        }
        if self.module_option(option) || self.assertion_option(option) || ACCEPTED.contains(&option)
        {
            if option == "-Xnoverify" {
                self.verification("none")?;
            }
            return Ok(());
        }
        self.x_option(option, extra)
    }

    fn flag(&mut self, flag: &str) -> Result<(), BadOption> {
        if flag == "VMOptionsFile"
            || flag.starts_with("VMOptionsFile=")
            || flag.starts_with("Flags=")
        {
            let path = flag.split_once('=').map_or("", |p| p.1);
            let text = std::fs::read_to_string(path)
                .map_err(|_| bad(format!("Could not open options file '{path}'")))?;
            for line in split_options(&text) {
                let line = if flag.starts_with("Flags=") {
                    format!("-XX:{line}")
                } else {
                    line
                };
                self.one(&line, 0)?;
            }
            return Ok(());
        }
        flags::parse::option(flag, self.ignore_unrecognized, Origin::CommandLine)
            .map_err(|message| bad(message.trim_end_matches('\n')))
    }

    fn module_option(&mut self, option: &str) -> bool {
        for (i, (prefix, property)) in NUMBERED.iter().enumerate() {
            if let Some(value) = option.strip_prefix(prefix) {
                properties::set(&format!("{property}{}", self.module_counts[i]), value);
                self.module_counts[i] += 1;
                return true;
            }
        }
        for (prefix, property) in SINGLE {
            if let Some(value) = option.strip_prefix(prefix) {
                properties::set(property, value);
                return true;
            }
        }
        if let Some(value) = option.strip_prefix("--patch-module=") {
            properties::set(&format!("jdk.module.patch.{}", self.patches.len()), value);
            if let Some((module, paths)) = value.split_once('=') {
                self.patches.push((
                    module.to_owned(),
                    paths.split(':').map(PathBuf::from).collect(),
                ));
            }
            return true;
        }
        if let Some(value) = option.strip_prefix("--illegal-access=") {
            eprintln!(
                "OpenJDK 64-Bit Server VM warning: Ignoring option --illegal-access={value}; support was removed in 17.0"
            );
            return true;
        }
        false
    }

    fn assertion_option(&mut self, option: &str) -> bool {
        let (rest, enable, system) = match option {
            "-esa" | "-enablesystemassertions" => ("", true, true),
            "-dsa" | "-disablesystemassertions" => ("", false, true),
            _ => {
                let strip = |names: [&str; 2]| names.iter().find_map(|n| option.strip_prefix(n));
                match (
                    strip(["-enableassertions", "-ea"]),
                    strip(["-disableassertions", "-da"]),
                ) {
                    (Some(r), _) if r.is_empty() || r.starts_with(':') => (r, true, false),
                    (_, Some(r)) if r.is_empty() || r.starts_with(':') => (r, false, false),
                    _ => return false,
                }
            }
        };
        if system {
            self.assertions.system_default = enable;
        } else if let Some(name) = rest.strip_prefix(':') {
            let (name, is_package) = match name.strip_suffix("...") {
                Some(p) => (p, true),
                None => (name, false),
            };
            self.assertions.rules.push(AssertionRule {
                name: name.to_owned(),
                is_package,
                enable,
            });
        } else {
            self.assertions.user_default = enable;
            self.assertions.rules.clear();
        }
        true
    }

    fn x_option(&mut self, option: &str, extra: usize) -> Result<(), BadOption> {
        let after = |prefix: &str| option.strip_prefix(prefix);
        if let Some(file) = after("-Xloggc:") {
            self.gc_log = Some(file.to_owned());
        } else if let Some(spec) = after("-Xlog") {
            logging::config::option(spec).map_err(|()| {
                bad(format!(
                    "Invalid -Xlog option '-Xlog{spec}', see error log for details."
                ))
            })?;
        } else if option == "-verbose" || option.starts_with("-verbose:") {
            logging::config::verbose(&option["-verbose".len()..]);
        } else if let Some(size) = after("-Xmx")
            .or_else(|| after("-Xms"))
            .or_else(|| after("-Xmn"))
        {
            let (flag, what) = match &option[..4] {
                "-Xmx" => ("MaxHeapSize", "maximum heap"),
                "-Xms" => ("InitialHeapSize", "initial heap"),
                _ => ("NewSize", "initial young generation"),
            };
            let n = flags::parse_size(size)
                .ok_or_else(|| bad(format!("Invalid {what} size: {option}")))?;
            flags::set(flag, n);
        } else if let Some(size) = after("-Xss") {
            let n = flags::parse_size(size)
                .ok_or_else(|| bad(format!("Invalid thread stack size: {option}")))?;
            if n > 1 << 30 {
                return Err(bad(format!(
                    "Invalid thread stack size: {option}\nThe specified size exceeds the maximum representable size."
                )));
            }
            flags::set("ThreadStackSize", n.div_ceil(1024));
        } else if let Some(paths) = after("-Xbootclasspath/a:") {
            self.boot_append.extend(
                paths
                    .split(':')
                    .filter(|p| !p.is_empty())
                    .map(PathBuf::from),
            );
            let joined: Vec<_> = self
                .boot_append
                .iter()
                .map(|p| p.display().to_string())
                .collect();
            properties::set("jdk.boot.class.path.append", &joined.join(":"));
        } else if let Some(mode) = after("-Xverify") {
            self.verification(mode.strip_prefix(':').unwrap_or("remote"))
                .map_err(|_| bad(format!("Unrecognized verification option: {option}")))?;
        } else if option == "--enable-preview" {
            self.enable_preview = true;
        } else if option == "-Xrs" {
            flags::set("ReduceSignalUsage", 1);
        } else if option.starts_with("-Xshare:") || option.starts_with("-Xrun") {
            return Ok(());
        } else if let Some(agent) = after("-agentlib:").or_else(|| after("-agentpath:")) {
            let name = agent.split('=').next().unwrap_or(agent);
            return Err(fatal(format!(
                "Could not load agent library {name}: Hearth has no JVM TI yet"
            )));
        } else if let Some(agent) = after("-javaagent:") {
            let jar = agent.split('=').next().unwrap_or(agent);
            if !std::path::Path::new(jar).is_file() {
                eprintln!("Error opening zip file or JAR manifest missing : {jar}");
            }
            return Err(fatal(
                "agent library failed to init: instrument: Hearth has no JVM TI yet",
            ));
        } else {
            match option {
                "exit" => self.exit_hook = extra,
                "abort" => self.abort_hook = extra,
                "vfprintf" => self.vfprintf_hook = extra,
                "-showversion" => self.show_version = true,
                _ => return self.unrecognized(option),
            }
        }
        Ok(())
    }

    fn unrecognized(&self, option: &str) -> Result<(), BadOption> {
        Err(BadOption {
            message: format!("Unrecognized option: {option}"),
            kind: BadOptionKind::Unrecognized,
        })
    }

    fn verification(&mut self, mode: &str) -> Result<(), BadOption> {
        let (local, remote) = match mode {
            "all" => (1, 1),
            "remote" => (0, 1),
            "none" => (0, 0),
            _ => return Err(bad("")),
        };
        flags::set("BytecodeVerificationLocal", local);
        flags::set("BytecodeVerificationRemote", remote);
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), BadOption> {
        let (min, max) = (flags::get::InitialHeapSize(), flags::get::MaxHeapSize());
        if flags::is_set("MaxHeapSize") && max < 2 << 20 {
            return Err(fatal("Too small maximum heap"));
        }
        if flags::is_set("InitialHeapSize") && min != 0 && min < 1 << 20 {
            return Err(fatal("Too small initial heap"));
        }
        if max != 0 && min > max {
            return Err(fatal(
                "Initial heap size set to a larger value than the maximum heap size",
            ));
        }
        let stack = flags::get::ThreadStackSize();
        if stack != 0 && stack < 136 {
            return Err(BadOption {
                message:
                    "\nThe Java thread stack size specified is too small. Specify at least 136k"
                        .to_owned(),
                kind: BadOptionKind::Unusable,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(options: &[&str]) -> Result<Arguments, BadOption> {
        let options: Vec<_> = options.iter().map(|o| ((*o).to_owned(), 0)).collect();
        Arguments::parse(&options, false)
    }

    #[test]
    fn assertion_rules_keep_their_order() {
        let a = parse(&["-ea:a.b...", "-da:a.b.C", "-esa"])
            .unwrap()
            .assertions;
        assert!(a.system_default && !a.user_default);
        assert_eq!(
            a.rules[0],
            AssertionRule {
                name: "a.b".into(),
                is_package: true,
                enable: true
            }
        );
        assert_eq!(
            a.rules[1],
            AssertionRule {
                name: "a.b.C".into(),
                is_package: false,
                enable: false
            }
        );
    }

    #[test]
    fn unknown_options_are_named() {
        assert_eq!(
            parse(&["-Xfoo"]).unwrap_err().message,
            "Unrecognized option: -Xfoo"
        );
        assert_eq!(
            parse(&["-Xmxfoo"]).unwrap_err().message,
            "Invalid maximum heap size: -Xmxfoo"
        );
    }

    #[test]
    fn quotes_protect_white_space() {
        assert_eq!(split_options(" -Da='b c'  -Xint "), ["-Da=b c", "-Xint"]);
    }
}
