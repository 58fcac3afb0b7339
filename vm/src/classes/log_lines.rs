//! What the logs say of classes: `-Xlog:class+load`, `class+init`, `class+resolve`, `class+path`.
//!
//! Wording and order of the lines are HotSpot's, since tools read them. All functions do nothing unless their lines are
//! wanted.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use oops::klass::Klass;
use oops::{KlassPtr, LoaderId, Symbol};

use super::loader_data::ClassLoaderData;
use super::system_dictionary::DefineOptions;
use crate::runtime::frames::frames;
use crate::runtime::stack_trace;
use crate::runtime::thread::JavaThread;

/// The loader as `'bootstrap'` or by its class and address.
fn loader_text(data: &ClassLoaderData) -> String {
    match data.loader().non_null() {
        None => "'bootstrap'".to_owned(),
        Some(loader) => format!(
            "instance a '{}'{{{:#018x}}}",
            loader.klass().name,
            loader.address()
        ),
    }
}

fn address(klass: KlassPtr) -> usize {
    std::ptr::from_ref::<Klass>(&klass) as usize
}

/// A class has been made from `bytes`.
pub fn loaded(
    klass: KlassPtr,
    data: &ClassLoaderData,
    source: Option<&str>,
    options: &DefineOptions,
    bytes: &[u8],
) {
    let lookup = options.lookup_class;
    let source: Cow<str> = match source {
        Some(source) => source.into(),
        None if options.hidden && options.nestmate && lookup.is_some() => lookup
            .map_or_else(String::new, |k| k.external_name())
            .into(),
        None if lookup.is_some() => "__JVM_LookupDefineClass__".into(),
        None => "__JVM_DefineClass__".into(),
    };
    crate::log!(
        Info,
        [class, load],
        "{} source: {source}",
        klass.external_name()
    );
    if !crate::log_enabled!(Debug, [class, load]) {
        return;
    }
    let mut line = format!(
        " klass: {:#018x} super: {:#018x}",
        address(klass),
        klass.super_klass.map_or(0, address)
    );
    let interfaces = klass.local_interfaces.get();
    if !interfaces.is_empty() {
        line.push_str(" interfaces:");
        for i in interfaces {
            line.push_str(&format!(" {:#018x}", address(*i)));
        }
    }
    let holder = match options.hidden && !options.strong {
        true => " has a class holder",
        false => "",
    };
    let relation = if data.id == LoaderId::BOOT {
        "of"
    } else {
        "for"
    };
    crate::log!(
        Debug,
        [class, load],
        "{line} loader: [loader data: {:#018x} {relation} {}{holder}] bytes: {} checksum: {:08x}",
        std::ptr::from_ref(data) as usize,
        loader_text(data),
        bytes.len(),
        crc32(bytes)
    );
}

/// The checksum that Zip files use.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| {
            (c >> 1) ^ (0xedb8_8320 & (c & 1).wrapping_neg())
        })
    })
}

/// A class's initialiser is about to run, or would if it had one.
pub fn initializing(klass: KlassPtr, has_initializer: bool) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    crate::log!(
        Info,
        [class, init],
        "{number} Initializing '{}'{} ({:#018x})",
        klass.name,
        if has_initializer { "" } else { "(no method)" },
        address(klass)
    );
}

/// `Start` or `End` of a class's verification.
pub fn verification(what: &str, klass: KlassPtr) {
    crate::log!(
        Info,
        [class, init],
        "{what} class verification for: {}",
        klass.external_name()
    );
}

/// `from`'s constant pool refers to `to`, which has been resolved.
pub fn resolved(thread: &JavaThread, from: KlassPtr, to: KlassPtr) {
    if !crate::log_enabled!(Debug, [class, resolve]) || to.is_array() {
        return;
    }
    let line = frames(thread)
        .next()
        .map(|f| (f.method, f.bci()))
        .filter(|(m, _)| m.holder() == from)
        .map_or(-1, |(m, bci)| stack_trace::line_number(m, bci));
    let place = match from.attributes.source_file {
        Some(file) => format!(" {file}:{}", line.max(-1)),
        None => String::new(),
    };
    crate::log!(
        Debug,
        [class, resolve],
        "{} {}{place}",
        from.external_name(),
        to.external_name()
    );
}

/// `from` has the supertype `to`.
pub fn supertype(from: Symbol, to: KlassPtr, what: &str) {
    crate::log!(
        Debug,
        [class, resolve],
        "{} {} ({what})",
        from.to_external(),
        to.external_name()
    );
}

/// The verifier asked for `to`.
pub fn verified_against(from: KlassPtr, to: KlassPtr) {
    if !crate::log_enabled!(Debug, [class, resolve]) {
        return;
    }
    let place = match from.attributes.source_file {
        Some(file) => format!(" {file}"),
        None => String::new(),
    };
    crate::log!(
        Debug,
        [class, resolve],
        "{} {}{place} (verification)",
        from.external_name(),
        to.external_name()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
