//! Loader constraints (JVMS 5.3.4): two loaders must mean the same class by a name.
//!
//! A constraint is a name, the loaders that must agree, and the class as soon as one of them has loaded it. Constraints
//! of one name that share a loader are merged. When both loaders have their class already nothing needs to be kept:
//! what a dictionary says never changes. [`record`] is the one way into a dictionary, so that a constraint and the
//! loading of the class cannot miss one another.

use oops::{KlassPtr, LoaderId, Symbol};
use parking_lot::Mutex;

use super::loader_data::{ClassLoaderData, HandleMap};

struct Constraint {
    loaders: Vec<LoaderId>,
    klass: Option<KlassPtr>,
}

/// The constraints of each name.
#[derive(Default)]
struct Table(HandleMap<Symbol, Vec<Constraint>>);

static TABLE: Mutex<Option<Table>> = Mutex::new(None);

impl Table {
    /// Demands that two loaders agree; false if they cannot.
    fn add(
        &mut self,
        name: Symbol,
        a: (LoaderId, Option<KlassPtr>),
        b: (LoaderId, Option<KlassPtr>),
    ) -> bool {
        let of_name = self.0.entry(name).or_default();
        let mut klass = None;
        let mut agree = |k: Option<KlassPtr>| {
            let same = klass.is_none() || k.is_none() || klass == k;
            klass = klass.or(k);
            same
        };
        let mut ok = agree(a.1) && agree(b.1);
        for c in of_name
            .iter()
            .filter(|c| c.loaders.contains(&a.0) || c.loaders.contains(&b.0))
        {
            ok = ok && agree(c.klass);
        }
        if !ok {
            return false;
        }
        let mut loaders = vec![a.0, b.0];
        of_name.retain(|c| {
            let touched = c.loaders.contains(&a.0) || c.loaders.contains(&b.0);
            if touched {
                loaders.extend(&c.loaders);
            }
            !touched
        });
        loaders.sort_unstable_by_key(|l| l.0);
        loaders.dedup();
        of_name.push(Constraint { loaders, klass });
        true
    }

    /// Drops dead loaders, dead classes, and constraints between fewer than two loaders.
    fn unload(
        &mut self,
        is_dead: &dyn Fn(LoaderId) -> bool,
        holder: &dyn Fn(KlassPtr) -> LoaderId,
    ) {
        self.0.retain(|_, of_name| {
            of_name.retain_mut(|c| {
                c.loaders.retain(|&l| !is_dead(l));
                c.klass = c.klass.filter(|&k| !is_dead(holder(k)));
                c.loaders.len() > 1
            });
            !of_name.is_empty()
        });
    }

    /// A loader has loaded a class: false if that breaks a constraint.
    fn loaded(&mut self, name: Symbol, loader: LoaderId, klass: KlassPtr) -> bool {
        let constraint = self
            .0
            .get_mut(&name)
            .and_then(|l| l.iter_mut().find(|c| c.loaders.contains(&loader)));
        match constraint {
            Some(c) if c.klass.is_some_and(|k| k != klass) => false,
            Some(c) => {
                c.klass = Some(klass);
                true
            }
            None => true,
        }
    }
}

/// Forgets loaders and classes that are being unloaded. The world is stopped.
pub fn unload(is_dead: &dyn Fn(LoaderId) -> bool) {
    if let Some(table) = TABLE.lock().as_mut() {
        table.unload(is_dead, &|k| k.holder);
    }
}

/// What came of entering a class in a loader's dictionary.
pub enum Recorded {
    /// This class is in the dictionary now (or was before).
    Entered,
    /// Another class has that name in the loader.
    Taken(KlassPtr),
    /// A constraint forbids it; another loader's class of that name, if it is known.
    Forbidden(Option<KlassPtr>),
}

/// Enters a class under its name in the dictionary of a loader, defining or initiating.
pub fn record(data: &ClassLoaderData, name: Symbol, klass: KlassPtr) -> Recorded {
    let mut table = TABLE.lock();
    if let Some(known) = data.find(name) {
        return if known == klass {
            Recorded::Entered
        } else {
            Recorded::Taken(known)
        };
    }
    if let Some(t) = table.as_mut()
        && !t.loaded(name, data.id, klass)
    {
        let constraints = t.0.get(&name).into_iter().flatten();
        let other = constraints
            .filter(|c| c.loaders.contains(&data.id))
            .find_map(|c| c.klass);
        return Recorded::Forbidden(other);
    }
    data.record(name, klass);
    Recorded::Entered
}

/// Demands that two loaders agree on the class `name`; false if they do not.
fn add(name: Symbol, a: LoaderId, b: LoaderId) -> bool {
    let (first, second) = (ClassLoaderData::get(a), ClassLoaderData::get(b));
    if let (Some(x), Some(y)) = (first.find(name), second.find(name)) {
        return x == y;
    }
    let mut table = TABLE.lock();
    table
        .get_or_insert_default()
        .add(name, (a, first.find(name)), (b, second.find(name)))
}

/// Demands that two loaders agree on all class types of a field or method descriptor. The name of a type on which they
/// do not, if there is one.
pub fn check_signature(descriptor: Symbol, a: LoaderId, b: LoaderId) -> Option<Symbol> {
    if a == b {
        return None;
    }
    class_names(descriptor.as_bytes())
        .map(Symbol::intern)
        .find(|&name| !add(name, a, b))
}

/// The class names in a descriptor.
fn class_names(descriptor: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = descriptor;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|&c| c == b'L')? + 1;
        let end = start + rest[start..].iter().position(|&c| c == b';')?;
        let name = &rest[start..end];
        rest = &rest[end + 1..];
        Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: LoaderId = LoaderId(1);
    const B: LoaderId = LoaderId(2);
    const C: LoaderId = LoaderId(3);

    fn klass(n: u32) -> KlassPtr {
        // Never dereferenced here.
        KlassPtr::from_offset(n * 8).expect("not null")
    }

    #[test]
    fn names_of_a_descriptor() {
        let names: Vec<&[u8]> = class_names(b"(I[La/B;JLc/L;)[[Ld/E;").collect();
        assert_eq!(names, [&b"a/B"[..], b"c/L", b"d/E"]);
    }

    #[test]
    fn constraints_are_merged_and_kept_for_later_loading() {
        let mut t = Table::default();
        let name = Symbol::from_text("a/B");
        assert!(t.add(name, (A, None), (B, None)));
        assert!(t.add(name, (B, None), (C, None)));
        assert!(t.loaded(name, A, klass(1)));
        assert!(t.loaded(name, C, klass(1)));
        assert!(!t.loaded(name, B, klass(2)));
        assert!(t.loaded(Symbol::from_text("other"), B, klass(2)));
    }

    #[test]
    fn dead_loaders_are_forgotten() {
        let mut t = Table::default();
        let name = Symbol::from_text("a/B");
        assert!(t.add(name, (A, Some(klass(1))), (B, None)));
        assert!(t.add(name, (B, None), (C, None)));
        t.unload(&|l| l == A, &|_| A);
        assert!(t.loaded(name, B, klass(2)));
        assert!(!t.loaded(name, C, klass(3)));
        t.unload(&|l| l == C, &|_| B);
        assert!(t.0.is_empty());
    }

    #[test]
    fn loaders_that_disagree_already_cannot_be_constrained() {
        let mut t = Table::default();
        let name = Symbol::from_text("a/B");
        assert!(!t.add(name, (A, Some(klass(1))), (B, Some(klass(2)))));
        assert!(t.add(name, (A, Some(klass(1))), (B, None)));
        assert!(!t.add(name, (B, None), (C, Some(klass(2)))));
    }
}
