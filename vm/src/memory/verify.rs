//! Heap verification (`-XX:+VerifyHeap`, `-XX:+VerifyBeforeGC`, `-XX:+VerifyAfterGC`): while the world stands, every
//! reference that the collector is to follow, or has followed, must point to an object.
//!
//! What is checked of each reference in an object, a root, a handle, a weak table or a class's metadata:
//!
//! - its target's valid-object bit is set, and the target's class is one that some loader defines;
//! - it fits the place: a field's declared class where that is loaded (interfaces are not checked, as the bytecode
//!   verifier does not), an array's component, a mirror where a class is meant;
//! - mirrors and classes name each other.
//!
//! Objects that died since the last collection are checked as well: what they refer to cannot have been reused before
//! they are. After a nursery collection the check finds old objects that still refer to young ones that went, that is, stores
//! without a write barrier. What is wrong is reported as an internal error with the holder's class and field.

use std::collections::{HashMap, HashSet};

use heap::CollectionKind;
use oops::oop::{HEAP_REFERENCE_BYTES, OBJ_ARRAY_BASE};
use oops::reference::{discovered_offset, referent_offset};
use oops::{KlassKind, KlassPtr, Oop, OopSlot, Symbol};

use super::{host, roots};
use crate::classes::loader_data::ClassLoaderData;
use crate::classes::well_known as wk;
use crate::classes::{arrays, mirrors, system_dictionary};
use crate::jvm::stack_walk;
use crate::runtime::{flags, handles, hs_err, thread};

/// Faults that a report shows; one cause often spoils many references.
const MAX_SHOWN: usize = 12;

/// When the heap is verified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum When {
    Before,
    After,
}

/// What verification costs at each collection, in steps of GCStress: every class and every object is looked at.
pub(super) fn cost(classes: u64) -> u64 {
    let wanted = [
        flags::get::VerifyHeap(),
        flags::get::VerifyBeforeGC(),
        flags::get::VerifyAfterGC(),
    ];
    if wanted == [0; 3] {
        return 0;
    }
    32 * classes + 8 * (heap::used_bytes() >> 10) as u64
}

/// Verifies the heap if the flags want it now; does not return if something is wrong.
pub(super) fn verify_if_wanted(when: When, kind: CollectionKind) {
    let own = match when {
        When::Before => flags::get::VerifyBeforeGC(),
        When::After => flags::get::VerifyAfterGC(),
    };
    if own == 0 && flags::get::VerifyHeap() == 0 {
        return;
    }
    let mut verifier = Verifier::new();
    verifier.classes();
    verifier.roots();
    heap::for_each_object(|object| verifier.object(object));
    if verifier.faults != 0 {
        let number = heap::collection_counts();
        let text = format!(
            "heap verification {} a {} collection (nursery {}, full {} so far): {} faults\n{}",
            if when == When::Before {
                "before"
            } else {
                "after"
            },
            if kind == CollectionKind::Full {
                "full"
            } else {
                "nursery"
            },
            number.nursery,
            number.full,
            verifier.faults,
            verifier.shown.join("\n")
        );
        hs_err::internal_error("VerifyHeap", &text);
    }
}

/// A place for references in the instances (or the mirror) of one class.
#[derive(Clone, Copy)]
struct Place {
    offset: usize,
    holder: KlassPtr,
    name: Symbol,
    expected: Option<KlassPtr>,
}

struct Verifier {
    /// All classes that loaders define.
    klasses: HashSet<KlassPtr>,
    /// Reference fields by class, made when the first instance is met.
    fields: HashMap<KlassPtr, Vec<Place>>,
    statics: HashMap<KlassPtr, Vec<Place>>,
    /// The threads' objects.
    threads: Vec<Oop>,
    faults: usize,
    shown: Vec<String>,
}

impl Verifier {
    fn new() -> Verifier {
        let mut klasses = HashSet::new();
        system_dictionary::for_each_class(&mut |k| {
            klasses.insert(k);
        });
        let mut threads = Vec::new();
        thread::for_each(|t| threads.push(t.oop()));
        Verifier {
            klasses,
            threads,
            fields: HashMap::new(),
            statics: HashMap::new(),
            faults: 0,
            shown: Vec::new(),
        }
    }

    fn fault(&mut self, text: impl FnOnce() -> String) {
        self.faults += 1;
        if self.shown.len() < MAX_SHOWN {
            self.shown.push(text());
        }
    }

    /// The target's class if the reference is to a valid object of a known class.
    fn valid(&mut self, target: Oop, place: &dyn Fn() -> String) -> Option<KlassPtr> {
        if heap::heap_object_at(target.address()).is_none() {
            self.fault(|| format!("{} refers to {target:?}, which is no object", place()));
            return None;
        }
        self.known_klass(target, place)
    }

    /// The class of something that is an object, if some loader defines it.
    fn known_klass(&mut self, object: Oop, place: &dyn Fn() -> String) -> Option<KlassPtr> {
        let offset = object.klass_offset();
        match KlassPtr::from_offset(offset).filter(|k| self.klasses.contains(k)) {
            Some(k) => Some(k),
            None => {
                self.fault(|| format!("{}: {object:?} has no class ({offset:#x})", place()));
                None
            }
        }
    }

    /// A reference that may be null.
    fn reference(&mut self, target: Oop, expected: Option<KlassPtr>, place: &dyn Fn() -> String) {
        if target.is_null() {
            return;
        }
        let Some(klass) = self.valid(target, place) else {
            return;
        };
        if let Some(expected) = expected
            && !klass.is_subtype_of(expected)
        {
            self.fault(|| {
                let (is, wanted) = (klass.external_name(), expected.external_name());
                format!(
                    "{} refers to {target:?}, a {is}, but holds only {wanted}",
                    place()
                )
            });
        }
    }

    /// Classes: their own references, and the agreement of mirrors with them.
    fn classes(&mut self) {
        let ready = mirrors::are_ready();
        for k in self.klasses.clone() {
            let rt = k.rt.get();
            let name = || k.external_name();
            let class = ready.then(wk::class);
            let mirror = rt.mirror.load();
            self.reference(mirror, class, &|| format!("the mirror of {}", name()));
            if !mirror.is_null() && KlassPtr::of_mirror(mirror) != Some(k) {
                self.fault(|| format!("the mirror of {}, {mirror:?}, is another's", name()));
            }
            self.reference(rt.resolved_references.load(), None, &|| {
                format!("the resolved references of {}", name())
            });
        }
    }

    fn roots(&mut self) {
        roots::visit_strong(&mut |slot| {
            self.reference(slot.load(), None, &|| root_name("a root", slot));
        });
        thread::for_each(|t| {
            host::visit_thread(t, &mut |slot| {
                self.reference(slot.load(), None, &|| root_name("a thread's root", slot));
            });
        });
        handles::visit_weak_globals(&mut |slot| {
            self.reference(slot.load(), None, &|| root_name("a weak global", slot));
        });
        roots::process_weak(CollectionKind::Full, &mut |target| {
            self.reference(target, None, &|| "a weak table".to_owned());
            target.non_null()
        });
    }

    fn object(&mut self, object: Oop) {
        let Some(klass) = self.known_klass(object, &|| "an object".to_owned()) else {
            return;
        };
        match klass.kind {
            KlassKind::TypeArray => {}
            KlassKind::ObjArray => self.elements(object, klass),
            KlassKind::Instance | KlassKind::Reference => self.instance(object, klass),
            KlassKind::Mirror => {
                self.instance(object, klass);
                self.mirror(object);
            }
        }
    }

    fn elements(&mut self, array: Oop, klass: KlassPtr) {
        for i in 0..array.array_length() {
            let target = array.load_oop(OBJ_ARRAY_BASE + i * HEAP_REFERENCE_BYTES);
            // While frames are walked, an element of StackWalker's buffer names the thread, whatever the array's class.
            let component = match i {
                stack_walk::MARK_INDEX if self.threads.contains(&target) => None,
                _ => klass.component,
            };
            self.reference(target, component, &|| {
                format!("element {i} of {array:?}, a {},", klass.external_name())
            });
        }
    }

    fn instance(&mut self, object: Oop, klass: KlassPtr) {
        let known = self.fields.entry(klass);
        let places = std::mem::take(known.or_insert_with(|| instance_fields(klass)));
        self.places(object, klass, &places);
        self.fields.insert(klass, places);
        if klass.kind == KlassKind::Reference {
            for offset in [referent_offset(), discovered_offset()] {
                self.reference(object.load_oop(offset), None, &|| {
                    format!(
                        "offset {offset} of {object:?}, a {},",
                        klass.external_name()
                    )
                });
            }
        }
    }

    fn places(&mut self, object: Oop, klass: KlassPtr, places: &[Place]) {
        for p in places {
            self.reference(object.load_oop(p.offset), p.expected, &|| {
                format!(
                    "field {}.{} (offset {}) of {object:?}, a {},",
                    p.holder.external_name(),
                    p.name.to_text(),
                    p.offset,
                    klass.external_name()
                )
            });
        }
    }

    /// A mirror names a living class that names it, and holds its static fields.
    fn mirror(&mut self, mirror: Oop) {
        let Some(klass) = KlassPtr::of_mirror(mirror) else {
            return;
        };
        if !self.klasses.contains(&klass) {
            // While a class is defined its mirror is made before the class is entered in its loader's list.
            if klass.instance_size != 0 && klass.mirror().is_null() {
                return;
            }
            self.fault(|| format!("{mirror:?} is the mirror of a class that no loader defines"));
            return;
        }
        let known = self.statics.entry(klass);
        let places = std::mem::take(known.or_insert_with(|| static_fields(klass)));
        self.places(mirror, klass, &places);
        self.statics.insert(klass, places);
    }
}

fn root_name(kind: &str, slot: &OopSlot) -> String {
    format!("{kind} at {:#x}", slot.address())
}

/// The reference fields of a class's instances, inherited ones included, other than those that the collector treats
/// specially.
fn instance_fields(klass: KlassPtr) -> Vec<Place> {
    let mut places = Vec::new();
    let mut holder = Some(klass);
    while let Some(k) = holder {
        places.extend(places_of(k, false));
        holder = k.super_klass;
    }
    places
}

fn static_fields(klass: KlassPtr) -> Vec<Place> {
    places_of(klass, true).collect()
}

fn places_of(holder: KlassPtr, statics: bool) -> impl Iterator<Item = Place> {
    let is_place = move |f: &&oops::Field| {
        f.is_static() == statics && matches!(f.descriptor.as_bytes().first(), Some(b'L' | b'['))
    };
    holder
        .fields
        .get()
        .iter()
        .filter(is_place)
        .map(move |f| Place {
            offset: f.offset as usize,
            holder,
            name: f.name,
            expected: expected(f.descriptor.as_bytes(), holder),
        })
}

/// The class that a descriptor means in `holder`, if it is loaded there and no interface.
fn expected(descriptor: &[u8], holder: KlassPtr) -> Option<KlassPtr> {
    match descriptor {
        [b'L', name @ .., b';'] => ClassLoaderData::get(holder.loader)
            .find(Symbol::lookup(name)?)
            .filter(|k| !k.is_interface()),
        [b'[', component @ ..] if matches!(component.first(), Some(b'L' | b'[')) => {
            expected(component, holder)?.rt.get().array_klass.load()
        }
        [b'[', ..] => {
            let element = oops::BasicType::of_descriptor(&descriptor[1..]);
            Some(arrays::primitive_array(element))
        }
        _ => None,
    }
}
