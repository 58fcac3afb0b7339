//! Command lines that a user may get wrong: the exit code and the first line on standard error are
//! HotSpot's, and the VM neither panics nor dies of a signal.

use hearth_tests::jdk::Jdk;
use hearth_tests::layout::Scratch;
use hearth_tests::process::{Outcome, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare};
use libtest_mimic::Trial;
use std::ffi::OsString;
use std::path::Path;

/// How much of standard error must be the same.
#[derive(Clone, Copy)]
enum Compare {
    /// The first line.
    FirstLine,
    /// Nothing beyond the exit code: the text names the VM or its internals.
    ExitOnly,
}

struct Row {
    name: &'static str,
    args: &'static [&'static str],
    compare: Compare,
    /// Standard output goes to a full disk.
    full_disk: bool,
}

const fn row(name: &'static str, args: &'static [&'static str]) -> Row {
    Row {
        name,
        args,
        compare: Compare::FirstLine,
        full_disk: false,
    }
}

const fn exit_only(name: &'static str, args: &'static [&'static str]) -> Row {
    Row {
        name,
        args,
        compare: Compare::ExitOnly,
        full_disk: false,
    }
}

const fn full_disk(name: &'static str, args: &'static [&'static str]) -> Row {
    Row {
        full_disk: true,
        ..exit_only(name, args)
    }
}

/// The files that `prepare` makes are named in the arguments relative to the working directory.
const ROWS: &[Row] = &[
    row("no-arguments-given", &["--no-such-option"]),
    row("unknown-option", &["-Xnonsense", "Good"]),
    row("unknown-xx-flag", &["-XX:+NoSuchFlagAnywhere", "Good"]),
    row("unknown-xx-value", &["-XX:NoSuchFlagAnywhere=3", "Good"]),
    row("bad-boolean-flag", &["-XX:UseSerialGC=yes", "Good"]),
    row(
        "ignored-unknown-flag",
        &["-XX:+IgnoreUnrecognizedVMOptions", "-XX:+Nope", "Good"],
    ),
    full_disk(
        "flags-to-a-full-disk",
        &["-XX:+PrintFlagsFinal", "-version"],
    ),
    full_disk("log-help-to-a-full-disk", &["-Xlog:help"]),
    full_disk("error-to-a-full-disk", &["-Xlog:nonsense", "-version"]),
    row("missing-class", &["Missing"]),
    row("missing-class-in-package", &["no.such.Thing"]),
    row("slashes-for-dots", &["p/Wrong"]),
    row("missing-jar", &["-jar", "missing.jar"]),
    row("jar-without-argument", &["-jar"]),
    row("corrupt-jar", &["-jar", "corrupt.jar"]),
    row("empty-jar", &["-jar", "empty.jar"]),
    row("jar-without-main", &["-jar", "nomain.jar"]),
    row("jar-with-missing-main", &["-jar", "wrongmain.jar"]),
    row("truncated-jar", &["-jar", "truncated.jar"]),
    row("corrupt-jar-on-path", &["-cp", "corrupt.jar", "Good"]),
    row("missing-directory-on-path", &["-cp", "nowhere", "Good"]),
    row("no-main-method", &["-cp", "classes", "NoMain"]),
    row("instance-main-method", &["-cp", "classes", "InstanceMain"]),
    row("main-returns-int", &["-cp", "classes", "IntMain"]),
    row("private-main-method", &["-cp", "classes", "PrivateMain"]),
    row("wrong-package", &["-cp", "classes/p", "Wrong"]),
    row("wrong-case", &["-cp", "classes", "good"]),
    row("truncated-class", &["-cp", "broken", "Truncated"]),
    row("garbage-class", &["-cp", "broken", "Garbage"]),
    row("future-class", &["-cp", "broken", "Future"]),
    row("empty-class", &["-cp", "broken", "Empty"]),
    row("uncaught-in-main", &["-cp", "classes", "Thrower"]),
    row("uncaught-in-initializer", &["-cp", "classes", "BadInit"]),
    row("system-exit", &["-cp", "classes", "Exits"]),
    row("missing-superclass", &["-cp", "orphan", "Orphan"]),
    row("small-heap", &["-Xmx1k", "-cp", "classes", "Good"]),
    row("bad-heap-size", &["-Xmxlots", "-cp", "classes", "Good"]),
    row("negative-heap-size", &["-Xmx-5m", "-cp", "classes", "Good"]),
    row(
        "start-above-maximum",
        &["-Xms200m", "-Xmx100m", "-cp", "classes", "Good"],
    ),
    row("bad-stack-size", &["-Xss1x", "-cp", "classes", "Good"]),
    row("small-stack-size", &["-Xss1k", "-cp", "classes", "Good"]),
    row("huge-stack-size", &["-Xss2g", "-cp", "classes", "Good"]),
    row("missing-module", &["-m", "no.such.module/Main"]),
    row("module-without-main", &["-m", "java.logging"]),
    row(
        "missing-class-in-module",
        &["-m", "java.base/java.lang.Nowhere"],
    ),
    row("bad-module-path", &["-p", "missing-dir", "-m", "a.b/c.D"]),
    row(
        "add-unknown-module",
        &["--add-modules", "no.such", "-cp", "classes", "Good"],
    ),
    row(
        "bad-add-opens",
        &["--add-opens", "nonsense", "-cp", "classes", "Good"],
    ),
    row(
        "bad-add-exports",
        &["--add-exports", "java.base/x.y=Z", "-cp", "classes", "Good"],
    ),
    row(
        "limit-modules-unknown",
        &["--limit-modules", "nope", "-cp", "classes", "Good"],
    ),
    row("missing-argument-file", &["@missing.txt"]),
    row("argument-file", &["@arguments.txt"]),
    row("missing-source-file", &["Missing.java"]),
    row("broken-source-file", &["Broken.java"]),
    row("classpath-without-value", &["-cp"]),
    row(
        "bad-agent",
        &["-javaagent:missing.jar", "-cp", "classes", "Good"],
    ),
    row(
        "missing-agent-library",
        &["-agentlib:nosuchagent", "-cp", "classes", "Good"],
    ),
    row(
        "missing-patch",
        &["--patch-module", "java.base", "-cp", "classes", "Good"],
    ),
    row(
        "unknown-verify-mode",
        &["-Xverify:sometimes", "-cp", "classes", "Good"],
    ),
    row("bad-property", &["-D=", "-cp", "classes", "Good"]),
    row(
        "system-loader-missing",
        &["-Djava.system.class.loader=Nope", "-cp", "classes", "Good"],
    ),
    row("dry-run", &["--dry-run", "-cp", "classes", "Good"]),
    row("list-modules-unknown", &["-d", "no.such.module"]),
    row("validate-modules", &["--validate-modules"]),
    row(
        "missing-native-library",
        &["-cp", "classes", "LoadsLibrary"],
    ),
    row(
        "missing-native-symbol",
        &["-cp", "classes", "MissingSymbol"],
    ),
    exit_only("version", &["-version"]),
    exit_only(
        "show-version",
        &["--show-version", "-cp", "classes", "Good"],
    ),
    exit_only("help", &["-help"]),
    exit_only("extra-help", &["-X"]),
];

/// One test for each row.
pub fn trials() -> Vec<Trial> {
    ROWS.iter()
        .map(|row| Trial::test(format!("cli/{}", row.name), move || Ok(run(row)?)))
        .collect()
}

fn run(row: &Row) -> Result<(), String> {
    let outcome = |vm: Vm| -> Result<(Outcome, String), String> {
        let scratch = Scratch::new(&format!("cli-{}", row.name))?;
        prepare(scratch.path())?;
        let mut argv = match vm {
            // The quick options of the other suites are left out: they are not the user's.
            Vm::HotSpot => vec![Jdk::find()?.tool("java").into_os_string()],
            Vm::Hearth => vm.launcher()?,
        };
        argv.extend(row.args.iter().map(OsString::from));
        if row.full_disk {
            let shell = ["sh", "-c", "exec \"$@\" > /dev/full", "sh"];
            argv.splice(0..0, shell.map(OsString::from));
        }
        let mut program = Program::new(argv, scratch.path());
        program.limit = vm.patience(program.limit);
        Ok((program.run()?, program.shown()))
    };
    let (expected, _) = outcome(Vm::HotSpot)?;
    let (actual, command) = outcome(Vm::Hearth)?;
    let first = |outcome: Outcome| {
        let text = match row.compare {
            Compare::FirstLine => compare::normalise_stderr(&outcome.stderr),
            Compare::ExitOnly => String::new(),
        };
        let stderr = text.lines().next().unwrap_or_default().to_owned();
        Outcome { stderr, ..outcome }
    };
    if actual.stderr.contains("panicked at") {
        return Err(format!(
            "a Rust panic\n{}reproduce: {command}\n",
            compare::tail(&actual.stderr)
        ));
    }
    compare::outcomes(&first(expected), &first(actual), false, true, &command)
}

const SOURCES: &[(&str, &str)] = &[
    (
        "Good",
        "public class Good { public static void main(String[] a) { System.out.println(1); } }",
    ),
    ("NoMain", "public class NoMain { }"),
    (
        "InstanceMain",
        "public class InstanceMain { public void main(String[] a) { } }",
    ),
    (
        "IntMain",
        "public class IntMain { public static int main(String[] a) { return 1; } }",
    ),
    (
        "PrivateMain",
        "public class PrivateMain { static void main(String[] a) { } }",
    ),
    (
        "Wrong",
        "package p; public class Wrong { public static void main(String[] a) { } }",
    ),
    (
        "Thrower",
        "public class Thrower { public static void main(String[] a) throws Exception \
         { throw new java.io.IOException(\"on purpose\"); } }",
    ),
    (
        "BadInit",
        "public class BadInit { static int x = 1 / Integer.parseInt(\"0\"); \
         public static void main(String[] a) { } }",
    ),
    (
        "Exits",
        "public class Exits { public static void main(String[] a) { System.exit(42); } }",
    ),
    ("Gone", "public class Gone { }"),
    (
        "Orphan",
        "public class Orphan extends Gone { public static void main(String[] a) { } }",
    ),
    (
        "LoadsLibrary",
        "public class LoadsLibrary { public static void main(String[] a) \
         { System.loadLibrary(\"nosuchlibrary\"); } }",
    ),
    (
        "MissingSymbol",
        "public class MissingSymbol { static native int f(int x, String[] y); \
         public static void main(String[] a) { f(1, a); } }",
    ),
];

/// Fills the working directory; the parts that take a compiler are made once and copied.
fn prepare(dir: &Path) -> Result<(), String> {
    let stock = hearth_tests::layout::work_dir().join("cli-stock");
    build::once(&stock, &[Path::new(file!()).to_owned()], || {
        make_stock(&stock)
    })?;
    copy_tree(&stock, dir).map_err(|e| format!("cannot copy {}: {e}", stock.display()))
}

fn make_stock(stock: &Path) -> Result<(), String> {
    let io = |e: std::io::Error| format!("cannot fill {}: {e}", stock.display());
    let jdk = Jdk::find()?;
    let sources = stock.join("sources");
    std::fs::create_dir_all(&sources).map_err(io)?;
    let mut argv = vec![jdk.tool("javac").into_os_string(), "-d".into()];
    argv.push(stock.join("classes").into_os_string());
    for (name, text) in SOURCES {
        let path = sources.join(format!("{name}.java"));
        std::fs::write(&path, text).map_err(io)?;
        argv.push(path.into_os_string());
    }
    build::compile(argv)?;
    let classes = stock.join("classes");
    let good = std::fs::read(classes.join("Good.class")).map_err(io)?;
    let broken = stock.join("broken");
    std::fs::create_dir_all(&broken).map_err(io)?;
    std::fs::write(broken.join("Truncated.class"), &good[..good.len() / 2]).map_err(io)?;
    std::fs::write(broken.join("Garbage.class"), b"this is no class file").map_err(io)?;
    std::fs::write(broken.join("Empty.class"), b"").map_err(io)?;
    let mut future = good.clone();
    future[7] = 99;
    std::fs::write(broken.join("Future.class"), future).map_err(io)?;
    let orphan = stock.join("orphan");
    std::fs::create_dir_all(&orphan).map_err(io)?;
    std::fs::rename(classes.join("Orphan.class"), orphan.join("Orphan.class")).map_err(io)?;
    std::fs::remove_file(classes.join("Gone.class")).map_err(io)?;
    std::fs::write(stock.join("corrupt.jar"), [0x50; 4000]).map_err(io)?;
    std::fs::write(stock.join("empty.jar"), b"").map_err(io)?;
    std::fs::write(
        stock.join("arguments.txt"),
        "-cp classes\n# a comment\n\"Good\"\n",
    )
    .map_err(io)?;
    std::fs::write(stock.join("Broken.java"), "class Broken { int x = ; }").map_err(io)?;
    std::fs::write(stock.join("wrong.mf"), "Main-Class: not.Here\n").map_err(io)?;
    let jar = |options: &[&str]| {
        let mut argv = vec![jdk.tool("jar").into_os_string()];
        argv.extend(options.iter().map(OsString::from));
        argv.extend([
            "-C".into(),
            classes.clone().into_os_string(),
            "Good.class".into(),
        ]);
        build::compile(argv)
    };
    let (nomain, wrong) = (stock.join("nomain.jar"), stock.join("wrongmain.jar"));
    jar(&["--create", "--file", &nomain.to_string_lossy()])?;
    let manifest = stock.join("wrong.mf");
    jar(&["cfm", &wrong.to_string_lossy(), &manifest.to_string_lossy()])?;
    let whole = std::fs::read(&nomain).map_err(io)?;
    std::fs::write(stock.join("truncated.jar"), &whole[..whole.len() / 2]).map_err(io)
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
