//! The levels of messages, from `trace` to `error`, and `off`.

/// How much a message matters. A selection's level lets through itself and everything above.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Level {
    Trace = 1,
    Debug = 2,
    Info = 3,
    Warning = 4,
    Error = 5,
    /// No message has it; as a threshold it lets nothing through.
    Off = 6,
}

impl Level {
    /// All levels in the order of the help text.
    pub const ALL: [Level; 6] = [
        Level::Off,
        Level::Trace,
        Level::Debug,
        Level::Info,
        Level::Warning,
        Level::Error,
    ];

    /// The name in options and decorations.
    pub fn name(self) -> &'static str {
        match self {
            Level::Trace => "trace",
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
            Level::Off => "off",
        }
    }

    /// The level of a name, whatever its case.
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL
            .into_iter()
            .find(|l| l.name().eq_ignore_ascii_case(name))
    }
}
