//! What a run tells: as text while it goes on, and as files when it is over.

pub mod html;
pub mod json;
pub mod junit;
pub mod text;

use crate::exec::TestResult;
use crate::verdict::Kind;

/// How many tests ended how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
    pub error: usize,
    pub not_run: usize,
    /// Among the passed: those that said they could test nothing here.
    pub skipped: usize,
}

impl Counts {
    pub fn of<'a>(results: impl IntoIterator<Item = &'a TestResult>) -> Counts {
        let mut counts = Counts::default();
        for result in results {
            match result.verdict.kind {
                Kind::Passed => counts.passed += 1,
                Kind::Failed => counts.failed += 1,
                Kind::Error => counts.error += 1,
                Kind::NotRun => counts.not_run += 1,
            }
            counts.skipped += usize::from(result.verdict.is_skipped());
        }
        counts
    }

    /// The exit code that jtreg would give.
    pub fn exit_code(&self) -> u8 {
        match self {
            counts if counts.error > 0 => 3,
            counts if counts.failed > 0 => 2,
            counts if counts.passed == 0 => 1,
            _ => 0,
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = [
            (self.passed, "passed"),
            (self.failed, "failed"),
            (self.error, "error"),
            (self.not_run, "not run"),
        ]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{word}: {count}"))
        .collect();
        let text = if parts.is_empty() {
            "no tests selected".to_string()
        } else {
            parts.join("; ")
        };
        write!(f, "{text}")?;
        if self.skipped > 0 {
            write!(f, " (skipped among the passed: {})", self.skipped)?;
        }
        Ok(())
    }
}

/// Replaces the characters that XML and HTML give a meaning, and those that they forbid.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Counts, escape};

    #[test]
    fn exit_codes() {
        let counts = |passed, failed, error| Counts {
            passed,
            failed,
            error,
            ..Counts::default()
        };
        assert_eq!(counts(1, 0, 0).exit_code(), 0);
        assert_eq!(counts(0, 0, 0).exit_code(), 1);
        assert_eq!(counts(1, 1, 0).exit_code(), 2);
        assert_eq!(counts(1, 1, 1).exit_code(), 3);
        assert_eq!(counts(2, 1, 0).to_string(), "passed: 2; failed: 1");
    }

    #[test]
    fn escaping() {
        assert_eq!(
            escape("<a b=\"c\">&\u{1}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;\u{fffd}"
        );
    }
}
