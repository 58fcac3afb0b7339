//! The options of the machine: `JavaVMInitArgs`, the environment's `JAVA_TOOL_OPTIONS` and `_JAVA_OPTIONS`, and files of
//! options.
//!
//! The launcher has already dealt with its own options; what comes here is what HotSpot's libjvm gets: `-D`, `-X`, `-XX`,
//! module options with `=`, assertion switches, agents and the hooks. The order is HotSpot's: the sources are collected
//! and files of options put in, then the settings file is read, then the tool options, the command line and
//! `_JAVA_OPTIONS`, the last of which wins. `checks` then looks at what fits together.

mod checks;
mod compile_thresholds;
mod ergonomics;
mod options;
mod sources;

use std::path::PathBuf;

use crate::logging;
use crate::runtime::flags::{self, Origin, parse::warning};

use sources::{Early, JvmOption};

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
    /// `--enable-preview`: class files of preview features are accepted.
    pub enable_preview: bool,
    /// Arguments as given, for the management interface.
    pub vm_arguments: Vec<String>,
    /// Flags of the settings file.
    pub settings: Vec<String>,
    /// Addresses of the embedder's hooks, 0 for none.
    pub exit_hook: usize,
    pub abort_hook: usize,
    pub vfprintf_hook: usize,
    /// How many options of each numbered kind there were.
    module_counts: [usize; 5],
    /// Agents in the order of the options.
    agents: Vec<Agent>,
    /// A `-D` named a property that only module options set.
    reserved_property: bool,
    ignore_unrecognized: bool,
}

/// An agent that an option asks for.
#[derive(Clone, Debug, PartialEq)]
enum Agent {
    /// By the name of its library.
    Library(String),
    /// By the path of its library.
    Path(String),
    /// By its jar.
    Java(String),
}

/// What a bad option leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadOptionKind {
    /// Said on standard error; the machine is not created.
    Malformed,
    /// Said on standard output; the machine is not created.
    Unusable,
    /// "Error occurred during initialization of VM" on standard output, and the process ends with exit code 1.
    Fatal,
}

/// An option that cannot be honoured, with what HotSpot says of it.
#[derive(Debug)]
pub struct BadOption {
    /// All of the text, line ends included; empty if it has been said.
    pub message: String,
    pub kind: BadOptionKind,
}

impl BadOption {
    fn new(kind: BadOptionKind, message: impl Into<String>) -> BadOption {
        let mut message = message.into();
        // The question after a misspelt name is not followed by a line end.
        if !message.is_empty() && !message.ends_with(['\n', ' ']) {
            message.push('\n');
        }
        BadOption { message, kind }
    }

    /// Says it on the stream where HotSpot does.
    pub fn say(&self) {
        match self.kind {
            BadOptionKind::Malformed => flags::parse::say(&self.message),
            BadOptionKind::Unusable => flags::parse::print(&self.message),
            BadOptionKind::Fatal => {
                flags::parse::print(&format!(
                    "Error occurred during initialization of VM\n{}",
                    self.message
                ));
            }
        }
    }
}

fn bad(message: impl Into<String>) -> BadOption {
    BadOption::new(BadOptionKind::Malformed, message)
}

fn unusable(message: impl Into<String>) -> BadOption {
    BadOption::new(BadOptionKind::Unusable, message)
}

fn fatal(message: impl Into<String>) -> BadOption {
    BadOption::new(BadOptionKind::Fatal, message)
}

impl Arguments {
    /// Reads the options of all sources. Unknown options are errors unless `ignore_unrecognized`.
    pub fn parse(
        options: &[(String, usize)],
        ignore_unrecognized: bool,
    ) -> Result<Arguments, BadOption> {
        let mut early = Early::default();
        let tool = sources::environment("JAVA_TOOL_OPTIONS")?;
        let late = sources::environment("_JAVA_OPTIONS")?;
        let command = options
            .iter()
            .map(|(text, extra)| JvmOption {
                text: text.clone(),
                extra: *extra,
            })
            .collect();
        let tool = early.expand(tool, "env_var='JAVA_TOOL_OPTIONS'")?;
        let command = early.expand(command, "cmd_line_args")?;
        let late = early.expand(late, "env_var='_JAVA_OPTIONS'")?;
        let mut a = Arguments {
            ignore_unrecognized: ignore_unrecognized || early.ignore_unrecognized,
            ..Arguments::default()
        };
        if let Some(file) = &early.settings {
            a.settings = sources::settings_file(file, a.ignore_unrecognized)?;
        }
        let sources = [
            (&tool, Origin::Environment),
            (&command, Origin::CommandLine),
            (&late, Origin::Environment),
        ];
        for option in sources.iter().flat_map(|(options, _)| *options) {
            if let Some(flag) = option.text.strip_prefix("-XX:") {
                sources::log_option(flag);
            }
        }
        for (options, origin) in sources {
            for option in options {
                a.option(option, origin)?;
                a.remember(&option.text);
            }
        }
        a.warn(early.settings.is_none());
        logging::config::deprecated_gc_options(a.gc_log.as_deref()).map_err(bad)?;
        a.check()?;
        Ok(a)
    }

    /// Keeps an option for the management interface and reports.
    fn remember(&mut self, option: &str) {
        let apart = [
            "-Djava.class.path",
            "-Dsun.java.command",
            "-Dsun.java.launcher",
        ];
        if !apart.iter().any(|p| option.starts_with(p)) {
            self.vm_arguments.push(option.to_owned());
        }
    }

    fn warn(&self, without_settings: bool) {
        if without_settings && std::path::Path::new(".hotspotrc").exists() {
            warning(
                ".hotspotrc file is present but has been ignored.  Run with -XX:Flags=.hotspotrc to load the file.",
            );
        }
        if self.reserved_property {
            warning(
                "Ignoring system property options whose names match the '-Djdk.module.*'. names that are reserved for \
                 internal use.",
            );
        }
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
            "Unrecognized option: -Xfoo\n"
        );
        assert_eq!(
            parse(&["-Xmxfoo"]).unwrap_err().message,
            "Invalid maximum heap size: -Xmxfoo\n"
        );
    }
}
