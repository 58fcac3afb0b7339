//! Calls of one method's code by another's, without the method in between.
//!
//! Where the compiler knows which method is called, the call instruction names an address. That is the first one of
//! the callee's code, while calls of the method are to run that code; otherwise it is a *way round* behind the caller's code: the
//! callee's [`MethodRt`] as the hidden argument, then the jump through its entry that other calls make. Whoever changes a
//! method's entry says so here ([`Links::point`]), and all call instructions that can be changed are.
//!
//! A call instruction is changed by one store of four bytes while other threads may execute it. The store is whole for them if the
//! bytes lie in one aligned piece of 16, in which processors fetch instructions; calls that do not lie so go by a jump behind the code that does.
//!
//! [`MethodRt`]: oops::method::MethodRt

use std::collections::HashMap;
use std::mem::offset_of;

use compiler::host::MethodId;
use compiler::output::{DirectCall, NearCall};
use oops::MethodPtr;
use oops::method::MethodRt;

/// Bytes of an operand that says how far behind it the target lies.
const OPERAND: usize = 4;
/// What a processor fetches at once.
const FETCH: usize = 16;

/// An operand that can be changed, by its address, and the address of the way round.
struct Site {
    operand: usize,
    way_round: usize,
}

/// All calls that can be changed, by callee.
#[derive(Default)]
pub struct Links {
    sites: HashMap<MethodId, Vec<Site>>,
}

/// Direct calls of code that is not placed yet.
pub struct Prepared {
    /// Offset of the operand, and of the way round, of calls that can be changed.
    changeable: Vec<(MethodId, usize, usize)>,
}

/// Appends the ways round to code that will begin at a multiple of [`FETCH`], and lets all direct calls go there. Those that
/// could go to the code whose address `entry_of` knows are added to `near`.
pub fn prepare(
    code: &mut Vec<u8>,
    calls: &[DirectCall],
    near: &mut Vec<NearCall>,
    entry_of: impl Fn(MethodPtr) -> Option<usize>,
) -> Prepared {
    let mut ways: HashMap<MethodId, usize> = HashMap::new();
    let mut jumps: HashMap<MethodId, usize> = HashMap::new();
    let mut changeable = Vec::new();
    for &DirectCall { offset, callee } in calls {
        let method = MethodPtr::from_offset(callee.0).expect("calls have callees");
        let operand = offset as usize;
        let way_round = *ways
            .entry(callee)
            .or_insert_with(|| append_way_round(code, method));
        let mut add = |code: &mut [u8], operand: usize| {
            set_distance(code, operand, way_round);
            changeable.push((callee, operand, way_round));
            if let Some(target) = entry_of(method) {
                near.push(NearCall {
                    offset: operand as u32,
                    target: target as u64,
                });
            }
        };
        if is_changeable(operand) {
            add(code, operand);
            continue;
        }
        let jump = *jumps.entry(callee).or_insert_with(|| {
            let jump = append_jump(code);
            add(code, jump + 1);
            jump
        });
        set_distance(code, operand, jump);
    }
    Prepared { changeable }
}

/// True if the operand lies in one piece that is fetched at once.
fn is_changeable(operand: usize) -> bool {
    operand % FETCH <= FETCH - OPERAND
}

fn set_distance(code: &mut [u8], operand: usize, target: usize) {
    let distance = target as i32 - (operand + OPERAND) as i32;
    code[operand..operand + OPERAND].copy_from_slice(&distance.to_le_bytes());
}

/// `jmp` with an operand that can be changed; its offset.
fn append_jump(code: &mut Vec<u8>) -> usize {
    const INT3: u8 = 0xcc;
    while !is_changeable(code.len() + 1) {
        code.push(INT3);
    }
    let offset = code.len();
    code.push(0xe9);
    code.extend([0; OPERAND]);
    offset
}

/// `mov rdi, rt; jmp [rdi + compiled_entry]`; its offset.
fn append_way_round(code: &mut Vec<u8>, callee: MethodPtr) -> usize {
    const ENTRY: i32 = offset_of!(MethodRt, compiled_entry) as i32;
    let offset = code.len();
    let rt = std::ptr::from_ref(callee.rt.get()) as usize;
    code.extend([0x48, 0xbf]);
    code.extend(rt.to_le_bytes());
    code.extend([0xff, 0xa7]);
    code.extend(ENTRY.to_le_bytes());
    offset
}

impl Links {
    /// The code of `prepared` lies at `start`.
    pub fn add(&mut self, start: usize, prepared: Prepared) {
        for (callee, operand, way_round) in prepared.changeable {
            self.sites.entry(callee).or_default().push(Site {
                operand: start + operand,
                way_round: start + way_round,
            });
        }
    }

    /// Lets all calls of a method go to its code at an address, or the way round. `write` stores an operand.
    pub fn point(&self, callee: MethodPtr, entry: Option<usize>, write: impl Fn(usize, i32)) {
        for site in self.of(callee) {
            let target = entry.unwrap_or(site.way_round);
            let distance = (target as i64) - (site.operand + OPERAND) as i64;
            let distance = i32::try_from(distance).expect("the code cache is smaller than 2 GB");
            write(site.operand, distance);
        }
    }

    /// Forgets the calls of these methods by code in `[start, end)`.
    pub fn remove(&mut self, start: usize, end: usize, calls: &[DirectCall]) {
        for call in calls {
            if let Some(sites) = self.sites.get_mut(&call.callee) {
                sites.retain(|site| !(start..end).contains(&site.operand));
                if sites.is_empty() {
                    self.sites.remove(&call.callee);
                }
            }
        }
    }

    fn of(&self, callee: MethodPtr) -> &[Site] {
        let callee = MethodId(callee.offset());
        self.sites.get(&callee).map_or(&[], Vec::as_slice)
    }
}
