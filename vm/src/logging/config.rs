//! `-Xlog[:what][:output][:decorators][:output-options]`.
//!
//! Options take effect one after the other; each sets the levels of the sets that it selects on one output, and the
//! output's decorators.

use super::decorators::Decorators;
use super::levels::Level;
use super::outputs;
use super::selections::Selections;

/// Applies what stands behind `-Xlog` (nothing, or a text that begins with a colon). An error has been logged.
pub fn option(rest: &str) -> Result<(), ()> {
    let text = rest.strip_prefix(':').unwrap_or("");
    if text == "disable" {
        outputs::disable_all();
        return Ok(());
    }
    match apply(text) {
        Ok(warnings) => {
            for warning in warnings {
                crate::log!(Warning, [logging], "{warning}");
            }
            Ok(())
        }
        Err(message) => {
            crate::log!(Error, [logging], "{message}");
            Err(())
        }
    }
}

fn apply(text: &str) -> Result<Vec<String>, String> {
    let mut parts = text.splitn(4, ':');
    let mut part = || parts.next().unwrap_or("");
    let selections = Selections::parse(part())?;
    let name = match part() {
        "" => "stdout",
        name => name,
    };
    let decorators = Decorators::parse(part())?;
    outputs::configure(name, &|set| selections.level_for(set), Some(decorators));
    Ok(selections.warnings())
}

/// Messages of some tags, with others or alone, at a level on the standard output: what `-verbose` and some flags mean.
pub fn show(selection: &str, level: Level) {
    if let Ok(selections) = Selections::parse(selection) {
        let level_of = |set| selections.level_for(set).map(|_| level);
        outputs::configure("stdout", &level_of, None);
    }
}
