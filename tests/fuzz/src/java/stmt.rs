//! Statements.

use super::types::{NUMBERS, Ty};
use super::{Function, Gen, Home, Var};
use crate::tree::{Node, Role};

/// Work that an exception thrown and caught stands for.
const THROW_COST: u64 = 60;

/// The functional interfaces that local variables have.
const FUNCTIONS: &[(&str, &str, &[Ty], Ty)] = &[
    ("IntUnaryOperator", "applyAsInt", &[Ty::Int], Ty::Int),
    (
        "LongBinaryOperator",
        "applyAsLong",
        &[Ty::Long, Ty::Long],
        Ty::Long,
    ),
    (
        "IntToDoubleFunction",
        "applyAsDouble",
        &[Ty::Int],
        Ty::Double,
    ),
    ("Supplier<String>", "get", &[], Ty::Str),
    ("IntPredicate", "test", &[Ty::Int], Ty::Bool),
];

impl Gen {
    /// Puts a new local variable into the scope and returns its name.
    pub(super) fn local(&mut self, ty: Ty, mutable: bool) -> String {
        let name = self.name("v");
        self.scope.push(Var {
            name: name.clone(),
            ty,
            mutable,
            everywhere: !mutable,
        });
        name
    }

    /// Statements in a scope of their own, between braces.
    pub(super) fn block(&mut self, depth: usize, count: usize) -> Node {
        let (scope, functions) = (self.scope.len(), self.functions.len());
        let statements = self.statements(depth, count);
        self.scope.truncate(scope);
        self.functions.truncate(functions);
        Node::new(Role::Fixed, "{\n@}", vec![statements])
    }

    pub(super) fn statements(&mut self, depth: usize, count: usize) -> Node {
        let mut list = Vec::new();
        for _ in 0..count {
            if !self.affords(20) {
                break;
            }
            list.push(self.statement(depth));
        }
        Node::list(list)
    }

    fn some(&mut self) -> usize {
        1 + self.rng.below(4)
    }

    fn statement(&mut self, depth: usize) -> Node {
        self.spend(2);
        let choice = self.rng.below(100);
        if depth > 0 && choice < 46 {
            let depth = depth - 1;
            return match choice {
                0..=16 => self.repetition(depth),
                17..=24 => self.branch(depth),
                25..=31 => self.attempt(depth),
                32..=36 => self.switch(depth),
                37..=38 => self.synchronized(depth),
                39..=40 => match self.idiom(depth) {
                    Some(node) => node,
                    None => self.synchronized(depth),
                },
                41 => self.collection(depth),
                42 => match self.rng.below(4) {
                    0 => self.pattern(depth),
                    1 => self.resource(depth),
                    2 => self.anonymous(),
                    _ => self.array_store(),
                },
                44 => self.many_receivers(),
                43 => self.labelled_block(depth),
                _ => {
                    let count = self.some();
                    let block = self.block(depth, count);
                    Node::stmt("@", vec![block])
                }
            };
        }
        match choice % 20 {
            0..=3 => self.declaration(),
            4..=9 => self.assignment(),
            10 | 11 => self.element_assignment(),
            12 | 13 => self.field_assignment(),
            14 => self.function(),
            15 => self.jump(),
            17 => match self.idiom(0) {
                Some(node) => node,
                None => self.assignment(),
            },
            16 if self.times < 50 => {
                let ty = self.any_type();
                let part = self.expr(ty, 3);
                self.spend(THROW_COST);
                let name = self.name("s");
                Node::stmt(&format!("Main.show(\"{name}\", @);"), vec![part])
            }
            _ => {
                let ty = self.any_type();
                let part = self.expr(ty, 3);
                self.spend(8);
                Node::stmt("Main.mix(@);", vec![part])
            }
        }
    }

    fn declaration(&mut self) -> Node {
        let ty = self.any_type();
        let value = self.expr(ty, 3);
        let mutable = self.rng.percent(80);
        let name = self.local(ty, mutable);
        let modifier = if mutable { "" } else { "final " };
        Node::stmt(&format!("{modifier}{} {name} = @;", ty.name()), vec![value])
    }

    fn assignment(&mut self) -> Node {
        let found: Vec<Var> = self.visible().filter(|var| var.mutable).cloned().collect();
        if found.is_empty() {
            return self.declaration();
        }
        let locals = found.len().min(12);
        let var = if self.rng.percent(60) {
            found[self.rng.below(locals)].clone()
        } else {
            self.rng.pick(&found).clone()
        };
        self.assign(&var.name, vec![], var.ty)
    }

    /// An assignment to what the text stands for.
    fn assign(&mut self, target: &str, mut parts: Vec<Node>, ty: Ty) -> Node {
        if matches!(ty, Ty::Int | Ty::Long | Ty::Short | Ty::Byte | Ty::Char)
            && self.rng.percent(45)
        {
            if self.rng.percent(20) {
                let text = *self.rng.pick(&["++", "--"]);
                return Node::stmt(&format!("{target}{text};"), parts);
            }
            let operator = *self
                .rng
                .pick(&["+", "-", "*", "&", "|", "^", "<<", ">>", ">>>"]);
            let from = *self.rng.pick(&[ty, Ty::Int, Ty::Long, Ty::Byte]);
            parts.push(self.expr(from, 2));
            return Node::stmt(&format!("{target} {operator}= @;"), parts);
        }
        if ty.is_number() && self.rng.percent(25) {
            let operator = *self.rng.pick(&["+", "-", "*"]);
            let from = *self.rng.pick(NUMBERS);
            parts.push(self.expr(from, 2));
            return Node::stmt(&format!("{target} {operator}= @;"), parts);
        }
        parts.push(self.expr(ty, 4));
        Node::stmt(&format!("{target} = @;"), parts)
    }

    fn element_assignment(&mut self) -> Node {
        let array = *self.rng.pick(super::types::ARRAYS);
        let Ty::Array(element) = array else {
            unreachable!("the table holds arrays only")
        };
        match self.element(array, 2) {
            Some(target) => self.assign("@", vec![target], *element),
            None => self.declaration(),
        }
    }

    fn field_assignment(&mut self) -> Node {
        if self.classes.is_empty() {
            return self.assignment();
        }
        let class = self.rng.below(self.classes.len());
        let fields = self.fields(class);
        match self.variable(Ty::Class(class), false) {
            Some(var) if !fields.is_empty() => {
                let (field, ty) = self.rng.pick(&fields).clone();
                self.assign(&format!("{}.{field}", var.name), vec![], ty)
            }
            _ => self.assignment(),
        }
    }

    fn function(&mut self) -> Node {
        let (interface, call, params, ret) = *self.rng.pick(FUNCTIONS);
        let name = self.name("f");
        let candidates: Vec<usize> = (0..self.callable)
            .filter(|index| {
                let method = &self.methods[*index];
                method.home == Home::Static
                    && !method.recursive
                    && method.params == params
                    && method.ret == ret
            })
            .collect();
        self.spend(40);
        let (value, cost) = if !candidates.is_empty() && self.rng.percent(50) {
            let method = &self.methods[*self.rng.pick(&candidates)];
            (Node::fixed(&format!("Main::{}", method.name)), method.limit)
        } else {
            self.lambda(params, ret, 3)
        };
        self.functions.push(Function {
            name: name.clone(),
            call,
            params,
            ret,
            cost,
        });
        Node::stmt(&format!("final {interface} {name} = @;"), vec![value])
    }

    /// `break`, `continue`, `return` or `throw`, always under a condition.
    fn jump(&mut self) -> Node {
        let condition = self.expr(Ty::Bool, 3);
        let in_lambda = self.lambda > 0;
        let choice = self.rng.below(10);
        if choice < 6 && !self.loops.is_empty() && !in_lambda {
            let label = self.rng.pick(&self.loops).clone();
            let word = *self.rng.pick(&["break", "continue"]);
            return match label.as_str() {
                // Only a loop has no label; the nearest loop or switch is meant.
                "" => Node::stmt(&format!("if (@) {word};"), vec![condition]),
                _ if label.starts_with('B') => {
                    Node::stmt(&format!("if (@) break {label};"), vec![condition])
                }
                _ => Node::stmt(&format!("if (@) {word} {label};"), vec![condition]),
            };
        }
        if choice < 8
            && !in_lambda
            && let Some(ret) = self.ret
        {
            let value = self.expr(ret, 2);
            return Node::stmt("if (@) return @;", vec![condition, value]);
        }
        if self.guarded || self.rng.percent(10) {
            let value = self.expr(Ty::Int, 2);
            self.spend(THROW_COST);
            return Node::stmt("if (@) throw new Problem(@);", vec![condition, value]);
        }
        let value = self.expr(Ty::Int, 3);
        Node::stmt("if (@) Main.mix(@);", vec![condition, value])
    }

    fn branch(&mut self, depth: usize) -> Node {
        let condition = self.expr(Ty::Bool, 4);
        let count = self.some();
        let yes = self.block(depth, count);
        if self.rng.percent(50) {
            let no = self.block(depth, count);
            return Node::stmt("if (@) @ else @", vec![condition, yes, no]);
        }
        Node::stmt("if (@) @", vec![condition, yes])
    }

    /// A loop of any kind.
    fn repetition(&mut self, depth: usize) -> Node {
        let room = self.limit.saturating_sub(self.used) / self.times.max(1);
        let most = (room / 40).min(100_000);
        if most < 2 {
            return self.assignment();
        }
        let count = match self.rng.below(10) {
            0..=4 => self.rng.range(2, 12),
            5..=7 => self.rng.range(10, 200),
            _ => self.rng.range(200, 60_000),
        }
        .min(most as i64);
        let label = if self.rng.percent(25) {
            self.name("L")
        } else {
            String::new()
        };
        let prefix = if label.is_empty() {
            String::new()
        } else {
            format!("{label}:\n")
        };
        let bound = Node::expr(Ty::Int, &count.to_string(), vec![]);
        let (scope, functions, times) = (self.scope.len(), self.functions.len(), self.times);
        let kind = self.rng.below(10);
        // Evaluated once, so before the loop counts.
        let other = match kind {
            6 => Some(self.expr(Ty::Array(&Ty::Int), 1)),
            _ => None,
        };
        self.loops.push(label);
        self.times *= (count as u64).max(1);
        if kind == 6 {
            self.times = times * 40;
        }
        let size = if self.times > 1000 { 2 } else { 4 };
        let size = 1 + self.rng.below(size);
        let node = match kind {
            0..=2 => {
                let i = self.local_loop(Ty::Int);
                let body = self.block(depth, size);
                let text = *self.rng.pick(&[
                    "for (int I = 0; I < @; I++) @",
                    "for (int I = @; I > 0; I--) @",
                    "for (int I = 0; I != @; ++I) @",
                    "for (int I = -3; I <= @; I += 3) @",
                ]);
                let text = text.replace('I', &i);
                Node::stmt(&format!("{prefix}{text}"), vec![bound, body])
            }
            3 => {
                let i = self.local_loop(Ty::Long);
                let body = self.block(depth, size);
                let text = format!("{prefix}for (long {i} = 0; {i} < @; {i}++) @");
                Node::stmt(&text, vec![bound, body])
            }
            4 => {
                let i = self.local_loop(Ty::Int);
                let condition = self.expr(Ty::Bool, 2);
                let body = self.block(depth, size);
                let text = format!(
                    "{{ int {i} = @;\n{prefix}while ({i}-- > 0 && (@ || ({i} & 1) == 0)) @\n}}"
                );
                Node::stmt(&text, vec![bound, condition, body])
            }
            5 => {
                let i = self.local_loop(Ty::Int);
                let body = self.block(depth, size);
                let text = format!("{{ int {i} = 0;\n{prefix}do @ while (++{i} < @);\n}}");
                Node::stmt(&text, vec![body, bound])
            }
            6 => {
                let element = self.local(Ty::Int, false);
                let body = self.block(depth, size);
                let text = format!("{prefix}for (final int {element} : @) @");
                let array = other.expect("made before");
                Node::stmt(&text, vec![array, body])
            }
            7 => {
                let i = self.local_loop(Ty::Int);
                let body = self.block(depth, size);
                let text = format!(
                    "{{ int {i} = 0;\n{prefix}while (true) {{\nif (++{i} > @) break;\n@\n}}\n}}"
                );
                Node::stmt(&text, vec![bound, body])
            }
            8 => {
                let (i, j) = (self.local_loop(Ty::Int), self.local_loop(Ty::Int));
                let body = self.block(depth, size);
                let text = format!("{prefix}for (int {i} = 0, {j} = @; {i} < {j}; {i}++, {j}--) @");
                Node::stmt(&text, vec![bound, body])
            }
            _ => {
                let i = self.local_loop(Ty::Short);
                let body = self.block(depth, size);
                let text =
                    format!("{prefix}for (short {i} = 0; {i} < Math.min(@, 30000); {i}++) @");
                Node::stmt(&text, vec![bound, body])
            }
        };
        self.times = times;
        self.loops.pop();
        self.scope.truncate(scope);
        self.functions.truncate(functions);
        node
    }

    /// A loop's counter: nothing else writes it, and no lambda can use it.
    fn local_loop(&mut self, ty: Ty) -> String {
        let name = self.local(ty, false);
        if let Some(var) = self.scope.last_mut() {
            var.everywhere = false;
        }
        name
    }

    fn attempt(&mut self, depth: usize) -> Node {
        let guarded = self.guarded;
        self.guarded = true;
        self.spend(THROW_COST);
        let count = self.some();
        let body = self.block(depth, count);
        self.guarded = guarded;
        let name = self.name("e");
        let handler = self.block(depth, 2);
        let text = match self.rng.below(4) {
            0 => format!("try @ catch (RuntimeException {name}) {{\nMain.mix({name});\n@\n}}"),
            1 => format!(
                "try @ catch (ArithmeticException | ArrayIndexOutOfBoundsException {name}) {{\nMain.mix({name});\n@\n}} \
                 catch (RuntimeException {name}) {{\nMain.mix({name});\n}}"
            ),
            2 => format!(
                "try @ catch (Problem {name}) {{\nMain.mix({name}.code);\n@\n}} \
                 catch (RuntimeException {name}) {{\nMain.mix({name});\n}}"
            ),
            _ => {
                let last = self.block(depth, 1);
                let text = format!(
                    "try @ catch (RuntimeException {name}) {{\nMain.mix({name});\n@\n}} finally @"
                );
                return Node::stmt(&text, vec![body, handler, last]);
            }
        };
        Node::stmt(&text, vec![body, handler])
    }

    fn switch(&mut self, depth: usize) -> Node {
        let kind = self.rng.below(4);
        let (subject, labels): (Node, &[&str]) = match kind {
            0 => (
                self.expr(Ty::Int, 3),
                &["-1", "0", "1", "5", "1000000", "Integer.MIN_VALUE"],
            ),
            1 => (
                self.expr(Ty::Str, 2),
                &["\"\"", "\"a\"", "\"hello\"", "\"12\"", "\"Aa\"", "\"BB\""],
            ),
            2 => {
                let value = self.expr(Ty::Int, 2);
                let text = "E.values()[(@ >>> 1) % 3]";
                (Node::new(Role::Fixed, text, vec![value]), &["A", "B", "C"])
            }
            _ => {
                let value = self.expr(Ty::Int, 3);
                let text = "@ & 7";
                (
                    Node::new(Role::Fixed, text, vec![value]),
                    &["0", "1", "2", "3", "4", "7"],
                )
            }
        };
        let label = self.name("B");
        self.loops.push(label.clone());
        let mut cases = Vec::new();
        let default = self.rng.below(labels.len() + 1);
        for (index, case) in labels.iter().enumerate() {
            if self.rng.percent(25) {
                continue;
            }
            if index == default {
                cases.push(Node::fixed("default:"));
            }
            let body = self.block(depth, 1);
            let end = if self.rng.percent(70) { "break;" } else { "" };
            cases.push(Node::new(
                Role::Fixed,
                &format!("case {case}: @\n{end}"),
                vec![body],
            ));
        }
        self.loops.pop();
        let cases = Node::list(cases);
        Node::stmt(
            &format!("{label}:\nswitch (@) {{\n@}}"),
            vec![subject, cases],
        )
    }

    fn labelled_block(&mut self, depth: usize) -> Node {
        let label = self.name("B");
        self.loops.push(label.clone());
        let count = 2 + self.some();
        let body = self.block(depth, count);
        self.loops.pop();
        Node::stmt(&format!("{label}: @"), vec![body])
    }

    fn synchronized(&mut self, depth: usize) -> Node {
        self.spend(20);
        let lock = if self.classes.is_empty() || self.rng.percent(50) {
            Node::fixed("Main.class")
        } else {
            let class = self.rng.below(self.classes.len());
            self.expr(Ty::Class(class), 1)
        };
        let count = self.some();
        let body = self.block(depth, count);
        Node::stmt("synchronized (@) @", vec![lock, body])
    }

    /// A list of boxed values, filled and read.
    fn collection(&mut self, depth: usize) -> Node {
        let name = self.name("c");
        let scope = self.scope.len();
        let i = self.local_loop(Ty::Int);
        self.times *= 10;
        self.spend(60);
        let value = self.expr(Ty::Int, 3);
        self.scope.truncate(scope);
        let element = self.local(Ty::Int, false);
        let body = self.block(depth, 1);
        self.times /= 10;
        self.scope.truncate(scope);
        let text = match self.rng.below(3) {
            0 => format!(
                "{{ ArrayList<Integer> {name} = new ArrayList<>();\nfor (int {i} = 0; {i} < 10; {i}++) {name}.add(@);\n\
                 for (final int {element} : {name}) @\nMain.mix({name}.hashCode()); }}"
            ),
            1 => format!(
                "{{ TreeMap<Integer, Integer> {name} = new TreeMap<>();\nfor (int {i} = 0; {i} < 10; {i}++) {name}.merge(@, {i}, Integer::sum);\n\
                 for (final int {element} : {name}.values()) @\nMain.mix({name}.toString()); }}"
            ),
            _ => format!(
                "{{ HashMap<String, Integer> {name} = new HashMap<>();\nfor (int {i} = 0; {i} < 10; {i}++) {name}.put(\"k\" + (@ & 15), {i});\n\
                 for (final int {element} : {name}.values()) @\nMain.mix({name}.hashCode()); }}"
            ),
        };
        Node::stmt(&text, vec![value, body])
    }

    /// One call with receivers of several classes.
    fn many_receivers(&mut self) -> Node {
        let callable = &self.methods[..self.callable];
        let room = self.limit.saturating_sub(self.used) / self.times.max(1);
        let fitting = callable
            .iter()
            .filter(|method| method.home != Home::Static && 20 * (method.limit + 30) <= room);
        let fitting: Vec<_> = fitting.cloned().collect();
        if fitting.is_empty() {
            return self.assignment();
        }
        let method = self.rng.pick(&fitting).clone();
        let home = match method.home {
            Home::Interface(number) => format!("I{number}"),
            Home::Class(number) => format!("C{number}"),
            Home::Static => unreachable!("static methods were left out"),
        };
        let classes = (0..self.classes.len()).filter(|class| self.class_has(*class, method.home));
        let classes: Vec<usize> = classes.collect();
        if classes.is_empty() {
            return self.assignment();
        }
        let objects: Vec<String> = (0..1 + self.rng.below(6))
            .map(|_| *self.rng.pick(&classes))
            .map(|class| format!("new C{class}({class}, 7L)"))
            .collect();
        self.spend(20 * objects.len() as u64);
        let most = (room / 2 / (method.limit + 30)).clamp(2, 20_000);
        let count = self.rng.range(2, most as i64);
        let scope = self.scope.len();
        let i = self.local_loop(Ty::Int);
        let times = self.times;
        self.times *= count as u64;
        self.spend(method.limit + 10);
        let mut parts = vec![Node::expr(Ty::Int, &count.to_string(), vec![])];
        parts.extend(method.params.iter().map(|ty| self.expr(*ty, 1)));
        self.times = times;
        self.scope.truncate(scope);
        let array = self.name("o");
        let text = format!(
            "{{ {home}[] {array} = {{{}}};\nfor (int {i} = 0; {i} < @; {i}++) Main.mix({array}[{i} % {}].{}({})); }}",
            objects.join(", "),
            objects.len(),
            method.name,
            vec!["@"; method.params.len()].join(", ")
        );
        Node::stmt(&text, parts)
    }

    /// `try` with a resource that is closed whatever happens.
    fn resource(&mut self, depth: usize) -> Node {
        self.spend(THROW_COST);
        let guarded = std::mem::replace(&mut self.guarded, true);
        let value = self.expr(Ty::Int, 2);
        let count = self.some();
        let body = self.block(depth, count);
        self.guarded = guarded;
        let (name, e) = (self.name("r"), self.name("e"));
        let text = format!(
            "try (Resource {name} = new Resource(@)) @ catch (RuntimeException {e}) {{\nMain.mix({e});\nMain.mix({e}.getSuppressed().length);\n}}"
        );
        Node::stmt(&text, vec![value, body])
    }

    /// An object of a class without a name that captures variables.
    fn anonymous(&mut self) -> Node {
        self.spend(30);
        let captured = self.expr(Ty::Int, 2);
        let (body, cost) = self.lambda(&[Ty::Int], Ty::Int, 2);
        self.spend(cost);
        let argument = self.expr(Ty::Int, 2);
        let (n, f) = (self.name("n"), self.name("f"));
        let text = format!(
            "{{ final int {n} = @;\nfinal IntUnaryOperator {f} = @;\nMain.mix(new IntUnaryOperator() {{\nint calls = {n};\n\
             public int applyAsInt(int x) {{ calls++; return {f}.applyAsInt(x) + calls; }}\n}}.applyAsInt(@)); }}"
        );
        Node::stmt(&text, vec![captured, body, argument])
    }

    /// A store into an array whose elements may be of another class.
    fn array_store(&mut self) -> Node {
        self.spend(THROW_COST);
        let (element, ty) = *self.rng.pick(&[
            ("String", Ty::Str),
            ("Integer", Ty::Int),
            ("Object", Ty::Double),
            ("Comparable", Ty::Long),
        ]);
        let other = if self.rng.percent(70) {
            ty
        } else {
            *self.rng.pick(&[Ty::Str, Ty::Int])
        };
        let parts = vec![self.expr(Ty::Int, 2), self.expr(other, 2)];
        let (name, e) = (self.name("a"), self.name("e"));
        let text = format!(
            "{{ Object[] {name} = new {element}[8];\ntry {{ {name}[@ & 7] = @; }} catch (ArrayStoreException {e}) {{ Main.mix({e}); }}\n\
             Main.mix({name}); }}"
        );
        Node::stmt(&text, parts)
    }

    /// `instanceof` with a name for the object.
    fn pattern(&mut self, depth: usize) -> Node {
        if self.classes.is_empty() {
            return self.assignment();
        }
        let (class, wanted) = (
            self.rng.below(self.classes.len()),
            self.rng.below(self.classes.len()),
        );
        let object = self.expr(Ty::Class(class), 2);
        let scope = self.scope.len();
        let name = self.local(Ty::Class(wanted), false);
        // Not final: only definitely assigned where the test succeeded.
        let count = self.some();
        let body = self.block(depth, count);
        self.scope.truncate(scope);
        Node::stmt(
            &format!("if ((Object) @ instanceof C{wanted} {name}) @"),
            vec![object, body],
        )
    }
}
