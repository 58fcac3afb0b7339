//! StickyImmix in a heap that grows, moving as much as it can in full collections.

mod support;

#[test]
fn everything_survives_moving_collections() {
    support::start(heap::Plan::StickyImmix, 4 << 20, 24 << 20, true);
    support::TestThread::run(support::scenarios::objects_move);
    support::scenarios::all();
}
