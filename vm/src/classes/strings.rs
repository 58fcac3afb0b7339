//! java.lang.String: making, reading and interning.
//!
//! Strings are compact: `value` is a byte[] with Latin-1 bytes (`coder` 0) or UTF-16 units in native order (`coder` 1).
//! Interned strings are in [`string_table`].

use classlib::mutf8;
use oops::{BasicType, Oop, Symbol};

use crate::classes::string_table;
use crate::classes::well_known::{self as wk, fields};
use crate::memory;
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

const UTF16: u8 = 1;

/// A new String of Rust text.
pub fn new_string(thread: &JavaThread, text: &str) -> JResult<Oop> {
    if text.is_ascii() {
        return new_latin1(thread, text.len(), |to| to.copy_from_slice(text.as_bytes()));
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    new_string_utf16(thread, &units)
}

fn new_latin1(thread: &JavaThread, len: usize, fill: impl FnOnce(&mut [u8])) -> JResult<Oop> {
    let value = memory::allocate_primitive_array(thread, BasicType::Byte, len)?;
    // SAFETY: a fresh byte array that nobody else knows.
    fill(unsafe { value.elements_mut::<u8>() });
    wrap(thread, value, 0)
}

fn wrap(thread: &JavaThread, value: Oop, coder: u8) -> JResult<Oop> {
    let string = memory::allocate_instance(thread, wk::string())?;
    memory::store_oop(string, fields::string_value(), value);
    string.store_u8(fields::string_coder(), coder);
    Ok(string)
}

/// A new String of UTF-16 units.
pub fn new_string_utf16(thread: &JavaThread, units: &[u16]) -> JResult<Oop> {
    if units.iter().all(|&u| u < 256) {
        return new_latin1(thread, units.len(), |to| {
            for (b, &u) in to.iter_mut().zip(units) {
                *b = u as u8;
            }
        });
    }
    let value = memory::allocate_primitive_array(thread, BasicType::Byte, units.len() * 2)?;
    // SAFETY: a fresh byte array that nobody else knows.
    let to = unsafe { value.elements_mut::<u8>() };
    for (pair, u) in to.chunks_exact_mut(2).zip(units) {
        pair.copy_from_slice(&u.to_ne_bytes());
    }
    wrap(thread, value, UTF16)
}

/// A new String of modified UTF-8.
pub fn new_string_mutf8(thread: &JavaThread, bytes: &[u8]) -> JResult<Oop> {
    if bytes.is_ascii() {
        return new_latin1(thread, bytes.len(), |to| to.copy_from_slice(bytes));
    }
    new_string_utf16(thread, &mutf8::decode(bytes))
}

/// The bytes of a String's value.
fn value(string: Oop) -> &'static [u8] {
    let value = string.load_oop(fields::string_value());
    if value.is_null() {
        return &[];
    }
    // SAFETY: a String's value is never written once the String is visible; the string on the stack keeps it.
    unsafe { value.elements() }
}

fn is_utf16(string: Oop) -> bool {
    string.load_u8(fields::string_coder()) == UTF16
}

fn for_each_unit(string: Oop, mut f: impl FnMut(u16)) {
    let bytes = value(string);
    if is_utf16(string) {
        bytes
            .chunks_exact(2)
            .for_each(|p| f(u16::from_ne_bytes([p[0], p[1]])));
    } else {
        bytes.iter().for_each(|&b| f(u16::from(b)));
    }
}

/// The text of a String; lone surrogates become replacement characters.
pub fn to_rust(string: Oop) -> String {
    let bytes = value(string);
    if !is_utf16(string) && bytes.is_ascii() {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    String::from_utf16_lossy(&to_utf16(string))
}

/// The UTF-16 units of a String.
pub fn to_utf16(string: Oop) -> Vec<u16> {
    let mut units = Vec::with_capacity(length(string));
    for_each_unit(string, |u| units.push(u));
    units
}

/// The modified UTF-8 of a String.
pub fn to_mutf8(string: Oop) -> Vec<u8> {
    let bytes = value(string);
    if !is_utf16(string) && bytes.iter().all(|b| (1..128).contains(b)) {
        return bytes.to_vec();
    }
    mutf8::encode(&to_utf16(string))
}

/// Length in UTF-16 units.
pub fn length(string: Oop) -> usize {
    value(string).len() >> u32::from(is_utf16(string))
}

/// True if two Strings have equal content.
pub fn equal(a: Oop, b: Oop) -> bool {
    a == b || is_utf16(a) == is_utf16(b) && value(a) == value(b)
}

/// `String.intern`.
pub fn intern(_thread: &JavaThread, string: Oop) -> JResult<Oop> {
    let hash = string_table::hash(value(string));
    Ok(string_table::find_or_insert(hash, string, |s| {
        equal(s, string)
    }))
}

/// The interned String of a symbol's text (literals).
pub fn intern_symbol(thread: &JavaThread, text: Symbol) -> JResult<Oop> {
    let bytes = text.as_bytes();
    if bytes.is_ascii() {
        let same = |s| !is_utf16(s) && value(s) == bytes;
        if let Some(known) = string_table::find(string_table::hash(bytes), same) {
            return Ok(known);
        }
    }
    let string = new_string_mutf8(thread, bytes)?;
    intern(thread, string)
}

/// A String of a symbol with `/` turned into `.`.
pub fn external_class_name(thread: &JavaThread, name: Symbol) -> JResult<Oop> {
    let bytes: Vec<u8> = name
        .as_bytes()
        .iter()
        .map(|&b| if b == b'/' { b'.' } else { b })
        .collect();
    new_string_mutf8(thread, &bytes)
}
