//! Where a test's sources, classes and libraries are.
//!
//! Classes go below `classes` of the work directory, in a tree like that of the suite. A suite that asks for jtreg 4.2
//! b08 or later gets a folder for each test (`Name.d`), an older one shares a folder between the tests of a directory.
//! The classes of libraries are shared by all tests. With several tests at a time, each slot has a tree of its own.

use crate::description::Description;
use crate::jdk::JdkFacts;
use crate::suite::{DirConfig, Suite, normalize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a folder of sources holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// A hierarchy of packages.
    Packages,
    /// A jar file with classes.
    Jar,
    /// Folders named for modules of the JDK, with code to patch them.
    SystemModules,
    /// Folders with modules of their own.
    UserModules,
}

/// The test's folder, or a library.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The library's name as written; none for the test's own folder.
    pub name: Option<String>,
    /// None for a jar.
    pub sources: PathBuf,
    /// The folder for classes, or the jar.
    pub classes: PathBuf,
    pub kind: PlaceKind,
}

/// A source file and the class file that it is compiled to.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassSource {
    pub place: Place,
    pub module: Option<String>,
    pub class_name: String,
    pub source: PathBuf,
    pub class_file: PathBuf,
}

impl ClassSource {
    /// Whether the class file is newer than its source.
    pub fn is_up_to_date(&self) -> bool {
        let modified = |path: &Path| {
            std::fs::metadata(path)
                .and_then(|meta| meta.modified())
                .ok()
        };
        match (modified(&self.class_file), modified(&self.source)) {
            (Some(class), Some(source)) => class > source,
            _ => false,
        }
    }
}

/// The folders of one test.
#[derive(Debug)]
pub struct Locations {
    pub file: PathBuf,
    pub sources: PathBuf,
    pub classes: PathBuf,
    pub libraries: Vec<Place>,
    system_modules: BTreeSet<String>,
}

const SOURCE_EXTENSIONS: [&str; 3] = ["java", "jasm", "jcod"];

/// A file name without its extension, or all of it.
pub fn base_name(path: &str) -> &str {
    path.rsplit_once('.').map_or(
        path,
        |(base, extension)| {
            if extension.contains('/') { path } else { base }
        },
    )
}

/// The path of a test in the work directory, without extension: `dir/Name` or `dir/Name_id`.
pub fn work_stem(test: &Description) -> String {
    let base = base_name(&test.path);
    match &test.id {
        Some(id) => format!("{base}_{id}"),
        None => base.to_string(),
    }
}

impl Locations {
    /// Finds the folders of a test; `class_root` is the slot's tree of classes.
    pub fn new(
        test: &Description,
        suite: &Suite,
        config: &DirConfig,
        facts: &JdkFacts,
        jdk_home: &Path,
        class_root: &Path,
    ) -> Result<Locations, String> {
        let relative_dir = match &test.package_root {
            Some(root) => PathBuf::from(root),
            None => Path::new(&test.path)
                .parent()
                .unwrap_or(Path::new(""))
                .to_path_buf(),
        };
        let relative_classes = if test.package_root.is_none() && suite.unique_class_dirs() {
            PathBuf::from(format!("{}.d", work_stem(test)))
        } else {
            relative_dir.clone()
        };
        let mut locations = Locations {
            file: test.file.clone(),
            sources: normalize(&suite.root.join(&relative_dir)),
            classes: normalize(&class_root.join(relative_classes)),
            libraries: Vec::new(),
            system_modules: facts.system_modules.clone(),
        };
        for name in &test.libraries {
            let place =
                locations.library(name, suite, config, jdk_home, class_root, &relative_dir)?;
            locations.libraries.push(place);
        }
        Ok(locations)
    }

    fn library(
        &self,
        name: &str,
        suite: &Suite,
        config: &DirConfig,
        jdk_home: &Path,
        class_root: &Path,
        relative_dir: &Path,
    ) -> Result<Place, String> {
        let not_found = || format!("Can't find library: {name}");
        if let Some(tail) = name.strip_prefix('/') {
            check_inside(Path::new(tail))?;
            let roots = std::iter::once(&suite.root).chain(&config.external_lib_roots);
            let root = roots
                .into_iter()
                .find(|root| root.join(tail).exists())
                .ok_or_else(not_found)?;
            return self.place(name, &root.join(tail), &class_root.join(tail));
        }
        if let Some(tail) = name.strip_prefix("${java.home}/")
            && name.ends_with(".jar")
        {
            let jar = jdk_home.join(tail);
            return if jar.exists() {
                Ok(jar_place(name, jar))
            } else {
                Err(not_found())
            };
        }
        let relative = relative_dir.join(name);
        check_inside(&relative)?;
        let sources = self.sources.join(name);
        if !sources.exists() {
            return Err(not_found());
        }
        self.place(name, &sources, &class_root.join(relative))
    }

    fn place(&self, name: &str, sources: &Path, classes: &Path) -> Result<Place, String> {
        let sources = normalize(sources);
        if sources.is_file()
            && sources
                .extension()
                .is_some_and(|extension| extension == "jar")
        {
            return Ok(jar_place(name, sources));
        }
        if !sources.is_dir() {
            return Err(format!("Bad file for library: {name}"));
        }
        Ok(Place {
            name: Some(name.to_string()),
            kind: self.kind_of(&sources)?,
            sources,
            classes: normalize(classes),
        })
    }

    /// The kinds of code in the folders below a folder.
    pub fn kinds_of(&self, dir: &Path) -> BTreeSet<PlaceKind> {
        sorted_entries(dir)
            .into_iter()
            .filter(|child| child.is_dir())
            .map(|child| {
                let name = child
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                if self.system_modules.contains(&name) {
                    PlaceKind::SystemModules
                } else if child.join("module-info.java").exists() {
                    PlaceKind::UserModules
                } else {
                    PlaceKind::Packages
                }
            })
            .collect()
    }

    /// The one kind of code in a folder.
    pub fn kind_of(&self, dir: &Path) -> Result<PlaceKind, String> {
        let kinds = self.kinds_of(dir);
        match kinds.len() {
            0 => Ok(PlaceKind::Packages),
            1 => Ok(kinds.into_iter().next().unwrap_or(PlaceKind::Packages)),
            _ => Err(format!(
                "Can't mix packages, user modules, and patches for system module in library: {}",
                dir.display()
            )),
        }
    }

    /// Whether the test's folder holds nothing but modules of its own.
    pub fn is_multi_module(&self) -> bool {
        self.kinds_of(&self.sources) == BTreeSet::from([PlaceKind::UserModules])
    }

    pub fn patches(&self) -> PathBuf {
        self.classes.join("patches")
    }

    pub fn modules(&self) -> PathBuf {
        self.classes.join("modules")
    }

    /// The folder for classes of the test, in a module or not.
    pub fn classes_for(&self, module: Option<&str>) -> PathBuf {
        match module {
            None => self.classes.clone(),
            Some(module) if self.system_modules.contains(module) => self.patches().join(module),
            Some(module) => self.modules().join(module),
        }
    }

    pub fn libraries_of(&self, kind: PlaceKind) -> impl Iterator<Item = &Place> {
        self.libraries
            .iter()
            .filter(move |place| place.kind == kind)
    }

    /// The sources that an argument of `build` or `main` names: a class, a package or a module, in the test's folder or
    /// in libraries.
    pub fn locate(&self, argument: &str) -> Result<Vec<ClassSource>, String> {
        let (module, name) = match argument.split_once('/') {
            Some((module, name)) if !module.is_empty() => (Some(module), name),
            _ => (None, argument),
        };
        let places = match module {
            Some(module) => self.places_of_module(module),
            None => std::iter::once(self.test_place(PlaceKind::Packages, &self.classes))
                .chain(self.libraries_of(PlaceKind::Packages).cloned())
                .collect(),
        };
        if let (true, Some(module)) = (places.is_empty(), module) {
            return Err(format!(
                "can't find module {module} in test directory or libraries"
            ));
        }
        let found: Vec<ClassSource> = match name.strip_suffix('*') {
            Some(package) if package.is_empty() || package.ends_with('.') => {
                let package = package.trim_end_matches('.');
                let deep = module.is_some() && package.is_empty();
                let mut found = Vec::new();
                for place in &places {
                    self.add_package(place, module, package, deep, &mut found);
                }
                found
            }
            _ => places
                .iter()
                .find_map(|place| self.find_class(place, module, name))
                .into_iter()
                .collect(),
        };
        match (found.is_empty(), module) {
            (false, _) => Ok(found),
            (true, None) => Err(format!("can't find {name} in test directory or libraries")),
            (true, Some(module)) => Err(format!(
                "can't find {name} in module {module} in {}",
                places[0].sources.display()
            )),
        }
    }

    fn test_place(&self, kind: PlaceKind, classes: &Path) -> Place {
        Place {
            name: None,
            sources: self.sources.clone(),
            classes: classes.to_path_buf(),
            kind,
        }
    }

    fn places_of_module(&self, module: &str) -> Vec<Place> {
        let here = self.sources.join(module).exists();
        if self.system_modules.contains(module) {
            let own = here.then(|| self.test_place(PlaceKind::SystemModules, &self.patches()));
            let libraries = self
                .libraries_of(PlaceKind::SystemModules)
                .filter(|place| place.sources.join(module).exists())
                .cloned();
            return own.into_iter().chain(libraries).collect();
        }
        if here {
            return vec![self.test_place(PlaceKind::UserModules, &self.modules())];
        }
        self.libraries_of(PlaceKind::UserModules)
            .find(|place| place.sources.join(module).exists())
            .cloned()
            .into_iter()
            .collect()
    }

    fn find_class(&self, place: &Place, module: Option<&str>, name: &str) -> Option<ClassSource> {
        let relative = name.replace('.', "/");
        let within = |dir: &Path| module.map_or(dir.to_path_buf(), |module| dir.join(module));
        let class_file = within(&place.classes).join(format!("{relative}.class"));
        SOURCE_EXTENSIONS.iter().find_map(|extension| {
            let mut source = within(&place.sources).join(format!("{relative}.{extension}"));
            if !source.exists() {
                // A class of a package may be right in the test's folder.
                let simple = relative.rsplit_once('/')?.1;
                source = self.sources.join(format!("{simple}.{extension}"));
                if place.name.is_some() || module.is_some() || !source.exists() {
                    return None;
                }
            }
            Some(ClassSource {
                place: place.clone(),
                module: module.map(str::to_string),
                class_name: name.to_string(),
                source,
                class_file: class_file.clone(),
            })
        })
    }

    fn add_package(
        &self,
        place: &Place,
        module: Option<&str>,
        package: &str,
        deep: bool,
        found: &mut Vec<ClassSource>,
    ) {
        let relative = package.replace('.', "/");
        let within = |dir: &Path| {
            module
                .map_or(dir.to_path_buf(), |module| dir.join(module))
                .join(&relative)
        };
        for path in sorted_entries(&within(&place.sources)) {
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let qualify = |name: &str| {
                if package.is_empty() {
                    name.to_string()
                } else {
                    format!("{package}.{name}")
                }
            };
            if path.is_dir() {
                if deep {
                    self.add_package(place, module, &qualify(&file), true, found);
                }
                continue;
            }
            let Some((name, extension)) = file.rsplit_once('.') else {
                continue;
            };
            if SOURCE_EXTENSIONS.contains(&extension) {
                found.push(ClassSource {
                    place: place.clone(),
                    module: module.map(str::to_string),
                    class_name: qualify(name),
                    class_file: within(&place.classes).join(format!("{name}.class")),
                    source: path,
                });
            }
        }
    }
}

fn jar_place(name: &str, jar: PathBuf) -> Place {
    Place {
        name: Some(name.to_string()),
        sources: jar.clone(),
        classes: jar,
        kind: PlaceKind::Jar,
    }
}

fn check_inside(relative: &Path) -> Result<(), String> {
    let normal = normalize(relative);
    if normal.starts_with("..") {
        return Err(format!(
            "effective library path is outside the test suite: {}",
            normal.display()
        ));
    }
    Ok(())
}

/// The children of a folder, in the order of their names; none if it cannot be read.
pub fn sorted_entries(dir: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    entries.sort();
    entries
}
