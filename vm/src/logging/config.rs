//! `-Xlog[:what][:output][:decorators][:output-options]`.
//!
//! Options take effect one after the other; each sets the levels of the sets that it selects on one output, and the
//! output's decorators. What is wrong with an option is logged, as errors, before it is refused.

use crate::runtime::{flags, shutdown};

use super::async_writer;
use super::decorators::Decorators;
use super::file_output;
use super::help;
use super::outputs;
use super::selections::Selections;

/// An option that was refused; its faults have been logged.
#[derive(Debug)]
pub struct Refused;

/// Applies what stands behind `-Xlog` on the command line. After `help` the process ends.
pub fn option(rest: &str) -> Result<(), Refused> {
    let applied = match rest {
        "" => apply(""),
        ":help" => {
            help::print();
            shutdown::exit(0);
        }
        ":async" => {
            async_writer::start();
            return Ok(());
        }
        ":disable" => {
            outputs::disable_all();
            return Ok(());
        }
        _ => apply(rest.strip_prefix(':').ok_or(Refused)?),
    };
    match applied {
        Ok(warnings) => {
            for warning in warnings {
                crate::log!(Warning, [logging], "{warning}");
            }
            Ok(())
        }
        Err(message) => {
            for line in message.lines() {
                crate::log!(Error, [logging], "{line}");
            }
            Err(Refused)
        }
    }
}

/// Adds selections to what standard output shows.
fn show(selections: &str) {
    if let Ok(selections) = Selections::parse(selections) {
        outputs::configure_stdout(&selections);
    }
}

/// `-verbose` with what stands behind it.
pub fn verbose(what: &str) {
    match what {
        "" | ":class" => show("class+load,class+unload"),
        ":gc" => show("gc"),
        ":jni" => show("jni+resolve=debug"),
        ":module" => show("module+load,module+unload"),
        _ => {}
    }
}

/// What came before `-Xlog`: `-Xloggc` with its file, `PrintGC` and `PrintGCDetails`. Applied when all options are read.
pub fn deprecated_gc_options(file: Option<&str>) -> Result<(), String> {
    let (print, details) = (
        flags::get::PrintGC() != 0,
        flags::get::PrintGCDetails() != 0,
    );
    if print {
        crate::log!(
            Warning,
            [gc],
            "-XX:+PrintGC is deprecated. Will use -Xlog:gc instead."
        );
    }
    let what = if details { "gc*" } else { "gc" };
    if details {
        let text = "-XX:+PrintGCDetails is deprecated. Will use -Xlog:gc* instead.";
        crate::log!(Warning, [gc], "{text}");
    }
    if let Some(file) = file {
        let text = "-Xloggc is deprecated. Will use -Xlog";
        crate::log!(Warning, [gc], "{text}:{what}:{file} instead.");
        let option = format!(":{what}:\"{file}\"");
        let option = if file.is_empty() {
            format!(":{what}")
        } else {
            option
        };
        self::option(&option).map_err(|_| String::new())?;
    } else if print || details {
        show(what);
    }
    Ok(())
}

/// The warnings, or what is wrong.
fn apply(text: &str) -> Result<Vec<String>, String> {
    let (parts, excess) = split(text)?;
    if let Some(excess) = excess {
        crate::log!(
            Warning,
            [logging],
            "Ignoring excess -Xlog options: \"{excess}\""
        );
    }
    let [what, output, decorators, options] = parts;
    let selections = Selections::parse(what.unwrap_or(""))?;
    let decorators = Decorators::parse(decorators.unwrap_or(""))?;
    let name = match output.unwrap_or("") {
        "" => "stdout".to_owned(),
        name => normalize(name)?,
    };
    let mut warnings = Vec::new();
    if outputs::configure(&name, options, &selections, decorators)? {
        warnings.push("Output options for existing outputs are ignored.".to_owned());
    }
    warnings.extend(selections.warnings());
    Ok(warnings)
}

/// The four parts between colons, colons in quotes aside, and what stands behind them.
fn split(text: &str) -> Result<([Option<&str>; 4], Option<&str>), String> {
    let mut parts = [None; 4];
    let mut rest = Some(text);
    for part in &mut parts {
        let Some(from) = rest else { break };
        let mut end = None;
        let mut quoted = false;
        for (i, c) in from.char_indices() {
            match c {
                '"' => quoted = !quoted,
                ':' if !quoted => {
                    end = Some(i);
                    break;
                }
                _ => {}
            }
        }
        if quoted {
            return Err(format!(
                "Missing terminating quote in -Xlog option '{from}'"
            ));
        }
        *part = Some(&from[..end.unwrap_or(from.len())]);
        rest = end.map(|i| &from[i + 1..]);
    }
    Ok((parts, rest))
}

/// An output's name as type and name, without quotes: `x` and `file="x"` are `file=x`.
fn normalize(full: &str) -> Result<String, String> {
    if full.starts_with('#') || full == "stdout" || full == "stderr" {
        return Ok(full.to_owned());
    }
    let quote = full.find('"');
    let (prefix, name) = match full.find('=').filter(|e| quote.is_none_or(|q| *e < q)) {
        Some(equals) => full.split_at(equals + 1),
        None => (file_output::PREFIX, full),
    };
    let name = match quote {
        None => name,
        Some(_) => name
            .strip_prefix('"')
            .and_then(|n| n.strip_suffix('"'))
            .filter(|n| !n.contains('"'))
            .ok_or(
                "Output name can not be partially quoted. Either surround the whole name with quotation \
                 marks, or do not use quotation marks at all.",
            )?,
    };
    Ok(format!("{prefix}{name}"))
}

/// Told once the machine is up: what can be configured, and what is.
pub fn report() {
    if !crate::log_enabled!(Info, [logging]) {
        return;
    }
    crate::log!(Info, [logging], "Log configuration fully initialized.");
    crate::log!(Info, [logging], "Available log levels: {}", help::levels());
    crate::log!(
        Info,
        [logging],
        "Available log decorators: {}",
        help::decorators()
    );
    crate::log!(Info, [logging], "Available log tags: {}", help::tags());
    crate::log!(Info, [logging], "Described tag sets:");
    crate::log!(Info, [logging], " logging: {}", help::LOGGING);
    crate::log!(Debug, [logging], "Available tag sets: {}", help::tag_sets());
    crate::log!(Info, [logging], "Log output configuration:");
    for line in outputs::describe().lines() {
        crate::log!(Info, [logging], "{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_separate_except_in_quotes() {
        let (parts, excess) = split("gc:\"a:b\":u:x:y:z").unwrap();
        assert_eq!(parts, [Some("gc"), Some("\"a:b\""), Some("u"), Some("x")]);
        assert_eq!(excess, Some("y:z"));
        assert_eq!(split("").unwrap(), ([Some(""), None, None, None], None));
        assert_eq!(
            split("gc:\"a").unwrap_err(),
            "Missing terminating quote in -Xlog option '\"a'"
        );
    }

    #[test]
    fn outputs_are_files_unless_they_say_otherwise() {
        assert_eq!(normalize("stderr").unwrap(), "stderr");
        assert_eq!(normalize("a.log").unwrap(), "file=a.log");
        assert_eq!(normalize("file=a.log").unwrap(), "file=a.log");
        assert_eq!(normalize("\"a=b\"").unwrap(), "file=a=b");
        assert_eq!(normalize("file=\"a b\"").unwrap(), "file=a b");
        assert!(normalize("a\"b\"").is_err());
    }
}
