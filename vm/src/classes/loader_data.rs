//! Class loaders' data: dictionary, arena, classes and packages of one loader.
//!
//! The boot loader's data has id 0. A loader object carries its id + 1 in an injected field. Data is never freed while its
//! loader can be reached; the loader objects are roots until classes can be unloaded.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use oops::class_space::{Arena, MetaspaceFull};
use oops::{KlassPtr, LoaderId, Oop, OopSlot, Symbol};
use parking_lot::{Mutex, RwLock};

use crate::classes::modules::PackageTable;
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

/// What the machine keeps for one class loader.
pub struct ClassLoaderData {
    pub id: LoaderId,
    loader: OopSlot,
    arena: Mutex<Arena>,
    dictionary: RwLock<HandleMap<Symbol, KlassPtr>>,
    klasses: Mutex<Vec<KlassPtr>>,
    /// The packages of the loader's named modules, and its unnamed module.
    pub packages: PackageTable,
}

static LOADERS: OnceLock<RwLock<Vec<&'static ClassLoaderData>>> = OnceLock::new();

fn loaders() -> &'static RwLock<Vec<&'static ClassLoaderData>> {
    LOADERS.get_or_init(|| RwLock::new(vec![ClassLoaderData::leak(LoaderId::BOOT, Oop::NULL)]))
}

impl ClassLoaderData {
    fn leak(id: LoaderId, loader: Oop) -> &'static ClassLoaderData {
        Box::leak(Box::new(ClassLoaderData {
            id,
            loader: OopSlot::new(loader),
            arena: Mutex::new(Arena::new()),
            dictionary: RwLock::default(),
            klasses: Mutex::default(),
            packages: PackageTable::default(),
        }))
    }

    /// The boot loader's data.
    pub fn boot() -> &'static ClassLoaderData {
        ClassLoaderData::get(LoaderId::BOOT)
    }

    /// The data of a loader id.
    pub fn get(id: LoaderId) -> &'static ClassLoaderData {
        loaders().read()[id.0 as usize]
    }

    /// The data for a loader object (null = boot), registered at first use.
    pub fn of_loader(loader: Oop) -> &'static ClassLoaderData {
        if loader.is_null() {
            return ClassLoaderData::boot();
        }
        let offset = fields::class_loader_data();
        let known = loader.load_i64(offset);
        if known != 0 {
            return ClassLoaderData::get(LoaderId((known - 1) as u32));
        }
        let mut all = loaders().write();
        let known = loader.load_i64(offset);
        if known != 0 {
            return all[(known - 1) as usize];
        }
        let data = ClassLoaderData::leak(LoaderId(all.len() as u32), loader);
        all.push(data);
        loader.store_i64(offset, i64::from(data.id.0) + 1);
        data
    }

    /// The data of every loader.
    pub fn all() -> Vec<&'static ClassLoaderData> {
        loaders().read().clone()
    }

    /// The java.lang.ClassLoader object; null for the boot loader.
    pub fn loader(&self) -> Oop {
        self.loader.load()
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

    /// Allocates metadata in the loader's arena.
    pub fn with_arena<R>(
        &self,
        f: impl FnOnce(&mut Arena) -> Result<R, MetaspaceFull>,
    ) -> Result<R, MetaspaceFull> {
        f(&mut self.arena.lock())
    }

    /// The class that the loader is recorded as an initiating loader of.
    pub fn find(&self, name: Symbol) -> Option<KlassPtr> {
        self.dictionary.read().get(&name).copied()
    }

    /// Records the loader as an initiating loader of a class; the class recorded before stays and is returned. Loader
    /// constraints are [`super::constraints::record`]'s.
    pub fn record(&self, name: Symbol, klass: KlassPtr) -> KlassPtr {
        *self.dictionary.write().entry(name).or_insert(klass)
    }

    /// Adds a class to the list of the classes that the loader defines (arrays and hidden classes included).
    pub fn add_class(&self, klass: KlassPtr) {
        self.klasses.lock().push(klass);
    }

    /// Calls `f` for every class that the loader defines.
    pub fn for_each_class(&self, f: &mut dyn FnMut(KlassPtr)) {
        self.klasses.lock().iter().for_each(|&k| f(k));
    }
}

/// Visits the loader objects.
pub fn visit_roots(visit: &mut dyn FnMut(&OopSlot)) {
    for data in loaders().read().iter() {
        visit(&data.loader);
    }
}
