//! What a row of the flag table says, and the macros in which rows are written.
//!
//! A row is `Name: type = default, kind words [low, high], "help";`. Types and kind words are HotSpot's; the range is left
//! out where there is none, and `[checked]` is a value without fixed bounds that the machine examines for itself.

/// A flag's type, by HotSpot's name for it.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlagType {
    bool,
    int,
    uint,
    intx,
    uintx,
    uint64_t,
    size_t,
    double,
    ccstr,
    /// A text to which each further setting adds a line.
    ccstrlist,
}

impl FlagType {
    /// HotSpot's name.
    pub fn name(self) -> &'static str {
        match self {
            FlagType::bool => "bool",
            FlagType::int => "int",
            FlagType::uint => "uint",
            FlagType::intx => "intx",
            FlagType::uintx => "uintx",
            FlagType::uint64_t => "uint64_t",
            FlagType::size_t => "size_t",
            FlagType::double => "double",
            FlagType::ccstr => "ccstr",
            FlagType::ccstrlist => "ccstrlist",
        }
    }

    /// A value of this type from its bits; no text.
    pub fn value(self, bits: u64) -> FlagValue {
        match self {
            FlagType::bool => FlagValue::Bool(bits != 0),
            FlagType::int | FlagType::intx => FlagValue::Signed(bits as i64),
            FlagType::uint | FlagType::uintx | FlagType::uint64_t | FlagType::size_t => {
                FlagValue::Unsigned(bits)
            }
            FlagType::double => FlagValue::Double(f64::from_bits(bits)),
            FlagType::ccstr | FlagType::ccstrlist => FlagValue::Text(String::new()),
        }
    }

    /// True for the two kinds of text.
    pub fn is_text(self) -> bool {
        matches!(self, FlagType::ccstr | FlagType::ccstrlist)
    }

    /// True for numbers that may be negative.
    pub fn is_signed(self) -> bool {
        matches!(self, FlagType::int | FlagType::intx)
    }
}

/// A typed value of a flag.
#[derive(Clone, PartialEq, Debug)]
pub enum FlagValue {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Double(f64),
    Text(String),
}

/// The default of a flag as it stands in the table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Initial {
    Bits(u64),
    Text(&'static str),
}

/// Bounds of a flag's value, both inclusive.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Range {
    None,
    /// No fixed bounds.
    Checked,
    Signed(i64, i64),
    Unsigned(u64, u64),
    Double(f64, f64),
}

impl Range {
    /// True if the range allows the value.
    pub fn contains(self, value: &FlagValue) -> bool {
        match (self, value) {
            (Range::Signed(low, high), FlagValue::Signed(n)) => (low..=high).contains(n),
            (Range::Unsigned(low, high), FlagValue::Unsigned(n)) => (low..=high).contains(n),
            (Range::Double(low, high), FlagValue::Double(d)) => (low..=high).contains(d),
            _ => true,
        }
    }
}

/// The kind words of a row as a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind(u16);

macro_rules! kinds {
    ($($name:ident = $bit:literal, $text:literal;)*) => {
        impl Kind {
            $(
                #[doc = concat!("With the word `", $text, "`.")]
                pub const fn $name(self) -> Kind { Kind(self.0 | 1 << $bit) }
            )*
            /// The words in HotSpot's order.
            pub fn words(self) -> impl Iterator<Item = &'static str> {
                [$(($bit, $text),)*].into_iter().filter(move |(bit, _)| self.0 >> bit & 1 != 0).map(|(_, text)| text)
            }
        }
    };
}

kinds! {
    hearth = 0, "Hearth";
    jvmci = 1, "JVMCI";
    c1 = 2, "C1";
    c2 = 3, "C2";
    arch = 4, "ARCH";
    pd = 5, "pd";
    product = 6, "product";
    manageable = 7, "manageable";
    diagnostic = 8, "diagnostic";
    experimental = 9, "experimental";
    lp64_product = 10, "lp64_product";
}

impl Kind {
    pub const EMPTY: Kind = Kind(0);

    const fn has(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }
    /// Needs `-XX:+UnlockDiagnosticVMOptions`.
    pub const fn is_diagnostic(self) -> bool {
        self.has(Kind::EMPTY.diagnostic())
    }
    /// Needs `-XX:+UnlockExperimentalVMOptions`.
    pub const fn is_experimental(self) -> bool {
        self.has(Kind::EMPTY.experimental())
    }
    /// May be changed while the machine runs.
    pub const fn is_manageable(self) -> bool {
        self.has(Kind::EMPTY.manageable())
    }
    /// HotSpot has no such flag, or keeps it locked.
    pub const fn is_own(self) -> bool {
        self.has(Kind::EMPTY.hearth())
    }
}

/// One row of the table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flag {
    pub name: &'static str,
    pub flag_type: FlagType,
    pub default: Initial,
    pub kind: Kind,
    pub range: Range,
    /// What the flag does; none where it is accepted without effect.
    pub help: Option<&'static str>,
}

impl Initial {
    /// The value's bits; 0 for texts.
    pub const fn bits(self) -> u64 {
        match self {
            Initial::Bits(bits) => bits,
            Initial::Text(_) => 0,
        }
    }
}

/// One row of the table as a constant expression.
macro_rules! flag {
    ($name:ident: $type:ident = $default:expr, $($kind:ident)+ $([$($range:tt)*])? $(, $help:literal)?) => {
        $crate::runtime::flags::row::Flag {
            name: stringify!($name),
            flag_type: $crate::runtime::flags::row::FlagType::$type,
            default: $crate::runtime::flags::row::default_of!($type, $default),
            kind: $crate::runtime::flags::row::Kind::EMPTY$(.$kind())+,
            range: $crate::runtime::flags::row::range_of!($type $(, $($range)*)?),
            help: $crate::runtime::flags::row::help_of!($($help)?),
        }
    };
}

macro_rules! default_of {
    (bool, $v:expr) => {
        $crate::runtime::flags::row::Initial::Bits($v as u64)
    };
    (double, $v:expr) => {
        $crate::runtime::flags::row::Initial::Bits(f64::to_bits($v))
    };
    (ccstr, $v:expr) => {
        $crate::runtime::flags::row::Initial::Text($v)
    };
    (ccstrlist, $v:expr) => {
        $crate::runtime::flags::row::Initial::Text($v)
    };
    (int, $v:expr) => {
        $crate::runtime::flags::row::Initial::Bits(($v as i64) as u64)
    };
    (intx, $v:expr) => {
        $crate::runtime::flags::row::Initial::Bits(($v as i64) as u64)
    };
    ($type:ident, $v:expr) => {
        $crate::runtime::flags::row::Initial::Bits($v as u64)
    };
}

macro_rules! range_of {
    ($type:ident) => {
        $crate::runtime::flags::row::Range::None
    };
    ($type:ident, checked) => {
        $crate::runtime::flags::row::Range::Checked
    };
    (int, $low:expr, $high:expr) => {
        $crate::runtime::flags::row::Range::Signed($low, $high)
    };
    (intx, $low:expr, $high:expr) => {
        $crate::runtime::flags::row::Range::Signed($low, $high)
    };
    (double, $low:expr, $high:expr) => {
        $crate::runtime::flags::row::Range::Double($low, $high)
    };
    ($type:ident, $low:expr, $high:expr) => {
        $crate::runtime::flags::row::Range::Unsigned($low, $high)
    };
}

macro_rules! help_of {
    () => {
        None
    };
    ($help:literal) => {
        Some($help)
    };
}

/// Rows of flags that are accepted without effect.
macro_rules! accepted {
    ($($name:ident: $type:ident = $default:expr, $($kind:ident)+ $([$($range:tt)*])?;)*) => {
        /// The rows, in alphabetical order.
        pub const ROWS: &[Flag] = &[$(
            $crate::runtime::flags::row::flag!($name: $type = $default, $($kind)+ $([$($range)*])?),
        )*];
    };
}

pub(crate) use {accepted, default_of, flag, help_of, range_of};
