//! The module image `lib/modules` of a JDK, memory-mapped.
//!
//! Layout: a header of seven 32-bit words, then the redirect table, the
//! table of location offsets, the location attributes, the strings, and last
//! the resources themselves. A resource is found by a perfect hash of its
//! full name `/module/parent/base.extension`: the redirect word is either
//! the seed of a second hash or, negative, the final slot. A location is a
//! run of (kind, length, value) attributes, its name parts being offsets
//! into the strings. Words are in the byte order of the machine that made the
//! image; this reader supports little endian.
//!
//! Invariants: the map is never written and lives as long as the process, so
//! everything handed out is `'static`. Every offset read from the file is
//! bounds-checked: a damaged image gives errors or no match, no panic.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const MAGIC: u32 = 0xCAFE_DADA;
const MAJOR_VERSION: u32 = 1;
const HEADER_SIZE: usize = 28;
const HASH_SEED: u32 = 0x0100_0193;

/// An open module image.
#[derive(Clone, Copy, Debug)]
pub struct JImage {
    bytes: &'static [u8],
    table_length: u32,
    redirect: &'static [u8],
    offsets: &'static [u8],
    locations: &'static [u8],
    strings: &'static [u8],
    resources: &'static [u8],
}

/// Where a resource lies in its image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Location {
    module: u32,
    parent: u32,
    base: u32,
    extension: u32,
    offset: u64,
    compressed: u64,
    uncompressed: u64,
}

impl Location {
    /// Size of the resource once decompressed.
    pub fn size(&self) -> u64 {
        self.uncompressed
    }
}

/// Why an image cannot be opened or a resource not be read.
#[derive(Debug)]
pub enum JImageError {
    /// The file cannot be opened or mapped.
    Io(io::Error),
    /// No image: the first word is something else.
    BadMagic(u32),
    /// An image of the other byte order.
    BigEndian,
    /// An image of a version this reader does not know.
    BadVersion { major: u32, minor: u32 },
    /// A table or resource reaches beyond the end of the file.
    Truncated,
    /// A resource packed by a plug-in other than `zip`.
    UnknownCompression(String),
    /// A resource that does not decompress to what its header says.
    BadCompression,
}

impl fmt::Display for JImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JImageError::Io(error) => error.fmt(f),
            JImageError::BadMagic(word) => {
                write!(f, "not a module image (it begins with {word:#010x})")
            }
            JImageError::BigEndian => f.write_str("a big-endian module image is not supported"),
            JImageError::BadVersion { major, minor } => {
                write!(
                    f,
                    "a module image of version {major}.{minor} is not supported"
                )
            }
            JImageError::Truncated => f.write_str("the module image is truncated"),
            JImageError::UnknownCompression(name) => {
                write!(
                    f,
                    "a resource is compressed by \"{name}\", which is not supported"
                )
            }
            JImageError::BadCompression => f.write_str("a compressed resource is damaged"),
        }
    }
}

impl std::error::Error for JImageError {}

impl From<io::Error> for JImageError {
    fn from(error: io::Error) -> Self {
        JImageError::Io(error)
    }
}

fn word(bytes: &[u8], index: usize) -> Option<u32> {
    let at = index.checked_mul(4)?;
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

fn hash_bytes(bytes: &[u8], seed: u32) -> u32 {
    bytes
        .iter()
        .fold(seed, |h, &b| h.wrapping_mul(HASH_SEED) ^ u32::from(b))
}

impl JImage {
    /// Maps the image at `path`; the map is kept for the life of the process.
    pub fn open(path: impl AsRef<Path>) -> Result<JImage, JImageError> {
        let file = File::open(path)?;
        // SAFETY: the map is private and read-only. A JDK's image is not
        // rewritten while a VM runs on it; HotSpot relies on the same.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        let map: &'static memmap2::Mmap = Box::leak(Box::new(map));
        JImage::from_static(map)
    }

    /// Reads an image that is in memory already.
    pub fn from_static(bytes: &'static [u8]) -> Result<JImage, JImageError> {
        let header = |i| word(bytes, i).ok_or(JImageError::Truncated);
        match header(0)? {
            MAGIC => {}
            other if other == MAGIC.swap_bytes() => return Err(JImageError::BigEndian),
            other => return Err(JImageError::BadMagic(other)),
        }
        let (major, minor) = (header(1)? >> 16, header(1)? & 0xFFFF);
        if major != MAJOR_VERSION {
            return Err(JImageError::BadVersion { major, minor });
        }
        let table_length = header(4)?;
        let locations_size = header(5)? as usize;
        let strings_size = header(6)? as usize;
        let table_size = (table_length as usize)
            .checked_mul(4)
            .ok_or(JImageError::Truncated)?;
        let mut rest = bytes.get(HEADER_SIZE..).ok_or(JImageError::Truncated)?;
        let mut part = |size: usize| {
            let (piece, tail) = rest.split_at_checked(size).ok_or(JImageError::Truncated)?;
            rest = tail;
            Ok::<_, JImageError>(piece)
        };
        let redirect = part(table_size)?;
        let offsets = part(table_size)?;
        let locations = part(locations_size)?;
        let strings = part(strings_size)?;
        let resources = rest;
        Ok(JImage {
            bytes,
            table_length,
            redirect,
            offsets,
            locations,
            strings,
            resources,
        })
    }

    /// Size of the whole image file.
    pub fn file_size(&self) -> usize {
        self.bytes.len()
    }

    fn string(&self, offset: u32) -> &'static [u8] {
        let rest = self.strings.get(offset as usize..).unwrap_or_default();
        let end = rest.iter().position(|&b| b == 0).unwrap_or(0);
        &rest[..end]
    }

    fn str(&self, offset: u32) -> &'static str {
        std::str::from_utf8(self.string(offset)).unwrap_or_default()
    }

    /// The location in slot `index` of the table, if any.
    fn location(&self, index: usize) -> Option<Location> {
        let mut rest = self.locations.get(word(self.offsets, index)? as usize..)?;
        let mut found = Location::default();
        loop {
            let (&head, tail) = rest.split_first()?;
            let length = usize::from(head & 7) + 1;
            let kind = head >> 3;
            if kind == 0 {
                return Some(found);
            }
            let (digits, tail) = tail.split_at_checked(length)?;
            let value = digits.iter().fold(0u64, |v, &b| v << 8 | u64::from(b));
            match kind {
                1 => found.module = value as u32,
                2 => found.parent = value as u32,
                3 => found.base = value as u32,
                4 => found.extension = value as u32,
                5 => found.offset = value,
                6 => found.compressed = value,
                7 => found.uncompressed = value,
                _ => return None,
            }
            rest = tail;
        }
    }

    /// Calls `visit` with the pieces of a location's full name.
    fn name_pieces(&self, location: &Location, mut visit: impl FnMut(&[u8])) {
        for (separator, offset) in [
            (&b"/"[..], location.module),
            (b"/", location.parent),
            (b"", location.base),
            (b".", location.extension),
        ] {
            let piece = self.string(offset);
            let is_base = separator.is_empty();
            if is_base {
                if location.module != 0 && !self.string(location.module).is_empty() {
                    visit(b"/");
                }
                visit(piece);
            } else if !piece.is_empty() {
                visit(separator);
                visit(piece);
            }
        }
    }

    /// The full name, such as `/java.base/java/lang/Object.class`.
    pub fn full_name(&self, location: &Location) -> String {
        let mut name = Vec::new();
        self.name_pieces(location, |piece| name.extend_from_slice(piece));
        String::from_utf8_lossy(&name).into_owned()
    }

    /// The module part of a location's name.
    pub fn module_of(&self, location: &Location) -> &'static str {
        self.str(location.module)
    }

    /// Finds a resource by the pieces of its full name.
    fn find_pieces(&self, pieces: &[&[u8]]) -> Option<Location> {
        if self.table_length == 0 {
            return None;
        }
        let hash = |seed| pieces.iter().fold(seed, |h, piece| hash_bytes(piece, h)) & 0x7FFF_FFFF;
        let slot = hash(HASH_SEED) % self.table_length;
        let redirect = word(self.redirect, slot as usize)? as i32;
        let index = match redirect {
            0 => return None,
            1.. => hash(redirect as u32) % self.table_length,
            _ => (-1i32).wrapping_sub(redirect) as u32,
        };
        let location = self.location(index as usize)?;
        self.matches(&location, pieces).then_some(location)
    }

    fn matches(&self, location: &Location, pieces: &[&[u8]]) -> bool {
        let mut wanted = pieces.iter().flat_map(|piece| piece.iter().copied());
        let mut equal = true;
        self.name_pieces(location, |piece| {
            equal = equal && piece.iter().all(|&b| wanted.next() == Some(b));
        });
        equal && wanted.next().is_none()
    }

    /// Finds `name`, such as `java/lang/Object.class`, in `module`.
    pub fn find(&self, module: &str, name: &str) -> Option<Location> {
        self.find_pieces(&[b"/", module.as_bytes(), b"/", name.as_bytes()])
    }

    /// Finds a resource by its full name, such as `/java.base/java/lang/Object.class`.
    pub fn find_full(&self, full_name: &str) -> Option<Location> {
        self.find_pieces(&[full_name.as_bytes()])
    }

    /// The content of a resource; borrowed from the map unless compressed.
    pub fn resource(&self, location: &Location) -> Result<Cow<'static, [u8]>, JImageError> {
        let stored = if location.compressed != 0 {
            location.compressed
        } else {
            location.uncompressed
        };
        let start = usize::try_from(location.offset).map_err(|_| JImageError::Truncated)?;
        let length = usize::try_from(stored).map_err(|_| JImageError::Truncated)?;
        let stored = self
            .resources
            .get(start..)
            .and_then(|rest| rest.get(..length))
            .ok_or(JImageError::Truncated)?;
        if location.compressed == 0 {
            return Ok(Cow::Borrowed(stored));
        }
        self.decompress(stored, location.uncompressed)
            .map(Cow::Owned)
    }

    /// Undoes the compressors of a resource, each of which put a header of
    /// its own in front: magic, compressed and uncompressed size, offsets of
    /// the compressor's name and configuration, and whether it was the last.
    fn decompress(&self, stored: &[u8], size: u64) -> Result<Vec<u8>, JImageError> {
        const HEADER_MAGIC: u32 = 0xCAFE_FAFA;
        const HEADER_SIZE: usize = 29;
        let mut content = stored.to_vec();
        while word(&content, 0) == Some(HEADER_MAGIC) && content.len() >= HEADER_SIZE {
            let quad = |at: usize| {
                content[at..at + 8]
                    .iter()
                    .rev()
                    .fold(0u64, |v, &b| v << 8 | u64::from(b))
            };
            let (packed, unpacked) = (quad(4), quad(12));
            let name = self.str(u32::from_le_bytes([
                content[20],
                content[21],
                content[22],
                content[23],
            ]));
            if name != "zip" {
                return Err(JImageError::UnknownCompression(name.to_owned()));
            }
            let packed = usize::try_from(packed).map_err(|_| JImageError::BadCompression)?;
            let body = content[HEADER_SIZE..]
                .get(..packed)
                .ok_or(JImageError::BadCompression)?;
            content = inflate(body, unpacked)?;
        }
        if content.len() as u64 != size {
            return Err(JImageError::BadCompression);
        }
        Ok(content)
    }

    /// The module that holds the classes of `package` (`java/lang`).
    pub fn package_to_module(&self, package: &str) -> Option<&'static str> {
        let dotted = package.replace('/', ".");
        let location = self.find_pieces(&[b"/packages/", dotted.as_bytes()])?;
        let content = self.resource(&location).ok()?;
        (0..content.len() / 8).find_map(|pair| {
            let is_empty = word(&content, pair * 2)?;
            let name = self.str(word(&content, pair * 2 + 1)?);
            (is_empty == 0 && !name.is_empty()).then_some(name)
        })
    }

    /// The locations of all resources, in no particular order.
    pub fn locations(&self) -> impl Iterator<Item = Location> + '_ {
        (0..self.table_length as usize).filter_map(|index| self.location(index))
    }

    /// The names of the modules that have a descriptor in the image.
    pub fn modules(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.locations().filter_map(|location| {
            let is_descriptor = location.parent == 0
                && self.string(location.base) == b"module-info"
                && self.string(location.extension) == b"class";
            let module = self.module_of(&location);
            (is_descriptor && !module.is_empty()).then_some(module)
        })
    }
}

fn inflate(body: &[u8], size: u64) -> Result<Vec<u8>, JImageError> {
    // The stated size is believed only as far as the data bears it out.
    let mut content = Vec::with_capacity(size.min(1 << 20) as usize);
    flate2::read::ZlibDecoder::new(body)
        .take(size)
        .read_to_end(&mut content)
        .map_err(|_| JImageError::BadCompression)?;
    if content.len() as u64 != size {
        return Err(JImageError::BadCompression);
    }
    Ok(content)
}

#[cfg(test)]
pub(crate) mod tests;
