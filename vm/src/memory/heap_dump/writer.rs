//! The bytes of an HPROF file: records with a tag and a length, and segments of heap records.
//!
//! A segment's length stands before it, so small heap records are gathered in a buffer of bounded size; an array that
//! does not fit becomes a segment of its own, whose length is known, and is written piece by piece. The first failure
//! is kept, and nothing is written after it.

use std::io::{self, Write};

/// Gathered heap records are written out when they reach this size.
const SEGMENT_BYTES: usize = 1 << 20;
/// Bytes of elements that are turned round at a time.
const CHUNK_BYTES: usize = 64 << 10;
const HEAP_DUMP_SEGMENT: u8 = 0x1c;
const HEAP_DUMP_END: u8 = 0x2c;
/// Bytes of an identifier.
pub const ID_BYTES: usize = 8;

/// An HPROF file being written.
pub struct Writer<W: Write> {
    out: W,
    segment: Vec<u8>,
    written: u64,
    failure: Option<io::Error>,
}

/// Numbers as the format wants them: big-endian.
pub trait Put {
    fn bytes(&mut self, bytes: &[u8]);
    fn u1(&mut self, n: u8) {
        self.bytes(&[n]);
    }
    fn u2(&mut self, n: u16) {
        self.bytes(&n.to_be_bytes());
    }
    fn u4(&mut self, n: u32) {
        self.bytes(&n.to_be_bytes());
    }
    fn u8(&mut self, n: u64) {
        self.bytes(&n.to_be_bytes());
    }
    fn id(&mut self, id: usize) {
        self.u8(id as u64);
    }
}

impl Put for Vec<u8> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl<W: Write> Writer<W> {
    /// A file that begins with the header.
    pub fn new(out: W, millis_since_epoch: u64) -> Writer<W> {
        let mut writer = Writer {
            out,
            segment: Vec::with_capacity(SEGMENT_BYTES + CHUNK_BYTES),
            written: 0,
            failure: None,
        };
        let mut header = b"JAVA PROFILE 1.0.2\0".to_vec();
        header.u4(ID_BYTES as u32);
        header.u8(millis_since_epoch);
        writer.raw(&header);
        writer
    }

    /// True when writing has failed: whatever follows is in vain.
    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    fn raw(&mut self, bytes: &[u8]) {
        if self.failure.is_none() {
            match self.out.write_all(bytes) {
                Ok(()) => self.written += bytes.len() as u64,
                Err(e) => self.failure = Some(e),
            }
        }
    }

    fn record_header(&mut self, tag: u8, length: u32) {
        let mut header = Vec::with_capacity(9);
        header.u1(tag);
        header.u4(0);
        header.u4(length);
        self.raw(&header);
    }

    /// A record of its own. Not between heap records of a segment that is being gathered.
    pub fn record(&mut self, tag: u8, body: &[u8]) {
        debug_assert!(self.segment.is_empty());
        self.record_header(tag, body.len() as u32);
        self.raw(body);
    }

    /// The place for a small heap record.
    pub fn heap_record(&mut self) -> &mut Vec<u8> {
        if self.segment.len() >= SEGMENT_BYTES {
            self.flush();
        }
        &mut self.segment
    }

    /// A heap record of a head and an array of elements, in the machine's byte order and `width` bytes wide each.
    ///
    /// # Panics
    /// If head and elements are longer than a segment can be.
    pub fn heap_array(&mut self, head: &[u8], elements: &[u8], width: usize) {
        let length = head.len() + elements.len();
        if length <= CHUNK_BYTES {
            let segment = self.heap_record();
            segment.extend_from_slice(head);
            append_swapped(segment, elements, width);
            return;
        }
        self.flush();
        let length = u32::try_from(length).expect("an array cut to a segment's length");
        self.record_header(HEAP_DUMP_SEGMENT, length);
        self.raw(head);
        for chunk in elements.chunks(CHUNK_BYTES) {
            let mut swapped = std::mem::take(&mut self.segment);
            append_swapped(&mut swapped, chunk, width);
            self.raw(&swapped);
            swapped.clear();
            self.segment = swapped;
        }
    }

    fn flush(&mut self) {
        if !self.segment.is_empty() {
            let segment = std::mem::take(&mut self.segment);
            self.record_header(HEAP_DUMP_SEGMENT, segment.len() as u32);
            self.raw(&segment);
            self.segment = segment;
            self.segment.clear();
        }
    }

    /// Writes the rest: the output and the number of bytes.
    pub fn finish(mut self) -> io::Result<(W, u64)> {
        self.flush();
        self.record_header(HEAP_DUMP_END, 0);
        match self.failure {
            Some(e) => Err(e),
            None => Ok((self.out, self.written)),
        }
    }
}

/// Appends elements of `width` bytes, each turned round.
fn append_swapped(to: &mut Vec<u8>, elements: &[u8], width: usize) {
    let from = to.len();
    to.extend_from_slice(elements);
    if width > 1 && cfg!(target_endian = "little") {
        for element in to[from..].chunks_exact_mut(width) {
            element.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tags and lengths of the records behind the header.
    fn records(file: &[u8]) -> Vec<(u8, usize)> {
        let mut at = 19 + 4 + 8;
        let mut found = Vec::new();
        while at < file.len() {
            let length = u32::from_be_bytes(file[at + 5..at + 9].try_into().unwrap()) as usize;
            found.push((file[at], length));
            at += 9 + length;
        }
        assert_eq!(at, file.len());
        found
    }

    #[test]
    fn large_arrays_are_segments_of_their_own() {
        let mut w = Writer::new(Vec::new(), 0);
        w.record(1, b"abc");
        w.heap_record().u4(0x0102_0304);
        let ints: Vec<u8> = (0..100_000u32).flat_map(u32::to_ne_bytes).collect();
        w.heap_array(b"head", &ints, 4);
        w.heap_array(b"h", &5u16.to_ne_bytes(), 2);
        let (file, written) = w.finish().unwrap();
        assert_eq!(written, file.len() as u64);
        let segment = HEAP_DUMP_SEGMENT;
        let expected = [
            (1, 3),
            (segment, 4),
            (segment, 400_004),
            (segment, 3),
            (HEAP_DUMP_END, 0),
        ];
        assert_eq!(records(&file), expected);
        assert_eq!(file[file.len() - 9 - 2..][..2], [0, 5]);
        let last = file.len() - 9 - 3 - 9 - 4;
        assert_eq!(file[last..last + 4], 99_999u32.to_be_bytes());
    }

    #[test]
    fn small_records_are_gathered_and_bounded() {
        let mut w = Writer::new(Vec::new(), 0);
        for n in 0..400_000u64 {
            w.heap_record().u8(n);
        }
        let (file, _) = w.finish().unwrap();
        let records = records(&file);
        assert!(records.len() == 5 && records.iter().all(|r| r.1 <= SEGMENT_BYTES + 8));
    }

    #[test]
    fn a_failure_is_kept() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut w = Writer::new(Full, 0);
        w.heap_array(b"", &vec![0; 1 << 21], 8);
        assert!(w.has_failed());
        assert_eq!(w.finish().err().unwrap().kind(), io::ErrorKind::StorageFull);
    }
}
