//! `-Xlog` and its elders: the same options on Hearth and on HotSpot. What the options say must be understood alike, and
//! lines about the user's own classes and threads must look alike; what lines there are beyond those is each VM's own.

use hearth_tests::jdk::Jdk;
use hearth_tests::layout::Scratch;
use hearth_tests::process::{Outcome, Program};
use hearth_tests::vm::Vm;
use hearth_tests::{build, compare};
use libtest_mimic::Trial;
use std::ffi::OsString;
use std::path::Path;

struct Row {
    name: &'static str,
    options: &'static [&'static str],
    /// Lines that have one of these are compared, in standard output and in files; none for all lines.
    keep: &'static [&'static str],
    /// Lines that are equal once times and addresses are masked count once, in any order.
    as_set: bool,
    /// Files' contents are compared, not only their names.
    contents: bool,
}

const fn row(name: &'static str, options: &'static [&'static str]) -> Row {
    Row {
        name,
        options,
        keep: &[],
        as_set: false,
        contents: true,
    }
}

/// Only lines that have one of some words.
const fn lines(
    name: &'static str,
    options: &'static [&'static str],
    keep: &'static [&'static str],
) -> Row {
    Row {
        keep,
        ..row(name, options)
    }
}

const ALL_DECORATORS: &str = "-Xlog:class+load:stdout:t,utc,u,tm,um,tn,un,hn,p,ti,l,tg";

/// In the lines of classes that the program loads.
const SOURCES: &[&str] = &["source: file:", "Logs$Early source:", "source: Logs"];

const ROWS: &[Row] = &[
    row("unknown-tag", &["-Xlog:foo"]),
    row("unknown-tag-with-suggestion", &["-Xlog:sfepoint"]),
    row("unknown-level", &["-Xlog:gc=blah"]),
    row("unknown-level-with-suggestion", &["-Xlog:gc=wrning"]),
    row("level-before-tag", &["-Xlog:foo=blah"]),
    row("tag-twice", &["-Xlog:gc+gc"]),
    row("too-many-tags", &["-Xlog:gc+heap+init+class+load+os"]),
    row("empty-tag", &["-Xlog:gc,,"]),
    row("wildcard-inside", &["-Xlog:gc*+heap"]),
    row("all-with-wildcard", &["-Xlog:all*"]),
    row("no-colon", &["-Xlogfoo"]),
    row("help-with-more", &["-Xlog:help:"]),
    row("no-such-set", &["-Xlog:gc+class"]),
    row("no-such-set-but-wildcard", &["-Xlog:heap=debug"]),
    row("unknown-decorator", &["-Xlog:class:stdout:uptime,x"]),
    row("none-and-another", &["-Xlog:class:stdout:none,u"]),
    row("unknown-output", &["-Xlog:class:foo=bar"]),
    row("output-number", &["-Xlog:class:#5"]),
    row("open-quote", &["-Xlog:class:\"a"]),
    row("half-quote", &["-Xlog:class:a\"b\"c"]),
    row("too-many-parts", &["-Xlog:init:::::x"]),
    row("options-for-stdout", &["-Xlog:init:stdout::filecount=3"]),
    row("missing-directory", &["-Xlog:class:file=no/such/dir"]),
    row("a-directory", &["-Xlog:class:file=."]),
    row("a-device-with-rotation", &["-Xlog:class:file=/dev/null"]),
    row("unknown-file-option", &["-Xlog:class:a.log::count=3"]),
    row("bad-file-count", &["-Xlog:class:a.log::filecount=1001"]),
    row("bad-file-size", &["-Xlog:class:a.log::filesize=k"]),
    row(
        "fold-is-unknown",
        &["-Xlog:class:a.log::foldmultilines=true"],
    ),
    row("several-errors", &["-Xlog:gc+class", "-Xlog:foo"]),
    row("disabled-errors", &["-Xlog:disable", "-Xlog:foo"]),
    row("unknown-log-flag", &["-XX:+TraceClassLoading"]),
    row("no-gc-file", &["-Xloggc:no/such/dir"]),
    lines("gc-file", &["-Xloggc:a.log"], &["deprecated"]),
    lines("print-gc", &["-XX:+PrintGC"], &["deprecated"]),
    lines(
        "print-gc-details",
        &["-XX:+PrintGCDetails"],
        &["deprecated"],
    ),
    lines(
        "help",
        &["-Xlog:help"],
        &["-Xlog Usage", "Available", " off, trace", " time (t)"],
    ),
    lines("verbose", &["-verbose"], SOURCES),
    lines("verbose-class", &["-verbose:class"], SOURCES),
    lines("verbose-jni", &["-verbose:jni"], &[" Logs."]),
    lines("loaded", &["-Xlog:class+load"], &[" Logs"]),
    lines(
        "loaded-in-detail",
        &["-Xlog:class+load=debug"],
        &[" Logs", "AppClassLoader'{"],
    ),
    lines(
        "everything-of-class",
        &["-Xlog:class*:stdout:none"],
        &["Logs source", "'Logs'"],
    ),
    lines(
        "initialized",
        &["-Xlog:class+init"],
        &["'Logs", "for: Logs"],
    ),
    lines("every-decorator", &[ALL_DECORATORS], &["Logs"]),
    lines("no-decorator", &["-Xlog:class+load::none"], &["Logs"]),
    lines("standard-error", &["-Xlog:class+load:stderr"], &["Logs"]),
    lines(
        "a-later-option-wins",
        &["-Xlog:class+load", "-Xlog:class*=off"],
        &["Logs"],
    ),
    lines(
        "two-outputs",
        &[
            "-Xlog:class+load:a.log:tags",
            "-Xlog:class+init:b.log:level",
        ],
        &[" Logs", "'Logs"],
    ),
    lines(
        "the-same-file-twice",
        &[
            "-Xlog:class+load:a.log:tags",
            "-Xlog:class+init:\"a.log\":level",
        ],
        &[" Logs", "'Logs"],
    ),
    lines(
        "by-a-thread-of-its-own",
        &[
            "-Xlog:async",
            "-Xlog:class+load:a.log:tags",
            "-Xlog:class+init",
        ],
        &[" Logs", "'Logs"],
    ),
    row("async-with-more", &["-Xlog:async:"]),
    lines(
        "placeholders",
        &["-Xlog:class+load:a-%p-%t-%p.log"],
        &[" Logs"],
    ),
    Row {
        contents: false,
        ..row(
            "rotation",
            &["-Xlog:class+load:a.log::filecount=3,filesize=4k"],
        )
    },
    row("no-rotation", &["-Xlog:arguments:old.log:none:filecount=0"]),
    row("an-old-file-is-kept", &["-Xlog:arguments:old.log:none"]),
    row(
        "a-full-disk",
        &["-Xlog:class+load:/dev/full:none:filecount=0"],
    ),
    Row {
        as_set: true,
        ..lines("safepoints", &["-Xlog:safepoint"], &["Safepoint \""])
    },
    Row {
        as_set: true,
        ..lines(
            "exceptions",
            &["-Xlog:exceptions"],
            &["Logs$Boom", "thrown in", "at bci"],
        )
    },
    lines(
        "modules",
        &[
            "-Xlog:module+load",
            "--add-modules",
            "java.xml",
            "-Xshare:off",
        ],
        &["java.base"],
    ),
    lines(
        "configuration",
        &["-Xlog:logging"],
        &["initialized", "levels", "decorators", "#"],
    ),
];

/// One test for each row.
pub fn trials() -> Vec<Trial> {
    ROWS.iter()
        .map(|row| Trial::test(format!("logging/{}", row.name), move || Ok(run(row)?)))
        .collect()
}

fn run(row: &Row) -> Result<(), String> {
    let classes = hearth_tests::layout::work_dir().join("logging-classes");
    build::once(&classes, &[Path::new(file!()).to_owned()], || {
        compile(&classes)
    })?;
    let outcome = |vm: Vm| -> Result<(Outcome, String), String> {
        let scratch = Scratch::new(&format!("logging-{}", row.name))?;
        let io = |e: std::io::Error| format!("cannot use {}: {e}", scratch.path().display());
        std::fs::write(scratch.path().join("old.log"), "old\n").map_err(io)?;
        let mut argv = match vm {
            Vm::HotSpot => vec![Jdk::find()?.tool("java").into_os_string()],
            Vm::Hearth => vm.launcher()?,
        };
        argv.extend(row.options.iter().map(OsString::from));
        argv.extend([
            "-cp".into(),
            classes.clone().into_os_string(),
            "Logs".into(),
        ]);
        let program = Program::new(argv, scratch.path());
        let mut outcome = program.run()?;
        outcome.stdout = masked(row, &outcome.stdout);
        outcome.stderr = masked(row, &outcome.stderr);
        let mut files: Vec<_> = std::fs::read_dir(scratch.path())
            .map_err(io)?
            .map(|f| f.map(|f| f.path()))
            .collect::<Result<_, _>>()
            .map_err(io)?;
        files.sort();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            outcome.stdout.push_str(&format!("file {}\n", mask(&name)));
            if row.contents {
                let text = std::fs::read_to_string(&file).map_err(io)?;
                outcome.stdout.push_str(&masked(row, &text));
            }
        }
        Ok((outcome, program.shown()))
    };
    let (expected, _) = outcome(Vm::HotSpot)?;
    let (actual, command) = outcome(Vm::Hearth)?;
    compare::outcomes(&expected, &actual, true, true, &command)
}

/// The lines that count, masked.
fn masked(row: &Row, text: &str) -> String {
    let kept = text
        .lines()
        .filter(|l| row.keep.is_empty() || row.keep.iter().any(|k| l.contains(k)));
    let mut lines: Vec<String> = kept.map(mask).collect();
    if row.as_set {
        lines.sort();
        lines.dedup();
    }
    lines.iter().map(|l| format!("{l}\n")).collect()
}

/// A line without what differs from run to run: numbers, addresses, names of safepoints, host names and padding, the
/// later ones of several suggestions.
fn mask(line: &str) -> String {
    let line = match line.split_once("any of the following? ") {
        Some((before, suggestions)) => {
            let first = suggestions.split(' ').next().unwrap_or_default();
            format!("{before}any of the following? {first}")
        }
        None => line.to_owned(),
    };
    let line = match line.split_once("Safepoint \"") {
        Some((before, after)) => {
            let after = after.split_once('"').map_or(after, |(_, a)| a);
            format!("{before}Safepoint \"\"{after}")
        }
        None => line,
    };
    let mut out = String::new();
    let mut rest = line.as_str();
    while let Some(c) = rest.chars().next() {
        let number = rest
            .strip_prefix("0x")
            .map(|hex| hex.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
        let checksum = rest
            .strip_prefix("checksum: ")
            .map(|hex| hex.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
        if let Some(after) = number.or(checksum) {
            out.push('#');
            rest = after;
        } else if c.is_ascii_digit() {
            out.push('#');
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        } else if c == ' ' {
            rest = rest.trim_start_matches(' ');
            if !rest.starts_with(']') {
                out.push(' ');
            }
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out.trim_end().to_owned()
}

const SOURCE: &str = r#"
import java.lang.invoke.MethodHandles;


public class Logs {
    static class Early { static int x = Integer.parseInt("1"); }
    interface Face { int y = Integer.parseInt("2"); }
    static class Late implements Face { }
    static class Boom extends RuntimeException { Boom(String m) { super(m); } }
    static class Loader extends ClassLoader {
        Class<?> define(byte[] b) { return defineClass(null, b, 0, b.length); }
    }
    static native void nothing();

    static byte[] bytes(String name) throws Exception {
        try (var in = Logs.class.getResourceAsStream(name + ".class")) { return in.readAllBytes(); }
    }

    public static void main(String[] args) throws Throwable {
        System.out.println(Early.x + Late.y);
        try { throw new Boom("on purpose"); } catch (Boom e) { }
        new Loader().define(bytes("Logs$Early"));
        MethodHandles.lookup().defineHiddenClass(bytes("Logs$Late"), false);
        MethodHandles.lookup().defineHiddenClass(bytes("Logs$Late"), false,
            MethodHandles.Lookup.ClassOption.NESTMATE);
        System.gc();
    }
}
"#;

fn compile(to: &Path) -> Result<(), String> {
    let source = to.join("Logs.java");
    std::fs::create_dir_all(to)
        .and_then(|()| std::fs::write(&source, SOURCE))
        .map_err(|e| format!("cannot fill {}: {e}", to.display()))?;
    let javac = Jdk::find()?.tool("javac").into_os_string();
    build::compile(vec![
        javac,
        "-d".into(),
        to.as_os_str().to_owned(),
        source.into_os_string(),
    ])
}
