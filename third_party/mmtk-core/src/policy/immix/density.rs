//! (Hearth) Which blocks a collection of the whole heap evacuates: those in which the least is alive.
//!
//! Lines that have a living object each are not free even if most of the block is dead, so the number of holes says
//! little about a heap in which objects die at random. What counts is the number of marked objects. Marks are from
//! the last collection of the whole heap and from the nursery collections after it, hence out of date: they are scaled
//! down to the objects that the last such collection left alive, supposing that this many are alive again.
//! Blocks are taken until what is probably alive in them fills the clean blocks that there are.

use super::block::{Block, BlockState};
use super::ImmixSpace;
use crate::util::linear_scan::Region;
use crate::util::{Address, ObjectReference};
use crate::vm::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the last collection of the whole heap left.
#[derive(Debug, Default)]
pub struct Density {
    /// Living objects; 0 before the first such collection.
    live_objects: AtomicUsize,
    /// Their size.
    live_bytes: AtomicUsize,
}

/// Mean size of objects before anything is known.
const GUESSED_OBJECT_BYTES: usize = 40;
/// Blocks with more alive, in percent of their size, are not worth copying.
const DENSE_PERCENT: usize = 80;
/// In a block without a mark, what is alive of its young objects, in percent of its size.
const YOUNG_PERCENT: usize = 10;

impl Density {
    /// Living bytes after the last collection of the whole heap.
    pub fn live_bytes(&self) -> usize {
        self.live_bytes.load(Ordering::Relaxed)
    }
}

const MARK_WORDS: usize = Block::BYTES / 8 / 64;

/// The mark bits of a block. The world is stopped.
fn marks<VM: VMBinding>(block: Block) -> &'static [u64; MARK_WORDS] {
    let spec = VM::VMObjectModel::LOCAL_MARK_BIT_SPEC.extract_side_spec();
    let start: Address = spec.get_starting_address() + (block.start() >> 6usize);
    unsafe { start.as_ref::<[u64; MARK_WORDS]>() }
}

fn marked_objects<VM: VMBinding>(block: Block) -> usize {
    marks::<VM>(block)
        .iter()
        .map(|word| word.count_ones() as usize)
        .sum()
}

/// Bytes of the marked objects of a block.
fn marked_bytes<VM: VMBinding>(block: Block) -> usize {
    let mut bytes = 0;
    for (i, &word) in marks::<VM>(block).iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            let address = block.start() + (i * 64 + rest.trailing_zeros() as usize) * 8;
            let object = unsafe { ObjectReference::from_raw_address_unchecked(address) };
            bytes += VM::VMObjectModel::get_current_size(object);
            rest &= rest - 1;
        }
    }
    bytes
}

fn blocks<VM: VMBinding>(space: &ImmixSpace<VM>) -> impl Iterator<Item = Block> + '_ {
    space
        .chunk_map
        .all_chunks()
        .flat_map(|chunk| chunk.iter_region::<Block>())
        .filter(|block| block.get_state() != BlockState::Unallocated)
}

/// Marks the blocks to evacuate into so many clean pages.
pub(super) fn choose_sources<VM: VMBinding>(space: &ImmixSpace<VM>, clean_pages: usize) {
    let density = &space.defrag.density;
    let object_bytes = match density.live_objects.load(Ordering::Relaxed) {
        0 => GUESSED_OBJECT_BYTES,
        objects => density.live_bytes() / objects,
    };
    let mut all: Vec<(usize, Block)> = blocks(space)
        .map(|block| (marked_objects::<VM>(block), block))
        .collect();
    let marked: usize = all.iter().map(|(marked, _)| marked).sum();
    let alive = match density.live_objects.load(Ordering::Relaxed) {
        0 => marked / 2,
        alive => alive.min(marked),
    };
    all.sort_unstable_by_key(|(marked, _)| *marked);
    let room = clean_pages << crate::util::constants::LOG_BYTES_IN_PAGE;
    let mut taken = 0;
    for (count, block) in all {
        let bytes = match count {
            0 => Block::BYTES * YOUNG_PERCENT / 100,
            _ => (count as u64 * alive as u64 / marked.max(1) as u64) as usize * object_bytes,
        };
        taken += bytes;
        let chosen = bytes * 100 < Block::BYTES * DENSE_PERCENT && taken <= room;
        block.set_as_defrag_source(chosen);
    }
}

/// All that is alive has been marked, nothing has been swept yet. The bytes of every eighth block are counted.
pub(super) fn measure<VM: VMBinding>(space: &ImmixSpace<VM>) {
    let (mut objects, mut all, mut samples, mut sample_bytes) = (0, 0, 0, 0);
    for block in blocks(space) {
        objects += marked_objects::<VM>(block);
        if all % 8 == 0 {
            samples += 1;
            sample_bytes += marked_bytes::<VM>(block).min(Block::BYTES);
        }
        all += 1;
    }
    let live_bytes = sample_bytes * all / samples.max(1);
    let density = &space.defrag.density;
    density.live_bytes.store(live_bytes, Ordering::Relaxed);
    density.live_objects.store(objects, Ordering::Relaxed);
}
