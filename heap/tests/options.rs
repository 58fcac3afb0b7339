//! Options that make no heap.

mod support;

use heap::{HeapError, HeapOptions};

#[test]
fn impossible_sizes_are_refused() {
    let init = |min, max| heap::init(&HeapOptions::new(min, max), &support::HOST);
    assert_eq!(init(0, 1 << 20), Err(HeapError::TooSmall));
    assert_eq!(init(8 << 20, 4 << 20), Err(HeapError::MinAboveMax));
    assert_eq!(init(0, usize::MAX), Err(HeapError::TooLarge));
    assert!(!heap::is_initialized());
    assert_eq!(init(0, 4 << 20), Ok(()));
    assert_eq!(init(0, 4 << 20), Err(HeapError::AlreadyInitialized));
}
