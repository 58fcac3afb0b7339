//! Class paths, module paths and system properties of a test.

use super::TestExec;
use crate::description::ModuleUse;
use crate::jdk::class_name;
use crate::locations::{PlaceKind, sorted_entries};
use crate::options::ExecMode;
use std::path::{Path, PathBuf};

/// The paths that a compilation or a test gets.
#[derive(Debug, Default)]
pub(super) struct Paths {
    pub boot_class_path: Vec<String>,
    pub class_path: Vec<String>,
    pub module_path: Vec<String>,
    pub patches: Vec<String>,
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl TestExec<'_> {
    fn library_classes(&self, kind: PlaceKind) -> Vec<String> {
        self.locations
            .libraries_of(kind)
            .map(|place| text(&place.classes))
            .collect()
    }

    /// The jars and classes of frameworks that the test needs.
    pub(super) fn framework_path(&self) -> Result<Vec<String>, String> {
        let compiler = &self.session.compile_jdk;
        let mut path = Vec::new();
        if self.needs_junit {
            path.extend(self.session.frameworks.junit_with_runner(compiler)?);
        }
        if self.needs_testng {
            path.extend(self.session.frameworks.testng_with_runner(compiler)?);
        }
        Ok(path)
    }

    fn appended(&self) -> impl Iterator<Item = String> + use<'_> {
        self.session.options.class_path_append.iter().cloned()
    }

    /// The paths to run the test with.
    pub(super) fn execution_paths(&self, boot_class_path: bool) -> Result<Paths, String> {
        let mut paths = Paths::default();
        let locations = &self.locations;
        let test_path = if boot_class_path {
            &mut paths.boot_class_path
        } else {
            &mut paths.class_path
        };
        test_path.push(text(&locations.classes));
        test_path.push(text(&locations.sources));
        for place in locations.libraries_of(PlaceKind::Packages) {
            let boot = boot_class_path
                || self
                    .session
                    .suite
                    .config(&place.sources)
                    .use_boot_class_path;
            let target = if boot {
                &mut paths.boot_class_path
            } else {
                &mut paths.class_path
            };
            target.push(text(&place.classes));
            target.push(text(&place.sources));
        }
        let jars = self.library_classes(PlaceKind::Jar);
        if boot_class_path {
            &mut paths.boot_class_path
        } else {
            &mut paths.class_path
        }
        .extend(jars);
        if has_folders(&locations.patches()) {
            paths.patches.push(text(&locations.patches()));
        }
        if has_folders(&locations.modules()) {
            paths.module_path.push(text(&locations.modules()));
        }
        if self.use_module_path {
            paths
                .module_path
                .extend(self.library_classes(PlaceKind::UserModules));
        }
        if self.use_patches {
            paths
                .patches
                .extend(self.library_classes(PlaceKind::SystemModules));
        }
        let frameworks = self.framework_path()?;
        if locations.is_multi_module() {
            paths.module_path.extend(
                frameworks
                    .into_iter()
                    .filter(|entry| entry.ends_with(".jar")),
            );
        } else if !paths.boot_class_path.is_empty() || self.use_patches {
            paths.boot_class_path.extend(frameworks);
        } else {
            paths.class_path.extend(frameworks);
        }
        paths.class_path.extend(self.appended());
        Ok(paths)
    }

    /// The modules on a module path or in a folder of patches.
    pub(super) fn modules_in(&self, path: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for entry in path {
            let entry = PathBuf::from(entry);
            let candidates = if entry.is_file() {
                vec![entry]
            } else {
                sorted_entries(&entry)
            };
            for candidate in candidates {
                let name = candidate
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                let is_module = candidate.is_dir()
                    && (self.session.facts.system_modules.contains(&name)
                        || candidate.join("module-info.class").exists()
                        || candidate.join("module-info.java").exists());
                if is_module {
                    found.push(name);
                } else if let Some(base) = name.strip_suffix(".jar") {
                    found.push(automatic_module_name(base));
                }
            }
        }
        found.dedup();
        found
    }

    /// `--add-modules`, `--add-exports` and `--add-opens` for `@modules`; opening makes no sense to a compiler.
    pub(super) fn module_options(&self, opens: bool) -> Vec<String> {
        if self.modules.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<&str> = Vec::new();
        for used in &self.modules {
            if !names.contains(&used.module.as_str()) {
                names.push(&used.module);
            }
        }
        let mut options = vec!["--add-modules".to_string(), names.join(",")];
        let mut add = |option: &str, used: &ModuleUse| {
            if let Some(package) = &used.package {
                options.push(option.to_string());
                options.push(format!("{}/{package}=ALL-UNNAMED", used.module));
            }
        };
        for used in &self.modules {
            if used.exports {
                add("--add-exports", used);
            }
            if used.opens && opens {
                add("--add-opens", used);
            }
        }
        options
    }

    /// The system properties that tell a test about itself.
    pub(super) fn test_properties(&self) -> Vec<(String, String)> {
        let session = self.session;
        let options = session.options;
        let locations = &self.locations;
        let mut properties = Vec::new();
        let mut set = |name: &str, value: String| properties.push((name.to_string(), value));
        let join = |paths: Vec<String>| paths.join(":");
        let tool_options: Vec<String> = options
            .vm_options
            .iter()
            .map(|option| format!("-J{option}"))
            .collect();
        set("test.vm.opts", options.vm_options.join(" "));
        set("test.tool.vm.opts", tool_options.join(" "));
        set("test.compiler.opts", options.javac_options.join(" "));
        set("test.java.opts", options.java_options.join(" "));
        set("test.jdk", text(&session.jdk.home));
        set("compile.jdk", text(&session.compile_jdk.home));
        set(
            "test.timeout.factor",
            format!("{:?}", options.timeout_factor),
        );
        if let Some(path) = &options.native_path {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            set("test.nativepath", text(&path));
        }
        set("test.root", text(&session.suite.root));
        set("test.name", self.test.name());
        set("test.file", text(&locations.file));
        if locations
            .file
            .extension()
            .is_some_and(|extension| extension == "java")
            && let Some(name) = class_name(&locations.file)
        {
            set("test.main.class", name);
        }
        let library_sources = locations
            .libraries_of(PlaceKind::Packages)
            .map(|place| text(&place.sources));
        let library_path = locations
            .libraries
            .iter()
            .filter(|place| matches!(place.kind, PlaceKind::Packages | PlaceKind::Jar))
            .map(|place| text(&place.classes));
        set("test.src", text(&locations.sources));
        set(
            "test.src.path",
            join(
                std::iter::once(text(&locations.sources))
                    .chain(library_sources)
                    .collect(),
            ),
        );
        set("test.classes", text(&locations.classes));
        set(
            "test.class.path",
            join(
                std::iter::once(text(&locations.classes))
                    .chain(library_path)
                    .collect(),
            ),
        );
        if self.mode == ExecMode::AgentVm {
            let mut prefix = vec![text(&locations.classes), text(&locations.sources)];
            prefix.extend(self.library_classes(PlaceKind::Packages));
            prefix.extend(self.library_classes(PlaceKind::Jar));
            set("test.class.path.prefix", join(prefix));
        }
        if !self.test.modules.is_empty() {
            set("test.modules", self.test.modules.join(" "));
        }
        if self.use_patches {
            set(
                "test.patch.path",
                join(self.library_classes(PlaceKind::SystemModules)),
            );
        }
        if self.use_module_path {
            set(
                "test.module.path",
                join(self.library_classes(PlaceKind::UserModules)),
            );
        }
        if let Some(preview) = self.test.enable_preview {
            set("test.enable.preview", preview.to_string());
        }
        properties
    }
}

/// `--patch-module` for each module below the folders.
pub(super) fn patch_options(paths: &[String]) -> Vec<String> {
    let mut modules: Vec<(String, Vec<String>)> = Vec::new();
    for path in paths {
        for dir in sorted_entries(Path::new(path)) {
            let name = dir
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !dir.is_dir() {
                continue;
            }
            match modules.iter_mut().find(|(known, _)| *known == name) {
                Some((_, dirs)) => dirs.push(text(&dir)),
                None => modules.push((name, vec![text(&dir)])),
            }
        }
    }
    modules
        .into_iter()
        .map(|(name, dirs)| format!("--patch-module={name}={}", dirs.join(":")))
        .collect()
}

fn has_folders(dir: &Path) -> bool {
    sorted_entries(dir).iter().any(|child| child.is_dir())
}

/// The module name that a jar without one gets from its file name.
fn automatic_module_name(base: &str) -> String {
    let digit_after_dash = base
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|&at| base[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    let name = &base[..digit_after_dash.unwrap_or(base.len())];
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".")
}

#[cfg(test)]
mod tests {
    use super::automatic_module_name;

    #[test]
    fn automatic_modules() {
        assert_eq!(
            automatic_module_name("junit-platform-commons-1.9.1"),
            "junit.platform.commons"
        );
        assert_eq!(automatic_module_name("testng"), "testng");
    }
}
