//! java.lang.String: making, reading and interning.
//!
//! Strings are compact: `value` is a byte[] with Latin-1 bytes (`coder` 0) or UTF-16 units in native order (`coder` 1).
//! The table of interned strings is weak.

use classlib::mutf8;
use oops::{BasicType, Oop, OopSlot, Symbol};
use parking_lot::Mutex;

use crate::classes::loader_data::HandleMap;
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

const SHARDS: usize = 16;

/// Interned strings by the hash of their units; made at the first use.
type InternedShard = Mutex<Option<HandleMap<u32, Vec<OopSlot>>>>;

static INTERNED: [InternedShard; SHARDS] = [const { Mutex::new(None) }; SHARDS];

fn hash_of(string: Oop) -> u32 {
    let mut h = 0u32;
    for_each_unit(string, |u| {
        h = h.wrapping_mul(31).wrapping_add(u32::from(u))
    });
    h
}

/// `String.intern`.
pub fn intern(_thread: &JavaThread, string: Oop) -> JResult<Oop> {
    let hash = hash_of(string);
    let mut shard = INTERNED[hash as usize % SHARDS].lock();
    let list = shard.get_or_insert_default().entry(hash).or_default();
    if let Some(known) = list.iter().map(OopSlot::load).find(|&s| equal(s, string)) {
        return Ok(known);
    }
    list.push(OopSlot::new(string));
    Ok(string)
}

/// The interned String of a symbol's text (literals).
pub fn intern_symbol(thread: &JavaThread, text: Symbol) -> JResult<Oop> {
    let bytes = text.as_bytes();
    if bytes.is_ascii() {
        let hash = bytes
            .iter()
            .fold(0u32, |h, &b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
        let shard = INTERNED[hash as usize % SHARDS].lock();
        let known = shard.as_ref().and_then(|m| m.get(&hash));
        let same = |s: &Oop| !is_utf16(*s) && value(*s) == bytes;
        if let Some(s) = known.and_then(|l| l.iter().map(OopSlot::load).find(same)) {
            return Ok(s);
        }
    }
    let string = new_string_mutf8(thread, bytes)?;
    intern(thread, string)
}

/// Follows moved strings and drops dead ones (collector; the world is stopped).
pub fn sweep_interned(alive: &mut dyn FnMut(Oop) -> Option<Oop>) {
    for shard in &INTERNED {
        let mut shard = shard.lock();
        let Some(map) = shard.as_mut() else { continue };
        map.retain(|_, list| {
            list.retain(|slot| match alive(slot.load()) {
                Some(now) => {
                    slot.store(now);
                    true
                }
                None => false,
            });
            !list.is_empty()
        });
    }
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
