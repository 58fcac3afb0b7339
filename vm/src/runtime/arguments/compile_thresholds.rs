//! What the options say about when methods are compiled, brought to the thresholds of the tiers, which alone the policy reads: the rules
//! and numbers are HotSpot's.

use crate::compiler::policy::{self, Mode};
use crate::runtime::flags::{self, FlagId, Origin, get, set_ergonomic, set_from};

/// Without tiers: thresholds of the optimizing tier, and the share of them after which the interpreter profiles.
const WITHOUT_TIERS: &[(&str, u64)] = &[
    ("Tier0ProfilingStartPercentage", 33),
    ("Tier3InvocationThreshold", 5000),
    ("Tier3MinInvocationThreshold", 600),
    ("Tier3CompileThreshold", 10000),
    ("Tier3BackEdgeThreshold", 15000),
    ("Tier4InvocationThreshold", 5000),
    ("Tier4MinInvocationThreshold", 600),
    ("Tier4CompileThreshold", 10000),
    ("Tier4BackEdgeThreshold", 15000),
];

/// What `CompileThresholdScaling` scales.
const SCALED: &[&str] = &[
    "CompileThreshold",
    "Tier3InvocationThreshold",
    "Tier3MinInvocationThreshold",
    "Tier3CompileThreshold",
    "Tier3BackEdgeThreshold",
    "Tier4InvocationThreshold",
    "Tier4MinInvocationThreshold",
    "Tier4CompileThreshold",
    "Tier4BackEdgeThreshold",
];

/// Powers of two that it scales, and that are given by their logarithms.
const SCALED_LOGARITHMS: &[&str] = &[
    "Tier0InvokeNotifyFreqLog",
    "Tier0BackedgeNotifyFreqLog",
    "Tier2InvokeNotifyFreqLog",
    "Tier2BackedgeNotifyFreqLog",
    "Tier23InlineeNotifyFreqLog",
    "Tier3InvokeNotifyFreqLog",
    "Tier3BackedgeNotifyFreqLog",
];

/// Sets the flags that follow from others.
pub fn set() {
    let is_tiered = get::TieredCompilation() != 0;
    let has_one_tier = is_tiered && get::TieredStopAtLevel() < 4;
    let is_interpreted = policy::mode() == Mode::Interpreted;
    if is_interpreted || is_tiered && get::TieredStopAtLevel() == 1 {
        set_from("ProfileInterpreter", 0, Origin::CommandLine);
    }
    if is_interpreted {
        set_from("TieredCompilation", 0, Origin::CommandLine);
        return;
    }
    if !is_tiered {
        for &(name, value) in WITHOUT_TIERS {
            if flags::is_default(name) {
                set_from(name, value, Origin::Default);
            }
        }
    }
    let old = [
        "CompileThreshold",
        "OnStackReplacePercentage",
        "InterpreterProfilePercentage",
    ];
    if (!is_tiered || has_one_tier) && !old.iter().all(|name| flags::is_default(name)) {
        from_old_flags(is_tiered);
    }
    let scale = f64::from_bits(get::CompileThresholdScaling());
    if scale > 0.0 && scale != 1.0 {
        scale_all(scale);
    }
}

fn value(name: &str) -> u64 {
    flags::find(name).map_or(0, FlagId::bits)
}

/// The flags from the time before there were tiers.
fn from_old_flags(is_fast_tier: bool) {
    let threshold = get::CompileThreshold();
    let loops = threshold.saturating_mul(get::OnStackReplacePercentage()) / 100;
    let percentage = get::InterpreterProfilePercentage();
    // The policy must look at least as often as one of the thresholds is reached.
    let first = |threshold: u64| match is_fast_tier {
        true => threshold,
        false => threshold.saturating_mul(percentage) / 100,
    };
    let log = |threshold: u64| u64::from(threshold.max(1).ilog2());
    if get::Tier0InvokeNotifyFreqLog() > log(first(threshold)) {
        set_ergonomic("Tier0InvokeNotifyFreqLog", log(first(threshold)));
    }
    if get::Tier0BackedgeNotifyFreqLog() > log(first(loops)) {
        set_ergonomic("Tier0BackedgeNotifyFreqLog", log(first(loops)).max(10));
    }
    let tiers: &[u8] = if is_fast_tier { b"3" } else { b"34" };
    for &tier in tiers {
        let tier = char::from(tier);
        for name in ["Invocation", "MinInvocation", "Compile"] {
            set_ergonomic(&format!("Tier{tier}{name}Threshold"), threshold);
        }
        set_ergonomic(&format!("Tier{tier}BackEdgeThreshold"), loops);
    }
    if !is_fast_tier {
        set_ergonomic("Tier0ProfilingStartPercentage", percentage);
    }
}

fn scale_all(scale: f64) {
    let scaled = |value: u64| (value as f64 * scale).min(i64::MAX as f64) as u64;
    for name in SCALED {
        set_ergonomic(name, scaled(value(name)));
    }
    for name in SCALED_LOGARITHMS {
        let before = value(name).min(30);
        if before != 0 {
            let log = scaled(1 << before).max(1).ilog2().min(30);
            set_ergonomic(name, log.into());
        }
    }
}
