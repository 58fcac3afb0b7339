//! Expressions.

use super::types::{INTS, Ty, literal, operand};
use super::{Gen, Home};
use crate::tree::Node;

/// Work that creating an object stands for.
const NEW_COST: u64 = 20;

impl Gen {
    /// An expression of a type, at most so deep.
    pub(super) fn expr(&mut self, ty: Ty, depth: usize) -> Node {
        self.spend(2);
        if depth == 0 || !self.affords(8) {
            return self.leaf(ty);
        }
        let depth = depth - 1;
        if self.rng.percent(22) {
            return self.leaf(ty);
        }
        if self.rng.percent(16)
            && let Some(call) = self.call(ty, depth)
        {
            return call;
        }
        if self.rng.percent(5) {
            let parts = vec![
                self.expr(Ty::Bool, depth),
                self.expr(ty, depth),
                self.expr(ty, depth),
            ];
            return Node::expr(ty, "(@ ? @ : @)", parts);
        }
        if self.rng.percent(10)
            && let Some(access) = self.access(ty, depth)
        {
            return access;
        }
        match ty {
            Ty::Bool => self.boolean(depth),
            Ty::Byte | Ty::Short | Ty::Char => self.narrow(ty, depth),
            Ty::Int => self.int(depth),
            Ty::Long => self.long(depth),
            Ty::Float | Ty::Double => self.floating(ty, depth),
            Ty::Str => self.string(depth),
            Ty::Array(element) => self.array(ty, *element, depth),
            Ty::Interface(number) => self.interface_object(number),
            Ty::Class(number) => self.object(number, depth),
        }
    }

    /// A variable or a literal.
    fn leaf(&mut self, ty: Ty) -> Node {
        if self.rng.percent(75)
            && let Some(var) = self.variable(ty, false)
        {
            return Node::expr(ty, &var.name, vec![]);
        }
        match ty {
            Ty::Array(element) => self.array(ty, *element, 0),
            Ty::Interface(number) => self.interface_object(number),
            Ty::Class(number) => self.object(number, 0),
            _ => Node::expr(ty, &operand(&mut self.rng, ty), vec![]),
        }
    }

    /// Whether something may be done here that may throw.
    fn dares(&mut self) -> bool {
        let percent = if self.guarded { 25 } else { 2 };
        self.rng.percent(percent)
    }

    /// An expression of a type that Java widens to the wanted one by itself.
    fn widened(&mut self, ty: Ty, depth: usize) -> Node {
        let from: &[Ty] = match ty {
            Ty::Int => INTS,
            Ty::Long => &[Ty::Long, Ty::Long, Ty::Int, Ty::Short, Ty::Char],
            Ty::Float => &[Ty::Float, Ty::Float, Ty::Int, Ty::Long, Ty::Byte],
            Ty::Double => &[Ty::Double, Ty::Double, Ty::Float, Ty::Int, Ty::Long],
            _ => &[],
        };
        let from = if from.is_empty() {
            ty
        } else {
            *self.rng.pick(from)
        };
        self.expr(from, depth)
    }

    fn boolean(&mut self, depth: usize) -> Node {
        let text = match self.rng.below(10) {
            0 => "(!@)",
            1 | 2 => *self.rng.pick(&[
                "(@ && @)", "(@ || @)", "(@ ^ @)", "(@ & @)", "(@ | @)", "(@ == @)",
            ]),
            3 => {
                let strings = vec![self.expr(Ty::Str, depth), self.expr(Ty::Str, depth)];
                let text = *self
                    .rng
                    .pick(&["@.equals(@)", "@.startsWith(@)", "@.contains(@)"]);
                return Node::expr(Ty::Bool, text, strings);
            }
            4 if !self.classes.is_empty() => return self.type_test(depth),
            _ => {
                let ty = *self.rng.pick(super::types::NUMBERS);
                let parts = vec![self.expr(ty, depth), self.widened(ty, depth)];
                let text = *self.rng.pick(&[
                    "(@ < @)", "(@ <= @)", "(@ > @)", "(@ >= @)", "(@ == @)", "(@ != @)",
                ]);
                return Node::expr(Ty::Bool, text, parts);
            }
        };
        let holes = text.matches('@').count();
        let parts = (0..holes).map(|_| self.expr(Ty::Bool, depth)).collect();
        Node::expr(Ty::Bool, text, parts)
    }

    fn type_test(&mut self, depth: usize) -> Node {
        let class = self.rng.below(self.classes.len());
        let object = self.expr(Ty::Class(class), depth);
        if self.rng.percent(40) {
            let other = self.expr(Ty::Class(class), depth);
            let text = *self.rng.pick(&["((Object) @ == @)", "((Object) @ != @)"]);
            return Node::expr(Ty::Bool, text, vec![object, other]);
        }
        let wanted = if self.interfaces > 0 && self.rng.percent(40) {
            format!("I{}", self.rng.below(self.interfaces))
        } else {
            format!("C{}", self.rng.below(self.classes.len()))
        };
        let text = format!("((Object) @ instanceof {wanted})");
        Node::expr(Ty::Bool, &text, vec![object])
    }

    fn narrow(&mut self, ty: Ty, depth: usize) -> Node {
        let from = *self.rng.pick(&[
            Ty::Int,
            Ty::Int,
            Ty::Long,
            Ty::Float,
            Ty::Double,
            Ty::Char,
            Ty::Byte,
        ]);
        if ty == Ty::Char && self.rng.percent(25) {
            let parts = vec![self.expr(Ty::Str, depth), self.expr(Ty::Int, depth)];
            return Node::expr(ty, "Main.at(@, @)", parts);
        }
        let text = format!("(({}) @)", ty.name());
        let part = self.expr(from, depth);
        Node::expr(ty, &text, vec![part])
    }

    fn int(&mut self, depth: usize) -> Node {
        match self.rng.below(16) {
            0..=6 => {
                let text = *self.rng.pick(&[
                    "(@ + @)",
                    "(@ - @)",
                    "(@ * @)",
                    "(@ & @)",
                    "(@ | @)",
                    "(@ ^ @)",
                    "(@ << @)",
                    "(@ >> @)",
                    "(@ >>> @)",
                ]);
                let parts = vec![self.widened(Ty::Int, depth), self.widened(Ty::Int, depth)];
                Node::expr(Ty::Int, text, parts)
            }
            7 => self.division(Ty::Int, depth),
            8 => {
                let text = *self.rng.pick(&["(-@)", "(~@)", "(+@)"]);
                let part = self.widened(Ty::Int, depth);
                Node::expr(Ty::Int, text, vec![part])
            }
            9 | 10 => {
                let from = *self.rng.pick(&[Ty::Long, Ty::Float, Ty::Double, Ty::Char]);
                let part = self.expr(from, depth);
                Node::expr(Ty::Int, "((int) @)", vec![part])
            }
            11 => self.step(Ty::Int),
            12 | 13 => self.int_library(depth),
            14 => {
                let parts = vec![self.expr(Ty::Int, depth), self.expr(Ty::Str, depth)];
                let text = *self.rng.pick(&[
                    "new R(@, @).a()",
                    "new R(@, @).hashCode()",
                    "new R(@, @).sum()",
                ]);
                self.spend(NEW_COST);
                Node::expr(Ty::Int, text, parts)
            }
            _ => self.switch_value(depth),
        }
    }

    fn int_library(&mut self, depth: usize) -> Node {
        if self.rng.percent(25) {
            let part = self.expr(Ty::Str, depth);
            let text = *self.rng.pick(&[
                "@.length()",
                "@.hashCode()",
                "@.indexOf('a')",
                "Main.parse(@)",
            ]);
            return Node::expr(Ty::Int, text, vec![part]);
        }
        if self.dares() {
            let parts = vec![self.expr(Ty::Int, depth), self.expr(Ty::Int, depth)];
            let text = *self.rng.pick(&[
                "Math.addExact(@, @)",
                "Math.multiplyExact(@, @)",
                "Math.floorMod(@, @)",
                "Integer.divideUnsigned(@, @)",
                "((int) \"abcdef\".charAt(@ ^ @))",
            ]);
            return Node::expr(Ty::Int, text, parts);
        }
        if self.rng.percent(25) {
            let ty = *self
                .rng
                .pick(&[Ty::Long, Ty::Float, Ty::Double, Ty::Bool, Ty::Char]);
            let text = match ty {
                Ty::Long => *self.rng.pick(&[
                    "Long.hashCode(@)",
                    "Long.numberOfTrailingZeros(@)",
                    "Long.bitCount(@)",
                    "Long.signum(@)",
                ]),
                Ty::Float => *self.rng.pick(&[
                    "Float.floatToIntBits(@)",
                    "Math.round(@)",
                    "Float.hashCode(@)",
                ]),
                Ty::Double => "Double.hashCode(@)",
                Ty::Bool => "Boolean.hashCode(@)",
                _ => "Character.getNumericValue(@)",
            };
            let part = self.expr(ty, depth);
            return Node::expr(Ty::Int, text, vec![part]);
        }
        let text = *self.rng.pick(&[
            "Integer.bitCount(@)",
            "Integer.numberOfLeadingZeros(@)",
            "Integer.reverse(@)",
            "Integer.rotateLeft(@, 5)",
            "Math.max(@, @)",
            "Math.min(@, @)",
            "Math.abs(@)",
            "Integer.compare(@, @)",
            "Integer.compareUnsigned(@, @)",
            "Integer.reverseBytes(@)",
            "Integer.highestOneBit(@)",
            "((int) (Integer) (@))",
            "((Integer) (@)).hashCode()",
            "((int) (Integer) (Object) (@))",
        ]);
        let holes = text.matches('@').count();
        let parts = (0..holes).map(|_| self.expr(Ty::Int, depth)).collect();
        Node::expr(Ty::Int, text, parts)
    }

    /// A division that cannot fail, or now and then one that can.
    fn division(&mut self, ty: Ty, depth: usize) -> Node {
        let parts = vec![self.expr(ty, depth), self.expr(ty, depth)];
        let text = if self.dares() {
            *self.rng.pick(&["(@ / @)", "(@ % @)"])
        } else {
            *self.rng.pick(&["(@ / (@ | 1))", "(@ % (@ | 1))"])
        };
        Node::expr(ty, text, parts)
    }

    fn long(&mut self, depth: usize) -> Node {
        match self.rng.below(12) {
            0..=4 => {
                let text = *self.rng.pick(&[
                    "(@ + @)",
                    "(@ - @)",
                    "(@ * @)",
                    "(@ & @)",
                    "(@ | @)",
                    "(@ ^ @)",
                    "(@ << @)",
                    "(@ >> @)",
                    "(@ >>> @)",
                ]);
                let parts = vec![self.expr(Ty::Long, depth), self.widened(Ty::Long, depth)];
                Node::expr(Ty::Long, text, parts)
            }
            5 => self.division(Ty::Long, depth),
            6 => {
                let text = *self.rng.pick(&["(-@)", "(~@)"]);
                let part = self.expr(Ty::Long, depth);
                Node::expr(Ty::Long, text, vec![part])
            }
            7 | 8 => {
                let from = *self
                    .rng
                    .pick(&[Ty::Int, Ty::Int, Ty::Float, Ty::Double, Ty::Byte]);
                let part = self.expr(from, depth);
                Node::expr(Ty::Long, "((long) @)", vec![part])
            }
            9 => self.step(Ty::Long),
            10 => {
                let part = self.expr(Ty::Double, depth);
                let text = *self
                    .rng
                    .pick(&["Double.doubleToLongBits(@)", "Math.round(@)"]);
                Node::expr(Ty::Long, text, vec![part])
            }
            _ => {
                let text = *self.rng.pick(&[
                    "Math.max(@, @)",
                    "Math.min(@, @)",
                    "Math.abs(@)",
                    "Long.reverse(@)",
                    "Long.rotateRight(@, 11)",
                    "Math.multiplyHigh(@, @)",
                    "Long.highestOneBit(@)",
                    "((long) (Long) (@))",
                ]);
                let holes = text.matches('@').count();
                let parts = (0..holes).map(|_| self.expr(Ty::Long, depth)).collect();
                Node::expr(Ty::Long, text, parts)
            }
        }
    }

    fn floating(&mut self, ty: Ty, depth: usize) -> Node {
        match self.rng.below(10) {
            0..=5 => {
                let text = *self
                    .rng
                    .pick(&["(@ + @)", "(@ - @)", "(@ * @)", "(@ / @)", "(@ % @)"]);
                let parts = vec![self.expr(ty, depth), self.widened(ty, depth)];
                Node::expr(ty, text, parts)
            }
            6 => {
                let part = self.expr(ty, depth);
                Node::expr(ty, "(-@)", vec![part])
            }
            7 => {
                let from = *self
                    .rng
                    .pick(&[Ty::Int, Ty::Long, Ty::Float, Ty::Double, Ty::Char]);
                let part = self.expr(from, depth);
                Node::expr(ty, &format!("(({}) @)", ty.name()), vec![part])
            }
            8 if ty == Ty::Double => {
                let text = *self.rng.pick(&[
                    "Math.sqrt(@)",
                    "Math.floor(@)",
                    "Math.ceil(@)",
                    "Math.rint(@)",
                    "Math.fma(@, @, @)",
                    "Math.signum(@)",
                    "Math.ulp(@)",
                    "Math.copySign(@, @)",
                    "((double) (Double) (@))",
                ]);
                // Without the processor's instruction it is a computation with BigDecimal.
                let text = match text.contains("fma") {
                    true if self.affords(2_000) => {
                        self.spend(2_000);
                        text
                    }
                    true => "Math.sqrt(@)",
                    false => text,
                };
                let holes = text.matches('@').count();
                let parts = (0..holes).map(|_| self.expr(ty, depth)).collect();
                Node::expr(ty, text, parts)
            }
            8 => {
                let part = self.expr(Ty::Int, depth);
                Node::expr(ty, "Float.intBitsToFloat(@)", vec![part])
            }
            _ => {
                let text = *self
                    .rng
                    .pick(&["Math.max(@, @)", "Math.min(@, @)", "Math.abs(@)"]);
                let holes = text.matches('@').count();
                let parts = (0..holes).map(|_| self.expr(ty, depth)).collect();
                Node::expr(ty, text, parts)
            }
        }
    }

    fn string(&mut self, depth: usize) -> Node {
        self.spend(NEW_COST);
        match self.rng.below(8) {
            0..=3 => {
                let count = 2 + self.rng.below(3);
                let mut text = "Main.cut(\"\"".to_owned();
                let mut parts = Vec::new();
                for _ in 0..count {
                    let ty = *self.rng.pick(&[
                        Ty::Str,
                        Ty::Str,
                        Ty::Int,
                        Ty::Char,
                        Ty::Long,
                        Ty::Bool,
                        Ty::Double,
                        Ty::Float,
                        Ty::Byte,
                    ]);
                    text.push_str(" + @");
                    parts.push(self.expr(ty, depth));
                }
                Node::expr(Ty::Str, &format!("{text})"), parts)
            }
            4 => {
                let part = self.expr(Ty::Int, depth);
                let text = *self.rng.pick(&[
                    "Integer.toHexString(@)",
                    "Integer.toString(@)",
                    "String.valueOf(@)",
                    "Integer.toBinaryString(@)",
                ]);
                Node::expr(Ty::Str, text, vec![part])
            }
            5 if !self.classes.is_empty() => {
                let class = self.rng.below(self.classes.len());
                let part = self.expr(Ty::Class(class), depth);
                Node::expr(Ty::Str, "Main.cut(\"\" + @)", vec![part])
            }
            6 => {
                let parts = vec![self.expr(Ty::Str, depth), self.expr(Ty::Int, depth)];
                Node::expr(Ty::Str, "Main.sub(@, @)", parts)
            }
            _ => {
                let part = self.expr(Ty::Str, depth);
                let text = *self.rng.pick(&[
                    "@.toUpperCase()",
                    "@.trim()",
                    "Main.cut(@.repeat(2))",
                    "@.replace('a', 'b')",
                    "@.intern()",
                ]);
                Node::expr(Ty::Str, text, vec![part])
            }
        }
    }

    fn array(&mut self, ty: Ty, element: Ty, depth: usize) -> Node {
        self.spend(NEW_COST);
        if depth > 0 && self.rng.percent(10) {
            let part = self.expr(ty, depth);
            return Node::expr(ty, "@.clone()", vec![part]);
        }
        if self.dares() && self.rng.percent(20) {
            return Node::expr(ty, &format!("(({}) null)", ty.name()), vec![]);
        }
        let length = 8 + self.rng.below(24);
        match element {
            Ty::Array(inner) => {
                Node::expr(ty, &format!("new {}[{length}][8]", inner.name()), vec![])
            }
            _ if element != Ty::Str && (depth == 0 || self.rng.percent(60)) => {
                let text = format!("new {}[{length}]", element.name());
                Node::expr(ty, &text, vec![])
            }
            _ => {
                let values: Vec<_> = (0..8).map(|_| literal(&mut self.rng, element)).collect();
                let text = format!("new {}[] {{{}}}", element.name(), values.join(", "));
                Node::expr(ty, &text, vec![])
            }
        }
    }

    /// A class that implements an interface.
    fn interface_object(&mut self, number: usize) -> Node {
        let classes: Vec<usize> = (0..self.classes.len())
            .filter(|class| self.implements(*class, number))
            .collect();
        let ty = Ty::Interface(number);
        if classes.is_empty() {
            return Node::expr(ty, &format!("((I{number}) null)"), vec![]);
        }
        let class = *self.rng.pick(&classes);
        let text = self.creation(class);
        Node::expr(ty, &format!("((I{number}) {text})"), vec![])
    }

    fn object(&mut self, wanted: usize, depth: usize) -> Node {
        let ty = Ty::Class(wanted);
        if self.rng.percent(4) {
            return Node::expr(ty, &format!("((C{wanted}) null)"), vec![]);
        }
        let below: Vec<usize> = (0..self.classes.len())
            .filter(|class| self.is_subclass(*class, wanted))
            .collect();
        if depth > 0 && self.dares() {
            let other = self.rng.below(self.classes.len());
            let part = self.expr(Ty::Class(other), depth - 1);
            return Node::expr(ty, &format!("((C{wanted}) (Object) @)"), vec![part]);
        }
        let class = *self.rng.pick(&below);
        let text = self.creation(class);
        Node::expr(ty, &text, vec![])
    }

    fn creation(&mut self, class: usize) -> String {
        self.spend(NEW_COST);
        let a = match self.variable(Ty::Int, false) {
            Some(var) if self.rng.percent(60) => var.name,
            _ => literal(&mut self.rng, Ty::Int),
        };
        format!("new C{class}({a}, {})", literal(&mut self.rng, Ty::Long))
    }

    /// An element of an array or a field of an object.
    fn access(&mut self, ty: Ty, depth: usize) -> Option<Node> {
        if self.rng.percent(60) {
            let arrays: Vec<Ty> = super::types::ARRAYS
                .iter()
                .copied()
                .filter(|array| matches!(array, Ty::Array(element) if **element == ty))
                .collect();
            let array = *arrays.first()?;
            let target = self.element(array, depth)?;
            return Some(Node::expr(ty, "@", vec![target]));
        }
        let class = match self.classes.len() {
            0 => return None,
            count => self.rng.below(count),
        };
        let fields: Vec<String> = self
            .fields(class)
            .into_iter()
            .filter(|(_, field)| *field == ty)
            .map(|(name, _)| name)
            .collect();
        if fields.is_empty() {
            return None;
        }
        let field = self.rng.pick(&fields).clone();
        let object = self.expr(Ty::Class(class), depth.min(1));
        Some(Node::expr(ty, &format!("@.{field}"), vec![object]))
    }

    /// An array variable with an index, to be read or written.
    pub(super) fn element(&mut self, array: Ty, depth: usize) -> Option<Node> {
        let name = self.variable(array, false)?.name;
        let index = self.expr(Ty::Int, depth.min(2));
        let text = match self.rng.below(4) {
            0 if self.dares() => format!("{name}[@]"),
            0 | 1 => format!("{name}[Math.floorMod(@, {name}.length)]"),
            2 => format!("{name}[(@ >>> 1) % {name}.length]"),
            _ => format!("{name}[@ & 7]"),
        };
        Some(Node::new(crate::tree::Role::Fixed, &text, vec![index]))
    }

    /// `++` and its like on a variable.
    fn step(&mut self, ty: Ty) -> Node {
        match self.variable(ty, true) {
            Some(var) => {
                let text = *self
                    .rng
                    .pick(&["(@++)", "(++@)", "(@--)", "(--@)", "(@ += 3)", "(@ ^= 5)"]);
                Node::expr(ty, text, vec![Node::fixed(&var.name)])
            }
            None => self.leaf(ty),
        }
    }

    /// A switch expression.
    fn switch_value(&mut self, depth: usize) -> Node {
        let parts = vec![
            self.expr(Ty::Int, depth),
            self.expr(Ty::Int, depth),
            self.expr(Ty::Int, depth),
            self.expr(Ty::Int, depth),
            self.expr(Ty::Int, depth),
        ];
        let name = self.name("y");
        let text = if self.rng.percent(50) {
            format!(
                "(switch (@ & 7) {{ case 0, 3 -> @; case 1 -> {{ int {name} = @; yield {name} + 1; }} case 5 -> @; default -> @; }})"
            )
        } else {
            "(switch (@) { case -1000000 -> @; case 12 -> @; case Integer.MAX_VALUE -> @; default -> @; })".to_owned()
        };
        Node::expr(Ty::Int, &text, parts)
    }

    /// A call of a method or of a function in a variable.
    fn call(&mut self, ty: Ty, depth: usize) -> Option<Node> {
        let lambda = self.lambda;
        let functions: Vec<_> = self
            .functions
            .iter()
            .filter(|f| f.ret == ty && lambda == 0)
            .cloned()
            .collect();
        if !functions.is_empty() && self.rng.percent(40) {
            let function = self.rng.pick(&functions).clone();
            if self.affords(function.cost + 5) {
                self.spend(function.cost + 5);
                let parts: Vec<_> = function
                    .params
                    .iter()
                    .map(|ty| self.expr(*ty, depth))
                    .collect();
                let holes = vec!["@"; parts.len()].join(", ");
                let text = format!("{}.{}({holes})", function.name, function.call);
                return Some(Node::expr(ty, &text, parts));
            }
        }
        let candidates: Vec<usize> = (0..self.callable)
            .filter(|index| {
                self.methods[*index].ret == ty && self.affords(self.methods[*index].limit + 5)
            })
            .collect();
        if candidates.is_empty() {
            return None;
        }
        let method = self.methods[*self.rng.pick(&candidates)].clone();
        self.spend(method.limit + 5);
        let mut parts = Vec::new();
        let receiver = match method.home {
            Home::Static => "Main.".to_owned(),
            Home::Interface(number) if self.rng.percent(70) => {
                parts.push(self.expr(Ty::Interface(number), depth.min(1)));
                "@.".to_owned()
            }
            home => {
                let classes: Vec<usize> = (0..self.classes.len())
                    .filter(|class| self.class_has(*class, home))
                    .collect();
                if classes.is_empty() {
                    return None;
                }
                let class = *self.rng.pick(&classes);
                parts.push(self.expr(Ty::Class(class), depth.min(1)));
                "@.".to_owned()
            }
        };
        let mut holes = Vec::new();
        for (index, param) in method.params.iter().enumerate() {
            if index == 0 && method.recursive {
                let depth = self.rng.range(0, RECURSION);
                holes.push(depth.to_string());
            } else {
                parts.push(self.expr(*param, depth));
                holes.push("@".to_owned());
            }
        }
        let text = format!("{receiver}{}({})", method.name, holes.join(", "));
        Some(Node::expr(ty, &text, parts))
    }

    /// A lambda for a functional interface's parameters, and what a call costs.
    pub(super) fn lambda(&mut self, params: &[Ty], ret: Ty, depth: usize) -> (Node, u64) {
        let (lambda, times, used, limit, this_scope) = (
            self.lambda,
            self.times,
            self.used,
            self.limit,
            self.scope.len(),
        );
        self.lambda = this_scope;
        self.times = 1;
        self.used = 0;
        self.limit = 40.min(limit);
        let names: Vec<_> = params.iter().map(|ty| self.local(*ty, false)).collect();
        let body = self.expr(ret, depth);
        let cost = self.used;
        self.scope.truncate(this_scope);
        self.lambda = lambda;
        self.times = times;
        self.used = used;
        self.limit = limit;
        let text = format!("({}) -> @", names.join(", "));
        (Node::new(crate::tree::Role::Fixed, &text, vec![body]), cost)
    }
}

/// The greatest depth that a caller asks of a recursive method.
pub(super) const RECURSION: i64 = 12;
