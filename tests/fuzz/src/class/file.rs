//! A small writer of class files (JVMS 4): constant pool, members, bytes.
//!
//! Names may begin with `@`, which stands for the package that the class is written for.

use std::collections::HashMap;

/// An entry of the constant pool, by contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Constant {
    Utf8(String),
    Int(i32),
    /// Bits of a `float`.
    Float(u32),
    Long(i64),
    /// Bits of a `double`.
    Double(u64),
    Str(String),
    Class(String),
    Field(String, String, String),
    Method(String, String, String),
    InterfaceMethod(String, String, String),
    MethodType(String),
    /// A method handle: its kind (JVMS table 5.4.3.5-A) and its member.
    Handle(u8, Box<Constant>),
    /// A computed constant: the number of its bootstrap method, name and type.
    Dynamic(u16, String, String),
    /// A call site: the number of its bootstrap method, name and type.
    InvokeDynamic(u16, String, String),
}

/// A constant pool that gives equal constants one entry.
#[derive(Debug)]
pub struct Pool {
    package: String,
    bytes: Vec<u8>,
    next: u16,
    entries: HashMap<Constant, u16>,
}

impl Pool {
    /// An empty pool for a class of this package.
    pub fn new(package: &str) -> Pool {
        Pool {
            package: package.to_owned(),
            bytes: Vec::new(),
            next: 1,
            entries: HashMap::new(),
        }
    }

    /// The index of a constant, which is added if it is new.
    pub fn index(&mut self, constant: &Constant) -> u16 {
        if let Some(index) = self.entries.get(constant) {
            return *index;
        }
        let mut entry = Vec::new();
        let mut slots = 1;
        match constant {
            Constant::Utf8(text) => {
                let text = text.replace('@', &self.package);
                entry.push(1);
                entry.extend((text.len() as u16).to_be_bytes());
                entry.extend(text.bytes());
            }
            Constant::Int(value) => {
                entry.push(3);
                entry.extend(value.to_be_bytes());
            }
            Constant::Float(bits) => {
                entry.push(4);
                entry.extend(bits.to_be_bytes());
            }
            Constant::Long(value) => {
                entry.push(5);
                entry.extend(value.to_be_bytes());
                slots = 2;
            }
            Constant::Double(bits) => {
                entry.push(6);
                entry.extend(bits.to_be_bytes());
                slots = 2;
            }
            Constant::Str(text) => self.name_entry(8, text, &mut entry),
            Constant::Class(name) => self.name_entry(7, name, &mut entry),
            Constant::MethodType(descriptor) => self.name_entry(16, descriptor, &mut entry),
            Constant::Field(class, name, descriptor) => {
                self.member(9, class, name, descriptor, &mut entry);
            }
            Constant::Method(class, name, descriptor) => {
                self.member(10, class, name, descriptor, &mut entry);
            }
            Constant::InterfaceMethod(class, name, descriptor) => {
                self.member(11, class, name, descriptor, &mut entry);
            }
            Constant::Handle(kind, member) => {
                let member = self.index(member);
                entry.extend([15, *kind]);
                entry.extend(member.to_be_bytes());
            }
            Constant::Dynamic(bootstrap, name, descriptor) => {
                self.dynamic(17, *bootstrap, name, descriptor, &mut entry);
            }
            Constant::InvokeDynamic(bootstrap, name, descriptor) => {
                self.dynamic(18, *bootstrap, name, descriptor, &mut entry);
            }
        }
        self.bytes.extend(entry);
        let index = self.next;
        self.next += slots;
        self.entries.insert(constant.clone(), index);
        index
    }

    /// The index of a text.
    pub fn utf8(&mut self, text: &str) -> u16 {
        self.index(&Constant::Utf8(text.to_owned()))
    }

    /// The index of a class.
    pub fn class(&mut self, name: &str) -> u16 {
        self.index(&Constant::Class(name.to_owned()))
    }

    fn name_entry(&mut self, tag: u8, name: &str, entry: &mut Vec<u8>) {
        let name = self.utf8(name);
        entry.push(tag);
        entry.extend(name.to_be_bytes());
    }

    fn name_and_type(&mut self, name: &str, descriptor: &str) -> u16 {
        // No constant of its own in `Constant`: a key that no program uses.
        let key = Constant::Utf8(format!("\u{0}{name}:{descriptor}"));
        if let Some(index) = self.entries.get(&key) {
            return *index;
        }
        let (name, descriptor) = (self.utf8(name), self.utf8(descriptor));
        self.bytes.push(12);
        self.bytes.extend(name.to_be_bytes());
        self.bytes.extend(descriptor.to_be_bytes());
        let index = self.next;
        self.next += 1;
        self.entries.insert(key, index);
        index
    }

    fn member(&mut self, tag: u8, class: &str, name: &str, descriptor: &str, entry: &mut Vec<u8>) {
        let class = self.class(class);
        let member = self.name_and_type(name, descriptor);
        entry.push(tag);
        entry.extend(class.to_be_bytes());
        entry.extend(member.to_be_bytes());
    }

    fn dynamic(
        &mut self,
        tag: u8,
        bootstrap: u16,
        name: &str,
        descriptor: &str,
        entry: &mut Vec<u8>,
    ) {
        let member = self.name_and_type(name, descriptor);
        entry.push(tag);
        entry.extend(bootstrap.to_be_bytes());
        entry.extend(member.to_be_bytes());
    }
}

/// A class as it is written.
#[derive(Debug)]
pub struct Header<'a> {
    pub version: u16,
    pub flags: u16,
    pub name: &'a str,
    pub parent: &'a str,
    pub interfaces: &'a [&'a str],
    /// Flags, name, descriptor.
    pub fields: &'a [(u16, &'a str, &'a str)],
    /// The method handles of bootstrap methods that take no arguments of their own.
    pub bootstraps: &'a [Constant],
}

/// A method with its code attribute's contents, empty where it has none.
#[derive(Debug)]
pub struct Member {
    pub flags: u16,
    pub name: String,
    pub descriptor: String,
    pub code: Vec<u8>,
}

/// The bytes of a class file; the methods' code was made with this pool.
pub fn class_file(mut pool: Pool, header: &Header<'_>, methods: &[Member]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut put = |value: u16| body.extend(value.to_be_bytes());
    put(header.flags);
    put(pool.class(header.name));
    put(pool.class(header.parent));
    put(header.interfaces.len() as u16);
    for interface in header.interfaces {
        put(pool.class(interface));
    }
    put(header.fields.len() as u16);
    for (flags, name, descriptor) in header.fields {
        put(*flags);
        put(pool.utf8(name));
        put(pool.utf8(descriptor));
        put(0);
    }
    body.extend((methods.len() as u16).to_be_bytes());
    for method in methods {
        for value in [
            method.flags,
            pool.utf8(&method.name),
            pool.utf8(&method.descriptor),
            u16::from(!method.code.is_empty()),
        ] {
            body.extend(value.to_be_bytes());
        }
        if !method.code.is_empty() {
            attribute(&mut body, pool.utf8("Code"), &method.code);
        }
    }
    body.extend(u16::from(!header.bootstraps.is_empty()).to_be_bytes());
    if !header.bootstraps.is_empty() {
        let mut table = (header.bootstraps.len() as u16).to_be_bytes().to_vec();
        for handle in header.bootstraps {
            table.extend(pool.index(handle).to_be_bytes());
            table.extend(0u16.to_be_bytes());
        }
        attribute(&mut body, pool.utf8("BootstrapMethods"), &table);
    }
    let mut file = vec![0xca, 0xfe, 0xba, 0xbe, 0, 0];
    file.extend(header.version.to_be_bytes());
    file.extend(pool.next.to_be_bytes());
    file.extend(pool.bytes);
    file.extend(body);
    file
}

/// Appends an attribute.
pub fn attribute(out: &mut Vec<u8>, name: u16, contents: &[u8]) {
    out.extend(name.to_be_bytes());
    out.extend((contents.len() as u32).to_be_bytes());
    out.extend(contents);
}
