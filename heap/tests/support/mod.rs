//! A small machine around the heap: hand-made classes, threads that stop at polls, roots in a table.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::Cell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use heap::{CollectionKind, HeapHost, HeapOptions, Mutator, Plan, RootVisitor, ThreadToken};
use oops::klass::{ClassAttributes, OopMapBlock};
use oops::reference::OFFSETS;
use oops::vtable::Vtable;
use oops::{
    Arena, BasicType, Klass, KlassKind, KlassPtr, KlassRt, LoaderId, MetaSlice, Oop, OopSlot,
    ReferenceKind, Symbol,
};
use parking_lot::{Condvar, Mutex};

/// Layout of the test machine's References: header, referent, queue, next, discovered.
pub const REFERENT: usize = 8;
pub const NEXT: usize = 24;
pub const DISCOVERED: usize = 32;
/// Layout of a node: header, left, right, number.
pub const LEFT: usize = 8;
pub const RIGHT: usize = 16;
pub const NUMBER: usize = 24;
pub const TIMESTAMP: usize = 40;

pub struct Classes {
    pub node: KlassPtr,
    pub bytes: KlassPtr,
    pub objects: KlassPtr,
    pub soft: KlassPtr,
    pub weak: KlassPtr,
    pub finals: KlassPtr,
    pub phantom: KlassPtr,
}

pub fn classes() -> &'static Classes {
    static CLASSES: OnceLock<Classes> = OnceLock::new();
    CLASSES.get_or_init(|| {
        OFFSETS.referent.store(REFERENT as u32, Ordering::Relaxed);
        OFFSETS.timestamp.store(TIMESTAMP as u32, Ordering::Relaxed);
        OFFSETS.next.store(NEXT as u32, Ordering::Relaxed);
        OFFSETS
            .discovered
            .store(DISCOVERED as u32, Ordering::Relaxed);
        oops::class_space::initialize().unwrap();
        let mut arena = Arena::new();
        let a = &mut arena;
        let reference = |a: &mut Arena, kind: ReferenceKind, name: &str| {
            klass(
                a,
                name,
                KlassKind::Reference,
                Some(kind),
                48,
                &[OopMapBlock {
                    offset: 8,
                    count: 4,
                }],
                0,
            )
        };
        let classes = Classes {
            node: klass(
                a,
                "Node",
                KlassKind::Instance,
                None,
                32,
                &[OopMapBlock {
                    offset: 8,
                    count: 2,
                }],
                0,
            ),
            bytes: klass(a, "[B", KlassKind::TypeArray, None, 12, &[], 0),
            objects: klass(
                a,
                "[Ljava/lang/Object;",
                KlassKind::ObjArray,
                None,
                16,
                &[],
                3,
            ),
            soft: reference(a, ReferenceKind::Soft, "Soft"),
            weak: reference(a, ReferenceKind::Weak, "Weak"),
            finals: reference(a, ReferenceKind::Final, "Final"),
            phantom: reference(a, ReferenceKind::Phantom, "Phantom"),
        };
        std::mem::forget(arena);
        classes
    })
}

fn klass(
    arena: &mut Arena,
    name: &str,
    kind: KlassKind,
    reference: Option<ReferenceKind>,
    instance_size: u32,
    oop_maps: &[OopMapBlock],
    log2_element_size: u32,
) -> KlassPtr {
    let attributes = ClassAttributes {
        minor_version: 0,
        major_version: 61,
        source_file: None,
        generic_signature: None,
        source_debug_extension: MetaSlice::EMPTY,
        inner_classes: MetaSlice::EMPTY,
        enclosing_class: 0,
        enclosing_method: 0,
        nest_host: 0,
        nest_members: MetaSlice::EMPTY,
        is_record: false,
        record_components: MetaSlice::EMPTY,
        is_sealed: false,
        permitted_subclasses: MetaSlice::EMPTY,
        annotations: MetaSlice::EMPTY,
        type_annotations: MetaSlice::EMPTY,
    };
    let klass = Klass {
        kind,
        reference_kind_bits: reference.map_or(0, |k| k as u8),
        element_type: BasicType::Byte,
        dimensions: 0,
        access_flags: 0,
        flags: oops::klass::KlassFlags::default(),
        instance_size,
        log2_element_size,
        oop_maps: arena.alloc_slice(oop_maps).unwrap(),
        mirror_size: 0,
        static_oops: OopMapBlock {
            offset: 0,
            count: 0,
        },
        name: Symbol::from_text(name),
        super_klass: None,
        super_depth: 0,
        is_primary: true,
        primary_supers: [None; 8],
        secondary_supers: MetaSlice::EMPTY,
        component: None,
        bottom: None,
        constant_pool: None,
        methods: MetaSlice::EMPTY,
        fields: MetaSlice::EMPTY,
        local_interfaces: MetaSlice::EMPTY,
        transitive_interfaces: MetaSlice::EMPTY,
        attributes: arena.alloc(attributes).unwrap(),
        loader: LoaderId::BOOT,
        holder: LoaderId::BOOT,
        rt: arena.alloc(KlassRt::new()).unwrap(),
        vtable: Vtable::empty(),
    };
    arena.alloc(klass).unwrap()
}

/// Roots that move with their objects.
pub static ROOTS: [OopSlot; 64] = [const { OopSlot::null() }; 64];
/// Weak slots of the machine, cleared when their objects die.
pub static WEAK_ROOTS: [OopSlot; 8] = [const { OopSlot::null() }; 8];
/// Head of the pending list.
pub static PENDING: OopSlot = OopSlot::null();

/// A thread of the test machine.
pub struct TestThread {
    base: Cell<usize>,
    /// Stack pointer when stopped, 0 while the thread runs.
    sp: AtomicUsize,
    pub mutator: Mutator,
}

#[derive(Default)]
struct World {
    running: usize,
    stopping: bool,
}

pub struct Host {
    world: Mutex<World>,
    changed: Condvar,
}

pub static HOST: Host = Host {
    world: Mutex::new(World {
        running: 0,
        stopping: false,
    }),
    changed: Condvar::new(),
};

impl Host {
    fn enter(&self) {
        let mut w = self.world.lock();
        while w.stopping {
            self.changed.wait(&mut w);
        }
        w.running += 1;
    }
    fn leave(&self) {
        self.world.lock().running -= 1;
        self.changed.notify_all();
    }
}

/// Calls `f` with all registers on the stack above the address that it gets.
#[inline(never)]
fn with_spilled_registers(f: &mut dyn FnMut(usize)) {
    let mut buffer = [0usize; 8];
    // SAFETY: stores callee-saved registers only.
    unsafe {
        std::arch::asm!(
            "mov [{0}], rbx", "mov [{0} + 8], rbp", "mov [{0} + 16], r12",
            "mov [{0} + 24], r13", "mov [{0} + 32], r14", "mov [{0} + 40], r15",
            in(reg) buffer.as_mut_ptr(),
        );
    }
    f(buffer.as_ptr() as usize);
    std::hint::black_box(&buffer);
}

impl HeapHost for Host {
    fn stop_the_world(&self) {
        let mut w = self.world.lock();
        w.stopping = true;
        while w.running > 0 {
            self.changed.wait(&mut w);
        }
    }
    fn resume_the_world(&self) {
        self.world.lock().stopping = false;
        self.changed.notify_all();
    }
    fn block_for_gc(&self, thread: ThreadToken, wait: &mut dyn FnMut()) {
        // SAFETY: tokens are addresses of live threads.
        unsafe { &*(thread.0 as *const TestThread) }.outside(wait);
    }
    fn scan_thread_roots(
        &self,
        thread: ThreadToken,
        report: &mut dyn FnMut(*const usize, *const usize),
    ) {
        // SAFETY: as above.
        let t = unsafe { &*(thread.0 as *const TestThread) };
        let sp = t.sp.load(Ordering::SeqCst);
        if sp != 0 {
            report(sp as *const usize, t.base.get() as *const usize);
        }
    }
    fn scan_vm_roots(&self, _kind: CollectionKind, visit: RootVisitor) {
        ROOTS.iter().for_each(&mut *visit);
        visit(&PENDING);
    }
    fn process_weak(&self, _kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
        for slot in &WEAK_ROOTS {
            slot.store(alive(slot.load()).unwrap_or(Oop::NULL));
        }
    }
    fn enqueue_references(&self, first: Oop, last: Oop) {
        last.store_oop_raw(DISCOVERED, PENDING.load());
        PENDING.store(first);
    }
}

impl TestThread {
    /// Runs `f` as a thread of the machine.
    pub fn run<R>(f: impl FnOnce(&TestThread) -> R) -> R {
        classes();
        let mut place = Box::<TestThread>::new_uninit();
        let mutator = Mutator::bind(ThreadToken(place.as_mut_ptr() as usize));
        let thread = Box::write(
            place,
            TestThread {
                base: Cell::new(0),
                sp: AtomicUsize::new(0),
                mutator,
            },
        );
        let marker = 0usize;
        thread.base.set(&raw const marker as usize & !7);
        HOST.enter();
        let result = Self::call(&thread, f);
        thread.mutator.destroy();
        HOST.leave();
        result
    }
    #[inline(never)]
    fn call<R>(thread: &TestThread, f: impl FnOnce(&TestThread) -> R) -> R {
        std::hint::black_box(f(thread))
    }
    /// Runs `f` while this thread counts as stopped.
    fn outside(&self, f: &mut dyn FnMut()) {
        with_spilled_registers(&mut |sp| {
            self.sp.store(sp, Ordering::SeqCst);
            HOST.leave();
            f();
            HOST.enter();
            self.sp.store(0, Ordering::SeqCst);
        });
    }
    /// Runs `f` on a thread of its own, so that no word of what it did remains on this thread's stack.
    pub fn elsewhere<R: Send + 'static>(&self, f: fn(&TestThread) -> R) -> R {
        let mut result = None;
        self.outside(&mut || result = std::thread::spawn(move || TestThread::run(f)).join().ok());
        result.expect("the other thread succeeds")
    }
    /// Stops here if somebody wants the world stopped.
    pub fn poll(&self) {
        let wanted = HOST.world.lock().stopping;
        if wanted {
            self.outside(&mut || {});
        }
    }
    pub fn node(&self, number: u64) -> Option<Oop> {
        let node = self.mutator.allocate(classes().node, 32)?;
        assert_eq!(
            node.load_u64(LEFT) | node.load_u64(RIGHT) | node.load_u64(NUMBER),
            0,
            "memory is zeroed"
        );
        node.store_u64(NUMBER, number);
        Some(node)
    }
    pub fn bytes(&self, length: usize) -> Option<Oop> {
        let size = oops::layout::array_size(12, 0, length);
        let array = self.mutator.allocate_array(classes().bytes, size, length)?;
        // SAFETY: bytes of a fresh array.
        let elements = unsafe { array.elements_bytes() };
        assert!(elements.iter().all(|&b| b == 0), "memory is zeroed");
        Some(array)
    }
    pub fn objects(&self, length: usize) -> Option<Oop> {
        let size = oops::layout::array_size(16, 3, length);
        self.mutator.allocate_array(classes().objects, size, length)
    }
    pub fn reference(&self, klass: KlassPtr, referent: Oop) -> Oop {
        let r = self
            .mutator
            .allocate(klass, 48)
            .expect("room for a reference");
        r.store_i64(TIMESTAMP, heap::soft_clock_now());
        heap::store_reference(r, r.slot(REFERENT), referent);
        r
    }
    pub fn full_collection(&self) {
        assert!(self.mutator.collect(heap::Cause::SystemGc));
    }
    /// Allocates garbage until `n` more collections have happened.
    pub fn churn(&self, n: u64) {
        let count = || {
            let c = heap::collection_counts();
            c.nursery + c.full
        };
        let goal = count() + n;
        while count() < goal {
            self.node(7).expect("garbage can be collected");
        }
    }
}

/// Bytes of a byte array (whose elements begin at 12).
pub trait Bytes {
    /// # Safety
    /// A byte array that nobody writes meanwhile.
    unsafe fn elements_bytes(&self) -> &[u8];
}

impl Bytes for Oop {
    unsafe fn elements_bytes(&self) -> &[u8] {
        // SAFETY: by the caller's word.
        unsafe { std::slice::from_raw_parts(self.at(12) as *const u8, self.array_length()) }
    }
}

/// Makes the heap of this test process.
pub fn start(plan: Plan, min: usize, max: usize, stress_moving: bool) {
    let mut options = HeapOptions::new(min, max);
    options.plan = plan;
    options.stress_moving = stress_moving;
    options.threads = Some(2);
    options.young.start_bytes = Some(2 << 20);
    options.young.max_bytes = Some(2 << 20);
    heap::init(&options, &HOST).unwrap();
    heap::initialize_collection();
}

pub mod scenarios;

/// The process's resident memory.
pub fn resident_bytes() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = text.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
