//! `System.arraycopy`: checks in HotSpot's order with its messages, then the copy with one barrier for the whole array.

use oops::oop::array_base_offset;
use oops::{KlassKind, KlassPtr, Oop};

use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

fn store_error(thread: &JavaThread, message: &str) -> Pending {
    exceptions::throw(
        thread,
        "java/lang/ArrayStoreException",
        &format!("arraycopy: {message}"),
    )
}

/// `int[]`, or `object array[]`: how messages call an array's class.
fn kind_name(klass: KlassPtr) -> String {
    match klass.kind {
        KlassKind::TypeArray => format!("{}[", klass.element_type.name()),
        _ => "object array[".to_owned(),
    }
}

fn check_bounds(
    t: &JavaThread,
    src: Oop,
    src_pos: i32,
    dst: Oop,
    dst_pos: i32,
    length: i32,
) -> JResult<()> {
    let describe = |a: Oop| format!("{}{}]", kind_name(a.klass()), a.array_length());
    let message = if src_pos < 0 {
        format!("source index {src_pos} out of bounds for {}", describe(src))
    } else if dst_pos < 0 {
        format!(
            "destination index {dst_pos} out of bounds for {}",
            describe(dst)
        )
    } else if length < 0 {
        format!("length {length} is negative")
    } else if src_pos as usize + length as usize > src.array_length() {
        let last = src_pos as u32 + length as u32;
        format!(
            "last source index {last} out of bounds for {}",
            describe(src)
        )
    } else if dst_pos as usize + length as usize > dst.array_length() {
        let last = dst_pos as u32 + length as u32;
        format!(
            "last destination index {last} out of bounds for {}",
            describe(dst)
        )
    } else {
        return Ok(());
    };
    Err(exceptions::throw(
        t,
        "java/lang/ArrayIndexOutOfBoundsException",
        &format!("arraycopy: {message}"),
    ))
}

/// System.arraycopy after null checks: type, bounds and element checks with HotSpot's exceptions and messages.
pub fn arraycopy(
    t: &JavaThread,
    src: Oop,
    src_pos: i32,
    dst: Oop,
    dst_pos: i32,
    length: i32,
) -> JResult<()> {
    let position = |int: i32| int as u32;
    if copy_simply(
        src,
        position(src_pos),
        dst,
        position(dst_pos),
        position(length),
    ) {
        return Ok(());
    }
    let (sk, dk) = (src.klass(), dst.klass());
    if !sk.is_array() {
        return Err(store_error(
            t,
            &format!("source type {} is not an array", sk.external_name()),
        ));
    }
    if !dk.is_array() {
        return Err(store_error(
            t,
            &format!("destination type {} is not an array", dk.external_name()),
        ));
    }
    if sk != dk && (sk.kind != dk.kind || sk.kind == KlassKind::TypeArray) {
        let message = format!(
            "type mismatch: can not copy {}] into {}]",
            kind_name(sk),
            kind_name(dk)
        );
        return Err(store_error(t, &message));
    }
    check_bounds(t, src, src_pos, dst, dst_pos, length)?;
    if length == 0 {
        return Ok(());
    }
    // Each element must be tested: the arrays are of references.
    let target = dk.component.expect("an object array has a component class");
    let log2 = sk.log2_element_size;
    let at = |array: Oop, position: i32| {
        array.at(array_base_offset(log2) + ((position as usize) << log2))
    };
    heap::write_barrier(dst);
    let (from, to) = (at(src, src_pos), at(dst, dst_pos));
    copy_checked(t, src, from, to, length as usize, target)
}

/// The copy if nothing is to be thrown and no element must be tested; otherwise nothing is done. Numbers below 0 are large ones.
#[inline(always)]
pub fn copy_simply(src: Oop, src_pos: u32, dst: Oop, dst_pos: u32, length: u32) -> bool {
    if src.is_null() || dst.is_null() {
        return false;
    }
    let (sk, dk) = (src.klass(), dst.klass());
    let is_array = matches!(sk.kind, KlassKind::TypeArray | KlassKind::ObjArray);
    if !is_array || sk != dk && !fits(sk, dk) {
        return false;
    }
    let inside = |array: Oop, position: u32| {
        u64::from(position) + u64::from(length) <= array.array_length() as u64
    };
    if !inside(src, src_pos) || !inside(dst, dst_pos) {
        return false;
    }
    let log2 = sk.log2_element_size;
    let base = array_base_offset(log2);
    let from = src.at(base + ((src_pos as usize) << log2));
    let to = dst.at(base + ((dst_pos as usize) << log2));
    let n = length as usize;
    if sk.kind == KlassKind::TypeArray {
        // SAFETY: both ranges are inside their arrays by the checks; they may overlap.
        unsafe { std::ptr::copy(from as *const u8, to as *mut u8, n << log2) };
    } else if n != 0 {
        heap::write_barrier(dst);
        copy_references(from, to, n);
    }
    true
}

/// True if every element of arrays of the first class may be stored into those of the second.
#[inline(never)]
fn fits(source: KlassPtr, target: KlassPtr) -> bool {
    let components = (source.component, target.component);
    target.kind == KlassKind::ObjArray
        && matches!(components, (Some(s), Some(t)) if s.is_subtype_of(t))
}

/// Copies references one word at a time, so that no other thread ever sees half of one.
fn copy_references(from: usize, to: usize, n: usize) {
    let (from, to) = (from as *const usize, to as *mut usize);
    // SAFETY: both ranges are inside their arrays; the direction suits an overlap.
    unsafe {
        if (to as usize) <= from as usize {
            for i in 0..n {
                to.add(i).write_volatile(from.add(i).read_volatile());
            }
        } else {
            for i in (0..n).rev() {
                to.add(i).write_volatile(from.add(i).read_volatile());
            }
        }
    }
}

fn copy_checked(
    t: &JavaThread,
    src: Oop,
    from: usize,
    to: usize,
    n: usize,
    target: KlassPtr,
) -> JResult<()> {
    let (from, to) = (from as *const Oop, to as *mut Oop);
    for i in 0..n {
        // SAFETY: inside the arrays; different classes, hence different arrays.
        let element = unsafe { from.add(i).read() };
        if !element.is_null() && !element.is_a(target) {
            let source = src
                .klass()
                .component
                .map_or_else(String::new, |c| c.external_name());
            let message = format!(
                "element type mismatch: can not cast one of the elements of {source}[] to the type of the destination array, {}",
                target.external_name()
            );
            return Err(store_error(t, &message));
        }
        // SAFETY: as above.
        unsafe { to.add(i).write(element) };
    }
    Ok(())
}
