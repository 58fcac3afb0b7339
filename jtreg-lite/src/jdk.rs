//! The JDKs: their commands, the helper classes compiled for them, and what they say about themselves.

use crate::process::{self, Job};
use crate::properties::{self, Properties};
use crate::suite::{ExtraProperties, Suite};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

/// Sources of the classes that run in the JDKs.
const HELPERS: &[(&str, &str)] = &[
    ("Probe.java", include_str!("../agent/jtreglite/Probe.java")),
    (
        "Outcome.java",
        include_str!("../agent/jtreglite/Outcome.java"),
    ),
    (
        "TestMain.java",
        include_str!("../agent/jtreglite/TestMain.java"),
    ),
    (
        "ExitGuard.java",
        include_str!("../agent/jtreglite/ExitGuard.java"),
    ),
    (
        "Worker.java",
        include_str!("../agent/jtreglite/Worker.java"),
    ),
    ("State.java", include_str!("../agent/jtreglite/State.java")),
    (
        "Compiler.java",
        include_str!("../agent/jtreglite/Compiler.java"),
    ),
    (
        "TestRun.java",
        include_str!("../agent/jtreglite/TestRun.java"),
    ),
    (
        "ModuleAccess.java",
        include_str!("../agent/jtreglite/ModuleAccess.java"),
    ),
];

/// What `--add-exports` the helpers need.
pub const HELPER_EXPORTS: &str = "java.base/jdk.internal.module=ALL-UNNAMED";

/// The helpers make do with this much time to compile and to run.
const HELPER_TIMEOUT: Duration = Duration::from_secs(600);

/// A JDK.
#[derive(Debug)]
pub struct Jdk {
    pub home: PathBuf,
    /// The folder of the compiled helper classes.
    pub helpers: PathBuf,
}

/// What is known of a JDK when it runs with the options for tests.
#[derive(Debug, Clone, Default)]
pub struct JdkFacts {
    pub properties: Properties,
    pub system_modules: BTreeSet<String>,
    pub boot_modules: BTreeSet<String>,
}

impl Jdk {
    /// Opens a JDK and sees to its helper classes, which `compiler` compiles if this JDK has no javac.
    pub fn open(home: &Path, compiler: Option<&Jdk>) -> Result<Jdk, String> {
        let home = std::path::absolute(home).map_err(|e| format!("{}: {e}", home.display()))?;
        if !home.join("bin/java").is_file() {
            return Err(format!(
                "{} is not a JDK: it has no bin/java",
                home.display()
            ));
        }
        let javac = match compiler {
            Some(compiler) => compiler.home.clone(),
            None => home.clone(),
        };
        let helpers = compile_helpers(&javac)?;
        Ok(Jdk { home, helpers })
    }

    pub fn java(&self) -> String {
        self.command("java")
    }

    pub fn javac(&self) -> String {
        self.command("javac")
    }

    fn command(&self, name: &str) -> String {
        self.home
            .join("bin")
            .join(name)
            .to_string_lossy()
            .into_owned()
    }

    /// Asks the JDK for its properties, with a suite's own classes for more of them.
    pub fn facts(
        &self,
        options: &[String],
        suite: &Suite,
        compiler: &Jdk,
        work: &Path,
        env: &[(String, String)],
    ) -> Result<JdkFacts, String> {
        let dir = work.join("extraPropDefns");
        let extra = compile_extra(&suite.extra_properties, suite, compiler, &dir, env)?;
        let output = work.join("jdk.properties");
        let mut args = options.to_vec();
        args.push("-cp".to_string());
        args.push(format!(
            "{}:{}",
            self.helpers.display(),
            dir.join("classes").display()
        ));
        if !suite.extra_properties.boot_libraries.is_empty() {
            args.push(format!(
                "-Xbootclasspath/a:{}",
                dir.join("bootClasses").display()
            ));
        }
        args.extend(suite.extra_properties.vm_options.iter().cloned());
        args.extend(probe_properties(suite, self, compiler, options));
        args.push("jtreglite.Probe".to_string());
        args.push(output.to_string_lossy().into_owned());
        args.extend(extra);
        run_tool(&self.java(), &args, work, env)
            .map_err(|e| format!("the JDK could not be asked for its properties: {e}"))?;
        let properties =
            properties::load(&output).map_err(|e| format!("{}: {e}", output.display()))?;
        let set = |name: &str| {
            properties
                .get(name)
                .map(|names| names.split_whitespace().map(str::to_string).collect())
                .unwrap_or_default()
        };
        Ok(JdkFacts {
            system_modules: set("jtreg.system.modules"),
            boot_modules: set("jtreg.boot.modules"),
            properties,
        })
    }
}

/// Properties that suites' own classes look at.
fn probe_properties(
    suite: &Suite,
    test_jdk: &Jdk,
    compiler: &Jdk,
    options: &[String],
) -> Vec<String> {
    vec![
        format!("-Dtest.vm.opts={}", options.join(" ")),
        format!("-Dtest.jdk={}", test_jdk.home.display()),
        format!("-Dcompile.jdk={}", compiler.home.display()),
        format!("-Dtest.root={}", suite.root.display()),
    ]
}

impl JdkFacts {
    /// The feature release, like 17.
    pub fn feature(&self) -> u32 {
        let text = self.get("java.specification.version");
        let text = text.strip_prefix("1.").unwrap_or(text);
        text.split('.')
            .next()
            .and_then(|major| major.parse().ok())
            .unwrap_or(0)
    }

    pub fn get(&self, name: &str) -> &str {
        self.properties.get(name).map_or("unknown", String::as_str)
    }
}

/// The folder that compiled helpers are kept in between runs.
fn cache_dir() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(std::env::temp_dir);
    base.join("jtreg-lite")
}

fn compile_helpers(jdk: &Path) -> Result<PathBuf, String> {
    compile_cached(
        jdk,
        "helpers",
        HELPERS,
        &["--add-exports".to_string(), HELPER_EXPORTS.to_string()],
    )
}

/// Compiles sources into a folder of the cache that their content and the JDK's identity name; at most once.
pub fn compile_cached(
    jdk: &Path,
    name: &str,
    sources: &[(&str, &str)],
    options: &[String],
) -> Result<PathBuf, String> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|e| e.into_inner());
    let mut hasher = DefaultHasher::new();
    (name, sources, options, jdk).hash(&mut hasher);
    std::fs::read(jdk.join("release"))
        .unwrap_or_default()
        .hash(&mut hasher);
    let cache = cache_dir();
    let target = cache.join(format!("{name}-{:016x}", hasher.finish()));
    if target.is_dir() {
        return Ok(target);
    }
    let fail = |e: std::io::Error| format!("{}: {e}", cache.display());
    let temporary = cache.join(format!("tmp-{name}-{}", std::process::id()));
    std::fs::create_dir_all(temporary.join("src")).map_err(fail)?;
    let mut args = options.to_vec();
    args.extend(["-nowarn", "-encoding", "UTF-8", "-g", "-d"].map(str::to_string));
    args.push(temporary.join("classes").to_string_lossy().into_owned());
    for (file, text) in sources {
        let path = temporary.join("src").join(file);
        std::fs::write(&path, text).map_err(fail)?;
        args.push(path.to_string_lossy().into_owned());
    }
    let javac = jdk.join("bin/javac").to_string_lossy().into_owned();
    run_tool(&javac, &args, &temporary, &[])
        .map_err(|e| format!("the helper classes could not be compiled: {e}"))?;
    // Another process may have been faster; its result is as good.
    if std::fs::rename(temporary.join("classes"), &target).is_err() && !target.is_dir() {
        return Err(format!("{} cannot be written", target.display()));
    }
    let _ = std::fs::remove_dir_all(&temporary);
    Ok(target)
}

/// Compiles what `requires.extraPropDefns` names; gives the names of its classes.
fn compile_extra(
    extra: &ExtraProperties,
    suite: &Suite,
    compiler: &Jdk,
    dir: &Path,
    env: &[(String, String)],
) -> Result<Vec<String>, String> {
    let boot = dir.join("bootClasses");
    let classes = dir.join("classes");
    compile_sources(
        &extra.boot_libraries,
        extra,
        suite,
        compiler,
        (&boot, &boot),
        env,
    )?;
    compile_sources(
        &extra.libraries,
        extra,
        suite,
        compiler,
        (&classes, &boot),
        env,
    )?;
    compile_sources(
        &extra.classes,
        extra,
        suite,
        compiler,
        (&classes, &boot),
        env,
    )
}

fn compile_sources(
    paths: &[String],
    extra: &ExtraProperties,
    suite: &Suite,
    compiler: &Jdk,
    (target, boot): (&Path, &Path),
    env: &[(String, String)],
) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for path in paths {
        let optional = path
            .strip_prefix('[')
            .and_then(|path| path.strip_suffix(']'));
        let file = suite.root.join(optional.unwrap_or(path));
        if file.exists() {
            java_files(&file, &mut files);
        } else if optional.is_none() {
            return Err(format!(
                "Cannot find file {path} for extra property definitions"
            ));
        }
    }
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = files.iter().filter_map(|file| class_name(file)).collect();
    let modified = |path: &Path| {
        std::fs::metadata(path)
            .and_then(|meta| meta.modified())
            .ok()
    };
    let up_to_date = files.iter().zip(&names).all(|(file, name)| {
        let class = target.join(format!("{}.class", name.replace('.', "/")));
        modified(&class).is_some_and(|compiled| Some(compiled) > modified(file))
    });
    if up_to_date {
        return Ok(names);
    }
    std::fs::create_dir_all(target).map_err(|e| format!("{}: {e}", target.display()))?;
    let mut args = vec![
        "-d".to_string(),
        target.to_string_lossy().into_owned(),
        "-classpath".to_string(),
        format!("{}:{}", target.display(), boot.display()),
    ];
    args.extend(extra.javac_options.iter().cloned());
    args.extend(files.iter().map(|file| file.to_string_lossy().into_owned()));
    run_tool(&compiler.javac(), &args, target, env)
        .map_err(|e| format!("Compilation of extra property definition files failed: {e}"))?;
    Ok(names)
}

fn java_files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut children: Vec<PathBuf> = std::fs::read_dir(path)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        children.sort();
        for child in children {
            java_files(&child, found);
        }
    } else if path
        .extension()
        .is_some_and(|extension| extension == "java")
    {
        found.push(path.to_path_buf());
    }
}

/// The name of the class that a source file is named for, with its package.
pub fn class_name(file: &Path) -> Option<String> {
    let name = file.file_stem()?.to_string_lossy().into_owned();
    let source = String::from_utf8_lossy(&std::fs::read(file).ok()?).into_owned();
    Some(match package_name(&source) {
        Some(package) => format!("{package}.{name}"),
        None => name,
    })
}

/// The package that Java source text declares.
pub fn package_name(source: &str) -> Option<String> {
    let mut rest = source;
    while let Some(at) = rest.find("package") {
        let before = rest[..at].chars().next_back();
        let after = &rest[at + "package".len()..];
        if before.is_none_or(char::is_whitespace)
            && after.starts_with(char::is_whitespace)
            && let Some((name, _)) = after.split_once(';')
            && crate::description::is_dotted_name(name.trim())
        {
            return Some(name.trim().to_string());
        }
        rest = after;
    }
    None
}

fn run_tool(
    program: &str,
    args: &[String],
    dir: &Path,
    env: &[(String, String)],
) -> Result<(), String> {
    let finished = process::run(&Job {
        program,
        args,
        env,
        dir,
        timeout: Some(HELPER_TIMEOUT),
        max_output: 20_000,
    })
    .map_err(|e| format!("{program}: {e}"))?;
    if finished.code() == 0 {
        return Ok(());
    }
    let text = format!("{}{}", finished.out, finished.err);
    Err(format!(
        "{program} ended with exit code {}\n{}",
        finished.code(),
        text.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn packages() {
        assert_eq!(
            package_name("// a\npackage  a.b ;\nclass C {}").as_deref(),
            Some("a.b")
        );
        assert_eq!(package_name("/* this package is */ class C {}"), None);
        assert_eq!(package_name("class C { int packageCount; }"), None);
    }
}
