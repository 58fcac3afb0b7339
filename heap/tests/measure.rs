//! Cost of allocation and pauses with 30 MB of live data; prints a line per round. Not part of the usual run:
//!
//!     HEAP_PLAN=StickyImmix HEAP_YOUNG_MB=16 cargo test --release -p heap --test measure -- --ignored --nocapture

mod support;

use std::time::Instant;

use heap::{HeapOptions, Plan};
use support::{HOST, LEFT, ROOTS, TestThread, classes};

/// A value of `/proc/self/status` in megabytes.
fn peak_resident_mb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<usize>().ok())
        .unwrap_or(0)
        / 1024
}

#[test]
#[ignore = "a measurement, not a test"]
fn allocation_and_pauses() {
    let variable = |name: &str| std::env::var(name).ok();
    let mut options = HeapOptions::new(64 << 20, 512 << 20);
    options.young.start_bytes = variable("HEAP_YOUNG_MB")
        .and_then(|v| v.parse().ok())
        .map(|mb: usize| mb << 20);
    options.young.max_bytes = options.young.start_bytes;
    options.plan = variable("HEAP_PLAN")
        .and_then(|v| Plan::from_name(&v))
        .unwrap_or_default();
    classes();
    let start = Instant::now();
    heap::init(&options, &HOST).unwrap();
    println!("init {:?}", start.elapsed());
    heap::initialize_collection();
    TestThread::run(|t| {
        ROOTS[0].store(t.objects(1000).unwrap());
        for i in 0..1_000_000 {
            let node = t.node(1).unwrap();
            let table = ROOTS[0].load();
            let slot = table.slot(16 + i % 1000 * 8);
            heap::store_reference(node, node.slot(LEFT), slot.load());
            heap::store_reference(table, slot, node);
        }
        for _ in 0..3 {
            round(t);
        }
    });
}

fn round(t: &TestThread) {
    const OBJECTS: u32 = 64_000_000;
    let before = heap::collection_counts();
    let start = Instant::now();
    for _ in 0..OBJECTS {
        std::hint::black_box(t.mutator.allocate(classes().node, 32).unwrap());
    }
    let nanos = start.elapsed().as_nanos() as f64;
    let after = heap::collection_counts();
    let (nursery, full) = (after.nursery - before.nursery, after.full - before.full);
    let pause =
        (after.pause_nanos - before.pause_nanos) as f64 / 1e6 / (nursery + full).max(1) as f64;
    let (used, resident) = (heap::used_bytes() >> 20, peak_resident_mb());
    println!(
        "{:.2} ns/object, {nursery} nursery, {full} full, {pause:.2} ms/pause, used {used} MB, resident {resident} MB",
        nanos / f64::from(OBJECTS)
    );
}

/// Nursery collections in which much survives: a table of a million entries whose objects are replaced at random.
#[test]
#[ignore = "a measurement, not a test"]
fn survivors() {
    let variable = |name: &str| std::env::var(name).ok();
    let mut options = HeapOptions::new(200 << 20, 200 << 20);
    options.threads = variable("HEAP_THREADS").and_then(|v| v.parse().ok());
    options.young.start_bytes = Some(16 << 20);
    options.young.max_bytes = Some(16 << 20);
    classes();
    heap::init(&options, &HOST).unwrap();
    heap::initialize_collection();
    TestThread::run(|t| {
        const ENTRIES: usize = 1_000_000;
        ROOTS[0].store(t.objects(ENTRIES).unwrap());
        for round in 0..5 {
            let before = heap::collection_counts();
            let mut random = 1usize;
            for _ in 0..6_000_000 {
                random = random
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let node = t.mutator.allocate(classes().node, 32).unwrap();
                let table = ROOTS[0].load();
                heap::store_reference(table, table.slot(16 + (random >> 33) % ENTRIES * 8), node);
            }
            let after = heap::collection_counts();
            let (nursery, full) = (after.nursery - before.nursery, after.full - before.full);
            let pause = (after.pause_nanos - before.pause_nanos) as f64 / 1e6;
            println!("round {round}: {nursery} nursery, {full} full, {pause:.1} ms in pauses");
        }
    });
}
