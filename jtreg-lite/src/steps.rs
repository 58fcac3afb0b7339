//! The actions of a test, checked and in a form that can be run.
//!
//! All actions of a test are checked before the first one runs: a mistake in any of them is an error of the test.

use crate::description::{Description, ModuleUse, RawAction, is_dotted_name};
use crate::locations::Locations;
use crate::suite::DirConfig;
use regex::Regex;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Which framework runs a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    Main,
    Driver,
    JUnit,
    TestNg,
}

/// `main` and its relatives.
#[derive(Debug, Clone)]
pub struct Run {
    pub runner: Runner,
    pub module: Option<String>,
    pub class: String,
    pub args: Vec<String>,
    pub vm_args: Vec<String>,
    pub fail: bool,
    pub manual: bool,
    pub native: bool,
    pub boot_class_path: bool,
    pub policy: Option<PathBuf>,
    /// The policy takes the place of the system's.
    pub policy_overrides: bool,
    pub security_manager: Option<String>,
    /// Seconds before the timeout factor; 0 is no limit.
    pub timeout: Option<u64>,
    /// Why the action needs a VM of its own, if it does.
    pub other_vm: Vec<String>,
    /// False for the classes of a TestNG or JUnit folder, which are all built together.
    pub user_specified: bool,
}

impl Run {
    /// `[MODULE/]CLASS`.
    pub fn full_class(&self) -> String {
        match &self.module {
            Some(module) => format!("{module}/{}", self.class),
            None => self.class.clone(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Compile {
    pub args: Vec<String>,
    pub fail: bool,
    pub reference: Option<PathBuf>,
    pub timeout: Option<u64>,
    /// `/module=`: the sources patch this module of the JDK.
    pub module: Option<String>,
    /// `/modules`: the sources are modules.
    pub multi_module: bool,
}

#[derive(Debug, Clone)]
pub struct Shell {
    pub script: String,
    pub args: Vec<String>,
    pub fail: bool,
    pub timeout: Option<u64>,
    pub manual: bool,
}

/// One action.
#[derive(Debug, Clone)]
pub enum Step {
    Run(Run),
    Build {
        classes: Vec<String>,
        implicit_none: bool,
    },
    Compile(Compile),
    Clean(Vec<String>),
    Shell(Shell),
    Ignore(Vec<String>),
    Applet,
}

/// What the checks need to know of the test.
pub struct Checks<'a> {
    pub test: &'a Description,
    pub config: &'a DirConfig,
    pub locations: &'a Locations,
    pub modules: &'a [ModuleUse],
    pub is_default_module: &'a dyn Fn(&str) -> bool,
    pub is_system_module: &'a dyn Fn(&str) -> bool,
    /// The value of `${name}` in an argument.
    pub expand: &'a dyn Fn(&str) -> Result<String, String>,
}

static BUILD_ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^([a-z_][.a-z0-9_$]*/)?(([a-z_][.a-z0-9_$]*)(\.\*|\.package-info)?|\*|module-info)$",
    )
    .expect("the pattern is valid")
});
static PROPERTY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\{([A-Za-z0-9._]+)\}").expect("the pattern is valid"));

/// Checks an action.
pub fn check(action: &RawAction, checks: &Checks) -> Result<Step, String> {
    let name = action.name();
    if checks
        .config
        .disallowed_actions
        .iter()
        .any(|disallowed| disallowed == name)
    {
        return Err(format!("Disallowed test action: {name}"));
    }
    let args = expand_args(&action.args, checks)?;
    let options: Vec<(&str, Option<&str>)> = action
        .verb
        .split('/')
        .skip(1)
        .map(|option| match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        })
        .collect();
    match name {
        "main" => check_run(Runner::Main, action, &options, args, checks),
        "driver" => check_run(Runner::Driver, action, &options, args, checks),
        "junit" => check_run(Runner::JUnit, action, &options, args, checks),
        "testng" => check_run(Runner::TestNg, action, &options, args, checks),
        "build" => check_build(&options, args),
        "compile" => check_compile(&options, args, checks),
        "clean" => check_clean(&options, args),
        "shell" => check_shell(&options, args),
        "ignore" if options.is_empty() => Ok(Step::Ignore(args)),
        "ignore" => Err("Unexpected option(s) for `ignore'".to_string()),
        "applet" => Ok(Step::Applet),
        other => Err(format!("Bad action for script: {other}")),
    }
}

fn expand_args(args: &[String], checks: &Checks) -> Result<Vec<String>, String> {
    if !checks.config.smart_action_args {
        return Ok(args.to_vec());
    }
    args.iter()
        .map(|arg| {
            let mut expanded = String::new();
            let mut at = 0;
            for found in PROPERTY.captures_iter(arg) {
                let Some(whole) = found.get(0) else { continue };
                let value = (checks.expand)(&found[1])?;
                if value == "null" {
                    return Err(format!("unset property {}", &found[1]));
                }
                expanded.push_str(&arg[at..whole.start()]);
                expanded.push_str(&value);
                at = whole.end();
            }
            expanded.push_str(&arg[at..]);
            Ok(expanded)
        })
        .collect()
}

/// Options of the java command whose argument is the next word.
fn has_following_argument(option: &str) -> bool {
    matches!(
        option,
        "-cp"
            | "-classpath"
            | "--class-path"
            | "--module-path"
            | "-p"
            | "--upgrade-module-path"
            | "--add-modules"
            | "--limit-modules"
            | "--add-exports"
            | "--add-opens"
            | "--add-reads"
            | "--patch-module"
            | "--source"
            | "--describe-module"
            | "--enable-native-access"
    )
}

fn no_value(option: &str, value: Option<&str>) -> Result<bool, String> {
    match value {
        None => Ok(true),
        Some(value) => Err(format!("Unexpected value for `{option}': {value}")),
    }
}

fn seconds(value: Option<&str>) -> Result<Option<u64>, String> {
    let value = value.ok_or("No timeout value")?;
    match value.parse() {
        Ok(seconds) => Ok(Some(seconds)),
        Err(_) => Err(format!("Bad integer specification: {value}")),
    }
}

fn policy(value: Option<&str>, checks: &Checks) -> Result<Option<PathBuf>, String> {
    let name = value
        .filter(|value| !value.is_empty())
        .ok_or("No policy file name")?;
    let file = checks.locations.sources.join(name);
    if !file.exists() {
        return Err(format!("Can't find policy file: {}", file.display()));
    }
    Ok(Some(file))
}

fn check_run(
    runner: Runner,
    action: &RawAction,
    options: &[(&str, Option<&str>)],
    args: Vec<String>,
    checks: &Checks,
) -> Result<Step, String> {
    if runner == Runner::Driver {
        match args.first() {
            None => return Err("No class provided for `driver'".to_string()),
            Some(first) if first.starts_with('-') => {
                return Err("VM options not allowed".to_string());
            }
            Some(_) => {}
        }
        if let Some((name, _)) = options
            .iter()
            .find(|(name, _)| !["fail", "timeout"].contains(name))
        {
            return Err(format!("{name} not supported"));
        }
    }
    let mut run = Run {
        runner,
        module: None,
        class: String::new(),
        args: Vec::new(),
        vm_args: Vec::new(),
        fail: false,
        manual: false,
        native: false,
        boot_class_path: checks.config.use_boot_class_path,
        policy: None,
        policy_overrides: false,
        security_manager: None,
        timeout: None,
        other_vm: Vec::new(),
        user_specified: action.line.is_some() || matches!(runner, Runner::Main | Runner::Driver),
    };
    let mut explicit_other_vm = false;
    for &(name, value) in options {
        match name {
            "fail" => run.fail = no_value("fail", value)?,
            "manual" => run.manual = no_value("manual", value)?,
            "timeout" => run.timeout = seconds(value)?,
            "othervm" => {
                explicit_other_vm = true;
                run.other_vm.push("/othervm specified".to_string());
            }
            "native" => run.native = true,
            "bootclasspath" => {
                run.boot_class_path = true;
                run.other_vm.push("/bootclasspath specified".to_string());
            }
            "policy" => {
                run.policy_overrides = true;
                run.policy = policy(value, checks)?;
            }
            "java.security.policy" => {
                let stripped = value.and_then(|value| value.strip_prefix('='));
                run.policy_overrides = stripped.is_some();
                run.policy = policy(stripped.or(value), checks)?;
            }
            "secure" => {
                let class = value.filter(|value| !value.is_empty());
                run.security_manager =
                    Some(class.ok_or("No security manager file name")?.to_string());
            }
            other => return Err(format!("Bad option for main: {other}")),
        }
    }
    if run.manual && run.timeout.is_some() {
        return Err("`/manual' disables use of `/timeout'".to_string());
    }
    if checks.config.use_boot_class_path {
        run.other_vm
            .push("test or library uses bootclasspath".to_string());
    }
    split_arguments(&mut run, args)?;
    if !explicit_other_vm {
        if !run.vm_args.is_empty() {
            return Err(format!(
                "[{}]: vm option(s) found, need to specify /othervm",
                run.vm_args.join(", ")
            ));
        }
        if run.policy.is_some() {
            return Err(
                "`/policy' and `/java.security.policy' require use of `/othervm'".to_string(),
            );
        }
        if run.security_manager.is_some() {
            return Err("`/secure' requires use of `/othervm'".to_string());
        }
    }
    if !matches!(runner, Runner::Main | Runner::Driver)
        && run.user_specified
        && !run.args.is_empty()
    {
        return Err(format!(
            "Bad argument provided for class in `{}'",
            action.name()
        ));
    }
    if checks.test.enable_preview == Some(true)
        && !run.vm_args.iter().any(|arg| arg == "--enable-preview")
    {
        run.vm_args.push("--enable-preview".to_string());
        run.other_vm
            .push("test requires --enable-preview".to_string());
    }
    let missing = |used: &&ModuleUse| {
        (checks.is_system_module)(&used.module) && !(checks.is_default_module)(&used.module)
    };
    if checks.modules.iter().any(|used| missing(&used)) {
        run.other_vm
            .push("test requires non-default system module".to_string());
    }
    if !matches!(runner, Runner::Main | Runner::Driver) && checks.locations.is_multi_module() {
        run.other_vm
            .push("test requires testng and/or junit as modules".to_string());
    }
    Ok(Step::Run(run))
}

/// Splits `VM-OPTION* CLASS ARGUMENT*`.
fn split_arguments(run: &mut Run, args: Vec<String>) -> Result<(), String> {
    let mut words = args.into_iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            let more = has_following_argument(&word);
            run.vm_args.push(word);
            if more {
                run.vm_args.extend(words.next());
            }
            continue;
        }
        match word.split_once('/') {
            Some((module, class)) => {
                run.module = Some(module.to_string());
                run.class = class.to_string();
            }
            None => run.class = word,
        }
        run.args = words.collect();
        return Ok(());
    }
    let action = match run.runner {
        Runner::Main | Runner::Driver => "main",
        Runner::JUnit => "junit",
        Runner::TestNg => "testng",
    };
    Err(format!("No class provided for `{action}'"))
}

fn check_build(options: &[(&str, Option<&str>)], args: Vec<String>) -> Result<Step, String> {
    let implicit_none = options.contains(&("implicit", Some("none")));
    if options.len() > usize::from(implicit_none) {
        return Err("Unexpected options for `build'".to_string());
    }
    if args.is_empty() {
        return Err("No classname(s) provided for `build'".to_string());
    }
    if let Some(bad) = args.iter().find(|arg| !BUILD_ARGUMENT.is_match(arg)) {
        return Err(format!("Bad classname provided for `build': {bad}"));
    }
    Ok(Step::Build {
        classes: args,
        implicit_none,
    })
}

fn check_compile(
    options: &[(&str, Option<&str>)],
    args: Vec<String>,
    checks: &Checks,
) -> Result<Step, String> {
    if args.is_empty() {
        return Err("No classname provided for `compile'".to_string());
    }
    let mut compile = Compile {
        args,
        ..Compile::default()
    };
    let mut process = false;
    for &(name, value) in options {
        match name {
            "fail" => compile.fail = no_value("fail", value)?,
            "timeout" => compile.timeout = seconds(value)?,
            "ref" => {
                let name = value
                    .filter(|value| !value.is_empty())
                    .ok_or("No reference file name")?;
                let file = checks.locations.sources.join(name);
                if !file.exists() {
                    return Err(format!("Can't find reference file: {}", file.display()));
                }
                compile.reference = Some(file);
            }
            "process" => process = true,
            "module" => {
                let module = value.ok_or("No module name")?;
                if !is_dotted_name(module) {
                    return Err(format!("Invalid module name{module}"));
                }
                compile.module = Some(module.to_string());
            }
            "modules" => match value {
                None => compile.multi_module = true,
                Some(value) => return Err(format!("Unexpected value for `modules': {value}")),
            },
            other => return Err(format!("Bad option for compile: {other}")),
        }
    }
    if compile.module.is_some() && compile.multi_module {
        return Err("Bad combination of options: /module, /modules".to_string());
    }
    let sources = resolve_sources(&mut compile, checks)?;
    if !sources && !process {
        return Err("No classname ending with `.java' found".to_string());
    }
    Ok(Step::Compile(compile))
}

/// Makes the source files among the arguments absolute; true if there are any.
fn resolve_sources(compile: &mut Compile, checks: &Checks) -> Result<bool, String> {
    let base = match &compile.module {
        Some(module) => checks.locations.sources.join(module),
        None => checks.locations.sources.clone(),
    };
    let in_module = compile.module.is_some() || compile.multi_module;
    let (mut java, mut asm, mut paths_given) = (false, false, false);
    for arg in &mut compile.args {
        let is_asm = arg.ends_with(".jasm") || arg.ends_with(".jcod");
        java |= arg.ends_with(".java");
        asm |= is_asm;
        if is_asm || arg.ends_with(".java") {
            let file = base.join(&*arg);
            if !file.exists() {
                return Err(format!("Can't find source file: {arg}"));
            }
            *arg = file.to_string_lossy().into_owned();
            continue;
        }
        let option = arg.split('=').next().unwrap_or_default();
        let class_path = matches!(
            option,
            "-classpath" | "-cp" | "--class-path" | "-sourcepath" | "--source-path"
        );
        paths_given |= class_path;
        if arg == "-d" || (class_path && in_module) {
            return Err(format!("Compile option not allowed: {arg}"));
        }
    }
    if asm && (paths_given || compile.fail || compile.reference.is_some()) {
        return Err("Compile option not allowed: ".to_string());
    }
    Ok(java || asm)
}

fn check_clean(options: &[(&str, Option<&str>)], args: Vec<String>) -> Result<Step, String> {
    if !options.is_empty() {
        return Err("Unexpected option(s) for `clean'".to_string());
    }
    if args.is_empty() {
        return Err("No classname(s) provided for `clean'".to_string());
    }
    let bad = args
        .iter()
        .find(|arg| *arg != "*" && !is_dotted_name(arg.strip_suffix(".*").unwrap_or(arg)));
    match bad {
        Some(bad) => Err(format!("Bad classname provided for `clean': {bad}")),
        None => Ok(Step::Clean(args)),
    }
}

fn check_shell(options: &[(&str, Option<&str>)], args: Vec<String>) -> Result<Step, String> {
    let mut words = args.into_iter();
    let mut shell = Shell {
        script: words.next().ok_or("No script name provided for `shell'")?,
        args: Vec::new(),
        fail: false,
        timeout: None,
        manual: false,
    };
    for &(name, value) in options {
        match name {
            "fail" => shell.fail = no_value("fail", value)?,
            "timeout" => shell.timeout = seconds(value)?,
            "manual" => match value {
                None => shell.manual = true,
                Some(value) => {
                    return Err(format!(
                        "Arguments to `manual' option not supported: {value}"
                    ));
                }
            },
            other => return Err(format!("Bad option for shell: {other}")),
        }
    }
    if shell.manual && shell.timeout.is_some() {
        return Err("`/manual' disables use of `/timeout'".to_string());
    }
    // Words between single quotes are one argument.
    let mut pending: Option<String> = None;
    for word in words {
        let joined = match pending.take() {
            Some(before) => format!("{before} {word}"),
            None => word,
        };
        if joined.matches('\'').count() % 2 == 0 {
            shell.args.push(joined.replace('\'', ""));
        } else {
            pending = Some(joined);
        }
    }
    shell.args.extend(pending);
    Ok(Step::Shell(shell))
}

#[cfg(test)]
mod tests {
    use super::{BUILD_ARGUMENT, Step, check_clean, check_shell};

    #[test]
    fn build_arguments() {
        for good in [
            "A",
            "p.A",
            "p.*",
            "*",
            "m/*",
            "m/p.A",
            "m/module-info",
            "a.package-info",
        ] {
            assert!(BUILD_ARGUMENT.is_match(good), "{good}");
        }
        for bad in ["A.java/", "-x", "1A", "a b", "m/"] {
            assert!(!BUILD_ARGUMENT.is_match(bad), "{bad}");
        }
    }

    #[test]
    fn quoted_shell_arguments() {
        let args = ["s.sh", "a", "'b", "c'", "d"].map(str::to_string).to_vec();
        let Ok(Step::Shell(shell)) = check_shell(&[], args) else {
            panic!("no shell action");
        };
        assert_eq!(shell.args, ["a", "b c", "d"]);
    }

    #[test]
    fn clean_arguments() {
        assert!(
            check_clean(
                &[],
                vec!["*".to_string(), "a.B".to_string(), "a.*".to_string()]
            )
            .is_ok()
        );
        assert!(check_clean(&[], vec!["a/B".to_string()]).is_err());
    }
}
