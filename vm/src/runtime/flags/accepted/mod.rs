//! HotSpot's flags that change nothing here: they are known by type, default, kind and range, so that command lines
//! written for HotSpot start and its mistakes are found. Whoever gives one a meaning moves its row to `table.rs`.

pub mod collectors;
pub mod compilers;
pub mod runtime;
