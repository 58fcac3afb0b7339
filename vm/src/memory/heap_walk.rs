//! What the heap holds and what keeps it there, for heap dumps and whoever asks for references with their kinds.
//!
//! All functions want the world stopped. Every object is seen that has not been swept yet; after a full collection
//! these are the live ones and what was allocated since. Objects do not move meanwhile, and an object's address serves
//! as its name.
//!
//! Roots are named as tools know them. Stacks are scanned conservatively here as in a collection: a slot of a Java
//! frame counts if it holds the exact address of an object, a word of a native stack also if it points inside one.

use oops::{KlassPtr, LoaderId, Oop, OopSlot};

use super::roots::{self, Origin};
use crate::classes::system_dictionary;
use crate::runtime::frames::{Frame, FrameKind, frames};
use crate::runtime::handles;
use crate::runtime::thread::JavaThread;

/// Why an object is a root. Threads are named by their place in the list that the walk was given, frames by their
/// place in the thread's stack, the innermost first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Root {
    JniGlobal,
    /// `frame` is that of the innermost native method, `None` if no Java method is running.
    JniLocal {
        thread: usize,
        frame: Option<usize>,
    },
    JavaFrame {
        thread: usize,
        frame: usize,
    },
    NativeStack {
        thread: usize,
    },
    /// A class of the boot loader.
    StickyClass,
    /// An object whose monitor is held.
    MonitorUsed,
    ThreadObject {
        thread: usize,
    },
    /// A table of the machine.
    Machine,
}

/// Gets roots.
pub type RootVisitor<'a> = &'a mut dyn FnMut(Root, Oop);

/// Visits all objects.
pub fn for_each_object(visit: impl FnMut(Oop)) {
    heap::for_each_object(visit);
}

/// Visits all classes that have a mirror, arrays' included.
pub fn for_each_class(visit: &mut dyn FnMut(KlassPtr)) {
    system_dictionary::for_each_class(&mut |klass| {
        if !klass.mirror().is_null() {
            visit(klass);
        }
    });
}

/// Visits all roots. An object may come several times, also with the same kind.
pub fn for_each_root(threads: &[&'static JavaThread], visit: RootVisitor) {
    for (i, thread) in threads.iter().enumerate() {
        thread_roots(i, thread, visit);
    }
    handles::visit_globals(&mut |slot| visit(Root::JniGlobal, slot.load()));
    for_each_class(&mut |klass| {
        if klass.holder == LoaderId::BOOT {
            visit(Root::StickyClass, klass.mirror());
        }
    });
    roots::visit_strong_of(Origin::Table, &mut |slot| {
        if let Some(object) = slot.load().non_null() {
            visit(Root::Machine, object);
        }
    });
}

fn thread_roots(index: usize, t: &'static JavaThread, visit: RootVisitor) {
    if let Some(object) = t.oop().non_null() {
        visit(Root::ThreadObject { thread: index }, object);
    }
    let mut innermost_native = None;
    for (depth, frame) in frames(t).enumerate() {
        if frame.native().is_some() {
            innermost_native.get_or_insert(depth);
        }
        let root = Root::JavaFrame {
            thread: index,
            frame: depth,
        };
        // What compiled frames refer to is found on the native stack.
        if let Some(header) = frame.header() {
            frame_slots(header, &mut |object| visit(root, object));
        }
    }
    let local = Root::JniLocal {
        thread: index,
        frame: innermost_native,
    };
    // SAFETY: the thread is stopped; the same holds below.
    unsafe { (*t.local.handles.get()).visit(&mut |slot| visit(local, slot.load())) };
    let mut others = |root: Root, slots: &[OopSlot]| {
        for object in slots.iter().filter_map(|s| s.load().non_null()) {
            visit(root, object);
        }
    };
    // SAFETY: as above.
    unsafe {
        others(Root::MonitorUsed, &*t.held_monitors.get());
    }
    others(Root::MonitorUsed, t.lock_stack.slots());
    for slot in [&t.pending_exception, &t.async_exception, &t.blocked_on] {
        others(Root::Machine, std::slice::from_ref(slot));
    }
    native_stack(t, &mut |object| {
        visit(Root::NativeStack { thread: index }, object)
    });
}

/// The objects that a frame's locals and operands name.
fn frame_slots(frame: &Frame, visit: &mut dyn FnMut(Oop)) {
    let header: *const u64 = std::ptr::from_ref(frame).cast();
    words(frame.locals, header, visit);
    if frame.kind == FrameKind::Interpreted {
        words(frame.operands(), frame.sp, visit);
    }
    if let Some(object) = frame.sync_object.load().non_null() {
        visit(object);
    }
}

fn words(from: *const u64, to: *const u64, visit: &mut dyn FnMut(Oop)) {
    let mut p = from;
    while p < to {
        // SAFETY: inside the frame of a stopped thread.
        let word = unsafe { *p };
        if let Some(object) = heap::heap_object_at(word as usize) {
            visit(object);
        }
        p = p.wrapping_add(1);
    }
}

/// The objects that the machine's own frames on the native stack point into.
fn native_stack(t: &JavaThread, visit: &mut dyn FnMut(Oop)) {
    let sp = t.saved_sp.load(std::sync::atomic::Ordering::Relaxed) & !7;
    let base = t.native_stack_base.get() & !7;
    if sp == 0 {
        return;
    }
    let mut last = 0;
    for address in (sp..base).step_by(8) {
        // SAFETY: the stopped thread's stack.
        let word = unsafe { (address as *const usize).read_volatile() };
        if word != last {
            last = word;
            if let Some(object) = heap::object_containing(word) {
                visit(object);
            }
        }
    }
}
