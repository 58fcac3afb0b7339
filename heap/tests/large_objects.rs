//! Much churn of large arrays of many sizes, in a window of live ones: their space's free pages are in pieces, and the
//! process keeps no more of them than the heap's size.

mod support;

use support::{ROOTS, TestThread};

#[test]
fn fragmented_large_objects_go_on() {
    support::start(heap::Plan::StickyImmix, 64 << 20, 64 << 20, false);
    TestThread::run(|t| {
        ROOTS[0].store(t.objects(8).unwrap());
        let mut seed = 42u64;
        let mut allocated = 0;
        let mut failed = 0;
        while allocated < 100 * heap::max_bytes() {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1);
            let random = (seed >> 33) as usize;
            let length = (20 << 10) << (random % 10);
            let length = length + (random >> 8) % length;
            allocated += length;
            let Some(array) = t.bytes(length) else {
                failed += 1;
                continue;
            };
            let window = ROOTS[0].load();
            heap::store_reference(window, window.slot(16 + (random >> 16) % 8 * 8), array);
        }
        assert!(failed < 1000, "{failed}");
        let resident = support::resident_bytes();
        assert!(
            resident < 2 * heap::max_bytes(),
            "{resident} bytes resident"
        );
        ROOTS[0].store(oops::Oop::NULL);
    });
}
