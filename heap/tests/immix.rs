//! The heap with the plan Immix.

mod support;

#[test]
fn immix_runs_all_scenarios() {
    support::start(heap::Plan::Immix, 16 << 20, 16 << 20, false);
    support::scenarios::all();
}
