use std::marker::PhantomData;

use crate::{
    plan::{
        tracing::{gc_work::DefaultObjectTracerContext, SlotOfTrace, Trace},
        VectorQueue,
    },
    scheduler::{GCWork, GCWorker, GCWorkerShared, WorkBucketStage, EDGES_WORK_BUFFER_SIZE},
    util::{ObjectReference, VMWorkerThread},
    vm::{slot::Slot, ObjectTracerContext, Scanning, VMBinding},
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

    fn run(&mut self, worker: &mut GCWorker<T::VM>, roots: &[SlotOfTrace<T>]) {
        let mut roots = roots.iter().copied();
        let mut objects = 0;
        loop {
            while self.number < PREFETCH_DISTANCE {
                let Some(slot) = self.stack.pop().or_else(|| roots.next()) else {
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
    }

    #[inline(always)]
    fn visit(
        &mut self,
        worker: &mut GCWorker<T::VM>,
        slot: SlotOfTrace<T>,
        object: ObjectReference,
    ) {
        let Self {
            trace,
            tls,
            stack,
            overflow,
            ..
        } = self;
        let new_object = trace.trace_object(worker, object, &mut |object| {
            <T::VM as VMBinding>::VMScanning::scan_object(*tls, object, &mut |slot| {
                if stack.len() == 2 * SLOTS_PER_PACKET {
                    overflow.push(stack.split_off(SLOTS_PER_PACKET));
                    stack.reserve(SLOTS_PER_PACKET);
                }
                stack.push(slot);
            });
            trace.post_scan_object(object);
        });
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

        Closure::<T>::new(T::from_mmtk(mmtk), self.bucket, worker.tls).run(worker, &self.slots);
    }
}

/// A work packet for scanning objects and optionally do node-enqueuing tracing during a
/// stop-the-world tracing GC and the final mark pause of a concurrent GC.
///
/// It will scan each object.  For objects that supports slot enqueuing, it will collect their slots
/// and spawn [`ProcessSlots`] work packets to trace them.  For objects that don't support slot
/// enqueuing, it will immediately trace their slots and spawn other [`ProcessNodes`] work packets
/// to process their newly traced children.  It is the VM's responsibility to implement
/// [`Scanning::scan_object_and_trace_edges`] to update the references to point to the new addresses
/// in such a case.
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

    fn try_enqueue_slots(
        &mut self,
        worker: &mut GCWorker<T::VM>,
        tls: VMWorkerThread,
        trace: &T,
    ) -> Vec<ObjectReference> {
        // We record objects that don't support slot-enqueuing tracing and process them later.
        let mut scan_later = Vec::new();

        let mut slots = VectorQueue::new();

        let flush = |slots: &mut VectorQueue<_>, worker: &mut GCWorker<T::VM>| {
            let buffer = slots.take();
            let work_packet = ProcessSlots::<T>::new(buffer, self.bucket);
            worker.add_work(self.bucket, work_packet);
        };

        // For any object we need to scan, we count its live bytes.
        // Check the option outside the loop for better performance.
        //
        // TODO: Currently all objects reached in a GC will be processed here,
        // so it is a good place to do statistics for all reachable objects.
        // In the future, when we refactor the ProcessNodes and ProcessSlots work packets
        // so that each of them can compute the transitive closure alone (i.e. removing double enqueuing),
        // we need to make sure both work packets will count the live bytes.
        if crate::util::rust_util::unlikely(*worker.mmtk.get_options().count_live_bytes_in_gc) {
            // Borrow before the loop.
            let mut live_bytes_stats = worker.shared.live_bytes_per_space.borrow_mut();
            for object in self.objects.iter().copied() {
                GCWorkerShared::<T::VM>::increase_live_bytes(&mut live_bytes_stats, object);
            }
        }

        for object in self.objects.iter().copied() {
            if <T::VM as VMBinding>::VMScanning::support_slot_enqueuing(tls, object) {
                trace!("Scan object (slot) {}", object);
                // If an object supports slot-enqueuing, we enqueue its slots.
                <T::VM as VMBinding>::VMScanning::scan_object(tls, object, &mut |slot| {
                    slots.push(slot);
                    if slots.is_full() {
                        flush(&mut slots, worker);
                    }
                });
                trace.post_scan_object(object);
            } else {
                // If an object does not support slot-enqueuing, we have to use
                // `Scanning::scan_object_and_trace_edges` and offload the job of updating the
                // reference field to the VM.
                //
                // TODO: We may refactor this work packet to do slot-enqueuing and node-enqueuing in
                // one loop.
                scan_later.push(object);
            }
        }

        if !slots.is_empty() {
            flush(&mut slots, worker);
        }

        scan_later
    }

    fn do_node_enqueuing_tracing(
        &mut self,
        worker: &mut GCWorker<T::VM>,
        tls: VMWorkerThread,
        trace: T,
        scan_later: Vec<ObjectReference>,
    ) {
        if scan_later.is_empty() {
            return;
        }

        let object_tracer_context = DefaultObjectTracerContext::<T>::new(self.bucket);

        object_tracer_context.with_tracer(worker, |object_tracer| {
            // Scan objects and trace their outgoing edges at the same time.
            for object in scan_later.iter().copied() {
                trace!("Scan object (node) {}", object);
                <T::VM as VMBinding>::VMScanning::scan_object_and_trace_edges(
                    tls,
                    object,
                    object_tracer,
                );
                trace.post_scan_object(object);
            }
        });
    }
}

impl<T: Trace> GCWork<T::VM> for ProcessNodes<T> {
    fn do_work(&mut self, worker: &mut GCWorker<T::VM>, mmtk: &'static MMTK<T::VM>) {
        trace!("ScanObjects");

        let tls = worker.tls;
        let trace = T::from_mmtk(mmtk);

        // Go through the object list and scan objects that supports slot-enququing.
        let scan_later = self.try_enqueue_slots(worker, tls, &trace);

        let total_objects = self.objects.len();
        let scan_and_trace = scan_later.len();
        probe!(mmtk, process_nodes, total_objects, scan_and_trace);

        // If any objects do not support slot-enqueuing, we process them now.
        self.do_node_enqueuing_tracing(worker, tls, trace, scan_later);

        trace!("ScanObjects End");
    }
}
