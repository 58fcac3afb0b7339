//! Some information for the current MMTk build.

/// MMTk crate version such as 0.14.0
pub const MMTK_PKG_VERSION: &str = env!("CARGO_PKG_VERSION");
