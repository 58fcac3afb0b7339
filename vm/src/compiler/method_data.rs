//! Profiles of methods (HotSpot's MethodData): what the interpreter and code of level 3 count for the optimizing tier to come.
//!
//! A method gets its data when code that counts is made of it, or of a method that it is inlined in, or when it is hot in
//! the interpreter while no compiler takes it ([`super::policy`]), and keeps it until its class goes. From then on the interpreter fills it as
//! well (`-XX:-ProfileInterpreter`: not). The cells are 64-bit words that are added to without atomics: threads may lose each other's
//! counts, and no count can overflow. A class in a row is its offset in the class space; it does not keep the class
//! alive, and unloading empties the row. What the optimizing tier asks are the functions of [`MethodData`] and of
//! [`history`]; `-XX:+PrintMethodData` prints by them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use compiler::host::{Bci, Counters, RECEIVER_ROWS, TypeCells};
use oops::{KlassPtr, MethodPtr, Oop};
use parking_lot::Mutex;

use crate::compiler::profile_rows::{Kind, Layout, Row, TypedValue};
use crate::compiler::type_profile::{SeenType, TypeCell};
use crate::interpreter;
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// How often a conditional branch went either way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BranchCounts {
    pub taken: u64,
    pub not_taken: u64,
}

/// The classes that an instruction has met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClassCounts {
    /// Those with a row.
    pub rows: Vec<(KlassPtr, u64)>,
    /// All others together.
    pub others: u64,
    /// Nulls, at type tests.
    pub nulls: u64,
}

/// The profile of one method.
pub struct MethodData {
    invocations: AtomicU64,
    back_edges: AtomicU64,
    layout: Layout,
    cells: Box<[AtomicU64]>,
    /// The opcodes of quickened code, by bytecode index, where instructions stand that are profiled.
    opcodes: Box<[AtomicU8]>,
}

impl MethodData {
    fn new(layout: Layout, code_length: usize) -> MethodData {
        MethodData {
            invocations: AtomicU64::new(0),
            back_edges: AtomicU64::new(0),
            cells: (0..layout.cells).map(|_| AtomicU64::new(0)).collect(),
            opcodes: (0..code_length).map(|_| AtomicU8::new(0)).collect(),
            layout,
        }
    }

    /// Invocations since the method has the data.
    pub fn invocations(&self) -> u64 {
        self.invocations.load(Ordering::Relaxed)
    }

    /// Back-edges since the method has the data.
    pub fn back_edges(&self) -> u64 {
        self.back_edges.load(Ordering::Relaxed)
    }

    /// The row of the instruction at `bci`.
    pub fn row(&self, bci: Bci) -> Option<&Row> {
        let rows = &self.layout.rows;
        let row = rows.binary_search_by_key(&bci, |r| r.bci).ok()?;
        Some(&rows[row])
    }

    /// All rows, by bytecode index.
    pub fn rows(&self) -> &[Row] {
        &self.layout.rows
    }

    fn cell(&self, row: &Row, index: usize) -> u64 {
        self.cells[row.first + index].load(Ordering::Relaxed)
    }

    /// How often the conditional branch went either way.
    pub fn branch(&self, row: &Row) -> Option<BranchCounts> {
        (row.kind == Kind::Branch).then(|| BranchCounts {
            taken: self.cell(row, 0),
            not_taken: self.cell(row, 1),
        })
    }

    /// How often each case of the switch was gone to, the default first.
    pub fn switch(&self, row: &Row) -> Option<Vec<u64>> {
        let Kind::Switch(cases) = row.kind else {
            return None;
        };
        Some((0..=cases).map(|case| self.cell(row, case)).collect())
    }

    /// How often a call of a certain method, or a `goto`, was executed.
    pub fn count(&self, row: &Row) -> Option<u64> {
        matches!(row.kind, Kind::Call | Kind::Jump).then(|| self.cell(row, 0))
    }

    /// The classes of receivers, or of what was tested.
    pub fn classes(&self, row: &Row) -> Option<ClassCounts> {
        let rows = self.class_rows(row);
        let known = rows.filter_map(|(class, count)| {
            let klass = KlassPtr::from_offset(class.load(Ordering::Relaxed) as u32)?;
            Some((klass, count.load(Ordering::Relaxed)))
        });
        row.kind.has_classes().then(|| ClassCounts {
            rows: known.collect(),
            others: self.cell(row, 0),
            nulls: self.cell(row, 1 + 2 * RECEIVER_ROWS),
        })
    }

    /// The classes of a call's arguments as far as they are kept.
    pub fn arguments<'d>(
        &'d self,
        row: &'d Row,
    ) -> impl ExactSizeIterator<Item = (&'d TypedValue, SeenType)> {
        let arguments = row.arguments().iter();
        arguments.map(|value| (value, self.type_cell(value.cell).seen()))
    }

    /// The classes of a call's result, if they are kept.
    pub fn result(&self, row: &Row) -> Option<SeenType> {
        row.result().map(|cell| self.type_cell(cell).seen())
    }

    /// The parameters whose classes are kept.
    pub fn parameters(&self) -> &[TypedValue] {
        &self.layout.parameters
    }

    /// The cell for the classes of a value.
    pub fn type_cell(&self, cell: usize) -> &TypeCell {
        TypeCell::of(&self.cells[cell])
    }

    /// The opcode of the instruction at `bci` in quickened code, if it [is profiled](Self::is_profiled).
    pub fn opcode(&self, bci: usize) -> &AtomicU8 {
        &self.opcodes[bci]
    }

    /// The interpreter is to stop at the instruction: it has a row, or the result of the call before it is of interest.
    pub fn is_profiled(&self, bci: usize) -> bool {
        self.row(bci as Bci).is_some() || self.result_before(bci).is_some()
    }

    /// The cell for what lies on the stack at `bci`, if that is the result of a call whose result is of interest. (What comes to this
    /// place by a jump is taken for one.)
    pub fn result_before(&self, bci: usize) -> Option<&TypeCell> {
        let results = &self.layout.results;
        if results.is_empty() {
            return None;
        }
        let found = results.binary_search_by_key(&bci, |&(at, _)| at.into());
        Some(self.type_cell(results[found.ok()?].1))
    }

    /// Adds 1 to a cell of a row.
    pub fn count_cell(&self, row: &Row, index: usize) {
        count(&self.cells[row.first + index]);
    }

    /// A back-edge was taken.
    pub fn count_back_edge(&self) {
        count(&self.back_edges);
    }

    /// The method is entered.
    pub fn count_invocation(&self) {
        count(&self.invocations);
    }

    /// An object that is not null was met.
    pub fn count_class(&self, row: &Row, object: Oop) {
        let cells = &self.cells[row.first..row.first + row.kind.cells()];
        count_class(cells, object.klass().offset());
    }

    /// A type test has met null.
    pub fn count_null(&self, row: &Row) {
        self.count_cell(row, 1 + 2 * RECEIVER_ROWS);
    }

    fn counters(&self) -> Counters {
        Counters {
            invocations: &raw const self.invocations as u64,
            back_edges: &raw const self.back_edges as u64,
        }
    }

    fn cell_address(&self, cell: usize) -> u64 {
        &raw const self.cells[cell] as u64
    }

    fn cells_at(&self, bci: Bci) -> Option<u64> {
        Some(self.cell_address(self.row(bci)?.first))
    }

    fn addresses(&self, values: &[TypedValue]) -> Vec<(u16, u64)> {
        let address = |v: &TypedValue| (v.argument, self.cell_address(v.cell));
        values.iter().map(address).collect()
    }

    fn type_cells_at(&self, bci: Bci) -> Option<TypeCells> {
        let row = self.row(bci)?;
        Some(TypeCells {
            arguments: self.addresses(row.arguments()),
            result: row.result().map(|cell| self.cell_address(cell)),
        })
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        let layout = &self.layout;
        size_of::<MethodData>()
            + size_of_val(&*layout.rows)
            + size_of_val(&*layout.parameters)
            + size_of_val(&*self.cells)
            + self.opcodes.len()
    }

    /// The cells of a row's classes: class, count.
    fn class_rows<'d>(&'d self, row: &Row) -> impl Iterator<Item = (&'d AtomicU64, &'d AtomicU64)> {
        let count = if row.kind.has_classes() {
            RECEIVER_ROWS
        } else {
            0
        };
        let first = row.first + 1;
        (0..count).map(move |i| (&self.cells[first + 2 * i], &self.cells[first + 2 * i + 1]))
    }

    /// Empties the rows of classes that go.
    fn forget(&self, is_dead: &dyn Fn(KlassPtr) -> bool) {
        for row in &self.layout.rows {
            for (class, count) in self.class_rows(row) {
                let klass = KlassPtr::from_offset(class.load(Ordering::Relaxed) as u32);
                if klass.is_some_and(is_dead) {
                    class.store(0, Ordering::Relaxed);
                    count.store(0, Ordering::Relaxed);
                }
            }
            let arguments = row.arguments().iter().map(|value| value.cell);
            for cell in arguments.chain(row.result()) {
                self.type_cell(cell).forget(is_dead);
            }
        }
        for parameter in &self.layout.parameters {
            self.type_cell(parameter.cell).forget(is_dead);
        }
    }
}

/// Adds 1. Threads may overwrite each other's counts.
fn count(cell: &AtomicU64) {
    cell.store(cell.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

/// A class gets a free row if it has none, or is counted with the others.
fn count_class(cells: &[AtomicU64], class: u32) {
    for row in 0..RECEIVER_ROWS {
        let (own, number) = (&cells[1 + 2 * row], &cells[2 + 2 * row]);
        let claimed = match own.load(Ordering::Relaxed) {
            0 => own.compare_exchange(0, class.into(), Ordering::Relaxed, Ordering::Relaxed),
            known => Err(known),
        };
        if claimed.map_or_else(|other| other == u64::from(class), |_| true) {
            count(number);
            return;
        }
    }
    count(&cells[0]);
}

/// All profiles by method. Boxed: compiled code and the methods have the addresses.
static PROFILES: Mutex<BTreeMap<u32, Box<MethodData>>> = Mutex::new(BTreeMap::new());

/// The method's profile, if it has one.
pub fn of(method: MethodPtr) -> Option<&'static MethodData> {
    let address = method.rt.profile.load(Ordering::Acquire) as *const MethodData;
    // SAFETY: it lives as long as the method.
    unsafe { address.as_ref() }
}

/// The method's profile, if it has one that the interpreter fills.
pub fn of_interpreted(method: MethodPtr) -> Option<&'static MethodData> {
    of(method).filter(|_| flags::get::ProfileInterpreter() != 0)
}

/// The method's profile, made if it has none.
pub fn make(method: MethodPtr) -> &'static MethodData {
    if let Some(data) = of(method) {
        return data;
    }
    {
        let mut profiles = PROFILES.lock();
        let data = profiles
            .entry(method.offset())
            .or_insert_with(|| Box::new(MethodData::new(Layout::of(method), method.code.len())));
        let address = std::ptr::from_ref::<MethodData>(data) as usize;
        method.rt.profile.store(address, Ordering::Release);
    }
    interpreter::start_profiling(method);
    of(method).expect("the method has a profile now")
}

/// Where code counts the method's invocations and back-edges.
pub fn counters(method: MethodPtr) -> Counters {
    make(method).counters()
}

/// Where code profiles an instruction.
pub fn cells_at(method: MethodPtr, bci: Bci) -> Option<u64> {
    make(method).cells_at(bci)
}

/// Where code keeps the classes of a call's arguments and result.
pub fn type_cells_at(method: MethodPtr, bci: Bci) -> Option<TypeCells> {
    make(method).type_cells_at(bci)
}

/// Where code keeps the classes of a method's parameters.
pub fn parameter_cells(method: MethodPtr) -> Vec<(u16, u64)> {
    let data = make(method);
    data.addresses(&data.layout.parameters)
}

/// What compiled code calls for a class without a row.
///
/// # Safety
/// `cells` are those of an instruction with rows.
pub unsafe extern "C" fn profile_class(_: &JavaThread, cells: u64, class: u32) {
    // SAFETY: by the caller's word; the data lives as long as code that counts in it.
    let cells = unsafe { &*(cells as *const [AtomicU64; 1 + 2 * RECEIVER_ROWS]) };
    count_class(cells, class);
}

/// Frees the profiles of methods of dead classes, and forgets such classes in the others. No code that counts for them is
/// left.
pub fn unload(is_dead: &dyn Fn(KlassPtr) -> bool) {
    PROFILES.lock().retain(|&method, data| {
        let keeps = MethodPtr::from_offset(method).is_some_and(|method| !is_dead(method.holder()));
        if keeps {
            data.forget(is_dead);
        }
        keeps
    });
}

/// All methods with profiles, the hottest first.
pub fn hottest() -> Vec<(MethodPtr, &'static MethodData)> {
    let profiles = PROFILES.lock();
    let methods = profiles.keys().filter_map(|&offset| {
        let method = MethodPtr::from_offset(offset)?;
        Some((method, of(method)?))
    });
    let mut hottest: Vec<_> = methods.collect();
    hottest.sort_by_key(|(_, data)| std::cmp::Reverse(data.invocations() + data.back_edges()));
    hottest
}

#[cfg(test)]
mod tests {
    use classlib::bytecodes as op;

    use super::*;
    use crate::compiler::type_profile::CallTypes;

    fn data_of(code: &[u8]) -> MethodData {
        MethodData::new(Layout::new(code, |_| CallTypes::default()), code.len())
    }

    #[test]
    fn rows_follow_the_code() {
        let code = [
            op::ILOAD_0,
            op::IFEQ,
            0,
            6,
            op::NOP,
            op::NOP,
            op::INVOKESTATIC,
            0,
            1,
            op::ALOAD_0,
            op::CHECKCAST,
            0,
            2,
            op::RETURN,
        ];
        let data = data_of(&code);
        let kinds: Vec<_> = data.rows().iter().map(|r| (r.bci, r.kind)).collect();
        assert_eq!(
            kinds,
            [(1, Kind::Branch), (6, Kind::Call), (10, Kind::TypeTest)]
        );
        assert_eq!(data.cells.len(), 2 + 1 + 6);
        assert_eq!(data.cells_at(2), None);
        let call = &raw const data.cells[2] as u64;
        assert_eq!(data.cells_at(6), Some(call));
    }

    #[test]
    fn a_switch_has_a_cell_for_each_case() {
        let mut code = vec![op::TABLESWITCH, 0, 0, 0];
        for word in [24i32, 5, 7, 24, 24, 24] {
            code.extend(word.to_be_bytes());
        }
        code.push(op::RETURN);
        assert_eq!(Kind::of(&code, 0), Some(Kind::Switch(3)));
        assert_eq!(data_of(&code).cells.len(), 4);
    }
}
