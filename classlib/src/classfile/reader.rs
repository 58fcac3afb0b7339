//! A bounds-checked big-endian cursor over the bytes of a class file.

use super::ClassFileError;

/// The file ended before the structure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Truncated;

impl From<Truncated> for ClassFileError {
    #[cold]
    fn from(_: Truncated) -> Self {
        ClassFileError::ClassFormat("Truncated class file".into())
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    pos: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, pos: 0 }
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> usize {
        self.pos
    }

    pub(super) fn remaining(&self) -> usize {
        self.bytes.len() - self.pos
    }

    pub(super) fn at_end(&self) -> bool {
        self.remaining() == 0
    }

    /// Makes sure of `count` structures of `size` bytes: a table that does
    /// not fit is a truncated file, whatever its first rows say.
    #[inline]
    pub(super) fn require(&self, count: u16, size: usize) -> Result<(), Truncated> {
        if usize::from(count) * size <= self.remaining() {
            Ok(())
        } else {
            Err(Truncated)
        }
    }

    #[inline]
    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Truncated> {
        let piece = self
            .bytes
            .get(self.pos..)
            .and_then(|rest| rest.get(..n))
            .ok_or(Truncated)?;
        self.pos += n;
        Ok(piece)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Truncated> {
        let piece = self
            .bytes
            .get(self.pos..)
            .and_then(|r| r.first_chunk::<N>());
        let piece = piece.ok_or(Truncated)?;
        self.pos += N;
        Ok(*piece)
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Result<u8, Truncated> {
        self.array::<1>().map(|[b]| b)
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Result<u16, Truncated> {
        self.array().map(u16::from_be_bytes)
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Result<u32, Truncated> {
        self.array().map(u32::from_be_bytes)
    }

    /// A capacity for `count` structures of at least `size` bytes each that
    /// the rest of the file can really hold: a count is cheap to forge.
    pub(super) fn capacity(&self, count: u16, size: usize) -> usize {
        usize::from(count).min(self.remaining() / size)
    }
}
