//! The order of parsing: magic to class attributes.

use super::{ClassFile, ClassFileError, ParseOptions};

pub(super) fn parse<'a>(
    _bytes: &'a [u8],
    _options: &ParseOptions<'_>,
) -> Result<ClassFile<'a>, ClassFileError> {
    Err(ClassFileError::ClassFormat("Truncated class file".into()))
}
