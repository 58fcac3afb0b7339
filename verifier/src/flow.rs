//! Where control goes: stack map frames, branches, switches, exception handlers.

use crate::ClassVerifier;
use crate::bytecodes::{Bytecode, i32_at, length_at, switch_operands, u16_at};
use crate::context::{ClassContext, ExceptionHandler, Hierarchy};
use crate::effects;
use crate::frame::FrameView;
use crate::method::{Flow, MethodVerifier, Result};
use crate::report::{Origin, Reason, Report, Typed};
use crate::types::VType;

/// First version in which the padding of switches may be anything.
const ANY_PADDING_MAJOR: u16 = 51;
/// The most bytes of code a method may have.
const MAX_CODE_LENGTH: i64 = 65_535;

impl<C: ClassContext, H: Hierarchy> MethodVerifier<'_, '_, C, H> {
    /// At each instruction: where the stack map states a frame, the current one must agree (if
    /// control gets here from above), and the stated one holds from here on. Returns the index
    /// of the next stated frame.
    pub(crate) fn meet_stack_map(
        &mut self,
        next: usize,
        pc: usize,
        flow: Flow,
    ) -> Result<usize, H> {
        const HEADLINE: &str = "Expecting a stack map frame";
        if next >= self.class.map.len() {
            return match flow {
                Flow::Next => Ok(next),
                Flow::End => Err(self.bad_code(pc, HEADLINE)),
            };
        }
        let stated = self.class.map.offset(next);
        if stated > pc {
            return match flow {
                Flow::Next => Ok(next),
                Flow::End => Err(self.plain_error(pc, Reason::MissingStackMap, HEADLINE)),
            };
        }
        if stated < pc {
            return Err(self.format_error(&format!("Bad stack map offset {stated}")));
        }
        if flow == Flow::Next
            && let Some(mismatch) = self.compare(next, None, self.class.frame.this_uninit)?
        {
            let headline = "Instruction type does not match stack map";
            return Err(self.mismatch_error(mismatch, next, None, headline));
        }
        let ClassVerifier { map, frame, .. } = &mut *self.class;
        frame.assign(&map.frame(next));
        frame.mark = frame.stack_size;
        Ok(next + 1)
    }

    /// Compares the current frame with a stated one. `thrown` stands for the whole stack where
    /// an exception handler is entered.
    fn compare(
        &mut self,
        index: usize,
        thrown: Option<VType>,
        this_uninit: bool,
    ) -> Result<Option<Reason>, H> {
        let ClassVerifier {
            types, map, frame, ..
        } = &mut *self.class;
        let stated = map.frame(index);
        let thrown = thrown.as_slice();
        let stack = match thrown {
            [] => &frame.stack[..frame.stack_size],
            thrown => thrown,
        };
        if stack.len() != stated.stack.len() {
            return Ok(Some(Reason::StackSize));
        }
        for (i, (&from, &to)) in frame.locals.iter().zip(stated.locals).enumerate() {
            if !types.is_assignable(from, to)? {
                let (from, to) = (
                    Typed(from, Origin::Local(i)),
                    Typed(to, Origin::MapLocal(i)),
                );
                return Ok(Some(Reason::BadType(from, to)));
            }
        }
        for (i, (&from, &to)) in stack.iter().zip(stated.stack).enumerate() {
            if !types.is_assignable(from, to)? {
                let (from, to) = (
                    Typed(from, Origin::Stack(i)),
                    Typed(to, Origin::MapStack(i)),
                );
                return Ok(Some(Reason::BadType(from, to)));
            }
        }
        Ok((this_uninit && !stated.this_uninit).then_some(Reason::FlagsMismatch))
    }

    /// The error of a comparison that failed.
    #[cold]
    fn mismatch_error(
        &self,
        reason: Reason,
        index: usize,
        handler: Option<(VType, bool)>,
        headline: &str,
    ) -> crate::Failure<H::Error> {
        let stated = self.class.map.frame(index);
        let mut current = self.class.frame.view();
        let thrown = handler.map(|(ty, _)| ty);
        if let Some((_, this_uninit)) = handler {
            current = FrameView {
                stack: thrown.as_slice(),
                this_uninit,
                ..current
            };
        }
        let bci = match reason {
            Reason::StackSize => self.class.frame.offset,
            _ => stated.offset,
        };
        let report = Report {
            bci,
            reason,
            current: Some(current),
            stated: Some(stated),
        };
        self.error(headline, report)
    }

    /// Control may go from the current instruction at `pc` on to `pc + distance`.
    fn jump(&mut self, pc: usize, distance: i64) -> Result<(), H> {
        if distance.abs() > MAX_CODE_LENGTH {
            let headline =
                format!("Illegal target of jump or branch (bci {pc} + offset {distance})");
            let report = Report {
                bci: 0,
                reason: Reason::BadStackMap,
                current: self.current(),
                stated: None,
            };
            return Err(self.error(&headline, report));
        }
        let target = pc as i64 + distance;
        let found = usize::try_from(target).ok();
        let Some(index) = found.and_then(|target| self.class.map.find(target)) else {
            let headline = format!("Expecting a stackmap frame at branch target {target}");
            return Err(self.plain_error(pc, Reason::MissingStackMap, &headline));
        };
        match self.compare(index, None, self.class.frame.this_uninit)? {
            None => Ok(()),
            Some(mismatch) => {
                let headline = format!("Inconsistent stackmap frames at branch target {target}");
                Err(self.mismatch_error(mismatch, index, None, &headline))
            }
        }
    }

    /// The branch at `pc`, its operands popped.
    pub(crate) fn branch(&mut self, pc: usize) -> Result<(), H> {
        let offset = self.operand_u16(pc) as i16;
        self.jump(pc, i64::from(offset))
    }

    /// The branch at `pc` that has a 32-bit offset.
    pub(crate) fn branch_wide(&mut self, pc: usize) -> Result<(), H> {
        self.jump(pc, self.i32(pc + 1))
    }

    fn i32(&self, at: usize) -> i64 {
        i64::from(i32_at(self.m.code, at).unwrap_or(0))
    }

    /// `tableswitch` and `lookupswitch`.
    pub(crate) fn switch(&mut self, pc: usize, bytecode: Bytecode) -> Result<(), H> {
        let operands = switch_operands(pc);
        if self.cx().major_version() < ANY_PADDING_MAJOR
            && self.m.code[pc + 1..operands].iter().any(|&b| b != 0)
        {
            let headline = "Nonzero padding byte in lookupswitch or tableswitch";
            return Err(self.bad_code(pc, headline));
        }
        self.pop(VType::Int)?;
        let (first, stride, keys) = if bytecode == Bytecode::Tableswitch {
            let (low, high) = (self.i32(operands + 4), self.i32(operands + 8));
            (operands + 12, 4, (high - low + 1) as usize)
        } else {
            let pairs = self.i32(operands + 4) as usize;
            let key = |i: usize| i32_at(self.m.code, operands + 8 + 8 * i);
            if (1..pairs).any(|i| key(i - 1) >= key(i)) {
                return Err(self.bad_code(pc, "Bad lookupswitch instruction"));
            }
            (operands + 12, 8, pairs)
        };
        self.jump(pc, self.i32(operands))?;
        for i in 0..keys {
            self.jump(pc, self.i32(first + stride * i))?;
        }
        Ok(())
    }

    /// The exception table names instructions and throwable classes.
    pub(crate) fn check_exception_table(&mut self) -> Result<(), H> {
        let length = self.m.code.len();
        let mut covered = length..0;
        for row in self.m.exception_table {
            let (start, end) = (usize::from(row.start_pc), usize::from(row.end_pc));
            let handler = usize::from(row.handler_pc);
            for (what, at) in [("start", start), ("end", end), ("handler", handler)] {
                let is_end_of_code = what == "end" && at == length;
                if !self.is_start(at) && !is_end_of_code {
                    let message = format!("Illegal exception table {what}_pc {at}");
                    return Err(self.format_error(&message));
                }
            }
            if row.catch_type != 0 {
                self.check_catch_type(row)?;
            }
            covered = covered.start.min(start)..covered.end.max(end);
        }
        self.covered = covered;
        Ok(())
    }

    fn check_catch_type(&mut self, row: &ExceptionHandler) -> Result<(), H> {
        let handler = usize::from(row.handler_pc);
        let caught = self.class_operand(handler, row.catch_type)?;
        let throwable = VType::Object(self.class.types.names.throwable);
        if self.class.types.is_assignable(caught, throwable)? {
            return Ok(());
        }
        let reason = Reason::BadType(
            Typed(caught, Origin::Pool(row.catch_type)),
            Typed(throwable, Origin::Implicit),
        );
        let headline =
            format!("Catch type is not a subclass of Throwable in exception handler {handler}");
        Err(self.plain_error(handler, reason, &headline))
    }

    /// Every handler that covers the instruction must accept the current locals. A handler is
    /// not compared again while the locals stay as they were.
    pub(crate) fn check_handlers(&mut self, pc: usize) -> Result<(), H> {
        let this_uninit = self.class.frame.this_uninit || self.this_was_uninit;
        for (i, row) in self.m.exception_table.iter().enumerate() {
            if !(usize::from(row.start_pc)..usize::from(row.end_pc)).contains(&pc) {
                continue;
            }
            if !self.this_was_uninit && self.class.handler_epochs[i] == self.class.frame.epoch {
                continue;
            }
            self.check_handler(row, this_uninit)?;
            if !self.this_was_uninit {
                self.class.handler_epochs[i] = self.class.frame.epoch;
            }
        }
        Ok(())
    }

    fn check_handler(&mut self, row: &ExceptionHandler, this_uninit: bool) -> Result<(), H> {
        let offset = self.class.frame.offset;
        let thrown = match row.catch_type {
            0 => VType::Object(self.class.types.names.throwable),
            class => self.class_operand(offset, class)?,
        };
        if self.m.max_stack == 0 {
            let current = FrameView {
                stack: &[],
                this_uninit,
                ..self.class.frame.view()
            };
            let report = Report {
                bci: offset,
                reason: Reason::StackOverflow,
                current: Some(current),
                stated: None,
            };
            return Err(self.error("Operand stack overflow", report));
        }
        let handler = row.handler_pc;
        let Some(index) = self.class.map.find(usize::from(handler)) else {
            let headline = format!("Expecting a stackmap frame at branch target {handler}");
            return Err(self.plain_error(offset, Reason::MissingStackMap, &headline));
        };
        match self.compare(index, Some(thrown), this_uninit)? {
            None => Ok(()),
            Some(mismatch) => {
                let headline =
                    format!("Stack map does not match the one at exception handler {handler}");
                let handler = Some((thrown, this_uninit));
                Err(self.mismatch_error(mismatch, index, handler, &headline))
            }
        }
    }

    /// Whether all ways on from `start` end in `athrow` or never end: none returns. The ways
    /// into the handlers of what is passed count as well.
    pub(crate) fn never_returns(&self, start: usize) -> bool {
        let code = self.m.code;
        let mut seen = vec![false; code.len()];
        let mut pending = vec![start];
        while let Some(pc) = pending.pop() {
            let Some(visited) = seen.get_mut(pc) else {
                return false;
            };
            if std::mem::replace(visited, true) {
                continue;
            }
            let bytecode = Bytecode::from_u8(code[pc]);
            if bytecode == Some(Bytecode::Return) {
                return false;
            }
            for row in self.m.exception_table {
                if (usize::from(row.start_pc)..usize::from(row.end_pc)).contains(&pc) {
                    pending.push(usize::from(row.handler_pc));
                }
            }
            let (Some(bytecode), Some(length)) = (bytecode, length_at(code, pc)) else {
                continue;
            };
            if !successors(code, pc, bytecode, length, &mut pending) {
                return false;
            }
        }
        true
    }
}

/// Adds where control goes after an instruction; false if it leaves the code.
fn successors(
    code: &[u8],
    pc: usize,
    bytecode: Bytecode,
    length: usize,
    pending: &mut Vec<usize>,
) -> bool {
    use Bytecode::*;
    let mut inside = true;
    let mut target = |offset: i32| match usize::try_from(pc as i64 + i64::from(offset)) {
        Ok(target) if target < code.len() => pending.push(target),
        _ => inside = false,
    };
    let short = || i32::from(u16_at(code, pc + 1).unwrap_or(0) as i16);
    let long = |at: usize| i32_at(code, at).unwrap_or(0);
    match bytecode {
        Goto => target(short()),
        GotoW => target(long(pc + 1)),
        Athrow | Ireturn | Lreturn | Freturn | Dreturn | Areturn => {}
        Tableswitch | Lookupswitch => {
            let operands = switch_operands(pc);
            target(long(operands));
            let stride = if bytecode == Tableswitch { 4 } else { 8 };
            for at in (operands + 12..pc + length).step_by(stride) {
                target(long(at));
            }
        }
        _ if effects::condition(bytecode).is_some() => {
            target(short());
            target(length as i32);
        }
        _ => target(length as i32),
    }
    inside
}
