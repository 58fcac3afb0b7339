//! The heap without a collector: it fills up, and then allocation fails.

mod support;

use support::TestThread;

#[test]
fn allocation_fails_when_the_heap_is_full() {
    support::start(heap::Plan::NoGC, 8 << 20, 8 << 20, false);
    TestThread::run(|t| {
        assert!(!t.mutator.collect(heap::Cause::SystemGc));
        let mut bytes = 0;
        while let Some(node) = t.node(1) {
            bytes += oops::object_size(node);
        }
        assert!((7 << 20..9 << 20).contains(&bytes), "{bytes}");
        assert!(t.bytes(1 << 20).is_none());
    });
}
