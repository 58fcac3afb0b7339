//! Allocation and barrier as compiled code does them, step by step, agree with the machine's own.

mod support;

use heap::compiled_access::*;
use oops::Oop;
use support::{LEFT, NUMBER, ROOTS, TestThread, classes};

fn word(address: usize) -> *mut usize {
    address as *mut usize
}

/// The bit of `object` in `table`.
fn bit(table: BitTable, object: usize) -> bool {
    let (byte, bit) = table.bit_of(object);
    // SAFETY: tables are mapped for all memory of the heap.
    unsafe { *(byte as *const u8) & bit != 0 }
}

/// What a compiler would write for the allocation of a node; `None`: it would call the slow path.
fn allocate_node(record: usize) -> Option<Oop> {
    const SIZE: usize = 32;
    let (cursor, limit) = (
        word(record + bump_cursor_offset()),
        word(record + bump_limit_offset()),
    );
    // SAFETY: the record belongs to the calling thread.
    unsafe {
        let object = *cursor;
        if SIZE > max_inline_bytes() || (*limit).wrapping_sub(object) < SIZE {
            return None;
        }
        *cursor = object + SIZE;
        let oop = Oop::from_address(object);
        oop.init_header(classes().node);
        Some(oop)
    }
}

/// A compiler's store into a field of a node.
fn store(object: Oop, offset: usize, value: Oop) {
    let table = unlogged_bits().expect("the plan has a barrier");
    if bit(table, object.address()) {
        remember(object);
        assert!(!bit(table, object.address()), "remembered only once");
    }
    object.slot(offset).store(value);
}

fn objects_are_those_of_the_slow_path(t: &TestThread) {
    let record = record_of(&t.mutator);
    let (mut inline, mut slow) = (0, 0);
    let mut last = t.node(0).unwrap();
    for i in 1..200_000u64 {
        let node = match allocate_node(record) {
            Some(node) => {
                inline += 1;
                node
            }
            None => {
                slow += 1;
                t.mutator.allocate(classes().node, 32).unwrap()
            }
        };
        assert_eq!(
            node.load_oop(LEFT),
            Oop::NULL,
            "memory is zeroed at {node:?}"
        );
        assert_eq!(heap::heap_object_at(node.address()), Some(node));
        assert_eq!(heap::object_containing(node.at(24)), Some(node));
        node.store_u64(NUMBER, i);
        // The machine's own allocation goes on where this one has ended.
        if i % 3 == 0 {
            let next = t.node(i).unwrap();
            if next.address() > node.address() && next.address() < node.address() + 256 {
                assert_eq!(next.address(), node.address() + 32);
            }
        }
        assert_eq!(last.klass(), classes().node);
        last = node;
    }
    assert!(inline > 50 * slow, "{inline} inline, {slow} slow");
}

/// Memory that was taken and left zero does not hide what lies behind it.
fn gaps_are_skipped(t: &TestThread) {
    let record = record_of(&t.mutator);
    let cursor = word(record + bump_cursor_offset());
    let behind = loop {
        if let Some(before) = allocate_node(record)
            // SAFETY: the record belongs to the calling thread.
            && unsafe { *word(record + bump_limit_offset()) } > before.address() + 256
        {
            // SAFETY: as above; the buffer has room.
            unsafe { *cursor += 104 };
            break allocate_node(record).unwrap();
        }
        drop(t.node(0));
    };
    behind.store_u64(NUMBER, 5);
    let address = std::hint::black_box(behind.address());
    t.churn(1);
    let behind = heap::heap_object_at(address).expect("it is on the stack");
    assert_eq!(behind.load_u64(NUMBER), 5);
    assert_eq!(heap::object_containing(address - 8), None);
}

fn stores_are_remembered(t: &TestThread) {
    let record = record_of(&t.mutator);
    let old = t.node(1).unwrap();
    ROOTS[0].store(old);
    t.full_collection();
    assert!(
        bit(unlogged_bits().unwrap(), ROOTS[0].load().address()),
        "an old object is not remembered at first"
    );
    for i in 0..20_000 {
        let young = loop {
            match allocate_node(record) {
                Some(node) => break node,
                None => drop(t.node(0)),
            }
        };
        young.store_u64(NUMBER, i);
        let old = ROOTS[0].load();
        store(young, LEFT, old.load_oop(LEFT));
        store(old, LEFT, young);
    }
    t.churn(3);
    let mut node = ROOTS[0].load().load_oop(LEFT);
    for i in (0..20_000).rev() {
        assert_eq!(node.load_u64(NUMBER), i);
        node = node.load_oop(LEFT);
    }
    ROOTS[0].store(Oop::NULL);
}

#[test]
fn compiled_code_allocates_and_stores_like_the_machine() {
    support::start(heap::Plan::StickyImmix, 16 << 20, 16 << 20, false);
    assert!(max_inline_bytes() >= 1024);
    TestThread::run(|t| {
        objects_are_those_of_the_slow_path(t);
        gaps_are_skipped(t);
        stores_are_remembered(t);
    });
}
