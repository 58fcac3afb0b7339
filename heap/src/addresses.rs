//! Whether the process may have as many addresses as the heap wants.
//!
//! MMTk reserves a fixed range for its side metadata and a multiple of the heap's largest size for each space, and panics
//! when it is refused. So the whole amount is asked for, and given back, before: where the address space is limited
//! (`ulimit -v`), the user gets a sentence.

use crate::sizing::ADDRESS_RATIO;

/// Addresses of the metadata, whatever the heap's size.
const FIXED: usize = 15 << 40;
/// Spaces that get their share by the heap's size.
const SPACES: usize = 4;

/// True if there are enough addresses for a heap of `max_bytes`.
pub(crate) fn suffice(max_bytes: usize) -> bool {
    let bytes = FIXED.saturating_add(max_bytes.saturating_mul(2 * ADDRESS_RATIO * SPACES));
    let bytes = bytes.min(FIXED + (SPACES << 41));
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: a new mapping that nobody can access, taken away at once.
    unsafe {
        let start = libc::mmap(std::ptr::null_mut(), bytes, libc::PROT_NONE, flags, -1, 0);
        if start == libc::MAP_FAILED {
            return false;
        }
        libc::munmap(start, bytes);
    }
    true
}
