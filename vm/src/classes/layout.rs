//! Field layout: where the fields of a class lie in its instances, and its static fields in its mirror.
//!
//! Instances: the superclass's part first, then this class's fields, widest first, so that at most one gap before the
//! first wide field arises, which smaller fields fill. Statics follow java.lang.Class's own fields in the mirror,
//! references first, as one block.

use oops::klass::OopMapBlock;
use oops::oop::{HEADER_BYTES, HEAP_REFERENCE_BYTES};
use oops::{BasicType, HeapSize, KlassPtr};

/// A field to place.
pub struct FieldToPlace {
    pub ty: BasicType,
    pub is_static: bool,
    /// Filled in.
    pub offset: u32,
}

/// The result for one class.
pub struct Layout {
    /// Bytes of an instance, 8-aligned.
    pub instance_size: u32,
    /// Reference fields declared here, as blocks, to be put behind the superclass's.
    pub own_oop_maps: Vec<OopMapBlock>,
    pub mirror_size: u32,
    pub static_oops: OopMapBlock,
}

fn align(n: u32, to: u32) -> u32 {
    (n + to - 1) & !(to - 1)
}

/// Bytes that the superclass's fields really take: its unpadded end is found from its fields.
fn end_of(klass: Option<KlassPtr>) -> u32 {
    let mut end = HEADER_BYTES as u32;
    let mut k = klass;
    while let Some(c) = k {
        for f in c.fields.get().iter().filter(|f| !f.is_static()) {
            end = end.max(f.offset + f.basic_type().size() as u32);
        }
        k = c.super_klass;
    }
    end
}

/// Places `fields` (in declaration order) of a class below `super_klass`; `mirror_base` is the size of a mirror without
/// statics (0 while java.lang.Class is not laid out: then statics are placed by its own size later).
pub fn place(
    super_klass: Option<KlassPtr>,
    fields: &mut [FieldToPlace],
    mirror_base: u32,
) -> Layout {
    let mut end = end_of(super_klass);
    let mut gap: Option<(u32, u32)> = None;
    let mut maps: Vec<OopMapBlock> = Vec::new();
    let mut order: Vec<usize> = (0..fields.len())
        .filter(|&i| !fields[i].is_static)
        .collect();
    // Stable: widest first, references after other wide ones so that they form one block.
    order.sort_by_key(|&i| {
        (
            std::cmp::Reverse(fields[i].ty.log2_size()),
            fields[i].ty.is_reference(),
        )
    });
    for i in order {
        let size = fields[i].ty.size() as u32;
        let at = match gap {
            Some((g, left)) if size <= left && align(g, size) + size <= g + left => {
                let at = align(g, size);
                gap = Some((at + size, g + left - at - size)).filter(|g| g.1 > 0);
                at
            }
            _ => {
                let at = align(end, size);
                if at > end {
                    gap = Some((end, at - end));
                }
                end = at + size;
                at
            }
        };
        fields[i].offset = at;
        if fields[i].ty.is_reference() {
            match maps.last_mut() {
                Some(b) if b.offset + b.count * HEAP_REFERENCE_BYTES as u32 == at => b.count += 1,
                _ => maps.push(OopMapBlock {
                    offset: at,
                    count: 1,
                }),
            }
        }
    }
    let (mirror_size, static_oops) = place_statics(fields, mirror_base);
    Layout {
        instance_size: align(end, 8),
        own_oop_maps: maps,
        mirror_size,
        static_oops,
    }
}

fn place_statics(fields: &mut [FieldToPlace], mirror_base: u32) -> (u32, OopMapBlock) {
    let mut end = align(mirror_base, 8);
    let oops_at = end;
    let mut count = 0;
    let mut order: Vec<usize> = (0..fields.len()).filter(|&i| fields[i].is_static).collect();
    order.sort_by_key(|&i| {
        (
            !fields[i].ty.is_reference(),
            std::cmp::Reverse(fields[i].ty.log2_size()),
        )
    });
    for i in order {
        let size = fields[i].ty.size() as u32;
        end = align(end, size);
        fields[i].offset = end;
        end += size;
        count += u32::from(fields[i].ty.is_reference());
    }
    (
        align(end, 8),
        OopMapBlock {
            offset: oops_at,
            count,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(types: &[(BasicType, bool)]) -> Vec<FieldToPlace> {
        types
            .iter()
            .map(|&(ty, is_static)| FieldToPlace {
                ty,
                is_static,
                offset: 0,
            })
            .collect()
    }

    #[test]
    fn wide_fields_come_first_and_references_form_one_block() {
        use BasicType::*;
        let mut f = fields(&[
            (Byte, false),
            (Object, false),
            (Long, false),
            (Object, false),
            (Int, false),
            (Object, true),
        ]);
        let l = place(None, &mut f, 64);
        assert_eq!(
            f.iter().map(|f| f.offset).collect::<Vec<_>>(),
            [36, 16, 8, 24, 32, 64]
        );
        assert_eq!(l.instance_size, 40);
        assert_eq!(
            l.own_oop_maps,
            [OopMapBlock {
                offset: 16,
                count: 2
            }]
        );
        assert_eq!(
            (l.mirror_size, l.static_oops),
            (
                72,
                OopMapBlock {
                    offset: 64,
                    count: 1
                }
            )
        );
    }
}
