//! Random Java programs that compile, end, and print the same on every correct VM.
//!
//! - They end: every loop has a counter, methods call only those with lower numbers, and recursion counts down.
//! - They end soon: each method has a limit of work that it may do, and a statement counts once for each time that the loops
//!   around it may run it. The sum stays below [`PROGRAM_LIMIT`], less than a second for an interpreter.
//! - They print the same: no identity hashes, times, addresses or races; NaNs count as one value.
//!
//! Values flow into a checksum (`mix`), the first hundred are printed (`show`).

mod expr;
mod idioms;
mod program;
mod stmt;
pub mod types;

pub use program::program;

use crate::rng::Rng;
use types::Ty;

/// About how many operations a program does at most.
const PROGRAM_LIMIT: u64 = 1_500_000;

/// Something with a name that an expression may use.
#[derive(Debug, Clone)]
struct Var {
    name: String,
    ty: Ty,
    /// It may stand on the left of an assignment.
    mutable: bool,
    /// A lambda may use it: a field, or a local variable that is final.
    everywhere: bool,
}

/// Where a virtual method is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Static,
    Interface(usize),
    Class(usize),
}

/// A method; its number is its place in `Gen::methods`.
#[derive(Debug, Clone)]
struct Method {
    name: String,
    home: Home,
    params: Vec<Ty>,
    ret: Ty,
    /// How much work one call may do.
    limit: u64,
    /// Its first parameter is the depth of recursion.
    recursive: bool,
    synchronized: bool,
}

#[derive(Debug, Clone)]
struct Class {
    parent: Option<usize>,
    interfaces: Vec<usize>,
    fields: Vec<(String, Ty)>,
}

/// A local variable that holds a lambda or a method reference.
#[derive(Debug, Clone)]
struct Function {
    name: String,
    /// The interface's method.
    call: &'static str,
    params: &'static [Ty],
    ret: Ty,
    cost: u64,
}

/// The state of the generation.
struct Gen {
    rng: Rng,
    methods: Vec<Method>,
    classes: Vec<Class>,
    interfaces: usize,
    statics: Vec<Var>,
    // Of the method that is being written:
    scope: Vec<Var>,
    functions: Vec<Function>,
    /// Local variables before this one are outside the lambda that is being written.
    lambda: usize,
    /// Only methods before this one may be called.
    callable: usize,
    /// How many times the loops around run this place.
    times: u64,
    used: u64,
    limit: u64,
    this: Option<usize>,
    ret: Option<Ty>,
    /// The labels of the loops around; a loop without one has an empty label.
    loops: Vec<String>,
    /// Inside a `try` that catches everything.
    guarded: bool,
    names: usize,
}

impl Gen {
    fn new(seed: u64) -> Gen {
        Gen {
            rng: Rng::new(seed),
            methods: Vec::new(),
            classes: Vec::new(),
            interfaces: 0,
            statics: Vec::new(),
            scope: Vec::new(),
            functions: Vec::new(),
            lambda: 0,
            callable: 0,
            times: 1,
            used: 0,
            limit: 0,
            this: None,
            ret: None,
            loops: Vec::new(),
            guarded: false,
            names: 0,
        }
    }

    /// A name that no other has.
    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// Counts work.
    fn spend(&mut self, cost: u64) {
        self.used = self.used.saturating_add(self.times.saturating_mul(cost));
    }

    /// Whether there is room for so much more work here.
    fn affords(&self, cost: u64) -> bool {
        self.used.saturating_add(self.times.saturating_mul(cost)) <= self.limit
    }

    /// The variables that may be used here.
    fn visible(&self) -> impl Iterator<Item = &Var> {
        let locals = self.scope.iter().enumerate();
        locals
            .filter(|(index, var)| *index >= self.lambda || var.everywhere)
            .map(|(_, var)| var)
            .chain(&self.statics)
    }

    /// A variable of a type, the inner ones more often.
    fn variable(&mut self, ty: Ty, mutable: bool) -> Option<Var> {
        let fitting = |var: &&Var| var.ty == ty && (var.mutable || !mutable);
        let found: Vec<Var> = self.visible().filter(fitting).cloned().collect();
        let locals = found.len().min(6);
        match found.len() {
            0 => None,
            _ if self.rng.percent(70) => {
                let start = self.scope.len().min(found.len()).saturating_sub(locals);
                let index = start + self.rng.below(locals.min(found.len() - start));
                Some(found[index].clone())
            }
            _ => Some(self.rng.pick(&found).clone()),
        }
    }

    /// Whether a class is, extends or implements what a method belongs to.
    fn class_has(&self, class: usize, home: Home) -> bool {
        match home {
            Home::Static => false,
            Home::Class(wanted) => self.is_subclass(class, wanted),
            Home::Interface(wanted) => self.implements(class, wanted),
        }
    }

    fn is_subclass(&self, class: usize, wanted: usize) -> bool {
        let mut next = Some(class);
        while let Some(class) = next {
            if class == wanted {
                return true;
            }
            next = self.classes[class].parent;
        }
        false
    }

    fn implements(&self, class: usize, interface: usize) -> bool {
        let mut next = Some(class);
        while let Some(class) = next {
            if self.classes[class].interfaces.contains(&interface) {
                return true;
            }
            next = self.classes[class].parent;
        }
        false
    }

    /// All fields of a class, inherited ones too.
    fn fields(&self, class: usize) -> Vec<(String, Ty)> {
        let mut fields = match self.classes[class].parent {
            Some(parent) => self.fields(parent),
            None => Vec::new(),
        };
        fields.extend(self.classes[class].fields.iter().cloned());
        fields
    }

    /// A type for a variable.
    fn any_type(&mut self) -> Ty {
        match self.rng.below(20) {
            0..=10 => *self.rng.pick(types::NUMBERS),
            11 => Ty::Bool,
            12 | 13 => Ty::Str,
            14..=16 => *self.rng.pick(types::ARRAYS),
            17 if self.interfaces > 0 => Ty::Interface(self.rng.below(self.interfaces)),
            _ if !self.classes.is_empty() => Ty::Class(self.rng.below(self.classes.len())),
            _ => Ty::Int,
        }
    }
}
