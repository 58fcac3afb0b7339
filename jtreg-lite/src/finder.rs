//! Finds the tests in files and folders of a suite.

use crate::comments::{self, Comment, Syntax};
use crate::description::{self, Description, RawAction, Rules};
use crate::expr::Context;
use crate::jdk::package_name;
use crate::locations::sorted_entries;
use crate::suite::{DirConfig, Suite};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders of version control systems hold no tests.
const IGNORED_DIRS: [&str; 5] = [".git", ".hg", ".svn", "SCCS", "deleted_files"];

/// The names of characteristics whose values are found later, when the JDK is asked.
const STANDARD_NAMES: [&str; 16] = [
    "null",
    "jdk.version",
    "jdk.version.major",
    "os.name",
    "os.arch",
    "os.simpleArch",
    "os.version",
    "os.simpleVersion",
    "os.family",
    "os.processors",
    "os.maxMemory",
    "os.maxSwap",
    "test.thread.factory",
    "vm.flavor",
    "vm.bits",
    "vm.gc",
];

/// The names that `@requires` may use in a folder.
struct ValidNames<'a>(&'a BTreeSet<String>);

impl Context for ValidNames<'_> {
    fn is_valid_name(&self, name: &str) -> bool {
        STANDARD_NAMES.contains(&name)
            || name == "vm.compMode"
            || name.starts_with("vm.opt.")
            || self.0.contains(name)
    }

    fn value(&self, _: &str) -> Result<String, String> {
        Ok("null".to_string())
    }
}

/// The tests in a file, or in all files below a folder.
pub fn find(suite: &Suite, path: &Path) -> Vec<Description> {
    let mut found = Vec::new();
    if path.is_dir() {
        scan_dir(suite, path, &mut found);
    } else {
        scan_file(suite, path, &mut found);
    }
    found
}

fn scan_dir(suite: &Suite, dir: &Path, found: &mut Vec<Description>) {
    for entry in sorted_entries(dir) {
        let name = entry
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if entry.is_dir() {
            if !IGNORED_DIRS.contains(&name.as_str()) {
                scan_dir(suite, &entry, found);
            }
        } else {
            scan_file(suite, &entry, found);
        }
    }
}

fn scan_file(suite: &Suite, file: &Path, found: &mut Vec<Description>) {
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let Some(syntax) = Syntax::of_file_name(&name) else {
        return;
    };
    let Ok(bytes) = std::fs::read(file) else {
        return;
    };
    let source = String::from_utf8_lossy(&bytes);
    let config = suite.config(file.parent().unwrap_or(&suite.root));
    let names = ValidNames(&config.requires_properties);
    let rules = Rules {
        valid_keys: &config.keys,
        keys_allowed: config.keys_allowed,
        check_bug_ids: suite.check_bug_ids,
        names: &names,
        default_modules: &config.modules,
        enable_preview: config.enable_preview,
    };
    if let Some((root, framework)) = framework_root(&config) {
        if syntax == Syntax::Java
            && name.ends_with(".java")
            && !["module-info.java", "package-info.java"].contains(&name.as_str())
        {
            found.push(framework_test(
                suite, &config, &rules, file, &source, root, framework,
            ));
        }
        return;
    }
    // Most files of a large suite have no description: the search for comments can be spared.
    if !source.contains("@test") {
        return;
    }
    let all = comments::comments(&source, syntax);
    let described: Vec<&Comment> = all
        .iter()
        .filter(|comment| description::is_description(comment))
        .collect();
    for (number, comment) in described.iter().enumerate() {
        let several = described.len() > 1;
        let id = several
            .then(|| description::explicit_id(comment).unwrap_or_else(|| format!("id{number}")));
        let mut test = Description {
            file: file.to_path_buf(),
            path: suite.relative(file),
            id,
            ..Description::default()
        };
        description::read_tags(&mut test, comment, &rules, false);
        description::finish(&mut test, &rules, None);
        found.push(test);
    }
}

fn framework_root(config: &DirConfig) -> Option<(&PathBuf, &'static str)> {
    match (&config.testng_root, &config.junit_root) {
        (Some(root), _) => Some((root, "testng")),
        (None, Some(root)) => Some((root, "junit")),
        (None, None) => None,
    }
}

/// In a TestNG or JUnit folder each file is a test.
fn framework_test(
    suite: &Suite,
    config: &DirConfig,
    rules: &Rules,
    file: &Path,
    source: &str,
    root: &Path,
    framework: &str,
) -> Description {
    let mut test = Description {
        file: file.to_path_buf(),
        path: suite.relative(file),
        line: 1,
        package_root: Some(suite.relative(root)),
        imports_junit: framework == "testng" && source.lines().any(imports_junit),
        ..Description::default()
    };
    let all = comments::comments(source, Syntax::Java);
    let described: Vec<&Comment> = all
        .iter()
        .filter(|comment| description::is_description(comment))
        .collect();
    if let Some(comment) = described.first() {
        description::read_tags(&mut test, comment, rules, true);
    }
    if let Some(second) = described.get(1) {
        test.mistake.get_or_insert(description::Mistake {
            message: "Multiple test descriptions not allowed".to_string(),
            line: second.line,
        });
    }
    if !config.lib_dirs.is_empty() {
        test.libraries = config.lib_dirs.clone();
    }
    let class = class_in_root(file, source, root);
    if class.is_none() {
        test.mistake.get_or_insert(description::Mistake {
            message: "cannot determine class name".to_string(),
            line: 1,
        });
    }
    let action = RawAction {
        verb: framework.to_string(),
        args: vec![class.unwrap_or_default()],
        line: None,
    };
    description::finish(&mut test, rules, Some(action));
    test
}

fn imports_junit(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix("import ") else {
        return false;
    };
    let rest = rest.trim_start();
    rest.strip_prefix("static ")
        .unwrap_or(rest)
        .trim_start()
        .starts_with("org.junit")
}

/// The class that a file defines if its package agrees with its place below the root; `module/class` one level deeper.
fn class_in_root(file: &Path, source: &str, root: &Path) -> Option<String> {
    let relative = file.strip_prefix(root).ok()?.to_string_lossy().into_owned();
    let simple = file.file_stem()?.to_string_lossy().into_owned();
    let package = package_name(source);
    let class = package.map_or(simple.clone(), |package| format!("{package}.{simple}"));
    let expected = format!("{}.java", class.replace('.', "/"));
    let prefix = relative.strip_suffix(&expected)?;
    (prefix.is_empty() || prefix.ends_with('/')).then(|| format!("{prefix}{class}"))
}

#[cfg(test)]
mod tests {
    use super::{class_in_root, imports_junit};
    use std::path::Path;

    #[test]
    fn classes_below_a_root() {
        let class =
            |file: &str, source: &str| class_in_root(Path::new(file), source, Path::new("/r"));
        assert_eq!(class("/r/A.java", "class A {}").as_deref(), Some("A"));
        assert_eq!(
            class("/r/p/q/A.java", "package p.q;").as_deref(),
            Some("p.q.A")
        );
        assert_eq!(
            class("/r/m/p/A.java", "package p;").as_deref(),
            Some("m/p.A")
        );
        assert_eq!(class("/r/p/A.java", "package q;"), None);
    }

    #[test]
    fn junit_imports() {
        assert!(imports_junit("import static org.junit.Assert.*;"));
        assert!(imports_junit("import org.junit.jupiter.api.Test;"));
        assert!(!imports_junit("import org.testng.Assert;"));
    }
}
