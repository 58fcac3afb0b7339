//! The machine as the collector sees it: stopping threads, roots, weak tables.

use heap::{CollectionKind, HeapHost, PauseEnd, PauseStart, RootVisitor, ThreadToken};
use oops::{LoaderId, Oop};

use super::roots::Origin;
use super::{MAIN_GROUP, SYSTEM_GROUP, gc_log, heap_dump, references, roots, verify};
use crate::classes::loader_data::{self, ClassLoaderData};
use crate::classes::unloading;
use crate::classes::well_known as wk;
use crate::runtime::thread::{self, JavaThread};
use crate::runtime::vm_operation::Operation;
use crate::runtime::{flags, handles, monitor_table, safepoint, transitions, vm_threads};

/// The one host.
pub(super) static HOST: Host = Host;

pub(super) struct Host;

fn thread_of(token: ThreadToken) -> &'static JavaThread {
    // SAFETY: tokens are addresses of JavaThreads, which live as long as they are bound.
    unsafe { &*(token.0 as *const JavaThread) }
}

impl HeapHost for Host {
    fn stop_the_world(&self) {
        safepoint::stop_the_world(Operation::Collect);
    }

    fn resume_the_world(&self) {
        safepoint::resume_the_world();
    }

    fn stress_cost(&self) -> u64 {
        let counts = loader_data::class_counts();
        let classes = counts.loaded.saturating_sub(counts.unloaded);
        verify::cost(classes) + 4 * classes
    }

    fn pause_starts(&self, start: &PauseStart) {
        gc_log::pause_starts(start);
        verify::verify_if_wanted(verify::When::Before, start.kind);
        if start.kind == CollectionKind::Full && flags::get::HeapDumpBeforeFullGC() != 0 {
            heap_dump::dump_at_collection();
        }
        unloading::begin(start.kind);
    }

    fn pause_ends(&self, end: &PauseEnd) {
        verify::verify_if_wanted(verify::When::After, end.start.kind);
        gc_log::pause_ends(end);
        if end.start.kind == CollectionKind::Full && flags::get::HeapDumpAfterFullGC() != 0 {
            heap_dump::dump_at_collection();
        }
    }

    fn set_soft_clock(&self, millis: i64) {
        if let Some(klass) = wk::soft_reference_if_loaded() {
            let mirror = klass.rt.get().mirror.load();
            if !mirror.is_null() {
                mirror.store_i64(wk::fields::soft_reference_clock(), millis);
            }
        }
    }

    fn spawn_gc_thread(&self, name: String, run: Box<dyn FnOnce() + Send>) {
        if let Err(e) = vm_threads::spawn(&name, run) {
            self.fatal(&format!("cannot start a garbage collector thread: {e}"));
        }
    }

    fn block_for_gc(&self, thread: ThreadToken, wait: &mut dyn FnMut()) {
        transitions::blocked(thread_of(thread), wait);
    }

    fn scan_thread_roots(
        &self,
        thread: ThreadToken,
        report: &mut dyn FnMut(*const usize, *const usize),
    ) {
        let t = thread_of(thread);
        if let Some((from, to)) = native_stack_in_use(t) {
            report(from, to);
        }
        let (base, slots) = t.java_stack_in_use();
        let base = base.cast::<usize>();
        // SAFETY: inside the thread's Java stack.
        report(base, unsafe { base.add(slots) });
    }

    fn scan_thread_metadata(&self, thread: ThreadToken, kind: CollectionKind, visit: RootVisitor) {
        let t = thread_of(thread);
        unloading::scan_thread(t, native_stack(t), kind, visit);
    }

    fn visit_loader_data(&self, id: LoaderId, visit: RootVisitor) {
        unloading::claim(id, visit);
    }

    fn loader_data_of(&self, loader: Oop) -> Option<LoaderId> {
        ClassLoaderData::id_of_loader(loader)
    }

    fn scan_vm_roots(&self, kind: CollectionKind, visit: RootVisitor) {
        unloading::visit_roots(kind, visit);
        roots::visit_strong(visit);
        thread::for_each(|t| visit_thread(t, visit));
    }

    fn process_weak(&self, kind: CollectionKind, alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
        handles::visit_weak_globals(&mut |slot| {
            slot.store(alive(slot.load()).unwrap_or(Oop::NULL))
        });
        roots::process_weak(kind, alive);
        unloading::finish(kind);
    }

    fn enqueue_references(&self, first: Oop, last: Oop) {
        references::add_pending(first, last);
    }
}

/// The first word of a stopped thread's native stack, and the address behind the last.
fn native_stack_in_use(t: &JavaThread) -> Option<(*const usize, *const usize)> {
    let sp = t.saved_sp.load(std::sync::atomic::Ordering::Relaxed);
    let base = t.native_stack_base.get();
    (sp != 0).then_some(((sp & !7) as *const usize, (base & !7) as *const usize))
}

/// The words of a stopped thread's native stack that are in use.
pub fn native_stack(t: &JavaThread) -> &[usize] {
    match native_stack_in_use(t) {
        // SAFETY: mapped and not changing, for the thread is stopped.
        Some((from, to)) => unsafe {
            std::slice::from_raw_parts(from, to.offset_from_unsigned(from))
        },
        None => &[],
    }
}

/// The precise slots of one thread.
pub(super) fn visit_thread(t: &JavaThread, visit: RootVisitor) {
    for slot in [
        &t.pending_exception,
        &t.async_exception,
        &t.thread_oop,
        &t.blocked_on,
    ] {
        visit(slot);
    }
    // SAFETY: the thread is stopped.
    unsafe {
        (*t.local.handles.get()).visit(visit);
        for slot in (*t.held_monitors.get()).iter().chain(t.lock_stack.slots()) {
            visit(slot);
        }
    }
}

/// Tells the registry of the tables that this crate's modules keep.
pub(super) fn register_roots() {
    roots::register_scanner_of(Origin::JniGlobals, handles::visit_globals);
    roots::register_scanner(|visit| {
        for slot in [&SYSTEM_GROUP, &MAIN_GROUP, &references::PENDING] {
            visit(slot);
        }
    });
    monitor_table::initialize();
}
