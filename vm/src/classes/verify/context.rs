//! The class under verification and the other classes, as the type-checking verifier asks for them.

use oops::field::access;
use oops::{KlassPtr, Oop, Symbol};
use verifier::{ClassContext, Hierarchy, NameId};

use super::id;
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::resolve::{lookup_field, lookup_in_class};
use crate::classes::{log_lines, system_dictionary};
use crate::runtime::exceptions::{JResult, Pending};
use crate::runtime::thread::JavaThread;

fn symbol(name: NameId) -> Symbol {
    Symbol::from_id(name.0).expect("the verifier's names are symbols")
}

/// The class under verification.
pub struct Subject {
    klass: KlassPtr,
}

impl Subject {
    pub fn new(klass: KlassPtr) -> Subject {
        Subject { klass }
    }
}

/// The proper superclasses, nearest first.
fn superclasses(klass: KlassPtr) -> impl Iterator<Item = KlassPtr> {
    std::iter::successors(klass.super_klass, |k| k.super_klass)
}

impl ClassContext for Subject {
    fn intern(&self, name: &[u8]) -> NameId {
        id(Symbol::intern(name))
    }
    fn name(&self, name: NameId) -> &[u8] {
        symbol(name).as_bytes()
    }
    fn this_name(&self) -> NameId {
        id(self.klass.name)
    }
    fn super_name(&self) -> Option<NameId> {
        self.klass.super_klass.map(|k| id(k.name))
    }
    fn external_name(&self) -> String {
        self.klass.external_name()
    }
    fn major_version(&self) -> u16 {
        self.klass.attributes.major_version
    }
    fn has_superclass(&self, name: NameId) -> bool {
        superclasses(self.klass).any(|k| id(k.name) == name)
    }
    fn has_direct_superinterface(&self, name: NameId) -> bool {
        self.klass
            .local_interfaces
            .get()
            .iter()
            .any(|k| id(k.name) == name)
    }
    fn declares_field(&self, name: NameId, descriptor: NameId) -> bool {
        self.klass
            .find_local_field(symbol(name), symbol(descriptor))
            .is_some()
    }
    fn pool_len(&self) -> usize {
        self.klass.constants().len()
    }
    fn tag(&self, index: u16) -> u8 {
        self.klass.constants().tag(index.into())
    }
    fn class_name_at(&self, index: u16) -> NameId {
        id(self.klass.constants().symbol(index.into()))
    }
    fn member_class_at(&self, index: u16) -> NameId {
        id(self.klass.constants().member_ref(index.into()).class_name)
    }
    fn member_name_and_type_at(&self, index: u16) -> (NameId, NameId) {
        let constants = self.klass.constants();
        let (_, name_and_type) = constants.pair(index.into());
        let (name, descriptor) = constants.name_and_type(name_and_type.into());
        (id(name), id(descriptor))
    }
}

/// Other classes, as the defining loader of the class under verification sees them.
pub struct Classes<'t> {
    thread: &'t JavaThread,
    klass: KlassPtr,
    loader: Oop,
}

impl<'t> Classes<'t> {
    pub fn new(thread: &'t JavaThread, klass: KlassPtr) -> Classes<'t> {
        let loader = ClassLoaderData::get(klass.loader).loader();
        Classes {
            thread,
            klass,
            loader,
        }
    }

    fn load(&self, name: NameId) -> JResult<KlassPtr> {
        if id(self.klass.name) == name {
            return Ok(self.klass);
        }
        let klass = system_dictionary::resolve_or_fail(self.thread, symbol(name), self.loader)?;
        log_lines::verified_against(self.klass, klass);
        Ok(klass)
    }
}

impl Hierarchy for Classes<'_> {
    type Error = Pending;

    fn is_interface(&mut self, class: NameId) -> JResult<bool> {
        Ok(self.load(class)?.is_interface())
    }

    fn is_subclass(&mut self, class: NameId, of: NameId) -> JResult<bool> {
        let of = self.load(of)?;
        Ok(self.load(class)?.is_subclass_of(of))
    }

    fn is_protected_elsewhere(
        &mut self,
        superclass: NameId,
        name: NameId,
        descriptor: NameId,
        is_method: bool,
    ) -> JResult<bool> {
        let Some(target) = superclasses(self.klass).find(|k| id(k.name) == superclass) else {
            return Ok(false);
        };
        let (name, descriptor) = (symbol(name), symbol(descriptor));
        let found = if is_method {
            lookup_in_class(target, name, descriptor).map(|m| (m.holder(), m.access_flags))
        } else {
            lookup_field(target, name, descriptor).map(|(k, f)| (k, f.access_flags))
        };
        Ok(found.is_some_and(|(declaring, flags)| {
            flags & access::PROTECTED != 0 && !self.klass.is_same_package(&declaring)
        }))
    }
}
