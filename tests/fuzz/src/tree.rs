//! A generated source text as a tree.
//!
//! A node is a text with holes that other nodes fill. It knows no more of Java than what a reduction
//! needs: whether it is a statement, an expression (and of which type), or a list any of whose elements may go.
//! A reduced tree need not be valid Java; the compiler finds that out.

use crate::java::types::Ty;

/// What may become of a node when the program is reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May become a constant, or one of the expressions in it that have the same type.
    Expr(Ty),
    /// May become the lists in it.
    Stmt,
    /// Its children may be deleted.
    List,
    /// Stays as it is.
    Fixed,
}

/// A part of a node's text.
#[derive(Debug, Clone)]
pub enum Piece {
    Text(String),
    Child(Node),
}

/// A piece of source text.
#[derive(Debug, Clone)]
pub struct Node {
    pub role: Role,
    pub pieces: Vec<Piece>,
}

impl Node {
    /// A text in which each `@` is a hole for the next child.
    pub fn new(role: Role, text: &str, children: Vec<Node>) -> Node {
        let mut pieces = Vec::new();
        let mut children = children.into_iter();
        for (index, part) in text.split('@').enumerate() {
            if index > 0 {
                let child = children.next().expect("every hole has a child");
                pieces.push(Piece::Child(child));
            }
            if !part.is_empty() {
                pieces.push(Piece::Text(part.to_owned()));
            }
        }
        assert!(children.next().is_none(), "every child has a hole: {text}");
        Node { role, pieces }
    }

    /// An expression.
    pub fn expr(ty: Ty, text: &str, children: Vec<Node>) -> Node {
        Node::new(Role::Expr(ty), text, children)
    }

    /// A statement.
    pub fn stmt(text: &str, children: Vec<Node>) -> Node {
        Node::new(Role::Stmt, text, children)
    }

    /// Statements, members or classes.
    pub fn list(children: Vec<Node>) -> Node {
        let pieces = children.into_iter().map(Piece::Child).collect();
        Node {
            role: Role::List,
            pieces,
        }
    }

    /// A text that no reduction touches, save that it may be an element of a list.
    pub fn fixed(text: &str) -> Node {
        Node {
            role: Role::Fixed,
            pieces: vec![Piece::Text(text.to_owned())],
        }
    }

    /// The nodes right below.
    pub fn children(&self) -> impl Iterator<Item = &Node> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Child(node) => Some(node),
            Piece::Text(_) => None,
        })
    }

    /// The number of nodes in the tree.
    pub fn size(&self) -> usize {
        1 + self.children().map(Node::size).sum::<usize>()
    }

    /// The node with this number, counted from 0 in the order of the text.
    pub fn at(&self, index: usize) -> &Node {
        let mut left = index;
        self.find(&mut left)
            .expect("the index is below the tree's size")
    }

    fn find(&self, left: &mut usize) -> Option<&Node> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        self.children().find_map(|child| child.find(left))
    }

    /// The same for changing it.
    pub fn at_mut(&mut self, index: usize) -> &mut Node {
        let mut left = index;
        self.find_mut(&mut left)
            .expect("the index is below the tree's size")
    }

    fn find_mut(&mut self, left: &mut usize) -> Option<&mut Node> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        self.pieces.iter_mut().find_map(|piece| match piece {
            Piece::Child(node) => node.find_mut(left),
            Piece::Text(_) => None,
        })
    }

    /// The source text.
    pub fn text(&self) -> String {
        let mut flat = String::new();
        self.write(&mut flat);
        indent(&flat)
    }

    fn write(&self, out: &mut String) {
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Child(node) => {
                    node.write(out);
                    if self.role == Role::List {
                        out.push('\n');
                    }
                }
            }
        }
    }
}

/// Lays the lines out by their braces.
fn indent(flat: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for line in flat.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let closing = line.chars().take_while(|c| *c == '}').count();
        let level = depth.saturating_sub(closing);
        out.extend(std::iter::repeat_n("    ", level));
        out.push_str(line);
        out.push('\n');
        for c in line.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_lines_laid_out() {
        let one = Node::expr(Ty::Int, "1", vec![]);
        let statement = Node::stmt("f(@);", vec![one]);
        let body = Node::stmt("{\n@}", vec![Node::list(vec![statement])]);
        assert_eq!(body.text(), "{\n    f(1);\n}\n");
        assert_eq!(body.size(), 4);
        assert_eq!(body.at(3).role, Role::Expr(Ty::Int));
    }
}
