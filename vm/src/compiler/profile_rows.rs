//! The rows of profiles: which instructions have one, and what its cells mean.
//!
//! The kinds are HotSpot's. A call whose arguments or result are of interest ([`super::type_profile`]) has a cell for each
//! of them behind its own ones.

use classlib::bytecodes as op;
use compiler::host::{Bci, RECEIVER_ROWS};
use oops::MethodPtr;

use crate::compiler::type_profile::{self, CallTypes};

/// What the cells of an instruction mean (see `Host::profile_cells`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A conditional branch.
    Branch,
    /// `goto`.
    Jump,
    /// With so many cases.
    Switch(usize),
    /// A call of a method that is certain.
    Call,
    /// A call that a receiver's class decides.
    VirtualCall,
    /// `checkcast`, `instanceof`, `aastore`.
    TypeTest,
}

impl Kind {
    /// The kind of the instruction at `bci`; `None`: it has no row.
    pub fn of(code: &[u8], bci: usize) -> Option<Kind> {
        let operand = |at: usize| {
            let bytes = code[at..at + 4].try_into().expect("four bytes");
            i64::from(i32::from_be_bytes(bytes))
        };
        let aligned = (bci + 4) & !3;
        Some(match code[bci] {
            op::IFEQ..=op::IF_ACMPNE | op::IFNULL | op::IFNONNULL => Kind::Branch,
            op::GOTO | op::GOTO_W => Kind::Jump,
            op::TABLESWITCH => {
                Kind::Switch((operand(aligned + 8) - operand(aligned + 4) + 1) as usize)
            }
            op::LOOKUPSWITCH => Kind::Switch(operand(aligned + 4) as usize),
            op::INVOKESPECIAL | op::INVOKESTATIC | op::INVOKEDYNAMIC => Kind::Call,
            op::INVOKEVIRTUAL | op::INVOKEINTERFACE => Kind::VirtualCall,
            op::CHECKCAST | op::INSTANCEOF | op::AASTORE => Kind::TypeTest,
            _ => return None,
        })
    }

    /// Cells without those for types.
    pub fn cells(self) -> usize {
        match self {
            Kind::Branch => 2,
            Kind::Switch(cases) => cases + 1,
            Kind::Call | Kind::Jump => 1,
            Kind::VirtualCall | Kind::TypeTest => 2 + 2 * RECEIVER_ROWS,
        }
    }

    /// It has rows of classes.
    pub fn has_classes(self) -> bool {
        matches!(self, Kind::VirtualCall | Kind::TypeTest)
    }
}

/// A reference whose class is profiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TypedValue {
    /// Its number among the arguments, the receiver included.
    pub argument: u16,
    /// Its slot among those of the arguments.
    pub slot: u16,
    /// How far it lies below the top of the stack in front of the call.
    pub depth: u16,
    /// Index of its cell.
    pub cell: usize,
}

#[derive(Default, Debug)]
struct TypeCells {
    arguments: Vec<TypedValue>,
    result: Option<usize>,
}

/// The row of an instruction.
#[derive(Debug)]
pub struct Row {
    pub bci: Bci,
    pub kind: Kind,
    /// Index of its first cell.
    pub first: usize,
    /// Slots of a call's arguments with the receiver.
    pub argument_slots: u16,
    types: Option<Box<TypeCells>>,
}

impl Row {
    /// Its arguments whose classes are profiled.
    pub fn arguments(&self) -> &[TypedValue] {
        self.types.as_ref().map_or(&[], |types| &types.arguments)
    }

    /// The index of the cell for its result's class.
    pub fn result(&self) -> Option<usize> {
        self.types.as_ref()?.result
    }

    /// `checkcast`, `instanceof`, `aastore`.
    pub fn is_type_test(&self) -> bool {
        self.kind == Kind::TypeTest
    }

    /// `goto`.
    pub fn is_jump(&self) -> bool {
        self.kind == Kind::Jump
    }

    /// HotSpot's name.
    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::Branch => "BranchData",
            Kind::Jump => "JumpData",
            Kind::Switch(_) => "MultiBranchData",
            Kind::Call => "CounterData",
            Kind::VirtualCall => "VirtualCallData",
            Kind::TypeTest => "ReceiverTypeData",
        }
    }

    fn of_call(bci: usize, kind: Kind, first: usize, types: &CallTypes) -> Row {
        let mut cell = first + kind.cells();
        let mut next = || {
            cell += 1;
            cell - 1
        };
        let arguments = types.arguments.iter().map(|value| TypedValue {
            cell: next(),
            ..*value
        });
        let cells = TypeCells {
            arguments: arguments.collect(),
            result: types.has_result.then(&mut next),
        };
        let is_empty = cells.arguments.is_empty() && cells.result.is_none();
        Row {
            bci: bci as Bci,
            kind,
            first,
            argument_slots: types.argument_slots,
            types: (!is_empty).then(|| Box::new(cells)),
        }
    }

    fn cells(&self) -> usize {
        self.kind.cells() + self.arguments().len() + usize::from(self.result().is_some())
    }
}

/// The places of all cells of a method.
pub struct Layout {
    /// By bytecode index.
    pub rows: Vec<Row>,
    /// Parameters whose classes are profiled.
    pub parameters: Vec<TypedValue>,
    /// Instructions behind calls whose results are profiled, with the cell.
    pub results: Vec<(Bci, usize)>,
    pub cells: usize,
}

impl Layout {
    /// For bytecodes; `call` says what is of interest of the call at an index.
    pub fn new(code: &[u8], call: impl Fn(usize) -> CallTypes) -> Layout {
        let mut layout = Layout {
            rows: Vec::new(),
            parameters: Vec::new(),
            results: Vec::new(),
            cells: 0,
        };
        let mut bci = 0;
        while bci < code.len() {
            let next = bci + op::length_at(code, bci);
            if let Some(kind) = Kind::of(code, bci) {
                let types = match kind {
                    Kind::Call | Kind::VirtualCall => call(bci),
                    _ => CallTypes::default(),
                };
                let row = Row::of_call(bci, kind, layout.cells, &types);
                layout.cells += row.cells();
                layout
                    .results
                    .extend(row.result().map(|cell| (next as Bci, cell)));
                layout.rows.push(row);
            }
            bci = next;
        }
        layout
    }

    /// For a method.
    pub fn of(method: MethodPtr) -> Layout {
        let code = method.code.get();
        let mut layout = Layout::new(code, |bci| type_profile::of_call(method, bci));
        let first = layout.cells;
        let parameters = type_profile::of_parameters(method);
        layout.cells += parameters.len();
        let with_cell = |(i, value): (usize, &TypedValue)| TypedValue {
            cell: first + i,
            ..*value
        };
        layout.parameters = parameters.iter().enumerate().map(with_cell).collect();
        layout
    }
}
