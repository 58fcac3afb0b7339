//! The `Code` attribute and the tables in it (JVMS 4.7.3, 4.7.12 to 4.7.14).
//!
//! The bytecode itself is the verifier's to judge. Checked here are its
//! length and that the tables stay within it.

use super::context::{Context, Text, body, ensure};
use super::reader::Reader;
use super::*;
use std::collections::{HashMap, HashSet};

/// The most bytes of code a method may have.
const MAX_CODE_LENGTH: u32 = 65_535;

/// First version whose `StackMapTable`s are heeded.
const STACK_MAP_MAJOR: u16 = 50;

pub(super) fn parse_code<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
    arg_slots: u8,
) -> Result<Code<'a>, ClassFileError> {
    let start = reader.position();
    let max_stack = reader.u16()?;
    let max_locals = reader.u16()?;
    let code_length = reader.u32()?;
    ensure!(
        cx,
        u16::from(arg_slots) <= max_locals,
        "Arguments can't fit into locals"
    );
    ensure!(
        cx,
        code_length > 0 && code_length <= MAX_CODE_LENGTH,
        "Invalid method Code length {code_length}"
    );
    let bytecode = body(reader, code_length)?;
    let exception_table = parse_exception_table(cx, reader, code_length)?;
    let mut code = Code {
        max_stack,
        max_locals,
        code: bytecode,
        exception_table,
        ..Default::default()
    };
    let mut has_stack_map = false;
    for _ in 0..reader.u16()? {
        let (name, length) = cx.attribute_header(reader, "Invalid code attribute name index")?;
        match name {
            b"LineNumberTable" => {
                parse_line_numbers(cx, reader, length, code_length, &mut code.line_numbers)?;
            }
            b"LocalVariableTable" => {
                let table = LocalTable {
                    name: "LocalVariableTable",
                    generic: false,
                };
                table
                    .parse(cx, reader, length, &code)?
                    .append_to(&mut code.local_variables);
            }
            b"LocalVariableTypeTable" if cx.major >= 49 => {
                let table = LocalTable {
                    name: "LocalVariableTypeTable",
                    generic: true,
                };
                table
                    .parse(cx, reader, length, &code)?
                    .append_to(&mut code.local_variable_types);
            }
            b"StackMapTable" if cx.major >= STACK_MAP_MAJOR => {
                ensure!(cx, !has_stack_map, "Multiple StackMapTable attributes");
                has_stack_map = true;
                code.stack_map_table = Some(body(reader, length)?).filter(|map| !map.is_empty());
            }
            b"RuntimeVisibleTypeAnnotations" if cx.major >= 49 => {
                code.visible_type_annotations = Some(body(reader, length)?);
            }
            _ => {
                body(reader, length)?;
            }
        }
    }
    ensure!(
        cx,
        reader.position() - start == length as usize,
        "Code segment has wrong length"
    );
    Ok(code)
}

fn parse_exception_table<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    code_length: u32,
) -> Result<Vec<ExceptionHandler>, ClassFileError> {
    let count = reader.u16()?;
    reader.require(count, 8)?;
    let mut handlers = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let row = ExceptionHandler {
            start_pc: reader.u16()?,
            end_pc: reader.u16()?,
            handler_pc: reader.u16()?,
            catch_type: reader.u16()?,
        };
        ensure!(
            cx,
            row.start_pc < row.end_pc && u32::from(row.end_pc) <= code_length,
            "Illegal exception table range"
        );
        ensure!(
            cx,
            u32::from(row.handler_pc) < code_length,
            "Illegal exception table handler"
        );
        ensure!(
            cx,
            row.catch_type == 0 || cx.is_class(row.catch_type),
            "Catch type in exception table has bad constant type"
        );
        handlers.push(row);
    }
    Ok(handlers)
}

fn parse_line_numbers<'a>(
    cx: &Context<'a, '_>,
    reader: &mut Reader<'a>,
    length: u32,
    code_length: u32,
    lines: &mut Vec<(u16, u16)>,
) -> Result<(), ClassFileError> {
    let count = reader.u16()?;
    ensure!(
        cx,
        length == 2 + 4 * u32::from(count),
        "LineNumberTable attribute has wrong length"
    );
    reader.require(count, 4)?;
    lines.reserve(usize::from(count));
    for _ in 0..count {
        let (pc, line) = (reader.u16()?, reader.u16()?);
        ensure!(
            cx,
            u32::from(pc) < code_length,
            "Invalid pc in LineNumberTable"
        );
        lines.push((pc, line));
    }
    Ok(())
}

/// `LocalVariableTable` or its generic companion, which differ in name only.
struct LocalTable {
    name: &'static str,
    generic: bool,
}

/// The rows of one such attribute.
struct Rows(Vec<LocalVariable>);

impl Rows {
    /// A method may have several tables; their rows count as those of one.
    fn append_to(mut self, table: &mut Vec<LocalVariable>) {
        if table.is_empty() {
            *table = self.0;
        } else {
            table.append(&mut self.0);
        }
    }
}

impl LocalTable {
    fn parse<'a>(
        &self,
        cx: &Context<'a, '_>,
        reader: &mut Reader<'a>,
        length: u32,
        code: &Code<'_>,
    ) -> Result<Rows, ClassFileError> {
        let count = reader.u16()?;
        ensure!(
            cx,
            length == 2 + 10 * u32::from(count),
            "{} has wrong length",
            self.name
        );
        reader.require(count, 10)?;
        let mut rows = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let row = LocalVariable {
                start_pc: reader.u16()?,
                length: reader.u16()?,
                name_index: reader.u16()?,
                descriptor_index: reader.u16()?,
                slot: reader.u16()?,
            };
            self.check(cx, &row, code)?;
            rows.push(row);
        }
        Ok(Rows(rows))
    }

    fn check(
        &self,
        cx: &Context<'_, '_>,
        row: &LocalVariable,
        code: &Code<'_>,
    ) -> Result<(), ClassFileError> {
        let table = self.name;
        let LocalVariable {
            start_pc,
            length,
            name_index,
            descriptor_index,
            slot,
        } = *row;
        let code_length = code.code.len();
        ensure!(
            cx,
            usize::from(start_pc) < code_length || !cx.strict,
            "Invalid start_pc {start_pc} in {table}"
        );
        ensure!(
            cx,
            usize::from(start_pc) + usize::from(length) <= code_length || !cx.strict,
            "Invalid length {length} in {table}"
        );
        let Some(name) = cx.pool.utf8_or_none(name_index) else {
            return Err(cx.bad(format_args!(
                "Name index {name_index} in {table} has bad constant type"
            )));
        };
        let Some(descriptor) = cx.pool.utf8_or_none(descriptor_index) else {
            return Err(cx.bad(format_args!(
                "Signature index {descriptor_index} in {table} has bad constant type"
            )));
        };
        if !cx.strict {
            return Ok(());
        }
        cx.check_field_name(name)?;
        let mut last_slot = u32::from(slot);
        if !self.generic {
            cx.check_field_descriptor(name, descriptor)?;
            last_slot += u32::from(matches!(descriptor, b"J" | b"D"));
        }
        ensure!(
            cx,
            last_slot < u32::from(code.max_locals),
            "Invalid index {slot} in {table}"
        );
        Ok(())
    }
}

/// No row may stand twice, and each generic row needs a plain one. The
/// question comes up only where there are plain ones.
pub(super) fn check_local_variables(
    cx: &Context<'_, '_>,
    code: &Code<'_>,
) -> Result<(), ClassFileError> {
    if code.local_variables.is_empty() {
        return Ok(());
    }
    let key = |row: &LocalVariable| (row.start_pc, row.length, row.name_index, row.slot);
    let name = |row: &LocalVariable| Text(cx.pool.utf8(row.name_index)).to_string();
    let java_5 = cx.major >= 49;
    if code.local_variable_types.is_empty() {
        let mut seen = HashSet::with_capacity(code.local_variables.len());
        for row in &code.local_variables {
            ensure!(
                cx,
                seen.insert(key(row)) || !java_5,
                "Duplicated LocalVariableTable attribute entry for '{}'",
                name(row)
            );
        }
        return Ok(());
    }
    // Whether a generic row has been matched with the plain one.
    let mut matched = HashMap::with_capacity(code.local_variables.len());
    for row in &code.local_variables {
        let duplicate = matched.insert(key(row), false).is_some();
        ensure!(
            cx,
            !duplicate || !java_5,
            "Duplicated LocalVariableTable attribute entry for '{}'",
            name(row)
        );
    }
    for row in &code.local_variable_types {
        match matched.get_mut(&key(row)) {
            None => {
                return Err(cx.bad_as_is(format_args!(
                    "LVTT entry for '{}' in class file {} does not match any LVT entry",
                    name(row),
                    cx.name
                )));
            }
            Some(already) => {
                let first = !std::mem::replace(already, true);
                ensure!(
                    cx,
                    first,
                    "Duplicated LocalVariableTypeTable attribute entry for '{}'",
                    name(row)
                );
            }
        }
    }
    Ok(())
}
