//! The code cache: one reserved region of memory that holds all compiled code and the stubs of the runtime.
//!
//! The region is a memory file that is mapped twice, once to be executed and once to be written, so that no page can be
//! both. Free space is kept by address, neighbours joined; the first hole that is large enough is taken. Compiled methods are
//! found by any address within them.
//!
//! Code ends in two steps: [`retire`] lets nobody enter it any more; [`sweep`], at a safepoint, frees what no frame of a
//! thread is in. A reference to a [`CompiledCode`] may therefore be kept as long as the thread does not poll, or as it
//! has a frame of the code.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use compiler::host::Bci;
use compiler::output::{CompiledMethod, DeoptPoint, Level, NearCall, Position, Scope};
use oops::{KlassPtr, MethodPtr, Oop};
use parking_lot::{Mutex, RwLock};

use crate::compiler::dependencies::{self, Dependency, Reliance};
use crate::compiler::direct_calls::{self, Links};
use crate::compiler::inline_caches::Cells;
use crate::compiler::{policy, print, stubs};
use crate::interpreter;
use crate::runtime::flags;

/// Code begins at multiples of this.
const UNIT: usize = 32;
const PAGE: usize = 4096;
/// What stands behind the end of code: `int3`.
pub const PADDING: u8 = 0xcc;

/// Compiled code that is installed.
pub struct CompiledCode {
    pub method: MethodPtr,
    /// The loop that it is the code of, if it is not the method's own.
    pub osr_bci: Option<Bci>,
    pub id: u32,
    start: usize,
    size: usize,
    /// Classes that it tests for without keeping them loaded.
    predictions: Vec<KlassPtr>,
    _cells: Cells,
    dependencies: Vec<Dependency>,
    /// What the compiler says of the code, without its bytes.
    about: CompiledMethod,
    /// Nobody enters it any more.
    retired: AtomicBool,
    /// It is not entered directly until it is called once more ([`begin_probation`]).
    on_probation: AtomicBool,
    /// Threads that leave it at a trap: their frames of it are hidden, but return through it.
    leaving: AtomicU32,
}

impl CompiledCode {
    pub fn entry(&self) -> usize {
        self.start
    }
    pub fn level(&self) -> Level {
        self.about.level
    }
    pub fn size(&self) -> usize {
        self.size
    }
    /// The machine code.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the code's own memory, of which only the operands of calls are written after it was installed.
        unsafe { std::slice::from_raw_parts(self.start as *const u8, self.size) }
    }
    /// Method, and loop if it is the code of one, for lists of code.
    pub fn name(&self) -> String {
        let loops = self.osr_bci.map_or(String::new(), |b| format!(" @ {b}"));
        format!("{}{loops}", self.method.external_name())
    }
    /// What instructions belong to, by their places.
    pub fn positions(&self) -> &[Position] {
        &self.about.positions
    }
    /// Monitors that the interpreter has entered when it enters this code of a loop.
    pub fn osr_monitors(&self) -> usize {
        self.about.osr_monitors.into()
    }
    /// Scope and bytecode index of the call that returns to `pc`.
    pub fn position(&self, pc: usize) -> Option<(u16, Bci)> {
        self.row(pc).map(|p| (p.scope, p.bci))
    }
    /// True if the call that returns to `pc` is followed by a test of a request to leave the code.
    pub fn is_exit(&self, pc: usize) -> bool {
        self.row(pc).is_some_and(|p| p.is_exit)
    }
    /// True if nothing behind the call that returns to `pc` tests for an exception: the frame is left with it.
    pub fn unwinds(&self, pc: usize) -> bool {
        self.row(pc).is_some_and(|p| p.unwinds)
    }
    fn row(&self, pc: usize) -> Option<&Position> {
        let offset = (pc - self.start).checked_sub(1)? as u32;
        let positions = &self.about.positions;
        let next = positions.partition_point(|p| p.start <= offset);
        positions.get(next.checked_sub(1)?)
    }
    /// False if the call that returns to `pc` is made at the method's entry, where it has no frame yet.
    pub fn has_frame(&self, pc: usize) -> bool {
        let slow = self.about.entry_slow as usize;
        slow == 0 || pc - self.start <= slow
    }
    /// What a scope of the frame at the frame pointer `fp` has locked, innermost first.
    ///
    /// # Safety
    /// A frame of the code, of a thread that stands.
    pub unsafe fn monitors(&self, fp: usize, scope: u16) -> Vec<Oop> {
        let bottom = fp - self.about.frame_bytes as usize;
        let slots = self.about.monitor_slots.iter().rev();
        slots
            .filter(|slot| slot.scope == scope)
            // SAFETY: a word of the frame with a reference or null.
            .map(|slot| unsafe { Oop::from_bits(*((bottom + slot.offset as usize) as *const u64)) })
            .filter_map(Oop::non_null)
            .collect()
    }
    /// Where the return address lies while the frame at the frame pointer `fp` is in a call.
    pub fn return_slot(&self, fp: usize) -> usize {
        fp - self.about.frame_bytes as usize - 8
    }
    pub fn scope(&self, scope: u16) -> &Scope {
        &self.about.scopes[usize::from(scope)]
    }
    pub fn scope_method(&self, scope: u16) -> MethodPtr {
        method_of(self.scope(scope))
    }
    /// The classes that the code means: those of its methods, and those that it tests for.
    pub fn classes(&self) -> impl Iterator<Item = KlassPtr> {
        let holders = self.about.scopes.iter().map(|s| method_of(s).holder());
        holders.chain(self.predictions.iter().copied())
    }
    /// Forgets all values in a frame of the code at the frame pointer `fp`.
    ///
    /// # Safety
    /// The frame only returns from now on.
    pub unsafe fn scrub_frame(&self, fp: usize) {
        let words = self.about.frame_bytes as usize / 8;
        // SAFETY: inside the frame.
        unsafe { std::ptr::write_bytes((fp - words * 8) as *mut u64, 0, words) };
    }
    /// Another code takes its place.
    fn replace(&self) {
        if !self.retired.swap(true, Ordering::AcqRel) {
            print::made_not_entrant(self);
        }
    }
    /// Runs `f` while the code is not freed though the thread's frame of it is hidden.
    pub fn while_leaving<R>(&self, f: impl FnOnce() -> R) -> R {
        self.leaving.fetch_add(1, Ordering::AcqRel);
        let result = f();
        self.leaving.fetch_sub(1, Ordering::AcqRel);
        result
    }
    /// True if a thread has a hidden frame of it.
    pub fn is_being_left(&self) -> bool {
        self.leaving.load(Ordering::Acquire) != 0
    }
    /// True if the instruction at `pc` faults where an object is null.
    pub fn is_null_check(&self, pc: usize) -> bool {
        let offset = (pc - self.start) as u32;
        self.about.null_checks.binary_search(&offset).is_ok()
    }
    /// True if it does without the hidden argument: code that counts finds its counters by it.
    fn is_called_directly(&self) -> bool {
        self.level() == Level::Simple
    }
    /// True if calls of the method run this code.
    fn is_current(&self) -> bool {
        let current = self.method.rt.compiled_code.load(Ordering::Acquire);
        current == std::ptr::from_ref(self) as usize
    }
    /// Ends its probation.
    fn reconnect(&self, links: &Links) {
        self.on_probation.store(false, Ordering::Relaxed);
        if self.is_current() {
            set_entry(self.method, Some(self.start), links);
        }
    }
    pub fn deopt_point(&self, number: u32) -> Option<&DeoptPoint> {
        self.about.deopt_points.get(number as usize)
    }
}

fn method_of(scope: &Scope) -> MethodPtr {
    MethodPtr::from_offset(scope.method.0).expect("scopes have methods")
}

/// The mapped region.
struct Region {
    execute: usize,
    write: usize,
    size: usize,
    /// Bytes since the pages of the writable mapping were given up.
    written: AtomicUsize,
}

/// Bytes of the writable mapping that may count as memory.
const GIVE_UP_AFTER: usize = 512 << 10;

impl Region {
    fn reserve(size: usize) -> io::Result<Region> {
        // SAFETY: a new memory file, mapped at two places of the system's choice.
        unsafe {
            let file = libc::memfd_create(c"hearth-code".as_ptr(), libc::MFD_CLOEXEC);
            if file < 0 {
                return Err(io::Error::last_os_error());
            }
            let map = |protection| {
                libc::mmap(
                    std::ptr::null_mut(),
                    size,
                    protection,
                    libc::MAP_SHARED | libc::MAP_NORESERVE,
                    file,
                    0,
                )
            };
            let mapped = if libc::ftruncate(file, size as libc::off_t) == 0 {
                let execute = map(libc::PROT_READ | libc::PROT_EXEC);
                (execute, map(libc::PROT_READ | libc::PROT_WRITE))
            } else {
                (libc::MAP_FAILED, libc::MAP_FAILED)
            };
            let error = io::Error::last_os_error();
            libc::close(file);
            if mapped.0 == libc::MAP_FAILED || mapped.1 == libc::MAP_FAILED {
                return Err(error);
            }
            Ok(Region {
                execute: mapped.0 as usize,
                write: mapped.1 as usize,
                size,
                written: AtomicUsize::new(0),
            })
        }
    }

    /// Notes that bytes were written. The pages stay in the file; the writable mapping of them is not needed any more, and would count as memory
    /// twice, so it is given up now and then: each time interrupts the other processors.
    fn wrote(&self, bytes: usize) {
        let bytes = bytes.next_multiple_of(PAGE);
        if self.written.fetch_add(bytes, Ordering::Relaxed) + bytes < GIVE_UP_AFTER {
            return;
        }
        self.written.store(0, Ordering::Relaxed);
        // SAFETY: the mapping of a file, whose pages come back with what was written when they are touched.
        unsafe {
            libc::madvise(
                self.write as *mut libc::c_void,
                self.size,
                libc::MADV_DONTNEED,
            )
        };
    }
}

/// Free parts of the region: length by offset.
struct Space {
    free: BTreeMap<usize, usize>,
    used: usize,
    most_used: usize,
}

impl Space {
    fn take(&mut self, bytes: usize) -> Option<usize> {
        let (&offset, &length) = self.free.iter().find(|&(_, &length)| length >= bytes)?;
        self.free.remove(&offset);
        if length > bytes {
            self.free.insert(offset + bytes, length - bytes);
        }
        self.used += bytes;
        self.most_used = self.most_used.max(self.used);
        Some(offset)
    }

    fn give(&mut self, offset: usize, bytes: usize) {
        self.used -= bytes;
        let (mut start, mut length) = (offset, bytes);
        if let Some((&before, &n)) = self.free.range(..offset).next_back()
            && before + n == offset
        {
            self.free.remove(&before);
            (start, length) = (before, n + bytes);
        }
        if let Some(n) = self.free.remove(&(offset + bytes)) {
            length += n;
        }
        self.free.insert(start, length);
    }
}

struct Cache {
    region: Region,
    space: Mutex<Space>,
    /// Installed code by its first address.
    codes: RwLock<BTreeMap<usize, &'static CompiledCode>>,
    stubs: Mutex<Vec<Stub>>,
}

/// Code that belongs to no method and stays for good.
#[derive(Clone)]
pub struct Stub {
    pub start: usize,
    /// In bytes.
    pub size: usize,
    pub name: String,
}

static CACHE: OnceLock<Cache> = OnceLock::new();
/// Held while a method's code is changed.
static INSTALL: LazyLock<Mutex<Links>> = LazyLock::new(Mutex::default);
static NEXT_ID: AtomicU32 = AtomicU32::new(1);

/// Reserves the region. Called before anything is compiled.
pub fn reserve() -> io::Result<()> {
    if CACHE.get().is_some() {
        return Ok(());
    }
    let size = (flags::get::ReservedCodeCacheSize() as usize).next_multiple_of(PAGE);
    let cache = Cache {
        region: Region::reserve(size)?,
        space: Mutex::new(Space {
            free: BTreeMap::from([(0, size)]),
            used: 0,
            most_used: 0,
        }),
        codes: RwLock::new(BTreeMap::new()),
        stubs: Mutex::new(Vec::new()),
    };
    // If another thread was faster, this region stays unused.
    CACHE.get_or_init(|| cache);
    Ok(())
}

impl Cache {
    /// Puts code into the region, its calls of what lies in the region filled in; its address and size.
    fn place(&self, mut code: Vec<u8>, calls: &[NearCall]) -> Option<(usize, usize)> {
        let bytes = code.len().next_multiple_of(UNIT);
        let offset = self.space.lock().take(bytes)?;
        for call in calls {
            let (at, end) = (call.offset as usize, call.offset as usize + 4);
            let from = self.region.execute + offset + end;
            let distance = i32::try_from((call.target as i64).wrapping_sub(from as i64));
            let distance = distance.expect("the region is smaller than 2 GB");
            code[at..end].copy_from_slice(&distance.to_le_bytes());
        }
        // SAFETY: the part of the writable mapping was free, and nobody executes it yet.
        unsafe {
            let to = (self.region.write + offset) as *mut u8;
            std::ptr::copy_nonoverlapping(code.as_ptr(), to, code.len());
            // What lies between is never executed.
            std::ptr::write_bytes(to.add(code.len()), PADDING, bytes - code.len());
        }
        self.region.wrote(bytes);
        Some((self.region.execute + offset, bytes))
    }

    /// Changes the operand of a call, which other threads may be executing; it lies in one aligned piece of 16 bytes.
    fn write_operand(&self, at: usize, value: i32) {
        let to = at - self.region.execute + self.region.write;
        // SAFETY: within the writable mapping of installed code. One instruction stores all bytes, whatever the alignment.
        unsafe {
            std::arch::asm!("mov dword ptr [{}], {:e}", in(reg) to, in(reg) value, options(nostack, preserves_flags));
        }
        self.region.wrote(PAGE);
    }
}

/// Lets calls of a method run the code at an address, or be interpreted.
fn set_entry(method: MethodPtr, start: Option<usize>, links: &Links) {
    let Some(cache) = CACHE.get() else { return };
    let entry = start.unwrap_or_else(stubs::interpreter_entry);
    method.rt.compiled_entry.store(entry, Ordering::Release);
    let direct = start.and_then(|_| connected_code(method));
    links.point(method, direct, |at, value| cache.write_operand(at, value));
}

/// The first address of the code that calls of a method run.
fn connected_code(method: MethodPtr) -> Option<usize> {
    let code = code_of(method).filter(|code| code.is_called_directly())?;
    let entry = method.rt.compiled_entry.load(Ordering::Acquire);
    (entry == code.start).then_some(entry)
}

/// Puts the code of a stub of the runtime into the cache, for good; its address.
pub fn place_stub(code: Vec<u8>, name: String) -> Option<usize> {
    let cache = CACHE.get()?;
    let (start, size) = cache.place(code, &[])?;
    cache.stubs.lock().push(Stub { start, size, name });
    Some(start)
}

/// What [`place_stub`] has placed.
pub fn all_stubs() -> Vec<Stub> {
    CACHE.get().map_or(Vec::new(), |c| c.stubs.lock().clone())
}

/// The number of the next compilation.
pub fn next_id() -> u32 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// What must outlive code, or hold as long as it is entered.
pub struct Needs {
    pub predictions: Vec<KlassPtr>,
    pub cells: Cells,
    pub reliance: Reliance,
}

/// What became of new code.
pub enum Installed {
    Code(&'static CompiledCode),
    /// There is no room for it.
    Full,
    /// What it relies on is not so any more.
    Outdated,
}

/// Makes new code the one that calls of its method (or its loop) run.
pub fn install(
    method: MethodPtr,
    osr_bci: Option<Bci>,
    id: u32,
    mut compiled: CompiledMethod,
    needs: Needs,
) -> Installed {
    let Some(cache) = CACHE.get() else {
        return Installed::Full;
    };
    let mut links = INSTALL.lock();
    // Until the code is entered by calls nobody links a class that it must not meet.
    let mut known = dependencies::table();
    if !needs.reliance.holds(method) {
        return Installed::Outdated;
    }
    let mut bytes = std::mem::take(&mut compiled.code);
    let mut calls = std::mem::take(&mut compiled.calls);
    let direct = &compiled.direct_calls;
    let prepared = direct_calls::prepare(&mut bytes, direct, &mut calls, connected_code);
    let Some((start, size)) = cache.place(bytes, &calls) else {
        return Installed::Full;
    };
    known.add(start, &needs.reliance.dependencies);
    links.add(start, prepared);
    let code: &'static CompiledCode = Box::leak(Box::new(CompiledCode {
        method,
        osr_bci,
        id,
        start,
        size,
        predictions: needs.predictions,
        _cells: needs.cells,
        dependencies: needs.reliance.dependencies,
        about: compiled,
        retired: AtomicBool::new(false),
        on_probation: AtomicBool::new(false),
        leaving: AtomicU32::new(0),
    }));
    cache.codes.write().insert(start, code);
    let rt = method.rt.get();
    match osr_bci {
        Some(_) => {
            if let Some(old) = osr_code(method) {
                old.replace();
            }
            rt.osr_code
                .store(std::ptr::from_ref(code) as usize, Ordering::Release);
        }
        None => {
            if let Some(old) = code_of(method) {
                old.replace();
            }
            rt.compiled_code
                .store(std::ptr::from_ref(code) as usize, Ordering::Release);
            set_entry(method, Some(start), &links);
            interpreter::stop_countdown(method);
        }
    }
    Installed::Code(code)
}

/// Lets nobody enter the code of these addresses any more, nor other code of their methods, and those who are in it leave it. The world is
/// stopped.
pub fn invalidate(starts: &[usize]) {
    for code in starts.iter().filter_map(|&start| find(start)) {
        dependencies::table().remove(code.start, &code.dependencies);
        let method = code.method;
        method.rt.generation.fetch_add(1, Ordering::AcqRel);
        for code in [Some(code), code_of(method), osr_code(method)] {
            code.map(retire).unwrap_or_default();
        }
    }
}

/// The method's installed code.
pub fn code_of(method: MethodPtr) -> Option<&'static CompiledCode> {
    let address = method.rt.compiled_code.load(Ordering::Acquire);
    // SAFETY: 0 or an installed code, which stays until a safepoint after it was taken out.
    unsafe { (address as *const CompiledCode).as_ref() }
}

/// The method's newest code for a loop.
pub fn osr_code(method: MethodPtr) -> Option<&'static CompiledCode> {
    let address = method.rt.osr_code.load(Ordering::Acquire);
    // SAFETY: as in `code_of`.
    unsafe { (address as *const CompiledCode).as_ref() }
}

/// The installed or retired code that an address lies in.
pub fn find(pc: usize) -> Option<&'static CompiledCode> {
    let cache = CACHE.get()?;
    if pc.wrapping_sub(cache.region.execute) >= cache.region.size {
        return None;
    }
    let codes = cache.codes.read();
    let (_, code) = codes.range(..=pc).next_back()?;
    (pc - code.start <= code.size).then_some(*code)
}

/// The innermost method and bytecode index at an address within compiled code. For reports of crashes: it does not wait.
pub fn method_at(pc: usize) -> Option<(MethodPtr, i32)> {
    let codes = CACHE.get()?.codes.try_read()?;
    let (_, code) = codes.range(..=pc).next_back()?;
    if pc - code.start >= code.size {
        return None;
    }
    let (scope, bci) = code.position(pc + 1)?;
    Some((code.scope_method(scope), i32::from(bci)))
}

/// Lets nobody enter the code any more: calls of its method are interpreted until it is compiled again.
pub fn retire(code: &CompiledCode) {
    let links = INSTALL.lock();
    if !code.retired.load(Ordering::Acquire) {
        print::made_not_entrant(code);
    }
    retire_locked(code, &links);
}

fn retire_locked(code: &CompiledCode, links: &Links) {
    if code.retired.swap(true, Ordering::AcqRel) {
        return;
    }
    let rt = code.method.rt.get();
    let address = std::ptr::from_ref(code) as usize;
    if code.is_current() {
        set_entry(code.method, None, links);
        rt.compiled_code.store(0, Ordering::Release);
    }
    if rt.osr_code.load(Ordering::Acquire) == address {
        rt.osr_code.store(0, Ordering::Release);
    }
    policy::code_retired(code.method);
}

/// Disconnects all code from its method: calls come by the interpreter, which says so by [`note_use`].
pub fn begin_probation() {
    let Some(cache) = CACHE.get() else { return };
    let links = INSTALL.lock();
    for code in cache.codes.read().values() {
        code.on_probation.store(true, Ordering::Relaxed);
        if code.is_current() {
            set_entry(code.method, None, &links);
        }
    }
}

/// Tells that the interpreter is about to enter the code.
#[inline]
pub fn note_use(code: &CompiledCode) {
    if code.on_probation.load(Ordering::Relaxed) {
        code.reconnect(&INSTALL.lock());
    }
}

/// Retires the code that was not entered since [`begin_probation`] and that no thread has a frame of. The world is stopped.
pub fn end_probation(in_use: &HashSet<usize>) {
    let Some(cache) = CACHE.get() else { return };
    let links = INSTALL.lock();
    for (start, code) in cache.codes.read().iter() {
        if code.on_probation.load(Ordering::Relaxed) {
            match in_use.contains(start) {
                true => code.reconnect(&links),
                false => retire_locked(code, &links),
            }
        }
    }
}

/// Retires the code that contains methods of classes to be unloaded, which no thread executes, and frees it and whatever
/// else was retired. `in_use` are the first addresses of codes that threads have frames of. The world is stopped.
pub fn sweep(in_use: &HashSet<usize>, is_dead: &dyn Fn(KlassPtr) -> bool) {
    let Some(cache) = CACHE.get() else { return };
    let mut links = INSTALL.lock();
    let mut codes = cache.codes.write();
    codes.retain(|start, code| {
        let dead = code.classes().any(is_dead);
        if dead {
            retire_locked(code, &links);
        }
        let retired = code.retired.load(Ordering::Acquire);
        let frees = retired && !in_use.contains(start) && !code.is_being_left();
        if frees {
            dependencies::table().remove(code.start, &code.dependencies);
            links.remove(code.start, code.start + code.size, &code.about.direct_calls);
            cache
                .space
                .lock()
                .give(code.start - cache.region.execute, code.size);
            // SAFETY: it was leaked when it was installed; it is in no table any more, and no thread has a frame of it.
            drop(unsafe { Box::from_raw(std::ptr::from_ref::<CompiledCode>(code).cast_mut()) });
        }
        !frees
    });
}

/// Calls `f` with all codes that are not freed.
pub fn for_each(mut f: impl FnMut(&CompiledCode)) {
    if let Some(cache) = CACHE.get() {
        cache.codes.read().values().for_each(|code| f(code));
    }
}

/// Sizes in bytes: reserved, used, the most that was used.
pub fn sizes() -> (usize, usize, usize) {
    CACHE.get().map_or((0, 0, 0), |c| {
        let space = c.space.lock();
        (c.region.size, space.used, space.most_used)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined() {
        let mut space = Space {
            free: BTreeMap::from([(0, 1024)]),
            used: 0,
            most_used: 0,
        };
        let places: Vec<usize> = (0..4).map(|_| space.take(256).unwrap()).collect();
        assert!(space.take(32).is_none());
        space.give(places[0], 256);
        space.give(places[2], 256);
        space.give(places[1], 256);
        assert_eq!(space.free, BTreeMap::from([(0, 768)]));
        space.give(places[3], 256);
        assert_eq!(space.free, BTreeMap::from([(0, 1024)]));
    }
}
