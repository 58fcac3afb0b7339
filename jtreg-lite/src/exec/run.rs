//! `main`, `driver`, `junit` and `testng`: runs a class of a test, in a VM of its own or in a worker.

use super::paths::{Paths, patch_options};
use super::{Section, TestExec, reversed, shell_command};
use crate::frameworks::{JUNIT_RUNNER, TESTNG_RUNNER};
use crate::options::ExecMode;
use crate::process::{self, Finished, Job, read_limited};
use crate::steps::{Run, Runner};
use crate::verdict::{Kind, Verdict};
use crate::worker::{Broken, Request, Settings};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Exit codes by which the VM of a test tells how it ended.
const EXIT_PASSED: i32 = 95;
const EXIT_FAILED: i32 = 97;
const EXIT_ERROR: i32 = 98;
const STATUS_PREFIX: &str = "STATUS:";
const UNEXPECTED_EXIT: &str = "Unexpected exit from test";

/// Threads of a test that does not end them get this long, times the timeout factor.
const CLEANUP_MILLIS: f64 = 10_000.0;

impl TestExec<'_> {
    pub(super) fn run(&mut self, run: &Run, text: String) -> Verdict {
        let built = self.in_section(format!("build for {text}"), |exec, section| {
            let (classes, implicit_none) = match run.user_specified {
                true => (vec![run.full_class()], false),
                false => (exec.all_classes()?, true),
            };
            exec.build(&classes, implicit_none, section)
        });
        if !built.is_passed() {
            return built;
        }
        if run.native && self.session.options.native_path.is_none() {
            return Verdict::error("Use -nativepath to specify the location of native code");
        }
        let session = self.session;
        let _exclusive = self
            .config
            .exclusive_access
            .then(|| session.exclusive.lock().unwrap_or_else(|e| e.into_inner()));
        self.in_section(text, |exec, section| {
            let own_vm =
                exec.mode == ExecMode::OtherVm || !run.other_vm.is_empty() || exec.use_patches;
            let verdict = if own_vm {
                exec.run_in_own_vm(run, section)?
            } else {
                exec.run_in_worker(run, section)?
            };
            if verdict.reason.starts_with(UNEXPECTED_EXIT) {
                return Ok(verdict);
            }
            Ok(reversed(verdict, run.fail, "Execution"))
        })
    }

    /// The class that the VM starts with, and its arguments.
    fn entry(&self, run: &Run) -> (String, Vec<String>) {
        match run.runner {
            Runner::Main | Runner::Driver => (run.full_class(), run.args.clone()),
            Runner::JUnit => (JUNIT_RUNNER.to_string(), vec![run.full_class()]),
            Runner::TestNg => (
                TESTNG_RUNNER.to_string(),
                vec![
                    self.test.name(),
                    self.test.imports_junit.to_string(),
                    run.full_class(),
                ],
            ),
        }
    }

    /// The options of the test VMs; a driver gets only those that shape its modules and properties.
    fn vm_options(&self, run: &Run) -> Vec<String> {
        let options = self.session.test_options();
        if run.runner != Runner::Driver {
            return options;
        }
        let mut kept = Vec::new();
        let mut words = options.into_iter();
        while let Some(word) = words.next() {
            if word.starts_with("-D") || word == "--enable-preview" {
                kept.push(word);
            } else if matches!(
                word.as_str(),
                "--module-path" | "--add-modules" | "--add-exports" | "--add-opens"
            ) {
                kept.push(word);
                kept.extend(words.next());
            }
        }
        kept
    }

    fn modules_to_add(&self, run: &Run, paths: &Paths) -> Vec<String> {
        let mut modules: Vec<String> = run.module.iter().cloned().collect();
        modules.extend(self.modules_in(&paths.module_path));
        modules.dedup();
        modules
    }

    fn run_in_own_vm(&mut self, run: &Run, section: &mut Section) -> Result<Verdict, String> {
        let session = self.session;
        let mut paths = self.execution_paths(run.boot_class_path)?;
        let helpers = session.jdk.helpers.to_string_lossy().into_owned();
        if run.boot_class_path {
            &mut paths.boot_class_path
        } else {
            &mut paths.class_path
        }
        .push(helpers);
        let (entry, entry_args) = self.entry(run);

        let mut properties = self.properties.clone();
        properties.retain(|(name, _)| name != "test.class.path.prefix");
        let mut set = |name: &str, value: String| properties.push((name.to_string(), value));
        if let Some(policy) = &run.policy {
            let file = self.write_policy(policy)?;
            let overrides = if run.policy_overrides { "=" } else { "" };
            set(
                "java.security.policy",
                format!("{overrides}{}", file.display()),
            );
        }
        match (&run.security_manager, &run.policy) {
            (Some(class), _) => set("java.security.manager", class.clone()),
            (None, Some(_)) => set("java.security.manager", "default".to_string()),
            (None, None) => {}
        }
        let mut args: Vec<String> = properties
            .iter()
            .map(|(name, value)| format!("-D{name}={value}"))
            .collect();
        if !paths.boot_class_path.is_empty() {
            args.push(format!(
                "-Xbootclasspath/a:{}",
                paths.boot_class_path.join(":")
            ));
        }
        args.extend(patch_options(&paths.patches));
        if !paths.module_path.is_empty() {
            args.extend(["--module-path".to_string(), paths.module_path.join(":")]);
        }
        let modules = self.modules_to_add(run, &paths);
        if !modules.is_empty() {
            args.extend(["--add-modules".to_string(), modules.join(",")]);
        }
        if !paths.boot_class_path.is_empty() {
            let patched = self.modules_in(&paths.patches);
            args.extend(
                patched
                    .iter()
                    .map(|module| format!("--add-reads={module}=ALL-UNNAMED")),
            );
        }
        if let (Some(module), Some((package, _)), false) = (
            &run.module,
            run.class.rsplit_once('.'),
            matches!(run.runner, Runner::Main | Runner::Driver),
        ) {
            args.push(format!("--add-exports={module}/{package}=ALL-UNNAMED"));
        }
        args.extend(self.module_options(true));
        args.extend(self.vm_options(run));
        args.extend(run.vm_args.iter().cloned());
        args.push("jtreglite.TestMain".to_string());
        args.push(entry);
        args.extend(entry_args);

        let mut env = session.env.clone();
        let class_path = paths.class_path.join(":");
        env.push(("CLASSPATH".to_string(), class_path.clone()));
        if run.native {
            self.add_native_path(&mut env);
        }
        let program = session.jdk.java();
        section.command = Some(shell_command(
            &self.slot.scratch,
            &[("CLASSPATH", &class_path)],
            &program,
            &args,
        ));
        let timeout = self.time_limit(run.timeout, run.manual);
        let finished = process::run(&Job {
            program: &program,
            args: &args,
            env: &env,
            dir: &self.slot.scratch,
            timeout,
            max_output: self.config.max_output,
        })
        .map_err(|e| format!("Error invoking program `{program}': {e}"))?;
        let verdict = verdict_of(&finished, &program, timeout);
        section.out = finished.out;
        section.err = finished.err;
        Ok(verdict)
    }

    /// Lets native code of the test be found.
    pub(super) fn add_native_path(&self, env: &mut Vec<(String, String)>) {
        let Some(path) = &self.session.options.native_path else {
            return;
        };
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let known = env.iter_mut().find(|(name, _)| name == "LD_LIBRARY_PATH");
        match known {
            Some((_, value)) => value.push_str(&format!(":{}", path.display())),
            None => env.push(("LD_LIBRARY_PATH".to_string(), path.display().to_string())),
        }
    }

    /// Writes the test's policy with what the classes that start the test need.
    fn write_policy(&self, policy: &Path) -> Result<PathBuf, String> {
        let name = policy
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = self.slot.scratch.join(format!("{name}_new"));
        let fail = |e: std::io::Error| {
            format!("Problems writing new policy file: {}: {e}", file.display())
        };
        let mut text = format!(
            "grant {{\n    permission java.io.FilePermission \"{}/-\", \"read\";\n}};\n",
            self.slot.classes.display()
        );
        let mut trusted = vec![self.session.jdk.helpers.to_string_lossy().into_owned()];
        trusted.extend(self.framework_path()?);
        for path in trusted {
            let slash = if path.ends_with(".jar") { "" } else { "/" };
            text.push_str(&format!(
                "grant codebase \"file:{path}{slash}\" {{\n    permission java.security.AllPermission;\n}};\n"
            ));
        }
        let own = std::fs::read(policy).map_err(fail)?;
        text.push_str(&String::from_utf8_lossy(&own));
        std::fs::write(&file, text).map_err(fail)?;
        Ok(file)
    }

    fn run_in_worker(&mut self, run: &Run, section: &mut Section) -> Result<Verdict, String> {
        let session = self.session;
        let paths = self.execution_paths(run.boot_class_path)?;
        let frameworks = self.framework_path()?;
        let vm_options = self.vm_options(run);
        let settings = Settings::new(
            &session.jdk,
            &vm_options,
            &frameworks,
            &self.slot.scratch,
            &session.env,
        );
        let class_path: Vec<String> = paths
            .class_path
            .iter()
            .filter(|entry| !frameworks.contains(entry))
            .cloned()
            .collect();
        let (mut exports, mut opens) = (Vec::new(), Vec::new());
        for used in &self.modules {
            if let Some(package) = &used.package {
                let item = format!("{}/{package}", used.module);
                if used.exports {
                    exports.push(item.clone());
                }
                if used.opens {
                    opens.push(item);
                }
            }
        }
        let (entry, entry_args) = self.entry(run);
        let entry = entry
            .rsplit_once('/')
            .map_or(entry.clone(), |(_, class)| class.to_string());
        let (out, err) = self.output_files();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few seconds in milliseconds"
        )]
        let cleanup = (CLEANUP_MILLIS * session.options.timeout_factor) as u32;
        let request = Request::new('M')
            .map(&self.properties)
            .text(&out.to_string_lossy())
            .text(&err.to_string_lossy())
            .list(&exports)
            .list(&opens)
            .list(&self.modules_to_add(run, &paths))
            .list(&class_path)
            .list(&paths.module_path)
            .text(&entry)
            .list(&entry_args)
            .number(cleanup);
        section.command = Some(self.command_by_hand(&paths, &vm_options, &entry, &entry_args));
        let timeout = self.time_limit(run.timeout, run.manual);
        let mut worker = self
            .slot
            .take_worker(&settings)
            .map_err(|e| format!("Cannot get VM for test: {e}"))?;
        section
            .notes
            .push(format!("worker: process {}", worker.pid()));
        let verdict = match worker.perform(&request, timeout) {
            Ok(verdict) => {
                // After an error the state of the worker is in doubt.
                if verdict.kind != Kind::Error {
                    self.slot.give_back(worker);
                }
                verdict
            }
            Err(broken) => {
                let log = read_limited(&worker.settings.log, self.config.max_output);
                section
                    .notes
                    .push(format!("output of the worker VM:\n{log}"));
                match broken {
                    Broken::TimedOut => Verdict::error(format!(
                        "\"main\" action timed out with a timeout of {} seconds",
                        timeout.unwrap_or_default().as_secs()
                    )),
                    Broken::Crashed(reason) => {
                        Verdict::error(format!("Agent communication error: {reason}"))
                    }
                }
            }
        };
        section.out = read_limited(&out, self.config.max_output);
        section.err = read_limited(&err, self.config.max_output);
        Ok(verdict)
    }

    /// What runs the same class without a worker.
    fn command_by_hand(
        &self,
        paths: &Paths,
        vm_options: &[String],
        entry: &str,
        entry_args: &[String],
    ) -> String {
        let mut args: Vec<String> = self
            .properties
            .iter()
            .filter(|(name, _)| name != "test.class.path.prefix")
            .map(|(name, value)| format!("-D{name}={value}"))
            .collect();
        if !paths.module_path.is_empty() {
            args.extend(["--module-path".to_string(), paths.module_path.join(":")]);
        }
        args.extend(self.module_options(true));
        args.extend(vm_options.iter().cloned());
        args.extend([
            "-cp".to_string(),
            paths.class_path.join(":"),
            entry.to_string(),
        ]);
        args.extend(entry_args.iter().cloned());
        shell_command(&self.slot.scratch, &[], &self.session.jdk.java(), &args)
    }
}

/// The verdict that exit code and output of a test's VM tell.
fn verdict_of(finished: &Finished, program: &str, timeout: Option<Duration>) -> Verdict {
    let Some(status) = finished.status else {
        return Verdict::error(format!(
            "'{program}' timed out after {} ms",
            timeout.unwrap_or_default().as_millis()
        ));
    };
    let code = process::exit_code(status);
    let told = finished
        .err
        .lines()
        .filter_map(|line| line.strip_prefix(STATUS_PREFIX))
        .next_back();
    if let Some(told) = told {
        let (word, reason) = told.split_once('.').unwrap_or((told, ""));
        let (kind, expected) = match word {
            "Passed" => (Kind::Passed, EXIT_PASSED),
            "Failed" => (Kind::Failed, EXIT_FAILED),
            _ => (Kind::Error, EXIT_ERROR),
        };
        if code == expected {
            return Verdict::new(kind, reason.trim());
        }
        return Verdict::error(format!(
            "unexpected exit code: {code}, doesn't match exit status: \"{told}\" which was reported by the test process"
        ));
    }
    match code {
        EXIT_PASSED => Verdict::passed(""),
        EXIT_FAILED => Verdict::failed(""),
        _ => Verdict::failed(format!("{UNEXPECTED_EXIT} [exit code: {code}]")),
    }
}

#[cfg(test)]
mod tests {
    use super::verdict_of;
    use crate::process::Finished;
    use crate::verdict::Kind;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    fn kind(code: i32, err: &str) -> Kind {
        let finished = Finished {
            status: Some(ExitStatus::from_raw(code << 8)),
            out: String::new(),
            err: err.to_string(),
        };
        verdict_of(&finished, "java", None).kind
    }

    #[test]
    fn exit_codes_and_status_lines() {
        assert_eq!(kind(95, "STATUS:Passed.\n"), Kind::Passed);
        assert_eq!(kind(97, "x\nSTATUS:Failed.`main' threw\n"), Kind::Failed);
        assert_eq!(kind(98, "STATUS:Error.Can't load test\n"), Kind::Error);
        assert_eq!(kind(0, "STATUS:Passed.\n"), Kind::Error);
        assert_eq!(kind(95, ""), Kind::Passed);
        assert_eq!(kind(0, ""), Kind::Failed);
        assert_eq!(kind(1, "Error: x\n"), Kind::Failed);
    }
}
