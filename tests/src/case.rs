//! A test program and what its header comments ask for.
//!
//! The header is the run of `// key: value` lines at the top of the file:
//!
//! - `args`: arguments of the program
//! - `vm`: options of the VM, for both VMs
//! - `javac`: options of the compiler; files with the same options are compiled together
//! - `exit`: the exit code, where it is not 0
//! - `timeout`: seconds, 60 where nothing is said
//! - `stdin`: a file beside the source that becomes the standard input
//! - `compare`: what to compare, out of `stdout`, `exit`, `stderr`

use std::path::{Path, PathBuf};
use std::time::Duration;

/// One test program.
#[derive(Debug, Clone)]
pub struct Case {
    pub area: String,
    pub name: String,
    pub source: PathBuf,
    pub text: String,
    pub header: Header,
}

/// The header's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub args: Vec<String>,
    pub vm: Vec<String>,
    pub javac: Vec<String>,
    pub exit: i32,
    pub limit: Duration,
    pub stdin: Option<String>,
    pub compare_stdout: bool,
    pub compare_stderr: bool,
}

impl Default for Header {
    fn default() -> Header {
        Header {
            args: Vec::new(),
            vm: Vec::new(),
            javac: Vec::new(),
            exit: 0,
            limit: Duration::from_secs(60),
            stdin: None,
            compare_stdout: true,
            compare_stderr: false,
        }
    }
}

impl Header {
    /// Reads the comments at the top of a source.
    pub fn parse(text: &str) -> Result<Header, String> {
        let mut header = Header::default();
        for line in text.lines() {
            let Some(comment) = line.strip_prefix("//") else {
                break;
            };
            let Some((key, value)) = comment.split_once(':') else {
                continue;
            };
            let value = value.trim();
            let words = || {
                value
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            match key.trim() {
                "args" => header.args = words(),
                "vm" => header.vm = words(),
                "javac" => header.javac = words(),
                "exit" => header.exit = number(value)?,
                "timeout" => header.limit = Duration::from_secs(number(value)?),
                "stdin" => header.stdin = Some(value.to_owned()),
                "compare" => {
                    let parts: Vec<_> = value.split(',').map(str::trim).collect();
                    header.compare_stdout = parts.contains(&"stdout");
                    header.compare_stderr = parts.contains(&"stderr");
                }
                _ => {}
            }
        }
        Ok(header)
    }
}

fn number<T: std::str::FromStr>(value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("not a number in the test's header: {value}"))
}

impl Case {
    fn read(area: &str, source: PathBuf) -> Result<Case, String> {
        let text = std::fs::read_to_string(&source)
            .map_err(|e| format!("cannot read {}: {e}", source.display()))?;
        let name = source
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let header = Header::parse(&text)?;
        Ok(Case {
            area: area.to_owned(),
            name,
            source,
            text,
            header,
        })
    }
}

/// The Java sources of a folder, sorted by name.
pub fn in_folder(area: &str, folder: &Path) -> Result<Vec<Case>, String> {
    sorted(folder)?
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "java"))
        .map(|path| Case::read(area, path))
        .collect()
}

/// The entries of a folder, sorted by name.
pub fn sorted(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(folder).map_err(|e| format!("cannot list {}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_header_and_stops_at_code() {
        let text = "// vm: -ea -Xmx64m\n// What it is for.\n// exit: 3\nclass A {}\n// args: no\n";
        let header = Header::parse(text).unwrap();
        assert_eq!(header.vm, ["-ea", "-Xmx64m"]);
        assert_eq!(header.exit, 3);
        assert!(header.args.is_empty());
        assert!(header.compare_stdout && !header.compare_stderr);
    }

    #[test]
    fn refuses_a_bad_number() {
        assert!(Header::parse("// exit: three\n").is_err());
    }
}
