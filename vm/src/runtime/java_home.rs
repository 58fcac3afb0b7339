//! Where the class library is: the home of the JDK that this libjvm.so runs under.
//!
//! In this order: the JDK-shaped folder around libjvm.so itself (`HOME/lib/server/libjvm.so` with `HOME/lib/modules`);
//! the home of the libjli.so that loaded us (the launcher's JDK); the variable `JAVA_HOME`.

use std::ffi::{CStr, CString, OsStr, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The file that the code at an address was loaded from.
fn file_of(address: *const c_void) -> Option<PathBuf> {
    // SAFETY: dladdr only reads its argument as a number and fills the structure.
    unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        if libc::dladdr(address, &mut info) == 0 || info.dli_fname.is_null() {
            return None;
        }
        Some(PathBuf::from(OsStr::from_bytes(
            CStr::from_ptr(info.dli_fname).to_bytes(),
        )))
    }
}

/// The folder that holds this libjvm.so.
pub fn library_folder() -> Option<PathBuf> {
    let file = file_of(library_folder as *const c_void)?;
    Some(std::path::absolute(file).ok()?.parent()?.to_owned())
}

fn libjli_home() -> Option<PathBuf> {
    let name = CString::new("libjli.so").ok()?;
    // SAFETY: RTLD_NOLOAD only asks for a library that is already loaded.
    let symbol = unsafe {
        let handle = libc::dlopen(name.as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD);
        if handle.is_null() {
            return None;
        }
        let symbol = libc::dlsym(handle, c"JLI_Launch".as_ptr());
        libc::dlclose(handle);
        symbol
    };
    if symbol.is_null() {
        return None;
    }
    let file = std::fs::canonicalize(file_of(symbol)?).ok()?;
    Some(file.parent()?.parent()?.to_owned())
}

fn is_home(home: &Path) -> bool {
    home.join("lib/modules").is_file() && home.join("lib/libjava.so").is_file()
}

/// The JDK's home, or a sentence that says what is missing.
pub fn find() -> Result<PathBuf, String> {
    let around = library_folder().and_then(|f| Some(f.parent()?.parent()?.to_owned()));
    let candidates = [
        around,
        libjli_home(),
        std::env::var_os("JAVA_HOME").map(PathBuf::from),
    ];
    candidates.into_iter().flatten().find(|h| is_home(h)).ok_or_else(|| {
        "no JDK 17 found around libjvm.so, behind the launcher or in JAVA_HOME: set JAVA_HOME to a JDK 17".to_owned()
    })
}
