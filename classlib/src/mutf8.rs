//! Modified UTF-8 (JVMS 4.4.7) to and from UTF-16.
//!
//! The encoding differs from UTF-8 in two ways: NUL is two bytes, and
//! characters beyond the BMP are two surrogates of three bytes each. Lone
//! surrogates are ordinary here, so nothing passes through `str` unless a
//! message for people is wanted.

/// The next UTF-16 unit and the bytes it took. Where the encoding is
/// malformed, one byte stands for itself, as in HotSpot.
#[inline]
fn next_unit(bytes: &[u8]) -> Option<(u16, usize)> {
    let continued = |i: usize| {
        bytes
            .get(i)
            .filter(|&&b| b & 0xC0 == 0x80)
            .map(|b| b & 0x3F)
    };
    let first = *bytes.first()?;
    Some(match first {
        0xC0..=0xDF => match continued(1) {
            Some(b) => (u16::from(first & 0x1F) << 6 | u16::from(b), 2),
            None => (u16::from(first), 1),
        },
        0xE0..=0xEF => match (continued(1), continued(2)) {
            (Some(b), Some(c)) => (
                u16::from(first & 0x0F) << 12 | u16::from(b) << 6 | u16::from(c),
                3,
            ),
            _ => (u16::from(first), 1),
        },
        _ => (u16::from(first), 1),
    })
}

/// The UTF-16 units that `bytes` encodes.
pub fn utf16_units(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (unit, length) = next_unit(rest)?;
        rest = &rest[length..];
        Some(unit)
    })
}

/// Decodes to UTF-16. Never fails: see [`is_valid`] for strictness.
pub fn decode(bytes: &[u8]) -> Vec<u16> {
    let mut units = Vec::with_capacity(bytes.len());
    units.extend(utf16_units(bytes));
    units
}

/// Number of UTF-16 units that `bytes` decodes to.
pub fn utf16_len(bytes: &[u8]) -> usize {
    utf16_units(bytes).count()
}

/// Number of bytes that `units` encode to.
pub fn encoded_len(units: &[u16]) -> usize {
    let unit_len = |&unit: &u16| match unit {
        0x0001..=0x007F => 1,
        0 | 0x0080..=0x07FF => 2,
        _ => 3,
    };
    units.iter().map(unit_len).sum()
}

/// Encodes UTF-16, lone surrogates and NUL included.
pub fn encode(units: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(encoded_len(units));
    for &unit in units {
        match unit {
            0x0001..=0x007F => bytes.push(unit as u8),
            0 | 0x0080..=0x07FF => {
                bytes.extend([0xC0 | (unit >> 6) as u8, 0x80 | (unit & 0x3F) as u8]);
            }
            _ => bytes.extend([
                0xE0 | (unit >> 12) as u8,
                0x80 | (unit >> 6 & 0x3F) as u8,
                0x80 | (unit & 0x3F) as u8,
            ]),
        }
    }
    bytes
}

/// Encodes a Rust string.
pub fn from_str(text: &str) -> Vec<u8> {
    if text.bytes().all(|b| b != 0 && b < 0x80) {
        return text.as_bytes().to_vec();
    }
    encode(&text.encode_utf16().collect::<Vec<u16>>())
}

/// A Rust string for messages; what has no UTF-8 becomes U+FFFD.
pub fn to_string_lossy(bytes: &[u8]) -> String {
    if bytes.is_ascii() {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    String::from_utf16_lossy(&decode(bytes))
}

/// Whether `bytes` may stand in a `CONSTANT_Utf8` entry: no NUL, no byte
/// from 0xF0 up, continuation bytes in place. `strict` also refuses overlong
/// forms, as is done for class files from version 48 on.
pub fn is_valid(bytes: &[u8], strict: bool) -> bool {
    // Two passes that vectorise beat one that does not.
    if bytes.is_ascii() && !bytes.contains(&0) {
        return true;
    }
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        let Some((unit, length)) = next_unit(rest) else {
            return false;
        };
        let legal = match (first, length) {
            (0x01..=0x7F, _) => true,
            (_, 2) => !strict || unit == 0 || unit >= 0x80,
            (_, 3) => !strict || unit >= 0x800,
            _ => false,
        };
        if !legal {
            return false;
        }
        rest = &rest[length..];
    }
    true
}

/// `String.hashCode` of the decoded string.
pub fn hash(bytes: &[u8]) -> i32 {
    utf16_units(bytes).fold(0i32, |h, unit| {
        h.wrapping_mul(31).wrapping_add(i32::from(unit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_survives_the_round_trip() {
        let units: Vec<u16> = (0..=u16::MAX).collect();
        let bytes = encode(&units);
        assert_eq!(bytes.len(), encoded_len(&units));
        assert!(is_valid(&bytes, true));
        assert!(!bytes.contains(&0));
        assert_eq!(decode(&bytes), units);
        assert_eq!(utf16_len(&bytes), units.len());
    }

    #[test]
    fn malformed_bytes_are_refused_but_decode() {
        for bad in [
            &b"\0"[..],
            b"\xF0\x9F\x98\x80",
            b"\xC3",
            b"\xE2\x82",
            b"\x80",
            b"a\xC3b",
        ] {
            assert!(!is_valid(bad, true), "{bad:?}");
            assert!(!is_valid(bad, false), "{bad:?}");
        }
        assert_eq!(decode(b"a\xC3b"), [0x61, 0xC3, 0x62]);
    }

    #[test]
    fn overlong_forms_are_refused_when_strict() {
        for overlong in [&b"\xC1\x81"[..], b"\xE0\x81\x81"] {
            assert!(!is_valid(overlong, true));
            assert!(is_valid(overlong, false));
        }
        assert!(is_valid(b"\xC0\x80", true));
    }

    #[test]
    fn hash_is_that_of_java_strings() {
        assert_eq!(hash(b"Hello, world"), -476_288_596);
        assert_eq!(hash(&from_str("\u{1F600}")), 1_772_899);
    }

    #[test]
    fn strings_pass_through_surrogates() {
        let bytes = from_str("x\u{1F600}\0");
        assert_eq!(bytes, b"x\xED\xA0\xBD\xED\xB8\x80\xC0\x80");
        assert_eq!(to_string_lossy(&bytes), "x\u{1F600}\0");
    }
}
