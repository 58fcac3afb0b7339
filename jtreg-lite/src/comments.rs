//! Finds the comments of a source file that may hold test descriptions.
//!
//! Java-like files (`.java`, `.jasm`, `.jcod`) have `/* */` comments, whose leading stars are no part of the text; shell
//! scripts have blocks of lines starting with `#`; HTML files have `<!-- -->`. Each comment keeps the line that it
//! starts in, so that a mistake in a description can be reported with its place.

/// The text of a comment, without its delimiters and leading stars.
#[derive(Debug, PartialEq)]
pub struct Comment {
    pub text: String,
    /// The line in the file, from 1, that `text` starts in.
    pub line: usize,
}

/// The kinds of file that may define tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    Java,
    Shell,
    Html,
}

impl Syntax {
    /// The syntax for a file name; what follows its first dot decides.
    pub fn of_file_name(name: &str) -> Option<Syntax> {
        match name.split_once('.')?.1 {
            "java" | "jasm" | "jcod" => Some(Syntax::Java),
            "sh" => Some(Syntax::Shell),
            "html" => Some(Syntax::Html),
            _ => None,
        }
    }
}

/// All comments of a file, in order.
pub fn comments(source: &str, syntax: Syntax) -> Vec<Comment> {
    match syntax {
        Syntax::Java => java_comments(source),
        Syntax::Shell => shell_comments(source),
        Syntax::Html => html_comments(source),
    }
}

fn java_comments(source: &str) -> Vec<Comment> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let start = at + 2;
                let Some(length) = source[start..].find("*/") else {
                    break;
                };
                found.push(Comment {
                    text: strip_stars(&source[start..start + length]),
                    line: line_of(source, start),
                });
                at = start + length + 2;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at = bytes[at..]
                    .iter()
                    .position(|&b| b == b'\n')
                    .map_or(bytes.len(), |n| at + n);
            }
            quote @ (b'\'' | b'"') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}

fn strip_stars(text: &str) -> String {
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| {
            line.trim_start_matches([' ', '\t', '*'])
                .trim_end_matches('\r')
        })
        .collect();
    lines.join("\n")
}

fn shell_comments(source: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    let mut in_comment = false;
    for (index, line) in source.lines().enumerate() {
        let Some(text) = line.strip_prefix('#') else {
            in_comment = false;
            continue;
        };
        let text = text.trim_start_matches(['#', ' ', '\t']);
        match found.last_mut() {
            Some(comment) if in_comment => {
                comment.text.push('\n');
                comment.text.push_str(text);
            }
            _ => found.push(Comment {
                text: text.to_string(),
                line: index + 1,
            }),
        }
        in_comment = true;
    }
    found
}

fn html_comments(source: &str) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = source[at..].find("<!--") {
        let start = at + open + 4;
        let Some(length) = source[start..].find("-->") else {
            break;
        };
        let text = &source[start..start + length];
        let lead = text.len() - text.trim_start().len();
        found.push(Comment {
            text: text[lead..].to_string(),
            line: line_of(source, start + lead),
        });
        at = start + length + 3;
    }
    found
}

fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset]
        .iter()
        .filter(|&&b| b == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::{Syntax, comments};

    #[test]
    fn java() {
        let source = "// x /* no */\nString s = \"/* no */\\\"\";\nchar c = '\"';\n/** @test\n * @run main A\n   */\n/*b*/";
        let found = comments(source, Syntax::Java);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "@test\n@run main A\n");
        assert_eq!(found[0].line, 4);
        assert_eq!(found[1].text, "b");
        assert_eq!(found[1].line, 7);
    }

    #[test]
    fn shell_and_html() {
        let found = comments(
            "# one\n\n#\n# @test\n# @run shell a.sh\necho\n",
            Syntax::Shell,
        );
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].text, "\n@test\n@run shell a.sh");
        assert_eq!(found[1].line, 3);
        let found = comments("<html>\n<!--\n  @test -->\n", Syntax::Html);
        assert_eq!((found[0].text.as_str(), found[0].line), ("@test ", 3));
    }

    #[test]
    fn file_names() {
        assert_eq!(Syntax::of_file_name("A.java"), Some(Syntax::Java));
        assert_eq!(Syntax::of_file_name("A.b.java"), None);
        assert_eq!(Syntax::of_file_name("Makefile"), None);
    }
}
