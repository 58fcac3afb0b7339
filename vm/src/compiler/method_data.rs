//! Profiles of methods (HotSpot's MethodData): what code of levels 2 and 3 counts for the optimizing tier to come.
//!
//! A method gets its data when code that counts is made of it, or of a method that it is inlined in, and keeps it until its
//! class goes. The cells are 64-bit words that compiled code adds to without atomics: threads may lose each other's counts, and no
//! count can overflow. A class in a row is its offset in the class space; it does not keep the class alive, and
//! unloading empties the row.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use classlib::bytecodes as op;
use compiler::host::{Bci, Counters, RECEIVER_ROWS};
use oops::{KlassPtr, MethodPtr};
use parking_lot::Mutex;

use crate::compiler::history;
use crate::runtime::flags;
use crate::runtime::thread::JavaThread;

/// What the cells of an instruction mean (see `Host::profile_cells`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Branch,
    /// With so many cases.
    Switch(usize),
    Call,
    VirtualCall,
    TypeTest,
}

impl Kind {
    fn of(code: &[u8], bci: usize) -> Option<Kind> {
        let operand = |at: usize| {
            let bytes = code[at..at + 4].try_into().expect("four bytes");
            i64::from(i32::from_be_bytes(bytes))
        };
        let aligned = (bci + 4) & !3;
        Some(match code[bci] {
            op::IFEQ..=op::IF_ACMPNE | op::IFNULL | op::IFNONNULL => Kind::Branch,
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

    fn cells(self) -> usize {
        match self {
            Kind::Branch => 2,
            Kind::Switch(cases) => cases + 1,
            Kind::Call => 1,
            Kind::VirtualCall | Kind::TypeTest => 2 + 2 * RECEIVER_ROWS,
        }
    }

    fn has_rows(self) -> bool {
        matches!(self, Kind::VirtualCall | Kind::TypeTest)
    }

    /// HotSpot's name.
    fn name(self) -> &'static str {
        match self {
            Kind::Branch => "BranchData",
            Kind::Switch(_) => "MultiBranchData",
            Kind::Call => "CounterData",
            Kind::VirtualCall => "VirtualCallData",
            Kind::TypeTest => "ReceiverTypeData",
        }
    }
}

struct Row {
    bci: Bci,
    kind: Kind,
    first: usize,
}

/// The profile of one method.
pub struct MethodData {
    invocations: AtomicU64,
    back_edges: AtomicU64,
    /// By bytecode index.
    rows: Vec<Row>,
    cells: Box<[AtomicU64]>,
}

impl MethodData {
    fn new(code: &[u8]) -> MethodData {
        let (mut rows, mut first, mut bci) = (Vec::new(), 0, 0);
        while bci < code.len() {
            if let Some(kind) = Kind::of(code, bci) {
                rows.push(Row {
                    bci: bci as Bci,
                    kind,
                    first,
                });
                first += kind.cells();
            }
            bci += op::length_at(code, bci);
        }
        MethodData {
            invocations: AtomicU64::new(0),
            back_edges: AtomicU64::new(0),
            rows,
            cells: (0..first).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn counters(&self) -> Counters {
        Counters {
            invocations: &raw const self.invocations as u64,
            back_edges: &raw const self.back_edges as u64,
        }
    }

    fn cells_at(&self, bci: Bci) -> Option<u64> {
        let row = self.rows.binary_search_by_key(&bci, |r| r.bci).ok()?;
        Some(&raw const self.cells[self.rows[row].first] as u64)
    }

    fn bytes(&self) -> usize {
        size_of::<MethodData>() + size_of_val(&*self.rows) + size_of_val(&*self.cells)
    }

    /// The cells of a row's classes: class, count.
    fn class_rows<'d>(&'d self, row: &Row) -> impl Iterator<Item = (&'d AtomicU64, &'d AtomicU64)> {
        let count = if row.kind.has_rows() {
            RECEIVER_ROWS
        } else {
            0
        };
        let first = row.first + 1;
        (0..count).map(move |i| (&self.cells[first + 2 * i], &self.cells[first + 2 * i + 1]))
    }

    /// Empties the rows of classes that go.
    fn forget(&self, is_dead: &dyn Fn(KlassPtr) -> bool) {
        for row in &self.rows {
            for (class, count) in self.class_rows(row) {
                let klass = KlassPtr::from_offset(class.load(Ordering::Relaxed) as u32);
                if klass.is_some_and(is_dead) {
                    class.store(0, Ordering::Relaxed);
                    count.store(0, Ordering::Relaxed);
                }
            }
        }
    }

    fn describe(&self, row: &Row, text: &mut String) {
        let cell = |i: usize| self.cells[row.first + i].load(Ordering::Relaxed);
        let _ = write!(text, "  bci: {:<4} {:<18}", row.bci, row.kind.name());
        match row.kind {
            Kind::Branch => {
                let _ = writeln!(text, "taken({}) not taken({})", cell(0), cell(1));
            }
            Kind::Switch(cases) => {
                let _ = write!(text, "default_count({})", cell(0));
                for case in 1..=cases {
                    let _ = write!(text, " count({})", cell(case));
                }
                text.push('\n');
            }
            Kind::Call => {
                let _ = writeln!(text, "count({})", cell(0));
            }
            Kind::VirtualCall | Kind::TypeTest => {
                let rows: Vec<_> = self
                    .class_rows(row)
                    .map(|(class, n)| (class.load(Ordering::Relaxed), n.load(Ordering::Relaxed)))
                    .filter(|&(class, _)| class != 0)
                    .collect();
                if row.kind == Kind::TypeTest {
                    let nulls = cell(1 + 2 * RECEIVER_ROWS);
                    let _ = write!(text, "nulls({nulls}) ");
                }
                let _ = writeln!(text, "count({}) entries({})", cell(0), rows.len());
                for (class, n) in rows {
                    if let Some(klass) = KlassPtr::from_offset(class as u32) {
                        let _ = writeln!(text, "            '{}'({n})", klass.name);
                    }
                }
            }
        }
    }
}

/// All profiles by method. Boxed: compiled code has the addresses.
static PROFILES: Mutex<BTreeMap<u32, Box<MethodData>>> = Mutex::new(BTreeMap::new());

fn with<R>(method: MethodPtr, f: impl FnOnce(&MethodData) -> R) -> R {
    let mut profiles = PROFILES.lock();
    let data = profiles
        .entry(method.offset())
        .or_insert_with(|| Box::new(MethodData::new(method.code.get())));
    f(data)
}

/// Where code counts the method's invocations and back-edges.
pub fn counters(method: MethodPtr) -> Counters {
    with(method, MethodData::counters)
}

/// Where code profiles an instruction.
pub fn cells_at(method: MethodPtr, bci: Bci) -> Option<u64> {
    with(method, |data| data.cells_at(bci))
}

/// What compiled code calls for a class without a row: it gets a free one, or is counted with the others.
///
/// # Safety
/// `cells` are those of an instruction with rows.
pub unsafe extern "C" fn profile_class(_: &JavaThread, cells: u64, class: u32) {
    // SAFETY: by the caller's word; the data lives as long as code that counts in it.
    let cells = unsafe { &*(cells as *const [AtomicU64; 1 + 2 * RECEIVER_ROWS]) };
    for row in 0..RECEIVER_ROWS {
        let (own, count) = (&cells[1 + 2 * row], &cells[2 + 2 * row]);
        let claimed = own.compare_exchange(0, class.into(), Ordering::Relaxed, Ordering::Relaxed);
        if claimed.map_or_else(|other| other == u64::from(class), |_| true) {
            count.fetch_add(1, Ordering::Relaxed);
            return;
        }
    }
    cells[0].fetch_add(1, Ordering::Relaxed);
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

/// Prints all profiles, if `PrintMethodData` asks for it.
pub fn print_at_exit() {
    if flags::get::PrintMethodData() == 0 {
        return;
    }
    let profiles = PROFILES.lock();
    let mut hottest: Vec<_> = profiles.iter().collect();
    let heat = |data: &MethodData| {
        data.invocations.load(Ordering::Relaxed) + data.back_edges.load(Ordering::Relaxed)
    };
    hottest.sort_by_key(|(_, data)| std::cmp::Reverse(heat(data)));
    let mut text = String::new();
    for (&offset, data) in hottest {
        let Some(method) = MethodPtr::from_offset(offset) else {
            continue;
        };
        let _ = write!(
            text,
            "{:-<72}\n{}\n  invocation_counter: {}\n  backedge_counter: {}\n  traps: {}\n  mdo size: {} bytes\n",
            "",
            method.external_name(),
            data.invocations.load(Ordering::Relaxed),
            data.back_edges.load(Ordering::Relaxed),
            history::traps_in(method),
            data.bytes(),
        );
        for row in &data.rows {
            data.describe(row, &mut text);
        }
    }
    flags::parse::print(&text);
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let data = MethodData::new(&code);
        let kinds: Vec<_> = data.rows.iter().map(|r| (r.bci, r.kind)).collect();
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
        assert_eq!(MethodData::new(&code).cells.len(), 4);
    }
}
