//! Objects in an HPROF file: instances with their fields' values, arrays with their elements.

use std::io::Write;

use oops::{KlassKind, KlassPtr, Oop};

use super::classes::{java_fields, put_value};
use super::writer::{ID_BYTES, Put, Writer};
use super::{DUMMY_TRACE, tag, type_number};
use crate::memory::heap_walk;
use crate::runtime::flags::parse;

/// Writes all objects. Mirrors of classes are left out: the classes' own dumps stand for them.
pub fn write_all<W: Write>(w: &mut Writer<W>) {
    heap_walk::for_each_object(|object| {
        if !w.has_failed() {
            write(w, object);
        }
    });
}

fn write<W: Write>(w: &mut Writer<W>, object: Oop) {
    let klass = object.klass();
    match klass.kind {
        KlassKind::Mirror if KlassPtr::of_mirror(object).is_some() => {}
        KlassKind::Instance | KlassKind::Mirror | KlassKind::Reference => {
            write_instance(w.heap_record(), object, klass);
        }
        KlassKind::ObjArray | KlassKind::TypeArray => write_array(w, object, klass),
    }
}

fn write_instance(to: &mut Vec<u8>, object: Oop, klass: KlassPtr) {
    to.u1(tag::INSTANCE_DUMP);
    to.id(object.address());
    to.u4(DUMMY_TRACE);
    to.id(klass.mirror().address());
    let length_at = to.len();
    to.u4(0);
    let begin = to.len();
    let mut next = Some(klass);
    while let Some(k) = next {
        for field in java_fields(k, false) {
            put_value(to, object, field);
        }
        next = k.super_klass;
    }
    let length = (to.len() - begin) as u32;
    to[length_at..begin].copy_from_slice(&length.to_be_bytes());
}

fn write_array<W: Write>(w: &mut Writer<W>, array: Oop, klass: KlassPtr) {
    let is_object = klass.kind == KlassKind::ObjArray;
    // References are as wide in the file as in the heap.
    const { assert!(ID_BYTES == oops::oop::HEAP_REFERENCE_BYTES) };
    let width = 1usize << klass.log2_element_size;
    let length = length_that_fits(array.array_length(), width);
    let mut head = Vec::with_capacity(32);
    head.u1(if is_object {
        tag::OBJECT_ARRAY_DUMP
    } else {
        tag::PRIMITIVE_ARRAY_DUMP
    });
    head.id(array.address());
    head.u4(DUMMY_TRACE);
    head.u4(length as u32);
    if is_object {
        head.id(klass.mirror().address());
    } else {
        head.u1(type_number(klass.element_type));
    }
    let base = klass.instance_size as usize;
    // SAFETY: the elements of an array that nobody writes while the world is stopped.
    let elements =
        unsafe { std::slice::from_raw_parts(array.at(base) as *const u8, length * width) };
    w.heap_array(&head, elements, width);
}

/// As many elements as a segment's 32-bit length allows.
fn length_that_fits(length: usize, width: usize) -> usize {
    const HEAD: usize = 64;
    let most = (u32::MAX as usize - HEAD) / width;
    if length > most {
        let text = format!(
            "cannot dump an array with length {length} of {width} bytes each; truncating to length {most}"
        );
        parse::warning(&text);
    }
    length.min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_cut_to_what_a_length_can_say() {
        assert_eq!(length_that_fits(1 << 20, 8), 1 << 20);
        let cut = length_that_fits(1 << 30, 8);
        assert!(cut * 8 < 1 << 32 && cut * 8 > (1 << 32) - 100);
    }
}
