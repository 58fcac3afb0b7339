//! Where options come from besides the command line: environment variables, files of options that take the place of
//! `-XX:VMOptionsFile=FILE`, and the settings file of `-XX:Flags=FILE`.

use crate::runtime::flags::{self, Origin, get};
use crate::runtime::shutdown;

use super::{BadOption, bad};

/// An option and what the embedder passes with it.
#[derive(Clone, Debug, PartialEq)]
pub struct JvmOption {
    pub text: String,
    pub extra: usize,
}

/// The options of an environment variable, which is mentioned. None if it is not set, or the process has another user's
/// rights.
pub fn environment(name: &str) -> Result<Vec<JvmOption>, BadOption> {
    // SAFETY: these only read the process's identity.
    let privileged =
        unsafe { libc::getuid() != libc::geteuid() || libc::getgid() != libc::getegid() };
    match std::env::var_os(name) {
        Some(text) if !privileged => {
            let text = text.to_string_lossy();
            eprintln!("Picked up {name}: {text}");
            split(name, &text)
        }
        _ => Ok(Vec::new()),
    }
}

/// Splits options: white space separates, quotes protect. `place` is named when a quote is not closed.
pub fn split(place: &str, text: &str) -> Result<Vec<JvmOption>, BadOption> {
    let mut out = Vec::new();
    let mut current: Option<String> = None;
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => current.get_or_insert_default().push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                current.get_or_insert_default();
            }
            None if is_space(c) => out.extend(current.take()),
            None => current.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err(bad(format!("Unmatched quote in {place}")));
    }
    out.extend(current);
    Ok(out
        .into_iter()
        .map(|text| JvmOption { text, extra: 0 })
        .collect())
}

/// C's `isspace`.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\x0b'
}

/// Options that are heeded before all others: they are looked for in every source before the first is read.
#[derive(Default)]
pub struct Early {
    /// The file of `-XX:Flags=`.
    pub settings: Option<String>,
    pub ignore_unrecognized: bool,
}

impl Early {
    /// Looks through a source and puts the file of a `-XX:VMOptionsFile=` in its place.
    pub fn expand(
        &mut self,
        mut options: Vec<JvmOption>,
        source: &str,
    ) -> Result<Vec<JvmOption>, BadOption> {
        let mut file: Option<String> = None;
        let mut at = 0;
        while at < options.len() {
            let text = options[at].text.clone();
            if let Some(name) = text.strip_prefix("-XX:VMOptionsFile=") {
                if let Some(first) = file {
                    return Err(bad(format!(
                        "The option '{first}' is already specified in the options container '{source}' so the \
                         specification of '{text}' in the same options container is an error."
                    )));
                }
                let inserted = options_file(name)?;
                if inserted
                    .iter()
                    .any(|o| o.text.starts_with("-XX:VMOptionsFile="))
                {
                    return Err(bad(format!(
                        "A VM options file may not refer to a VM options file. Specification of \
                         '-XX:VMOptionsFile=<file-name>' in the options file '{text}' in options container '{source}' is \
                         an error."
                    )));
                }
                options.splice(at..=at, inserted);
                file = Some(text);
                continue;
            }
            self.look_at(&text);
            at += 1;
        }
        Ok(options)
    }

    fn look_at(&mut self, option: &str) {
        if let Some(name) = option.strip_prefix("-XX:Flags=") {
            self.settings = Some(name.to_owned());
            return;
        }
        match option {
            "-XX:+PrintVMOptions" => flags::set("PrintVMOptions", 1),
            "-XX:-PrintVMOptions" => flags::set("PrintVMOptions", 0),
            "-XX:+IgnoreUnrecognizedVMOptions" => self.ignore_unrecognized = true,
            "-XX:-IgnoreUnrecognizedVMOptions" => self.ignore_unrecognized = false,
            "-XX:+PrintFlagsInitial" => {
                flags::parse::print(&flags::print::values());
                shutdown::exit(0);
            }
            _ => {}
        }
    }
}

fn options_file(name: &str) -> Result<Vec<JvmOption>, BadOption> {
    let file = std::fs::File::open(name)
        .map_err(|_| bad(format!("Could not open options file '{name}'")))?;
    let bytes = std::io::read_to_string(file)
        .map_err(|_| bad(format!("Could not read options file '{name}'")))?;
    split(name, &bytes)
}

/// Says an option that is about to be read, under `-XX:+PrintVMOptions`.
pub fn log_option(text: &str) {
    if get::PrintVMOptions() != 0 {
        println!("VM option '{text}'");
    }
}

/// Reads the settings file: flags without `-XX:`, separated by white space, comments behind `#`.
pub fn settings_file(name: &str, ignore_unrecognized: bool) -> Result<Vec<String>, BadOption> {
    let text = std::fs::read(name)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .map_err(|_| bad(format!("Could not open settings file {name}\n")))?;
    let tokens = settings(&text);
    let mut complaints = String::new();
    for token in &tokens {
        log_option(token);
        if let Err(said) = flags::parse::option(token, ignore_unrecognized, Origin::ConfigFile) {
            complaints.push_str(&said);
        }
    }
    match complaints.is_empty() {
        true => Ok(tokens),
        false => Err(bad(complaints)),
    }
}

/// The tokens of a settings file. A quote at the start of a token stands for itself, and a line's end closes any quote.
fn settings(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for line in text.lines() {
        let mut chars = line.chars().peekable();
        while let Some(first) = chars.next() {
            if first == '#' {
                break;
            }
            if is_space(first) {
                continue;
            }
            let mut token = String::from(first);
            let mut quote = None;
            for c in chars.by_ref() {
                match quote {
                    Some(q) if c == q => quote = None,
                    None if is_space(c) => break,
                    None if c == '"' || c == '\'' => quote = Some(c),
                    _ => token.push(c),
                }
            }
            tokens.push(token);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(options: Vec<JvmOption>) -> Vec<String> {
        options.into_iter().map(|o| o.text).collect()
    }

    #[test]
    fn quotes_protect_white_space() {
        let split = |text| split("here", text);
        assert_eq!(
            texts(split(" -Da='b c'  -Xint ").unwrap()),
            ["-Da=b c", "-Xint"]
        );
        assert_eq!(
            split("-Da='b").unwrap_err().message,
            "Unmatched quote in here\n"
        );
    }

    #[test]
    fn settings_have_comments_and_quotes() {
        assert_eq!(
            settings("+A # no\n  # nor this\nB=3 C='x y'z\n\"D=1 'E=2"),
            ["+A", "B=3", "C=x yz", "\"D=1", "'E=2"]
        );
    }

    #[test]
    fn a_file_of_options_takes_the_options_place() {
        let dir = std::env::temp_dir().join(format!("hearth-options-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.join(name);
            std::fs::write(&path, text).unwrap();
            format!("-XX:VMOptionsFile={}", path.display())
        };
        let expand = |options: &[&str]| {
            let options = options
                .iter()
                .map(|o| JvmOption {
                    text: (*o).to_owned(),
                    extra: 0,
                })
                .collect();
            Early::default().expand(options, "here").map(texts)
        };
        let good = file("good", "-Da=1\n-Db=2");
        let nested = file("nested", &good);
        assert_eq!(
            expand(&["-Dx", &good, "-Dy"]).unwrap(),
            ["-Dx", "-Da=1", "-Db=2", "-Dy"]
        );
        let error = |options: &[&str]| expand(options).unwrap_err().message;
        assert!(error(&[&nested]).starts_with("A VM options file may not refer"));
        assert!(error(&[&good, &good]).contains("is already specified"));
        assert!(error(&["-XX:VMOptionsFile=/nowhere"]).starts_with("Could not open options file"));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
