//! Unified logging (JEP 158 and 271): `-Xlog`.
//!
//! A message has a level and a set of tags. [`log!`](crate::log) formats it only if some output wants it; the test is one
//! relaxed load. Selections of the command line say which sets go at which level to which output, and with which
//! decorations ([`decorators`]).
//!
//! Messages come from any thread: Java threads, the collector's, threads that the machine does not know. So the writer
//! takes nothing but its own lock, allocates nothing on the Java heap and never polls; one message is one `write`. An
//! output that fails (a full disk, a closed pipe) loses the message and nothing else.

pub mod async_writer;
pub mod config;
pub mod decorators;
pub mod file_output;
pub mod gc_id;
pub mod help;
pub mod levels;
pub mod outputs;
pub mod phase;
pub mod selections;
pub mod tags;

pub use levels::Level;
pub use phase::Phase;
pub use tags::TagSet;

/// Logs a message: `log!(Info, [gc, heap], "{}K", n)`. Nothing is evaluated unless an output wants it.
#[macro_export]
macro_rules! log {
    ($level:ident, [$first:ident $(, $rest:ident)*], $($arg:tt)+) => {{
        const SET: $crate::logging::TagSet = $crate::log_tags!($first $(, $rest)*);
        if SET.is_enabled($crate::logging::Level::$level) {
            $crate::logging::write(SET, $crate::logging::Level::$level, format_args!($($arg)+));
        }
    }};
}

/// True if a message would be shown somewhere: `log_enabled!(Debug, [class, load])`.
#[macro_export]
macro_rules! log_enabled {
    ($level:ident, [$first:ident $(, $rest:ident)*]) => {{
        const SET: $crate::logging::TagSet = $crate::log_tags!($first $(, $rest)*);
        SET.is_enabled($crate::logging::Level::$level)
    }};
}

/// The tag set of some tags, at compile time: `log_tags!(gc, heap)`.
#[macro_export]
macro_rules! log_tags {
    ($first:ident $(, $rest:ident)*) => {
        $crate::logging::TagSet::named(concat!(stringify!($first) $(, "+", stringify!($rest))*))
    };
}

/// Writes a message of one line (or of lines that belong together) to the outputs that want it.
#[cold]
#[inline(never)]
pub fn write(set: TagSet, level: Level, message: std::fmt::Arguments) {
    let text = format!("{}{message}", gc_id::prefix(set));
    outputs::write(set, level, &[&text]);
}

/// Writes a text of several lines, each decorated as a message of its own, with nothing of others between them.
#[cold]
#[inline(never)]
pub fn write_lines(set: TagSet, level: Level, text: &str) {
    let prefix = gc_id::prefix(set);
    let lines: Vec<String> = text.lines().map(|l| format!("{prefix}{l}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    outputs::write(set, level, &lines);
}
