//! The `-XX` flags: one table says each flag's type, default, kind, range and meaning; parsing, printing, the
//! documentation and the management interface derive from it.
//!
//! `table` holds the flags that do something, `accepted` those that HotSpot has and that change nothing here, so that
//! command lines written for HotSpot start; `special` names the flags of HotSpot's debug builds and what became old.
//! Each flag has a current value and an origin, which says who set it.

pub mod accepted;
pub mod constraints;
pub mod markdown;
pub mod parse;
pub mod print;
pub mod row;
pub mod special;
pub mod table;

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use parking_lot::Mutex;

pub use parse::parse_size;
pub use row::{Flag, FlagType, FlagValue, Kind, Range};
pub use table::get;

use row::Initial;

/// Who gave a flag its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Origin {
    Default,
    CommandLine,
    Environment,
    ConfigFile,
    Management,
    Ergonomic,
    AttachOnDemand,
    Internal,
}

const ORIGINS: [(Origin, &str); 8] = [
    (Origin::Default, "default"),
    (Origin::CommandLine, "command line"),
    (Origin::Environment, "environment"),
    (Origin::ConfigFile, "config file"),
    (Origin::Management, "management"),
    (Origin::Ergonomic, "ergonomic"),
    (Origin::AttachOnDemand, "attach"),
    (Origin::Internal, "internal"),
];

/// Set in a stored origin once the command line has given the flag a value.
const WAS_ON_COMMAND_LINE: u8 = 0x80;

const TABLES: [&[Flag]; 4] = [
    table::ROWS,
    accepted::collectors::ROWS,
    accepted::compilers::ROWS,
    accepted::runtime::ROWS,
];

const COUNT: usize = TABLES[0].len() + TABLES[1].len() + TABLES[2].len() + TABLES[3].len();

/// All rows, those of `table` first.
static FLAGS: [Flag; COUNT] = {
    let mut all = [TABLES[0][0]; COUNT];
    let (mut table, mut next) = (0, 0);
    while table < TABLES.len() {
        let mut i = 0;
        while i < TABLES[table].len() {
            all[next] = TABLES[table][i];
            next += 1;
            i += 1;
        }
        table += 1;
    }
    all
};

static VALUES: [AtomicU64; COUNT] = {
    let mut values = [const { AtomicU64::new(0) }; COUNT];
    let mut i = 0;
    while i < COUNT {
        values[i] = AtomicU64::new(FLAGS[i].default.bits());
        i += 1;
    }
    values
};

static FLAG_ORIGINS: [AtomicU8; COUNT] = [const { AtomicU8::new(Origin::Default as u8) }; COUNT];

/// Texts of text flags that were set.
static TEXTS: Mutex<Vec<(FlagId, String)>> = Mutex::new(Vec::new());

/// A flag's place in the table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FlagId(u16);

/// The flag of that name.
pub fn find(name: &str) -> Option<FlagId> {
    static BY_NAME: OnceLock<HashMap<&'static str, FlagId>> = OnceLock::new();
    BY_NAME
        .get_or_init(|| all().map(|id| (id.row().name, id)).collect())
        .get(name)
        .copied()
}

/// All flags in the order of the table.
pub fn all() -> impl Iterator<Item = FlagId> {
    (0..COUNT as u16).map(FlagId)
}

/// All flags by name.
pub fn sorted() -> Vec<FlagId> {
    let mut ids: Vec<_> = all().collect();
    ids.sort_unstable_by_key(|id| id.row().name);
    ids
}

impl FlagId {
    /// What the table says of the flag.
    pub fn row(self) -> &'static Flag {
        &FLAGS[self.0 as usize]
    }

    /// The value's bits; meaningless for texts.
    pub fn bits(self) -> u64 {
        VALUES[self.0 as usize].load(Ordering::Relaxed)
    }

    /// The text of a text flag.
    pub fn text(self) -> String {
        if let Some((_, t)) = TEXTS.lock().iter().find(|(id, _)| *id == self) {
            return t.clone();
        }
        match self.row().default {
            Initial::Text(t) => t.to_owned(),
            Initial::Bits(_) => String::new(),
        }
    }

    /// The current value.
    pub fn value(self) -> FlagValue {
        match self.row().flag_type {
            FlagType::ccstr | FlagType::ccstrlist => FlagValue::Text(self.text()),
            numeric => numeric.value(self.bits()),
        }
    }

    /// Who gave the value.
    pub fn origin(self) -> Origin {
        let stored = FLAG_ORIGINS[self.0 as usize].load(Ordering::Relaxed) & !WAS_ON_COMMAND_LINE;
        ORIGINS[stored as usize].0
    }

    /// True if the command line named the flag, whoever set it later.
    pub fn was_on_command_line(self) -> bool {
        FLAG_ORIGINS[self.0 as usize].load(Ordering::Relaxed) & WAS_ON_COMMAND_LINE != 0
    }

    /// True if nobody has set the flag.
    pub fn is_default(self) -> bool {
        self.origin() == Origin::Default
    }

    /// Diagnostic and experimental flags are locked until their unlocking flag is set.
    pub fn is_unlocked(self) -> bool {
        let (row, kind) = (self.row(), self.row().kind);
        if kind.is_diagnostic() && row.name != "UnlockDiagnosticVMOptions" {
            return get::UnlockDiagnosticVMOptions() != 0;
        }
        if kind.is_experimental() && row.name != "UnlockExperimentalVMOptions" {
            return get::UnlockExperimentalVMOptions() != 0;
        }
        true
    }

    /// Gives the flag a value, whatever its range.
    pub fn set(self, value: FlagValue, origin: Origin) {
        let bits = match value {
            FlagValue::Bool(b) => u64::from(b),
            FlagValue::Signed(n) => n as u64,
            FlagValue::Unsigned(n) => n,
            FlagValue::Double(d) => d.to_bits(),
            FlagValue::Text(text) => {
                let mut texts = TEXTS.lock();
                texts.retain(|(id, _)| *id != self);
                texts.push((self, text));
                0
            }
        };
        self.set_bits(bits, origin);
    }

    fn set_bits(self, bits: u64, origin: Origin) {
        VALUES[self.0 as usize].store(bits, Ordering::Relaxed);
        let stored = &FLAG_ORIGINS[self.0 as usize];
        let mut new = origin as u8 | stored.load(Ordering::Relaxed) & WAS_ON_COMMAND_LINE;
        if origin == Origin::CommandLine {
            new |= WAS_ON_COMMAND_LINE;
        }
        stored.store(new, Ordering::Relaxed);
    }
}

/// True if the user gave the flag a value.
pub fn is_set(name: &str) -> bool {
    find(name).is_some_and(|id| !matches!(id.origin(), Origin::Default | Origin::Ergonomic))
}

/// True if nobody has given the flag a value, not even the machine for itself.
pub fn is_default(name: &str) -> bool {
    find(name).is_some_and(FlagId::is_default)
}

/// The text of a text flag.
pub fn text(name: &str) -> String {
    find(name).map(FlagId::text).unwrap_or_default()
}

/// Sets a flag because of an `-X` option that stands for it.
pub fn set(name: &str, bits: u64) {
    if let Some(id) = find(name) {
        id.set_bits(bits, Origin::CommandLine);
    }
}

/// Sets a flag to what the machine found best.
pub fn set_ergonomic(name: &str, bits: u64) {
    set_from(name, bits, Origin::Ergonomic);
}

/// Sets a flag as if its value came from `origin`.
pub fn set_from(name: &str, bits: u64, origin: Origin) {
    if let Some(id) = find(name) {
        id.set_bits(bits, origin);
    }
}

/// Why a flag cannot be set while the machine runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetError {
    /// No such flag, or a locked one.
    Missing,
    NotWriteable,
    WrongType,
    OutOfRange,
}

/// Sets a manageable flag while the machine runs, for the diagnostic bean and attached tools.
pub fn set_manageable(name: &str, value: FlagValue, origin: Origin) -> Result<(), SetError> {
    let id = find(name)
        .filter(|id| id.is_unlocked())
        .ok_or(SetError::Missing)?;
    if !id.row().kind.is_manageable() {
        return Err(SetError::NotWriteable);
    }
    let value = match (id.row().flag_type, value) {
        (FlagType::bool, v @ FlagValue::Bool(_)) => v,
        (FlagType::double, v @ FlagValue::Double(_)) => v,
        (t, v @ FlagValue::Signed(_)) if t.is_signed() => v,
        (t, v @ FlagValue::Text(_)) if t.is_text() => v,
        (t, v @ FlagValue::Unsigned(_))
            if !(t.is_signed() || t.is_text() || t == FlagType::bool || t == FlagType::double) =>
        {
            v
        }
        _ => return Err(SetError::WrongType),
    };
    if !id.row().range.contains(&value) {
        return Err(SetError::OutOfRange);
    }
    id.set(value, origin);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_one_row() {
        let names: std::collections::HashSet<_> = all().map(|id| id.row().name).collect();
        assert_eq!(names.len(), COUNT);
        for (name, ..) in special::all_absent() {
            assert!(find(name).is_none(), "{name} is in two tables");
        }
    }

    #[test]
    fn defaults_are_in_their_ranges() {
        for id in all() {
            let (row, value) = (id.row(), id.value());
            // HotSpot's default of this one says that nothing was given.
            if row.name != "MaxGCPauseMillis" && id.is_default() {
                assert!(row.range.contains(&value), "{}", row.name);
            }
        }
    }

    #[test]
    fn only_manageable_flags_change_at_run_time() {
        let set = |name, value| set_manageable(name, value, Origin::Management);
        assert_eq!(
            set("NoSuchFlag", FlagValue::Bool(true)),
            Err(SetError::Missing)
        );
        assert_eq!(
            set("UseContainerSupport", FlagValue::Bool(true)),
            Err(SetError::NotWriteable)
        );
        assert_eq!(
            set("MinHeapFreeRatio", FlagValue::Bool(true)),
            Err(SetError::WrongType)
        );
        assert_eq!(
            set("MinHeapFreeRatio", FlagValue::Unsigned(101)),
            Err(SetError::OutOfRange)
        );
        assert_eq!(set("MinHeapFreeRatio", FlagValue::Unsigned(30)), Ok(()));
        let id = find("MinHeapFreeRatio").unwrap();
        assert_eq!(
            (id.value(), id.origin()),
            (FlagValue::Unsigned(30), Origin::Management)
        );
        assert!(is_set("MinHeapFreeRatio") && !id.was_on_command_line());
    }
}
