//! java.lang.String: making, reading and interning.

use oops::{Oop, Symbol};

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// A new String of Rust text.
pub fn new_string(_thread: &JavaThread, _text: &str) -> JResult<Oop> {
    unimplemented!()
}
/// A new String of UTF-16 units.
pub fn new_string_utf16(_thread: &JavaThread, _units: &[u16]) -> JResult<Oop> {
    unimplemented!()
}
/// A new String of modified UTF-8.
pub fn new_string_mutf8(_thread: &JavaThread, _bytes: &[u8]) -> JResult<Oop> {
    unimplemented!()
}
/// The text of a String; lone surrogates become replacement characters.
pub fn to_rust(_string: Oop) -> String {
    unimplemented!()
}
/// The UTF-16 units of a String.
pub fn to_utf16(_string: Oop) -> Vec<u16> {
    unimplemented!()
}
/// The modified UTF-8 of a String.
pub fn to_mutf8(_string: Oop) -> Vec<u8> {
    unimplemented!()
}
/// Length in UTF-16 units.
pub fn length(_string: Oop) -> usize {
    unimplemented!()
}
/// True if two Strings have equal content.
pub fn equal(_a: Oop, _b: Oop) -> bool {
    unimplemented!()
}
/// `String.intern`.
pub fn intern(_thread: &JavaThread, _string: Oop) -> JResult<Oop> {
    unimplemented!()
}
/// The interned String of a symbol's text (literals).
pub fn intern_symbol(_thread: &JavaThread, _text: Symbol) -> JResult<Oop> {
    unimplemented!()
}
/// A String of a symbol with `/` turned into `.`.
pub fn external_class_name(_thread: &JavaThread, _name: Symbol) -> JResult<Oop> {
    unimplemented!()
}
