use crate::util::heap::layout::vm_layout::vm_layout;
use crate::util::heap::layout::Mmapper;
use crate::util::os::{HugePageSupport, MmapAnnotation, MmapResult};
use crate::util::Address;

pub struct HeapMeta {
    pub heap_cursor: Address,
    pub heap_limit: Address,
}

impl HeapMeta {
    pub fn new() -> Self {
        HeapMeta {
            heap_cursor: vm_layout().heap_start,
            heap_limit: vm_layout().heap_end,
        }
    }

    pub fn reserve_quarantined(
        &mut self,
        extent: usize,
        align: Option<usize>,
        top: bool,
        mmapper: &dyn Mmapper,
        huge_page_option: HugePageSupport,
        anno: &MmapAnnotation,
    ) -> MmapResult<Address> {
        // The lowest or highest possible start beyond an address.
        let place = |bound: Address| match (top, align) {
            (true, Some(align)) => (bound - extent).align_down(align),
            (true, None) => bound - extent,
            (false, Some(align)) => bound.align_up(align),
            (false, None) => bound,
        };
        let mut start = place(if top {
            self.heap_limit
        } else {
            self.heap_cursor
        });

        // TODO: The following call do an fixed mmap. We should try to allow the OS to choose the address if the fixed mmap fails.
        // (Hearth) Where others use some of the addresses, the next ones are tried.
        while let Err(e) = mmapper.quarantine_address_range(
            start,
            crate::util::conversions::bytes_to_pages_up(extent),
            huge_page_option,
            anno,
        ) {
            start = place(if top { start } else { start + extent });
            let fits = start >= self.heap_cursor && start + extent <= self.heap_limit;
            if e.error.kind() != std::io::ErrorKind::AlreadyExists || !fits {
                return Err(e);
            }
        }

        if top {
            self.heap_limit = start;
        } else {
            self.heap_cursor = start + extent;
        }

        assert!(
            self.heap_cursor <= self.heap_limit,
            "Out of virtual address space after quarantining [{}, {})",
            start,
            start + extent,
        );

        Ok(start)
    }

    pub fn get_discontig_start(&self) -> Address {
        self.heap_cursor
    }

    pub fn get_discontig_end(&self) -> Address {
        self.heap_limit - 1
    }
}

// make clippy happy
impl Default for HeapMeta {
    fn default() -> Self {
        Self::new()
    }
}
