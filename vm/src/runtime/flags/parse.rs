//! From the text behind `-XX:` to a flag's value, and HotSpot's sentences for what is wrong with it.

use std::io::{self, Write};

use super::row::{FlagType, FlagValue, Range};
use super::special::{self, Absent, Age};
use super::{FlagId, Origin, all, constraints, find, get, print};

/// Longest name that is looked at.
const MAX_NAME: usize = 255;
/// How alike two names must be for one to be suggested for the other.
const SIMILAR: f64 = 0.7;

/// Says something on standard error, or on standard output after `-XX:+DisplayVMOutputToStdout`.
pub fn say(text: &str) {
    match get::DisplayVMOutputToStdout() {
        0 => write_to(io::stderr(), text),
        _ => write_to(io::stdout(), text),
    }
}

/// Prints what a flag asked for, on standard output, or on standard error after `-XX:+DisplayVMOutputToStderr`.
pub fn print(text: &str) {
    match get::DisplayVMOutputToStderr() {
        0 => write_to(io::stdout(), text),
        _ => write_to(io::stderr(), text),
    }
}

/// As good as it goes: the stream may be closed or full.
fn write_to(mut stream: impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}

/// Says a warning, unless `-XX:-PrintWarnings`.
pub fn warning(text: &str) {
    if get::PrintWarnings() != 0 {
        say(&format!("Hearth 64-Bit VM warning: {text}\n"));
    }
}

/// A number with HotSpot's suffixes: k, m, g, t (binary multiples); decimal or 0x-hexadecimal.
pub fn parse_size(text: &str) -> Option<u64> {
    let (digits, shift) = match text.as_bytes().last()? {
        b'k' | b'K' => (&text[..text.len() - 1], 10),
        b'm' | b'M' => (&text[..text.len() - 1], 20),
        b'g' | b'G' => (&text[..text.len() - 1], 30),
        b't' | b'T' => (&text[..text.len() - 1], 40),
        _ => (text, 0),
    };
    let hexadecimal = digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"));
    let n = match hexadecimal {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u64::from_str_radix(hex, 16).ok()?
        }
        None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<u64>().ok()?,
        _ => return None,
    };
    n.checked_mul(1 << shift)
}

/// Why the text is not a value of the flag.
enum Mistake {
    /// Said by the general sentences.
    Improper,
    /// A sentence of its own precedes the general one.
    Said(String),
}

/// Sets a flag from the text behind `-XX:`. The error is what to say on standard error, line ends included.
pub fn option(text: &str, ignore_unrecognized: bool, origin: Origin) -> Result<(), String> {
    let said = match value_of(text, origin) {
        Ok(()) => return Ok(()),
        Err(Mistake::Improper) => String::new(),
        Err(Mistake::Said(sentence)) => sentence,
    };
    let signed = text.starts_with(['+', '-']);
    let argument = if signed { &text[1..] } else { text };
    let name = argument.split('=').next().unwrap_or(argument);
    if name.len() <= MAX_NAME
        && let Some(Age::Obsolete(release)) = special::age(name)
    {
        warning(&format!(
            "Ignoring option {name}; support was removed in {release}.0"
        ));
        return Ok(());
    }
    let Some(complaint) = complaint(name, argument, signed, ignore_unrecognized) else {
        return Ok(());
    };
    if text.starts_with('#') {
        say(&format!("{said}{complaint}"));
        return Ok(());
    }
    Err(said + &complaint)
}

/// The general sentence for a refused option; none if it is to be ignored.
fn complaint(
    name: &str,
    argument: &str,
    signed: bool,
    ignore_unrecognized: bool,
) -> Option<String> {
    if let Some(id) = find(name) {
        let row = id.row();
        let is_bool = row.flag_type == FlagType::bool;
        // HotSpot does not know them, or only in debug builds, so that whoever asks to ignore the unknown means them too.
        if ignore_unrecognized && row.kind.is_own() && !id.is_unlocked() {
            return None;
        }
        Some(if !id.is_unlocked() {
            let (kind, unlock) = match row.kind.is_diagnostic() {
                true => ("diagnostic", "UnlockDiagnosticVMOptions"),
                false => ("experimental", "UnlockExperimentalVMOptions"),
            };
            format!(
                "Error: VM option '{name}' is {kind} and must be enabled via -XX:+{unlock}.\n\
                 Error: The unlock option must precede '{name}'.\n"
            )
        } else if is_bool && !signed {
            format!("Missing +/- setting for VM option '{argument}'\n")
        } else if !is_bool && signed {
            format!("Unexpected +/- setting in VM option '{argument}'\n")
        } else {
            format!("Improperly specified VM option '{argument}'\n")
        })
    } else if ignore_unrecognized {
        None
    } else if let Some((absent, _)) = special::absent(name) {
        Some(format!(
            "Error: VM option '{name}' is {} and is available only in debug version of VM.\n",
            absent.word()
        ))
    } else {
        Some(format!(
            "Unrecognized VM option '{argument}'\n{}",
            suggestion(name)
        ))
    }
}

/// The question after a name that is nearly that of a flag. No line end follows it.
fn suggestion(name: &str) -> String {
    let known = all().map(|id| {
        let row = id.row();
        (row.name, row.flag_type == FlagType::bool)
    });
    let absent = special::all_absent().map(|(name, _, is_bool): (_, Absent, _)| (name, is_bool));
    let best = known
        .chain(absent)
        .map(|(flag, is_bool)| (similarity(flag, name), flag, is_bool))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    match best {
        Some((score, flag, is_bool)) if score >= SIMILAR => match is_bool {
            true => format!("Did you mean '(+/-){flag}'? "),
            false => format!("Did you mean '{flag}=<value>'? "),
        },
        _ => String::new(),
    }
}

/// How many pairs of neighbouring letters of `flag` are in `name`, in proportion to the lengths of both.
fn similarity(flag: &str, name: &str) -> f64 {
    let pairs = |s: &str| {
        s.as_bytes()
            .windows(2)
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
    };
    let wanted = pairs(name);
    let hits = pairs(flag).iter().filter(|p| wanted.contains(p)).count();
    2.0 * hits as f64 / (flag.len() + name.len()) as f64
}

/// Where the flag's name ends.
fn name_length(text: &str) -> usize {
    text.bytes()
        .take(MAX_NAME)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count()
}

/// The flag that an option names today, which may be locked or unknown. Says that the name is old.
fn named(name: &str) -> Result<FlagId, Mistake> {
    let real = special::real_name(name);
    match special::age(name) {
        Some(Age::Obsolete(_)) => return Err(Mistake::Improper),
        Some(Age::Deprecated(release)) => {
            let instead = match real == name {
                true => String::new(),
                false => format!(" Use option {real} instead."),
            };
            warning(&format!(
                "Option {name} was deprecated in version {release}.0 and will likely be removed in a future release.{instead}"
            ));
        }
        None => {}
    }
    find(real)
        .filter(|id| id.is_unlocked())
        .ok_or(Mistake::Improper)
}

/// Reads the value and sets the flag.
fn value_of(text: &str, origin: Origin) -> Result<(), Mistake> {
    if let Some(name) = text.strip_prefix(['+', '-']) {
        if name.is_empty() || name_length(name) != name.len() {
            return Err(Mistake::Improper);
        }
        let id = named(name)?;
        if id.row().flag_type != FlagType::bool {
            return Err(Mistake::Improper);
        }
        return store(id, FlagValue::Bool(text.starts_with('+')), origin).map_err(Mistake::Said);
    }
    let (name, rest) = text.split_at(name_length(text));
    if name.is_empty() {
        return Err(Mistake::Improper);
    }
    if let Some(value) = rest.strip_prefix(":=") {
        let id = named(name)?;
        if !id.row().flag_type.is_text() {
            return Err(Mistake::Improper);
        }
        return store(id, FlagValue::Text(value.to_owned()), origin).map_err(Mistake::Said);
    }
    let value = rest.strip_prefix('=').ok_or(Mistake::Improper)?;
    let id = named(name)?;
    let value = match id.row().flag_type {
        FlagType::ccstr => FlagValue::Text(value.to_owned()),
        FlagType::ccstrlist => FlagValue::Text(match (id.text().as_str(), value) {
            ("", value) => value.to_owned(),
            (old, "") => old.to_owned(),
            (old, value) => format!("{old}\n{value}"),
        }),
        flag_type => number(flag_type, value).ok_or(Mistake::Improper)?,
    };
    store(id, value, origin).map_err(Mistake::Said)
}

/// A number of the flag's type; as on HotSpot, what does not fit into 32 bits is cut off.
fn number(flag_type: FlagType, text: &str) -> Option<FlagValue> {
    if is_fraction(text) {
        return match flag_type {
            FlagType::double => text.parse().ok().map(FlagValue::Double),
            _ => None,
        };
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) if flag_type.is_signed() => (true, digits),
        Some(_) => return None,
        None => (false, text),
    };
    let n = parse_size(digits)?;
    let signed = |n: i64| FlagValue::Signed(if negative { n.wrapping_neg() } else { n });
    Some(match flag_type {
        FlagType::int => signed(i64::from(n as i32)),
        FlagType::intx => signed(n as i64),
        FlagType::uint => FlagValue::Unsigned(u64::from(n as u32)),
        FlagType::uintx | FlagType::uint64_t | FlagType::size_t => FlagValue::Unsigned(n),
        FlagType::double => FlagValue::Double(n as f64),
        FlagType::bool | FlagType::ccstr | FlagType::ccstrlist => return None,
    })
}

/// True for digits, a point, and digits or an exponent.
fn is_fraction(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, fraction)| {
        let digits = |s: &str, more: &str| {
            !s.is_empty() && s.chars().all(|c| c.is_ascii_digit() || more.contains(c))
        };
        digits(whole, "-") && digits(fraction, "eE+-")
    })
}

/// Sets a flag to a value of its type if its range allows that. The error is HotSpot's sentence.
pub fn store(id: FlagId, value: FlagValue, origin: Origin) -> Result<(), String> {
    let row = id.row();
    if !row.range.contains(&value) {
        let bounds = match row.range {
            Range::Signed(low, high) => [low.to_string(), high.to_string()],
            Range::Unsigned(low, high) => [low.to_string(), high.to_string()],
            Range::Double(low, high) => [format!("{low:.6}"), format!("{high:.6}")],
            Range::None | Range::Checked => Default::default(),
        };
        return Err(format!(
            "{} {}={} is outside the allowed range [ {} ... {} ]\n",
            row.flag_type.name(),
            row.name,
            print::value_text(&value),
            bounds[0],
            bounds[1]
        ));
    }
    if let Some(sentence) = constraints::at_parse(id, &value) {
        return Err(sentence);
    }
    id.set(value, origin);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        option(text, false, Origin::CommandLine).unwrap_err()
    }

    #[test]
    fn malformed_flags_get_the_sentence_that_users_know() {
        assert_eq!(refused("+Foo"), "Unrecognized VM option 'Foo'\n");
        assert_eq!(refused("Foo=3"), "Unrecognized VM option 'Foo=3'\n");
        assert_eq!(
            refused("+UseSerialGd"),
            "Unrecognized VM option 'UseSerialGd'\nDid you mean '(+/-)UseSerialGC'? "
        );
        assert_eq!(
            refused("+MaxHeapSize"),
            "Unexpected +/- setting in VM option 'MaxHeapSize'\n"
        );
        assert_eq!(
            refused("UseSerialGC"),
            "Missing +/- setting for VM option 'UseSerialGC'\n"
        );
        assert_eq!(
            refused("-UseSerialGC=3"),
            "Improperly specified VM option 'UseSerialGC=3'\n"
        );
        assert_eq!(
            refused("NewRatio=-1"),
            "Improperly specified VM option 'NewRatio=-1'\n"
        );
        assert_eq!(
            refused("MaxJavaStackTraceDepth=-1"),
            "intx MaxJavaStackTraceDepth=-1 is outside the allowed range [ 0 ... 1073741823 ]\n\
             Improperly specified VM option 'MaxJavaStackTraceDepth=-1'\n"
        );
        assert_eq!(
            refused("+TraceCallFixup"),
            "Error: VM option 'TraceCallFixup' is develop and is available only in debug version of VM.\n"
        );
        assert!(refused("+UseEpsilonGC").contains("is experimental and must be enabled"));
        assert_eq!(option("#+Foo", false, Origin::CommandLine), Ok(()));
        assert_eq!(option("+Foo", true, Origin::CommandLine), Ok(()));
        assert_eq!(option("+GCStress", true, Origin::CommandLine), Ok(()));
        assert_eq!(
            option("+AssertOnSuspendWaitFailure", false, Origin::CommandLine),
            Ok(())
        );
    }

    #[test]
    fn values_are_typed() {
        let value = |text: &str, name| {
            option(text, false, Origin::CommandLine).unwrap();
            let id = find(name).unwrap();
            assert_eq!(id.origin(), Origin::CommandLine);
            id.value()
        };
        assert_eq!(value("PLABWeight=7", "PLABWeight"), FlagValue::Unsigned(7));
        assert_eq!(
            value("CompileThresholdScaling=1.5e1", "CompileThresholdScaling"),
            FlagValue::Double(15.0)
        );
        assert_eq!(
            value("CompileThresholdScaling=2", "CompileThresholdScaling"),
            FlagValue::Double(2.0)
        );
        assert_eq!(
            value("OnError=a;b", "OnError"),
            FlagValue::Text("a;b".into())
        );
        assert_eq!(
            value("OnError=c", "OnError"),
            FlagValue::Text("a;b\nc".into())
        );
        assert_eq!(value("OnError:=d", "OnError"), FlagValue::Text("d".into()));
    }

    #[test]
    fn sizes_have_binary_suffixes() {
        assert_eq!(parse_size("3k"), Some(3072));
        assert_eq!(parse_size("0x10"), Some(16));
        assert_eq!(parse_size("k"), None);
        assert_eq!(parse_size("+3"), None);
        assert_eq!(parse_size("0x+3"), None);
        assert_eq!(parse_size("99999999999999t"), None);
    }
}
