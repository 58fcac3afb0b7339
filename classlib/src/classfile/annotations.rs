//! Annotation attributes: kept raw for the class library, and scanned for
//! the few annotations that steer the VM (JVMS 4.7.16).

use super::context::{Context, Text, body, ensure};
use super::reader::{Reader, Truncated};
use super::{ClassFileError, ConstantPool, RawAnnotations, VmAnnotations};

/// Where an annotation stands; some count only in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Class,
    Field,
    Method,
    RecordComponent,
}

impl Place {
    /// How "Multiple X attributes" goes on in messages.
    fn in_messages(self) -> &'static str {
        match self {
            Place::Class => "",
            Place::Field => " for field",
            Place::Method => " for method",
            Place::RecordComponent => " for Record component",
        }
    }
}

/// Collects the annotation attributes that all places have in common.
pub(super) struct AnnotationAttributes<'a> {
    place: Place,
    pub(super) raw: RawAnnotations<'a>,
    pub(super) recognized: VmAnnotations,
    invisible: Option<&'a [u8]>,
    invisible_type: Option<&'a [u8]>,
}

impl<'a> AnnotationAttributes<'a> {
    pub(super) fn new(place: Place) -> Self {
        AnnotationAttributes {
            place,
            raw: RawAnnotations::default(),
            recognized: VmAnnotations::default(),
            invisible: None,
            invisible_type: None,
        }
    }

    /// Reads the attribute if it is one of annotations; says whether it was.
    pub(super) fn accept(
        &mut self,
        cx: &Context<'a, '_>,
        reader: &mut Reader<'a>,
        name: &[u8],
        length: u32,
    ) -> Result<bool, ClassFileError> {
        let place = self.place;
        let slot = match name {
            b"RuntimeVisibleAnnotations" => &mut self.raw.visible,
            b"RuntimeVisibleTypeAnnotations" => &mut self.raw.visible_type,
            b"RuntimeInvisibleAnnotations" => &mut self.invisible,
            b"RuntimeInvisibleTypeAnnotations" => &mut self.invisible_type,
            _ => return Ok(false),
        };
        take_once(cx, reader, slot, name, length, place)?;
        if cx.vm_annotations && name == b"RuntimeVisibleAnnotations" {
            let annotations = self.raw.visible.unwrap_or_default();
            // A malformed body is the class library's to complain about, when asked.
            let _ = scan(&cx.pool, annotations, place, &mut self.recognized);
        }
        Ok(true)
    }
}

/// Keeps the body of an attribute that may stand only once.
pub(super) fn take_once<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    slot: &mut Option<&'a [u8]>,
    name: &[u8],
    length: u32,
    place: Place,
) -> Result<(), ClassFileError> {
    ensure!(
        cx,
        slot.is_none(),
        "Multiple {} attributes{}",
        Text(name),
        place.in_messages()
    );
    *slot = Some(body(reader, length)?);
    Ok(())
}

fn scan(
    pool: &ConstantPool<'_>,
    annotations: &[u8],
    place: Place,
    found: &mut VmAnnotations,
) -> Result<(), Truncated> {
    let mut reader = Reader::new(annotations);
    for _ in 0..reader.u16()? {
        let annotation_type = reader.u16()?;
        let elements = reader.u16()?;
        let elements_start = reader;
        for _ in 0..elements {
            reader.u16()?;
            skip_value(&mut reader, 0)?;
        }
        let Some(name) = pool.utf8_or_none(annotation_type) else {
            return Err(Truncated);
        };
        if is_candidate(name) && recognize(name, place, found) && found.contended {
            found.contended_group = contended_group(pool, elements_start, elements)?;
        }
    }
    Ok(())
}

/// A cheap filter: the packages of the annotations recognised.
fn is_candidate(name: &[u8]) -> bool {
    name.starts_with(b"Ljdk/internal/") || name.starts_with(b"Ljava/lang/invoke/")
}

/// Notes an annotation; says whether it was `@Contended`.
fn recognize(name: &[u8], place: Place, found: &mut VmAnnotations) -> bool {
    let flag = match (place, name) {
        (Place::Method, b"Ljdk/internal/reflect/CallerSensitive;") => &mut found.caller_sensitive,
        (Place::Method, b"Ljdk/internal/vm/annotation/ForceInline;") => &mut found.force_inline,
        (Place::Method, b"Ljdk/internal/vm/annotation/DontInline;") => &mut found.dont_inline,
        (
            Place::Method,
            b"Ljdk/internal/vm/annotation/Hidden;" | b"Ljava/lang/invoke/LambdaForm$Hidden;",
        ) => &mut found.hidden,
        (Place::Method, b"Ljava/lang/invoke/LambdaForm$Compiled;") => {
            &mut found.lambda_form_compiled
        }
        (Place::Method, b"Ljava/lang/invoke/InjectedProfile;") => &mut found.injected_profile,
        (Place::Method, b"Ljdk/internal/misc/ScopedMemoryAccess$Scoped;") => &mut found.scoped,
        (Place::Method, b"Ljdk/internal/vm/annotation/IntrinsicCandidate;") => {
            &mut found.intrinsic_candidate
        }
        (Place::Method, b"Ljdk/internal/vm/annotation/ReservedStackAccess;") => {
            &mut found.reserved_stack_access
        }
        (Place::Field, b"Ljdk/internal/vm/annotation/Stable;") => &mut found.stable,
        (Place::Class, b"Ljdk/internal/ValueBased;") => &mut found.value_based,
        (Place::Field | Place::Class, b"Ljdk/internal/vm/annotation/Contended;") => {
            found.contended = true;
            return true;
        }
        _ => return false,
    };
    *flag = true;
    false
}

/// The group of a `@Contended("group")`; without or with an empty name, 0.
fn contended_group(
    pool: &ConstantPool<'_>,
    mut elements: Reader<'_>,
    count: u16,
) -> Result<u16, Truncated> {
    if count != 1 {
        return Ok(0);
    }
    let member = pool.utf8_or_none(elements.u16()?);
    if member != Some(b"value") || elements.u8()? != b's' {
        return Ok(0);
    }
    let group = elements.u16()?;
    let named = pool
        .utf8_or_none(group)
        .is_some_and(|name| !name.is_empty());
    Ok(if named { group } else { 0 })
}

/// Skips an element value. Nesting is bounded: no annotation that matters
/// here is deep, and the stack is not the file's to fill.
fn skip_value(reader: &mut Reader<'_>, depth: u32) -> Result<(), Truncated> {
    const MAX_DEPTH: u32 = 64;
    if depth > MAX_DEPTH {
        return Err(Truncated);
    }
    match reader.u8()? {
        b'B' | b'C' | b'I' | b'S' | b'Z' | b'D' | b'F' | b'J' | b'c' | b's' => {
            reader.take(2)?;
        }
        b'e' => {
            reader.take(4)?;
        }
        b'[' => {
            for _ in 0..reader.u16()? {
                skip_value(reader, depth + 1)?;
            }
        }
        b'@' => {
            reader.u16()?;
            for _ in 0..reader.u16()? {
                reader.u16()?;
                skip_value(reader, depth + 1)?;
            }
        }
        _ => return Err(Truncated),
    }
    Ok(())
}
