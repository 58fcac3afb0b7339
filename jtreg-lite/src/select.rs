//! Which tests are run: what the command line names, groups, keywords, problem lists, `@requires` and `@modules`.

use crate::description::Description;
use crate::expr::{self, Context};
use crate::finder;
use crate::groups::Groups;
use crate::jdk::JdkFacts;
use crate::options::{IgnoreKind, Options};
use crate::platform::{OperatingSystem, Platform};
use crate::suite::{Suite, normalize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the command line names in one suite.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Files and folders, each perhaps with the id of a single test.
    pub paths: Vec<(PathBuf, Option<String>)>,
    pub groups: Vec<String>,
}

/// Sorts the tests of the command line by suite.
pub fn by_suite(options: &Options) -> Result<BTreeMap<PathBuf, Wanted>, String> {
    let base = match &options.base_dir {
        Some(dir) => dir.clone(),
        None => std::env::current_dir().map_err(|e| e.to_string())?,
    };
    let mut suites: BTreeMap<PathBuf, Wanted> = BTreeMap::new();
    for test in &options.tests {
        let group = test
            .rsplit_once(':')
            .filter(|(_, name)| !name.is_empty() && !name.contains('/'));
        if let Some((place, name)) = group {
            let place = absolute(&base, if place.is_empty() { "." } else { place });
            let root = Suite::find_root(&place).ok_or(format!(
                "Group spec does not specify a valid test suite: {test}"
            ))?;
            suites
                .entry(root)
                .or_default()
                .groups
                .push(name.to_string());
            continue;
        }
        let (path, id) = match test.split_once('#') {
            Some((path, id)) => (path, Some(id.to_string())),
            None => (test.as_str(), None),
        };
        let path = absolute(&base, path);
        if !path.exists() {
            return Err(format!("Cannot find file: {test}"));
        }
        let root = Suite::find_root(&path).ok_or(format!(
            "Cannot determine test suite from test (is TEST.ROOT missing?): {test}"
        ))?;
        suites.entry(root).or_default().paths.push((path, id));
    }
    Ok(suites)
}

fn absolute(base: &Path, path: &str) -> PathBuf {
    let joined = normalize(&base.join(path));
    joined.canonicalize().unwrap_or(joined)
}

/// The tests that are named, each once, in the order of their names.
pub fn find_named(suite: &Suite, wanted: &Wanted) -> Result<Vec<Description>, String> {
    let mut found: BTreeMap<String, Description> = BTreeMap::new();
    for (path, id) in &wanted.paths {
        let mut tests = finder::find(suite, path);
        if let Some(id) = id {
            tests.retain(|test| test.id.as_ref() == Some(id));
        }
        if tests.is_empty() && (path.is_file() || id.is_some()) {
            return Err(format!(
                "Not a test or directory containing tests: {}",
                path.display()
            ));
        }
        found.extend(tests.into_iter().map(|test| (test.name(), test)));
    }
    if !wanted.groups.is_empty() {
        let groups = Groups::load(suite)?;
        for group in &wanted.groups {
            for path in groups.files(group)? {
                let tests = finder::find(suite, &path);
                found.extend(tests.into_iter().map(|test| (test.name(), test)));
            }
        }
    }
    Ok(found.into_values().collect())
}

/// An entry of a problem list, or of a list of tests to run.
#[derive(Debug, Clone, PartialEq)]
pub struct ListEntry {
    test: String,
    platforms: Vec<String>,
}

/// Reads lists of tests: `TEST BUGS PLATFORMS` in each line, `#` starts a comment.
pub fn read_lists(files: &[PathBuf]) -> Result<Vec<ListEntry>, String> {
    let mut entries = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file)
            .map_err(|e| format!("Cannot read {}: {e}", file.display()))?;
        entries.extend(parse_list(&text));
    }
    Ok(entries)
}

fn parse_list(text: &str) -> Vec<ListEntry> {
    let entry = |line: &str| {
        let line = line.trim();
        // A comment starts a line or follows white space: `#` in a name belongs to the id.
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let mut words = line
            .split_whitespace()
            .take_while(|word| !word.starts_with('#'));
        let test = words.next()?.to_string();
        let second = words.next().unwrap_or_default();
        let third = words.next().unwrap_or_default();
        let is_bugs = |word: &str| {
            word.split(',').all(|bug| {
                bug.rsplit('-')
                    .next()
                    .is_some_and(|n| n.parse::<u64>().is_ok())
            })
        };
        let platforms = if third.is_empty() && !is_bugs(second) {
            second
        } else {
            third
        };
        Some(ListEntry {
            test,
            platforms: platforms
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_lowercase)
                .collect(),
        })
    };
    text.lines().filter_map(entry).collect()
}

/// Whether the list has the test, for this system.
fn is_listed(list: &[ListEntry], test: &Description, os: &OperatingSystem) -> bool {
    let name = test.name();
    let names = os.list_names();
    list.iter().any(|entry| {
        let same = entry.test == name || entry.test == test.path;
        same && (entry.platforms.is_empty()
            || entry
                .platforms
                .iter()
                .any(|platform| names.contains(platform)))
    })
}

/// Whether keywords fit an expression of `-k:`, made of names, `&`, `|`, `!` and parentheses.
fn keywords_match(expression: &str, test: &Description) -> Result<bool, String> {
    struct Keywords<'a>(&'a Description);
    impl Context for Keywords<'_> {
        fn is_valid_name(&self, _: &str) -> bool {
            true
        }
        fn value(&self, name: &str) -> Result<String, String> {
            Ok(self.0.keywords.contains(name).to_string())
        }
    }
    let keywords = Keywords(test);
    expr::parse(expression, &keywords)?
        .eval_bool(&keywords)
        .map_err(|message| format!("{expression}: {message}"))
}

/// The filters of a run.
pub struct Filters<'a> {
    pub options: &'a Options,
    pub platform: &'a Platform,
    pub facts: &'a JdkFacts,
    pub os: OperatingSystem,
    pub excluded: Vec<ListEntry>,
    pub matched: Option<Vec<ListEntry>>,
    /// Verdicts of an earlier run, for `-status:`.
    pub earlier: BTreeMap<String, String>,
}

/// Whether a test is to be run.
pub enum Choice {
    Run,
    /// It is not, for this reason.
    Skip(String),
    /// That cannot be found out.
    Error(String),
}

impl Filters<'_> {
    pub fn choose(&self, test: &Description) -> Choice {
        match self.reason_to_skip(test) {
            Ok(None) => Choice::Run,
            Ok(Some(reason)) => Choice::Skip(reason),
            Err(message) => Choice::Error(message),
        }
    }

    fn reason_to_skip(&self, test: &Description) -> Result<Option<String>, String> {
        let skip = |reason: &str| Ok(Some(reason.to_string()));
        for expression in &self.options.keywords {
            if !keywords_match(expression, test)? {
                return skip(&format!("keywords do not match {expression}"));
            }
        }
        if self.options.ignore == IgnoreKind::Quiet && test.keywords.contains("ignore") {
            return skip("the test is marked @ignore");
        }
        if !self.options.bugs.is_empty()
            && !self.options.bugs.iter().any(|bug| test.bugs.contains(bug))
        {
            return skip("the test is not about the bug asked for");
        }
        if is_listed(&self.excluded, test, &self.os) {
            return skip("the test is in an exclude list");
        }
        if self
            .matched
            .as_ref()
            .is_some_and(|list| !is_listed(list, test, &self.os))
        {
            return skip("the test is in no match list");
        }
        if !self.options.status.is_empty() {
            let earlier = self
                .earlier
                .get(&test.name())
                .map_or("notrun", String::as_str);
            if !self.options.status.iter().any(|status| status == earlier) {
                return skip(&format!("its earlier result was: {earlier}"));
            }
        }
        if let (Some(limit), Some(timeout)) = (self.options.time_limit, test.max_timeout())
            && (timeout == 0 || timeout > limit)
        {
            return skip("Test declares a timeout which exceeds the requested time limit");
        }
        for used in &test.modules {
            let module = used.split('/').next().unwrap_or_default();
            if !self.facts.system_modules.contains(module) {
                return skip(&format!("A required module is not available: {module}"));
            }
        }
        if let Some(requires) = &test.requires {
            let met = expr::parse(requires, self.platform)
                .and_then(|parsed| parsed.eval_bool(self.platform))
                .map_err(|message| {
                    format!(
                        "{}:{}: Error evaluating expression: {message}",
                        test.file.display(),
                        test.line
                    )
                })?;
            if !met {
                return skip(&format!(
                    "The platform does not meet the specified requirements: {requires}"
                ));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let entries = parse_list(
            "# comment\n\na/B.java 1234567 linux-all,windows-x64 # why\na/C.java#id1 8000001\na/D.java generic-all\n\
             a/E.java JDK-8000001,8000002 macosx-all\n",
        );
        assert_eq!(entries.len(), 4);
        assert_eq!(entries[0].platforms, ["linux-all", "windows-x64"]);
        assert_eq!(entries[1].test, "a/C.java#id1");
        assert!(entries[1].platforms.is_empty());
        assert_eq!(entries[2].platforms, ["generic-all"]);
        let os = OperatingSystem::new("Linux", "amd64", "6.1");
        let test = |path: &str, id: Option<&str>| Description {
            path: path.to_string(),
            id: id.map(str::to_string),
            ..Description::default()
        };
        assert!(is_listed(&entries, &test("a/B.java", None), &os));
        assert!(is_listed(&entries, &test("a/C.java", Some("id1")), &os));
        assert!(!is_listed(&entries, &test("a/C.java", Some("id2")), &os));
        assert!(is_listed(&entries, &test("a/D.java", None), &os));
        assert!(!is_listed(&entries, &test("a/E.java", None), &os));
    }

    #[test]
    fn keyword_expressions() {
        let test = Description {
            keywords: ["stress".to_string(), "othervm".to_string()].into(),
            ..Description::default()
        };
        assert_eq!(keywords_match("stress & !manual", &test), Ok(true));
        assert_eq!(keywords_match("headful | (manual)", &test), Ok(false));
        assert!(keywords_match("stress &", &test).is_err());
    }
}
