//! The `InnerClasses` attribute (JVMS 4.7.6).

use super::context::{Context, ensure};
use super::reader::Reader;
use super::*;
use std::collections::HashMap;

/// Reads the attribute's body, which `reader` stands at the start of.
pub(super) fn parse_inner_classes<'a>(
    cx: &Context<'a, '_>,
    mut reader: Reader<'a>,
    length: u32,
) -> Result<Vec<InnerClass>, ClassFileError> {
    let count = reader.u16()?;
    reader.require(count, 8)?;
    let mut rows = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        rows.push(parse_row(cx, &mut reader)?);
    }
    if cx.strict && is_ambiguous(cx, &rows)? {
        // As in HotSpot, such a table is ignored rather than refused.
        rows.clear();
    }
    ensure!(
        cx,
        length == 2 + 8 * u32::from(count) || cx.major < 49,
        "Wrong InnerClasses attribute length"
    );
    Ok(rows)
}

fn parse_row<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
) -> Result<InnerClass, ClassFileError> {
    let inner_class = reader.u16()?;
    ensure!(
        cx,
        cx.is_class(inner_class),
        "inner_class_info_index {inner_class} has bad constant type"
    );
    let outer_class = reader.u16()?;
    ensure!(
        cx,
        outer_class == 0 || cx.is_class(outer_class),
        "outer_class_info_index {outer_class} has bad constant type"
    );
    ensure!(
        cx,
        outer_class == 0 || !cx.pool.class_name(outer_class).starts_with(b"["),
        "Outer class is an array class"
    );
    let inner_name = reader.u16()?;
    ensure!(
        cx,
        inner_name == 0 || cx.pool.is_utf8(inner_name),
        "inner_name_index {inner_name} has bad constant type"
    );
    ensure!(
        cx,
        inner_class != outer_class || !cx.strict,
        "Class is both outer and inner class"
    );
    let access_flags = cx.class_flags(reader.u16()?, RECOGNIZED_INNER_CLASS_MODIFIERS);
    cx.check_class_modifiers(access_flags)?;
    Ok(InnerClass {
        inner_class,
        outer_class,
        inner_name,
        access_flags,
    })
}

/// Whether the rows nest in a circle or two of them describe the same class.
/// Equal rows are an error.
fn is_ambiguous(cx: &Context<'_, '_>, rows: &[InnerClass]) -> Result<bool, ClassFileError> {
    let mut by_name = HashMap::with_capacity(rows.len());
    let mut next_same = vec![None; rows.len()];
    let mut later = HashMap::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate().rev() {
        by_name.insert(cx.pool.class_name(row.inner_class), i);
        next_same[i] = later.insert(row.inner_class, i);
    }
    // By row: the walk that came by last, 0 for none yet. Rows passed by an
    // earlier walk lead to no circle, or that walk would have ended the search.
    let mut walked = vec![0usize; rows.len()];
    for (i, row) in rows.iter().enumerate() {
        let walk = i + 1;
        let mut outer = row.outer_class;
        if outer != 0 && cx.pool.class_name(outer) == cx.pool.class_name(row.inner_class) {
            return Ok(true);
        }
        while outer != 0 {
            let Some(&next) = by_name.get(cx.pool.class_name(outer)) else {
                break;
            };
            match walked[next] {
                0 => walked[next] = walk,
                earlier if earlier == walk => return Ok(true),
                _ => break,
            }
            outer = rows[next].outer_class;
        }
        if let Some(same) = next_same[i] {
            ensure!(
                cx,
                rows[same] != *row || cx.major < 49,
                "Duplicate entry in InnerClasses attribute"
            );
            return Ok(true);
        }
    }
    Ok(false)
}
