//! Classes in an HPROF file: their names, their numbers, and a dump with static fields for each.

use std::collections::HashSet;
use std::io::Write;

use oops::field::FieldFlags;
use oops::{BasicType, Field, KlassPtr, Oop, Symbol};

use super::writer::{Put, Writer};
use super::{DUMMY_TRACE, tag, type_number};
use crate::classes::loader_data::{ClassLoaderData, HandleMap};
use crate::classes::well_known::fields;
use crate::memory::heap_walk;

/// The classes of a dump with their serial numbers, and the symbols written so far.
pub struct Classes {
    list: Vec<KlassPtr>,
    serials: HandleMap<KlassPtr, u32>,
    written: HashSet<u32>,
}

/// The array of a class's resolved constants goes as a static field of this name.
const RESOLVED_REFERENCES: &str = "<resolved_references>";

impl Classes {
    /// All classes at the moment.
    pub fn collect() -> Classes {
        let mut list = Vec::new();
        heap_walk::for_each_class(&mut |klass| list.push(klass));
        let numbers = 1..;
        let serials = list.iter().copied().zip(numbers).collect();
        Classes {
            list,
            serials,
            written: HashSet::new(),
        }
    }

    pub fn serial(&self, klass: KlassPtr) -> u32 {
        self.serials.get(&klass).copied().unwrap_or(0)
    }

    /// A symbol's id, which is written as a string at first use.
    pub fn symbol<W: Write>(&mut self, w: &mut Writer<W>, symbol: Symbol) -> usize {
        let id = symbol.id() as usize;
        if self.written.insert(symbol.id()) {
            let mut body = Vec::with_capacity(8 + symbol.as_bytes().len());
            body.id(id);
            body.bytes(symbol.as_bytes());
            w.record(tag::STRING, &body);
        }
        id
    }

    /// Writes the names of classes and fields, and a record for each class.
    pub fn write_names<W: Write>(&mut self, w: &mut Writer<W>) {
        self.symbol(w, Symbol::from_text(RESOLVED_REFERENCES));
        for i in 0..self.list.len() {
            let klass = self.list[i];
            let name = self.symbol(w, klass.name);
            for field in klass.fields.get() {
                self.symbol(w, field.name);
            }
            let mut body = Vec::with_capacity(24);
            body.u4(i as u32 + 1);
            body.id(klass.mirror().address());
            body.u4(DUMMY_TRACE);
            body.id(name);
            w.record(tag::LOAD_CLASS, &body);
        }
    }

    /// Writes the dumps of all classes.
    pub fn write_dumps<W: Write>(&self, w: &mut Writer<W>) {
        for &klass in &self.list {
            write_dump(w.heap_record(), klass);
        }
    }
}

/// The fields that Java knows, static or not.
pub fn java_fields(klass: KlassPtr, statics: bool) -> impl Iterator<Item = &'static Field> {
    klass
        .get()
        .fields
        .get()
        .iter()
        .filter(move |f| f.is_static() == statics && !f.flags.contains(FieldFlags::INJECTED))
}

/// Appends a field's value.
pub fn put_value(to: &mut Vec<u8>, holder: Oop, field: &Field) {
    let at = field.offset as usize;
    match field.basic_type() {
        BasicType::Boolean | BasicType::Byte => to.u1(holder.load_u8(at)),
        BasicType::Char | BasicType::Short => to.u2(holder.load_u16(at)),
        BasicType::Int | BasicType::Float => to.u4(holder.load_u32(at)),
        BasicType::Long | BasicType::Double => to.u8(holder.load_u64(at)),
        BasicType::Object | BasicType::Array => to.id(holder.load_oop(at).address()),
        BasicType::Void => {}
    }
}

fn write_dump(to: &mut Vec<u8>, klass: KlassPtr) {
    let mirror = klass.mirror();
    let super_mirror = klass.super_klass.map_or(0, |s| s.mirror().address());
    to.u1(tag::CLASS_DUMP);
    to.id(mirror.address());
    to.u4(DUMMY_TRACE);
    to.id(super_mirror);
    to.id(ClassLoaderData::get(klass.loader).loader().address());
    to.id(mirror.load_oop(fields::class_signers()).address());
    to.id(mirror.load_oop(fields::class_protection_domain()).address());
    to.id(0);
    to.id(0);
    if klass.is_array() {
        to.u4(0);
        for _constants_statics_fields in 0..3 {
            to.u2(0);
        }
        return;
    }
    to.u4(klass.instance_size);
    // Constants are not dumped.
    to.u2(0);
    let resolved = klass.rt.get().resolved_references.load().non_null();
    to.u2((java_fields(klass, true).count() + resolved.iter().count()) as u16);
    for field in java_fields(klass, true) {
        to.id(field.name.id() as usize);
        to.u1(type_number(field.basic_type()));
        put_value(to, mirror, field);
    }
    if let Some(object) = resolved {
        to.id(Symbol::from_text(RESOLVED_REFERENCES).id() as usize);
        to.u1(type_number(BasicType::Object));
        to.id(object.address());
    }
    to.u2(java_fields(klass, false).count() as u16);
    for field in java_fields(klass, false) {
        to.id(field.name.id() as usize);
        to.u1(type_number(field.basic_type()));
    }
}
