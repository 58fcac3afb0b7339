//! The command line, with jtreg's option names.
//!
//! An option's value follows a colon (`-jdk:DIR`); jtreg's `--name value` and `--name=value` forms work for the options
//! that have them. Options that jtreg hands on to the VM (`-D`, `-X`, `-ea`, ...) are handed on here too. `@FILE` stands
//! for the arguments in a file.

use std::path::PathBuf;

/// What happens to tests with `@ignore`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoreKind {
    /// They are left out.
    Quiet,
    /// They give an error.
    Error,
    /// They run as if the tag was not there.
    Run,
}

/// Which VM runs actions that do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecMode {
    OtherVm,
    AgentVm,
}

/// How results are written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Junit,
}

/// Which files of a test's scratch directory are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Retain {
    pub pass: bool,
    pub fail: bool,
    pub error: bool,
    pub patterns: Vec<String>,
}

impl Retain {
    pub fn any(&self) -> bool {
        self.pass || self.fail || self.error || !self.patterns.is_empty()
    }
}

/// The parsed command line.
#[derive(Debug, Clone)]
pub struct Options {
    pub jdk: Option<PathBuf>,
    pub compile_jdk: Option<PathBuf>,
    pub compare: Option<PathBuf>,
    pub vm_options: Vec<String>,
    pub java_options: Vec<String>,
    pub javac_options: Vec<String>,
    pub debug_options: Vec<String>,
    pub timeout_factor: f64,
    pub time_limit: Option<u64>,
    pub concurrency: usize,
    pub exclude_files: Vec<PathBuf>,
    pub match_files: Vec<PathBuf>,
    pub environment: Vec<(String, String)>,
    pub work_dir: PathBuf,
    pub report_dir: PathBuf,
    pub write_report: bool,
    pub retain: Retain,
    pub mode: Option<ExecMode>,
    pub ignore: IgnoreKind,
    pub keywords: Vec<String>,
    pub bugs: Vec<String>,
    pub status: Vec<String>,
    pub list: bool,
    pub check: bool,
    pub show_groups: bool,
    pub verbose: bool,
    pub format: Format,
    pub native_path: Option<PathBuf>,
    pub class_path_append: Option<String>,
    pub junit_path: Option<String>,
    pub testng_path: Option<String>,
    pub asmtools_path: Option<String>,
    pub base_dir: Option<PathBuf>,
    pub tests: Vec<String>,
    /// The options as given, without the tests: for the command line that repeats a test.
    pub repeat: Vec<String>,
}

/// What the command line asks for.
pub enum Request {
    Run(Box<Options>),
    Help,
    Version,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            jdk: None,
            compile_jdk: None,
            compare: None,
            vm_options: Vec::new(),
            java_options: Vec::new(),
            javac_options: Vec::new(),
            debug_options: Vec::new(),
            timeout_factor: 1.0,
            time_limit: None,
            concurrency: 1,
            exclude_files: Vec::new(),
            match_files: Vec::new(),
            environment: Vec::new(),
            work_dir: PathBuf::from("JTwork"),
            report_dir: PathBuf::from("JTreport"),
            write_report: true,
            retain: Retain::default(),
            mode: None,
            ignore: IgnoreKind::Error,
            keywords: Vec::new(),
            bugs: Vec::new(),
            status: Vec::new(),
            list: false,
            check: false,
            show_groups: false,
            verbose: false,
            format: Format::Text,
            native_path: None,
            class_path_append: None,
            junit_path: None,
            testng_path: None,
            asmtools_path: None,
            base_dir: None,
            tests: Vec::new(),
            repeat: Vec::new(),
        }
    }
}

/// Parses the arguments after the program's name.
pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Request, String> {
    let mut options = Options::default();
    let mut queue: std::collections::VecDeque<String> = args.into_iter().collect();
    while let Some(arg) = queue.pop_front() {
        if let Some(file) = arg.strip_prefix('@') {
            let text =
                std::fs::read_to_string(file).map_err(|e| format!("Cannot read {file}: {e}"))?;
            for word in split_quoted(&text).into_iter().rev() {
                queue.push_front(word);
            }
            continue;
        }
        if !arg.starts_with('-') || arg == "-" {
            options.tests.push(arg);
            continue;
        }
        if matches!(arg.as_str(), "-h" | "-help" | "--help" | "-?") {
            return Ok(Request::Help);
        }
        if matches!(arg.as_str(), "-version" | "--version") {
            return Ok(Request::Version);
        }
        let (name, value) = split_option(&arg);
        let mut value = value.map(str::to_string);
        let mut given = vec![arg.clone()];
        if value.is_none() && takes_following_value(name) {
            let following = queue
                .pop_front()
                .ok_or(format!("no value given for {name}"))?;
            given.push(following.clone());
            value = Some(following);
        }
        let selects = apply(&mut options, &arg, name, value.as_deref())?;
        if !selects {
            options.repeat.extend(given);
        }
    }
    Ok(Request::Run(Box::new(options)))
}

fn takes_following_value(name: &str) -> bool {
    matches!(
        name,
        "--add-modules"
            | "--limit-modules"
            | "--patch-module"
            | "--add-exports"
            | "--add-opens"
            | "--add-reads"
            | "--format"
            | "--compare"
            | "--concurrency"
            | "--junit"
            | "--testng"
            | "--asmtools"
    )
}

/// Splits `-name:value` and `--name=value`.
fn split_option(arg: &str) -> (&str, Option<&str>) {
    let separator = if arg.starts_with("--") {
        arg.find(['=', ':'])
    } else {
        arg.find(':')
    };
    match separator {
        Some(at) => (&arg[..at], Some(&arg[at + 1..])),
        None => (arg, None),
    }
}

/// Applies one option. True if it only selects tests or ways of showing, and has no place in a repeating command.
fn apply(
    options: &mut Options,
    arg: &str,
    name: &str,
    value: Option<&str>,
) -> Result<bool, String> {
    if passes_to_vm(arg) {
        options.vm_options.push(name_for_vm(name, arg, value));
        if takes_following_value(name) && !arg.contains('=') {
            options.vm_options.extend(value.map(str::to_string));
        }
        return Ok(false);
    }
    let need = || match value {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("no value given for {name}")),
    };
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    match name {
        "-jdk" | "-testjdk" => options.jdk = Some(need()?.into()),
        "-compilejdk" => options.compile_jdk = Some(need()?.into()),
        "-compare" | "--compare" => options.compare = Some(need()?.into()),
        "-vmoption" => options.vm_options.push(need()?.to_string()),
        "-vmoptions" => options.vm_options.extend(words(value.unwrap_or_default())),
        "-javaoption" => options.java_options.push(need()?.to_string()),
        "-javaoptions" => options
            .java_options
            .extend(words(value.unwrap_or_default())),
        "-javacoption" => options.javac_options.push(need()?.to_string()),
        "-javacoptions" => options
            .javac_options
            .extend(words(value.unwrap_or_default())),
        "-debug" => options.debug_options.extend(words(need()?)),
        "-timeout" | "-timeoutFactor" => options.timeout_factor = positive(name, need()?)?,
        "-tl" | "-timelimit" => options.time_limit = Some(integer(name, need()?)?),
        "-conc" | "-concurrency" | "--concurrency" => options.concurrency = concurrency(need()?)?,
        "-exclude" | "-Xexclude" => options.exclude_files.push(need()?.into()),
        "-match" => options.match_files.push(need()?.into()),
        "-e" => options.environment.extend(environment(need()?)),
        "-w" | "-workDir" => options.work_dir = need()?.into(),
        "-r" | "-reportDir" => options.report_dir = need()?.into(),
        "-nr" | "-noreport" => options.write_report = false,
        "-report" => options.write_report = need()? != "none",
        "-retain" | "--retain" => options.retain = retain(value),
        "-agentvm" | "-avm" | "-samevm" | "-svm" | "-s" => options.mode = Some(ExecMode::AgentVm),
        "-othervm" | "-ovm" => options.mode = Some(ExecMode::OtherVm),
        "-ignore" => options.ignore = ignore(need()?)?,
        "-noignore" => options.ignore = IgnoreKind::Run,
        "-nativepath" => options.native_path = Some(need()?.into()),
        "-cpa" | "-classpathappend" => options.class_path_append = Some(need()?.to_string()),
        "-junit" | "--junit" => options.junit_path = Some(need()?.to_string()),
        "-testng" | "--testng" => options.testng_path = Some(need()?.to_string()),
        "-asmtools" | "--asmtools" => options.asmtools_path = Some(need()?.to_string()),
        "-allowSetSecurityManager"
        | "-lock"
        | "-xml"
        | "--xml"
        | "-th"
        | "-thd"
        | "-thtimeout"
        | "--max-pool-size"
        | "--pool-idle-timeout"
        | "--agent-attempts" => {}
        _ => return apply_selection(options, arg, name, value),
    }
    Ok(false)
}

fn apply_selection(
    options: &mut Options,
    arg: &str,
    name: &str,
    value: Option<&str>,
) -> Result<bool, String> {
    let need = || match value {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(format!("no value given for {name}")),
    };
    match name {
        "-a" | "-automatic" | "-automagic" => options.keywords.push("!manual".to_string()),
        "-m" | "-manual" => options.keywords.push("manual".to_string()),
        "-shell" => options.keywords.push("shell".to_string()),
        "-noshell" => options.keywords.push("!shell".to_string()),
        "-k" | "-keywords" => options.keywords.push(need()?.to_string()),
        "-bug" => options.bugs.push(need()?.to_string()),
        "-status" => options.status = need()?.split(',').map(str::to_ascii_lowercase).collect(),
        "-l" | "-listtests" => options.list = true,
        "-c" | "-check" => options.check = true,
        "-showGroups" => options.show_groups = true,
        "-v" | "-va" | "-vp" | "-vf" | "-ve" | "-vt" | "-verbose" => options.verbose = true,
        "-dir" => options.base_dir = Some(need()?.into()),
        "--format" | "-format" => {
            options.format = match need()? {
                "text" => Format::Text,
                "json" => Format::Json,
                "junit" => Format::Junit,
                other => {
                    return Err(format!(
                        "unknown format: {other} (one of text, json, junit)"
                    ));
                }
            }
        }
        _ => return Err(format!("unrecognized option: {arg}")),
    }
    Ok(true)
}

/// Options of the java command that jtreg accepts as its own.
fn passes_to_vm(arg: &str) -> bool {
    let exact = [
        "-ea",
        "-da",
        "-esa",
        "-dsa",
        "-enableassertions",
        "-disableassertions",
        "-enablesystemassertions",
        "-disablesystemassertions",
        "-server",
        "-client",
    ];
    let prefixes = [
        "-D",
        "-X",
        "-ea:",
        "-da:",
        "-enableassertions:",
        "-disableassertions:",
        "-agentlib:",
        "-agentpath:",
        "-javaagent:",
        "--add-modules",
        "--limit-modules",
        "--patch-module",
        "--add-exports",
        "--add-opens",
        "--add-reads",
        "--enable-preview",
    ];
    !arg.starts_with("-Xexclude")
        && (exact.contains(&arg) || prefixes.iter().any(|prefix| arg.starts_with(prefix)))
}

fn name_for_vm(name: &str, arg: &str, value: Option<&str>) -> String {
    if takes_following_value(name) && !arg.contains('=') && value.is_some() {
        name.to_string()
    } else {
        arg.to_string()
    }
}

fn positive(name: &str, text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        _ => Err(format!("invalid value for {name}: {text}")),
    }
}

fn integer(name: &str, text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("invalid value for {name}: {text}"))
}

fn concurrency(text: &str) -> Result<usize, String> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    if text == "auto" {
        return Ok(processors);
    }
    match text.parse() {
        Ok(0) | Err(_) => Err(format!("invalid value for -concurrency: {text}")),
        Ok(number) => Ok(number),
    }
}

fn environment(text: &str) -> Vec<(String, String)> {
    text.split(',')
        .filter_map(|item| match item.split_once('=') {
            Some((name, value)) => Some((name.to_string(), value.to_string())),
            None => Some((item.to_string(), std::env::var(item).ok()?)),
        })
        .collect()
}

fn retain(value: Option<&str>) -> Retain {
    let mut retain = Retain::default();
    for item in value.unwrap_or("all").split(',') {
        match item {
            "" | "all" => {
                (retain.pass, retain.fail, retain.error) = (true, true, true);
            }
            "pass" => retain.pass = true,
            "fail" => retain.fail = true,
            "error" => retain.error = true,
            "none" | "lastRun" => {}
            pattern => retain.patterns.push(pattern.to_string()),
        }
    }
    retain
}

fn ignore(text: &str) -> Result<IgnoreKind, String> {
    match text {
        "quiet" => Ok(IgnoreKind::Quiet),
        "error" => Ok(IgnoreKind::Error),
        "run" => Ok(IgnoreKind::Run),
        other => Err(format!(
            "invalid value for -ignore: {other} (one of quiet, error, run)"
        )),
    }
}

/// Words of an argument file; quotes keep white space together, `#` starts a comment.
fn split_quoted(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut comment = false;
    for c in text.chars() {
        if comment {
            comment = c != '\n';
            continue;
        }
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => comment = true,
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(args: &[&str]) -> Result<Options, String> {
        match parse(args.iter().map(|arg| arg.to_string()))? {
            Request::Run(options) => Ok(*options),
            _ => Err("not a run".to_string()),
        }
    }

    #[test]
    fn jtreg_names() {
        let o = options(&[
            "-jdk:/j",
            "-compilejdk:/c",
            "-vmoptions:-Xint -Xmx1g",
            "-javaoptions:-Da=b",
            "-timeoutFactor:2.5",
            "-concurrency:3",
            "-exclude:p.txt",
            "-e:A=1,B=2",
            "-w:W",
            "-r:R",
            "-retain:fail,*.log",
            "-agentvm",
            "-ignore:quiet",
            "-k:a&b",
            "-l",
            "--format=json",
            "-Dx=y:z",
            "-XX:+UseSerialGC",
            "--add-exports",
            "a/b=c",
            "t",
            ":g",
        ])
        .unwrap();
        assert_eq!(o.jdk.unwrap().to_str(), Some("/j"));
        assert_eq!(
            o.vm_options,
            [
                "-Xint",
                "-Xmx1g",
                "-Dx=y:z",
                "-XX:+UseSerialGC",
                "--add-exports",
                "a/b=c"
            ]
        );
        assert_eq!(o.timeout_factor, 2.5);
        assert_eq!(o.concurrency, 3);
        assert_eq!(o.environment[1], ("B".to_string(), "2".to_string()));
        assert!(o.retain.fail && !o.retain.pass && o.retain.patterns == ["*.log"]);
        assert_eq!(o.mode, Some(ExecMode::AgentVm));
        assert_eq!(o.ignore, IgnoreKind::Quiet);
        assert!(o.list && o.format == Format::Json);
        assert_eq!(o.tests, ["t", ":g"]);
        assert!(!o.repeat.contains(&"-l".to_string()) && o.repeat.contains(&"-jdk:/j".to_string()));
    }

    #[test]
    fn mistakes() {
        for (args, message) in [
            (&["-nonsense"][..], "unrecognized option: -nonsense"),
            (&["-jdk:"], "no value given for -jdk"),
            (&["-concurrency:0"], "invalid value for -concurrency: 0"),
            (
                &["--format=xml"],
                "unknown format: xml (one of text, json, junit)",
            ),
            (&["-timeoutFactor:x"], "invalid value for -timeoutFactor: x"),
        ] {
            assert_eq!(options(args).unwrap_err(), message);
        }
    }

    #[test]
    fn argument_files() {
        assert_eq!(split_quoted("a \"b c\" # d\n'e'"), ["a", "b c", "e"]);
    }
}
