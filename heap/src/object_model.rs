//! The object model for MMTk: sizes and copying, and where the collector keeps its bits.
//!
//! All metadata is on the side, so the 8-byte header belongs to the virtual machine alone; only the forwarding pointer
//! overwrites the header of an object that has been copied away. An object's address is the address of its header.

use mmtk::util::copy::{CopySemantics, GCWorkerCopyContext};
use mmtk::util::{Address, ObjectReference};
use mmtk::vm::{
    ObjectModel, VMGlobalLogBitSpec, VMLocalForwardingBitsSpec, VMLocalForwardingPointerSpec,
    VMLocalLOSMarkNurserySpec, VMLocalMarkBitSpec,
};
use oops::oop::OBJECT_ALIGNMENT;

use crate::binding::{HearthVM, to_oop};

/// Copies so many words. Most objects are small, and a call to copy one takes longer than its words.
///
/// # Safety
/// Both areas are valid and do not overlap.
#[inline(always)]
unsafe fn copy_words(from: *const u64, to: *mut u64, words: usize) {
    const FEW: usize = 8;
    // SAFETY: by the caller.
    unsafe {
        if words > FEW {
            std::ptr::copy_nonoverlapping(from, to, words);
            return;
        }
        for i in 0..words {
            // Volatile, or the compiler would make the loop a call again.
            to.add(i).write_volatile(from.add(i).read());
        }
    }
}

impl ObjectModel<HearthVM> for HearthVM {
    const GLOBAL_LOG_BIT_SPEC: VMGlobalLogBitSpec = VMGlobalLogBitSpec::side_first();
    const LOCAL_FORWARDING_POINTER_SPEC: VMLocalForwardingPointerSpec =
        VMLocalForwardingPointerSpec::in_header(0);
    const LOCAL_FORWARDING_BITS_SPEC: VMLocalForwardingBitsSpec =
        VMLocalForwardingBitsSpec::side_first();
    const LOCAL_MARK_BIT_SPEC: VMLocalMarkBitSpec =
        VMLocalMarkBitSpec::side_after(Self::LOCAL_FORWARDING_BITS_SPEC.as_spec());
    const LOCAL_LOS_MARK_NURSERY_SPEC: VMLocalLOSMarkNurserySpec =
        VMLocalLOSMarkNurserySpec::side_after(Self::LOCAL_MARK_BIT_SPEC.as_spec());

    const UNIFIED_OBJECT_REFERENCE_ADDRESS: bool = true;
    const OBJECT_REF_OFFSET_LOWER_BOUND: isize = 0;

    fn copy(
        from: ObjectReference,
        semantics: CopySemantics,
        copy_context: &mut GCWorkerCopyContext<HearthVM>,
    ) -> ObjectReference {
        let bytes = oops::object_size(to_oop(from));
        let to = copy_context.alloc_copy(from, bytes, OBJECT_ALIGNMENT, 0, semantics);
        // SAFETY: the copy context gave memory of that size; the object at `from` is whole, for its header is only
        // overwritten after this function.
        unsafe { copy_words(from.to_raw_address().to_ptr(), to.to_mut_ptr(), bytes / 8) };
        // SAFETY: allocated memory is not at 0, and is aligned.
        let object = unsafe { ObjectReference::from_raw_address_unchecked(to) };
        copy_context.post_copy(object, bytes, semantics);
        object
    }

    fn copy_to(from: ObjectReference, to: ObjectReference, _region: Address) -> Address {
        let bytes = oops::object_size(to_oop(from));
        // SAFETY: the collector reserved that much memory at `to`; the areas may overlap.
        unsafe {
            std::ptr::copy::<u64>(
                from.to_raw_address().to_ptr(),
                to.to_raw_address().to_mut_ptr(),
                bytes / 8,
            )
        };
        to.to_raw_address() + bytes
    }

    fn get_reference_when_copied_to(_from: ObjectReference, to: Address) -> ObjectReference {
        // SAFETY: as in `copy`.
        unsafe { ObjectReference::from_raw_address_unchecked(to) }
    }

    fn get_current_size(object: ObjectReference) -> usize {
        oops::object_size(to_oop(object))
    }

    fn get_size_when_copied(object: ObjectReference) -> usize {
        Self::get_current_size(object)
    }

    fn get_align_when_copied(_object: ObjectReference) -> usize {
        OBJECT_ALIGNMENT
    }

    fn get_align_offset_when_copied(_object: ObjectReference) -> usize {
        0
    }

    fn get_type_descriptor(_reference: ObjectReference) -> &'static [i8] {
        &[]
    }

    fn ref_to_object_start(object: ObjectReference) -> Address {
        object.to_raw_address()
    }

    fn ref_to_header(object: ObjectReference) -> Address {
        object.to_raw_address()
    }

    fn dump_object(object: ObjectReference) {
        let oop = to_oop(object);
        eprintln!(
            "{oop:?}: {} ({} bytes)",
            oop.klass().external_name(),
            oops::object_size(oop)
        );
    }
}
