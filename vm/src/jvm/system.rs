//! Clocks and the system properties.

use std::time::{SystemTime, UNIX_EPOCH};

use jni_sys::{jclass, jlong, jobjectArray};

use super::entry::{jvm_entries, local};
use crate::classes::{strings, well_known as wk};
use crate::memory;
use crate::runtime::{properties, resources};

/// Widest distance in seconds that `JVM_GetNanoTimeAdjustment` can express in nanoseconds.
const MAX_DIFF_SECONDS: i64 = 0x0100_0000_0000;

/// Seconds since the epoch and nanoseconds in the second.
fn now() -> (i64, i64) {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(d) => (d.as_secs() as i64, d.subsec_nanos().into()),
        Err(before) => {
            let d = before.duration();
            let nanos = i64::from(d.subsec_nanos());
            (
                -(d.as_secs() as i64) - i64::from(nanos > 0),
                if nanos > 0 { 1_000_000_000 - nanos } else { 0 },
            )
        }
    }
}

jvm_entries! {
    /// `System.currentTimeMillis`.
    fn JVM_CurrentTimeMillis(_thread, _class: jclass) -> jlong {
        let (seconds, nanos) = now();
        Ok(seconds * 1000 + nanos / 1_000_000)
    }

    /// `System.nanoTime`.
    fn JVM_NanoTime(_thread, _class: jclass) -> jlong {
        Ok(resources::monotonic_nanos())
    }

    /// `VM.getNanoTimeAdjustment`: nanoseconds from the given second to now; −1 if that is too far away.
    fn JVM_GetNanoTimeAdjustment(_thread, _class: jclass, offset_seconds: jlong) -> jlong {
        let (seconds, nanos) = now();
        let difference = seconds.wrapping_sub(offset_seconds);
        let fits = (-MAX_DIFF_SECONDS..=MAX_DIFF_SECONDS).contains(&difference);
        Ok(if fits { difference.wrapping_mul(1_000_000_000).wrapping_add(nanos) } else { -1 })
    }

    /// `SystemProps.Raw.vmProperties`: names and values in turn.
    fn JVM_GetProperties(thread) -> jobjectArray {
        let all = properties::all();
        let array = memory::allocate_object_array(thread, wk::string(), 2 * all.len())?;
        for (i, text) in all.iter().flat_map(|(name, value)| [name, value]).enumerate() {
            memory::obj_array_store(array, i, strings::new_string(thread, text)?);
        }
        Ok(local(thread, array))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_is_after_2020() {
        let (seconds, nanos) = now();
        assert!(seconds > 1_600_000_000 && (0..1_000_000_000).contains(&nanos));
    }
}
