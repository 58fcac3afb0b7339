//! Builds class files for tests, well-formed or not.

use super::*;

#[derive(Clone, Default)]
pub(super) struct Writer {
    pub(super) major: u16,
    pub(super) minor: u16,
    pub(super) flags: u16,
    pub(super) this_class: u16,
    pub(super) super_class: u16,
    pub(super) interfaces: Vec<u16>,
    pool: Vec<u8>,
    pool_count: u16,
    fields: Vec<Vec<u8>>,
    methods: Vec<Vec<u8>>,
    attributes: Vec<Vec<u8>>,
}

/// Big-endian bytes of 16-bit words.
pub(super) fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_be_bytes()).collect()
}

impl Writer {
    /// `public class T extends Object` without members, of the newest version.
    pub(super) fn new() -> Writer {
        Writer::of_version(MAX_SUPPORTED_MAJOR)
    }

    pub(super) fn of_version(major: u16) -> Writer {
        let mut w = Writer {
            major,
            flags: ACC_PUBLIC | ACC_SUPER,
            pool_count: 1,
            ..Default::default()
        };
        w.this_class = w.class("T");
        w.super_class = w.class("java/lang/Object");
        w
    }

    /// Appends any entry, its tag byte first; returns its index.
    pub(super) fn entry(&mut self, bytes: &[u8]) -> u16 {
        self.pool.extend(bytes);
        self.pool_count += 1;
        self.pool_count - 1
    }

    /// Appends an entry that consists of words.
    pub(super) fn entry_of(&mut self, tag: Tag, content: &[u16]) -> u16 {
        self.entry(&[vec![tag as u8], words(content)].concat())
    }

    pub(super) fn utf8(&mut self, text: &str) -> u16 {
        let bytes = crate::mutf8::from_str(text);
        self.entry(&[vec![1], words(&[bytes.len() as u16]), bytes].concat())
    }

    pub(super) fn class(&mut self, name: &str) -> u16 {
        let name = self.utf8(name);
        self.entry_of(Tag::Class, &[name])
    }

    pub(super) fn name_and_type(&mut self, name: &str, descriptor: &str) -> u16 {
        let content = [self.utf8(name), self.utf8(descriptor)];
        self.entry_of(Tag::NameAndType, &content)
    }

    pub(super) fn member(&mut self, tag: Tag, name: &str, descriptor: &str) -> u16 {
        let content = [self.this_class, self.name_and_type(name, descriptor)];
        self.entry_of(tag, &content)
    }

    pub(super) fn attribute_bytes(&mut self, name: &str, body: &[u8]) -> Vec<u8> {
        let name = self.utf8(name);
        [
            words(&[name]),
            (body.len() as u32).to_be_bytes().to_vec(),
            body.to_vec(),
        ]
        .concat()
    }

    pub(super) fn attribute(&mut self, name: &str, body: &[u8]) -> &mut Writer {
        let attribute = self.attribute_bytes(name, body);
        self.attributes.push(attribute);
        self
    }

    fn member_bytes(
        &mut self,
        flags: u16,
        name: &str,
        descriptor: &str,
        attributes: &[Vec<u8>],
    ) -> Vec<u8> {
        let head = [
            flags,
            self.utf8(name),
            self.utf8(descriptor),
            attributes.len() as u16,
        ];
        [words(&head), attributes.concat()].concat()
    }

    pub(super) fn field(
        &mut self,
        flags: u16,
        name: &str,
        descriptor: &str,
        attributes: &[Vec<u8>],
    ) -> &mut Writer {
        let field = self.member_bytes(flags, name, descriptor, attributes);
        self.fields.push(field);
        self
    }

    pub(super) fn method(
        &mut self,
        flags: u16,
        name: &str,
        descriptor: &str,
        attributes: &[Vec<u8>],
    ) -> &mut Writer {
        let method = self.member_bytes(flags, name, descriptor, attributes);
        self.methods.push(method);
        self
    }

    /// A `Code` attribute of ten `nop`s with the given tables.
    pub(super) fn code(
        &mut self,
        max_locals: u16,
        handlers: &[[u16; 4]],
        attributes: &[Vec<u8>],
    ) -> Vec<u8> {
        let body = [
            words(&[2, max_locals]),
            10u32.to_be_bytes().to_vec(),
            vec![0; 10],
            words(&[handlers.len() as u16]),
            words(&handlers.concat()),
            words(&[attributes.len() as u16]),
            attributes.concat(),
        ];
        self.attribute_bytes("Code", &body.concat())
    }

    /// The method `public static void m()` with the given code tables.
    pub(super) fn method_with_code(
        &mut self,
        handlers: &[[u16; 4]],
        attributes: &[Vec<u8>],
    ) -> &mut Writer {
        let code = self.code(4, handlers, attributes);
        self.method(ACC_PUBLIC | ACC_STATIC, "m", "()V", &[code])
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let list = |items: &[Vec<u8>]| [words(&[items.len() as u16]), items.concat()].concat();
        [
            vec![0xCA, 0xFE, 0xBA, 0xBE],
            words(&[self.minor, self.major, self.pool_count]),
            self.pool.clone(),
            words(&[self.flags, self.this_class, self.super_class]),
            words(&[self.interfaces.len() as u16]),
            words(&self.interfaces),
            list(&self.fields),
            list(&self.methods),
            list(&self.attributes),
        ]
        .concat()
    }

    /// The message of the error that parsing gives, "ok" if none.
    pub(super) fn verdict(&self) -> String {
        match ClassFile::parse(&self.bytes(), &ParseOptions::default()) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.message().to_owned(),
        }
    }
}
