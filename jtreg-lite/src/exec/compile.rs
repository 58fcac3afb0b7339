//! `@compile` and `@build`, and what other actions build on demand.

use super::paths::patch_options;
use super::{Section, TestExec, reversed, shell_command};
use crate::locations::{ClassSource, Place, PlaceKind, sorted_entries};
use crate::process::{self, Job, read_limited};
use crate::session::remove_all;
use crate::steps::Compile;
use crate::verdict::{Kind, Verdict};
use crate::worker::{Broken, Request, Settings};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is compiled and where to.
struct Target<'a> {
    /// None: `@compile` in the test's own folder.
    place: Option<&'a Place>,
    module: Option<&'a str>,
    multi_module: bool,
}

impl TestExec<'_> {
    /// Compiles the classes whose class files are missing or old: libraries first, then the test's own.
    pub(super) fn build(
        &mut self,
        classes: &[String],
        implicit_none: bool,
        section: &mut Section,
    ) -> Result<Verdict, String> {
        let mut groups: Vec<(Place, Vec<ClassSource>)> = Vec::new();
        for class in classes {
            for source in self.locations.locate(class)? {
                if source.is_up_to_date() {
                    continue;
                }
                match groups.iter_mut().find(|(place, _)| *place == source.place) {
                    Some((_, sources)) => sources.push(source),
                    None => groups.push((source.place.clone(), vec![source])),
                }
            }
        }
        if groups.is_empty() {
            return Ok(Verdict::passed("All files up to date"));
        }
        for place in self.locations.libraries_of(PlaceKind::Packages) {
            create_dir(&place.classes)?;
        }
        groups.sort_by_key(|(place, _)| place.name.is_none());
        for (place, sources) in &groups {
            let names: Vec<&str> = sources
                .iter()
                .map(|source| source.class_name.as_str())
                .collect();
            let title = place.name.as_deref().unwrap_or("test directory");
            section
                .notes
                .push(format!("{title}: compile {}", names.join(", ")));
            let verdict = self.build_place(place, sources, implicit_none, section)?;
            if !verdict.is_passed() {
                return Ok(verdict);
            }
        }
        Ok(Verdict::passed("Build successful"))
    }

    fn build_place(
        &mut self,
        place: &Place,
        sources: &[ClassSource],
        implicit_none: bool,
        section: &mut Section,
    ) -> Result<Verdict, String> {
        // Patches are compiled module by module.
        let mut modules: Vec<Option<&str>> = vec![None];
        if place.kind == PlaceKind::SystemModules {
            modules = sources
                .iter()
                .map(|source| source.module.as_deref())
                .collect();
            modules.dedup();
        }
        let mut verdict = Verdict::passed("");
        for module in modules {
            let mut args: Vec<String> = Vec::new();
            if implicit_none {
                args.push("-implicit:none".to_string());
            }
            args.extend(
                sources
                    .iter()
                    .filter(|source| module.is_none() || source.module.as_deref() == module)
                    .map(|source| source.source.to_string_lossy().into_owned()),
            );
            let compile = Compile {
                args,
                module: module.map(str::to_string),
                multi_module: place.kind == PlaceKind::UserModules,
                ..Compile::default()
            };
            verdict = self.compile(compile, Some(place), section)?;
            if !verdict.is_passed() {
                break;
            }
        }
        Ok(verdict)
    }

    pub(super) fn compile_action(
        &mut self,
        compile: Compile,
        section: &mut Section,
    ) -> Result<Verdict, String> {
        self.compile(compile, None, section)
    }

    fn compile(
        &mut self,
        compile: Compile,
        place: Option<&Place>,
        section: &mut Section,
    ) -> Result<Verdict, String> {
        let target = Target {
            place,
            module: compile.module.as_deref(),
            multi_module: compile.multi_module,
        };
        let destination = self.destination(&target);
        create_dir(&destination)?;
        let is_asm = |arg: &&String| arg.ends_with(".jasm") || arg.ends_with(".jcod");
        let asm: Vec<String> = compile.args.iter().filter(is_asm).cloned().collect();
        if !asm.is_empty() {
            let verdict = self.assemble(&asm, &destination, section)?;
            let only_asm = !compile.args.iter().any(|arg| arg.ends_with(".java"));
            if !verdict.is_passed() || only_asm {
                return Ok(verdict);
            }
        }
        let args: Vec<String> = compile
            .args
            .iter()
            .filter(|arg| !is_asm(arg))
            .cloned()
            .collect();
        let args = self.javac_args(&target, &destination, args)?;
        let timeout = self.time_limit(compile.timeout, false);
        let needs_own_vm = args.iter().any(|arg| arg.starts_with("-J"))
            || (processes_annotations(&args) && !self.module_options(true).is_empty());
        let (verdict, output) = if needs_own_vm {
            self.compile_in_own_vm(&args, timeout, section)?
        } else {
            self.compile_in_worker(&args, timeout, section)?
        };
        let verdict = reversed(verdict, compile.fail, "Compilation");
        match &compile.reference {
            Some(reference) if verdict.is_passed() => {
                compare_with_reference(&output, reference, verdict)
            }
            _ => Ok(verdict),
        }
    }

    fn destination(&self, target: &Target) -> PathBuf {
        match (target.place, target.module) {
            (None, None) if target.multi_module => self.locations.modules(),
            (None, module) => self.locations.classes_for(module),
            (Some(place), None) => place.classes.clone(),
            (Some(place), Some(module)) => place.classes.join(module),
        }
    }

    fn javac_args(
        &self,
        target: &Target,
        destination: &Path,
        args: Vec<String>,
    ) -> Result<Vec<String>, String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let locations = &self.locations;
        let own = target.place.is_none_or(|place| place.name.is_none());
        let mut class_path: Vec<String> = Vec::new();
        let mut source_path: Vec<String> = Vec::new();
        if own && !target.multi_module {
            let sources = target.module.map_or(locations.sources.clone(), |module| {
                locations.sources.join(module)
            });
            source_path.push(text(&sources));
            // Some tests come with class files.
            class_path.push(text(&sources));
            // The classes of libraries are shared between tests, so they must not depend on those of a test.
            class_path.push(text(&locations.classes));
        }
        if let (Some(place), Some(module), false) = (target.place, target.module, own) {
            source_path.push(text(&place.sources.join(module)));
        }
        let libraries = || locations.libraries_of(PlaceKind::Packages);
        if target.module.is_none() {
            source_path.extend(libraries().map(|place| text(&place.sources)));
        }
        class_path.extend(libraries().map(|place| text(&place.classes)));
        class_path.extend(
            locations
                .libraries_of(PlaceKind::Jar)
                .map(|place| text(&place.classes)),
        );
        let mut module_path = Vec::new();
        let mut patches = Vec::new();
        if self.use_module_path {
            module_path.push(text(&locations.modules()));
            module_path.extend(
                locations
                    .libraries_of(PlaceKind::UserModules)
                    .map(|place| text(&place.classes)),
            );
        }
        if self.use_patches {
            patches.push(text(&locations.patches()));
            patches.extend(
                locations
                    .libraries_of(PlaceKind::SystemModules)
                    .map(|place| text(&place.classes)),
            );
        }
        let frameworks = self.framework_path()?;
        if target.multi_module {
            module_path.extend(
                frameworks
                    .into_iter()
                    .filter(|entry| entry.ends_with(".jar")),
            );
        } else {
            class_path.extend(frameworks);
        }
        class_path.extend(self.session.options.class_path_append.iter().cloned());

        let mut all = self.session.options.javac_options.clone();
        if module_options_allowed(&args) {
            all.extend(self.module_options(false));
        }
        all.extend(self.preview_options(&args));
        all.extend(["-d".to_string(), text(destination)]);
        if target.multi_module {
            let sources = target
                .place
                .map_or(&locations.sources, |place| &place.sources);
            all.extend(["--module-source-path".to_string(), text(sources)]);
        } else if let Some(module) = target.module {
            all.push(format!("--patch-module={module}={}", source_path.join(":")));
        } else {
            all.extend(["--source-path".to_string(), source_path.join(":")]);
        }
        if !class_path.is_empty() {
            all.extend(["--class-path".to_string(), class_path.join(":")]);
        }
        if !module_path.is_empty() {
            all.extend(["--module-path".to_string(), module_path.join(":")]);
        }
        let patch = patch_options(&patches).into_iter().filter(|option| {
            target
                .module
                .is_none_or(|module| !option.starts_with(&format!("--patch-module={module}=")))
        });
        all.extend(patch);
        for module in self.modules_in(&patches) {
            all.push(format!("--add-reads={module}=ALL-UNNAMED"));
        }
        let modules = self.modules_in(&module_path);
        if !modules.is_empty() {
            all.extend(["--add-modules".to_string(), modules.join(",")]);
        }
        all.extend(args);
        Ok(all)
    }

    fn preview_options(&self, args: &[String]) -> Vec<String> {
        if self.test.enable_preview != Some(true)
            || args.iter().any(|arg| arg == "--enable-preview")
        {
            return Vec::new();
        }
        let version = self.session.facts.feature().to_string();
        let release = args
            .iter()
            .position(|arg| matches!(arg.as_str(), "-source" | "--source" | "--release"));
        match release {
            None => vec![
                "--enable-preview".to_string(),
                "-source".to_string(),
                version,
            ],
            Some(at) if args.get(at + 1) == Some(&version) => vec!["--enable-preview".to_string()],
            Some(_) => Vec::new(),
        }
    }

    fn compile_in_worker(
        &mut self,
        args: &[String],
        timeout: Option<Duration>,
        section: &mut Section,
    ) -> Result<(Verdict, String), String> {
        let session = self.session;
        let mut options = session.options.vm_options.clone();
        options.extend(compile_worker_options(&options));
        let settings = Settings::new(
            &session.compile_jdk,
            &options,
            &[],
            &self.slot.scratch,
            &session.env,
        );
        let (out, err) = self.output_files();
        let request = Request::new('C')
            .map(&self.properties)
            .text(&out.to_string_lossy())
            .text(&err.to_string_lossy())
            .list(args);
        section.command = Some(shell_command(
            &self.slot.scratch,
            &[],
            &session.compile_jdk.javac(),
            args,
        ));
        let mut worker = self
            .slot
            .take_worker(&settings)
            .map_err(|e| format!("Cannot get VM for test: {e}"))?;
        let verdict = match worker.perform(&request, timeout) {
            Ok(verdict) => {
                self.slot.give_back(worker);
                verdict
            }
            Err(Broken::TimedOut) => Verdict::error(format!(
                "\"compile\" action timed out with a timeout of {} seconds",
                timeout.unwrap_or_default().as_secs()
            )),
            Err(Broken::Crashed(reason)) => {
                Verdict::error(format!("Agent communication error: {reason}"))
            }
        };
        let limit = self.config.max_output;
        let combined = read_limited(&out, limit) + &read_limited(&err, limit);
        section.out.push_str(&combined);
        let reason = match verdict.kind {
            Kind::Error => verdict.reason,
            _ => String::new(),
        };
        Ok((Verdict::new(verdict.kind, reason), combined))
    }

    fn compile_in_own_vm(
        &mut self,
        args: &[String],
        timeout: Option<Duration>,
        section: &mut Section,
    ) -> Result<(Verdict, String), String> {
        let session = self.session;
        let mut all: Vec<String> = session
            .options
            .vm_options
            .iter()
            .map(|option| format!("-J{option}"))
            .collect();
        if processes_annotations(args) {
            all.extend(
                self.module_options(true)
                    .iter()
                    .map(|option| format!("-J{option}")),
            );
        }
        all.extend(
            self.properties
                .iter()
                .map(|(name, value)| format!("-J-D{name}={value}")),
        );
        all.extend(args.iter().cloned());
        let program = session.compile_jdk.javac();
        section.command = Some(shell_command(&self.slot.scratch, &[], &program, &all));
        let finished = process::run(&Job {
            program: &program,
            args: &all,
            env: &session.env,
            dir: &self.slot.scratch,
            timeout,
            max_output: self.config.max_output,
        })
        .map_err(|e| format!("{program}: {e}"))?;
        section.out.push_str(&finished.out);
        section.err.push_str(&finished.err);
        let verdict = match finished.status.map(process::exit_code) {
            Some(0) => Verdict::passed(""),
            Some(1) => Verdict::failed(""),
            Some(code) => Verdict::error(format!("unexpected exit code from javac: {code}")),
            None => Verdict::error(format!(
                "'{program}' timed out after {} ms",
                timeout.unwrap_or_default().as_millis()
            )),
        };
        Ok((verdict, finished.out + &finished.err))
    }

    /// Assembles `.jasm` and `.jcod` files with asmtools.
    fn assemble(
        &mut self,
        files: &[String],
        destination: &Path,
        section: &mut Section,
    ) -> Result<Verdict, String> {
        let session = self.session;
        for (tool, extension) in [("jasm", ".jasm"), ("jcoder", ".jcod")] {
            let own: Vec<String> = files
                .iter()
                .filter(|file| file.ends_with(extension))
                .cloned()
                .collect();
            if own.is_empty() {
                continue;
            }
            if session.frameworks.asmtools.is_empty() {
                return Err(format!(
                    "{tool} not available: install asmtools or give its jar with -asmtools:PATH"
                ));
            }
            let mut args = vec![
                "-cp".to_string(),
                session.frameworks.asmtools.join(":"),
                format!("org.openjdk.asmtools.{tool}.Main"),
                "-d".to_string(),
                destination.to_string_lossy().into_owned(),
            ];
            args.extend(own);
            let program = session.compile_jdk.java();
            section.command = Some(shell_command(&self.slot.scratch, &[], &program, &args));
            let finished = process::run(&Job {
                program: &program,
                args: &args,
                env: &session.env,
                dir: &self.slot.scratch,
                timeout: self.time_limit(None, false),
                max_output: self.config.max_output,
            })
            .map_err(|e| format!("{program}: {e}"))?;
            section.out.push_str(&finished.out);
            section.err.push_str(&finished.err);
            if finished.code() != 0 {
                return Ok(Verdict::failed(format!("{tool} failed")));
            }
        }
        Ok(Verdict::passed("Compilation successful"))
    }

    /// The classes of a TestNG or JUnit folder and of its libraries, to be built together.
    pub(super) fn all_classes(&self) -> Result<Vec<String>, String> {
        let mut arguments = self.config.lib_build.clone();
        if arguments.is_empty() {
            for place in &self.locations.libraries {
                match place.kind {
                    PlaceKind::Packages => add_classes(&place.sources, "", &mut arguments),
                    PlaceKind::Jar => {}
                    _ => add_modules(&place.sources, &mut arguments),
                }
            }
        }
        let sources = &self.locations.sources;
        match self.locations.kind_of(sources)? {
            PlaceKind::Packages => add_classes(sources, "", &mut arguments),
            _ => add_modules(sources, &mut arguments),
        }
        arguments.dedup();
        Ok(arguments)
    }
}

fn add_classes(dir: &Path, package: &str, found: &mut Vec<String>) {
    for path in sorted_entries(dir) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let qualify = |name: &str| {
            if package.is_empty() {
                name.to_string()
            } else {
                format!("{package}.{name}")
            }
        };
        if path.is_dir() {
            add_classes(&path, &qualify(&name), found);
        } else if let Some(class) = name.strip_suffix(".java") {
            found.push(qualify(class));
        }
    }
}

fn add_modules(dir: &Path, found: &mut Vec<String>) {
    let folders = sorted_entries(dir).into_iter().filter(|path| path.is_dir());
    found.extend(folders.map(|path| {
        format!(
            "{}/*",
            path.file_name().unwrap_or_default().to_string_lossy()
        )
    }));
}

/// Workers that compile live for a short while: the quick compiler and the simple collector suit them best. Options
/// of the user come first and are not contradicted.
fn compile_worker_options(given: &[String]) -> Vec<String> {
    if given.is_empty() {
        [
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
        ]
        .map(str::to_string)
        .to_vec()
    } else {
        Vec::new()
    }
}

fn processes_annotations(args: &[String]) -> bool {
    args.iter().any(|arg| {
        matches!(
            arg.as_str(),
            "-processor" | "-processorpath" | "-processormodulepath" | "-proc:only" | "-Xprint"
        )
    })
}

/// Whether the language level given, if any, knows modules.
fn module_options_allowed(args: &[String]) -> bool {
    let modern = |version: &str| {
        let version = version.strip_prefix("1.").unwrap_or(version);
        version.parse::<u32>().is_ok_and(|version| version >= 9)
    };
    for (at, arg) in args.iter().enumerate() {
        if matches!(arg.as_str(), "-source" | "-target" | "--release") {
            return args.get(at + 1).is_none_or(|version| modern(version));
        }
        if let Some(version) = arg.strip_prefix("--release=") {
            return modern(version);
        }
    }
    true
}

fn create_dir(dir: &Path) -> Result<(), String> {
    if dir.is_dir() {
        return Ok(());
    }
    if dir.exists() {
        remove_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    std::fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))
}

/// Compares output with a file, line by line.
fn compare_with_reference(
    output: &str,
    reference: &Path,
    verdict: Verdict,
) -> Result<Verdict, String> {
    let expected = std::fs::read(reference)
        .map_err(|_| format!("Can't read reference file: {}", reference.display()))?;
    let expected = String::from_utf8_lossy(&expected).into_owned();
    let (mut actual, mut expected) = (output.lines(), expected.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (actual.next(), expected.next()) {
            (None, None) => return Ok(verdict),
            (a, b) if a == b => {}
            _ => {
                let name = reference.file_name().unwrap_or_default().to_string_lossy();
                return Ok(Verdict::failed(format!(
                    "Output does not match reference file: {name}, line {line}"
                )));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{module_options_allowed, processes_annotations};

    fn strings(args: &[&str]) -> Vec<String> {
        args.iter().map(|arg| arg.to_string()).collect()
    }

    #[test]
    fn language_levels() {
        assert!(module_options_allowed(&strings(&["A.java"])));
        assert!(!module_options_allowed(&strings(&[
            "-source", "8", "A.java"
        ])));
        assert!(!module_options_allowed(&strings(&["--release", "1.8"])));
        assert!(module_options_allowed(&strings(&["--release=11"])));
    }

    #[test]
    fn annotation_processing() {
        assert!(processes_annotations(&strings(&["-proc:only", "A"])));
        assert!(!processes_annotations(&strings(&["-proc:none", "A"])));
    }
}
