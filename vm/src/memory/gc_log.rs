//! What the collector logs, in the forms that HotSpot's stop-the-world collectors have: `-Xlog:gc*`.
//!
//! A pause has its kind, its cause, the heap's use before and after and its size: `Pause Young (Allocation Failure)
//! 15M->4M(64M) 2.345ms`. Its parts are under `gc+phases`, the heap in kilobytes under `gc+heap`, references of
//! java.lang.ref under `gc+ref`, processor times under `gc+cpu`, the heap's make-up at the start under `gc+init`.

use std::time::Duration;

use heap::{CollectionKind, PHASES, PauseEnd, PauseStart, Phase};
use oops::class_space::{self, Usage};
use parking_lot::Mutex;

use crate::logging::gc_id::GcId;
use crate::logging::{Level, write_lines};
use crate::runtime::flags;
use crate::{log, log_enabled, log_tags};

const K: usize = 1 << 10;
const M: usize = 1 << 20;

/// Metadata when the pause in progress began, if the log wants it.
static METASPACE: Mutex<Option<Usage>> = Mutex::new(None);
/// Processor time of the process when the pause began: user, system.
static CPU: Mutex<(Duration, Duration)> = Mutex::new((Duration::ZERO, Duration::ZERO));
/// Messages of the pause in progress have its number.
static CURRENT: Mutex<Option<GcId>> = Mutex::new(None);

fn kind_name(kind: CollectionKind) -> &'static str {
    match kind {
        CollectionKind::Nursery => "Young",
        CollectionKind::Full => "Full",
    }
}

fn millis(d: Duration) -> f64 {
    d.as_secs_f64() * 1e3
}

/// User and system time of the process.
fn cpu_times() -> (Duration, Duration) {
    // SAFETY: a plain structure, filled in by the call.
    let usage = unsafe {
        let mut usage = std::mem::zeroed::<libc::rusage>();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let duration = |t: libc::timeval| {
        Duration::from_secs(t.tv_sec as u64) + Duration::from_micros(t.tv_usec as u64)
    };
    (duration(usage.ru_utime), duration(usage.ru_stime))
}

/// The lines that tell what heap there is.
pub(super) fn log_heap(collector: &str, options: &heap::HeapOptions, physical: usize) {
    log!(Info, [gc], "Using {collector}");
    let absent = [
        ("UseParallelGC", flags::get::UseParallelGC()),
        ("UseG1GC", flags::get::UseG1GC()),
        ("UseZGC", flags::get::UseZGC()),
        ("UseShenandoahGC", flags::get::UseShenandoahGC()),
    ];
    for (flag, _) in absent.iter().filter(|(_, on)| *on != 0) {
        log!(Info, [gc], "{collector} runs instead of what {flag} names");
    }
    if !log_enabled!(Info, [gc, init]) {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let on_off = |on: u64| if on != 0 { "Enabled" } else { "Disabled" };
    log!(
        Info,
        [gc, init],
        "Version: {} (release)",
        env!("CARGO_PKG_VERSION")
    );
    log!(
        Info,
        [gc, init],
        "CPUs: {threads} total, {threads} available"
    );
    log!(Info, [gc, init], "Memory: {}M", physical / M);
    log!(Info, [gc, init], "Large Page Support: Disabled");
    log!(Info, [gc, init], "NUMA Support: Disabled");
    log!(Info, [gc, init], "Compressed Oops: Disabled");
    let least = flags::get::MinHeapSize() as usize;
    let least = if least == 0 {
        heap::MIN_HEAP_BYTES
    } else {
        least
    };
    log!(
        Info,
        [gc, init],
        "Heap Min Capacity: {}",
        size(least.min(options.min_bytes))
    );
    log!(
        Info,
        [gc, init],
        "Heap Initial Capacity: {}",
        size(options.min_bytes)
    );
    log!(
        Info,
        [gc, init],
        "Heap Max Capacity: {}",
        size(options.max_bytes)
    );
    log!(
        Info,
        [gc, init],
        "Pre-touch: {}",
        on_off(flags::get::AlwaysPreTouch())
    );
    if let Some(threads) = options.threads.filter(|&n| n > 1) {
        log!(Info, [gc, init], "Parallel Workers: {threads}");
    }
}

/// A size as HotSpot writes it: in the largest unit that leaves a whole number of some length.
fn size(bytes: usize) -> String {
    const G: usize = 1 << 30;
    match bytes {
        n if n >= G && n.is_multiple_of(G) => format!("{}G", n / G),
        n if n >= M && n.is_multiple_of(M) => format!("{}M", n / M),
        n if n >= K => format!("{}K", n / K),
        n => format!("{n}B"),
    }
}

/// A collection begins.
pub(super) fn pause_starts(start: &PauseStart) {
    *CURRENT.lock() = Some(GcId::begin(start.number));
    if log_enabled!(Info, [gc, cpu]) {
        *CPU.lock() = cpu_times();
    }
    if log_enabled!(Info, [gc, metaspace]) {
        *METASPACE.lock() = Some(class_space::usage());
    }
    log!(
        Info,
        [gc, start],
        "Pause {} ({})",
        kind_name(start.kind),
        start.cause.text()
    );
}

/// A collection is over.
pub(super) fn pause_ends(end: &PauseEnd) {
    for (&phase, &duration) in PHASES.iter().zip(&end.phases) {
        let name = match phase {
            Phase::Stop => "Phase 1: Stop threads",
            Phase::Mark => "Phase 2: Mark and move live objects",
            Phase::References => "Phase 3: Process references",
            Phase::Sweep => "Phase 4: Sweep",
        };
        log!(Info, [gc, phases], "{name} {:.3}ms", millis(duration));
    }
    log_references(end);
    log!(
        Info,
        [gc, heap],
        "Heap: {}K({}K)->{}K({}K)",
        end.used_before / K,
        end.total_before / K,
        end.used_after / K,
        end.total_after / K
    );
    log_metaspace();
    log!(
        Info,
        [gc],
        "Pause {} ({}) {}M->{}M({}M) {:.3}ms",
        kind_name(end.start.kind),
        end.start.cause.text(),
        end.used_before / M,
        end.used_after / M,
        end.total_after / M,
        millis(end.duration)
    );
    if log_enabled!(Info, [gc, cpu]) {
        let (user, system) = cpu_times();
        let (user_before, system_before) = *CPU.lock();
        log!(
            Info,
            [gc, cpu],
            "User={:.2}s Sys={:.2}s Real={:.2}s",
            user.saturating_sub(user_before).as_secs_f64(),
            system.saturating_sub(system_before).as_secs_f64(),
            end.duration.as_secs_f64()
        );
    }
    *CURRENT.lock() = None;
}

/// Class metadata before and after, used and held: all of it, what is no class structure, and these.
fn log_metaspace() {
    let Some(before) = METASPACE.lock().take() else {
        return;
    };
    let after = class_space::usage();
    let other = |u: &Usage| (u.used - u.class_used, u.committed - u.class_used);
    let change = |before: (usize, usize), after: (usize, usize)| {
        format!(
            "{}K({}K)->{}K({}K)",
            before.0 / K,
            before.1 / K,
            after.0 / K,
            after.1 / K
        )
    };
    log!(
        Info,
        [gc, metaspace],
        "Metaspace: {} NonClass: {} Class: {}",
        change(
            (before.used, before.committed),
            (after.used, after.committed)
        ),
        change(other(&before), other(&after)),
        change(
            (before.class_used, before.class_used),
            (after.class_used, after.class_used)
        )
    );
}

fn log_references(end: &PauseEnd) {
    if !log_enabled!(Debug, [gc, ref]) && !log_enabled!(Debug, [gc, phases, ref]) {
        return;
    }
    let counts = &end.references;
    log!(
        Debug,
        [gc, phases, ref],
        "Reference Processing: {:.1}ms",
        millis(end.phases[Phase::References as usize])
    );
    for (name, count) in [
        ("SoftReference", counts.soft),
        ("WeakReference", counts.weak),
        ("FinalReference", counts.finals),
        ("PhantomReference", counts.phantom),
    ] {
        log!(
            Debug,
            [gc, phases, ref],
            "{name}: Discovered: {} Cleared: {}",
            count.discovered,
            count.cleared
        );
    }
    log!(
        Debug,
        [gc, ref],
        "ref counts: Soft: {} Weak: {} Final: {} Phantom: {}",
        counts.soft.discovered,
        counts.weak.discovered,
        counts.finals.discovered,
        counts.phantom.discovered
    );
}

/// The heap as the process ends.
pub fn log_at_exit() {
    if !log_enabled!(Info, [gc, heap, exit]) {
        return;
    }
    write_lines(log_tags!(gc, heap, exit), Level::Info, &heap_summary());
}

/// What there is in the heap and beside it, as thread dumps show it as well.
pub fn heap_summary() -> String {
    let usage = class_space::usage();
    format!(
        "Heap\n {:<15} total {}K, used {}K, max {}K\n Metaspace       used {}K, committed {}K, reserved \
         {}K\n  class space    used {}K, reserved {}K\n",
        super::collector_name(),
        heap::total_bytes() / K,
        heap::used_bytes() / K,
        heap::max_bytes() / K,
        usage.used / K,
        usage.committed / K,
        class_space::SIZE / K,
        usage.class_used / K,
        flags::get::CompressedClassSpaceSize() as usize / K
    )
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_written_like_hotspot() {
        assert_eq!(size(64 << 20), "64M");
        assert_eq!(size(2 << 30), "2G");
        assert_eq!(size((1 << 30) + (1 << 20)), "1025M");
        assert_eq!(size(1536), "1K");
    }
}
