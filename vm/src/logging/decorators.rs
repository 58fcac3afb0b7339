//! What stands in brackets before a message: times, ids, level and tags.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::levels::Level;
use super::tags::TagSet;

/// A decoration, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Decorator {
    Time,
    UtcTime,
    Uptime,
    TimeMillis,
    UptimeMillis,
    TimeNanos,
    UptimeNanos,
    HostName,
    Pid,
    Tid,
    Level,
    Tags,
}

/// How many decorators there are.
pub const COUNT: usize = 12;

/// Decorators with their names and abbreviations.
pub const DECORATORS: [(Decorator, &str, &str); COUNT] = [
    (Decorator::Time, "time", "t"),
    (Decorator::UtcTime, "utctime", "utc"),
    (Decorator::Uptime, "uptime", "u"),
    (Decorator::TimeMillis, "timemillis", "tm"),
    (Decorator::UptimeMillis, "uptimemillis", "um"),
    (Decorator::TimeNanos, "timenanos", "tn"),
    (Decorator::UptimeNanos, "uptimenanos", "un"),
    (Decorator::HostName, "hostname", "hn"),
    (Decorator::Pid, "pid", "p"),
    (Decorator::Tid, "tid", "ti"),
    (Decorator::Level, "level", "l"),
    (Decorator::Tags, "tags", "tg"),
];

/// A set of decorators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decorators(u16);

impl Default for Decorators {
    fn default() -> Decorators {
        Decorators::of(&[Decorator::Uptime, Decorator::Level, Decorator::Tags])
    }
}

impl Decorators {
    /// No decoration.
    pub const NONE: Decorators = Decorators(0);

    /// A set of the given ones.
    pub fn of(list: &[Decorator]) -> Decorators {
        Decorators(list.iter().fold(0, |bits, d| bits | 1 << *d as u16))
    }

    /// True if the decorator is in the set.
    pub fn contains(self, decorator: Decorator) -> bool {
        self.0 & 1 << decorator as u16 != 0
    }

    /// The decorators in the order in which they are shown.
    pub fn iter(self) -> impl Iterator<Item = Decorator> {
        DECORATORS
            .into_iter()
            .map(|(d, ..)| d)
            .filter(move |d| self.contains(*d))
    }

    /// Both.
    pub fn union(self, other: Decorators) -> Decorators {
        Decorators(self.0 | other.0)
    }

    /// The decorators of an option: names with commas between them, `none`, or nothing for the default.
    pub fn parse(text: &str) -> Result<Decorators, String> {
        if text.is_empty() {
            return Ok(Decorators::default());
        }
        if text.eq_ignore_ascii_case("none") {
            return Ok(Decorators::NONE);
        }
        let mut set = Decorators::NONE;
        for name in text.split(',') {
            match DECORATORS.iter().find(|(_, long, short)| {
                long.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
            }) {
                Some((d, ..)) => set = set.union(Decorators::of(&[*d])),
                None => return Err(format!("Invalid decorator '{name}'.")),
            }
        }
        Ok(set)
    }

    /// The names with commas between them, or `none`.
    pub fn names(self) -> String {
        let names: Vec<_> = self.iter().map(|d| DECORATORS[d as usize].1).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(","),
        }
    }
}

static START: OnceLock<Instant> = OnceLock::new();

/// The machine's beginning, from which up-times count: the first call sets it.
pub fn start() -> Instant {
    *START.get_or_init(Instant::now)
}

/// What the decorations of one message are made from: the same moment for all outputs.
pub struct Moment {
    up: Duration,
    wall: Duration,
    set: TagSet,
    level: Level,
}

impl Moment {
    /// Now.
    pub fn now(set: TagSet, level: Level) -> Moment {
        Moment {
            up: start().elapsed(),
            wall: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default(),
            set,
            level,
        }
    }

    /// The text of a decoration.
    pub fn text(&self, decorator: Decorator) -> String {
        match decorator {
            Decorator::Time => iso_time(self.wall, false),
            Decorator::UtcTime => iso_time(self.wall, true),
            Decorator::Uptime => format!("{:.3}s", self.up.as_secs_f64()),
            Decorator::TimeMillis => format!("{}ms", self.wall.as_millis()),
            Decorator::UptimeMillis => format!("{}ms", self.up.as_millis()),
            Decorator::TimeNanos => format!("{}ns", monotonic_nanos()),
            Decorator::UptimeNanos => format!("{}ns", self.up.as_nanos()),
            Decorator::HostName => host_name().to_owned(),
            Decorator::Pid => std::process::id().to_string(),
            // SAFETY: no arguments, cannot fail.
            Decorator::Tid => unsafe { libc::gettid() }.to_string(),
            Decorator::Level => self.level.name().to_owned(),
            Decorator::Tags => self.set.name().replace('+', ","),
        }
    }
}

/// The clock of `System.nanoTime`.
fn monotonic_nanos() -> i64 {
    // SAFETY: fills the structure.
    let t = unsafe {
        let mut t: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t);
        t
    };
    t.tv_sec * 1_000_000_000 + t.tv_nsec
}

/// `2026-01-31T12:34:56.789+0100`.
fn iso_time(since_epoch: Duration, utc: bool) -> String {
    let seconds = since_epoch.as_secs() as libc::time_t;
    // SAFETY: fills the structure.
    let t = unsafe {
        let mut t: libc::tm = std::mem::zeroed();
        match utc {
            true => libc::gmtime_r(&seconds, &mut t),
            false => libc::localtime_r(&seconds, &mut t),
        };
        t
    };
    let minutes = t.tm_gmtoff / 60;
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}{:02}",
        t.tm_year + 1900,
        t.tm_mon + 1,
        t.tm_mday,
        t.tm_hour,
        t.tm_min,
        t.tm_sec,
        since_epoch.subsec_millis(),
        if minutes < 0 { '-' } else { '+' },
        minutes.abs() / 60,
        minutes.abs() % 60
    )
}

fn host_name() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let mut buffer = [0u8; 256];
        // SAFETY: writes at most the buffer's length.
        unsafe { libc::gethostname(buffer.as_mut_ptr().cast(), buffer.len() - 1) };
        let end = buffer.iter().position(|b| *b == 0).unwrap_or(0);
        String::from_utf8_lossy(&buffer[..end]).into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decorators_have_two_names() {
        let set = Decorators::parse("u,time,tg").unwrap();
        assert_eq!(set.names(), "time,uptime,tags");
        assert_eq!(Decorators::parse("").unwrap(), Decorators::default());
        assert_eq!(Decorators::parse("none").unwrap().names(), "none");
        assert_eq!(
            Decorators::parse("u,x").unwrap_err(),
            "Invalid decorator 'x'."
        );
        for (i, (d, ..)) in DECORATORS.iter().enumerate() {
            assert_eq!(*d as usize, i);
        }
    }

    #[test]
    fn times_are_iso_8601() {
        let t = Duration::from_millis(1_000_000_000_123);
        assert_eq!(iso_time(t, true), "2001-09-09T01:46:40.123+0000");
    }
}
