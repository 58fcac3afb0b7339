//! The report as JSON; also how a work directory remembers the results of its last run.

use super::Counts;
use crate::exec::TestResult;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The file in the work directory with the results of all runs so far.
const RESULTS_FILE: &str = "results.json";

/// The whole report.
pub fn report(suite: &Path, jdk: &Path, results: &[TestResult]) -> Value {
    let counts = Counts::of(results);
    json!({
        "suite": suite.to_string_lossy(),
        "jdk": jdk.to_string_lossy(),
        "counts": {
            "passed": counts.passed,
            "failed": counts.failed,
            "error": counts.error,
            "notRun": counts.not_run,
            "skipped": counts.skipped,
        },
        "tests": results.iter().map(test).collect::<Vec<_>>(),
    })
}

fn test(result: &TestResult) -> Value {
    let sections: Vec<Value> = result
        .sections
        .iter()
        .map(|section| {
            json!({
                "action": section.action,
                "elapsed": section.elapsed.as_secs_f64(),
                "verdict": section.verdict.as_ref().map(ToString::to_string),
                "rerun": section.command,
                "out": section.out,
                "err": section.err,
            })
        })
        .collect();
    json!({
        "name": result.name,
        "title": result.title,
        "keywords": result.keywords,
        "verdict": result.verdict.kind.key(),
        "reason": result.verdict.reason,
        "skipped": result.verdict.is_skipped(),
        "elapsed": result.elapsed.as_secs_f64(),
        "log": result.log.as_ref().map(|log| log.to_string_lossy()),
        "sections": sections,
    })
}

/// The verdicts of earlier runs in a work directory, by the names of tests.
pub fn earlier_results(work: &Path) -> BTreeMap<String, String> {
    let parsed = std::fs::read_to_string(work.join(RESULTS_FILE))
        .ok()
        .and_then(|text| serde_json::from_str::<BTreeMap<String, String>>(&text).ok());
    parsed.unwrap_or_default()
}

/// Adds the verdicts of this run to those of earlier ones.
pub fn remember(work: &Path, results: &[TestResult]) -> std::io::Result<()> {
    let mut known = earlier_results(work);
    for result in results {
        if result.log.is_some() {
            known.insert(
                result.name.clone(),
                result.verdict.kind.key().to_lowercase(),
            );
        }
    }
    let text = serde_json::to_string_pretty(&known).map_err(std::io::Error::other)?;
    std::fs::write(work.join(RESULTS_FILE), text)
}
