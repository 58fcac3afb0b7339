//! `-XX:CompileCommand=`, `-XX:CompileCommandFile=` and `-XX:CompileOnly=`: what the user wants (not) compiled or inlined.
//!
//! A command is a word and a pattern of methods, separated by a comma or a space: `exclude,java.lang.String::char*`,
//! `inline,java/lang/Math.*`. Class and method names may have a `*` at either end.

use std::path::Path;
use std::sync::OnceLock;

use oops::MethodPtr;

use crate::runtime::flags;

/// What a command does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Exclude,
    CompileOnly,
    Inline,
    DontInline,
    Print,
    PrintClif,
    Log,
    /// `BackgroundCompilation` with the value `false`: who asks for the compilation waits for it.
    Foreground,
    /// Options of HotSpot that change nothing here.
    Other,
}

const WORDS: [(&str, Action); 9] = [
    ("exclude", Action::Exclude),
    ("compileonly", Action::CompileOnly),
    ("inline", Action::Inline),
    ("dontinline", Action::DontInline),
    ("print", Action::Print),
    ("printclif", Action::PrintClif),
    ("log", Action::Log),
    ("BackgroundCompilation", Action::Foreground),
    ("option", Action::Other),
];

#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    class: String,
    method: String,
}

impl Pattern {
    /// `a/B.c`, `a.B::c`, `a/B c`; a class alone means all its methods, a method alone that of any class.
    fn parse(text: &str) -> Option<Pattern> {
        let text = text.split('(').next()?.trim();
        let parts = text
            .split_once("::")
            .or_else(|| text.split_once([',', ' ']))
            .or_else(|| text.rsplit_once('.'));
        let (class, method) = parts.unwrap_or((text, "*"));
        let method = method.split([',', ' ']).next().unwrap_or("*");
        let name = |s: &str| {
            if s.is_empty() {
                "*".to_owned()
            } else {
                s.to_owned()
            }
        };
        (!text.is_empty()).then(|| Pattern {
            class: name(&class.replace('.', "/")),
            method: name(method),
        })
    }

    fn matches(&self, class: &str, method: &str) -> bool {
        fits(&self.class, class) && fits(&self.method, method)
    }
}

/// True if a name fits a pattern with `*` at one or both ends.
fn fits(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(""), _) => true,
        (Some(rest), Some(_)) => name.contains(rest.trim_end_matches('*')),
        (Some(end), None) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == pattern,
    }
}

struct Commands {
    rules: Vec<(Action, Pattern)>,
    quiet: bool,
}

static COMMANDS: OnceLock<Commands> = OnceLock::new();

fn commands() -> &'static Commands {
    COMMANDS.get_or_init(|| {
        let mut commands = Commands {
            rules: Vec::new(),
            quiet: false,
        };
        for line in flags::text("CompileCommand").lines() {
            commands.add(line.trim());
        }
        commands.add_file(&flags::text("CompileCommandFile"));
        let only = flags::text("CompileOnly");
        for text in only.split([',', '\n']).filter(|s| !s.is_empty()) {
            let pattern = Pattern::parse(text);
            commands
                .rules
                .extend(pattern.map(|p| (Action::CompileOnly, p)));
        }
        commands
    })
}

/// A file that HotSpot once read by itself.
const OLD_FILE: &str = ".hotspot_compiler";

impl Commands {
    /// Adds the lines of a file; one that cannot be read has none.
    fn add_file(&mut self, path: &str) {
        if path.is_empty() {
            if Path::new(OLD_FILE).exists() {
                flags::parse::warning(&format!(
                    "{OLD_FILE} file is present but has been ignored.  Run with -XX:CompileCommandFile={OLD_FILE} to load the file."
                ));
            }
            return;
        }
        let text = std::fs::read(path).unwrap_or_default();
        for line in String::from_utf8_lossy(&text).lines() {
            self.add(line.trim());
        }
    }

    fn add(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let (word, rest) = line.split_once([',', ' ']).unwrap_or((line, ""));
        if word.eq_ignore_ascii_case("quiet") {
            self.quiet = true;
            return;
        }
        // Options with a value have it at the end.
        let (rest, value) = match rest.rsplit_once([',', ' ', '=']) {
            Some((pattern, value @ ("true" | "false"))) => (pattern, value == "true"),
            _ => (rest, true),
        };
        let known = WORDS.iter().find(|(w, _)| w.eq_ignore_ascii_case(word));
        match (known, Pattern::parse(rest)) {
            (Some(&(name, action)), Some(pattern)) => {
                if !self.quiet && action != Action::Other {
                    flags::parse::print(&format!(
                        "CompileCommand: {name} {}.{} bool {name} = {value}\n",
                        pattern.class, pattern.method
                    ));
                }
                if value != (action == Action::Foreground) {
                    self.rules.push((action, pattern));
                }
            }
            (None, Some(_)) => complain(line, &format!("Unrecognized option '{word}'")),
            (_, None) => complain(line, "Method pattern missing from command"),
        }
    }
}

fn complain(line: &str, error: &str) {
    flags::parse::print(&format!(
        "CompileCommand: An error occurred during parsing\n\
         Error: {error}\n\
         Line: '{line}'\n\n\
         Usage: '-XX:CompileCommand=<option>,<method pattern>' - to set boolean option to true\n\
         Usage: '-XX:CompileCommand=<option>,<method pattern>,<value>'\n\
         Use:   '-XX:CompileCommand=help' for more information and to list all option.\n\n"
    ));
}

/// Reads the commands, and says so.
pub fn initialize() {
    commands();
}

/// True if there is such a command.
pub fn has(action: Action) -> bool {
    commands().rules.iter().any(|(a, _)| *a == action)
}

/// True if a command names the method for this.
pub fn asks(action: Action, method: MethodPtr) -> bool {
    let rules = &commands().rules;
    if rules.is_empty() {
        return false;
    }
    let class = method.holder().name.to_string();
    let name = method.name.to_string();
    rules
        .iter()
        .any(|(a, p)| *a == action && p.matches(&class, &name))
}

/// True if the method may be compiled as far as the user is concerned.
pub fn allows(method: MethodPtr) -> bool {
    let restricted = has(Action::CompileOnly);
    !asks(Action::Exclude, method) && (!restricted || asks(Action::CompileOnly, method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_methods() {
        let pattern = |text| Pattern::parse(text).unwrap();
        for text in [
            "java/lang/String.charAt",
            "java.lang.String::charAt",
            "java/lang/String charAt",
            "java.lang.String,charAt(I)C",
        ] {
            assert!(
                pattern(text).matches("java/lang/String", "charAt"),
                "{text}"
            );
            assert!(
                !pattern(text).matches("java/lang/String", "length"),
                "{text}"
            );
        }
        assert!(pattern("*.char*").matches("a/B", "chars"));
        assert!(pattern("*String::*").matches("java/lang/String", "length"));
        assert!(!pattern("String::*").matches("java/lang/String", "length"));
    }
}
