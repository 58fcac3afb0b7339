//! What the process has: processors (heeding the container's limits), heap sizes, clocks.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use parking_lot::Mutex;

use crate::runtime::container::Container;
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

/// Processor time that a thread has used, by its Linux thread id; `None` if it does not live any more.
pub fn thread_cpu_nanos(tid: u32) -> Option<u64> {
    /// The kernel's encoding of the clock of one thread's processor time, below the inverted thread id.
    const THREAD_CLOCK: i32 = 6;
    let clock = (!(tid as i32) << 3) | THREAD_CLOCK;
    let mut t = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: fills the structure; a clock that does not exist is refused.
    let result = unsafe { libc::clock_gettime(clock, &mut t) };
    (result == 0).then(|| t.tv_sec as u64 * 1_000_000_000 + t.tv_nsec as u64)
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

/// Processors that the process may use: its affinity, cut down by the container; `-XX:ActiveProcessorCount` goes before
/// both.
pub fn processors() -> usize {
    match flags::get::ActiveProcessorCount() as i64 {
        n if n > 0 => n as usize,
        _ => {
            let all = affinity();
            container_processors().map_or(all, |n| all.min(n))
        }
    }
}

/// How long what the container says about processors holds: programs ask often, and reading files takes time.
const HOLDS_NANOS: i64 = 20_000_000;

/// Processors of the container's quota and shares, if it has any.
fn container_processors() -> Option<usize> {
    static LAST: Mutex<Option<(i64, Option<usize>)>> = Mutex::new(None);
    let container = container()?;
    let now = monotonic_nanos();
    let mut last = LAST.lock();
    if let Some((at, count)) = *last
        && now - at < HOLDS_NANOS
    {
        return count;
    }
    let quota = container.quota();
    let shares = match flags::get::UseContainerCpuShares() {
        0 => None,
        _ => container.shares(),
    };
    let count = match (quota, shares) {
        (Some(q), Some(s)) if flags::get::PreferContainerQuotaForCPUCount() == 0 => Some(q.min(s)),
        (Some(n), _) | (None, Some(n)) => Some(n),
        (None, None) => None,
    };
    let count = count.map(|n| n.max(1) as usize);
    *last = Some((now, count));
    count
}

/// The container, unless the flags say to look past it.
fn container() -> Option<&'static Container> {
    static CONTAINER: OnceLock<Option<Container>> = OnceLock::new();
    if flags::get::UseContainerSupport() == 0 {
        return None;
    }
    CONTAINER
        .get_or_init(|| Container::find(Path::new("/")))
        .as_ref()
}

/// True if HotSpot would take its server's collector here: two processors and nearly 2 GB.
pub fn is_server_class() -> bool {
    const NEARLY: u64 = (2048 - 256) << 20;
    processors() >= 2 && physical_memory() >= NEARLY
}

/// Bytes of memory that the process may use: the machine's, or the container's limit.
pub fn physical_memory() -> u64 {
    // SAFETY: sysconf only reads.
    let bytes = unsafe { libc::sysconf(libc::_SC_PHYS_PAGES) * libc::sysconf(libc::_SC_PAGESIZE) };
    let physical = u64::try_from(bytes)
        .ok()
        .filter(|&n| n > 0)
        .unwrap_or(1 << 30);
    container()
        .and_then(Container::memory_limit)
        .filter(|&n| n > 0)
        .map_or(physical, |n| n.min(physical))
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
