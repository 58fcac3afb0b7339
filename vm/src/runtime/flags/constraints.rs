//! What flags demand of each other and of their own values beyond a range. Some are looked at when the flag is set,
//! the others once all options are read.

use super::row::FlagValue;
use super::{FlagId, find};
use crate::compiler::broker;
use crate::compiler::policy::{self, Mode};

/// What is wrong with a value at the moment when it is set; HotSpot's sentence.
pub fn at_parse(id: FlagId, value: &FlagValue) -> Option<String> {
    match (id.row().name, value) {
        ("ObjectAlignmentInBytes", FlagValue::Signed(n)) if n.count_ones() != 1 => {
            Some(format!("ObjectAlignmentInBytes ({n}) must be power of 2\n"))
        }
        ("LargePageSizeInBytes", FlagValue::Unsigned(n)) if *n != 0 && !n.is_power_of_two() => {
            Some(format!(
                "LargePageSizeInBytes ( {n} ) must be a power of 2\n"
            ))
        }
        _ => None,
    }
}

/// The value of a number.
fn number(name: &str) -> i128 {
    match find(name).map(FlagId::value) {
        Some(FlagValue::Signed(n)) => i128::from(n),
        Some(FlagValue::Unsigned(n)) => i128::from(n),
        _ => 0,
    }
}

fn is_default(name: &str) -> bool {
    super::is_default(name)
}

/// Says two sentences where `low` is greater than `high`.
fn ordered(out: &mut String, low: &str, high: &str, words: (&str, &str)) {
    let (a, b) = (number(low), number(high));
    if a > b {
        out.push_str(&format!(
            "{low} ({a}) must be {} {high} ({b})\n{high} ({b}) must be {} {low} ({a})\n",
            words.0, words.1
        ));
    }
}

const ORDERED: (&str, &str) = ("less than or equal to", "greater than or equal to");

/// What is wrong with the values once all options are read; empty if nothing is.
pub fn after_ergonomics() -> String {
    let mut out = String::new();
    collectors(&mut out);
    sizes(&mut out);
    compilers(&mut out);
    out
}

fn collectors(out: &mut String) {
    let (concurrent, parallel) = (number("ConcGCThreads"), number("ParallelGCThreads"));
    if concurrent > parallel && parallel > 0 {
        out.push_str(&format!(
            "ConcGCThreads ({concurrent}) must be less than or equal to ParallelGCThreads ({parallel})\n"
        ));
    }
    pauses(out);
    ordered(out, "MinHeapFreeRatio", "MaxHeapFreeRatio", ORDERED);
    let (new, most) = (number("G1NewSizePercent"), number("G1MaxNewSizePercent"));
    if new > most {
        out.push_str(&format!(
            "G1MaxNewSizePercent ({most}) must be greater than or equal to G1NewSizePercent ({new})\n\
             G1NewSizePercent ({new}) must be less than or equal to G1MaxNewSizePercent ({most})\n"
        ));
    }
}

fn pauses(out: &mut String) {
    if is_default("GCPauseIntervalMillis") {
        return;
    }
    let (pause, interval) = (number("MaxGCPauseMillis"), number("GCPauseIntervalMillis"));
    if is_default("MaxGCPauseMillis") {
        out.push_str("GCPauseIntervalMillis cannot be set without setting MaxGCPauseMillis\n");
    } else if pause >= interval {
        out.push_str(&format!(
            "MaxGCPauseMillis ({pause}) must be less than GCPauseIntervalMillis ({interval})\n\
             GCPauseIntervalMillis ({interval}) must be greater than MaxGCPauseMillis ({pause})\n"
        ));
    }
}

/// Words that a promotion buffer has at least on HotSpot, and bytes that an allocation buffer keeps to itself.
const LEAST_PROMOTION: i128 = 256;
const RESERVED: i128 = 576;

fn sizes(out: &mut String) {
    let (tlab, least) = (number("TLABSize"), number("MinTLABSize"));
    if !is_default("TLABSize") && tlab < least {
        out.push_str(&format!(
            "TLABSize ({tlab}) must be greater than or equal to MinTLABSize ({least})\n"
        ));
    }
    if least < RESERVED {
        out.push_str(&format!(
            "MinTLABSize ({least}) must be greater than or equal to reserved area in TLAB ({RESERVED})\n"
        ));
    }
    for name in ["YoungPLABSize", "OldPLABSize"] {
        let size = number(name);
        if size < LEAST_PROMOTION {
            out.push_str(&format!(
                "{name} ({size}) must be greater than or equal to ergonomic PLAB minimum size ({LEAST_PROMOTION})\n"
            ));
        }
    }
    let padding = number("ContendedPaddingWidth");
    if padding % 8 != 0 {
        out.push_str(&format!(
            "ContendedPaddingWidth ({padding}) must be a multiple of 8\n"
        ));
    }
}

fn compilers(out: &mut String) {
    let prefetch = number("AllocatePrefetchInstr");
    if !(0..=3).contains(&prefetch) {
        out.push_str(&format!(
            "AllocatePrefetchInstr ({prefetch}) must be between 0 and 3\n"
        ));
    }
    let threshold = number("CompileThreshold");
    let highest = i128::from(i32::MAX >> 1);
    let fits = (0..=highest).contains(&threshold);
    let (replace, profile) = (
        number("OnStackReplacePercentage"),
        number("InterpreterProfilePercentage"),
    );
    if !fits {
        out.push_str(
            "OnStackReplacePercentage cannot be validated because CompileThreshold value is invalid\n",
        );
    } else if replace < profile {
        out.push_str(&format!(
            "OnStackReplacePercentage ({replace}) must be larger than InterpreterProfilePercentage ({profile})\n"
        ));
    }
    if !fits {
        out.push_str(&format!(
            "CompileThreshold ({threshold}) must be between 0 and {highest}\n"
        ));
    }
    let compilers = number("CICompilerCount");
    let tiers = if policy::mode() == Mode::Interpreted {
        0
    } else if broker::has_optimizing_queue() {
        2
    } else {
        1
    };
    if !is_default("CICompilerCount") && compilers < tiers {
        out.push_str(&format!(
            "CICompilerCount ({compilers}) must be at least {tiers} \n"
        ));
    }
    let mut level = number("TypeProfileLevel");
    for position in 0..3 {
        let digit = level % 10;
        if digit > 2 {
            out.push_str(&format!(
                "Invalid value ({}) in TypeProfileLevel at position {position}\n",
                number("TypeProfileLevel")
            ));
            break;
        }
        level /= 10;
    }
}
