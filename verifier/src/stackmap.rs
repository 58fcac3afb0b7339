//! The `StackMapTable` attribute (JVMS 4.7.4), expanded: every frame with all its types.

use crate::bytecodes::u16_at;
use crate::context::{ClassContext, tag};
use crate::frame::FrameView;
use crate::types::VType;

/// What `starts` says of a code index: inside an instruction, an instruction, a `new`.
pub(crate) const NO_START: u8 = 0;
pub(crate) const START: u8 = 1;
pub(crate) const START_OF_NEW: u8 = 2;

/// Why a table cannot be used.
pub(crate) enum MapError {
    /// The attribute is malformed.
    Format(&'static str),
    /// The attribute says what this method cannot have.
    Unfit(&'static str),
    /// A frame is not at an instruction.
    Offset,
}

struct Entry {
    offset: usize,
    this_uninit: bool,
    locals: (u32, u32),
    stack: (u32, u32),
}

/// The frames of a method, by ascending offset. Buffers serve all methods of a class.
#[derive(Default)]
pub(crate) struct StackMap {
    entries: Vec<Entry>,
    types: Vec<VType>,
}

impl StackMap {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The offset of a frame.
    #[inline]
    pub fn offset(&self, index: usize) -> usize {
        self.entries[index].offset
    }

    /// The frame stated for a code index.
    #[inline]
    pub fn find(&self, offset: usize) -> Option<usize> {
        self.entries
            .binary_search_by_key(&offset, |e| e.offset)
            .ok()
    }

    #[inline]
    pub fn frame(&self, index: usize) -> FrameView<'_> {
        let entry = &self.entries[index];
        let types = |(start, end): (u32, u32)| &self.types[start as usize..end as usize];
        FrameView {
            offset: entry.offset,
            this_uninit: entry.this_uninit,
            locals: types(entry.locals),
            stack: types(entry.stack),
        }
    }

    /// Forgets all frames.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.types.clear();
    }

    /// Expands a table. `initial` is the method's first frame; `limits` are most locals and
    /// deepest stack. On [`MapError::Offset`] the offending frame is the last one.
    pub fn read(
        &mut self,
        cx: &impl ClassContext,
        table: &[u8],
        starts: &[u8],
        initial: FrameView<'_>,
        limits: (u16, u16),
    ) -> Result<(), MapError> {
        self.clear();
        let mut reader = Reader {
            cx,
            table,
            at: 0,
            starts,
        };
        let count = reader.u16()?;
        self.types.extend_from_slice(initial.locals);
        let mut previous = Previous {
            offset: None,
            this_uninit: initial.this_uninit,
            locals: (0, self.types.len()),
        };
        for _ in 0..count {
            self.read_frame(&mut reader, &mut previous, limits)?;
            let offset = self.entries.last().map_or(0, |e| e.offset);
            if starts.get(offset).is_none_or(|&s| s == NO_START) {
                return Err(MapError::Offset);
            }
        }
        if reader.at != table.len() {
            return Err(MapError::Format("wrong attribute size"));
        }
        Ok(())
    }

    fn read_frame(
        &mut self,
        reader: &mut Reader<'_, impl ClassContext>,
        previous: &mut Previous,
        limits: (u16, u16),
    ) -> Result<(), MapError> {
        let kind = reader.u8()?;
        let delta = match kind {
            0..64 => usize::from(kind),
            64..128 => usize::from(kind - 64),
            _ => usize::from(reader.u16()?),
        };
        let offset = previous.offset.map_or(delta, |o| o + delta + 1);
        let mut locals = previous.locals;
        let mut this_uninit = previous.this_uninit;
        let mut stack_start = self.types.len();
        match kind {
            0..64 | 251 => {}
            64..128 | 247 => self.read_types(reader, 1, limits.1, None)?,
            128..247 => return Err(MapError::Format("reserved frame type")),
            248..251 => {
                locals.1 = self.chop(locals, 251 - kind)?;
                let kept = &self.types[locals.0..locals.1];
                this_uninit = kept.contains(&VType::UninitializedThis);
            }
            252..=254 => {
                let start = self.types.len();
                self.types.extend_from_within(locals.0..locals.1);
                let count = u16::from(kind - 251);
                self.read_types(reader, count, u16::MAX, Some(&mut this_uninit))?;
                locals = (start, self.types.len());
                stack_start = self.types.len();
            }
            255 => {
                this_uninit = false;
                let start = self.types.len();
                let count = reader.u16()?;
                self.read_types(reader, count, limits.0, Some(&mut this_uninit))?;
                locals = (start, self.types.len());
                stack_start = self.types.len();
                let count = reader.u16()?;
                self.read_types(reader, count, limits.1, None)?;
            }
        }
        if locals.1 - locals.0 > usize::from(limits.0) {
            return Err(MapError::Unfit("bad type array size"));
        }
        *previous = Previous {
            offset: Some(offset),
            this_uninit,
            locals,
        };
        self.entries.push(Entry {
            offset,
            this_uninit,
            locals: (locals.0 as u32, locals.1 as u32),
            stack: (stack_start as u32, self.types.len() as u32),
        });
        Ok(())
    }

    /// Appends `count` types; they may take `limit` slots.
    fn read_types(
        &mut self,
        reader: &mut Reader<'_, impl ClassContext>,
        count: u16,
        limit: u16,
        mut this_uninit: Option<&mut bool>,
    ) -> Result<(), MapError> {
        let start = self.types.len();
        for _ in 0..count {
            let ty = reader.verification_type()?;
            if ty == VType::UninitializedThis
                && let Some(flag) = this_uninit.as_deref_mut()
            {
                *flag = true;
            }
            self.types.push(ty);
            self.types.extend(ty.second());
        }
        if self.types.len() - start > usize::from(limit) {
            return Err(MapError::Unfit("bad type array size"));
        }
        Ok(())
    }

    /// The end of `locals` without the last `count` of them.
    fn chop(&self, locals: (usize, usize), count: u8) -> Result<usize, MapError> {
        let mut end = locals.1;
        for _ in 0..count {
            if end == locals.0 {
                return Err(MapError::Unfit("bad type array size"));
            }
            end -= 1;
            if self.types[end].is_second() && end > locals.0 {
                end -= 1;
            }
        }
        Ok(end)
    }
}

/// The frame that the next one is stated in terms of.
struct Previous {
    offset: Option<usize>,
    this_uninit: bool,
    locals: (usize, usize),
}

struct Reader<'t, C> {
    cx: &'t C,
    table: &'t [u8],
    at: usize,
    starts: &'t [u8],
}

impl<C: ClassContext> Reader<'_, C> {
    fn u8(&mut self) -> Result<u8, MapError> {
        let byte = self.table.get(self.at).copied();
        self.at += 1;
        byte.ok_or(MapError::Format("access beyond the end of attribute"))
    }

    fn u16(&mut self) -> Result<u16, MapError> {
        let value = u16_at(self.table, self.at);
        self.at += 2;
        value.ok_or(MapError::Format("access beyond the end of attribute"))
    }

    fn verification_type(&mut self) -> Result<VType, MapError> {
        Ok(match self.u8()? {
            0 => VType::Top,
            1 => VType::Int,
            2 => VType::Float,
            3 => VType::Double,
            4 => VType::Long,
            5 => VType::Null,
            6 => VType::UninitializedThis,
            7 => {
                let class = self.u16()?;
                if usize::from(class) >= self.cx.pool_len() || self.cx.tag(class) != tag::CLASS {
                    return Err(MapError::Format("bad class index"));
                }
                VType::of_class(self.cx, self.cx.class_name_at(class))
            }
            8 => {
                let offset = self.u16()?;
                if self.starts.get(usize::from(offset)) != Some(&START_OF_NEW) {
                    return Err(MapError::Unfit("bad offset for Uninitialized"));
                }
                VType::Uninitialized(offset)
            }
            _ => return Err(MapError::Format("bad verification type")),
        })
    }
}

/// Writes the table as messages show it, line by line.
pub(crate) fn describe(table: &[u8], mut line: impl FnMut(&str)) {
    let mut at = 2;
    let mut current: i64 = -1;
    for _ in 0..u16_at(table, 0).unwrap_or(0) {
        let Some(text) = describe_frame(table, &mut at, &mut current) else {
            return;
        };
        line(&text);
    }
}

fn describe_frame(table: &[u8], at: &mut usize, current: &mut i64) -> Option<String> {
    let kind = *table.get(*at)?;
    *at += 1;
    let delta = match kind {
        0..64 => u16::from(kind),
        64..128 => u16::from(kind - 64),
        _ => {
            *at += 2;
            u16_at(table, *at - 2)?
        }
    };
    *current += i64::from(delta) + 1;
    let offset = *current;
    Some(match kind {
        0..64 => format!("same_frame(@{offset})"),
        64..128 => {
            let ty = describe_types(table, at, 1)?;
            format!("same_locals_1_stack_item_frame(@{offset},{ty})")
        }
        247 => {
            let ty = describe_types(table, at, 1)?;
            format!("same_locals_1_stack_item_extended(@{offset},{ty})")
        }
        248..251 => format!("chop_frame(@{offset},{})", 251 - kind),
        251 => format!("same_frame_extended(@{offset})"),
        252..=254 => {
            let types = describe_types(table, at, u16::from(kind - 251))?;
            format!("append_frame(@{offset},{types})")
        }
        255 => {
            let mut list = || {
                let count = u16_at(table, *at)?;
                *at += 2;
                describe_types(table, at, count)
            };
            let (locals, stack) = (list()?, list()?);
            format!("full_frame(@{offset},{{{locals}}},{{{stack}}})")
        }
        128..247 => return None,
    })
}

fn describe_types(table: &[u8], at: &mut usize, count: u16) -> Option<String> {
    let mut types = Vec::with_capacity(usize::from(count.min(256)));
    for _ in 0..count {
        let kind = *table.get(*at)?;
        *at += 1;
        let word = match kind {
            0 => "Top",
            1 => "Integer",
            2 => "Float",
            3 => "Double",
            4 => "Long",
            5 => "Null",
            6 => "UninitializedThis",
            7 | 8 => {
                let operand = u16_at(table, *at)?;
                *at += 2;
                let word = if kind == 7 { "Object" } else { "Uninitialized" };
                types.push(format!("{word}[#{operand}]"));
                continue;
            }
            bad => {
                types.push(format!("BAD:{bad}"));
                continue;
            }
        };
        types.push(word.into());
    }
    Some(types.join(","))
}
