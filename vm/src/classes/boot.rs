//! Booting the class library's first classes.

use std::path::PathBuf;

use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// Where boot classes come from.
pub struct BootOptions {
    pub java_home: PathBuf,
    /// `-Xbootclasspath/a`.
    pub append: Vec<PathBuf>,
    /// `--patch-module`: module and paths.
    pub patches: Vec<(String, Vec<PathBuf>)>,
}

/// Loads the well-known classes, makes their mirrors and the primitive types' classes.
pub fn initialize(_thread: &JavaThread, _options: &BootOptions) -> JResult<()> {
    unimplemented!()
}
