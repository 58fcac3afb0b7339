//! Field and method descriptors (JVMS 4.3): iteration, sizes, validity.
//!
//! [`MethodDescriptor::parse`] and [`FieldType::parse`] decide the grammar
//! alone; whether the class names inside are legal for a version is the
//! format checker's question.

pub use crate::basic_type::BasicType;

/// One type inside a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldType<'a> {
    pub basic: BasicType,
    /// The piece of descriptor, e.g. `I`, `Ljava/lang/String;`, `[[J`.
    pub descriptor: &'a [u8],
}

impl<'a> FieldType<'a> {
    /// The field descriptor that is exactly `bytes`.
    pub fn parse(bytes: &'a [u8]) -> Option<FieldType<'a>> {
        let (found, rest) = split_first(bytes)?;
        (rest.is_empty() && found.basic != BasicType::Void).then_some(found)
    }

    /// The name to look the class up by: `java/lang/String` of an object,
    /// the descriptor itself of an array.
    pub fn class_name(&self) -> Option<&'a [u8]> {
        match self.basic {
            BasicType::Object => self.descriptor.get(1..self.descriptor.len() - 1),
            BasicType::Array => Some(self.descriptor),
            _ => None,
        }
    }

    /// Number of array dimensions.
    pub fn dimensions(&self) -> usize {
        self.descriptor.iter().take_while(|&&b| b == b'[').count()
    }
}

/// Splits the first type, `void` included, off `bytes`.
fn split_first(bytes: &[u8]) -> Option<(FieldType<'_>, &[u8])> {
    let dimensions = bytes.iter().take_while(|&&b| b == b'[').count();
    if dimensions > 255 {
        return None;
    }
    let element = BasicType::from_descriptor_char(*bytes.get(dimensions)?)?;
    let mut end = dimensions + 1;
    if element == BasicType::Object {
        let name_length = bytes[end..].iter().position(|&b| b == b';')?;
        if name_length == 0 {
            return None;
        }
        end += name_length + 1;
    }
    if element == BasicType::Void && dimensions > 0 {
        return None;
    }
    let basic = if dimensions > 0 {
        BasicType::Array
    } else {
        element
    };
    let (descriptor, rest) = bytes.split_at(end);
    Some((FieldType { basic, descriptor }, rest))
}

/// A well-formed method descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodDescriptor<'a> {
    parameters: &'a [u8],
    return_type: FieldType<'a>,
}

impl<'a> MethodDescriptor<'a> {
    /// Parses `(...)R`; `None` if malformed.
    pub fn parse(bytes: &'a [u8]) -> Option<MethodDescriptor<'a>> {
        let inside = bytes.strip_prefix(b"(")?;
        let mut rest = inside;
        while *rest.first()? != b')' {
            let (parameter, tail) = split_first(rest)?;
            if parameter.basic == BasicType::Void {
                return None;
            }
            rest = tail;
        }
        let parameters = &inside[..inside.len() - rest.len()];
        let (return_type, tail) = split_first(&rest[1..])?;
        tail.is_empty().then_some(MethodDescriptor {
            parameters,
            return_type,
        })
    }

    /// The parameter types in order.
    pub fn parameters(&self) -> Parameters<'a> {
        Parameters {
            rest: self.parameters,
        }
    }

    /// The return type; [`BasicType::Void`] if none.
    pub fn return_type(&self) -> FieldType<'a> {
        self.return_type
    }

    /// Slots of the declared parameters; a receiver is one more.
    pub fn parameter_slots(&self) -> u32 {
        self.parameters().map(|p| p.basic.slots() as u32).sum()
    }
}

/// Iterator over the parameter types of a [`MethodDescriptor`].
#[derive(Clone, Debug)]
pub struct Parameters<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Parameters<'a> {
    type Item = FieldType<'a>;

    #[inline]
    fn next(&mut self) -> Option<FieldType<'a>> {
        let (parameter, rest) = split_first(self.rest)?;
        self.rest = rest;
        Some(parameter)
    }
}

/// Whether `bytes` is a field descriptor.
pub fn is_field_descriptor(bytes: &[u8]) -> bool {
    FieldType::parse(bytes).is_some()
}

/// Whether `bytes` is a method descriptor of at most 255 parameter slots.
pub fn is_method_descriptor(bytes: &[u8]) -> bool {
    MethodDescriptor::parse(bytes).is_some_and(|d| d.parameter_slots() <= 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn method_descriptors_are_taken_apart() {
        let d = MethodDescriptor::parse(b"(I[[JLjava/lang/String;D)[Z").unwrap();
        let seen: Vec<_> = d.parameters().map(|p| (p.basic, p.descriptor)).collect();
        assert_eq!(
            seen,
            [
                (BasicType::Int, &b"I"[..]),
                (BasicType::Array, b"[[J"),
                (BasicType::Object, b"Ljava/lang/String;"),
                (BasicType::Double, b"D"),
            ]
        );
        assert_eq!(d.parameter_slots(), 5);
        assert_eq!(d.return_type().basic, BasicType::Array);
        assert_eq!(
            d.parameters().nth(2).unwrap().class_name(),
            Some(&b"java/lang/String"[..])
        );
        assert_eq!(
            d.parameters().nth(1).unwrap().class_name(),
            Some(&b"[[J"[..])
        );
        assert_eq!(d.parameters().nth(1).unwrap().dimensions(), 2);
    }

    #[test]
    fn malformed_descriptors_are_refused() {
        let methods: [&[u8]; 9] = [
            b"", b"(", b"()", b"(V)V", b"([V)V", b"()[V", b"(L;)V", b"(Lx)V", b"()VV",
        ];
        for bad in methods {
            assert!(MethodDescriptor::parse(bad).is_none(), "{bad:?}");
        }
        for bad in [&b""[..], b"V", b"L;", b"[", b"II", b"Lx", b"Q"] {
            assert!(!is_field_descriptor(bad), "{bad:?}");
        }
        let deep = [&[b'['; 256][..], b"I"].concat();
        assert!(is_field_descriptor(&deep[1..]));
        assert!(!is_field_descriptor(&deep));
    }

    #[test]
    fn at_most_255_slots() {
        let descriptor = |n: usize| [b"(".to_vec(), vec![b'J'; n], b")V".to_vec()].concat();
        assert!(is_method_descriptor(&descriptor(127)));
        assert!(!is_method_descriptor(&descriptor(128)));
    }
}
