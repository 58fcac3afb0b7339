//! Legal names, descriptors and modifiers (JVMS 4.1, 4.2.2, 4.3, 4.5, 4.6).

use super::context::{Context, Text, ensure};
use super::pool_parser::illegal_name;
use super::*;
use crate::mutf8;

/// From this version on, names may be drawn from all of Unicode but for a
/// few reserved characters; before, they are Java identifiers.
const FREE_NAMES_MAJOR: u16 = 49;

#[derive(Clone, Copy, PartialEq, Eq)]
enum NameKind {
    Class,
    Field,
    Method,
}

/// Whether `name` is free of reserved characters (JVMS 4.2.2).
fn is_unqualified(name: &[u8], kind: NameKind) -> bool {
    let reserved = |(i, &byte): (usize, &u8)| match byte {
        b'.' | b';' | b'[' => true,
        b'/' => kind != NameKind::Class || i == 0 || matches!(name.get(i + 1), None | Some(b'/')),
        b'<' | b'>' => kind == NameKind::Method,
        _ => false,
    };
    !name.is_empty() && !name.iter().enumerate().any(reserved)
}

fn is_identifier_start(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{A2}'..='\u{A5}' | '\u{20A0}'..='\u{20CF}' | '\u{203F}' | '\u{2040}')
}

fn is_identifier_part(c: char) -> bool {
    is_identifier_start(c) || c.is_numeric() || matches!(c, '\u{300}'..='\u{36F}')
}

/// How many bytes of `text` are a Java identifier, or a path of them if
/// slashes are allowed. `None` if there is none at all.
///
/// Outside ASCII, Rust's letters and digits stand in for
/// `Character.isJavaIdentifierPart`; only class files older than version 49
/// come here.
fn identifier_length(text: &[u8], slashes: bool) -> Option<usize> {
    let mut at = 0;
    let mut after_slash = false;
    while at < text.len() {
        let first = at == 0;
        let (c, length) = next_char(&text[at..]);
        let legal = match c {
            'a'..='z' | 'A'..='Z' | '_' | '$' => true,
            '0'..='9' => !first,
            '/' if slashes => {
                if after_slash {
                    return None;
                }
                after_slash = true;
                at += 1;
                continue;
            }
            _ if c.is_ascii() => false,
            _ if first => is_identifier_start(c),
            _ => is_identifier_part(c),
        };
        if !legal {
            return (!first).then_some(at);
        }
        after_slash = false;
        at += length;
    }
    (at > 0).then_some(at)
}

/// The next character and the bytes it takes; a surrogate pair is one.
fn next_char(text: &[u8]) -> (char, usize) {
    let mut units = mutf8::utf16_units(text);
    let pair = [
        units.next().unwrap_or_default(),
        units.next().unwrap_or_default(),
    ];
    let decoded = char::decode_utf16(pair).next();
    let c = decoded
        .and_then(Result::ok)
        .unwrap_or(char::REPLACEMENT_CHARACTER);
    let length = mutf8::encoded_len(&pair[..c.len_utf16()]);
    (c, length.min(text.len()))
}

impl Context<'_, '_> {
    /// Length of the field descriptor that `text` begins with; `None` if
    /// there is none.
    fn field_descriptor_length(
        &self,
        text: &[u8],
        void_too: bool,
    ) -> Result<Option<usize>, ClassFileError> {
        let dimensions = text.iter().take_while(|&&b| b == b'[').count();
        ensure!(
            self,
            dimensions <= 255,
            "Array type descriptor has more than 255 dimensions"
        );
        let element = &text[dimensions..];
        let length = match element.first() {
            Some(b'V') if void_too && dimensions == 0 => Some(1),
            Some(b'Z' | b'B' | b'C' | b'S' | b'I' | b'F' | b'J' | b'D') => Some(1),
            Some(b'L') if self.major < FREE_NAMES_MAJOR => {
                let end = identifier_length(&element[1..], true).map(|n| n + 1);
                end.filter(|&end| element.get(end) == Some(&b';'))
                    .map(|end| end + 1)
            }
            Some(b'L') => match element.iter().position(|&b| b == b';') {
                Some(end) => {
                    ensure!(
                        self,
                        is_unqualified(&element[1..end], NameKind::Class),
                        "Class name is empty or contains illegal character in descriptor"
                    );
                    Some(end + 1)
                }
                None => None,
            },
            _ => None,
        };
        Ok(length.map(|n| n + dimensions))
    }

    pub(super) fn check_class_name(&self, name: &[u8]) -> Result<(), ClassFileError> {
        let legal = if name.first() == Some(&b'[') {
            self.field_descriptor_length(name, false)? == Some(name.len())
        } else if self.major < FREE_NAMES_MAJOR {
            identifier_length(name, true) == Some(name.len())
        } else {
            is_unqualified(name, NameKind::Class)
        };
        if legal {
            Ok(())
        } else {
            Err(illegal_name(self, "class", name, "class file"))
        }
    }

    pub(super) fn check_field_name(&self, name: &[u8]) -> Result<(), ClassFileError> {
        let legal = if self.major < FREE_NAMES_MAJOR {
            identifier_length(name, false) == Some(name.len())
        } else {
            is_unqualified(name, NameKind::Field)
        };
        if legal {
            Ok(())
        } else {
            Err(illegal_name(self, "field", name, "class"))
        }
    }

    pub(super) fn check_method_name(&self, name: &[u8]) -> Result<(), ClassFileError> {
        let legal = if name.first() == Some(&b'<') {
            name == b"<init>" || name == b"<clinit>"
        } else if self.major < FREE_NAMES_MAJOR {
            identifier_length(name, false) == Some(name.len())
        } else {
            is_unqualified(name, NameKind::Method)
        };
        if legal {
            Ok(())
        } else {
            Err(illegal_name(self, "method", name, "class"))
        }
    }

    pub(super) fn check_field_descriptor(
        &self,
        name: &[u8],
        descriptor: &[u8],
    ) -> Result<(), ClassFileError> {
        match self.field_descriptor_length(descriptor, false)? {
            Some(length) if length == descriptor.len() => Ok(()),
            _ => Err(self.illegal_signature("Field", name, descriptor)),
        }
    }

    /// Checks a method descriptor and counts its parameter slots.
    pub(super) fn check_method_descriptor(
        &self,
        name: &[u8],
        descriptor: &[u8],
    ) -> Result<u32, ClassFileError> {
        let illegal = || self.illegal_signature("Method", name, descriptor);
        if name == b"<clinit>" && descriptor != b"()V" && self.major >= 51 {
            return Err(illegal());
        }
        let mut rest = descriptor.strip_prefix(b"(").ok_or_else(illegal)?;
        let mut slots = 0;
        while let Some(length) = self.field_descriptor_length(rest, false)? {
            slots += if matches!(rest[0], b'J' | b'D') { 2 } else { 1 };
            rest = &rest[length..];
        }
        let result = rest.strip_prefix(b")").ok_or_else(illegal)?;
        let legal = if name.first() == Some(&b'<') {
            result == b"V"
        } else {
            !result.is_empty() && self.field_descriptor_length(result, true)? == Some(result.len())
        };
        if legal { Ok(slots) } else { Err(illegal()) }
    }

    /// Checks the flags of a class or of an `InnerClasses` row.
    pub(super) fn check_class_modifiers(&self, flags: u16) -> Result<(), ClassFileError> {
        if flags & ACC_MODULE != 0 {
            let message = format!(
                "{} is not a class because access_flag ACC_MODULE is set",
                self.name
            );
            return Err(ClassFileError::NoClassDefFound(message.into()));
        }
        let has = |flag| flags & flag != 0;
        let java_5 = self.major >= 49;
        let illegal = has(ACC_ABSTRACT) && has(ACC_FINAL)
            || has(ACC_INTERFACE) && !has(ACC_ABSTRACT)
            || has(ACC_INTERFACE) && java_5 && (has(ACC_SUPER) || has(ACC_ENUM))
            || !has(ACC_INTERFACE) && java_5 && has(ACC_ANNOTATION);
        if self.strict && illegal {
            return Err(self.bad_as_is(format_args!(
                "Illegal class modifiers in class {}: 0x{flags:X}",
                self.name
            )));
        }
        Ok(())
    }

    pub(super) fn check_field_modifiers(
        &self,
        flags: u16,
        in_interface: bool,
    ) -> Result<(), ClassFileError> {
        let has = |flag| flags & flag != 0;
        let illegal = if in_interface {
            const REQUIRED: u16 = ACC_PUBLIC | ACC_STATIC | ACC_FINAL;
            const FORBIDDEN: u16 = ACC_PRIVATE | ACC_PROTECTED | ACC_VOLATILE | ACC_TRANSIENT;
            flags & REQUIRED != REQUIRED || has(FORBIDDEN) || self.major >= 49 && has(ACC_ENUM)
        } else {
            has_illegal_visibility(flags) || has(ACC_FINAL) && has(ACC_VOLATILE)
        };
        if illegal {
            return Err(self.bad_as_is(format_args!(
                "Illegal field modifiers in class {}: 0x{flags:X}",
                self.name
            )));
        }
        Ok(())
    }

    pub(super) fn check_method_modifiers(
        &self,
        flags: u16,
        in_interface: bool,
        name: &[u8],
    ) -> Result<(), ClassFileError> {
        let illegal = if in_interface {
            self.is_illegal_interface_method(flags)
        } else {
            self.is_illegal_class_method(flags, name == b"<init>")
        };
        if illegal {
            return Err(self.bad_as_is(format_args!(
                "Method {} in class {} has illegal modifiers: 0x{flags:X}",
                Text(name),
                self.name
            )));
        }
        Ok(())
    }

    /// `ACC_STRICT` where it forbids `ACC_ABSTRACT`: it lost its meaning in version 61.
    fn is_strict(&self, flags: u16) -> bool {
        self.major < 61 && flags & ACC_STRICT != 0
    }

    fn is_illegal_interface_method(&self, flags: u16) -> bool {
        let has = |flag| flags & flag != 0;
        match self.major {
            52.. => {
                has(ACC_PUBLIC) == has(ACC_PRIVATE)
                    || has(ACC_NATIVE | ACC_PROTECTED | ACC_FINAL | ACC_SYNCHRONIZED)
                    || has(ACC_ABSTRACT) && (has(ACC_PRIVATE | ACC_STATIC) || self.is_strict(flags))
            }
            49..52 => {
                const FORBIDDEN: u16 = ACC_PRIVATE
                    | ACC_PROTECTED
                    | ACC_STATIC
                    | ACC_FINAL
                    | ACC_SYNCHRONIZED
                    | ACC_NATIVE
                    | ACC_STRICT;
                !has(ACC_PUBLIC) || has(FORBIDDEN) || !has(ACC_ABSTRACT)
            }
            _ => !has(ACC_PUBLIC) || has(ACC_STATIC | ACC_FINAL | ACC_NATIVE) || !has(ACC_ABSTRACT),
        }
    }

    fn is_illegal_class_method(&self, flags: u16, is_constructor: bool) -> bool {
        let has = |flag| flags & flag != 0;
        let java_5 = self.major >= 49;
        if has_illegal_visibility(flags) {
            return true;
        }
        if is_constructor {
            return has(ACC_STATIC | ACC_FINAL | ACC_SYNCHRONIZED | ACC_NATIVE | ACC_ABSTRACT)
                || java_5 && has(ACC_BRIDGE);
        }
        has(ACC_ABSTRACT)
            && (has(ACC_FINAL | ACC_NATIVE | ACC_PRIVATE | ACC_STATIC)
                || java_5 && (has(ACC_SYNCHRONIZED) || self.is_strict(flags)))
    }
}

fn has_illegal_visibility(flags: u16) -> bool {
    (flags & (ACC_PUBLIC | ACC_PRIVATE | ACC_PROTECTED)).count_ones() > 1
}
