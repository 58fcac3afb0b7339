//! Real programs on Hearth and on HotSpot: the JDK's own tools, compilers, build tools, languages, a
//! test runner, a Python bridge. Standard output, exit code and every file made must be the same.
//!
//! The tests take minutes on an interpreter, so they are ignored unless asked for: `./x test --apps`, or
//! `cargo test --test apps -- --ignored`.

use hearth_tests::jdk::Jdk;
use hearth_tests::layout::{self, Scratch};
use hearth_tests::process::{Ending, Outcome, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, case, compare};
use libtest_mimic::{Arguments, Trial};
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(900);

/// What one application needs.
struct App {
    name: &'static str,
    /// Files from `apps/` that are copied into the working directory.
    files: &'static [&'static str],
    /// Makes what the run needs, in the working directory.
    prepare: fn(&Path) -> Result<(), String>,
    /// The arguments after the launcher, for a run in the working directory.
    args: fn(&Path) -> Result<Vec<String>, String>,
    /// A file of `apps/` for the standard input.
    stdin: Option<&'static str>,
    /// Where the results lie; every file there is compared, byte for byte.
    output: Option<&'static str>,
    /// What in standard output differs from run to run.
    clean: fn(&str) -> String,
    exit: i32,
}

const APP: App = App {
    name: "",
    files: &[],
    prepare: |_| Ok(()),
    args: |_| Ok(Vec::new()),
    stdin: None,
    output: None,
    clean: |text| text.to_owned(),
    exit: 0,
};

fn words(line: &str) -> Result<Vec<String>, String> {
    Ok(line.split_whitespace().map(str::to_owned).collect())
}

fn apps() -> Vec<App> {
    let mut apps = jdk_tools();
    apps.extend(programs());
    apps
}

fn jdk_tools() -> Vec<App> {
    vec![
        App {
            name: "javac-java.util",
            prepare: library_sources,
            args: |dir| {
                words(&format!(
                    "-m jdk.compiler/com.sun.tools.javac.Main -nowarn -XDignore.symbol.file \
                     --patch-module java.base={}/src/java.base -d out @util.txt",
                    dir.display()
                ))
            },
            output: Some("out"),
            ..APP
        },
        App {
            name: "jar",
            files: &["Life.java"],
            prepare: |dir| javac(dir, &["-d", "classes", "Life.java"]),
            args: |_| {
                words(
                    "-m jdk.jartool/sun.tools.jar.Main --create --verbose --file out/life.jar \
                     --date=2020-01-01T00:00:00Z --main-class Life -C classes .",
                )
            },
            output: Some("out"),
            ..APP
        },
        App {
            name: "javap",
            prepare: library_sources,
            args: |dir| {
                let list = std::fs::read_to_string(dir.join("util.txt")).map_err(show)?;
                let mut args = words("-m jdk.jdeps/com.sun.tools.javap.Main -v -p")?;
                args.extend(
                    list.lines()
                        .filter_map(|line| Path::new(line).file_stem())
                        .map(|name| format!("java.util.{}", name.to_string_lossy()))
                        .filter(|name| !name.ends_with("package-info"))
                        .take(200),
                );
                Ok(args)
            },
            ..APP
        },
        App {
            name: "javadoc",
            prepare: library_sources,
            args: |dir| {
                words(&format!(
                    "-m jdk.javadoc/jdk.javadoc.internal.tool.Main -quiet -notimestamp -Xdoclint:none \
                     -XDignore.symbol.file --patch-module java.base={}/src/java.base -d out \
                     java.util.function",
                    dir.display()
                ))
            },
            output: Some("out"),
            ..APP
        },
        App {
            name: "jshell-local",
            stdin: Some("script.jsh"),
            args: |_| {
                words("-m jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider --execution local")
            },
            ..APP
        },
        App {
            name: "jshell",
            stdin: Some("script.jsh"),
            args: |_| words("-m jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider"),
            ..APP
        },
        App {
            // Not with --strip-debug: in which order jlink runs its plugins follows from their identity hashes.
            name: "jlink",
            args: |_| {
                words(
                    "-m jdk.jlink/jdk.tools.jlink.internal.Main --add-modules java.base,java.logging \
                     --output out/image",
                )
            },
            output: Some("out"),
            ..APP
        },
        App {
            name: "source-launcher",
            files: &["Life.java"],
            args: |_| words("Life.java 10"),
            ..APP
        },
        App {
            name: "modular",
            prepare: modules,
            args: |_| words("-p mods -m greet.main/greet.main.Main"),
            ..APP
        },
        App {
            name: "service-loader",
            prepare: modules,
            args: |_| words("-p mods --add-modules greet.en -m greet.main/greet.main.Main"),
            ..APP
        },
    ]
}

fn programs() -> Vec<App> {
    vec![
        App {
            name: "ecj",
            files: &["Life.java"],
            args: |_| {
                words(
                    "-cp /usr/share/java/eclipse-jdt-core.jar \
                     org.eclipse.jdt.internal.compiler.batch.Main -17 -proc:none -g -d out Life.java",
                )
            },
            output: Some("out"),
            ..APP
        },
        App {
            name: "ant",
            files: &["build.xml", "Life.java"],
            prepare: |dir| std::fs::write(dir.join("copy.txt"), "banana\n").map_err(show),
            args: |_| {
                words(
                    "-cp /usr/share/ant/lib/ant-launcher.jar -Dant.home=/usr/share/ant \
                     org.apache.tools.ant.launch.Launcher",
                )
            },
            clean: without_times,
            ..APP
        },
        App {
            name: "clojure",
            files: &["script.clj"],
            args: |_| words("-cp /usr/share/java/clojure.jar clojure.main script.clj"),
            ..APP
        },
        App {
            name: "groovy",
            files: &["script.groovy"],
            args: |_| {
                words("-cp /usr/share/java/groovy-all.jar groovy.ui.GroovyMain script.groovy")
            },
            ..APP
        },
        App {
            name: "maven",
            args: |dir| {
                words(&format!(
                    "-cp /usr/share/maven/boot/plexus-classworlds-2.x.jar \
                     -Dclassworlds.conf=/usr/share/maven/bin/m2.conf -Dmaven.home=/usr/share/maven \
                     -Dmaven.multiModuleProjectDirectory={} \
                     org.codehaus.plexus.classworlds.launcher.Launcher -o -version",
                    dir.display()
                ))
            },
            ..APP
        },
        App {
            name: "junit",
            files: &["DemoTest.java"],
            prepare: |dir| {
                javac(
                    dir,
                    &["-cp", &junit_path()?, "-d", "classes", "DemoTest.java"],
                )
            },
            args: |_| {
                words(&format!(
                    "-cp {}:classes org.junit.platform.console.ConsoleLauncher \
                     --disable-banner --disable-ansi-colors --details=verbose --scan-classpath classes",
                    junit_path()?
                ))
            },
            clean: without_times,
            exit: 1,
            ..APP
        },
    ]
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<_> = apps()
        .into_iter()
        .map(|app| {
            Trial::test(format!("apps/{}", app.name), move || Ok(run(&app)?))
                .with_ignored_flag(true)
        })
        .collect();
    trials.push(Trial::test("apps/jpype", || Ok(jpype()?)).with_ignored_flag(true));
    libtest_mimic::run(&arguments, trials).exit();
}

fn run(app: &App) -> Result<(), String> {
    let (expected, _) = once(app, Vm::HotSpot)?;
    if expected.ending != Ending::Exit(app.exit) {
        let tail = compare::tail(&expected.stderr);
        return Err(format!("HotSpot itself: {}\n{tail}", expected.ending));
    }
    let (actual, command) = once(app, Vm::Hearth)?;
    compare::outcomes(&expected, &actual, true, false, &command)
}

/// One run in a directory of its own; a description of the files made is appended to the output.
fn once(app: &App, vm: Vm) -> Result<(Outcome, String), String> {
    // Both VMs work in a directory of the same name in turn: some tools print or store where they are.
    let scratch = Scratch::new(app.name)?;
    let dir = layout::work_dir().join("apps").join(app.name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).map_err(show)?;
    for file in app.files {
        std::fs::copy(apps_dir().join(file), dir.join(file)).map_err(show)?;
    }
    (app.prepare)(&dir)?;
    if let Some(output) = app.output {
        std::fs::create_dir_all(dir.join(output)).map_err(show)?;
    }
    let mut argv = vm.launcher()?;
    // Tools that keep settings in the user's home must not meet each other's, nor the user's.
    argv.push(format!("-Duser.home={}", scratch.path().display()).into());
    argv.push(format!("-Djava.util.prefs.userRoot={}", scratch.path().display()).into());
    argv.extend((app.args)(&dir)?.into_iter().map(OsString::from));
    let mut program = Program::new(argv, &dir).limit(vm.patience(LIMIT));
    program.env.push((
        "JAVA_HOME".to_owned(),
        Jdk::find()?.home.clone().into_os_string(),
    ));
    if let Some(file) = app.stdin {
        program.stdin = std::fs::read(apps_dir().join(file)).map_err(show)?;
    }
    let mut outcome = program.run()?;
    let home = scratch.path().display().to_string();
    outcome.stdout = (app.clean)(&outcome.stdout.replace(&home, "HOME"));
    if let Some(output) = app.output {
        outcome.stdout.push_str(&listing(&dir.join(output))?);
    }
    Ok((outcome, program.shown()))
}

/// Python with jpype, which loads the VM's library into its own process.
fn jpype() -> Result<(), String> {
    let python = python_with_jpype()?;
    let run = |vm: Vm| -> Result<(Outcome, String), String> {
        let scratch = Scratch::new("jpype")?;
        let script = apps_dir().join("bridge.py").into_os_string();
        let argv = [
            python.clone().into_os_string(),
            script,
            vm.libjvm()?.into_os_string(),
        ];
        let mut program = Program::new(argv, scratch.path()).limit(vm.patience(LIMIT));
        program.env.extend(vm.embedding_environment());
        program.env.push((
            "JAVA_HOME".to_owned(),
            Jdk::find()?.home.clone().into_os_string(),
        ));
        Ok((program.run()?, program.shown()))
    };
    let (expected, _) = run(Vm::HotSpot)?;
    if expected.ending != Ending::Exit(0) {
        return Err(format!(
            "HotSpot itself: {}",
            compare::tail(&expected.stderr)
        ));
    }
    let (actual, command) = run(Vm::Hearth)?;
    compare::outcomes(&expected, &actual, true, false, &command)
}

/// The system's Python where it has jpype, otherwise one with it under the target directory.
fn python_with_jpype() -> Result<PathBuf, String> {
    let system = Path::new("python3");
    let has = |python: &Path| {
        let argv = [python.as_os_str(), "-c".as_ref(), "import jpype".as_ref()];
        let program = Program::new(argv, layout::tests_dir());
        program
            .run()
            .is_ok_and(|outcome| outcome.ending == Ending::Exit(0))
    };
    if has(system) {
        return Ok(system.to_owned());
    }
    let place = layout::work_dir().join("jpype");
    build::once(&place, &[], || {
        build::compile(vec![
            "python3".into(),
            "-m".into(),
            "venv".into(),
            place.clone().into(),
        ])?;
        let pip = place.join("bin/pip").into_os_string();
        build::compile(vec![pip, "install".into(), "-q".into(), "jpype1".into()])
    })?;
    Ok(place.join("bin/python3"))
}

/// Unpacks java.util out of the library's sources, and lists its files in `util.txt`.
fn library_sources(dir: &Path) -> Result<(), String> {
    let archive = Jdk::find()?
        .source_zip()
        .ok_or("the library's sources are missing: install openjdk-17-source")?;
    let stock = layout::work_dir().join("library-sources");
    build::once(&stock, std::slice::from_ref(&archive), || {
        let jar = Jdk::find()?.tool("jar");
        let program = Program::new(
            [
                jar.as_os_str(),
                "xf".as_ref(),
                archive.as_os_str(),
                "java.base/java/util".as_ref(),
            ],
            &stock,
        );
        let outcome = program.limit(LIMIT).run()?;
        if outcome.ending == Ending::Exit(0) {
            Ok(())
        } else {
            Err(outcome.stderr)
        }
    })?;
    std::os::unix::fs::symlink(&stock, dir.join("src")).map_err(show)?;
    let files: Vec<_> = case::sorted(&stock.join("java.base/java/util"))?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "java"))
        .map(|path| format!("{}\n", path.display()))
        .collect();
    std::fs::write(dir.join("util.txt"), files.concat()).map_err(show)
}

fn modules(dir: &Path) -> Result<(), String> {
    let source = apps_dir().join("modular");
    let all = [
        "--module-source-path",
        &source.to_string_lossy(),
        "-d",
        "mods",
    ]
    .map(str::to_owned);
    let mut args: Vec<&str> = all.iter().map(String::as_str).collect();
    args.extend(["--module", "greet.main,greet.en,greet.api"]);
    javac(dir, &args)
}

/// The JDK's compiler on HotSpot, for what an application needs beforehand.
fn javac(dir: &Path, args: &[&str]) -> Result<(), String> {
    let javac = Jdk::find()?.tool("javac").into_os_string();
    let argv = std::iter::once(javac).chain(args.iter().map(OsString::from));
    let outcome = Program::new(argv, dir).limit(LIMIT).run()?;
    if outcome.ending == Ending::Exit(0) {
        Ok(())
    } else {
        Err(outcome.stderr)
    }
}

/// Debian's jars of JUnit 5 with what they depend on.
fn junit_path() -> Result<String, String> {
    let names = [
        "junit-jupiter-api",
        "junit-jupiter-engine",
        "junit-jupiter-params",
        "junit-platform-commons",
        "junit-platform-console",
        "junit-platform-engine",
        "junit-platform-launcher",
        "junit-platform-reporting",
        "opentest4j",
        "apiguardian-api",
        "picocli",
        "univocity-parsers",
        "opentest4j-reporting-events",
        "opentest4j-reporting-schema",
    ];
    let paths: Vec<_> = names
        .iter()
        .map(|name| format!("/usr/share/java/{name}.jar"))
        .collect();
    let (present, _): (Vec<_>, Vec<_>) =
        paths.into_iter().partition(|path| Path::new(path).exists());
    if present.is_empty() {
        Err("JUnit 5 is missing: install junit5".to_owned())
    } else {
        Ok(present.join(":"))
    }
}

/// Drops the lines that hold durations.
fn without_times(text: &str) -> String {
    let timed = |line: &&str| line.contains("Total time:") || line.contains(" ms");
    text.lines()
        .filter(|line| !timed(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// One line for each file under a folder: its path, length and hash.
fn listing(folder: &Path) -> Result<String, String> {
    let mut lines = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for path in case::sorted(&dir)? {
            let kind = std::fs::symlink_metadata(&path).map_err(show)?;
            if kind.is_dir() {
                open.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)
                .unwrap_or(&path)
                .display()
                .to_string();
            let contents = if kind.is_symlink() {
                std::fs::read_link(&path)
                    .map_err(show)?
                    .into_os_string()
                    .into_encoded_bytes()
            } else {
                std::fs::read(&path).map_err(show)?
            };
            let mut hasher = DefaultHasher::new();
            hasher.write(&contents);
            lines.push(format!(
                "file {name} {} {:016x}\n",
                contents.len(),
                hasher.finish()
            ));
        }
    }
    lines.sort();
    Ok(lines.concat())
}

fn apps_dir() -> PathBuf {
    layout::tests_dir().join("apps")
}

fn show(error: std::io::Error) -> String {
    error.to_string()
}
