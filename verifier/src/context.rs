//! The seams: what the verifier asks of the class under verification and of other classes.

/// An interned name: two ids are equal exactly when their bytes are. Names are class names in
/// internal form, array descriptors, member names, and descriptors.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(transparent)]
pub struct NameId(pub u32);

/// Constant-pool tags as in class files (JVMS table 4.4-A); 0 marks an unusable entry.
pub mod tag {
    pub const INVALID: u8 = 0;
    pub const UTF8: u8 = 1;
    pub const INTEGER: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const LONG: u8 = 5;
    pub const DOUBLE: u8 = 6;
    pub const CLASS: u8 = 7;
    pub const STRING: u8 = 8;
    pub const FIELDREF: u8 = 9;
    pub const METHODREF: u8 = 10;
    pub const INTERFACE_METHODREF: u8 = 11;
    pub const NAME_AND_TYPE: u8 = 12;
    pub const METHOD_HANDLE: u8 = 15;
    pub const METHOD_TYPE: u8 = 16;
    pub const DYNAMIC: u8 = 17;
    pub const INVOKE_DYNAMIC: u8 = 18;
}

/// The class under verification: format-checked, its superclass and superinterfaces loaded.
pub trait ClassContext {
    /// The id of a name.
    fn intern(&self, name: &[u8]) -> NameId;

    /// The bytes of a name that this context interned.
    fn name(&self, id: NameId) -> &[u8];

    /// The class's own name.
    fn this_name(&self) -> NameId;

    /// The direct superclass's name; none for `java/lang/Object`. An interface's is
    /// `java/lang/Object`.
    fn super_name(&self) -> Option<NameId>;

    /// The name as `Class.getName` gives it, for messages.
    fn external_name(&self) -> String {
        String::from_utf8_lossy(self.name(self.this_name())).replace('/', ".")
    }

    /// The class file's major version.
    fn major_version(&self) -> u16;

    /// Whether a proper superclass has this name.
    fn has_superclass(&self, name: NameId) -> bool;

    /// Whether a direct superinterface has this name.
    fn has_direct_superinterface(&self, name: NameId) -> bool;

    /// Whether the class itself declares this field.
    fn declares_field(&self, name: NameId, descriptor: NameId) -> bool;

    /// Entries of the constant pool, one more than its highest index.
    fn pool_len(&self) -> usize;

    /// The class-file tag of an entry ([`tag`]) whatever its state of resolution; asked with
    /// any index below [`ClassContext::pool_len`].
    fn tag(&self, index: u16) -> u8;

    /// The name or array descriptor of a `Class` entry.
    fn class_name_at(&self, index: u16) -> NameId;

    /// The name of the class that a `Fieldref`, `Methodref` or `InterfaceMethodref` names.
    fn member_class_at(&self, index: u16) -> NameId;

    /// Name and descriptor of a member reference, `Dynamic` or `InvokeDynamic` entry.
    fn member_name_and_type_at(&self, index: u16) -> (NameId, NameId);
}

/// Other classes, found by the defining loader of the class under verification.
pub trait Hierarchy {
    /// The pending-exception marker of the VM.
    type Error;

    /// Whether the class is an interface. Loads it. The name is never that of an array; the
    /// class under verification itself is asked for by its own name (hidden classes included).
    fn is_interface(&mut self, class: NameId) -> Result<bool, Self::Error>;

    /// Whether `class` is `of` or a subclass (through superclasses; `of` is no interface and
    /// was loaded by [`Hierarchy::is_interface`]). Loads `class`.
    fn is_subclass(&mut self, class: NameId, of: NameId) -> Result<bool, Self::Error>;

    /// Looks a member up in `superclass`, a proper superclass of the class under verification,
    /// and the classes above it: whether it exists, is protected, and is declared in another
    /// run-time package than that of the class under verification. Fields are also looked up in
    /// superinterfaces, methods in superclasses alone.
    fn is_protected_elsewhere(
        &mut self,
        superclass: NameId,
        name: NameId,
        descriptor: NameId,
        is_method: bool,
    ) -> Result<bool, Self::Error>;
}

/// A method to verify.
#[derive(Clone, Copy, Debug)]
pub struct MethodView<'a> {
    pub name: NameId,
    pub descriptor: NameId,
    pub is_static: bool,
    pub max_stack: u16,
    pub max_locals: u16,
    /// The original bytecodes, not rewritten ones.
    pub code: &'a [u8],
    pub exception_table: &'a [ExceptionHandler],
    /// The body of the `StackMapTable` attribute, its number of entries first.
    pub stack_map_table: Option<&'a [u8]>,
    /// Ranges of the `LocalVariableTable`, whose ends must be instructions.
    pub local_variables: &'a [LocalRange],
}

/// A row of the exception table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct ExceptionHandler {
    pub start_pc: u16,
    pub end_pc: u16,
    pub handler_pc: u16,
    /// Pool index of the class, 0 for any throwable.
    pub catch_type: u16,
}

/// Where a local variable has a value: `[start_pc, start_pc + length)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalRange {
    pub start_pc: u16,
    pub length: u16,
}
