//! Groups of tests, as the files that `groups` in `TEST.ROOT` names define them.

use crate::comments::Syntax;
use crate::locations::sorted_entries;
use crate::properties;
use crate::suite::Suite;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a group's entries say.
#[derive(Debug, Default)]
struct Group {
    included: Vec<PathBuf>,
    excluded: Vec<PathBuf>,
    included_groups: Vec<String>,
    excluded_groups: Vec<String>,
}

/// The groups of a suite.
#[derive(Debug)]
pub struct Groups {
    groups: BTreeMap<String, Group>,
}

impl Groups {
    /// Reads the group files of a suite.
    pub fn load(suite: &Suite) -> Result<Groups, String> {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for name in &suite.group_files {
            let optional = name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'));
            let file = suite.root.join(optional.unwrap_or(name));
            if optional.is_some() && !file.exists() {
                continue;
            }
            let entries = properties::load(&file)
                .map_err(|e| format!("Cannot read group files: {}: {e}", file.display()))?;
            for (group, definition) in entries {
                add_entry(groups.entry(group).or_default(), &suite.root, &definition);
            }
        }
        Ok(Groups { groups })
    }

    /// The names of all groups.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// The files and folders of a group: what it includes without what it excludes.
    pub fn files(&self, name: &str) -> Result<Vec<PathBuf>, String> {
        self.expand(name, &mut Vec::new())
    }

    fn expand(&self, name: &str, within: &mut Vec<String>) -> Result<Vec<PathBuf>, String> {
        let group = self
            .groups
            .get(name)
            .ok_or(format!("group {name}: group not found"))?;
        if within.iter().any(|outer| outer == name) {
            return Err(format!("group {name}: cycle detected"));
        }
        within.push(name.to_string());
        let mut included = group.included.clone();
        let mut excluded = group.excluded.clone();
        for other in &group.included_groups {
            included.extend(self.expand(other, within)?);
        }
        for other in &group.excluded_groups {
            excluded.extend(self.expand(other, within)?);
        }
        within.pop();
        if let Some(missing) = group
            .included
            .iter()
            .chain(&group.excluded)
            .find(|path| !path.exists())
        {
            return Err(format!(
                "group {name}: file not found: {}",
                missing.display()
            ));
        }
        let mut files = BTreeSet::new();
        for path in included {
            add_files(&path, &excluded, &mut files);
        }
        let all: Vec<PathBuf> = files.into_iter().collect();
        let inside_other = |path: &Path| {
            all.iter()
                .any(|other| other != path && path.starts_with(other))
        };
        Ok(all
            .iter()
            .filter(|path| !inside_other(path))
            .cloned()
            .collect())
    }
}

fn add_entry(group: &mut Group, root: &Path, definition: &str) {
    for item in definition.split_whitespace() {
        let (exclude, item) = match item.strip_prefix('-') {
            Some(item) => (true, item),
            None => (false, item),
        };
        match (item.strip_prefix(':'), exclude) {
            (Some(name), false) => group.included_groups.push(name.to_string()),
            (Some(name), true) => group.excluded_groups.push(name.to_string()),
            (None, _) => {
                let name = item.trim_matches('/');
                let path = if name.is_empty() {
                    root.to_path_buf()
                } else {
                    root.join(name)
                };
                if exclude {
                    &mut group.excluded
                } else {
                    &mut group.included
                }
                .push(path);
            }
        }
    }
}

fn add_files(path: &Path, excluded: &[PathBuf], files: &mut BTreeSet<PathBuf>) {
    if excluded.iter().any(|exclude| path.starts_with(exclude)) {
        return;
    }
    let has_exclusions = excluded.iter().any(|exclude| exclude.starts_with(path));
    if !path.is_dir() || !has_exclusions {
        files.insert(path.to_path_buf());
        return;
    }
    for child in sorted_entries(path) {
        let name = child
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if child.is_dir() || Syntax::of_file_name(&name).is_some() {
            add_files(&child, excluded, files);
        }
    }
}
