//! The values that follow from the machine, or the container, where the options do not give them: sizes of the heap and
//! the number of the collector's threads. The rules are HotSpot's.

use crate::runtime::flags::{self, FlagId, Origin, get, set_ergonomic};
use crate::runtime::resources;

use super::{BadOption, fatal};

const M: u64 = 1 << 20;
/// The heap that HotSpot reckons with before it has looked at the memory.
const STANDARD_HEAP: u64 = 130_862_280;
/// Its generations then.
const STANDARD_GENERATIONS: u64 = 5_452_592 + 1_363_144;
/// Addresses that the heap and the tables beside it reserve at most.
const ADDRESSES: u64 = 18 << 40;

fn is_default(name: &str) -> bool {
    flags::is_default(name)
}

fn from_command_line(name: &str) -> bool {
    flags::find(name).is_some_and(|id| id.origin() == Origin::CommandLine)
}

/// A percentage flag, or the deprecated fraction that stands for it.
fn percentage(percentage: &str, fraction: &str) -> f64 {
    let bits = |name: &str| flags::find(name).map_or(0, FlagId::bits);
    match is_default(percentage) && !is_default(fraction) {
        true => 100.0 / bits(fraction) as f64,
        false => f64::from_bits(bits(percentage)),
    }
}

/// Refuses to start under a limit of addresses (`ulimit -v`): the heap reserves far more of them than it will ever use.
fn check_addresses() -> Result<(), BadOption> {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: fills the structure.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut limit) } == 0;
    match known && limit.rlim_cur < ADDRESSES {
        true => Err(fatal(format!(
            "Could not reserve enough space for {}KB object heap\n\
             Hearth needs addresses without limit, which do not cost memory: remove the limit (ulimit -v unlimited)",
            get::MaxHeapSize() >> 10
        ))),
        false => Ok(()),
    }
}

/// The memory that the percentages are taken of.
fn memory() -> u64 {
    let own = [
        "MaxRAMPercentage",
        "MaxRAMFraction",
        "MinRAMPercentage",
        "MinRAMFraction",
        "InitialRAMPercentage",
        "InitialRAMFraction",
    ];
    if !is_default("MaxRAM") {
        return get::MaxRAM();
    }
    let physical = resources::physical_memory();
    if own.iter().all(|name| is_default(name)) {
        return physical.min(get::MaxRAM());
    }
    set_ergonomic("MaxRAM", physical);
    physical
}

/// Sets the sizes of the heap that were not given, and refuses those that do not fit together.
pub fn heap_sizes() -> Result<(), BadOption> {
    let memory = memory();
    let share = |percent: f64| (memory as f64 * percent / 100.0) as u64;
    if is_default("MaxHeapSize") {
        let small = share(percentage("MinRAMPercentage", "MinRAMFraction"));
        let mut most = match small < STANDARD_HEAP {
            true => small,
            false => share(percentage("MaxRAMPercentage", "MaxRAMFraction")).max(STANDARD_HEAP),
        };
        if get::ErgoHeapSizeLimit() != 0 {
            most = most.min(get::ErgoHeapSizeLimit());
        }
        if !is_default("InitialHeapSize") {
            most = most.max(get::InitialHeapSize());
        } else if !is_default("MinHeapSize") {
            most = most.max(get::MinHeapSize());
        }
        set_ergonomic("MaxHeapSize", most);
    }
    let most = get::MaxHeapSize();
    let least = STANDARD_GENERATIONS.min(most);
    if get::InitialHeapSize() == 0 {
        let initial = share(percentage("InitialRAMPercentage", "InitialRAMFraction"));
        let initial = initial.max(least).max(get::MinHeapSize());
        set_ergonomic("InitialHeapSize", initial.min(most));
    }
    if get::MinHeapSize() == 0 {
        set_ergonomic("MinHeapSize", least.min(get::InitialHeapSize()));
    }
    fit()?;
    check_addresses()
}

/// Sizes of the heap that do not fit together.
fn fit() -> Result<(), BadOption> {
    let (min, initial, max) = (
        get::MinHeapSize(),
        get::InitialHeapSize(),
        get::MaxHeapSize(),
    );
    if from_command_line("MaxHeapSize") {
        if from_command_line("InitialHeapSize") && initial > max {
            return Err(fatal(
                "Initial heap size set to a larger value than the maximum heap size",
            ));
        }
        if from_command_line("MinHeapSize") && min > max {
            return Err(fatal(
                "Incompatible minimum and maximum heap sizes specified",
            ));
        }
    }
    for (size, least, what) in [
        (max, 2 * M, "maximum"),
        (initial, M, "initial"),
        (min, M, "minimum"),
    ] {
        if size < least {
            return Err(fatal(format!("Too small {what} heap")));
        }
    }
    if from_command_line("InitialHeapSize") && initial < min {
        return Err(fatal(
            "Incompatible minimum and initial heap sizes specified",
        ));
    }
    if !is_default("InitialHeapSize") && initial > max {
        set_ergonomic("MaxHeapSize", initial);
    }
    Ok(())
}

/// Sets the number of threads that collect, if it was not given: one for each processor, and above eight for five of
/// eight.
pub fn collector_threads() {
    if !is_default("ParallelGCThreads") || get::UseSerialGC() != 0 || get::UseEpsilonGC() != 0 {
        return;
    }
    let processors = resources::processors() as u64;
    let threads = match processors {
        ..=8 => processors,
        n => 8 + (n - 8) * 5 / 8,
    };
    set_ergonomic("ParallelGCThreads", threads);
}
