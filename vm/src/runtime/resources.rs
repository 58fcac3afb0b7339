//! What the process has: processors (heeding the container's limits), heap sizes, clocks.

use std::fs;
use std::time::Instant;

use parking_lot::Mutex;

use crate::runtime::{flags, init};

/// Nanoseconds of the monotonic clock.
pub fn monotonic_nanos() -> i64 {
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: fills the structure.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut t) };
    t.tv_sec * 1_000_000_000 + t.tv_nsec
}

/// Nanoseconds since the machine's creation began.
pub fn uptime_nanos() -> i64 {
    Instant::now()
        .duration_since(init::machine().started)
        .as_nanos() as i64
}

pub fn heap_free() -> usize {
    heap_committed().saturating_sub(heap::used_bytes())
}

/// What `Runtime.totalMemory` calls the memory of the heap at present.
pub fn heap_committed() -> usize {
    heap::total_bytes()
}

pub fn heap_max() -> usize {
    heap::max_bytes()
}

/// When a collection was last seen to have happened: the count of collections then and the monotonic clock.
static LAST_SEEN: Mutex<Option<(u64, i64)>> = Mutex::new(None);

/// Milliseconds since the last collection, as far as it was noticed, or since the start.
pub fn millis_since_collection() -> i64 {
    let counts = heap::collection_counts();
    let collections = counts.nursery + counts.full;
    let now = uptime_nanos();
    let mut last = LAST_SEEN.lock();
    let since = match *last {
        Some((n, at)) if n == collections => at,
        None if collections == 0 => 0,
        _ => {
            *last = Some((collections, now));
            now
        }
    };
    (now - since) / 1_000_000
}

/// Processors that the process may use: its affinity, cut down to the container's quota; `-XX:ActiveProcessorCount` goes
/// before both.
pub fn processors() -> usize {
    match flags::get::ActiveProcessorCount() as i64 {
        n if n > 0 => n as usize,
        _ => {
            let all = affinity();
            match quota().filter(|_| flags::get::UseContainerSupport() != 0) {
                Some(q) => all.min(q),
                None => all,
            }
        }
    }
}

fn affinity() -> usize {
    // SAFETY: fills the set, whose size is given.
    let count = unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        match libc::sched_getaffinity(0, std::mem::size_of_val(&set), &mut set) {
            0 => libc::CPU_COUNT(&set) as usize,
            _ => libc::sysconf(libc::_SC_NPROCESSORS_ONLN).max(1) as usize,
        }
    };
    count.max(1)
}

/// The whole processors of a quota: runtime over period, rounded up.
fn share(runtime: &str, period: &str) -> Option<usize> {
    let runtime: u64 = runtime.trim().parse().ok()?;
    let period: u64 = period.trim().parse().ok().filter(|&p| p > 0)?;
    Some((runtime.div_ceil(period) as usize).max(1))
}

/// The container's processor quota (cgroup v2, then v1).
fn quota() -> Option<usize> {
    if let Ok(text) = fs::read_to_string("/sys/fs/cgroup/cpu.max") {
        let (runtime, period) = text.trim().split_once(' ')?;
        return share(runtime, period);
    }
    let runtime = fs::read_to_string("/sys/fs/cgroup/cpu/cpu.cfs_quota_us").ok()?;
    let period = fs::read_to_string("/sys/fs/cgroup/cpu/cpu.cfs_period_us").ok()?;
    share(&runtime, &period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_are_rounded_up_and_unlimited_is_none() {
        assert_eq!(share("150000", "100000\n"), Some(2));
        assert_eq!(share("50000", "100000"), Some(1));
        assert_eq!(share("max", "100000"), None);
        assert_eq!(share("-1", "100000"), None);
    }
}
