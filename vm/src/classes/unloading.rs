//! Class unloading: which class loader data is alive, and the end of what is not.
//!
//! In a full collection all data but the boot loader's begins unclaimed. It is claimed, with the data that it depends on,
//! by the first of
//! - an object of one of its classes, a mirror of one of them, or its ClassLoader object, when that is scanned (crate
//!   `heap`);
//! - a thread: the methods of its frames, whatever is inlined in them, and words of its native stack that are pointers to metadata ([`scan_thread`]);
//! - Rust code that says so ([`ClassLoaderData::keep_alive`]).
//!
//! Who claims visits the slots, which leads on to further objects. When all that is reachable is marked, data still
//! unclaimed is dead: every table and cache that could name one of its classes forgets it, and it is freed. Class-space
//! addresses and numbers are used again, so nothing may be left behind.
//!
//! Nursery collections unload nothing. There, the only slots of metadata that matter are those stored to since the last
//! collection.

use std::collections::HashSet;

use heap::CollectionKind;
use oops::class_space::{self, BASE, SIZE};
use oops::{KlassPtr, LoaderId, MethodPtr, OopSlot, Symbol, symbol};

use super::loader_data::{self, ClassLoaderData};
use super::{constraints, init, modules, resolve};
use crate::compiler::code_cache;
use crate::compiler::{broker, flushing, history, inline_caches, method_data};
use crate::log;
use crate::memory::host::native_stack;
use crate::runtime::flags;
use crate::runtime::frames::{compiled_codes, frames};
use crate::runtime::thread::{self, JavaThread};

/// Visits root slots.
type Visit<'a> = &'a mut dyn FnMut(&OopSlot);

/// True if data can die; with `-XX:-ClassUnloading` none does.
fn can_die(data: &ClassLoaderData) -> bool {
    data.id != LoaderId::BOOT && flags::get::ClassUnloading() != 0
}

/// Makes all data that can die unclaimed, before anything is visited.
pub fn begin(kind: CollectionKind) {
    if kind == CollectionKind::Full {
        for data in ClassLoaderData::all() {
            if can_die(data) {
                data.id.set_unclaimed();
            }
        }
    }
}

/// Visits what needs no object or thread to lead to it.
pub fn visit_roots(kind: CollectionKind, visit: Visit) {
    loader_data::visit_remembered(visit);
    if kind == CollectionKind::Nursery {
        return;
    }
    for data in ClassLoaderData::all() {
        if !can_die(data) {
            visit_with_dependencies(data.id, visit);
        } else if data.is_used() {
            claim(data.id, visit);
        }
    }
    code_cache::for_each(|code| {
        if code.is_being_left() {
            for klass in code.classes() {
                claim(klass.holder, visit);
            }
        }
    });
}

/// Claims data and what it depends on, and visits the slots of what is claimed.
pub fn claim(id: LoaderId, visit: Visit) {
    if id.claim() {
        visit_with_dependencies(id, visit);
    }
}

fn visit_with_dependencies(id: LoaderId, visit: Visit) {
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        let data = ClassLoaderData::get(id);
        data.visit_slots(visit);
        data.for_each_dependency(&mut |d| {
            if d.claim() {
                pending.push(d);
            }
        });
    }
}

/// Claims what a stopped thread uses; `stack` is the part of its native stack in use.
pub fn scan_thread(thread: &JavaThread, stack: &[usize], kind: CollectionKind, visit: Visit) {
    if kind == CollectionKind::Nursery {
        return;
    }
    for frame in frames(thread) {
        claim(frame.method.holder().holder, visit);
    }
    for code in compiled_codes(thread) {
        for klass in code.classes() {
            claim(klass.holder, visit);
        }
    }
    for &word in stack {
        claim_word(word, visit);
    }
}

/// Claims the data that a word of a native stack may refer to. An address within the class space is taken for what it is.
/// Offsets are half words, so any small number looks like one, and so does half of a reference; they count if the word is
/// no reference and exactly a class or method is there.
fn claim_word(word: usize, visit: Visit) {
    let offset = word.wrapping_sub(BASE);
    if offset < SIZE {
        let owner = class_space::owner_of(offset);
        if owner.is_unclaimed() {
            claim(owner, visit);
        }
    } else if !heap::in_heap_range(word) {
        for offset in [word as u32, (word >> 32) as u32] {
            if (offset as usize) < SIZE && offset.is_multiple_of(8) {
                let owner = class_space::owner_of(offset as usize);
                if owner.is_unclaimed() && ClassLoaderData::get(owner).has_at(offset) {
                    claim(owner, visit);
                }
            }
        }
    }
}

/// Unloads what is still unclaimed when everything reachable is marked. The world is stopped.
pub fn finish(kind: CollectionKind) {
    if kind == CollectionKind::Nursery {
        return;
    }
    let is_dead = |data: &&&ClassLoaderData| data.id.is_unclaimed();
    let all = ClassLoaderData::all();
    let dead: Vec<_> = all.iter().filter(is_dead).copied().collect();
    if dead.is_empty() {
        sweep_code();
        return;
    }
    broker::without_compilations(&is_dead_class, || unload_dead(all, &dead));
}

/// Frees compiled code that nobody executes any more, and all that contains code of dead classes.
fn sweep_code() {
    code_cache::sweep(&flushing::codes_in_use(), &is_dead_class);
}

fn unload_dead(all: Vec<&'static ClassLoaderData>, dead: &[&'static ClassLoaderData]) {
    let is_dead = |data: &&&ClassLoaderData| data.id.is_unclaimed();
    sweep_code();
    history::unload(&is_dead_class);
    method_data::unload(&is_dead_class);
    inline_caches::unload(&is_dead_class);
    report(dead);
    unlink_subclasses(dead);
    for data in all.iter().filter(|d| !is_dead(d)) {
        data.clean_inline_caches(&|cell| {
            let klass = KlassPtr::from_offset(cell as u32);
            let method = MethodPtr::from_offset((cell >> 32) as u32);
            klass.is_some_and(is_dead_class) || method.is_some_and(|m| is_dead_class(m.holder()))
        });
    }
    constraints::unload(&LoaderId::is_unclaimed);
    resolve::unload(&is_dead_class);
    init::unload(&is_dead_class);
    modules::unload(dead);
    let ids: Vec<LoaderId> = dead.iter().map(|d| d.id).collect();
    let mut names: Vec<Symbol> = dead.iter().flat_map(|d| d.owned_names()).collect();
    loader_data::remove(dead);
    free_names(&mut names);
    for id in ids {
        // The number may be given out again.
        id.claim();
    }
    class_space::trim();
}

/// Frees names that belonged to dead data, but for those that a stack refers to: by an address within the bytes, or by the
/// handle in half a word.
fn free_names(names: &mut Vec<Symbol>) {
    names.retain(|n| n.is_owned());
    names.sort_unstable();
    let mut used: HashSet<Symbol> = HashSet::new();
    if !names.is_empty() {
        thread::for_each(|t| {
            for &word in native_stack(t) {
                let address = word.wrapping_sub(BASE);
                for offset in [address, word & 0xffff_ffff, word >> 32] {
                    let before = names.partition_point(|n| n.id() as usize <= offset);
                    used.extend(names[..before].last().filter(|n| n.contains(offset)));
                }
            }
        });
    }
    // SAFETY: the world is stopped, and what names a dead class has forgotten it.
    unsafe { symbol::free_owned(names, &|name| used.contains(&name)) };
}

fn is_dead_class(klass: KlassPtr) -> bool {
    klass.holder.is_unclaimed()
}

fn report(dead: &[&'static ClassLoaderData]) {
    let mut count = 0;
    for data in dead {
        data.for_each_class(&mut |k| {
            if k.is_instance() {
                count += 1;
                log!(
                    Info,
                    [class, unload],
                    "unloading class {} {:#018x}",
                    k.external_name(),
                    k.address()
                );
            }
        });
    }
    loader_data::count_unloaded(count);
}

/// Takes dead classes out of the lists of subclasses of living ones.
fn unlink_subclasses(dead: &[&'static ClassLoaderData]) {
    let mut supers = HashSet::new();
    for data in dead {
        data.for_each_class(&mut |k| supers.extend(k.super_klass.filter(|&s| !is_dead_class(s))));
    }
    for s in supers {
        let mut link = &s.get().rt.get().first_subklass;
        while let Some(sub) = link.load() {
            let next = &sub.get().rt.get().next_sibling;
            if is_dead_class(sub) {
                link.store(next.load());
            } else {
                link = next;
            }
        }
    }
}
