//! The report as JUnit XML, as build servers read it.

use super::{Counts, escape};
use crate::exec::TestResult;
use crate::verdict::Kind;
use std::fmt::Write;

/// The XML text for the tests of a suite.
pub fn report(suite: &str, results: &[TestResult]) -> String {
    let counts = Counts::of(results);
    let time: f64 = results
        .iter()
        .map(|result| result.elapsed.as_secs_f64())
        .sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{time:.3}\">",
        escape(suite),
        results.len(),
        counts.failed,
        counts.error,
        counts.not_run + counts.skipped,
    );
    for result in results {
        add_case(&mut xml, result);
    }
    xml.push_str("</testsuite>\n");
    xml
}

fn add_case(xml: &mut String, result: &TestResult) {
    let (class, name) = result.name.rsplit_once('/').unwrap_or(("", &result.name));
    let _ = writeln!(
        xml,
        "  <testcase classname=\"{}\" name=\"{}\" time=\"{:.3}\">",
        escape(class),
        escape(name),
        result.elapsed.as_secs_f64()
    );
    let reason = escape(&result.verdict.reason);
    match result.verdict.kind {
        Kind::Failed => {
            let _ = writeln!(xml, "    <failure message=\"{reason}\"/>");
        }
        Kind::Error => {
            let _ = writeln!(xml, "    <error message=\"{reason}\"/>");
        }
        Kind::NotRun => {
            let _ = writeln!(xml, "    <skipped message=\"{reason}\"/>");
        }
        Kind::Passed if result.verdict.is_skipped() => {
            let _ = writeln!(xml, "    <skipped message=\"{reason}\"/>");
        }
        Kind::Passed => {}
    }
    let join = |pick: fn(&crate::exec::Section) -> &String| {
        let texts: Vec<&str> = result
            .sections
            .iter()
            .map(|section| pick(section).as_str())
            .collect();
        escape(&texts.concat())
    };
    for (tag, text) in [
        ("system-out", join(|section| &section.out)),
        ("system-err", join(|section| &section.err)),
    ] {
        if !text.is_empty() {
            let _ = writeln!(xml, "    <{tag}>{text}</{tag}>");
        }
    }
    xml.push_str("  </testcase>\n");
}
