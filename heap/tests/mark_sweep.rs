//! The heap with the plan MarkSweep.

mod support;

#[test]
fn mark_sweep_runs_all_scenarios() {
    support::start(heap::Plan::MarkSweep, 16 << 20, 16 << 20, false);
    support::scenarios::all();
}
