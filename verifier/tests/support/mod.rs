//! Class files, and the classes of a JDK, as the verifier wants to see them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use classlib::classfile::{
    ACC_INTERFACE, ACC_PROTECTED, ACC_STATIC, ClassFile, MethodInfo, ParseOptions, Tag,
};
use classlib::jimage::JImage;
use verifier::{
    ClassContext, ClassVerifier, ExceptionHandler, Failure, Hierarchy, LocalRange, MethodView,
    NameId,
};

/// The home of the JDK to test with: `JAVA_HOME`, or the one `java` belongs to.
pub fn java_home() -> Option<PathBuf> {
    if let Some(home) = std::env::var_os("JAVA_HOME") {
        return Some(home.into());
    }
    let path = std::env::var_os("PATH")?;
    let java = std::env::split_paths(&path)
        .map(|dir| dir.join("java"))
        .find_map(|java| java.canonicalize().ok())?;
    Some(java.parent()?.parent()?.to_owned())
}

/// Interned names; they live as long as the test.
#[derive(Default)]
pub struct Names {
    ids: RefCell<HashMap<&'static [u8], NameId>>,
    bytes: RefCell<Vec<&'static [u8]>>,
}

impl Names {
    pub fn intern(&self, name: &[u8]) -> NameId {
        if let Some(&id) = self.ids.borrow().get(name) {
            return id;
        }
        let name: &'static [u8] = name.to_vec().leak();
        let mut bytes = self.bytes.borrow_mut();
        let id = NameId(bytes.len() as u32);
        bytes.push(name);
        self.ids.borrow_mut().insert(name, id);
        id
    }

    pub fn name(&self, id: NameId) -> &'static [u8] {
        self.bytes.borrow()[id.0 as usize]
    }
}

/// What the hierarchy needs of a class.
pub struct Facts {
    name: NameId,
    superclass: Option<NameId>,
    interfaces: Vec<NameId>,
    is_interface: bool,
    /// (name, descriptor, is method): is protected.
    members: HashMap<(NameId, NameId, bool), bool>,
}

impl Facts {
    fn of(names: &Names, class: &ClassFile<'_>) -> Facts {
        let pool = &class.constant_pool;
        let utf8 = |index| names.intern(pool.utf8(index));
        let mut members = HashMap::new();
        for f in &class.fields {
            let key = (utf8(f.name_index), utf8(f.descriptor_index), false);
            members.insert(key, f.access_flags & ACC_PROTECTED != 0);
        }
        for m in &class.methods {
            let key = (utf8(m.name_index), utf8(m.descriptor_index), true);
            members.insert(key, m.access_flags & ACC_PROTECTED != 0);
        }
        let interfaces = class.interfaces.iter();
        Facts {
            name: names.intern(class.name()),
            superclass: class.super_name().map(|name| names.intern(name)),
            interfaces: interfaces
                .map(|&i| names.intern(pool.class_name(i)))
                .collect(),
            is_interface: class.access_flags & ACC_INTERFACE != 0,
            members,
        }
    }
}

/// The classes of a JDK, found by name, and some of one's own.
pub struct World {
    pub names: Names,
    image: JImage,
    own: RefCell<HashMap<NameId, Rc<Facts>>>,
}

impl World {
    pub fn of_jdk() -> World {
        let home = java_home().expect("a JDK in JAVA_HOME or on the PATH");
        World {
            names: Names::default(),
            image: JImage::open(home.join("lib/modules")).expect("the JDK's lib/modules"),
            own: RefCell::default(),
        }
    }

    pub fn image(&self) -> &JImage {
        &self.image
    }

    fn facts(&self, class: NameId) -> Result<Rc<Facts>, String> {
        if let Some(facts) = self.own.borrow().get(&class) {
            return Ok(facts.clone());
        }
        let name = String::from_utf8_lossy(self.names.name(class)).into_owned();
        let package = name.rsplit_once('/').map_or("", |(package, _)| package);
        let location = self
            .image
            .package_to_module(package)
            .and_then(|module| self.image.find(module, &format!("{name}.class")))
            .ok_or_else(|| format!("NoClassDefFoundError: {name}"))?;
        let bytes = self
            .image
            .resource(&location)
            .map_err(|e| format!("{e:?}"))?;
        let parsed = parse(&bytes)?;
        let facts = Rc::new(Facts::of(&self.names, &parsed));
        self.own.borrow_mut().insert(class, facts.clone());
        Ok(facts)
    }

    /// Verifies all methods of a class file; the first failure counts.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), Failure<String>> {
        let class = parse(bytes).map_err(Failure::Format)?;
        self.verify_parsed(&class)
    }

    pub fn verify_parsed(&self, class: &ClassFile<'_>) -> Result<(), Failure<String>> {
        self.with_verifier(class, |verify| class.methods.iter().try_for_each(verify))
    }

    /// Verifies each method and tells how many failed.
    pub fn verify_each(&self, class: &ClassFile<'_>) -> usize {
        self.with_verifier(class, |verify| {
            let methods = class.methods.iter();
            methods.filter(|method| verify(method).is_err()).count()
        })
    }

    fn with_verifier<R>(
        &self,
        class: &ClassFile<'_>,
        run: impl FnOnce(&mut dyn FnMut(&MethodInfo<'_>) -> Result<(), Failure<String>>) -> R,
    ) -> R {
        let facts = Rc::new(Facts::of(&self.names, class));
        self.own.borrow_mut().insert(facts.name, facts.clone());
        let mut hierarchy = Loader {
            world: self,
            this: facts.clone(),
        };
        let context = Context {
            world: self,
            class,
            this: &facts,
        };
        let mut verifier = ClassVerifier::new(&context, &mut hierarchy);
        run(&mut |method| verify_method(&mut verifier, &context, method))
    }
}

pub fn parse(bytes: &[u8]) -> Result<ClassFile<'_>, String> {
    ClassFile::parse(bytes, &ParseOptions::default()).map_err(|e| e.message().to_owned())
}

fn verify_method(
    verifier: &mut ClassVerifier<'_, Context<'_>, Loader<'_>>,
    context: &Context<'_>,
    method: &MethodInfo<'_>,
) -> Result<(), Failure<String>> {
    let Some(code) = &method.code else {
        return Ok(());
    };
    let handlers = code.exception_table.iter().map(|row| ExceptionHandler {
        start_pc: row.start_pc,
        end_pc: row.end_pc,
        handler_pc: row.handler_pc,
        catch_type: row.catch_type,
    });
    let locals = code.local_variables.iter().map(|row| LocalRange {
        start_pc: row.start_pc,
        length: row.length,
    });
    let (handlers, locals): (Vec<_>, Vec<_>) = (handlers.collect(), locals.collect());
    verifier.verify_method(&MethodView {
        name: context.utf8(method.name_index),
        descriptor: context.utf8(method.descriptor_index),
        is_static: method.access_flags & ACC_STATIC != 0,
        max_stack: code.max_stack,
        max_locals: code.max_locals,
        code: code.code,
        exception_table: &handlers,
        stack_map_table: code.stack_map_table,
        local_variables: &locals,
    })
}

struct Context<'w> {
    world: &'w World,
    class: &'w ClassFile<'w>,
    this: &'w Facts,
}

impl Context<'_> {
    fn utf8(&self, index: u16) -> NameId {
        self.intern(self.class.constant_pool.utf8(index))
    }
}

impl ClassContext for Context<'_> {
    fn intern(&self, name: &[u8]) -> NameId {
        self.world.names.intern(name)
    }

    fn name(&self, id: NameId) -> &[u8] {
        self.world.names.name(id)
    }

    fn this_name(&self) -> NameId {
        self.this.name
    }

    fn super_name(&self) -> Option<NameId> {
        self.this.superclass
    }

    fn major_version(&self) -> u16 {
        self.class.major
    }

    fn has_superclass(&self, name: NameId) -> bool {
        let mut next = self.this.superclass;
        while let Some(superclass) = next {
            if superclass == name {
                return true;
            }
            next = self
                .world
                .facts(superclass)
                .expect("a superclass")
                .superclass;
        }
        false
    }

    fn has_direct_superinterface(&self, name: NameId) -> bool {
        self.this.interfaces.contains(&name)
    }

    fn declares_field(&self, name: NameId, descriptor: NameId) -> bool {
        self.this.members.contains_key(&(name, descriptor, false))
    }

    fn pool_len(&self) -> usize {
        self.class.constant_pool.len()
    }

    fn tag(&self, index: u16) -> u8 {
        self.class.constant_pool.tag(index) as u8
    }

    fn class_name_at(&self, index: u16) -> NameId {
        self.intern(self.class.constant_pool.class_name(index))
    }

    fn member_class_at(&self, index: u16) -> NameId {
        let (class, _) = self.class.constant_pool.member_ref(index);
        self.class_name_at(class)
    }

    fn member_name_and_type_at(&self, index: u16) -> (NameId, NameId) {
        let pool = &self.class.constant_pool;
        let (_, name_and_type) = match pool.tag(index) {
            Tag::Dynamic | Tag::InvokeDynamic => pool.dynamic(index),
            _ => pool.member_ref(index),
        };
        let (name, descriptor) = pool.name_and_type(name_and_type);
        (self.intern(name), self.intern(descriptor))
    }
}

struct Loader<'w> {
    world: &'w World,
    this: Rc<Facts>,
}

impl Loader<'_> {
    fn package(&self, class: NameId) -> &'static [u8] {
        let name = self.world.names.name(class);
        let end = name.iter().rposition(|&b| b == b'/').unwrap_or(0);
        &name[..end]
    }

    fn find(
        &self,
        class: NameId,
        member: (NameId, NameId, bool),
    ) -> Result<Option<(NameId, bool)>, String> {
        let facts = self.world.facts(class)?;
        if let Some(&protected) = facts.members.get(&member) {
            return Ok(Some((class, protected)));
        }
        match facts.superclass {
            Some(superclass) => self.find(superclass, member),
            None => Ok(None),
        }
    }
}

impl Hierarchy for Loader<'_> {
    type Error = String;

    fn is_interface(&mut self, class: NameId) -> Result<bool, String> {
        Ok(self.world.facts(class)?.is_interface)
    }

    fn is_subclass(&mut self, class: NameId, of: NameId) -> Result<bool, String> {
        let mut next = Some(class);
        while let Some(class) = next {
            if class == of {
                return Ok(true);
            }
            next = self.world.facts(class)?.superclass;
        }
        Ok(false)
    }

    fn is_protected_elsewhere(
        &mut self,
        superclass: NameId,
        name: NameId,
        descriptor: NameId,
        is_method: bool,
    ) -> Result<bool, String> {
        let found = self.find(superclass, (name, descriptor, is_method))?;
        Ok(found.is_some_and(|(holder, protected)| {
            protected && self.package(holder) != self.package(self.this.name)
        }))
    }
}
