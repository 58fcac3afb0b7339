//! Natives of `java.lang.invoke.MethodHandleNatives`, and what MethodHandle and VarHandle do when called reflectively.

use super::Row;

/// The rows of this file.
pub const TABLE: &[Row] = &[];
