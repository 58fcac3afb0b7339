//! The constant pool (JVMS 4.4) as a table of tags and offsets.
//!
//! Nothing is decoded ahead of use: an accessor reads its entry out of the
//! file's bytes. Parsing has checked that each entry refers to entries of
//! the right kind, so accessors follow references without asking.

/// The kind of a constant-pool entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Tag {
    /// Index 0, the slot after a `Long` or `Double`, or out of range.
    Invalid = 0,
    Utf8 = 1,
    Integer = 3,
    Float = 4,
    Long = 5,
    Double = 6,
    Class = 7,
    String = 8,
    Fieldref = 9,
    Methodref = 10,
    InterfaceMethodref = 11,
    NameAndType = 12,
    MethodHandle = 15,
    MethodType = 16,
    Dynamic = 17,
    InvokeDynamic = 18,
    /// In module declarations only, which are no classes.
    Module = 19,
    /// In module declarations only, which are no classes.
    Package = 20,
}

impl Tag {
    /// The tag of a byte in a class file; [`Tag::Invalid`] has none.
    pub fn from_u8(byte: u8) -> Option<Tag> {
        Some(match byte {
            1 => Tag::Utf8,
            3 => Tag::Integer,
            4 => Tag::Float,
            5 => Tag::Long,
            6 => Tag::Double,
            7 => Tag::Class,
            8 => Tag::String,
            9 => Tag::Fieldref,
            10 => Tag::Methodref,
            11 => Tag::InterfaceMethodref,
            12 => Tag::NameAndType,
            15 => Tag::MethodHandle,
            16 => Tag::MethodType,
            17 => Tag::Dynamic,
            18 => Tag::InvokeDynamic,
            19 => Tag::Module,
            20 => Tag::Package,
            _ => return None,
        })
    }

    /// What `ldc` and bootstrap arguments may name (JVMS table 4.4-C).
    pub fn is_loadable(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Integer | Float | Long | Double | Class | String | MethodHandle | MethodType | Dynamic
        )
    }

    /// Field, method or interface-method reference.
    pub fn is_member_ref(self) -> bool {
        matches!(
            self,
            Tag::Fieldref | Tag::Methodref | Tag::InterfaceMethodref
        )
    }
}

/// `reference_kind` of a method handle (JVMS table 5.4.3.5-A).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum MethodHandleKind {
    GetField = 1,
    GetStatic = 2,
    PutField = 3,
    PutStatic = 4,
    InvokeVirtual = 5,
    InvokeStatic = 6,
    InvokeSpecial = 7,
    NewInvokeSpecial = 8,
    InvokeInterface = 9,
}

impl MethodHandleKind {
    /// The kind of a byte in a class file.
    pub fn from_u8(byte: u8) -> Option<MethodHandleKind> {
        use MethodHandleKind::*;
        Some(match byte {
            1 => GetField,
            2 => GetStatic,
            3 => PutField,
            4 => PutStatic,
            5 => InvokeVirtual,
            6 => InvokeStatic,
            7 => InvokeSpecial,
            8 => NewInvokeSpecial,
            9 => InvokeInterface,
            _ => return None,
        })
    }
}

/// A checked constant pool, borrowing the class file's bytes.
///
/// The typed accessors panic when the entry is of another kind: ask
/// [`ConstantPool::tag`] first for an index that parsing has not checked,
/// such as one found in bytecode.
#[derive(Clone, Debug)]
pub struct ConstantPool<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) tags: Vec<Tag>,
    /// Offset of the entry's content, after the tag byte.
    pub(super) offsets: Vec<u32>,
}

impl<'a> ConstantPool<'a> {
    /// `constant_pool_count`: one more than the highest index.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Whether the pool has no usable entry.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// The kind of entry `index`; total.
    #[inline]
    pub fn tag(&self, index: u16) -> Tag {
        self.tags
            .get(usize::from(index))
            .copied()
            .unwrap_or(Tag::Invalid)
    }

    /// All tags by index.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    #[inline]
    fn content(&self, index: u16) -> &'a [u8] {
        &self.bytes[self.offsets[usize::from(index)] as usize..]
    }

    #[inline]
    pub(super) fn u16_at(&self, index: u16, offset: usize) -> u16 {
        let content = self.content(index);
        u16::from_be_bytes([content[offset], content[offset + 1]])
    }

    #[inline]
    fn pair(&self, index: u16) -> (u16, u16) {
        (self.u16_at(index, 0), self.u16_at(index, 2))
    }

    #[track_caller]
    #[inline]
    fn expect(&self, index: u16, tag: Tag) {
        let found = self.tag(index);
        assert!(
            found == tag,
            "constant pool entry {index} is {found:?}, not {tag:?}"
        );
    }

    /// Whether `index` is a `Utf8` entry.
    #[inline]
    pub fn is_utf8(&self, index: u16) -> bool {
        self.tag(index) == Tag::Utf8
    }

    /// Modified UTF-8 bytes of a `Utf8` entry.
    #[track_caller]
    #[inline]
    pub fn utf8(&self, index: u16) -> &'a [u8] {
        self.expect(index, Tag::Utf8);
        let length = usize::from(self.u16_at(index, 0));
        &self.content(index)[2..2 + length]
    }

    /// Bytes of a `Utf8` entry, `None` if the entry is of another kind.
    #[inline]
    pub fn utf8_or_none(&self, index: u16) -> Option<&'a [u8]> {
        self.is_utf8(index).then(|| self.utf8(index))
    }

    /// Name (or array descriptor) of a `Class` entry, in internal form.
    #[track_caller]
    pub fn class_name(&self, index: u16) -> &'a [u8] {
        self.utf8(self.class_name_index(index))
    }

    /// The `Utf8` index of a `Class` entry's name.
    #[track_caller]
    #[inline]
    pub fn class_name_index(&self, index: u16) -> u16 {
        self.expect(index, Tag::Class);
        self.u16_at(index, 0)
    }

    /// Name and descriptor of a `NameAndType` entry.
    #[track_caller]
    pub fn name_and_type(&self, index: u16) -> (&'a [u8], &'a [u8]) {
        let (name, descriptor) = self.name_and_type_indices(index);
        (self.utf8(name), self.utf8(descriptor))
    }

    /// The two `Utf8` indices of a `NameAndType` entry.
    #[track_caller]
    pub fn name_and_type_indices(&self, index: u16) -> (u16, u16) {
        self.expect(index, Tag::NameAndType);
        self.pair(index)
    }

    /// (class index, name-and-type index) of a field or method reference.
    #[track_caller]
    #[inline]
    pub fn member_ref(&self, index: u16) -> (u16, u16) {
        let tag = self.tag(index);
        assert!(
            tag.is_member_ref(),
            "constant pool entry {index} is {tag:?}, no reference"
        );
        self.pair(index)
    }

    fn u32_at(&self, index: u16) -> u32 {
        let c = self.content(index);
        u32::from_be_bytes([c[0], c[1], c[2], c[3]])
    }

    fn u64_at(&self, index: u16) -> u64 {
        let c = self.content(index);
        u64::from_be_bytes([c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]])
    }

    #[track_caller]
    pub fn int(&self, index: u16) -> i32 {
        self.expect(index, Tag::Integer);
        self.u32_at(index) as i32
    }

    #[track_caller]
    pub fn float(&self, index: u16) -> f32 {
        self.expect(index, Tag::Float);
        f32::from_bits(self.u32_at(index))
    }

    #[track_caller]
    pub fn long(&self, index: u16) -> i64 {
        self.expect(index, Tag::Long);
        self.u64_at(index) as i64
    }

    #[track_caller]
    pub fn double(&self, index: u16) -> f64 {
        self.expect(index, Tag::Double);
        f64::from_bits(self.u64_at(index))
    }

    /// The characters of a `String` entry, in modified UTF-8.
    #[track_caller]
    pub fn string_utf8(&self, index: u16) -> &'a [u8] {
        self.utf8(self.string_index(index))
    }

    /// The `Utf8` index of a `String` entry.
    #[track_caller]
    pub fn string_index(&self, index: u16) -> u16 {
        self.expect(index, Tag::String);
        self.u16_at(index, 0)
    }

    /// (kind, index of the member reference) of a `MethodHandle` entry.
    #[track_caller]
    pub fn method_handle(&self, index: u16) -> (MethodHandleKind, u16) {
        self.expect(index, Tag::MethodHandle);
        let kind = MethodHandleKind::from_u8(self.method_handle_kind(index));
        (kind.expect("checked while parsing"), self.u16_at(index, 1))
    }

    /// The kind byte of a `MethodHandle` entry, before it is checked.
    pub(super) fn method_handle_kind(&self, index: u16) -> u8 {
        self.content(index)[0]
    }

    /// The descriptor of a `MethodType` entry.
    #[track_caller]
    pub fn method_type(&self, index: u16) -> &'a [u8] {
        self.utf8(self.method_type_index(index))
    }

    /// The `Utf8` index of a `MethodType` entry's descriptor.
    #[track_caller]
    pub fn method_type_index(&self, index: u16) -> u16 {
        self.expect(index, Tag::MethodType);
        self.u16_at(index, 0)
    }

    /// (bootstrap method, name-and-type index) of a `Dynamic` or
    /// `InvokeDynamic` entry.
    #[track_caller]
    pub fn dynamic(&self, index: u16) -> (u16, u16) {
        let tag = self.tag(index);
        assert!(
            matches!(tag, Tag::Dynamic | Tag::InvokeDynamic),
            "constant pool entry {index} is {tag:?}, not dynamic"
        );
        self.pair(index)
    }
}
