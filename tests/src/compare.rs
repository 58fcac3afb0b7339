//! Says in a few lines where two outputs part.

use crate::process::{Ending, Outcome};

const SHOWN_LINES: usize = 12;

/// Standard error as it can be compared between VMs: notes that name the VM lose the name, lines of a
/// crash-free run that depend on the machine are dropped.
pub fn normalise_stderr(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        // Whoever has no archive of shared classes need not warn of it.
        if line.starts_with("Picked up ") || line.contains("Archived non-system classes") {
            continue;
        }
        let line = match line.split_once(" VM warning: ") {
            Some((_, warning)) => format!("VM warning: {warning}"),
            None => line.to_owned(),
        };
        kept.push_str(mask_addresses(&line).trim_end());
        kept.push('\n');
    }
    kept
}

/// Output with what differs from run to run made alike: identity hashes after `@`, and the addresses in
/// the names of hidden classes.
pub fn mask_addresses(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['@', '/', '.']) {
        let (before, tail) = rest.split_at(at + 1);
        masked.push_str(before);
        let hex = tail.strip_prefix("0x");
        let digits = hex.unwrap_or(tail);
        let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
        let ends = !digits[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let hash = before.ends_with('@') && (4..=8).contains(&length);
        if ends && (hash || hex.is_some() && length >= 8) {
            masked.push_str("HASH");
            rest = &digits[length..];
        } else {
            rest = tail;
        }
    }
    masked.push_str(rest);
    masked
}

/// The first differing lines, with a little of what precedes them; `None` where the texts are equal.
pub fn difference(what: &str, expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let expected: Vec<_> = expected.lines().collect();
    let actual: Vec<_> = actual.lines().collect();
    let same = expected
        .iter()
        .zip(&actual)
        .take_while(|(a, b)| a == b)
        .count();
    let mut shown = format!("{what} differs from line {}:\n", same + 1);
    for line in &expected[same.saturating_sub(2)..same] {
        shown.push_str(&format!("      {line}\n"));
    }
    for (sign, lines) in [("hotspot", &expected), ("hearth ", &actual)] {
        for line in lines.iter().skip(same).take(SHOWN_LINES) {
            shown.push_str(&format!("  {sign} | {line}\n"));
        }
        if lines.len() <= same {
            shown.push_str(&format!("  {sign} | (ends here)\n"));
        }
    }
    Some(shown)
}

/// The last lines of a text, for messages.
pub fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let start = lines.len().saturating_sub(SHOWN_LINES);
    lines[start..]
        .iter()
        .map(|line| format!("  stderr | {line}\n"))
        .collect()
}

/// Compares two runs; the error is the whole message of the failed test.
pub fn outcomes(
    expected: &Outcome,
    actual: &Outcome,
    stdout: bool,
    stderr: bool,
    command: &str,
) -> Result<(), String> {
    let mut faults = String::new();
    if expected.ending != actual.ending {
        let crash = matches!(actual.ending, Ending::Signal(_));
        let word = if crash { "crashed: " } else { "" };
        faults.push_str(&format!(
            "{word}{}, HotSpot: {}\n",
            actual.ending, expected.ending
        ));
    }
    if stdout {
        let expected = mask_addresses(&expected.stdout);
        faults.extend(difference(
            "stdout",
            &expected,
            &mask_addresses(&actual.stdout),
        ));
    }
    if stderr {
        let expected = normalise_stderr(&expected.stderr);
        faults.extend(difference(
            "stderr",
            &expected,
            &normalise_stderr(&actual.stderr),
        ));
    }
    if faults.is_empty() {
        return Ok(());
    }
    faults.push_str(&tail(&actual.stderr));
    Err(format!("{faults}reproduce: {command}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_first_difference() {
        let shown = difference("stdout", "a\nb\nc\n", "a\nx\nc\n").unwrap();
        assert!(shown.contains("from line 2"));
        assert!(shown.contains("hotspot | b") && shown.contains("hearth  | x"));
        assert!(difference("stdout", "a", "a").is_none());
    }

    #[test]
    fn addresses_are_masked() {
        let text = "module @214c265e, A$$Lambda$3/0x00007fd58000efa8.run a@b.cd p/0xq L.0x0000000800c01000;";
        let masked = "module @HASH, A$$Lambda$3/HASH.run a@b.cd p/0xq L.HASH;";
        assert_eq!(mask_addresses(text), masked);
    }

    #[test]
    fn warnings_lose_the_name_of_the_vm() {
        let text = "Picked up X\nOpenJDK 64-Bit Server VM warning: odd\n";
        assert_eq!(normalise_stderr(text), "VM warning: odd\n");
    }
}
