//! From CLIF to machine code: the quick back end, or Cranelift with the machine's settings; their memory is reused from compilation to
//! compilation.

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::ExternalName;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{Context, FinalizedRelocTarget, ir};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

use crate::entries::RuntimeEntry;
use crate::entry_code::{self, Needs};
use crate::host::{Host, MethodId};
use crate::output::{
    Bailout, CompiledMethod, DirectCall, Level, MonitorSlot, NearCall, Position, Request,
};
#[cfg(target_arch = "x86_64")]
use crate::quick;
use crate::translate::{EXIT, METHOD_NAMES, Translator, UNWINDS};

/// A compiler; each compiler thread has one.
pub struct Compiler {
    /// For code that is to stay, where `one_pass` does not know something in it.
    thorough: OwnedTargetIsa,
    /// The same for code that counts, until the method is compiled again.
    quick: OwnedTargetIsa,
    #[cfg(target_arch = "x86_64")]
    one_pass: quick::Quick,
    context: Context,
    builder_context: FunctionBuilderContext,
    control: ControlPlane,
}

/// Settings that differ from Cranelift's defaults.
const SETTINGS: &[(&str, &str)] = &[
    ("enable_pinned_reg", "true"),
    ("preserve_frame_pointers", "true"),
    ("enable_probestack", "false"),
    ("unwind_info", "false"),
    // See `verify`.
    ("enable_verifier", "false"),
    ("enable_heap_access_spectre_mitigation", "false"),
    ("enable_table_access_spectre_mitigation", "false"),
];

const THOROUGH: &[(&str, &str)] = &[
    ("opt_level", "speed"),
    ("regalloc_algorithm", "backtracking"),
];

const QUICK: &[(&str, &str)] = &[("opt_level", "none"), ("regalloc_algorithm", "single_pass")];

/// The machine that runs this, with [`SETTINGS`] and `more`.
fn isa(more: &[(&str, &str)]) -> Result<OwnedTargetIsa, Bailout> {
    let backend = |e: &dyn std::fmt::Display| Bailout::Backend(e.to_string());
    let mut flags = settings::builder();
    for (name, value) in SETTINGS.iter().chain(more) {
        flags.set(name, value).map_err(|e| backend(&e))?;
    }
    cranelift_native::builder()
        .map_err(|e| backend(&e))?
        .finish(settings::Flags::new(flags))
        .map_err(|e| backend(&e))
}

impl Compiler {
    pub fn new() -> Result<Compiler, Bailout> {
        Ok(Compiler {
            thorough: isa(THOROUGH)?,
            quick: isa(QUICK)?,
            #[cfg(target_arch = "x86_64")]
            one_pass: quick::Quick::default(),
            context: Context::new(),
            builder_context: FunctionBuilderContext::new(),
            control: ControlPlane::default(),
        })
    }

    /// Compiles a method.
    pub fn compile(
        &mut self,
        host: &dyn Host,
        request: Request,
    ) -> Result<CompiledMethod, Bailout> {
        self.context.clear();
        let (mut result, null_checks, entry) = self.translate(host, request)?;
        #[cfg(target_arch = "x86_64")]
        if let Ok(generated) = self
            .one_pass
            .generate(&self.context.func, host.layout().null_page)
        {
            self.finish_quickly(host, &mut result, &null_checks, generated);
            entry_code::add(&mut result, host, entry);
            return Ok(result);
        }
        let isa = match request.level {
            Level::Simple => &self.thorough,
            Level::Counters | Level::Profiled => &self.quick,
        };
        self.context
            .compile(&**isa, &mut self.control)
            .map_err(|e| Bailout::Backend(format!("{:?}", e.inner)))?;
        let code = self.context.compiled_code().expect("it is compiled");
        let names = self.context.func.params.user_named_funcs();
        for relocation in code.buffer.relocs() {
            let name = match (&relocation.target, relocation.kind, relocation.addend) {
                (
                    FinalizedRelocTarget::ExternalName(ExternalName::User(name)),
                    Reloc::X86CallPCRel4,
                    -4,
                ) => names.get(*name),
                _ => None,
            };
            let offset = relocation.offset;
            let entry = name.and_then(|n| RuntimeEntry::ALL.get(n.index as usize));
            match (name, entry) {
                (Some(name), _) if name.namespace == METHOD_NAMES => {
                    let callee = MethodId(name.index);
                    result.direct_calls.push(DirectCall { offset, callee });
                }
                (_, Some(&entry)) => result.calls.push(NearCall {
                    offset,
                    target: host.entry_address(entry),
                }),
                _ => return Err(Bailout::Backend("a strange relocation".to_owned())),
            }
        }
        let locations = code.buffer.get_srclocs_sorted();
        result.positions = positions(locations.iter().map(|l| (l.start, l.loc)));
        for trap in code.buffer.traps() {
            let index = usize::from(trap.code.as_raw().get()) - 1;
            if let Some(&location) = null_checks.get(index) {
                result.null_checks.push(trap.offset);
                place(&mut result.positions, trap.offset, location);
            }
        }
        result.code = code.code_buffer().to_vec();
        if let Some(layout) = code.buffer.frame_layout() {
            result.frame_bytes = layout.frame_to_fp_offset;
            shorten_epilogues(&mut result.code, result.frame_bytes);
            let slots = layout.stackslots.values();
            result.monitor_slots = monitor_slots(slots.map(|slot| (slot.key, slot.offset)));
        }
        entry_code::add(&mut result, host, entry);
        Ok(result)
    }

    /// Completes the result of a compilation with what the quick back end has made.
    #[cfg(target_arch = "x86_64")]
    fn finish_quickly(
        &self,
        host: &dyn Host,
        result: &mut CompiledMethod,
        null_checks: &[u32],
        generated: quick::Generated,
    ) {
        for (offset, name) in generated.calls {
            if name.namespace == METHOD_NAMES {
                let callee = MethodId(name.index);
                result.direct_calls.push(DirectCall { offset, callee });
            } else {
                let entry = RuntimeEntry::ALL[name.index as usize];
                let target = host.entry_address(entry);
                result.calls.push(NearCall { offset, target });
            }
        }
        result.positions = positions(generated.locations.iter().copied());
        for (offset, code) in generated.traps {
            if let Some(&location) = null_checks.get(usize::from(code) - 1) {
                result.null_checks.push(offset);
                place(&mut result.positions, offset, location);
            }
        }
        result.code = generated.code;
        result.frame_bytes = generated.frame_bytes;
        let slots = &self.context.func.sized_stack_slots;
        result.monitor_slots = monitor_slots(
            generated
                .slots
                .iter()
                .map(|&(slot, offset)| (slots[slot].key, offset)),
        );
    }

    /// The CLIF text of a method, before optimization.
    pub fn clif(&mut self, host: &dyn Host, request: Request) -> Result<String, Bailout> {
        self.context.clear();
        self.translate(host, request)?;
        self.verify()?;
        Ok(self.context.func.display().to_string())
    }

    /// Cranelift's verifier, but for its rule that `preserve_all` functions have no results: the stubs of runtime entries have,
    /// and Cranelift takes the result's register as defined by the call.
    fn verify(&self) -> Result<(), Bailout> {
        let Err(errors) = cranelift_codegen::verify_function(&self.context.func, &*self.thorough)
        else {
            return Ok(());
        };
        let accepted = "ABI cannot have return values";
        match errors.0.iter().find(|e| !e.message.contains(accepted)) {
            Some(error) => Err(Bailout::Backend(error.to_string())),
            None => Ok(()),
        }
    }

    /// The result but for the code, the source locations of null checks by fault, and what the entry needs.
    fn translate(
        &mut self,
        host: &dyn Host,
        request: Request,
    ) -> Result<(CompiledMethod, Vec<u32>, Needs), Bailout> {
        let builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder_context);
        let mut translator = Translator::new(host, request, builder);
        if let Err(bailout) = translator.run() {
            self.builder_context = FunctionBuilderContext::new();
            return Err(bailout);
        }
        let result = CompiledMethod {
            code: Vec::new(),
            calls: Vec::new(),
            direct_calls: Vec::new(),
            scopes: std::mem::take(&mut translator.scopes),
            positions: Vec::new(),
            null_checks: Vec::new(),
            deopt_points: std::mem::take(&mut translator.deopt_points),
            level: request.level,
            monitor_slots: Vec::new(),
            bytecodes: translator.bytecodes,
            frame_bytes: 0,
            entry_slow: 0,
            osr_monitors: translator.osr_monitors,
        };
        let null_checks = std::mem::take(&mut translator.null_checks);
        let entry = translator.entry;
        translator
            .into_builder()
            .finalize(self.thorough.frontend_config());
        Ok((result, null_checks, entry))
    }
}

/// Takes the second restoration of the stack pointer out of epilogues (`add rsp, size; mov rsp, rbp; pop rbp; ret`): processors
/// that keep track of words of the stack lose it at a move into the stack pointer, and find it again only slowly. With the addition
/// before it the pattern is longer than any operand; without one (no frame) it could be part of a constant, and stays.
fn shorten_epilogues(code: &mut [u8], frame_bytes: u32) {
    const RESTORE: [u8; 5] = [0x48, 0x89, 0xec, 0x5d, 0xc3];
    const NOP: [u8; 3] = [0x0f, 0x1f, 0x00];
    let (short, long) = ([0x48, 0x83, 0xc4], [0x48, 0x81, 0xc4]);
    for at in 7..code.len().saturating_sub(RESTORE.len() - 1) {
        let is_restored = code[at - 4..at - 1] == short && u32::from(code[at - 1]) == frame_bytes
            || code[at - 7..at - 4] == long && code[at - 4..at] == frame_bytes.to_le_bytes();
        if is_restored && code[at..at + RESTORE.len()] == RESTORE {
            code[at..at + NOP.len()].copy_from_slice(&NOP);
        }
    }
}

/// The words of the frame among its stack slots that hold locked objects.
fn monitor_slots(slots: impl Iterator<Item = (Option<ir::StackSlotKey>, u32)>) -> Vec<MonitorSlot> {
    let mut found: Vec<_> = slots
        .filter_map(|(key, offset)| {
            // The key says whose monitor it holds.
            let bits = key?.bits();
            Some(MonitorSlot {
                scope: (bits >> 16) as u16,
                depth: bits as u16,
                offset,
            })
        })
        .collect();
    found.sort_unstable_by_key(|s| (s.scope, s.depth));
    found
}

/// Source locations, with the offsets where they begin, as positions; equal neighbours are one row.
fn positions(locations: impl Iterator<Item = (u32, ir::SourceLoc)>) -> Vec<Position> {
    let mut rows: Vec<Position> = Vec::with_capacity(locations.size_hint().0);
    for (start, location) in locations {
        if location == ir::SourceLoc::default() {
            continue;
        }
        let row = position(start, location.bits());
        if rows.last().is_none_or(|r| Position { start, ..*r } != row) {
            rows.push(row);
        }
    }
    rows
}

fn position(start: u32, bits: u32) -> Position {
    Position {
        start,
        scope: ((bits & !(EXIT | UNWINDS)) >> 16) as u16,
        bci: bits as u16,
        is_exit: bits & EXIT != 0,
        unwinds: bits & UNWINDS != 0,
    }
}

/// Says whose the machine instruction at `offset` is, if an access of another bytecode became part of it.
fn place(rows: &mut Vec<Position>, offset: u32, location: u32) {
    let next = rows.partition_point(|r| r.start <= offset);
    let row = position(offset, location);
    let Some(before) = next.checked_sub(1).map(|i| rows[i]) else {
        rows.insert(0, row);
        return;
    };
    if (before.scope, before.bci) == (row.scope, row.bci) {
        return;
    }
    // What follows the instruction's first byte is nobody's but its own.
    let rest = Position {
        start: offset + 1,
        ..before
    };
    rows.splice(next..next, [row, rest]);
}

/// Compiles a method with a compiler made for it alone.
pub fn compile(host: &dyn Host, request: Request) -> Result<CompiledMethod, Bailout> {
    Compiler::new()?.compile(host, request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epilogues_restore_the_stack_pointer_once() {
        // add rsp, 0x20; mov rsp, rbp; pop rbp; ret
        let whole = [
            0x90, 0x90, 0x90, 0x48, 0x83, 0xc4, 0x20, 0x48, 0x89, 0xec, 0x5d, 0xc3,
        ];
        let mut code = whole;
        shorten_epilogues(&mut code, 0x20);
        assert_eq!(code[7..], [0x0f, 0x1f, 0x00, 0x5d, 0xc3]);
        // It is not the frame's size that is added.
        let mut code = whole;
        shorten_epilogues(&mut code, 0x30);
        assert_eq!(code, whole);
        // A long constant.
        let constant = [
            0x90, 0x48, 0xb8, 0x90, 0x90, 0x90, 0x90, 0x48, 0x89, 0xec, 0x5d, 0xc3,
        ];
        let mut code = constant;
        shorten_epilogues(&mut code, 0);
        assert_eq!(code, constant);
    }
}
