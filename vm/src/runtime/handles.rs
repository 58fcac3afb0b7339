//! JNI references: local handles per thread, global and weak global ones per machine.
//!
//! A `jobject` is the address of an [`OopSlot`] with a tag in its two low bits: 0 local, 1 weak global, 2 global. The
//! collector knows all slots, so they follow moving objects. Local handles live in blocks that never move; a free slot
//! holds null, as no handle is ever made for null.
//!
//! A native call has a frame of local handles, which are freed together. Native wrappers only note that a frame is due
//! ([`JavaThread::handle_frame_deferred`]): whatever makes or frees handles begins it.

use jni_sys::jobject;
use oops::{Oop, OopSlot};
use parking_lot::Mutex;

use crate::runtime::thread::JavaThread;

pub const TAG_MASK: usize = 3;
const TAG_WEAK: usize = 1;
const TAG_GLOBAL: usize = 2;
const BLOCK: usize = 64;

type Block = Box<[OopSlot; BLOCK]>;

fn new_block() -> Block {
    Box::new(std::array::from_fn(|_| OopSlot::null()))
}

/// The local handles of one thread: a stack of slots, cut into frames.
pub struct LocalHandles {
    blocks: Vec<Block>,
    top: usize,
    /// Freed slots below `top`; those of the current frame begin at `free_base`.
    free: Vec<usize>,
    frame: HandleFrame,
    /// Frames pushed by `PushLocalFrame` inside the current native call.
    pushed: Vec<HandleFrame>,
    /// What was before frames that were begun by their first handle.
    begun_late: Vec<HandleFrame>,
}

#[derive(Clone, Copy)]
struct HandleFrame {
    base: usize,
    free_base: usize,
    pushed_base: usize,
}

impl LocalHandles {
    pub const fn new() -> LocalHandles {
        LocalHandles {
            blocks: Vec::new(),
            top: 0,
            free: Vec::new(),
            frame: HandleFrame {
                base: 0,
                free_base: 0,
                pushed_base: 0,
            },
            pushed: Vec::new(),
            begun_late: Vec::new(),
        }
    }

    fn slot(&self, i: usize) -> &OopSlot {
        &self.blocks[i / BLOCK][i % BLOCK]
    }

    fn add(&mut self, object: Oop) -> *const OopSlot {
        let i = if self.free.len() > self.frame.free_base {
            self.free.pop().expect("a freed slot")
        } else {
            if self.top == self.blocks.len() * BLOCK {
                self.blocks.push(new_block());
            }
            self.top += 1;
            self.top - 1
        };
        let slot = self.slot(i);
        slot.store(object);
        slot
    }

    fn begin_frame(&mut self) -> HandleFrame {
        let before = self.frame;
        self.frame = HandleFrame {
            base: self.top,
            free_base: self.free.len(),
            pushed_base: self.pushed.len(),
        };
        before
    }

    fn end_frame(&mut self, before: HandleFrame) {
        for i in self.frame.base..self.top {
            self.slot(i).store(Oop::NULL);
        }
        self.top = self.frame.base;
        self.free.truncate(self.frame.free_base);
        self.pushed.truncate(self.frame.pushed_base);
        self.frame = before;
    }

    fn index_of(&self, slot: *const OopSlot) -> Option<usize> {
        let address = slot as usize;
        let size = std::mem::size_of::<OopSlot>();
        self.blocks.iter().enumerate().rev().find_map(|(b, block)| {
            let start = block.as_ptr() as usize;
            (start..start + BLOCK * size)
                .contains(&address)
                .then(|| b * BLOCK + (address - start) / size)
        })
    }

    /// Frees the memory; for a thread that ends.
    pub fn release(&mut self) {
        *self = LocalHandles::new();
    }

    /// Calls `visit` for every slot in use.
    pub fn visit(&self, visit: &mut dyn FnMut(&OopSlot)) {
        for i in 0..self.top {
            let slot = self.slot(i);
            if !slot.load().is_null() {
                visit(slot);
            }
        }
    }
}

impl Default for LocalHandles {
    fn default() -> Self {
        LocalHandles::new()
    }
}

#[allow(clippy::mut_from_ref)]
fn all_local(thread: &JavaThread) -> &mut LocalHandles {
    // SAFETY: only the thread itself touches its handles while it runs; the borrow ends within this module's functions.
    unsafe { &mut *thread.local.handles.get() }
}

/// The handles, with the running native call's own frame as the current one.
#[allow(clippy::mut_from_ref)]
#[inline]
fn local(thread: &JavaThread) -> &mut LocalHandles {
    let handles = all_local(thread);
    if thread.handle_frame_deferred.replace(false) {
        let before = handles.begin_frame();
        handles.begun_late.push(before);
    }
    handles
}

/// Ends the current frame, which began deferred: a native wrapper found that it was begun.
#[cold]
pub fn end_deferred_frame(thread: &JavaThread) {
    let handles = all_local(thread);
    let before = handles.begun_late.pop().expect("a frame begun late");
    handles.end_frame(before);
}

/// Slots of global references, in blocks that never move.
struct GlobalTable {
    blocks: Vec<Block>,
    free: Vec<usize>,
}

impl GlobalTable {
    const fn new() -> GlobalTable {
        GlobalTable {
            blocks: Vec::new(),
            free: Vec::new(),
        }
    }
    fn add(&mut self, object: Oop) -> usize {
        if self.free.is_empty() {
            let block = new_block();
            self.free.extend(block.iter().rev().map(OopSlot::address));
            self.blocks.push(block);
        }
        let address = self.free.pop().expect("a free slot");
        // SAFETY: an address from one of our blocks.
        unsafe { (*(address as *const OopSlot)).store(object) };
        address
    }
    fn remove(&mut self, address: usize) {
        // SAFETY: an address from one of our blocks, by JNI's contract.
        unsafe { (*(address as *const OopSlot)).store(Oop::NULL) };
        self.free.push(address);
    }
    fn count(&self) -> usize {
        self.blocks.iter().map(|b| b.len()).sum::<usize>() - self.free.len()
    }
    fn visit(&self, visit: &mut dyn FnMut(&OopSlot)) {
        for slot in self.blocks.iter().flat_map(|b| b.iter()) {
            if !slot.load().is_null() {
                visit(slot);
            }
        }
    }
}

static GLOBALS: Mutex<GlobalTable> = Mutex::new(GlobalTable::new());
static WEAK_GLOBALS: Mutex<GlobalTable> = Mutex::new(GlobalTable::new());

/// What a handle is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HandleKind {
    Local,
    Global,
    WeakGlobal,
}

/// The kind that a non-null handle's tag says.
pub fn kind(handle: jobject) -> HandleKind {
    match handle as usize & TAG_MASK {
        TAG_WEAK => HandleKind::WeakGlobal,
        TAG_GLOBAL => HandleKind::Global,
        _ => HandleKind::Local,
    }
}

/// The object that a handle refers to; null for null (and for a cleared weak one).
#[inline]
pub fn resolve(handle: jobject) -> Oop {
    let address = handle as usize & !TAG_MASK;
    if address == 0 {
        return Oop::NULL;
    }
    // SAFETY: by JNI's contract a handle is valid until it is deleted or its frame ends.
    unsafe { (*(address as *const OopSlot)).load() }
}

/// A new local reference in the thread's current frame of handles; null for null.
#[inline]
pub fn make_local(thread: &JavaThread, object: Oop) -> jobject {
    if object.is_null() {
        return std::ptr::null_mut();
    }
    local(thread).add(object) as jobject
}

/// A new global reference; null for null.
pub fn make_global(object: Oop) -> jobject {
    if object.is_null() {
        return std::ptr::null_mut();
    }
    (GLOBALS.lock().add(object) | TAG_GLOBAL) as jobject
}

/// A new weak global reference; null for null.
pub fn make_weak_global(object: Oop) -> jobject {
    if object.is_null() {
        return std::ptr::null_mut();
    }
    (WEAK_GLOBALS.lock().add(object) | TAG_WEAK) as jobject
}

/// Frees a local reference; null and other kinds are ignored.
pub fn delete_local(thread: &JavaThread, handle: jobject) {
    if handle.is_null() || kind(handle) != HandleKind::Local {
        return;
    }
    let handles = local(thread);
    let Some(i) = handles.index_of(handle as *const OopSlot) else {
        return;
    };
    if handles.slot(i).load().is_null() {
        return;
    }
    handles.slot(i).store(Oop::NULL);
    if i + 1 == handles.top && i >= handles.frame.base {
        handles.top -= 1;
    } else if i >= handles.frame.base {
        handles.free.push(i);
    }
}

pub fn delete_global(handle: jobject) {
    if !handle.is_null() && kind(handle) == HandleKind::Global {
        GLOBALS.lock().remove(handle as usize & !TAG_MASK);
    }
}

pub fn delete_weak_global(handle: jobject) {
    if !handle.is_null() && kind(handle) == HandleKind::WeakGlobal {
        WEAK_GLOBALS.lock().remove(handle as usize & !TAG_MASK);
    }
}

/// A fresh set of local handles for one native call; all are freed when `f` returns or unwinds.
#[inline]
pub fn with_handle_frame<R>(thread: &JavaThread, f: impl FnOnce() -> R) -> R {
    struct End<'t>(&'t JavaThread, HandleFrame, bool);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            all_local(self.0).end_frame(self.1);
            self.0.handle_frame_deferred.set(self.2);
        }
    }
    let deferred = thread.handle_frame_deferred.replace(false);
    let _end = End(thread, all_local(thread).begin_frame(), deferred);
    f()
}

/// JNI `PushLocalFrame`.
pub fn push_local_frame(thread: &JavaThread) {
    let handles = local(thread);
    let pushed_base = handles.frame.pushed_base;
    let before = handles.begin_frame();
    handles.frame.pushed_base = pushed_base;
    handles.pushed.push(before);
}

/// JNI `PopLocalFrame`; `result` is made a reference of the frame before. Null if no frame was pushed.
pub fn pop_local_frame(thread: &JavaThread, result: jobject) -> jobject {
    let object = resolve(result);
    let handles = local(thread);
    if handles.pushed.len() <= handles.frame.pushed_base {
        return std::ptr::null_mut();
    }
    let before = handles.pushed.pop().expect("a pushed frame");
    let pushed_base = handles.frame.pushed_base;
    handles.frame.pushed_base = handles.pushed.len();
    handles.end_frame(before);
    handles.frame.pushed_base = pushed_base;
    make_local(thread, object)
}

/// True if the handle is a live local reference of the thread: a slot of its handles, or an argument of a native method
/// in its place on the Java stack.
pub fn is_local_of(thread: &JavaThread, handle: jobject) -> bool {
    let (base, slots) = thread.java_stack_in_use();
    if (base as usize..base as usize + slots * 8).contains(&(handle as usize)) {
        return !resolve(handle).is_null();
    }
    let handles = all_local(thread);
    handles
        .index_of(handle as *const OopSlot)
        .is_some_and(|i| !handles.slot(i).load().is_null())
}

/// The numbers of global references and of weak ones.
pub fn global_counts() -> (usize, usize) {
    (GLOBALS.lock().count(), WEAK_GLOBALS.lock().count())
}

/// Calls `visit` for every global reference's slot (collector; the world is stopped).
pub fn visit_globals(visit: &mut dyn FnMut(&OopSlot)) {
    GLOBALS.lock().visit(visit);
}

/// Calls `visit` for every weak global reference's slot (collector; the world is stopped).
pub fn visit_weak_globals(visit: &mut dyn FnMut(&OopSlot)) {
    WEAK_GLOBALS.lock().visit(visit);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fake(n: usize) -> Oop {
        // SAFETY: never dereferenced here.
        unsafe { Oop::from_address(n * 8) }
    }

    #[test]
    fn frames_free_their_handles_and_reuse_deleted_slots() {
        let mut h = LocalHandles::new();
        let a = h.add(fake(1));
        let before = h.begin_frame();
        let b = h.add(fake(2));
        assert_ne!(a, b);
        for i in 0..200 {
            h.add(fake(10 + i));
        }
        h.end_frame(before);
        let mut seen = Vec::new();
        h.visit(&mut |s| seen.push(s.load()));
        assert_eq!(seen, [fake(1)]);
        assert_eq!(h.add(fake(3)), b);
    }

    #[test]
    fn tags_tell_global_from_weak() {
        let (g, w) = (make_global(fake(5)), make_weak_global(fake(6)));
        assert_eq!(
            (kind(g), kind(w)),
            (HandleKind::Global, HandleKind::WeakGlobal)
        );
        assert_eq!((resolve(g), resolve(w)), (fake(5), fake(6)));
        delete_global(g);
        delete_weak_global(w);
        assert!(resolve(w).is_null());
    }
}
