//! What every part of the parser needs: the pool, the version, how strict to
//! be, and the class's name for messages.

use std::fmt;

use super::reader::{Reader, Truncated};
use super::{ClassFileError, ConstantPool, Tag};
use crate::mutf8;

/// The class's name as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum NameInMessages<'x> {
    /// Neither given nor read yet.
    Unknown,
    /// Given by whoever asked for the class.
    Given(&'x str),
    /// Read from the file.
    Read(&'x [u8]),
}

impl fmt::Display for NameInMessages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NameInMessages::Unknown => f.write_str("<Unknown>"),
            NameInMessages::Given(name) => f.write_str(name),
            NameInMessages::Read(bytes) => f.write_str(&mutf8::to_string_lossy(bytes)),
        }
    }
}

/// Bytes of modified UTF-8 inside a message.
pub(super) struct Text<'x>(pub(super) &'x [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mutf8::to_string_lossy(self.0))
    }
}

pub(super) struct Context<'a, 'n> {
    pub(super) pool: ConstantPool<'a>,
    pub(super) major: u16,
    /// Whether the checks for untrusted classes are made.
    pub(super) strict: bool,
    pub(super) vm_annotations: bool,
    pub(super) name: NameInMessages<'n>,
}

/// Returns a `ClassFormatError` "... in class file X" unless the condition holds.
macro_rules! ensure {
    ($cx:expr, $condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err($cx.bad(format_args!($($message)+)));
        }
    };
}
pub(super) use ensure;

impl<'a> Context<'a, '_> {
    /// A `ClassFormatError` whose message goes on " in class file X".
    #[cold]
    pub(super) fn bad(&self, message: fmt::Arguments<'_>) -> ClassFileError {
        self.bad_as_is(format_args!("{message} in class file {}", self.name))
    }

    /// A `ClassFormatError` with exactly this message.
    #[cold]
    pub(super) fn bad_as_is(&self, message: fmt::Arguments<'_>) -> ClassFileError {
        ClassFileError::ClassFormat(message.to_string().into())
    }

    /// A descriptor that does not suit its purpose.
    #[cold]
    pub(super) fn illegal_signature(
        &self,
        kind: &str,
        name: &[u8],
        descriptor: &[u8],
    ) -> ClassFileError {
        self.bad_as_is(format_args!(
            "{kind} \"{}\" in class {} has illegal signature \"{}\"",
            Text(name),
            self.name,
            Text(descriptor)
        ))
    }

    /// Whether `index` is a `Class` entry.
    #[inline]
    pub(super) fn is_class(&self, index: u16) -> bool {
        self.pool.tag(index) == Tag::Class
    }

    /// Reads an attribute's name and length; `complaint` precedes the index
    /// of a bad name in the message.
    #[inline]
    pub(super) fn attribute_header(
        &self,
        reader: &mut Reader<'a>,
        complaint: &str,
    ) -> Result<(&'a [u8], u32), ClassFileError> {
        let name_index = reader.u16()?;
        let length = reader.u32()?;
        match self.pool.utf8_or_none(name_index) {
            Some(name) => Ok((name, length)),
            None => Err(self.bad(format_args!("{complaint} {name_index}"))),
        }
    }

    /// The `Utf8` index that a `Signature` attribute of a member consists of.
    pub(super) fn signature_index(&self, reader: &mut Reader<'a>) -> Result<u16, ClassFileError> {
        let index = reader.u16()?;
        ensure!(
            self,
            self.pool.is_utf8(index),
            "Invalid Signature attribute at constant pool index {index}"
        );
        Ok(index)
    }
}

/// Takes the body of an attribute.
#[inline]
pub(super) fn body<'a>(reader: &mut Reader<'a>, length: u32) -> Result<&'a [u8], Truncated> {
    reader.take(length as usize)
}
