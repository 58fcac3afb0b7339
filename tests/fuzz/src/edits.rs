//! The changes that make a source tree smaller.

use crate::tree::{Node, Piece, Role};

/// One change; nodes go by their number in the tree.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Deletes elements of a list.
    Delete {
        list: usize,
        from: usize,
        count: usize,
    },
    /// Puts a constant in an expression's place.
    Constant { node: usize, text: String },
    /// Puts one of the nodes in it in a node's place.
    Hoist { node: usize, inner: usize },
}

/// All changes of a tree, those that take most away first.
pub fn edits(tree: &Node) -> Vec<Edit> {
    let mut found: Vec<(usize, Edit)> = Vec::new();
    let mut index = 0;
    collect(tree, &mut index, &mut found);
    found.sort_by_key(|(gain, _)| std::cmp::Reverse(*gain));
    found.into_iter().map(|(_, edit)| edit).collect()
}

fn collect(node: &Node, next: &mut usize, found: &mut Vec<(usize, Edit)>) {
    let index = *next;
    *next += 1;
    let sizes: Vec<_> = node.children().map(Node::size).collect();
    match node.role {
        Role::List => {
            let mut count = sizes.len();
            while count > 0 {
                for from in (0..sizes.len()).step_by(count) {
                    let to = (from + count).min(sizes.len());
                    let gain = sizes[from..to].iter().sum();
                    let edit = Edit::Delete {
                        list: index,
                        from,
                        count: to - from,
                    };
                    found.push((gain, edit));
                }
                count /= 2;
            }
        }
        Role::Expr(ty) => {
            let constants = ty.constants();
            let leaf = match node.pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            };
            if !leaf.is_some_and(|text| constants.contains(text)) {
                for text in constants {
                    found.push((node.size(), Edit::Constant { node: index, text }));
                }
            }
            inner(node, index, |role| role == node.role, found);
        }
        Role::Stmt => inner(node, index, |role| role == Role::List, found),
        Role::Fixed => {}
    }
    for child in node.children() {
        collect(child, next, found);
    }
}

/// Hoists the nearest nodes below that have a fitting role.
fn inner(
    node: &Node,
    index: usize,
    fits: impl Fn(Role) -> bool + Copy,
    found: &mut Vec<(usize, Edit)>,
) {
    let mut next = index + 1;
    for child in node.children() {
        nearest(child, &mut next, fits, &mut |inner, size| {
            let gain = node.size() - size;
            found.push((gain, Edit::Hoist { node: index, inner }));
        });
    }
}

fn nearest(
    node: &Node,
    next: &mut usize,
    fits: impl Fn(Role) -> bool + Copy,
    found: &mut impl FnMut(usize, usize),
) {
    if fits(node.role) {
        found(*next, node.size());
        *next += node.size();
        return;
    }
    *next += 1;
    for child in node.children() {
        nearest(child, next, fits, found);
    }
}

/// The tree after a change.
pub fn apply(tree: &Node, edit: &Edit) -> Node {
    let mut tree = tree.clone();
    match edit {
        Edit::Delete { list, from, count } => {
            tree.at_mut(*list).pieces.drain(*from..from + count);
        }
        Edit::Constant { node, text } => {
            tree.at_mut(*node).pieces = vec![Piece::Text(text.clone())];
        }
        Edit::Hoist { node, inner } => {
            let inner = tree.at(*inner).clone();
            *tree.at_mut(*node) = inner;
        }
    }
    tree
}

/// The tree after several changes, those of them that can be made together.
pub fn apply_all(tree: &Node, edits: &[&Edit]) -> Node {
    if let [edit] = edits {
        return apply(tree, edit);
    }
    // From the back, for a change moves the numbers of what comes behind it. One change of a node is enough, and what is put in
    // another's place has a number of its own.
    let place = |edit: &Edit| match edit {
        Edit::Delete { list, .. } => Some(*list),
        Edit::Constant { node, .. } => Some(*node),
        Edit::Hoist { .. } => None,
    };
    let mut placed: Vec<_> = edits
        .iter()
        .filter_map(|edit| Some((place(edit)?, *edit)))
        .collect();
    placed.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    placed.dedup_by_key(|(place, _)| *place);
    placed
        .into_iter()
        .fold(tree.clone(), |tree, (_, edit)| apply(&tree, edit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::java::types::Ty;

    #[test]
    fn every_change_makes_the_tree_smaller_or_simpler() {
        let tree = crate::java::program(3);
        for edit in edits(&tree) {
            let changed = apply(&tree, &edit);
            let simpler = matches!(edit, Edit::Constant { .. });
            assert!(changed.size() < tree.size() || simpler, "{edit:?}");
        }
    }

    #[test]
    fn changes_go_together() {
        let tree = crate::java::program(4);
        let edits = edits(&tree);
        for group in edits.chunks(12) {
            let all: Vec<_> = group.iter().collect();
            assert!(apply_all(&tree, &all).size() <= tree.size());
        }
    }

    #[test]
    fn constants_stay() {
        let one = Node::expr(Ty::Int, "0", vec![]);
        assert!(edits(&one).is_empty());
        let sum = Node::expr(Ty::Int, "(@ + @)", vec![one.clone(), one]);
        assert_eq!(edits(&sum).len(), 3 + 2);
    }
}
