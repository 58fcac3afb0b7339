//! `shell`: runs a script of a test.

use super::{TestExec, reversed, shell_command};
use crate::locations::PlaceKind;
use crate::process::{self, Job};
use crate::steps::Shell;
use crate::verdict::Verdict;

/// Variables for scripts, and the properties that have the same values.
const FROM_PROPERTIES: [(&str, &str); 13] = [
    ("TESTFILE", "test.file"),
    ("TESTSRC", "test.src"),
    ("TESTSRCPATH", "test.src.path"),
    ("TESTCLASSES", "test.classes"),
    ("TESTCLASSPATH", "test.class.path"),
    ("COMPILEJAVA", "compile.jdk"),
    ("TESTJAVA", "test.jdk"),
    ("TESTVMOPTS", "test.vm.opts"),
    ("TESTTOOLVMOPTS", "test.tool.vm.opts"),
    ("TESTJAVACOPTS", "test.compiler.opts"),
    ("TESTJAVAOPTS", "test.java.opts"),
    ("TESTTIMEOUTFACTOR", "test.timeout.factor"),
    ("TESTROOT", "test.root"),
];
/// Variables that are only set if the property is.
const OPTIONAL: [(&str, &str); 3] = [
    ("TESTMODULES", "test.modules"),
    ("TESTNATIVEPATH", "test.nativepath"),
    ("TESTENABLEPREVIEW", "test.enable.preview"),
];

impl TestExec<'_> {
    pub(super) fn shell(&mut self, shell: &Shell, text: String) -> Verdict {
        let session = self.session;
        let _exclusive = self
            .config
            .exclusive_access
            .then(|| session.exclusive.lock().unwrap_or_else(|e| e.into_inner()));
        self.in_section(text, |exec, section| {
            let script = exec.locations.sources.join(&shell.script);
            if !script.exists() {
                return Err(format!("Can't find source file: {}", script.display()));
            }
            std::fs::create_dir_all(&exec.locations.classes)
                .map_err(|e| format!("{}: {e}", exec.locations.classes.display()))?;
            for place in exec.locations.libraries_of(PlaceKind::Packages) {
                std::fs::create_dir_all(&place.classes)
                    .map_err(|e| format!("{}: {e}", place.classes.display()))?;
            }
            let mut variables: Vec<(String, String)> = Vec::new();
            for (required, table) in [(true, &FROM_PROPERTIES[..]), (false, &OPTIONAL[..])] {
                for (variable, property) in table {
                    let value = exec
                        .properties
                        .iter()
                        .find(|(name, _)| name == property)
                        .map(|(_, value)| value);
                    if required || value.is_some() {
                        variables.push((variable.to_string(), value.cloned().unwrap_or_default()));
                    }
                }
            }
            for (name, value) in [("FS", "/"), ("PS", ":"), ("NULL", "/dev/null")] {
                variables.push((name.to_string(), value.to_string()));
            }
            let mut env = session.env.clone();
            exec.add_native_path(&mut env);
            env.extend(variables.iter().cloned());
            let mut args = vec![script.to_string_lossy().into_owned()];
            args.extend(shell.args.iter().cloned());
            let shown: Vec<(&str, &str)> = variables
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            section.command = Some(shell_command(&exec.slot.scratch, &shown, "sh", &args));
            let timeout = exec.time_limit(shell.timeout, shell.manual);
            let finished = process::run(&Job {
                program: "sh",
                args: &args,
                env: &env,
                dir: &exec.slot.scratch,
                timeout,
                max_output: exec.config.max_output,
            })
            .map_err(|e| format!("Error invoking program `sh': {e}"))?;
            let verdict = match finished.status.map(process::exit_code) {
                Some(0) => Verdict::passed(""),
                Some(code) => Verdict::failed(format!("exit code {code}")),
                None => Verdict::error(format!(
                    "'sh' timed out after {} ms",
                    timeout.unwrap_or_default().as_millis()
                )),
            };
            section.out = finished.out;
            section.err = finished.err;
            Ok(reversed(verdict, shell.fail, "Execution"))
        })
    }
}
