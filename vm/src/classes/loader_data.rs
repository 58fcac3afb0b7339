//! Class loader data: dictionary, arena, classes, packages and modules of one loader, or of one hidden class.
//!
//! The boot loader's data has id 0. A loader object carries its id + 1 in an injected field. A hidden class that its loader
//! does not keep alive has data of its own, so that it can be unloaded singly.
//!
//! Data lives as long as something leads to it; [`super::unloading`] finds that out. What a class of one loader refers to
//! in another loader's classes is recorded as a dependency ([`record_dependency`]). References by Rust code across calls
//! that may collect are counted ([`ClassLoaderData::keep_alive`]).

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use oops::class_space::{Arena, MetaspaceFull};
use oops::{KlassPtr, LoaderId, MetaPtr, Oop, OopSlot, Symbol};
use parking_lot::{Mutex, RwLock};

use crate::classes::modules::{self, ModuleId, PackageTable};
use crate::classes::well_known::fields;

/// Hashes the 32-bit handles of symbols and metadata.
#[derive(Default)]
pub struct HandleHasher(u64);

impl Hasher for HandleHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_u32(u32::from(b));
        }
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }
}

/// A map whose keys are symbols or metadata pointers.
pub type HandleMap<K, V> = HashMap<K, V, BuildHasherDefault<HandleHasher>>;

/// What the machine keeps for one class loader, or for one hidden class.
pub struct ClassLoaderData {
    pub id: LoaderId,
    /// The loader's own data; differs from `id` for a hidden class's.
    pub loader_id: LoaderId,
    loader: OopSlot,
    arena: Mutex<Arena>,
    dictionary: RwLock<HandleMap<Symbol, KlassPtr>>,
    klasses: Mutex<Vec<KlassPtr>>,
    /// Other data that classes of this one refer to.
    dependencies: Mutex<HashSet<LoaderId, BuildHasherDefault<HandleHasher>>>,
    /// Rust code that uses the data.
    users: AtomicUsize,
    /// Cells of quickened code that hold a receiver's class and its method, see [`ClassLoaderData::add_inline_cache`].
    inline_caches: Mutex<Vec<MetaPtr<AtomicU64>>>,
    /// The packages of the loader's named modules, and its unnamed module.
    pub packages: PackageTable,
    /// The modules that the loader defines.
    modules: Mutex<Vec<ModuleId>>,
    /// Names that end with the data.
    names: Mutex<Vec<Symbol>>,
}

/// All data by id, and the ids that are free again.
struct Table {
    all: Vec<Option<&'static ClassLoaderData>>,
    free: Vec<u32>,
}

static TABLE: OnceLock<RwLock<Table>> = OnceLock::new();

fn table() -> &'static RwLock<Table> {
    TABLE.get_or_init(|| {
        let boot = ClassLoaderData::leak(
            LoaderId::BOOT,
            LoaderId::BOOT,
            Oop::NULL,
            Arena::of(LoaderId::BOOT),
        );
        RwLock::new(Table {
            all: vec![Some(boot)],
            free: Vec::new(),
        })
    })
}

impl Table {
    fn add(
        &mut self,
        make: impl FnOnce(LoaderId) -> &'static ClassLoaderData,
    ) -> &'static ClassLoaderData {
        let index = self.free.pop().map_or(self.all.len(), |i| i as usize);
        let data = make(LoaderId(index as u32));
        if index == self.all.len() {
            self.all.push(None);
        }
        self.all[index] = Some(data);
        data
    }
}

/// Keeps class loader data alive while Rust code uses it.
pub struct KeepAlive(&'static ClassLoaderData);

impl Drop for KeepAlive {
    fn drop(&mut self) {
        self.0.users.fetch_sub(1, Ordering::Relaxed);
    }
}

impl ClassLoaderData {
    fn leak(
        id: LoaderId,
        loader_id: LoaderId,
        loader: Oop,
        arena: Arena,
    ) -> &'static ClassLoaderData {
        let data: &'static ClassLoaderData = Box::leak(Box::new(ClassLoaderData {
            id,
            loader_id,
            loader: OopSlot::null(),
            arena: Mutex::new(arena),
            dictionary: RwLock::default(),
            klasses: Mutex::default(),
            dependencies: Mutex::default(),
            users: AtomicUsize::new(0),
            inline_caches: Mutex::default(),
            packages: PackageTable::default(),
            modules: Mutex::default(),
            names: Mutex::default(),
        }));
        store_slot(&data.loader, loader);
        data
    }

    /// The boot loader's data.
    pub fn boot() -> &'static ClassLoaderData {
        ClassLoaderData::get(LoaderId::BOOT)
    }

    /// The data of an id.
    pub fn get(id: LoaderId) -> &'static ClassLoaderData {
        table().read().all[id.0 as usize].expect("class loader data that is alive")
    }

    /// The data that a class lies in.
    pub fn holding(klass: KlassPtr) -> &'static ClassLoaderData {
        ClassLoaderData::get(klass.holder)
    }

    /// The id in a loader object, if it has data.
    pub fn id_of_loader(loader: Oop) -> Option<LoaderId> {
        match loader.load_i64(fields::class_loader_data()) {
            0 => None,
            known => Some(LoaderId((known - 1) as u32)),
        }
    }

    /// The data for a loader object (null = boot), registered at first use.
    pub fn of_loader(loader: Oop) -> &'static ClassLoaderData {
        if loader.is_null() {
            return ClassLoaderData::boot();
        }
        if let Some(id) = ClassLoaderData::id_of_loader(loader) {
            return ClassLoaderData::get(id);
        }
        let mut table = table().write();
        if let Some(id) = ClassLoaderData::id_of_loader(loader) {
            return table.all[id.0 as usize].expect("a loader's data lives as long as the loader");
        }
        let data = table.add(|id| ClassLoaderData::leak(id, id, loader, Arena::of(id)));
        loader.store_i64(fields::class_loader_data(), i64::from(data.id.0) + 1);
        data
    }

    /// New data for a hidden class that `self`'s loader defines but does not keep alive.
    pub fn new_for_hidden(&self) -> &'static ClassLoaderData {
        let (loader_id, loader) = (self.id, self.loader());
        table()
            .write()
            .add(|id| ClassLoaderData::leak(id, loader_id, loader, Arena::of_one_class(id)))
    }

    /// All data.
    pub fn all() -> Vec<&'static ClassLoaderData> {
        table().read().all.iter().flatten().copied().collect()
    }

    /// The java.lang.ClassLoader object; null for the boot loader.
    pub fn loader(&self) -> Oop {
        self.loader.load()
    }

    /// Keeps the data alive until the result is dropped.
    pub fn keep_alive(&'static self) -> KeepAlive {
        self.users.fetch_add(1, Ordering::Relaxed);
        KeepAlive(self)
    }

    /// True while Rust code keeps the data alive.
    pub fn is_used(&self) -> bool {
        self.users.load(Ordering::Relaxed) != 0
    }

    /// True for the boot loader and the platform loader.
    pub fn is_platform(&self) -> bool {
        match self.loader().non_null() {
            Some(l) => {
                l.klass().name.as_bytes() == b"jdk/internal/loader/ClassLoaders$PlatformClassLoader"
            }
            None => true,
        }
    }

    /// Allocates metadata in the arena; what a failed `f` has allocated is freed.
    pub fn with_arena<R>(
        &self,
        f: impl FnOnce(&mut Arena) -> Result<R, MetaspaceFull>,
    ) -> Result<R, MetaspaceFull> {
        let mut arena = self.arena.lock();
        let before = arena.state();
        let result = f(&mut arena);
        if result.is_err() {
            arena.roll_back(before);
        }
        result
    }

    /// The class that the loader is recorded as an initiating loader of.
    pub fn find(&self, name: Symbol) -> Option<KlassPtr> {
        self.dictionary.read().get(&name).copied()
    }

    /// Records the loader as an initiating loader of a class; the class recorded before stays and is returned. Loader
    /// constraints are [`super::constraints::record`]'s.
    pub fn record(&self, name: Symbol, klass: KlassPtr) -> KlassPtr {
        self.depend_on(klass);
        *self.dictionary.write().entry(name).or_insert(klass)
    }

    /// Adds a class to the list of the classes in this data (arrays and hidden classes included).
    pub fn add_class(&self, klass: KlassPtr) {
        self.klasses.lock().push(klass);
        if klass.is_instance() {
            LOADED.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Calls `f` for every class in this data.
    pub fn for_each_class(&self, f: &mut dyn FnMut(KlassPtr)) {
        self.klasses.lock().iter().for_each(|&k| f(k));
    }

    /// True if one of the classes, or a method of one, lies at this class-space offset.
    pub fn has_at(&self, offset: u32) -> bool {
        let klasses = self.klasses.lock();
        klasses
            .iter()
            .any(|k| k.offset() == offset || k.all_methods().any(|m| m.offset() == offset))
    }

    /// A name for a class of this data, which ends with it if nobody else interns it.
    pub fn intern_owned(&self, name: &[u8]) -> Symbol {
        match self.id {
            LoaderId::BOOT => Symbol::intern(name),
            _ => Symbol::intern_owned(name, &mut self.names.lock()),
        }
    }

    /// The names that end with the data.
    pub fn owned_names(&self) -> Vec<Symbol> {
        self.names.lock().clone()
    }

    /// Adds a module that the loader defines.
    pub fn add_module(&self, module: ModuleId) {
        self.modules.lock().push(module);
    }

    /// The modules that the loader defines.
    pub fn modules(&self) -> Vec<ModuleId> {
        self.modules.lock().clone()
    }

    /// Lets this data keep that of a class alive.
    pub fn depend_on(&self, klass: KlassPtr) {
        if klass.holder != LoaderId::BOOT && klass.holder != self.id {
            self.dependencies.lock().insert(klass.holder);
        }
    }

    /// Calls `f` for the data that this data keeps alive.
    pub fn for_each_dependency(&self, f: &mut dyn FnMut(LoaderId)) {
        self.dependencies.lock().iter().for_each(|&id| f(id));
    }

    /// Notes a cell of quickened code that holds a receiver's class (low half) and its method (high half), which need
    /// not live as long as the code.
    pub fn add_inline_cache(&self, cell: MetaPtr<AtomicU64>) {
        self.inline_caches.lock().push(cell);
    }

    /// Empties the inline caches for which `is_stale` says so. The world is stopped.
    pub fn clean_inline_caches(&self, is_stale: &dyn Fn(u64) -> bool) {
        for cell in self.inline_caches.lock().iter() {
            let value = cell.load(Ordering::Relaxed);
            if value != 0 && is_stale(value) {
                cell.store(0, Ordering::Relaxed);
            }
        }
    }

    /// Visits all slots of the data: the loader, the classes' mirrors and resolved references, the modules.
    pub fn visit_slots(&self, visit: &mut dyn FnMut(&OopSlot)) {
        visit(&self.loader);
        for k in self.klasses.lock().iter() {
            let rt = k.rt.get();
            visit(&rt.mirror);
            visit(&rt.resolved_references);
        }
        for &m in self.modules.lock().iter() {
            visit(modules::entry(m).slot());
        }
    }
}

/// Lets the class that `from` refers to live as long as `from`: a resolved constant, a supertype, a nest host.
pub fn record_dependency(from: KlassPtr, to: KlassPtr) {
    if from.holder != to.holder && to.holder != LoaderId::BOOT {
        ClassLoaderData::holding(from).depend_on(to);
    }
}

/// Addresses of slots of class loader data that were stored to since the last collection.
static REMEMBERED: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// Stores into a slot of class loader data. A nursery collection visits only slots stored to since the one before.
pub fn store_slot(slot: &'static OopSlot, value: Oop) {
    slot.store_release(value);
    if !value.is_null() {
        REMEMBERED.lock().push(slot.address());
    }
}

/// Visits the slots that may hold young objects and forgets them: after a collection all objects are old.
pub fn visit_remembered(visit: &mut dyn FnMut(&OopSlot)) {
    for address in std::mem::take(&mut *REMEMBERED.lock()) {
        // SAFETY: a slot of data that was alive after the last collection, hence is now.
        visit(unsafe { &*(address as *const OopSlot) });
    }
}

/// Removes data from the table and frees it with everything in it. The world is stopped, and nothing refers to it.
pub fn remove(dead: &[&'static ClassLoaderData]) {
    REMEMBERED.lock().clear();
    let mut table = table().write();
    for &data in dead {
        let index = data.id.0;
        table.all[index as usize] = None;
        table.free.push(index);
        // SAFETY: made by `leak`, in the table until now, so freed once; by the caller's word nobody uses it.
        drop(unsafe { Box::from_raw(std::ptr::from_ref(data).cast_mut()) });
    }
}

static LOADED: AtomicU64 = AtomicU64::new(0);
static UNLOADED: AtomicU64 = AtomicU64::new(0);

/// Counts unloaded classes.
pub fn count_unloaded(classes: u64) {
    UNLOADED.fetch_add(classes, Ordering::Relaxed);
}

/// How many classes (arrays not counted) were loaded and unloaded since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassCounts {
    pub loaded: u64,
    pub unloaded: u64,
}

/// The counts so far.
pub fn class_counts() -> ClassCounts {
    ClassCounts {
        loaded: LOADED.load(Ordering::Relaxed),
        unloaded: UNLOADED.load(Ordering::Relaxed),
    }
}
