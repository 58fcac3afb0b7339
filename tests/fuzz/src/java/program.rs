//! Whole programs: what they consist of, and the frame around them.

use super::expr::RECURSION;
use super::types::{Ty, literal};
use super::{Class, Gen, Home, Method, PROGRAM_LIMIT, Var};
use crate::tree::{Node, Role};

/// What every program has: the checksum and helpers that keep strings short and indexes in range.
const FRAME: &str = include_str!("frame.java");

/// The program that belongs to a seed. The line with the package is left to the caller.
pub fn program(seed: u64) -> Node {
    let mut generator = Gen::new(seed);
    generator.plan();
    generator.write()
}

impl Gen {
    /// Decides on classes, methods and static fields before anything is written.
    fn plan(&mut self) {
        self.interfaces = 1 + self.rng.below(2);
        for number in 0..2 + self.rng.below(4) {
            let parent = (number > 0 && self.rng.percent(65)).then(|| self.rng.below(number));
            let interfaces = (0..self.interfaces)
                .filter(|_| self.rng.percent(if number == 0 { 100 } else { 25 }))
                .collect();
            self.classes.push(Class {
                parent,
                interfaces,
                fields: Vec::new(),
            });
        }
        for class in 0..self.classes.len() {
            for _ in 0..1 + self.rng.below(4) {
                let ty = self.any_type();
                let name = self.name("f");
                self.classes[class].fields.push((name, ty));
            }
        }
        for index in 0..6 + self.rng.below(8) {
            let ty = if index == 0 { Ty::Int } else { self.any_type() };
            let name = self.name("s");
            let mutable = self.rng.percent(85);
            self.statics.push(Var {
                name: format!("Main.{name}"),
                ty,
                mutable,
                everywhere: true,
            });
        }
        for _ in 0..5 + self.rng.below(8) {
            self.plan_method();
        }
    }

    fn plan_method(&mut self) {
        let home = match self.rng.below(10) {
            0 | 1 => Home::Interface(self.rng.below(self.interfaces)),
            2..=4 => Home::Class(self.rng.below(self.classes.len())),
            _ => Home::Static,
        };
        let recursive = home == Home::Static && self.rng.percent(20);
        let limit = match home {
            Home::Static if !recursive => *self.rng.pick(&[30, 60, 200, 2_000, 20_000, 150_000]),
            _ => *self.rng.pick(&[20, 40, 100, 400]),
        };
        // Now and then more than fit into registers.
        let count = if self.rng.percent(10) {
            6 + self.rng.below(14)
        } else {
            self.rng.below(4)
        };
        let mut params: Vec<Ty> = (0..count).map(|_| self.any_type()).collect();
        if recursive {
            params.insert(0, Ty::Int);
        }
        let method = Method {
            name: self.name("m"),
            home,
            params,
            ret: self.any_type(),
            limit: if recursive {
                limit * (RECURSION as u64 + 1)
            } else {
                limit
            },
            recursive,
            synchronized: self.rng.percent(8),
        };
        self.methods.push(method);
    }

    fn write(&mut self) -> Node {
        let mut classes = Vec::new();
        for number in 0..self.interfaces {
            classes.push(self.interface(number));
        }
        for number in 0..self.classes.len() {
            classes.push(self.class(number));
        }
        let mut members = Vec::new();
        self.begin(0, PROGRAM_LIMIT, None, None);
        for var in self.statics.clone() {
            members.push(self.static_field(&var));
        }
        for index in 0..self.methods.len() {
            if self.methods[index].home == Home::Static {
                members.push(self.method(index, "static ", None));
            }
        }
        let body = self.main();
        let text =
            format!("{FRAME}\n@\npublic static void main(String[] args) {{\n@finish();\n}}\n}}\n@");
        Node::new(
            Role::Fixed,
            &text,
            vec![Node::list(members), body, Node::list(classes)],
        )
    }

    fn static_field(&mut self, var: &Var) -> Node {
        let name = var.name.trim_start_matches("Main.");
        let modifier = match (var.mutable, self.rng.below(5)) {
            (false, _) => "final ",
            (true, 0) => "volatile ",
            _ => "",
        };
        // Initialisers run in the order of the text and call no methods, so none sees a field too early.
        let value = match var.ty {
            Ty::Array(_) | Ty::Interface(_) | Ty::Class(_) => {
                let statics = std::mem::take(&mut self.statics);
                self.limit = 1000;
                self.used = 0;
                let value = self.expr(var.ty, 0);
                self.statics = statics;
                value
            }
            ty => Node::expr(ty, &literal(&mut self.rng, ty), vec![]),
        };
        let text = format!("static {modifier}{} {name} = @;", var.ty.name());
        Node::new(Role::Fixed, &text, vec![value])
    }

    fn interface(&mut self, number: usize) -> Node {
        let mut members = Vec::new();
        for index in 0..self.methods.len() {
            if self.methods[index].home == Home::Interface(number) {
                let mut method = self.method(index, "default ", None);
                if self.rng.percent(50) {
                    let text = format!("{};", self.signature(index, ""));
                    method = Node::fixed(&text);
                    self.methods[index].synchronized = false;
                }
                members.push(method);
            }
        }
        let text = format!("interface I{number} {{\n@}}");
        Node::new(Role::Fixed, &text, vec![Node::list(members)])
    }

    fn class(&mut self, number: usize) -> Node {
        let class = self.classes[number].clone();
        let mut members = Vec::new();
        for (name, ty) in &class.fields {
            let modifier = if self.rng.percent(10) {
                "volatile "
            } else {
                ""
            };
            members.push(Node::fixed(&format!("{modifier}{} {name};", ty.name())));
        }
        members.push(self.constructor(number));
        for index in 0..self.methods.len() {
            let home = self.methods[index].home;
            let introduces = match home {
                Home::Static => continue,
                Home::Class(home) => home == number,
                Home::Interface(home) => class.interfaces.contains(&home),
            };
            let overrides = self.class_has(number, home) && self.rng.percent(50);
            if introduces || overrides {
                members.push(self.method(index, "public ", Some(number)));
            }
        }
        members.push(self.printing(number));
        let mut heading = format!("class C{number}");
        if let Some(parent) = class.parent {
            heading.push_str(&format!(" extends C{parent}"));
        }
        for (index, interface) in class.interfaces.iter().enumerate() {
            heading.push_str(if index == 0 { " implements " } else { ", " });
            heading.push_str(&format!("I{interface}"));
        }
        Node::new(
            Role::Fixed,
            &format!("{heading} {{\n@}}"),
            vec![Node::list(members)],
        )
    }

    /// A constructor that fills the class's own fields; it creates no objects of these classes, which might never end.
    fn constructor(&mut self, number: usize) -> Node {
        let mut statements = Vec::new();
        if self.classes[number].parent.is_some() {
            statements.push(Node::fixed("super(a + 1, b);"));
        }
        for (name, ty) in self.classes[number].fields.clone() {
            let value = match ty {
                Ty::Int => Node::expr(ty, "a", vec![]),
                Ty::Long => Node::expr(ty, "(b + a)", vec![]),
                Ty::Double if self.rng.percent(50) => Node::expr(ty, "(b * 0.5)", vec![]),
                Ty::Array(element) if *element == Ty::Int => {
                    Node::expr(ty, "new int[] {a, 2, 3, a, 5, 6, 7, (int) b}", vec![])
                }
                Ty::Array(_) => Node::expr(ty, &ty.constants()[0], vec![]),
                Ty::Class(wanted) if self.is_subclass(number, wanted) && self.rng.percent(60) => {
                    Node::expr(ty, "this", vec![])
                }
                Ty::Class(_) | Ty::Interface(_) => Node::expr(ty, "null", vec![]),
                _ => Node::expr(ty, &literal(&mut self.rng, ty), vec![]),
            };
            statements.push(Node::stmt(&format!("this.{name} = @;"), vec![value]));
        }
        let text = format!("C{number}(int a, long b) {{\n@}}");
        Node::new(Role::Fixed, &text, vec![Node::list(statements)])
    }

    fn printing(&mut self, number: usize) -> Node {
        let mut text = format!("public String toString() {{ return \"C{number}(\"");
        for (name, ty) in self.fields(number) {
            match ty {
                Ty::Array(_) => text.push_str(&format!(" + {name}.length + \",\"")),
                Ty::Class(_) | Ty::Interface(_) => {
                    text.push_str(&format!(" + ({name} == null) + \",\""))
                }
                _ => text.push_str(&format!(" + {name} + \",\"")),
            }
        }
        text.push_str(" + \")\"; }");
        Node::fixed(&text)
    }

    fn signature(&mut self, index: usize, modifiers: &str) -> String {
        let method = self.methods[index].clone();
        let params: Vec<_> = method
            .params
            .iter()
            .enumerate()
            .map(|(number, ty)| format!("{} p{number}", ty.name()))
            .collect();
        let (ret, name) = (method.ret.name(), method.name);
        format!("{modifiers}{ret} {name}({})", params.join(", "))
    }

    /// One body of a method, of a class or static.
    fn method(&mut self, index: usize, modifiers: &str, this: Option<usize>) -> Node {
        let method = self.methods[index].clone();
        let synchronized = method.synchronized && !modifiers.starts_with("default");
        let modifiers = format!(
            "{modifiers}{}",
            if synchronized { "synchronized " } else { "" }
        );
        let signature = self.signature(index, &modifiers);
        self.begin(index, method.limit, Some(method.ret), this);
        if method.recursive {
            self.limit = method.limit / (RECURSION as u64 + 1);
        }
        for (number, ty) in method.params.iter().enumerate() {
            let depth = method.recursive && number == 0;
            self.scope.push(Var {
                name: format!("p{number}"),
                ty: *ty,
                mutable: !depth,
                everywhere: false,
            });
        }
        let (depth, count) = match self.limit {
            0..=50 => (0, self.rng.below(2)),
            51..=500 => (2, 1 + self.rng.below(4)),
            _ => (4, 3 + self.rng.below(6)),
        };
        let mut list = self.statements(depth, count);
        let value = if method.recursive {
            let base = self.expr(method.ret, 2);
            let mut parts = vec![base];
            let mut holes = vec!["p0 - 1".to_owned()];
            for ty in &method.params[1..] {
                parts.push(self.expr(*ty, 2));
                holes.push("@".to_owned());
            }
            let (name, ret) = (&method.name, method.ret.name());
            let next = format!(
                "if (p0 <= 0) return @;\n{ret} deeper = Main.{name}({});",
                holes.join(", ")
            );
            list.pieces
                .push(crate::tree::Piece::Child(Node::stmt(&next, parts)));
            self.scope.push(Var {
                name: "deeper".into(),
                ty: method.ret,
                mutable: true,
                everywhere: false,
            });
            self.expr(method.ret, 3)
        } else {
            self.expr(method.ret, 4)
        };
        let text = format!("{signature} {{\n@return @;\n}}");
        Node::new(Role::Fixed, &text, vec![list, value])
    }

    fn begin(&mut self, callable: usize, limit: u64, ret: Option<Ty>, this: Option<usize>) {
        self.scope.clear();
        self.functions.clear();
        self.loops.clear();
        self.lambda = 0;
        self.callable = callable;
        self.times = 1;
        self.used = 0;
        self.limit = limit;
        self.ret = ret;
        self.this = this;
        self.guarded = false;
        if let Some(class) = this {
            for (name, ty) in self.fields(class) {
                self.scope.push(Var {
                    name: format!("this.{name}"),
                    ty,
                    mutable: true,
                    everywhere: true,
                });
            }
        }
    }

    /// The body of `main`: every method is called often enough to become hot, as far as the work allows.
    fn main(&mut self) -> Node {
        self.begin(self.methods.len(), PROGRAM_LIMIT, None, None);
        let mut list = Vec::new();
        let share = PROGRAM_LIMIT / 2 / self.methods.len() as u64;
        for index in 0..self.methods.len() {
            let method = self.methods[index].clone();
            let times = (share / (method.limit + 30)).clamp(1, 3000);
            let counter = self.name("i");
            self.limit = u64::MAX;
            let before = self.callable;
            self.callable = 0;
            let receiver = match method.home {
                Home::Static => Some(Node::fixed("Main")),
                Home::Class(class) => Some(self.expr(Ty::Class(class), 1)),
                Home::Interface(interface) => Some(self.expr(Ty::Interface(interface), 1)),
            };
            let mut parts: Vec<_> = receiver.into_iter().collect();
            let mut holes = Vec::new();
            for (number, ty) in method.params.iter().enumerate() {
                if *ty == Ty::Int && (method.recursive && number == 0) {
                    holes.push(format!("{counter} % {}", RECURSION + 1));
                } else if *ty == Ty::Int {
                    holes.push(counter.clone());
                } else {
                    parts.push(self.expr(*ty, 1));
                    holes.push("@".to_owned());
                }
            }
            self.callable = before;
            let text = format!(
                "for (int {counter} = 0; {counter} < @; {counter}++) {{\ntry {{\nmix(@.{}({}));\n}} \
                 catch (RuntimeException e) {{\nmix(e);\n}}\n}}\nshow(\"{}\", sum);",
                method.name,
                holes.join(", "),
                method.name
            );
            parts.insert(0, Node::expr(Ty::Int, &times.to_string(), vec![]));
            list.push(Node::stmt(&text, parts));
        }
        self.begin(self.methods.len(), PROGRAM_LIMIT / 3, None, None);
        self.guarded = true;
        let count = 4 + self.rng.below(8);
        let body = self.block(5, count);
        list.push(Node::stmt(
            "try @ catch (RuntimeException e) {\nmix(e);\n}",
            vec![body],
        ));
        if self.rng.percent(15) {
            self.limit += 50_000;
            self.lambda = 1;
            let body = self.block(2, 3);
            self.lambda = 0;
            let name = self.name("t");
            let text = format!(
                "Thread {name} = new Thread(() -> {{\ntry @ catch (RuntimeException e) {{\nmix(e);\n}}\n}});\n{name}.start();\n\
                 try {{\n{name}.join();\n}} catch (InterruptedException e) {{\nmix(1);\n}}"
            );
            list.push(Node::stmt(&text, vec![body]));
        }
        // A few programs end with an exception that nobody catches, or with an exit code.
        match self.rng.below(20) {
            0 => list.push(Node::stmt(
                "if (sum != 1) { show(\"sum\", sum);\nthrow new Problem(3); }",
                vec![],
            )),
            1 => list.push(Node::stmt(
                "{ int[] none = null;\nshow(\"sum\", sum);\nmix(none[(int) sum]); }",
                vec![],
            )),
            _ => {}
        }
        Node::list(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_the_same_program() {
        assert_eq!(program(7).text(), program(7).text());
        assert_ne!(program(7).text(), program(8).text());
    }
}
