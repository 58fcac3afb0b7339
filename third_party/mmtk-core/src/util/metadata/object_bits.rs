//! (Hearth) An object's bits in a side metadata table, without the generality of [`super::MetadataSpec`].
//!
//! For tables on the side with one, two, four or eight bits for each 8 bytes of a 64-bit address space.

use super::side_metadata::SideMetadataSpec;
use crate::util::constants::LOG_MIN_OBJECT_SIZE;
use crate::util::ObjectReference;
use std::sync::atomic::{AtomicU8, Ordering};

/// Where one object's bits are.
#[derive(Clone, Copy)]
pub(crate) struct ObjectBits {
    byte: &'static AtomicU8,
    shift: u32,
}

impl ObjectBits {
    /// The object's bits in the table of `spec`, which must be mapped for the object.
    #[inline(always)]
    pub fn of(spec: &SideMetadataSpec, object: ObjectReference) -> ObjectBits {
        debug_assert_eq!(spec.log_bytes_in_region, LOG_MIN_OBJECT_SIZE as usize);
        let region = object.to_raw_address().as_usize() >> LOG_MIN_OBJECT_SIZE;
        let log_regions = 3 - spec.log_num_of_bits;
        let address = spec.get_starting_address() + (region >> log_regions);
        let shift = (region & ((1 << log_regions) - 1)) << spec.log_num_of_bits;
        ObjectBits {
            byte: unsafe { address.as_ref::<AtomicU8>() },
            shift: shift as u32,
        }
    }

    /// The byte with the bits, together with its neighbours'.
    #[inline(always)]
    pub fn byte(self) -> &'static AtomicU8 {
        self.byte
    }

    /// The lowest of the object's bits in the byte.
    #[inline(always)]
    pub fn shift(self) -> u32 {
        self.shift
    }

    /// True if the lowest bit is set.
    #[inline(always)]
    pub fn is_set(self, order: Ordering) -> bool {
        self.byte.load(order) >> self.shift & 1 != 0
    }

    /// Sets the lowest bit; true if it was not set before.
    #[inline(always)]
    pub fn set(self, exclusive: bool) -> bool {
        let bit = 1 << self.shift;
        let old = self.byte.load(Ordering::Relaxed);
        if old & bit != 0 {
            return false;
        }
        if exclusive {
            self.byte.store(old | bit, Ordering::Relaxed);
            return true;
        }
        self.byte.fetch_or(bit, Ordering::AcqRel) & bit == 0
    }
}

/// Asks for an object's first line.
#[inline(always)]
pub(crate) fn prefetch_for_scan(object: ObjectReference) {
    prefetch(object.to_raw_address().as_usize());
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
        _mm_prefetch::<_MM_HINT_T0>(address as *const i8);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// Asks for an object's header and for its bits that tracing looks at.
#[inline(always)]
pub(crate) fn prefetch_for_trace<VM: crate::vm::VMBinding>(object: ObjectReference) {
    use crate::vm::ObjectModel;
    prefetch(object.to_raw_address().as_usize());
    for spec in [
        VM::VMObjectModel::LOCAL_MARK_BIT_SPEC.as_spec(),
        VM::VMObjectModel::LOCAL_FORWARDING_BITS_SPEC.as_spec(),
    ] {
        if let super::MetadataSpec::OnSide(side) = spec {
            prefetch(ObjectBits::of(side, object).byte().as_ptr() as usize);
        }
    }
}
