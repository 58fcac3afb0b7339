//! A test suite: the folder with `TEST.ROOT`, and the configuration that it and `TEST.properties` files give to the
//! folders below.

use crate::properties::{self, Properties};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The name of the file that marks the root of a suite.
pub const ROOT_FILE: &str = "TEST.ROOT";

/// Default limits that a suite may change.
const DEFAULT_TIMEOUT_SECONDS: u64 = 120;
const DEFAULT_MAX_OUTPUT: usize = 100_000;

/// A version of jtreg that a suite needs, like `4.2 b08` or `7.3.1+1`; ordered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version(Vec<u32>);

impl Version {
    pub fn parse(text: &str) -> Version {
        let (release, build) = match text.trim().split_once([' ', '+']) {
            Some((release, build)) => (release, build.trim_start_matches(['b', 'B', ' '])),
            None => (text.trim(), ""),
        };
        let mut numbers: Vec<u32> = release
            .split('.')
            .map(|part| part.parse().unwrap_or(0))
            .collect();
        numbers.resize(4, 0);
        numbers.push(build.parse().unwrap_or(0));
        Version(numbers)
    }
}

/// The settings that hold in one folder.
#[derive(Debug, Clone)]
pub struct DirConfig {
    pub keys: BTreeSet<String>,
    pub keys_allowed: bool,
    pub requires_properties: BTreeSet<String>,
    pub use_boot_class_path: bool,
    pub other_vm: bool,
    pub exclusive_access: bool,
    pub testng_root: Option<PathBuf>,
    pub junit_root: Option<PathBuf>,
    pub lib_dirs: Vec<String>,
    pub lib_build: Vec<String>,
    pub external_lib_roots: Vec<PathBuf>,
    pub modules: Vec<String>,
    pub max_output: usize,
    pub timeout_seconds: u64,
    pub smart_action_args: bool,
    pub enable_preview: bool,
    pub disallowed_actions: Vec<String>,
    boot_class_path_dirs: Vec<PathBuf>,
    other_vm_dirs: Vec<PathBuf>,
    exclusive_access_dirs: Vec<PathBuf>,
    testng_dirs: Vec<PathBuf>,
    junit_dirs: Vec<PathBuf>,
}

/// A suite.
pub struct Suite {
    pub root: PathBuf,
    pub required_version: Option<Version>,
    pub check_bug_ids: bool,
    /// `groups` of `TEST.ROOT`: files that may be in brackets if they are optional.
    pub group_files: Vec<String>,
    pub extra_properties: ExtraProperties,
    /// `defaultExecMode` says `agentvm` or `samevm`.
    pub default_agent_vm: bool,
    cache: Mutex<HashMap<PathBuf, Arc<DirConfig>>>,
}

/// The `requires.extraPropDefns` family: classes to run for more names in `@requires`.
#[derive(Debug, Clone, Default)]
pub struct ExtraProperties {
    pub classes: Vec<String>,
    pub libraries: Vec<String>,
    pub boot_libraries: Vec<String>,
    pub javac_options: Vec<String>,
    pub vm_options: Vec<String>,
}

impl Suite {
    /// The root of the suite that a file or folder belongs to.
    pub fn find_root(path: &Path) -> Option<PathBuf> {
        path.ancestors()
            .find(|dir| dir.join(ROOT_FILE).is_file())
            .map(Path::to_path_buf)
    }

    /// Opens the suite with this root.
    pub fn open(root: &Path) -> Result<Suite, String> {
        let file = root.join(ROOT_FILE);
        let properties = properties::load(&file)
            .map_err(|e| format!("can't read file: {}: {e}", file.display()))?;
        let list = |name: &str| {
            properties
                .get(name)
                .map(|value| words(value))
                .unwrap_or_default()
        };
        let config = root_config(root, &properties);
        Ok(Suite {
            root: root.to_path_buf(),
            required_version: properties
                .get("requiredVersion")
                .map(|text| Version::parse(text)),
            check_bug_ids: properties
                .get("checkBugID")
                .is_none_or(|value| value.trim() != "false"),
            group_files: list("groups"),
            extra_properties: ExtraProperties {
                classes: list("requires.extraPropDefns"),
                libraries: list("requires.extraPropDefns.libs"),
                boot_libraries: list("requires.extraPropDefns.bootlibs"),
                javac_options: list("requires.extraPropDefns.javacOpts"),
                vm_options: list("requires.extraPropDefns.vmOpts"),
            },
            default_agent_vm: properties
                .get("defaultExecMode")
                .is_some_and(|mode| matches!(mode.trim(), "agentvm" | "samevm")),
            cache: Mutex::new(HashMap::from([(root.to_path_buf(), Arc::new(config))])),
        })
    }

    /// Whether each test has a class folder of its own.
    pub fn unique_class_dirs(&self) -> bool {
        self.requires_at_least("4.2 b08")
    }

    /// Whether workers only see the classes of the test through its own class loader.
    pub fn requires_at_least(&self, version: &str) -> bool {
        self.required_version
            .as_ref()
            .is_some_and(|required| *required >= Version::parse(version))
    }

    /// The settings for a folder of the suite.
    pub fn config(&self, dir: &Path) -> Arc<DirConfig> {
        if let Some(known) = self
            .cache
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .get(dir)
        {
            return known.clone();
        }
        let parent = match dir.parent() {
            Some(parent) if dir.starts_with(&self.root) => self.config(parent),
            // A folder outside: what holds in the root is the best answer.
            _ => return self.config(&self.root),
        };
        let config = Arc::new(child_config(&self.root, dir, &parent));
        let mut cache = self.cache.lock().unwrap_or_else(|e| e.into_inner());
        cache.insert(dir.to_path_buf(), config.clone());
        config
    }

    /// A path relative to the root, with `/`.
    pub fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned()
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_string).collect()
}

fn is_true(properties: &Properties, name: &str) -> Option<bool> {
    properties.get(name).map(|value| value == "true")
}

fn root_config(root: &Path, properties: &Properties) -> DirConfig {
    let smart = properties
        .get("requiredVersion")
        .is_some_and(|version| Version::parse(version) >= Version::parse("4.2 b14"));
    let empty = DirConfig {
        keys: BTreeSet::new(),
        keys_allowed: true,
        requires_properties: BTreeSet::new(),
        use_boot_class_path: false,
        other_vm: false,
        exclusive_access: false,
        testng_root: None,
        junit_root: None,
        lib_dirs: Vec::new(),
        lib_build: Vec::new(),
        external_lib_roots: Vec::new(),
        modules: Vec::new(),
        max_output: DEFAULT_MAX_OUTPUT,
        timeout_seconds: DEFAULT_TIMEOUT_SECONDS,
        smart_action_args: smart,
        enable_preview: false,
        disallowed_actions: Vec::new(),
        boot_class_path_dirs: Vec::new(),
        other_vm_dirs: Vec::new(),
        exclusive_access_dirs: Vec::new(),
        testng_dirs: Vec::new(),
        junit_dirs: Vec::new(),
    };
    extend_config(root, root, empty, properties)
}

fn child_config(root: &Path, dir: &Path, parent: &DirConfig) -> DirConfig {
    let mut config = match properties::load(&dir.join("TEST.properties")) {
        Ok(properties) => extend_config(root, dir, parent.clone(), &properties),
        Err(_) => parent.clone(),
    };
    let listed = |dirs: &[PathBuf]| dirs.iter().find(|listed| dir.starts_with(listed)).cloned();
    config.use_boot_class_path |= listed(&config.boot_class_path_dirs).is_some();
    config.other_vm |= listed(&config.other_vm_dirs).is_some();
    config.exclusive_access |= listed(&config.exclusive_access_dirs).is_some();
    config.testng_root = config.testng_root.or_else(|| listed(&config.testng_dirs));
    config.junit_root = config.junit_root.or_else(|| listed(&config.junit_dirs));
    config
}

/// Adds the entries of a properties file in `dir` to the settings of the folder above.
fn extend_config(
    root: &Path,
    dir: &Path,
    mut config: DirConfig,
    properties: &Properties,
) -> DirConfig {
    let list = |name: &str| {
        properties
            .get(name)
            .map(|value| words(value))
            .unwrap_or_default()
    };
    let paths = |name: &str| -> Vec<PathBuf> {
        list(name)
            .iter()
            .filter_map(|path| existing_path(root, dir, path))
            .collect()
    };
    let number = |name: &str| {
        properties
            .get(name)
            .and_then(|value| value.trim().parse::<u64>().ok())
    };

    config
        .keys
        .extend(list("keys").iter().map(|key| key.replace('-', "_")));
    config
        .requires_properties
        .extend(list("requires.properties"));
    config
        .boot_class_path_dirs
        .extend(paths("bootclasspath.dirs"));
    config.other_vm_dirs.extend(paths("othervm.dirs"));
    config
        .exclusive_access_dirs
        .extend(paths("exclusiveAccess.dirs"));
    config.testng_dirs.extend(paths("TestNG.dirs"));
    config.junit_dirs.extend(paths("JUnit.dirs"));
    config
        .external_lib_roots
        .extend(paths("external.lib.roots"));
    config.lib_build.extend(list("lib.build"));
    config.modules.extend(list("modules"));
    for lib in list("lib.dirs") {
        if lib.starts_with('/') {
            config.lib_dirs.push(lib);
        } else if let Some(path) = existing_path(root, dir, &lib)
            && let Ok(relative) = path.strip_prefix(root)
        {
            config.lib_dirs.push(format!("/{}", relative.display()));
        }
    }
    if let Some(size) = number("maxOutputSize") {
        config.max_output = usize::try_from(size).unwrap_or(DEFAULT_MAX_OUTPUT);
    }
    if let Some(seconds) = number("timeout.default.seconds") {
        config.timeout_seconds = seconds;
    }
    if let Some(smart) = is_true(properties, "allowSmartActionArgs") {
        config.smart_action_args = smart;
    }
    if let Some(preview) = is_true(properties, "enablePreview") {
        config.enable_preview = preview;
    }
    if let Some(actions) = properties.get("disallowedActions") {
        config.disallowed_actions = actions
            .split(',')
            .map(|action| action.trim().to_string())
            .filter(|action| !action.is_empty())
            .collect();
    }
    config
}

/// A path in a configuration file: from the root if it starts with `/`, else from the file's folder or from the root.
fn existing_path(root: &Path, dir: &Path, text: &str) -> Option<PathBuf> {
    let candidates = match text.strip_prefix('/') {
        Some(from_root) => vec![root.join(from_root)],
        None => vec![dir.join(text), root.join(text)],
    };
    candidates
        .into_iter()
        .find(|path| path.exists())
        .map(|path| normalize(&path))
}

/// Resolves `.` and `..` by name, without asking the file system.
pub fn normalize(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if result.file_name().is_some() => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{Version, normalize};
    use std::path::Path;

    #[test]
    fn versions() {
        assert!(Version::parse("4.2 b08") < Version::parse("4.2 b14"));
        assert!(Version::parse("4.1 b14") < Version::parse("4.2 b08"));
        assert!(Version::parse("6+1") > Version::parse("5.1 b01"));
        assert!(Version::parse("7.3.1+1") > Version::parse("7.3+2"));
    }

    #[test]
    fn normal_paths() {
        assert_eq!(normalize(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(normalize(Path::new("../x")), Path::new("../x"));
    }
}
