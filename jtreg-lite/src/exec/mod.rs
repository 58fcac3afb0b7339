//! Runs one test: checks its actions, performs them in order until one does not pass, and keeps a log of it all.

mod compile;
mod paths;
mod run;
mod shell;

use crate::description::{Description, ModuleUse};
use crate::expr::Context;
use crate::locations::{Locations, work_stem};
use crate::options::{ExecMode, IgnoreKind};
use crate::session::{Session, Slot, remove_all};
use crate::steps::{self, Checks, Runner, Step};
use crate::suite::DirConfig;
use crate::verdict::{Kind, Verdict};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The log of one action.
#[derive(Debug, Clone, Default)]
pub struct Section {
    pub action: String,
    pub notes: Vec<String>,
    /// A shell command that does the same by hand.
    pub command: Option<String>,
    pub out: String,
    pub err: String,
    pub verdict: Option<Verdict>,
    pub elapsed: Duration,
}

/// The result of a test.
#[derive(Debug, Clone)]
pub struct TestResult {
    pub name: String,
    pub title: String,
    pub keywords: Vec<String>,
    pub verdict: Verdict,
    pub elapsed: Duration,
    pub sections: Vec<Section>,
    /// The log in the work directory.
    pub log: Option<PathBuf>,
}

/// A test being run.
struct TestExec<'a> {
    session: &'a Session<'a>,
    slot: &'a mut Slot,
    test: &'a Description,
    config: Arc<DirConfig>,
    locations: Locations,
    modules: Vec<ModuleUse>,
    properties: Vec<(String, String)>,
    mode: ExecMode,
    needs_junit: bool,
    needs_testng: bool,
    use_patches: bool,
    use_module_path: bool,
    sections: Vec<Section>,
    /// The line of the action that is performed.
    line: Option<usize>,
}

/// Runs a test in a slot.
pub fn run_test(session: &Session, slot: &mut Slot, test: &Description) -> TestResult {
    let start = Instant::now();
    let config = session
        .suite
        .config(test.file.parent().unwrap_or(&session.suite.root));
    let mut sections = Vec::new();
    let verdict = match prepare(session, slot, test, config) {
        Ok((mut exec, steps)) => {
            let verdict = exec.perform_all(steps);
            sections = std::mem::take(&mut exec.sections);
            verdict
        }
        Err(message) => Verdict::error(message),
    };
    let mut result = TestResult {
        name: test.name(),
        title: test.title.clone(),
        keywords: test.keywords.iter().cloned().collect(),
        verdict,
        elapsed: start.elapsed(),
        sections,
        log: None,
    };
    let stem = session.work.join(work_stem(test));
    if let Err(e) = retain(session, slot, &result.verdict, &stem) {
        result.verdict = Verdict::error(format!("the scratch directory could not be saved: {e}"));
    }
    result.log = write_log(session, test, &result, &stem).ok();
    result
}

fn prepare<'a>(
    session: &'a Session<'a>,
    slot: &'a mut Slot,
    test: &'a Description,
    config: Arc<DirConfig>,
) -> Result<(TestExec<'a>, Vec<Step>), String> {
    if let Some(mistake) = &test.mistake {
        return Err(format!(
            "{}:{}: {}",
            test.file.display(),
            mistake.line,
            mistake.message
        ));
    }
    let suite = session.suite;
    let home = &session.jdk.home;
    let locations = Locations::new(test, suite, &config, &session.facts, home, &slot.classes)
        .map_err(|message| at_line(test, test.library_line, &message))?;
    let modules = test
        .modules
        .iter()
        .map(|text| ModuleUse::parse(text))
        .collect::<Result<Vec<_>, _>>()?;
    let mode = if config.other_vm {
        ExecMode::OtherVm
    } else {
        session.mode()
    };
    let mut exec = TestExec {
        session,
        slot,
        test,
        config,
        locations,
        modules,
        properties: Vec::new(),
        mode,
        needs_junit: test.imports_junit,
        needs_testng: false,
        use_patches: false,
        use_module_path: false,
        sections: Vec::new(),
        line: None,
    };
    exec.properties = exec.test_properties();
    let steps = exec.check_actions()?;
    exec.note_needs(&steps);
    exec.properties = exec.test_properties();
    exec.slot
        .clean_scratch()
        .map_err(|e| format!("Can't clean {}: {e}", exec.slot.scratch.display()))?;
    Ok((exec, steps))
}

impl TestExec<'_> {
    fn check_actions(&self) -> Result<Vec<Step>, String> {
        let facts = &self.session.facts;
        let checks = Checks {
            test: self.test,
            config: &self.config,
            locations: &self.locations,
            modules: &self.modules,
            is_default_module: &|name| facts.boot_modules.contains(name),
            is_system_module: &|name| facts.system_modules.contains(name),
            expand: &|name| match self.properties.iter().find(|(known, _)| known == name) {
                Some((_, value)) => Ok(value.clone()),
                None => self.session.platform.value(name),
            },
        };
        let check = |action: &crate::description::RawAction| {
            steps::check(action, &checks).map_err(|message| {
                at_line(
                    self.test,
                    action.line,
                    &format!("Parse Exception: {message}"),
                )
            })
        };
        self.test.actions.iter().map(check).collect()
    }

    /// Finds out what the class and module paths must hold.
    fn note_needs(&mut self, steps: &[Step]) {
        use crate::locations::PlaceKind;
        self.use_module_path = self
            .locations
            .libraries_of(PlaceKind::UserModules)
            .next()
            .is_some();
        self.use_patches = self
            .locations
            .libraries_of(PlaceKind::SystemModules)
            .next()
            .is_some();
        let system = &self.session.facts.system_modules;
        for step in steps {
            let modules: Vec<&str> = match step {
                Step::Run(run) => run.module.iter().map(String::as_str).collect(),
                Step::Build { classes, .. } => classes
                    .iter()
                    .filter_map(|class| Some(class.split_once('/')?.0))
                    .collect(),
                Step::Compile(compile) => compile.module.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            };
            self.use_patches |= modules.iter().any(|module| system.contains(*module));
            if let Step::Run(run) = step {
                self.needs_junit |= run.runner == Runner::JUnit;
                self.needs_testng |= run.runner == Runner::TestNg;
            }
        }
    }

    fn perform_all(&mut self, steps: Vec<Step>) -> Verdict {
        let mut verdict = Verdict::passed("OK");
        for (index, step) in steps.into_iter().enumerate() {
            let text = self
                .test
                .actions
                .get(index)
                .map(|action| action.text())
                .unwrap_or_default();
            if self.session.options.check {
                verdict = Verdict::passed("Test description appears acceptable");
                continue;
            }
            self.line = self.test.actions.get(index).and_then(|action| action.line);
            verdict = self.perform(step, text);
            if !verdict.is_passed() {
                break;
            }
        }
        verdict
    }

    fn perform(&mut self, step: Step, text: String) -> Verdict {
        match step {
            Step::Run(run) => self.run(&run, text),
            Step::Build {
                classes,
                implicit_none,
            } => self.in_section(text, |exec, section| {
                exec.build(&classes, implicit_none, section)
            }),
            Step::Compile(compile) => {
                self.in_section(text, |exec, section| exec.compile_action(compile, section))
            }
            Step::Clean(classes) => self.in_section(text, |exec, section| {
                let _ = section;
                exec.clean(&classes)
            }),
            Step::Shell(shell) => self.shell(&shell, text),
            Step::Ignore(words) => self.in_section(text, |exec, _| exec.ignore(&words)),
            Step::Applet => Verdict::new(Kind::NotRun, "applets cannot be run"),
        }
    }

    /// Performs an action with a section of the log for it.
    fn in_section(
        &mut self,
        action: String,
        perform: impl FnOnce(&mut Self, &mut Section) -> Result<Verdict, String>,
    ) -> Verdict {
        let start = Instant::now();
        let mut section = Section {
            action,
            ..Section::default()
        };
        let verdict = perform(self, &mut section)
            .unwrap_or_else(|message| Verdict::error(at_line(self.test, self.line, &message)));
        section.elapsed = start.elapsed();
        section.verdict = Some(verdict.clone());
        self.sections.push(section);
        verdict
    }

    fn ignore(&self, words: &[String]) -> Result<Verdict, String> {
        let because = |text: &str| match words.is_empty() {
            true => text.to_string(),
            false => format!("{text}: {}", words.join(" ")),
        };
        Ok(match self.session.options.ignore {
            IgnoreKind::Run => {
                Verdict::passed(because("@ignore suppressed by command line option"))
            }
            IgnoreKind::Error | IgnoreKind::Quiet => Verdict::error(because("Test ignored")),
        })
    }

    fn clean(&self, classes: &[String]) -> Result<Verdict, String> {
        for class in classes {
            let failed = |path: &Path| format!("`clean' unable to delete file: {}", path.display());
            match class.strip_suffix('*') {
                Some(package) => {
                    let dir = self
                        .locations
                        .classes
                        .join(package.trim_end_matches('.').replace('.', "/"));
                    for file in crate::locations::sorted_entries(&dir) {
                        if file.is_file() {
                            std::fs::remove_file(&file).map_err(|_| failed(&file))?;
                        }
                    }
                }
                None => {
                    let file = self
                        .locations
                        .classes
                        .join(format!("{}.class", class.replace('.', "/")));
                    if file.exists() {
                        std::fs::remove_file(&file).map_err(|_| failed(&file))?;
                    }
                }
            }
        }
        Ok(Verdict::passed("Clean successful"))
    }

    /// The time limit of an action whose `/timeout` is given in seconds.
    fn time_limit(&self, seconds: Option<u64>, manual: bool) -> Option<Duration> {
        if manual || !self.session.options.debug_options.is_empty() || seconds == Some(0) {
            return None;
        }
        let seconds = seconds.unwrap_or(self.config.timeout_seconds);
        #[expect(
            clippy::cast_precision_loss,
            reason = "time limits are far below 2^52 seconds"
        )]
        let scaled = seconds as f64 * self.session.options.timeout_factor;
        Some(Duration::from_secs_f64(scaled))
    }

    /// The file names for the output of an action in a worker.
    fn output_files(&self) -> (PathBuf, PathBuf) {
        let base = self.slot.scratch.parent().unwrap_or(&self.session.work);
        let name = self
            .slot
            .scratch
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (
            base.join(format!("{name}.out")),
            base.join(format!("{name}.err")),
        )
    }
}

/// A message about a place in a test's file.
fn at_line(test: &Description, line: Option<usize>, message: &str) -> String {
    format!(
        "{}:{}: {message}",
        test.file.display(),
        line.unwrap_or(test.line)
    )
}

/// Turns a verdict around if the action was to fail.
fn reversed(verdict: Verdict, fail: bool, what: &str) -> Verdict {
    match (verdict.kind, fail) {
        (Kind::Passed, true) => Verdict::failed(format!("{what} passed unexpectedly")),
        (Kind::Passed, false) if verdict.reason.is_empty() => {
            Verdict::passed(format!("{what} successful"))
        }
        (Kind::Failed, true) => Verdict::passed(format!("{what} failed as expected")),
        (Kind::Failed, false) if verdict.reason.is_empty() => {
            Verdict::failed(format!("{what} failed"))
        }
        (Kind::Failed, false) => Verdict::failed(format!("{what} failed: {}", verdict.reason)),
        _ => verdict,
    }
}

/// Moves files of the scratch directory to the test's folder in the work directory, if they are to be kept.
fn retain(session: &Session, slot: &Slot, verdict: &Verdict, stem: &Path) -> std::io::Result<()> {
    let retain = &session.options.retain;
    let all = match verdict.kind {
        Kind::Passed => retain.pass,
        Kind::Failed => retain.fail,
        Kind::Error => retain.error,
        Kind::NotRun => false,
    };
    if !retain.any() || !slot.scratch.is_dir() {
        return Ok(());
    }
    if stem.is_dir() {
        remove_all(stem)?;
    }
    for file in crate::locations::sorted_entries(&slot.scratch) {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if all
            || retain
                .patterns
                .iter()
                .any(|pattern| matches_wildcard(pattern, &name))
        {
            std::fs::create_dir_all(stem)?;
            std::fs::rename(&file, stem.join(&name))?;
        }
    }
    Ok(())
}

/// Whether a file name fits a pattern, in which `*` stands for any characters.
fn matches_wildcard(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|tail| {
            (0..=tail.len())
                .filter(|&at| tail.is_char_boundary(at))
                .any(|at| matches_wildcard(rest, &tail[at..]))
        }),
    }
}

/// Writes the test's log, `NAME.jtr`.
fn write_log(
    session: &Session,
    test: &Description,
    result: &TestResult,
    stem: &Path,
) -> std::io::Result<PathBuf> {
    use std::fmt::Write;
    let path = PathBuf::from(format!("{}.jtr", stem.display()));
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let mut text = String::new();
    let _ = writeln!(text, "#Test Results (jtreg-lite)");
    let _ = writeln!(text, "test={}", result.name);
    let _ = writeln!(text, "file={}:{}", test.file.display(), test.line);
    let _ = writeln!(text, "title={}", test.title);
    let _ = writeln!(text, "jdk={}", session.jdk.home.display());
    let _ = writeln!(text, "elapsed={:.3}", result.elapsed.as_secs_f64());
    for section in &result.sections {
        let _ = writeln!(text, "\n#section:{}", section.action);
        for note in &section.notes {
            let _ = writeln!(text, "{note}");
        }
        let _ = writeln!(text, "elapsed: {:.3} s", section.elapsed.as_secs_f64());
        for (name, content) in [("System.out", &section.out), ("System.err", &section.err)] {
            if !content.is_empty() {
                let _ = writeln!(
                    text,
                    "----------{name}----------\n{}",
                    content.trim_end_matches('\n')
                );
            }
        }
        if let Some(command) = &section.command {
            let _ = writeln!(text, "----------rerun----------\n{command}");
        }
        if let Some(verdict) = &section.verdict {
            let _ = writeln!(text, "result: {verdict}");
        }
    }
    let _ = writeln!(text, "\ntest result: {}", result.verdict);
    std::fs::write(&path, text)?;
    Ok(path)
}

/// A command line for a shell, in a directory and with variables.
fn shell_command(dir: &Path, env: &[(&str, &str)], program: &str, args: &[String]) -> String {
    let mut text = format!("cd {} &&", shell_quote(&dir.to_string_lossy()));
    for (name, value) in env {
        text.push_str(&format!(" {name}={}", shell_quote(value)));
    }
    text.push(' ');
    text.push_str(&shell_quote(program));
    for arg in args {
        text.push(' ');
        text.push_str(&shell_quote(arg));
    }
    text
}

/// Quotes a word for a shell if it needs that.
pub fn shell_quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::{matches_wildcard, reversed, shell_quote};
    use crate::verdict::{Kind, Verdict};

    #[test]
    fn wildcards() {
        assert!(matches_wildcard("*.log", "a.log"));
        assert!(matches_wildcard("hs_err*", "hs_err_pid1.log"));
        assert!(!matches_wildcard("a*b", "abc"));
        assert!(matches_wildcard("a", "a"));
    }

    #[test]
    fn quoting() {
        assert_eq!(shell_quote("-Xmx1g"), "-Xmx1g");
        assert_eq!(shell_quote("it's $1"), "'it'\\''s $1'");
        assert_eq!(shell_quote(""), "''");
    }

    #[test]
    fn reversing() {
        let kind = |verdict: Verdict, fail| reversed(verdict, fail, "Execution").kind;
        assert_eq!(kind(Verdict::passed(""), true), Kind::Failed);
        assert_eq!(kind(Verdict::failed("x"), true), Kind::Passed);
        assert_eq!(kind(Verdict::error("x"), true), Kind::Error);
        assert_eq!(
            reversed(Verdict::failed("x"), false, "Execution").reason,
            "Execution failed: x"
        );
    }
}
