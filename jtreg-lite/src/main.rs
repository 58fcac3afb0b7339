//! jtreg-lite: runs tests in the OpenJDK project's jtreg format, fast, against any JDK home.
//!
//! `options` reads the command line, `suite` and `finder` find tests, `select` chooses among them, `runner` runs them
//! through `exec`, and `report` tells the results. See `README.md` for the user's view.

mod comments;
mod description;
mod exec;
mod expr;
mod finder;
mod frameworks;
mod groups;
mod jdk;
mod locations;
mod options;
mod platform;
mod process;
mod properties;
mod report;
mod runner;
mod select;
mod session;
mod steps;
mod suite;
mod verdict;
mod worker;

use options::{Format, Options, Request};
use report::Counts;
use report::text::Progress;
use runner::Plan;
use select::{Filters, Wanted};
use session::Session;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use suite::Suite;
use verdict::Kind;

const EXIT_NO_TESTS: u8 = 1;
const EXIT_BAD_ARGS: u8 = 4;
const EXIT_FAULT: u8 = 5;

/// Why a run cannot go on.
enum Fault {
    BadArguments(String),
    Other(String),
}

fn main() -> ExitCode {
    process::become_subreaper();
    process::end_children_on_signals();
    let code = perform();
    process::stop_if_ending();
    code
}

fn perform() -> ExitCode {
    match options::parse(std::env::args().skip(1)) {
        Err(message) => fail(&message, EXIT_BAD_ARGS),
        Ok(Request::Help) => {
            show(include_str!("help.txt"));
            ExitCode::SUCCESS
        }
        Ok(Request::Version) => {
            show(concat!("jtreg-lite ", env!("CARGO_PKG_VERSION"), "\n"));
            ExitCode::SUCCESS
        }
        Ok(Request::Run(options)) => match run(&options) {
            Ok(code) => ExitCode::from(code),
            Err(Fault::BadArguments(message)) => fail(&message, EXIT_BAD_ARGS),
            Err(Fault::Other(message)) => fail(&message, EXIT_FAULT),
        },
    }
}

/// Writes to standard output. A reader that has gone away is not worth a word.
fn show(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("Error: {message}");
    ExitCode::from(code)
}

fn run(options: &Options) -> Result<u8, Fault> {
    if options.tests.is_empty() {
        return Err(Fault::BadArguments(
            "no tests given; jtreg-lite -help shows all options".to_string(),
        ));
    }
    let suites = select::by_suite(options).map_err(Fault::BadArguments)?;
    let mut total = Counts::default();
    let several = suites.len() > 1;
    let mut faulty = false;
    for (number, (root, wanted)) in suites.iter().enumerate() {
        let suite = Suite::open(root).map_err(Fault::Other)?;
        if options.show_groups {
            show_groups(&suite, wanted)?;
            continue;
        }
        let place = |dir: &Path| {
            if several {
                dir.join(number.to_string())
            } else {
                dir.to_path_buf()
            }
        };
        let (work, report) = (place(&options.work_dir), place(&options.report_dir));
        let counts = match run_suite(options, &suite, wanted, &work, &report) {
            // Other suites may do better.
            Err(Fault::Other(message)) if several => {
                eprintln!("Error: {}: {message}", root.display());
                faulty = true;
                continue;
            }
            result => result?,
        };
        total.passed += counts.passed;
        total.failed += counts.failed;
        total.error += counts.error;
        total.not_run += counts.not_run;
    }
    if options.list || options.show_groups {
        return Ok(0);
    }
    Ok(match total.exit_code() {
        0 | EXIT_NO_TESTS if faulty => EXIT_FAULT,
        code => code,
    })
}

fn show_groups(suite: &Suite, wanted: &Wanted) -> Result<(), Fault> {
    let groups = groups::Groups::load(suite).map_err(Fault::Other)?;
    let names: Vec<&str> = match wanted.groups.is_empty() {
        true => groups.names().collect(),
        false => wanted.groups.iter().map(String::as_str).collect(),
    };
    for name in names {
        let files = groups.files(name).map_err(Fault::Other)?;
        let files: Vec<String> = files.iter().map(|file| suite.relative(file)).collect();
        show(&format!("{name}: {}\n", files.join(" ")));
    }
    Ok(())
}

/// The JDK to test: as given, or from `JAVA_HOME`.
fn test_jdk(options: &Options) -> Result<PathBuf, Fault> {
    let home = options
        .jdk
        .clone()
        .or_else(|| std::env::var_os("JAVA_HOME").map(PathBuf::from));
    home.ok_or(Fault::BadArguments(
        "no JDK given: use -jdk:HOME or set JAVA_HOME".to_string(),
    ))
}

fn run_suite(
    options: &Options,
    suite: &Suite,
    wanted: &Wanted,
    work: &Path,
    report_dir: &Path,
) -> Result<Counts, Fault> {
    let home = test_jdk(options)?;
    let tests = select::find_named(suite, wanted).map_err(Fault::BadArguments)?;
    let session = Session::new(options, suite, &home, work).map_err(Fault::Other)?;
    let plan = runner::plan(tests, &filters(&session)?);
    if options.list {
        for test in &plan.tests {
            show(&format!("{}\n", test.name()));
        }
        return Ok(Counts::default());
    }
    let Plan { tests, skipped } = plan;
    let mut progress = Progress::new(
        options,
        &suite.root,
        tests.len(),
        options.format != Format::Text,
    );
    for result in skipped
        .iter()
        .filter(|result| result.verdict.kind == Kind::Error)
    {
        progress.add(result);
    }
    let other = match &options.compare {
        Some(home) => {
            Some(Session::new(options, suite, home, &work.join("compare")).map_err(Fault::Other)?)
        }
        None => None,
    };
    let mut results = runner::run_all(&session, other.as_ref(), &tests, |result| {
        progress.add(result)
    });
    results.extend(skipped);
    results.sort_by(|a, b| a.name.cmp(&b.name));
    if let Err(e) = report::json::remember(&session.work, &results) {
        eprintln!("Warning: the results cannot be remembered: {e}");
    }
    write_reports(options, suite, &session, report_dir, &results)?;
    Ok(Counts::of(&results))
}

fn filters<'a>(session: &'a Session) -> Result<Filters<'a>, Fault> {
    let options = session.options;
    let matched = match options.match_files.is_empty() {
        true => None,
        false => Some(select::read_lists(&options.match_files).map_err(Fault::BadArguments)?),
    };
    Ok(Filters {
        options,
        platform: &session.platform,
        facts: &session.facts,
        os: platform::Platform::os_of(&session.facts),
        excluded: select::read_lists(&options.exclude_files).map_err(Fault::BadArguments)?,
        matched,
        earlier: report::json::earlier_results(&session.work),
    })
}

fn write_reports(
    options: &Options,
    suite: &Suite,
    session: &Session,
    report_dir: &Path,
    results: &[exec::TestResult],
) -> Result<(), Fault> {
    let counts = Counts::of(results);
    let data = report::json::report(&suite.root, &session.jdk.home, results);
    let name = suite
        .root
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let xml = || report::junit::report(&name, results);
    match options.format {
        Format::Text => show(&format!("Test results: {counts}\n")),
        Format::Json => show(&format!("{data:#}\n")),
        Format::Junit => show(&xml()),
    }
    if !options.write_report {
        return Ok(());
    }
    let write = |file: &str, text: &str| {
        std::fs::create_dir_all(report_dir)
            .and_then(|()| std::fs::write(report_dir.join(file), text))
            .map_err(|e| Fault::Other(format!("{}: {e}", report_dir.display())))
    };
    write("report.html", &report::html::report(&data))?;
    write("report.json", &data.to_string())?;
    write("junit.xml", &xml())?;
    let say = format!(
        "Report written to {}\nResults written to {}",
        report_dir.join("report.html").display(),
        session.work.display()
    );
    if options.format == Format::Text {
        show(&format!("{say}\n"))
    } else {
        eprintln!("{say}")
    }
    Ok(())
}
