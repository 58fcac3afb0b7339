//! Test descriptions: the tags in a comment that starts with `@test`, read as the jtreg tag specification says.
//!
//! A description with a mistake is still a description: it keeps the first [`Mistake`], with its line, and running the
//! test gives an error that shows it.

use crate::comments::Comment;
use crate::expr::{self, Context};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Something wrong in a description.
#[derive(Debug, Clone, PartialEq)]
pub struct Mistake {
    pub message: String,
    pub line: usize,
}

/// An action as written, not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub struct RawAction {
    /// `main`, `build`, ... with its options, for example `main/othervm/timeout=10`.
    pub verb: String,
    pub args: Vec<String>,
    /// The line of the action's tag; none for an action that is assumed.
    pub line: Option<usize>,
}

impl RawAction {
    pub fn name(&self) -> &str {
        self.verb.split('/').next().unwrap_or_default()
    }

    fn has_option(&self, name: &str) -> bool {
        self.verb
            .split('/')
            .skip(1)
            .any(|option| option.split('=').next() == Some(name))
    }

    /// The action in one line, as a user would write it.
    pub fn text(&self) -> String {
        format!("{} {}", self.verb, self.args.join(" "))
            .trim_end()
            .to_string()
    }
}

/// One test.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// The defining file, absolute.
    pub file: PathBuf,
    /// The file relative to the suite's root, with `/`.
    pub path: String,
    /// Set if the file has several descriptions.
    pub id: Option<String>,
    /// The line the description starts in.
    pub line: usize,
    pub title: String,
    pub keywords: BTreeSet<String>,
    pub bugs: Vec<String>,
    /// The parts of `@requires` tags, joined.
    pub requires: Option<String>,
    pub modules: Vec<String>,
    pub libraries: Vec<String>,
    /// The line of the last `@library`.
    pub library_line: Option<usize>,
    pub enable_preview: Option<bool>,
    pub actions: Vec<RawAction>,
    /// For tests of a TestNG or JUnit directory: its root, relative to the suite.
    pub package_root: Option<String>,
    pub imports_junit: bool,
    pub mistake: Option<Mistake>,
}

impl Description {
    /// The name that identifies the test in a suite: its path, with `#id` if the file has several.
    pub fn name(&self) -> String {
        match &self.id {
            Some(id) => format!("{}#{id}", self.path),
            None => self.path.clone(),
        }
    }

    /// The largest `/timeout` of the actions, in seconds; `Some(0)` if one has no limit.
    pub fn max_timeout(&self) -> Option<u64> {
        let timeouts: Vec<u64> = self
            .actions
            .iter()
            .flat_map(|action| action.verb.split('/').skip(1))
            .filter_map(|option| option.strip_prefix("timeout=")?.parse().ok())
            .collect();
        if timeouts.contains(&0) {
            return Some(0);
        }
        timeouts.into_iter().max()
    }

    fn add_mistake(&mut self, message: String, line: usize) {
        self.mistake.get_or_insert(Mistake { message, line });
    }
}

/// What the suite's configuration says about descriptions in a directory.
pub struct Rules<'a> {
    pub valid_keys: &'a BTreeSet<String>,
    /// Whether the suite lists keys at all: `@key` is an unknown tag otherwise.
    pub keys_allowed: bool,
    pub check_bug_ids: bool,
    pub names: &'a dyn Context,
    pub default_modules: &'a [String],
    pub enable_preview: bool,
}

/// A tag of a comment: its name without `@`, its value in one line, and the line it starts in.
#[derive(Debug, PartialEq)]
struct Tag {
    name: String,
    value: String,
    line: usize,
}

/// Whether the comment is a test description.
pub fn is_description(comment: &Comment) -> bool {
    tags(comment).first().is_some_and(|tag| tag.name == "test")
}

/// The id given with `@test id=NAME`, if any.
pub fn explicit_id(comment: &Comment) -> Option<String> {
    let tag = tags(comment).into_iter().next()?;
    let id: String = tag
        .value
        .strip_prefix("id=")?
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect();
    (!id.is_empty()).then_some(id)
}

/// Reads the tags of a comment into `description`, whose file is set already. `informative` comments, those of TestNG
/// and JUnit directories, may not have actions.
pub fn read_tags(
    description: &mut Description,
    comment: &Comment,
    rules: &Rules,
    informative: bool,
) {
    description.line = comment.line;
    for tag in tags(comment) {
        read_tag(description, &tag, rules);
    }
    if informative
        && let Some(line) = description
            .actions
            .first()
            .map(|a| a.line.unwrap_or(comment.line))
    {
        description.add_mistake("Explicit action tag not allowed".to_string(), line);
    }
}

/// Completes a description: assumed action, defaults from the configuration, keywords that follow from actions.
pub fn finish(description: &mut Description, rules: &Rules, class_action: Option<RawAction>) {
    if let Some(action) = class_action {
        description.actions = vec![action];
    } else if description.actions.is_empty() {
        description.actions.push(assumed_action(&description.path));
    }
    if let Some(last) = description.actions.last()
        && last.name() == "build"
    {
        let line = last.line.unwrap_or(description.line);
        description.mistake = Some(Mistake {
            message: "No action after @build".to_string(),
            line,
        });
    }
    if description.modules.is_empty() {
        description.modules = rules.default_modules.to_vec();
    }
    if description.enable_preview.is_none() && rules.enable_preview {
        description.enable_preview = Some(true);
    }
    let mut keywords = Vec::new();
    for action in &description.actions {
        keywords.extend(
            ["othervm", "manual", "native"]
                .into_iter()
                .filter(|option| action.has_option(option)),
        );
        if action.has_option("bootclasspath") {
            keywords.push("othervm");
        }
        keywords.extend(
            ["shell", "junit", "testng", "driver", "ignore"]
                .into_iter()
                .filter(|&name| action.name() == name),
        );
    }
    description
        .keywords
        .extend(keywords.into_iter().map(str::to_string));
    description
        .keywords
        .extend(description.bugs.iter().map(|bug| format!("bug{bug}")));
}

fn assumed_action(path: &str) -> RawAction {
    let file = path.rsplit('/').next().unwrap_or(path);
    let base = file.rsplit_once('.').map_or(file, |(base, _)| base);
    let (verb, arg) = match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("sh") => ("shell", file),
        Some("html") => ("applet", file),
        _ => ("main", base),
    };
    RawAction {
        verb: verb.to_string(),
        args: vec![arg.to_string()],
        line: None,
    }
}

/// A tag is a token that starts with `@`; it reaches to the next one. `@` alone and `@ ` are text.
fn tags(comment: &Comment) -> Vec<Tag> {
    let text = &comment.text;
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|&(at, c)| {
            let before = text[..at].chars().next_back();
            let after = text[at + c.len_utf8()..].chars().next();
            c == '@'
                && before.is_none_or(char::is_whitespace)
                && after.is_some_and(|c| !c.is_whitespace())
        })
        .map(|(at, _)| at)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let body = &text[start + 1..end];
            let name_length = body.find(char::is_whitespace).unwrap_or(body.len());
            Tag {
                name: body[..name_length].to_string(),
                value: body[name_length..]
                    .replace(['\n', '\r'], " ")
                    .trim()
                    .to_string(),
                line: comment.line + text[..start].matches('\n').count(),
            }
        })
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_string).collect()
}

fn read_tag(description: &mut Description, tag: &Tag, rules: &Rules) {
    let parse_error = |message: &str| format!("Parse Exception: {message}");
    let action_like = ["compile", "clean", "build", "ignore"]
        .iter()
        .any(|prefix| tag.name.starts_with(prefix));
    if action_like || tag.name == "run" {
        let text = if action_like {
            format!("{} {}", tag.name, tag.value)
        } else {
            tag.value.clone()
        };
        let mut tokens = words(&text).into_iter();
        description.actions.push(RawAction {
            verb: tokens.next().unwrap_or_default(),
            args: tokens.collect(),
            line: Some(tag.line),
        });
        return;
    }
    let result = match tag.name.as_str() {
        "test" | "author" | "comment" => Ok(()),
        "summary" => {
            description.title = first_sentence(&tag.value);
            Ok(())
        }
        "bug" => read_bugs(description, tag, rules),
        "key" if rules.keys_allowed => read_keys(description, tag, rules),
        "requires" => read_requires(description, tag, rules),
        "modules" => read_modules(description, tag),
        "library" => read_library(description, tag),
        "enablePreview" => match tag.value.as_str() {
            "" | "true" => {
                description.enable_preview = Some(true);
                Ok(())
            }
            "false" => {
                description.enable_preview = Some(false);
                Ok(())
            }
            other => Err(format!("invalid value for @enablePreview: {other}")),
        },
        other if other.starts_with("(#)") => Ok(()),
        other => Err(format!("Invalid tag: {other}")),
    };
    if let Err(message) = result {
        description.add_mistake(parse_error(&message), tag.line);
    }
}

fn first_sentence(text: &str) -> String {
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text[..end].to_string()
}

fn read_bugs(description: &mut Description, tag: &Tag, rules: &Rules) -> Result<(), String> {
    if tag.value.is_empty() {
        return Err("No value provided for `@bug'".to_string());
    }
    let mut result = Ok(());
    for bug in words(&tag.value) {
        if rules.check_bug_ids && !is_bug_id(&bug) {
            result = result.and(Err(format!("Invalid or unrecognized bugid: {bug}")));
        } else {
            description.bugs.push(bug);
        }
    }
    result
}

/// Seven digits, perhaps after a project's name in capitals and `-`, or eight that start with 14.
fn is_bug_id(text: &str) -> bool {
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let number = match text.split_once('-') {
        Some((project, number))
            if !project.is_empty() && project.bytes().all(|b| b.is_ascii_uppercase()) =>
        {
            number
        }
        _ => text,
    };
    digits(number, 7) || (number == text && text.starts_with("14") && digits(text, 8))
}

fn read_keys(description: &mut Description, tag: &Tag, rules: &Rules) -> Result<(), String> {
    if tag.value.is_empty() {
        return Err("No value provided for `@key'".to_string());
    }
    let mut result = Ok(());
    for key in words(&tag.value) {
        let normal = key.replace('-', "_");
        if rules.valid_keys.contains(&normal) {
            description.keywords.insert(normal);
        } else {
            result = result.and(Err(format!("Invalid key: {key}")));
        }
    }
    result
}

fn read_requires(description: &mut Description, tag: &Tag, rules: &Rules) -> Result<(), String> {
    if tag.value.is_empty() {
        return Err("No expression for @requires".to_string());
    }
    expr::parse(&tag.value, rules.names)
        .map_err(|message| format!("Syntax error in @requires expression: {message}"))?;
    description.requires = Some(match description.requires.take() {
        Some(before) => format!("({before}) & ({})", tag.value),
        None => tag.value.clone(),
    });
    Ok(())
}

fn read_modules(description: &mut Description, tag: &Tag) -> Result<(), String> {
    if tag.value.is_empty() {
        return Err("No values provided for @modules".to_string());
    }
    let modules = words(&tag.value);
    for module in &modules {
        ModuleUse::parse(module)
            .map_err(|message| format!("Invalid item in @modules: {message}"))?;
    }
    description.modules.extend(modules);
    Ok(())
}

fn read_library(description: &mut Description, tag: &Tag) -> Result<(), String> {
    if !description.actions.is_empty() {
        return Err("`@library' must appear before first action tag".to_string());
    }
    if tag.value.is_empty() {
        return Err("No value provided for `@library'".to_string());
    }
    description.library_line = Some(tag.line);
    // Later tags come first on the path.
    description.libraries.splice(0..0, words(&tag.value));
    Ok(())
}

/// An item of `@modules`: a module, perhaps with a package to export or open.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleUse {
    pub module: String,
    pub package: Option<String>,
    pub exports: bool,
    pub opens: bool,
}

impl ModuleUse {
    /// Parses `MODULE[/PACKAGE[:FLAG]]`.
    pub fn parse(text: &str) -> Result<ModuleUse, String> {
        let (module, rest) = match text.split_once('/') {
            Some((module, rest)) => (module, Some(rest)),
            None => (text, None),
        };
        let (package, flags) = match rest.map(|rest| rest.split_once(':').ok_or(rest)) {
            Some(Ok((package, flags))) => (Some(package), Some(flags)),
            Some(Err(package)) => (Some(package), None),
            None => (None, None),
        };
        let mut parsed = ModuleUse {
            module: module.to_string(),
            package: package.map(str::to_string),
            exports: package.is_some() && flags.is_none(),
            opens: false,
        };
        for flag in flags.into_iter().flat_map(|flags| flags.split(',')) {
            match flag {
                "open" | "private" => parsed.opens = true,
                "+open" => {
                    parsed.opens = true;
                    parsed.exports = true;
                }
                other => return Err(format!("bad modifier: {other}")),
            }
        }
        if !is_dotted_name(module) {
            return Err(format!("invalid module name: {module}"));
        }
        match package {
            Some(package) if !is_dotted_name(package) => {
                Err(format!("invalid package name: {package}"))
            }
            _ => Ok(parsed),
        }
    }
}

/// Whether the text is a qualified Java name.
pub fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut chars = part.chars();
        chars
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$')
            && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct AnyName;
    impl Context for AnyName {
        fn is_valid_name(&self, name: &str) -> bool {
            name != "bad"
        }
        fn value(&self, _: &str) -> Result<String, String> {
            Ok("null".to_string())
        }
    }

    fn describe(text: &str) -> Description {
        let keys = BTreeSet::from(["stress".to_string(), "headful".to_string()]);
        let rules = Rules {
            valid_keys: &keys,
            keys_allowed: true,
            check_bug_ids: true,
            names: &AnyName,
            default_modules: &["java.base".to_string()],
            enable_preview: false,
        };
        let comment = Comment {
            text: text.to_string(),
            line: 10,
        };
        let mut description = Description {
            path: "a/B.java".to_string(),
            ..Description::default()
        };
        read_tags(&mut description, &comment, &rules, false);
        finish(&mut description, &rules, None);
        description
    }

    #[test]
    fn all_tags() {
        let d = describe(
            "@test @(#)B.java 1.1\n@bug 1234567 JDK-7654321\n@summary Does it. Twice.\n@key stress\n@author x y\n\
             @comment a@b\n@requires a\n@requires b\n@modules java.base/sun.misc:+open jdk.x\n@library /lib one\n\
             @library two\n@enablePreview\n@build C\n@run main/othervm/timeout=30 -Xmx1g B 1\n 2",
        );
        assert_eq!(d.mistake, None);
        assert_eq!(d.title, "Does it.");
        assert_eq!(d.bugs, ["1234567", "JDK-7654321"]);
        assert_eq!(d.requires.as_deref(), Some("(a) & (b)"));
        assert_eq!(d.libraries, ["two", "/lib", "one"]);
        assert_eq!(d.modules, ["java.base/sun.misc:+open", "jdk.x"]);
        assert_eq!(d.enable_preview, Some(true));
        assert_eq!(d.actions[0].text(), "build C");
        assert_eq!(d.actions[1].text(), "main/othervm/timeout=30 -Xmx1g B 1 2");
        assert_eq!(d.max_timeout(), Some(30));
        assert!(d.keywords.contains("stress") && d.keywords.contains("othervm"));
        assert!(d.keywords.contains("bug1234567"));
    }

    #[test]
    fn assumed_actions_and_defaults() {
        let d = describe("@test");
        assert_eq!(d.actions[0].text(), "main B");
        assert_eq!(d.modules, ["java.base"]);
        assert_eq!(assumed_action("x/y.sh").text(), "shell y.sh");
        assert_eq!(assumed_action("y.html").text(), "applet y.html");
    }

    #[test]
    fn mistakes_have_lines() {
        for (text, message, line) in [
            ("@test\n@foo", "Parse Exception: Invalid tag: foo", 11),
            (
                "@test\n\n@bug",
                "Parse Exception: No value provided for `@bug'",
                12,
            ),
            (
                "@test\n@bug 12",
                "Parse Exception: Invalid or unrecognized bugid: 12",
                11,
            ),
            (
                "@test\n@key nonsense",
                "Parse Exception: Invalid key: nonsense",
                11,
            ),
            (
                "@test\n@requires bad",
                "Parse Exception: Syntax error in @requires expression: invalid name: bad",
                11,
            ),
            (
                "@test\n@run main B\n@library x",
                "Parse Exception: `@library' must appear before first action tag",
                12,
            ),
            (
                "@test\n@modules java.base/x:y",
                "Parse Exception: Invalid item in @modules: bad modifier: y",
                11,
            ),
            ("@test\n@build X", "No action after @build", 11),
        ] {
            let mistake = describe(text).mistake.expect(text);
            assert_eq!((mistake.message.as_str(), mistake.line), (message, line));
        }
    }

    #[test]
    fn ids() {
        let comment = |text: &str| Comment {
            text: text.to_string(),
            line: 1,
        };
        assert_eq!(
            explicit_id(&comment("@test id=a-b_1 more")),
            Some("a-b_1".to_string())
        );
        assert_eq!(explicit_id(&comment("@test words")), None);
        assert!(is_description(&comment("text before @test")));
        assert!(!is_description(&comment("@bug 1 @test")));
    }
}
