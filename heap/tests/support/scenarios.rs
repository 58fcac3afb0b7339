//! What every collecting plan must do. Each scenario leaves the roots empty.

use std::sync::atomic::{AtomicUsize, Ordering};

use oops::Oop;

use super::*;

/// The number of pending references; empties the list.
fn take_pending() -> Vec<Oop> {
    let mut list = Vec::new();
    let mut r = PENDING.load();
    PENDING.store(Oop::NULL);
    while !r.is_null() {
        list.push(r);
        let next = r.load_oop(DISCOVERED);
        heap::store_reference(r, r.slot(DISCOVERED), Oop::NULL);
        r = next;
    }
    list
}

/// A list of `n` nodes in `ROOTS[root]`, with garbage between the nodes.
#[inline(never)]
fn build_list(t: &TestThread, root: usize, n: u64) {
    ROOTS[root].store(Oop::NULL);
    for i in 0..n {
        let node = t.node(i).unwrap();
        heap::store_reference(node, node.slot(LEFT), ROOTS[root].load());
        ROOTS[root].store(node);
        t.node(u64::MAX).unwrap();
        t.poll();
    }
}

fn check_list(root: usize, n: u64) {
    let mut node = ROOTS[root].load();
    for i in (0..n).rev() {
        assert_eq!(node.load_u64(NUMBER), i);
        node = node.load_oop(LEFT);
    }
    assert!(node.is_null());
}

/// A program that allocates 100 times the heap runs through, and what it keeps is intact.
pub fn allocates_a_hundred_heaps(t: &TestThread) {
    build_list(t, 0, 20_000);
    let mut allocated = 0;
    let mut i = 0u64;
    while allocated < 100 * heap::max_bytes() {
        if i.is_multiple_of(1000) {
            allocated += t.bytes(100_000).map(oops::object_size).unwrap();
        }
        allocated += oops::object_size(t.bytes((i % 2000) as usize).unwrap());
        i += 1;
    }
    check_list(0, 20_000);
    let counts = heap::collection_counts();
    assert!(counts.nursery + counts.full > 50, "{counts:?}");
    assert!(heap::used_bytes() <= heap::max_bytes());
    ROOTS[0].store(Oop::NULL);
}

/// Old objects that are changed keep what they then refer to.
pub fn old_objects_keep_young_ones(t: &TestThread) {
    let table = t.objects(1000).unwrap();
    ROOTS[0].store(table);
    let large = t.objects(100_000).unwrap();
    ROOTS[1].store(large);
    t.full_collection();
    t.churn(2);
    for round in 0..5u64 {
        for i in 0..1000usize {
            for root in &ROOTS[..2] {
                let node = t.node(round * 1000 + i as u64).unwrap();
                let array = root.load();
                heap::store_reference(array, array.slot(16 + i * 8), node);
            }
        }
        t.churn(2);
        for i in 0..1000usize {
            for root in &ROOTS[..2] {
                assert_eq!(
                    root.load().obj_at(i).load_u64(NUMBER),
                    round * 1000 + i as u64
                );
            }
        }
    }
    ROOTS[0].store(Oop::NULL);
    ROOTS[1].store(Oop::NULL);
}

/// What only a word on the stack refers to, possibly to its inside, stays alive and in place.
pub fn interior_pointers_pin(t: &TestThread) {
    let mut inside = [0usize; 64];
    for (i, word) in inside.iter_mut().enumerate() {
        let (object, offset) = match i % 3 {
            0 => (t.node(i as u64).unwrap(), 24),
            1 => (t.bytes(4000).unwrap(), 3999),
            _ => (t.bytes(3_000_000 / 64).unwrap(), 3_000_000 / 64 - 1),
        };
        *word = object.at(offset);
        if i % 3 != 0 {
            object.store_u8(object_last(object), i as u8);
        }
    }
    std::hint::black_box(&mut inside);
    for _ in 0..3 {
        t.churn(3);
        t.full_collection();
    }
    for (i, &word) in std::hint::black_box(&inside).iter().enumerate() {
        let object = heap::object_containing(word).expect("a pinned object");
        if i % 3 == 0 {
            assert_eq!(
                (object.klass(), object.load_u64(NUMBER)),
                (classes().node, i as u64)
            );
            assert_eq!(heap::heap_object_at(word - 24), Some(object));
        } else {
            assert_eq!(
                (object.klass(), object.load_u8(object_last(object))),
                (classes().bytes, i as u8)
            );
        }
    }
}

fn object_last(array: Oop) -> usize {
    12 + array.array_length() - 1
}

/// Objects that died are not found any more, and large ones give their memory back. No address stays on this thread's
/// stack, where it would keep an object alive that gets the same one later.
pub fn dead_objects_vanish(t: &TestThread) {
    static HIDDEN: AtomicUsize = AtomicUsize::new(0);
    fn make(t: &TestThread) {
        WEAK_ROOTS[0].store(t.bytes(2_000_000).unwrap());
        WEAK_ROOTS[1].store(t.node(1).unwrap());
        HIDDEN.store(!WEAK_ROOTS[0].load().address(), Ordering::Relaxed);
    }
    fn check(_: &TestThread) {
        let address = !HIDDEN.load(Ordering::Relaxed);
        assert_eq!(heap::heap_object_at(address), None);
    }
    t.elsewhere(make);
    t.full_collection();
    for slot in &WEAK_ROOTS[..2] {
        assert!(slot.load().is_null());
    }
    t.elsewhere(check);
}

/// Weak and phantom references to dead objects are cleared and handed over, others are kept up to date.
pub fn references_are_cleared(t: &TestThread, by_nursery: bool) {
    fn make(t: &TestThread) {
        let c = classes();
        let kept = t.node(5).unwrap();
        ROOTS[0].store(kept);
        let dead = t.node(6).unwrap();
        let large = t.bytes(1_000_000).unwrap();
        ROOTS[1].store(t.reference(c.weak, kept));
        ROOTS[2].store(t.reference(c.weak, dead));
        ROOTS[3].store(t.reference(c.phantom, dead));
        ROOTS[4].store(t.reference(c.soft, dead));
        ROOTS[5].store(t.reference(c.weak, large));
    }
    fn check(_: &TestThread) {
        // Memory is not short, so the soft reference keeps its referent, hence the other two keep it as well.
        assert_eq!(ROOTS[4].load().load_oop(REFERENT).load_u64(NUMBER), 6);
        assert_eq!(
            ROOTS[2].load().load_oop(REFERENT),
            ROOTS[4].load().load_oop(REFERENT)
        );
        assert_eq!(
            ROOTS[3].load().load_oop(REFERENT),
            ROOTS[4].load().load_oop(REFERENT)
        );
        assert!(
            ROOTS[5].load().load_oop(REFERENT).is_null(),
            "a dead large object"
        );
        assert_eq!(take_pending(), [ROOTS[5].load()]);
    }
    t.elsewhere(make);
    if by_nursery {
        t.churn(1)
    } else {
        t.full_collection()
    }
    assert_eq!(ROOTS[1].load().load_oop(REFERENT), ROOTS[0].load());
    assert_eq!(ROOTS[0].load().load_u64(NUMBER), 5);
    t.elsewhere(check);
    ROOTS[4].store(Oop::NULL);
    t.full_collection();
    assert!(ROOTS[2].load().load_oop(REFERENT).is_null());
    assert!(ROOTS[3].load().load_oop(REFERENT).is_null());
    let mut pending = take_pending();
    pending.sort_by_key(|o| o.address());
    let mut expected = vec![ROOTS[2].load(), ROOTS[3].load()];
    expected.sort_by_key(|o| o.address());
    assert_eq!(pending, expected);
    ROOTS.iter().for_each(|r| r.store(Oop::NULL));
}

/// A final reference brings its referent back with what that reaches; weak references to it are cleared before,
/// phantom references after the finalizer has let go of it.
pub fn final_references_bring_back(t: &TestThread) {
    fn make(t: &TestThread) {
        let c = classes();
        let object = t.node(1).unwrap();
        let below = t.node(2).unwrap();
        heap::store_reference(object, object.slot(LEFT), below);
        ROOTS[0].store(t.reference(c.finals, object));
        ROOTS[1].store(t.reference(c.weak, object));
        ROOTS[2].store(t.reference(c.phantom, below));
        // A final reference that only a dead finalizable object reaches is found in the second round.
        let second = t.node(3).unwrap();
        let nested = t.reference(c.finals, second);
        heap::store_reference(below, below.slot(LEFT), nested);
    }
    fn check(t: &TestThread) {
        assert!(ROOTS[1].load().load_oop(REFERENT).is_null());
        let object = ROOTS[0].load().load_oop(REFERENT);
        let below = object.load_oop(LEFT);
        assert_eq!((object.load_u64(NUMBER), below.load_u64(NUMBER)), (1, 2));
        assert_eq!(
            ROOTS[2].load().load_oop(REFERENT),
            below,
            "the finalizer's object reaches it"
        );
        let nested = below.load_oop(LEFT);
        assert_eq!(nested.load_oop(REFERENT).load_u64(NUMBER), 3);
        assert_eq!(nested.load_oop(NEXT), nested);
        let pending = take_pending();
        assert_eq!(pending.len(), 3);
        assert!(
            [ROOTS[0].load(), ROOTS[1].load(), nested]
                .iter()
                .all(|r| pending.contains(r))
        );
        // Handed over, it is an ordinary strong field, and is not handed over again.
        t.churn(2);
        t.full_collection();
        assert_eq!(ROOTS[0].load().load_oop(REFERENT).load_u64(NUMBER), 1);
        assert!(take_pending().is_empty());
        // The finalizer is done.
        let f = ROOTS[0].load();
        heap::store_reference(f, f.slot(REFERENT), Oop::NULL);
        ROOTS[0].store(Oop::NULL);
    }
    t.elsewhere(make);
    t.full_collection();
    t.elsewhere(check);
    t.full_collection();
    assert!(ROOTS[2].load().load_oop(REFERENT).is_null());
    take_pending();
    ROOTS.iter().for_each(|r| r.store(Oop::NULL));
}

/// The pending list survives collections until the machine takes it.
pub fn pending_references_survive(t: &TestThread) {
    fn make(t: &TestThread) {
        let keep = t.objects(100).unwrap();
        ROOTS[0].store(keep);
        for i in 0..100 {
            let r = t.reference(classes().weak, t.node(i).unwrap());
            let keep = ROOTS[0].load();
            heap::store_reference(keep, keep.slot(16 + i as usize * 8), r);
        }
    }
    t.elsewhere(make);
    t.full_collection();
    ROOTS[0].store(Oop::NULL);
    t.churn(3);
    t.full_collection();
    let pending = take_pending();
    // Stale stack words may have kept a few referents.
    assert!(pending.len() > 90, "{}", pending.len());
    assert!(
        pending
            .iter()
            .all(|r| r.klass() == classes().weak && r.load_oop(REFERENT).is_null())
    );
}

/// Full collections move objects that no stack refers to.
pub fn objects_move(t: &TestThread) {
    const N: u64 = 20_000;
    fn addresses() -> Vec<usize> {
        let mut list = Vec::new();
        let mut node = ROOTS[0].load();
        while let Some(n) = node.non_null() {
            list.push(!n.address());
            node = n.load_oop(LEFT);
        }
        list
    }
    build_list(t, 0, N);
    t.full_collection();
    let before = addresses();
    t.full_collection();
    let moved = before
        .iter()
        .zip(addresses())
        .filter(|(a, b)| *a != b)
        .count();
    assert!(moved > N as usize / 10, "{moved} of {N} moved");
    check_list(0, N);
    ROOTS[0].store(Oop::NULL);
}

/// Pinned objects stay where they are and alive without any other reference.
pub fn pinned_objects_stay(t: &TestThread) {
    fn make(t: &TestThread) -> usize {
        let array = t.bytes(100).unwrap();
        array.store_u8(12, 42);
        heap::pin(array);
        heap::pin(array);
        heap::unpin(array);
        !array.address()
    }
    let hidden = t.elsewhere(make);
    t.churn(3);
    t.full_collection();
    let array = heap::heap_object_at(!hidden).expect("a pinned object");
    assert_eq!((array.array_length(), array.load_u8(12)), (100, 42));
    heap::unpin(array);
}

/// A heap full of live objects: allocation fails, soft references are cleared before, and afterwards all goes on.
pub fn full_heap_fails_and_recovers(t: &TestThread) {
    fn make(t: &TestThread) {
        ROOTS[1].store(t.reference(classes().soft, t.node(9).unwrap()));
    }
    fn fill(t: &TestThread) {
        ROOTS[0].store(Oop::NULL);
        while let Some(array) = t.objects(1000) {
            heap::store_reference(array, array.slot(16), ROOTS[0].load());
            ROOTS[0].store(array);
        }
        assert!(
            ROOTS[1].load().load_oop(REFERENT).is_null(),
            "memory was short"
        );
        assert!(t.bytes(heap::max_bytes() + 1).is_none());
        assert!(t.bytes(heap::max_bytes() / 2).is_none());
        ROOTS[0].store(Oop::NULL);
        ROOTS[1].store(Oop::NULL);
    }
    t.elsewhere(make);
    t.elsewhere(fill);
    take_pending();
    t.full_collection();
    for _ in 0..100_000 {
        t.node(1).expect("the heap is empty again");
    }
}

/// A graph that is rewired at random agrees with a model of it kept outside the heap.
pub fn random_graph_stays_intact(t: &TestThread) {
    const N: usize = 3000;
    let mut seed = 12345u64;
    let mut random = move |n: usize| {
        seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (seed >> 33) as usize % n
    };
    let mut links = vec![[usize::MAX; 2]; N];
    ROOTS[0].store(t.objects(N).unwrap());
    for round in 0..300_000 {
        let (from, to) = (random(N), random(N));
        let table = ROOTS[0].load();
        if table.obj_at(from).is_null() || random(10) == 0 {
            let node = t.node(from as u64).unwrap();
            let table = ROOTS[0].load();
            for (side, link) in links[from].iter().enumerate() {
                let target = if *link == usize::MAX {
                    Oop::NULL
                } else {
                    table.obj_at(*link)
                };
                heap::store_reference(node, node.slot(LEFT + side * 8), target);
            }
            // Others may still refer to the replaced node: only its number matters then.
            heap::store_reference(table, table.slot(16 + from * 8), node);
        }
        let table = ROOTS[0].load();
        if !table.obj_at(to).is_null() {
            let (node, side) = (table.obj_at(from), random(2));
            heap::store_reference(node, node.slot(LEFT + side * 8), table.obj_at(to));
            links[from][side] = to;
        }
        if round % 64 == 0 {
            t.bytes(random(40_000)).unwrap();
        }
        t.poll();
    }
    for (i, sides) in links.iter().enumerate() {
        let node = ROOTS[0].load().obj_at(i);
        assert_eq!(node.load_u64(NUMBER), i as u64);
        for (side, &link) in sides.iter().enumerate() {
            let target = node.load_oop(LEFT + side * 8);
            assert_eq!(
                target.non_null().map(|o| o.load_u64(NUMBER) as usize),
                (link != usize::MAX).then_some(link)
            );
        }
    }
    ROOTS[0].store(Oop::NULL);
}

/// Several threads allocate and collect at once.
pub fn several_threads() {
    let threads: Vec<_> = (0..4usize)
        .map(|n| {
            std::thread::spawn(move || {
                TestThread::run(|t| {
                    for _ in 0..10 {
                        build_list(t, 8 + n, 10_000);
                        check_list(8 + n, 10_000);
                    }
                    ROOTS[8 + n].store(Oop::NULL);
                })
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
}

/// Every object that is alive is enumerated, once, however often somebody asks and whether a collection has seen it or not.
pub fn objects_are_enumerated(t: &TestThread) {
    const COUNT: usize = 1000;
    const FIRST: u64 = 1 << 40;
    let large = t.objects(50_000).unwrap();
    for made in 1..=3 {
        for i in (made - 1) * COUNT..made * COUNT {
            let node = t.node(FIRST + i as u64).unwrap();
            heap::store_reference(node, node.slot(LEFT), ROOTS[0].load());
            ROOTS[0].store(node);
        }
        if made == 2 {
            t.full_collection();
        }
        let (mut seen, mut found) = (vec![0u8; made * COUNT], false);
        heap::for_each_object(|o| {
            found |= o == large;
            if o.klass() == classes().node
                && let Some(i) = o.load_u64(NUMBER).checked_sub(FIRST)
            {
                seen[i as usize] += 1;
            }
        });
        assert!(seen.iter().all(|&n| n == 1) && found);
    }
    ROOTS[0].store(Oop::NULL);
}

/// Objects that no collection has seen yet are found by words that point into them, wherever they lie, also those of
/// threads that have ended.
pub fn new_objects_are_found(t: &TestThread) {
    static LEFT_BEHIND: AtomicUsize = AtomicUsize::new(0);
    const COUNT: u64 = 20_000;
    fn make(t: &TestThread) {
        let node = t.node(42).unwrap();
        LEFT_BEHIND.store(!node.address(), Ordering::Relaxed);
    }
    t.full_collection();
    t.elsewhere(make);
    let theirs = !LEFT_BEHIND.load(Ordering::Relaxed);
    let mut mine = [0usize; 16];
    for i in 0..COUNT {
        let node = t.node(1_000_000 + i).unwrap();
        // Arrays of more than a line lie in a buffer of their own.
        let array = t.bytes(if i % 100 == 0 { 700 } else { 9 }).unwrap();
        if i % (COUNT / 8) == 0 {
            let at = (i / (COUNT / 8)) as usize;
            mine[2 * at] = node.at(24);
            mine[2 * at + 1] = array.at(oops::object_size(array) - 1);
        }
    }
    t.churn(1);
    let found = heap::object_containing(std::hint::black_box(theirs) + 8).expect("pinned");
    assert_eq!(found.load_u64(NUMBER), 42);
    for (i, &word) in std::hint::black_box(&mine).iter().enumerate() {
        let object = heap::object_containing(word).expect("pinned");
        match i % 2 {
            0 => assert_eq!(
                object.load_u64(NUMBER),
                1_000_000 + i as u64 / 2 * (COUNT / 8)
            ),
            _ => assert_eq!(object.klass(), classes().bytes),
        }
    }
}

/// All of them, on one thread of the machine and then on several.
pub fn all() {
    TestThread::run(|t| {
        objects_are_enumerated(t);
        new_objects_are_found(t);
        old_objects_keep_young_ones(t);
        random_graph_stays_intact(t);
        interior_pointers_pin(t);
        dead_objects_vanish(t);
        references_are_cleared(t, false);
        references_are_cleared(t, true);
        final_references_bring_back(t);
        pending_references_survive(t);
        pinned_objects_stay(t);
        full_heap_fails_and_recovers(t);
        allocates_a_hundred_heaps(t);
    });
    several_threads();
}
