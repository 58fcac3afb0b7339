//! The jars of JUnit, TestNG and asmtools: given by options, next to the program, or where systems install them.

use crate::jdk::{self, Jdk};
use crate::options::Options;
use std::path::{Path, PathBuf};

/// Runs a class with the JUnit platform.
pub const JUNIT_RUNNER: &str = "jtreglite.JUnitRunner";
/// Runs a class with TestNG.
pub const TESTNG_RUNNER: &str = "jtreglite.TestNGRunner";

const JUNIT_SOURCE: (&str, &str) = (
    "JUnitRunner.java",
    include_str!("../agent/runners/JUnitRunner.java"),
);
const TESTNG_SOURCE: (&str, &str) = (
    "TestNGRunner.java",
    include_str!("../agent/runners/TestNGRunner.java"),
);

/// Folders with jars, after those next to the program.
const SYSTEM_DIRS: [&str; 2] = ["/usr/share/jtreg/lib", "/usr/share/java"];

/// What one jar is called, in different packagings.
const JUNIT_JARS: [&[&str]; 2] = [
    &["junit-platform-console-standalone.jar"],
    &[
        "junit-platform-launcher.jar",
        "junit-platform-engine.jar",
        "junit-platform-commons.jar",
        "junit-jupiter-api.jar",
        "junit-jupiter-engine.jar",
        "junit-jupiter-params.jar",
        "junit-vintage-engine.jar",
        "junit4.jar",
        "hamcrest.jar",
        "opentest4j.jar",
        "apiguardian-api.jar",
    ],
];
const TESTNG_JARS: [&str; 5] = [
    "testng.jar",
    "jcommander.jar",
    "guice.jar",
    "slf4j-api.jar",
    "bsh.jar",
];

/// The class paths found.
#[derive(Debug, Default)]
pub struct Frameworks {
    pub junit: Vec<String>,
    pub testng: Vec<String>,
    pub asmtools: Vec<String>,
}

impl Frameworks {
    pub fn find(options: &Options) -> Frameworks {
        let split = |path: &String| path.split(':').map(str::to_string).collect::<Vec<_>>();
        let dirs = jar_dirs();
        let junit = options.junit_path.as_ref().map(split).unwrap_or_else(|| {
            JUNIT_JARS
                .iter()
                .flat_map(|jars| dirs.iter().map(move |dir| (dir, *jars)))
                .map(|(dir, jars)| existing(dir, jars))
                .find(|found| {
                    found
                        .iter()
                        .any(|jar| jar.contains("standalone") || jar.contains("launcher"))
                })
                .unwrap_or_default()
        });
        let testng = options.testng_path.as_ref().map(split).unwrap_or_else(|| {
            dirs.iter()
                .map(|dir| existing(dir, &TESTNG_JARS))
                .find(|found| found.iter().any(|jar| jar.ends_with("testng.jar")))
                .unwrap_or_default()
        });
        let asmtools = options
            .asmtools_path
            .as_ref()
            .map(split)
            .unwrap_or_else(|| {
                dirs.iter()
                    .map(|dir| existing(dir, &["asmtools.jar"]))
                    .find(|found| !found.is_empty())
                    .unwrap_or_default()
            });
        Frameworks {
            junit,
            testng,
            asmtools,
        }
    }

    /// The class path for tests that use JUnit, with the class that runs them.
    pub fn junit_with_runner(&self, compiler: &Jdk) -> Result<Vec<String>, String> {
        with_runner(&self.junit, "junit", "JUnit", JUNIT_SOURCE, compiler)
    }

    /// The class path for tests that use TestNG, with the class that runs them.
    pub fn testng_with_runner(&self, compiler: &Jdk) -> Result<Vec<String>, String> {
        with_runner(&self.testng, "testng", "TestNG", TESTNG_SOURCE, compiler)
    }
}

fn with_runner(
    jars: &[String],
    option: &str,
    name: &str,
    source: (&str, &str),
    compiler: &Jdk,
) -> Result<Vec<String>, String> {
    if jars.is_empty() {
        return Err(format!(
            "{name} not available: install its jars or give their path with -{option}:PATH"
        ));
    }
    let options = ["-cp".to_string(), jars.join(":")];
    let runner = jdk::compile_cached(&compiler.home, option, &[source], &options)?;
    let mut path = vec![runner.to_string_lossy().into_owned()];
    path.extend(jars.iter().cloned());
    Ok(path)
}

fn jar_dirs() -> Vec<PathBuf> {
    let own = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(|dir| dir.join("lib")));
    own.into_iter()
        .chain(SYSTEM_DIRS.map(PathBuf::from))
        .collect()
}

fn existing(dir: &Path, jars: &[&str]) -> Vec<String> {
    jars.iter()
        .map(|jar| dir.join(jar))
        .filter(|jar| jar.is_file())
        .map(|jar| jar.to_string_lossy().into_owned())
        .collect()
}
