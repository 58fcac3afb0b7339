//! What happens when the code cache is full: compilation stops, code that nobody runs is given up, compilation goes on.
//!
//! Which code is cold is found out by disconnecting all of it: for [`PROBATION`] the methods' entries are the way into
//! the interpreter, which connects again what is called ([`code_cache::note_use`]). Then, at a safepoint, what was not
//! called and has no frame on a stack is freed. If that is little, the program needs all of it: the next attempt is a while away.
//! `-XX:-UseCodeCacheFlushing`: compilation stops for good.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use crate::compiler::code_cache::{self, CompiledCode};
use crate::log;
use crate::runtime::frames::compiled_codes;
use crate::runtime::vm_operation::Operation;
use crate::runtime::{flags, resources, safepoint, thread};

/// How long code has to show that it is called.
const PROBATION: Duration = Duration::from_millis(100);
/// How long nothing is compiled after an attempt that freed little.
const PAUSE: Duration = Duration::from_secs(10);

/// When compilation may go on, in nanoseconds of the process.
static RESUMES: AtomicI64 = AtomicI64::new(0);
static WARNED: AtomicBool = AtomicBool::new(false);
static ACTIVE: AtomicBool = AtomicBool::new(false);

/// True while nothing is compiled because the cache is full.
pub fn is_compilation_stopped() -> bool {
    match RESUMES.load(Ordering::Relaxed) {
        0 => false,
        at => resources::uptime_nanos() < at,
    }
}

/// A compilation found no room for its code: nothing is compiled until [`flush`] has made some.
pub fn cache_is_full() {
    RESUMES.store(i64::MAX, Ordering::Relaxed);
    if !WARNED.swap(true, Ordering::Relaxed) {
        flags::parse::warning("CodeCache is full. Compiler has been disabled.");
        flags::parse::warning(
            "Try increasing the code cache size using -XX:ReservedCodeCacheSize=",
        );
    }
}

/// Makes room if the cache is full. Called by compiler threads between compilations; it stops the world.
pub fn flush() {
    if RESUMES.load(Ordering::Relaxed) != i64::MAX
        || flags::get::UseCodeCacheFlushing() == 0
        || ACTIVE.swap(true, Ordering::AcqRel)
    {
        return;
    }
    let (size, before, _) = code_cache::sizes();
    code_cache::begin_probation();
    std::thread::sleep(PROBATION);
    safepoint::stop_the_world(Operation::CodeCacheFlush);
    let in_use = codes_in_use();
    code_cache::end_probation(&in_use);
    code_cache::sweep(&in_use, &|_| false);
    safepoint::resume_the_world();
    let (_, after, _) = code_cache::sizes();
    log!(
        Info,
        [codecache, sweep],
        "Code cache flushed: {}K->{}K({}K)",
        before / 1024,
        after / 1024,
        size / 1024
    );
    let resumes = match before.saturating_sub(after) >= size / 8 {
        true => 0,
        false => resources::uptime_nanos() + PAUSE.as_nanos() as i64,
    };
    RESUMES.store(resumes, Ordering::Relaxed);
    ACTIVE.store(false, Ordering::Release);
}

/// The first addresses of the codes that threads have frames of. The world is stopped.
pub fn codes_in_use() -> HashSet<usize> {
    let mut in_use = HashSet::new();
    thread::for_each(|t| in_use.extend(compiled_codes(t).map(CompiledCode::entry)));
    in_use
}
