//! The exceptions that instructions throw by themselves, with HotSpot's messages.

use oops::{KlassPtr, MethodPtr, Oop, Symbol};

use crate::classes::modules;
use crate::classes::well_known;
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

/// Why the instruction at the frame's `bcp` does not complete normally.
pub enum Trap {
    Pending(Pending),
    Null,
    DivideByZero,
    Index { index: i32, length: u32 },
    NegativeSize(i32),
    ArrayStore(Oop),
    ClassCast { object: Oop, klass: KlassPtr },
}

/// Throws what the trap stands for.
#[cold]
#[inline(never)]
pub fn raise(thread: &JavaThread, trap: Trap) -> Pending {
    match trap {
        Trap::Pending(p) => p,
        Trap::Null => exceptions::throw_npe(thread),
        Trap::DivideByZero => {
            exceptions::throw(thread, "java/lang/ArithmeticException", "/ by zero")
        }
        Trap::Index { index, length } => {
            let text = format!("Index {index} out of bounds for length {length}");
            exceptions::throw(thread, "java/lang/ArrayIndexOutOfBoundsException", &text)
        }
        Trap::NegativeSize(n) => exceptions::throw(
            thread,
            "java/lang/NegativeArraySizeException",
            &n.to_string(),
        ),
        Trap::ArrayStore(value) => exceptions::throw(
            thread,
            "java/lang/ArrayStoreException",
            &value.klass().external_name(),
        ),
        Trap::ClassCast { object, klass } => {
            let text = class_cast_message(object.klass(), klass);
            exceptions::throw(thread, "java/lang/ClassCastException", &text)
        }
    }
}

/// Arrays of arrays for `multianewarray` and `Array.newInstance`: `lengths` for the outer dimensions of `klass`.
pub fn new_multi_array(thread: &JavaThread, klass: KlassPtr, lengths: &[i32]) -> JResult<Oop> {
    if let Some(&n) = lengths.iter().find(|&&n| n < 0) {
        return Err(raise(thread, Trap::NegativeSize(n)));
    }
    nested_arrays(thread, klass, lengths)
}

fn nested_arrays(thread: &JavaThread, klass: KlassPtr, lengths: &[i32]) -> JResult<Oop> {
    let array = memory::allocate_array(thread, klass, lengths[0] as usize)?;
    if let (Some(component), [_, inner @ ..]) = (klass.component, lengths)
        && !inner.is_empty()
    {
        for i in 0..lengths[0] as usize {
            let element = nested_arrays(thread, component, inner)?;
            memory::obj_array_store(array, i, element);
        }
    }
    Ok(array)
}

/// "class A cannot be cast to class B (…)".
pub fn class_cast_message(from: KlassPtr, to: KlassPtr) -> String {
    let (a, b) = (from.external_name(), to.external_name());
    format!(
        "class {a} cannot be cast to class {b} ({})",
        places(from, to)
    )
}

/// "A and B are in unnamed module of loader 'app'", or the two places if they differ.
pub fn places(a: KlassPtr, b: KlassPtr) -> String {
    let (a_place, b_place) = (
        modules::class_in_module_of_loader(a),
        modules::class_in_module_of_loader(b),
    );
    let separator = " is in ";
    match (a_place.split_once(separator), b_place.split_once(separator)) {
        (Some((_, x)), Some((_, y))) if x == y => {
            format!("{} and {} are in {x}", a.external_name(), b.external_name())
        }
        _ => format!("{a_place}; {b_place}"),
    }
}

/// A method as messages show it: `void Foo.bar(int, java.lang.String)`.
pub fn method_text(method: MethodPtr) -> String {
    let (parameters, result) = descriptor_text(method.descriptor);
    format!(
        "{result} {}.{}({parameters})",
        method.holder().external_name(),
        method.name
    )
}

/// The parameter types, separated by commas, and the result type of a method descriptor, as in source code.
pub fn descriptor_text(descriptor: Symbol) -> (String, String) {
    let bytes = descriptor.as_bytes();
    let mut types = Vec::new();
    let mut at = 1;
    while bytes.get(at).is_some_and(|&b| b != b')') {
        let (text, next) = type_text(bytes, at);
        types.push(text);
        at = next;
    }
    (types.join(", "), type_text(bytes, at + 1).0)
}

/// The source form of the type whose descriptor begins at `at`, and where it ends.
pub fn type_text(bytes: &[u8], at: usize) -> (String, usize) {
    match bytes.get(at) {
        Some(b'[') => {
            let (text, end) = type_text(bytes, at + 1);
            (text + "[]", end)
        }
        Some(b'L') => {
            let end = bytes[at..]
                .iter()
                .position(|&b| b == b';')
                .map_or(bytes.len(), |p| at + p);
            (
                String::from_utf8_lossy(&bytes[at + 1..end]).replace('/', "."),
                end + 1,
            )
        }
        Some(&b) => {
            let name = oops::BasicType::from_descriptor_char(b).map_or("?", |t| t.name());
            (name.to_string(), at + 1)
        }
        None => (String::new(), at),
    }
}

#[cold]
pub fn abstract_method(thread: &JavaThread, receiver: KlassPtr, method: MethodPtr) -> Pending {
    let holder = method.holder();
    let kind = if holder.is_interface() {
        "interface "
    } else if holder.is_abstract() {
        "abstract class "
    } else {
        "class "
    };
    let modifier = if method.is_abstract() {
        "abstract "
    } else {
        ""
    };
    let (parameters, result) = descriptor_text(method.descriptor);
    let text = format!(
        "Receiver class {} does not define or inherit an implementation of the resolved method \
         '{modifier}{result} {}({parameters})' of {kind}{}.",
        receiver.external_name(),
        method.name,
        holder.external_name()
    );
    exceptions::throw(thread, "java/lang/AbstractMethodError", &text)
}

#[cold]
pub(super) fn not_implemented(
    thread: &JavaThread,
    klass: KlassPtr,
    interface: KlassPtr,
) -> Pending {
    let text = format!(
        "Class {} does not implement the requested interface {}",
        klass.external_name(),
        interface.external_name()
    );
    exceptions::throw(thread, "java/lang/IncompatibleClassChangeError", &text)
}

#[cold]
pub(super) fn not_public(thread: &JavaThread, selected: MethodPtr) -> Pending {
    let text = format!("'{}'", method_text(selected));
    exceptions::throw(thread, "java/lang/IllegalAccessError", &text)
}

/// For a signature-polymorphic method that is not called by an `invokevirtual` instruction.
#[cold]
pub(super) fn not_callable(thread: &JavaThread, method: MethodPtr) -> Pending {
    let text = if method.holder() == well_known::var_handle() {
        "VarHandle access mode methods cannot be invoked reflectively".to_string()
    } else {
        format!(
            "MethodHandle.{} cannot be invoked reflectively",
            method.name
        )
    };
    exceptions::throw(thread, "java/lang/UnsupportedOperationException", &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_as_in_source_code() {
        let d = Symbol::from_text("(I[[Ljava/lang/String;J)V");
        assert_eq!(
            descriptor_text(d),
            (
                "int, java.lang.String[][], long".to_string(),
                "void".to_string()
            )
        );
        assert_eq!(
            descriptor_text(Symbol::from_text("()[I")),
            (String::new(), "int[]".to_string())
        );
    }
}
