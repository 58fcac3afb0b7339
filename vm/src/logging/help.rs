//! `-Xlog:help`.

use super::decorators::DECORATORS;
use super::levels::Level;
use super::tags::{TAG_SETS, TAGS};

/// What the tag set `logging` is for; the one set with a description.
pub const LOGGING: &str = "Logging for the log framework itself";

/// The levels with commas between them.
pub fn levels() -> String {
    Level::ALL.map(Level::name).join(", ")
}

/// The decorators and their abbreviations.
pub fn decorators() -> String {
    DECORATORS
        .map(|(_, name, short)| format!("{name} ({short})"))
        .join(", ")
}

/// The tags.
pub fn tags() -> String {
    TAGS.join(", ")
}

/// The tag sets.
pub fn tag_sets() -> String {
    TAG_SETS.join(", ")
}

/// Examples of options and what they do.
const EXAMPLES: [(&str, &str); 10] = [
    (
        "-Xlog",
        "Everything up to 'info' on stdout; the same as -Xlog:all=info:stdout:uptime,level,tags.",
    ),
    (
        "-Xlog:gc",
        "Messages with exactly the tag 'gc' up to 'info' on stdout.",
    ),
    (
        "-Xlog:gc,safepoint",
        "Messages with exactly the tag 'gc' or exactly 'safepoint', not those with both.",
    ),
    (
        "-Xlog:gc+ref=debug",
        "Messages with the tags 'gc' and 'ref', no more and no less, up to 'debug'.",
    ),
    (
        "-Xlog:gc=debug:file=gc.txt:none",
        "Messages tagged 'gc' up to 'debug' in the file 'gc.txt', without decorations.",
    ),
    (
        "-Xlog:gc=trace:file=gctrace.txt:uptimemillis,pid:filecount=5,filesize=1m",
        "Messages tagged 'gc' up to 'trace' in a rotating set of 5 files of 1 MB, decorated with milliseconds and pid.",
    ),
    (
        "-Xlog:gc::uptime,tid",
        "Messages tagged 'gc' on stdout, decorated with the uptime and the thread's id.",
    ),
    (
        "-Xlog:gc*=info,safepoint*=off",
        "Everything that has 'gc' among its tags, but nothing that has 'safepoint'.",
    ),
    (
        "-Xlog:disable -Xlog:safepoint=trace:safepointtrace.txt",
        "Nothing, not even warnings, except 'safepoint' up to 'trace' in a file.",
    ),
    (
        "-Xlog:async -Xlog:gc=debug:file=gc.log -Xlog:safepoint=trace",
        "Two outputs, both written by a thread of its own.",
    ),
];

/// The help text.
fn text() -> String {
    let examples: String = EXAMPLES
        .iter()
        .map(|(option, meaning)| format!("\n {option}\n\t {meaning}\n"))
        .collect();
    format!(
        "-Xlog Usage: -Xlog[:[selections][:[output][:[decorators][:output-options]]]]
\t 'selections' are tags with levels, tag1[+tag2...][*][=level][,...]
\t Without the wildcard (*) a selection matches messages with exactly its tags.

Available log levels:
 {}

Available log decorators:
 {}
 'none' stands for no decoration.

Available log tags:
 {}
 'all' instead of tags matches every combination.

Described tag sets:
 logging: {LOGGING}

Available log outputs:
 stdout/stderr
 file=<filename>
  In a file's name %p stands for the process's id and %t for the time of its start.
  Options of files:
   filesize=..  - Bytes (K/M/G may follow) after which a file is rotated; 0 for no rotation by size.
   filecount=.. - How many files are kept beside the active one; 0 for no rotation: an existing file is overwritten.

Asynchronous logging (off by default):
 -Xlog:async
  Messages go into a buffer, which a thread of its own writes to the outputs.

Some examples:{examples}",
        levels(),
        decorators(),
        tags(),
    )
}

/// Prints it on standard output.
pub fn print() {
    crate::runtime::flags::parse::print(&text());
}
