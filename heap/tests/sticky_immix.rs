//! The heap with the plan StickyImmix.

mod support;

#[test]
fn sticky_immix_runs_all_scenarios() {
    support::start(heap::Plan::StickyImmix, 16 << 20, 16 << 20, false);
    support::scenarios::all();
}
