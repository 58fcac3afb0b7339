//! Reading of `java.util.Properties` files, the format of `TEST.ROOT`, `TEST.properties` and `TEST.groups`.
//!
//! Follows the line rules in the specification of `java.util.Properties::load`: comments start with `#` or `!`, a
//! backslash at the end of a line joins it with the next, `=`, `:` or white space ends a key, and `\t \n \r \f \uXXXX`
//! are escapes.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The entries of one properties file.
pub type Properties = BTreeMap<String, String>;

/// Reads and parses the file.
pub fn load(file: &Path) -> io::Result<Properties> {
    let bytes = std::fs::read(file)?;
    Ok(parse(&String::from_utf8_lossy(&bytes)))
}

/// Parses the text of a properties file. A repeated key keeps its last value.
pub fn parse(text: &str) -> Properties {
    let mut entries = Properties::new();
    for line in logical_lines(text) {
        let (key, value) = split_entry(&line);
        entries.insert(unescape(key), unescape(value));
    }
    entries
}

fn logical_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut pending: Option<String> = None;
    for natural in text.split(['\n', '\r']) {
        let part = natural.trim_start_matches([' ', '\t', '\x0c']);
        let mut line = match pending.take() {
            Some(start) => start + part,
            None if part.is_empty() || part.starts_with(['#', '!']) => continue,
            None => part.to_string(),
        };
        let backslashes = line.chars().rev().take_while(|&c| c == '\\').count();
        if backslashes % 2 == 1 {
            line.pop();
            pending = Some(line);
        } else {
            lines.push(line);
        }
    }
    lines.extend(pending);
    lines
}

fn split_entry(line: &str) -> (&str, &str) {
    let white = [' ', '\t', '\x0c'];
    let mut escaped = false;
    let end = line
        .char_indices()
        .find(|&(_, c)| {
            if escaped {
                escaped = false;
                return false;
            }
            escaped = c == '\\';
            c == '=' || c == ':' || white.contains(&c)
        })
        .map_or(line.len(), |(index, _)| index);
    let rest = line[end..].trim_start_matches(white);
    let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
    (&line[..end], rest.trim_start_matches(white))
}

fn unescape(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            result.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => result.push('\t'),
            Some('n') => result.push('\n'),
            Some('r') => result.push('\r'),
            Some('f') => result.push('\x0c'),
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&digits, 16)
                    .ok()
                    .and_then(char::from_u32);
                result.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => result.push(other),
            None => {}
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn separators_comments_and_continuations() {
        let p = parse("# comment\n! other\na=1\nb : 2\n c 3\nd=x \\\n   y\\\n z\nempty\n");
        assert_eq!(p["a"], "1");
        assert_eq!(p["b"], "2");
        assert_eq!(p["c"], "3");
        assert_eq!(p["d"], "x yz");
        assert_eq!(p["empty"], "");
        assert_eq!(p.len(), 5);
    }

    #[test]
    fn escapes() {
        let p = parse("k\\=ey=a\\tb\\u0041\\\\\n");
        assert_eq!(p["k=ey"], "a\tbA\\");
    }
}
