//! What the logs say of exceptions: `-Xlog:exceptions`, in HotSpot's words.

use std::panic::Location;

use oops::{MethodPtr, Oop};

use crate::classes::strings;
use crate::classes::well_known::fields;
use crate::runtime::thread::JavaThread;
use crate::runtime::threads_java;

/// `<a 'java/lang/Error'{0x…}: message>`.
fn object_text(exception: Oop) -> String {
    let message = exception.load_oop(fields::throwable_detail_message());
    let message = match message.non_null() {
        Some(m) => format!(": {}", strings::to_rust(m)),
        None => String::new(),
    };
    format!(
        "<a '{}'{{{:#018x}}}{message}>",
        exception.klass().name,
        exception.address()
    )
}

/// The machine throws an exception.
pub(super) fn thrown(thread: &JavaThread, exception: Oop, place: &Location) {
    crate::log!(
        Info,
        [exceptions],
        "Exception {} ({:#018x}) \nthrown [{}, line {}]\nfor thread {:#018x}",
        object_text(exception),
        exception.address(),
        place.file(),
        place.line(),
        std::ptr::from_ref(thread) as usize
    );
}

/// An exception arrives in an interpreted frame, which has a handler for it at some place or not.
pub fn in_frame(
    thread: &JavaThread,
    exception: Oop,
    method: MethodPtr,
    bci: i32,
    handler: Option<usize>,
) {
    crate::log!(
        Info,
        [exceptions],
        "Exception {}\n thrown in interpreter method <{{method}} {{{:#018x}}} '{}' '{}' in '{}'>\n at bci {bci} for \
         thread {:#018x} ({})",
        object_text(exception),
        std::ptr::from_ref::<oops::method::Method>(&method) as usize,
        method.name,
        method.descriptor,
        method.holder().name,
        std::ptr::from_ref(thread) as usize,
        threads_java::name_of(thread.oop())
    );
    let class = exception.klass().external_name();
    match handler {
        Some(handler) => crate::log!(
            Info,
            [exceptions],
            "Found matching handler for exception of type \"{class}\" in method \"{}\" at BCI: {handler}",
            method.name
        ),
        None => crate::log!(
            Debug,
            [exceptions],
            "No catch handler found for exception of type \"{class}\" in method \"{}\"",
            method.name
        ),
    }
}
