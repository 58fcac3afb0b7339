use std::marker::PhantomData;

use crate::{
    plan::tracing::{SlotOfTrace, Trace},
    scheduler::{GCWork, GCWorker, WorkBucketStage, EDGES_WORK_BUFFER_SIZE},
    util::metadata::object_bits::prefetch_for_scan,
    util::{ObjectReference, VMWorkerThread},
    vm::{slot::Slot, Scanning, VMBinding},
    MMTK,
};

/// A work packet for processing slots during a stop-the-world tracing GC and the final mark pause
/// of a concurrent GC.
///
/// It will call `trace_object` on the value of each slot, and updates the slot if the object is
/// moved or forwarded.  It will spawn or immediately run the [`ProcessNodes`] work packet to
/// scan newly traced objects.
pub struct ProcessSlots<T: Trace> {
    slots: Vec<SlotOfTrace<T>>,
    bucket: WorkBucketStage,
}

/// (Hearth) How many slots ahead of their turn objects are asked for. A power of two.
const PREFETCH_DISTANCE: usize = 16;
/// (Hearth) So many slots make a packet of their own when an object has very many.
const SLOTS_PER_PACKET: usize = EDGES_WORK_BUFFER_SIZE;
/// (Hearth) After so many objects part of the work is offered to a worker that has none.
const OBJECTS_BETWEEN_OFFERS: usize = 4096;
/// (Hearth) Fewer slots are not offered.
const LEAST_OFFER: usize = 16;

impl<T: Trace> ProcessSlots<T> {
    pub fn new(slots: Vec<SlotOfTrace<T>>, bucket: WorkBucketStage) -> Self {
        Self { slots, bucket }
    }
}

/// (Hearth) The transitive closure of some slots, by one worker. An object is scanned as soon as it has been traced, while it
/// is in the nearest cache; what it refers to is asked for and waits in a short queue until it has arrived. Behind that
/// queue slots wait in a stack, so what is copied lies near what refers to it.
struct Closure<T: Trace> {
    trace: T,
    bucket: WorkBucketStage,
    tls: VMWorkerThread,
    /// Slots whose objects are on their way into the cache, a ring.
    arriving: [Option<(SlotOfTrace<T>, ObjectReference)>; PREFETCH_DISTANCE],
    /// The oldest of the ring, and how many there are.
    oldest: usize,
    number: usize,
    stack: Vec<SlotOfTrace<T>>,
    /// What did not fit into the stack, and is for packets of its own.
    overflow: Vec<Vec<SlotOfTrace<T>>>,
}

impl<T: Trace> Closure<T> {
    fn new(trace: T, bucket: WorkBucketStage, tls: VMWorkerThread) -> Self {
        Self {
            trace,
            bucket,
            tls,
            arriving: [None; PREFETCH_DISTANCE],
            oldest: 0,
            number: 0,
            stack: Vec::with_capacity(2 * SLOTS_PER_PACKET),
            overflow: Vec::new(),
        }
    }

    /// Traces what is reachable from the slots that `more` pushes whenever the stack is empty, until it returns false.
    fn run(&mut self, worker: &mut GCWorker<T::VM>, mut more: impl FnMut(&mut Self) -> bool) {
        let mut objects = 0;
        loop {
            while self.number < PREFETCH_DISTANCE {
                let Some(slot) = self.stack.pop() else {
                    if more(self) {
                        continue;
                    }
                    break;
                };
                if let Some(object) = slot.load() {
                    self.trace.prefetch(object);
                    let newest = (self.oldest + self.number) % PREFETCH_DISTANCE;
                    self.arriving[newest] = Some((slot, object));
                    self.number += 1;
                }
            }
            let Some((slot, object)) = self.arriving[self.oldest].take() else {
                break;
            };
            self.oldest = (self.oldest + 1) % PREFETCH_DISTANCE;
            self.number -= 1;
            self.visit(worker, slot, object);
            objects += 1;
            if objects % OBJECTS_BETWEEN_OFFERS == 0 {
                self.offer(worker);
            }
        }
        if !self.overflow.is_empty() {
            self.give_away(worker);
        }
    }

    /// Pushes an object's slots.
    #[inline(always)]
    fn scan(&mut self, object: ObjectReference) {
        let Self {
            trace,
            tls,
            stack,
            overflow,
            ..
        } = self;
        debug_assert!(
            <T::VM as VMBinding>::VMScanning::support_slot_enqueuing(*tls, object),
            "objects without slots are not supported"
        );
        <T::VM as VMBinding>::VMScanning::scan_object(*tls, object, &mut |slot| {
            if stack.len() == 2 * SLOTS_PER_PACKET {
                overflow.push(stack.split_off(SLOTS_PER_PACKET));
                stack.reserve(SLOTS_PER_PACKET);
            }
            stack.push(slot);
        });
        trace.post_scan_object(object);
    }

    #[inline(always)]
    fn visit(
        &mut self,
        worker: &mut GCWorker<T::VM>,
        slot: SlotOfTrace<T>,
        object: ObjectReference,
    ) {
        let trace = self.trace.clone();
        let new_object = trace.trace_object(worker, object, &mut |object| self.scan(object));
        if T::may_move_objects() && new_object != object {
            slot.store(new_object);
        }
        if !self.overflow.is_empty() {
            self.give_away(worker);
        }
    }

    #[cold]
    fn give_away(&mut self, worker: &mut GCWorker<T::VM>) {
        for slots in self.overflow.drain(..) {
            worker.add_work(self.bucket, ProcessSlots::<T>::new(slots, self.bucket));
        }
    }

    /// Lets another worker have the older half of the stack, from which most is to be expected.
    #[cold]
    fn offer(&mut self, worker: &mut GCWorker<T::VM>) {
        if self.stack.len() >= LEAST_OFFER && worker.may_share() {
            let slots: Vec<_> = self.stack.drain(..self.stack.len() / 2).collect();
            worker.add_work(self.bucket, ProcessSlots::<T>::new(slots, self.bucket));
            worker.call_for_help();
        }
    }
}

impl<T: Trace> GCWork<T::VM> for ProcessSlots<T> {
    fn do_work(&mut self, worker: &mut GCWorker<T::VM>, mmtk: &'static MMTK<T::VM>) {
        probe!(mmtk, process_slots, self.slots.len());

        #[cfg(feature = "extreme_assertions")]
        if crate::util::slot_logger::should_check_duplicate_slots(mmtk.get_plan()) {
            for slot in self.slots.iter() {
                // log slot, panic if already logged
                mmtk.slot_logger.log_slot(*slot);
            }
        }

        let mut roots = self.slots.iter().copied();
        Closure::<T>::new(T::from_mmtk(mmtk), self.bucket, worker.tls).run(worker, |closure| {
            roots.next().map(|slot| closure.stack.push(slot)).is_some()
        });
    }
}

/// A work packet for scanning objects and tracing what is reachable from them, during a stop-the-world tracing GC and the
/// final mark pause of a concurrent GC.
pub struct ProcessNodes<T: Trace> {
    objects: Vec<ObjectReference>,
    bucket: WorkBucketStage,
    phantom_data: PhantomData<T>,
}

impl<T: Trace> ProcessNodes<T> {
    pub fn new(objects: Vec<ObjectReference>, bucket: WorkBucketStage) -> Self {
        Self {
            objects,
            bucket,
            phantom_data: PhantomData,
        }
    }
}

impl<T: Trace> GCWork<T::VM> for ProcessNodes<T> {
    fn do_work(&mut self, worker: &mut GCWorker<T::VM>, mmtk: &'static MMTK<T::VM>) {
        probe!(mmtk, process_nodes, self.objects.len(), 0);

        let objects = &self.objects;
        let mut next = 0;
        Closure::<T>::new(T::from_mmtk(mmtk), self.bucket, worker.tls).run(worker, |closure| {
            if let Some(object) = objects.get(next + PREFETCH_DISTANCE) {
                prefetch_for_scan(*object);
            }
            let object = objects.get(next);
            next += 1;
            object.map(|object| closure.scan(*object)).is_some()
        });
    }
}
