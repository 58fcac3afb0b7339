//! Sizes of objects and the places in them that hold references: what the collector asks of the object model.

use crate::klass::{KlassKind, KlassPtr, OopMapBlock};
use crate::oop::{HEAP_REFERENCE_BYTES, OBJ_ARRAY_BASE, OBJECT_ALIGNMENT, Oop, OopSlot};
use crate::reference::{discovered_offset, referent_offset};

/// Bytes of an array of `length` elements whose klass has this element base and width.
#[inline(always)]
pub fn array_size(base: usize, log2_element_size: u32, length: usize) -> usize {
    (base + (length << log2_element_size) + OBJECT_ALIGNMENT - 1) & !(OBJECT_ALIGNMENT - 1)
}

/// Bytes that the object takes, a multiple of 8.
#[inline]
pub fn object_size(object: Oop) -> usize {
    let k = object.klass();
    match k.kind {
        KlassKind::Instance | KlassKind::Reference => k.instance_size as usize,
        KlassKind::Mirror => mirror_size(object, k),
        KlassKind::ObjArray | KlassKind::TypeArray => array_size(
            k.instance_size as usize,
            k.log2_element_size,
            object.array_length(),
        ),
    }
}

/// A mirror's size depends on the class that it stands for.
fn mirror_size(mirror: Oop, class_klass: KlassPtr) -> usize {
    match KlassPtr::of_mirror(mirror) {
        Some(k) if k.mirror_size != 0 => k.mirror_size as usize,
        _ => class_klass.instance_size as usize,
    }
}

/// Calls `visit` for every strong reference slot of the object: instance fields, a mirror's static fields, array
/// elements. Of a java.lang.ref.Reference the `referent` and `discovered` fields are left out: the collector treats
/// them itself, as it does the class loader data to which the object leads.
#[inline]
pub fn visit_slots(object: Oop, visit: &mut impl FnMut(&'static OopSlot)) {
    let k = object.klass();
    match k.kind {
        KlassKind::TypeArray => {}
        KlassKind::ObjArray => {
            let n = object.array_length();
            visit_block(
                object,
                OopMapBlock {
                    offset: OBJ_ARRAY_BASE as u32,
                    count: n as u32,
                },
                visit,
            );
        }
        KlassKind::Instance => visit_blocks(object, k, visit),
        KlassKind::Mirror => {
            visit_blocks(object, k, visit);
            if let Some(of) = KlassPtr::of_mirror(object) {
                visit_block(object, of.static_oops, visit);
            }
        }
        KlassKind::Reference => {
            let skip = [object.at(referent_offset()), object.at(discovered_offset())];
            visit_blocks(object, k, &mut |slot| {
                if !skip.contains(&slot.address()) {
                    visit(slot);
                }
            });
        }
    }
}

#[inline(always)]
fn visit_blocks(object: Oop, k: KlassPtr, visit: &mut impl FnMut(&'static OopSlot)) {
    for block in k.oop_maps.get() {
        visit_block(object, *block, visit);
    }
}

#[inline(always)]
fn visit_block(object: Oop, block: OopMapBlock, visit: &mut impl FnMut(&'static OopSlot)) {
    for i in 0..block.count as usize {
        visit(object.slot(block.offset as usize + i * HEAP_REFERENCE_BYTES));
    }
}
