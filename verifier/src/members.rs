//! Fields, methods and constructors (JVMS 4.10.1.8 and the instructions that use them).

use crate::bytecodes::{Bytecode, u16_at};
use crate::context::{ClassContext, Hierarchy, NameId, tag};
use crate::method::{MethodVerifier, Result};
use crate::report::{Origin, Reason, Typed};
use crate::signature::field_type;
use crate::types::VType;

/// First version whose interfaces have static and private methods.
const INTERFACE_METHODS_MAJOR: u16 = 52;
/// First version with `invokedynamic`.
const INVOKEDYNAMIC_MAJOR: u16 = 51;

impl<C: ClassContext, H: Hierarchy> MethodVerifier<'_, '_, C, H> {
    /// `getstatic`, `putstatic`, `getfield`, `putfield`.
    pub(crate) fn field(&mut self, pc: usize, bytecode: Bytecode) -> Result<(), H> {
        let index = self.operand_u16(pc);
        if self.pool_tag(pc, index)? != tag::FIELDREF {
            return Err(self.bad_pool_type(pc, index));
        }
        let cx = self.cx();
        let (name, descriptor) = cx.member_name_and_type_at(index);
        let holder_name = cx.member_class_at(index);
        let holder = VType::of_class(cx, holder_name);
        let is_static = matches!(bytecode, Bytecode::Getstatic | Bytecode::Putstatic);
        if !is_static && matches!(holder, VType::Array(_)) {
            let class = cx.external_name();
            let headline = format!(
                "Expecting reference to class in class {class} at constant pool index {index}"
            );
            return Err(self.bad_pool_class(pc, index, holder, &headline));
        }
        let ty = field_type(cx, cx.name(descriptor)).unwrap_or(VType::Top);
        match bytecode {
            Bytecode::Getstatic => self.push_slots(ty),
            Bytecode::Putstatic => self.pop_value(ty).map(drop),
            Bytecode::Getfield => {
                let receiver = self.pop(holder)?;
                self.check_protected_field(receiver, holder_name, (name, descriptor), bytecode)?;
                self.push_slots(ty)
            }
            _ => {
                self.pop_value(ty)?;
                let mut receiver = self.pop_any()?;
                // A constructor may set its class's own fields before it calls another one.
                if receiver == VType::UninitializedThis
                    && holder_name == cx.this_name()
                    && cx.declares_field(name, descriptor)
                {
                    receiver = holder;
                }
                if !self.class.types.is_assignable(receiver, holder)? {
                    let wanted = Typed(holder, Origin::Pool(index));
                    let headline = "Bad type on operand stack in putfield";
                    return Err(self.bad_operand(receiver, Some(wanted), headline));
                }
                self.check_protected_field(receiver, holder_name, (name, descriptor), bytecode)
            }
        }
    }

    /// Pushes a value slot by slot.
    fn push_slots(&mut self, ty: VType) -> Result<(), H> {
        self.push(ty)?;
        match ty.second() {
            Some(second) => self.push(second),
            None => Ok(()),
        }
    }

    fn check_protected_field(
        &mut self,
        receiver: VType,
        holder: NameId,
        member: (NameId, NameId),
        bytecode: Bytecode,
    ) -> Result<(), H> {
        if self.may_use(receiver, holder, member, false)? {
            return Ok(());
        }
        let headline = format!("Bad access to protected data in {}", bytecode.mnemonic());
        Err(self.bad_receiver(receiver, &headline))
    }

    /// A protected member of a superclass in another package may only be used on objects of the
    /// current class.
    fn may_use(
        &mut self,
        receiver: VType,
        holder: NameId,
        (name, descriptor): (NameId, NameId),
        is_method: bool,
    ) -> Result<bool, H> {
        let cx = self.cx();
        if receiver == VType::Object(cx.this_name()) || !cx.has_superclass(holder) {
            return Ok(true);
        }
        let types = &mut self.class.types;
        if !types
            .hierarchy
            .is_protected_elsewhere(holder, name, descriptor, is_method)?
        {
            return Ok(true);
        }
        // Arrays have a public `clone`.
        if is_method
            && holder == types.names.object
            && name == types.names.clone
            && matches!(receiver, VType::Array(_))
        {
            return Ok(true);
        }
        Ok(types.is_receiver_assignable(receiver)?)
    }

    #[cold]
    fn bad_receiver(&self, receiver: VType, headline: &str) -> crate::Failure<H::Error> {
        let wanted = Typed(VType::Object(self.cx().this_name()), Origin::Implicit);
        self.bad_operand(receiver, Some(wanted), headline)
    }

    /// The five invoke instructions.
    pub(crate) fn invoke(&mut self, pc: usize, bytecode: Bytecode) -> Result<(), H> {
        let cx = self.cx();
        let index = self.operand_u16(pc);
        let kind = self.pool_tag(pc, index)?;
        let allowed = match bytecode {
            Bytecode::Invokeinterface => kind == tag::INTERFACE_METHODREF,
            Bytecode::Invokedynamic => kind == tag::INVOKE_DYNAMIC,
            Bytecode::Invokespecial | Bytecode::Invokestatic => {
                kind == tag::METHODREF
                    || kind == tag::INTERFACE_METHODREF
                        && cx.major_version() >= INTERFACE_METHODS_MAJOR
            }
            _ => kind == tag::METHODREF,
        };
        if !allowed {
            return Err(self.bad_pool_type(pc, index));
        }
        if bytecode == Bytecode::Invokedynamic && cx.major_version() < INVOKEDYNAMIC_MAJOR {
            let (major, class) = (cx.major_version(), cx.external_name());
            return Err(self.format_error(&format!(
                "invokedynamic instructions not supported by this class file version ({major}), \
                 class {class}"
            )));
        }
        let (name, descriptor) = cx.member_name_and_type_at(index);
        let signature = self.class.signatures.method(cx, descriptor);
        self.check_invoke_operands(pc, bytecode, signature.arguments)?;
        let is_init = name == self.class.types.names.init;
        if cx.name(name).first() == Some(&b'<') {
            if bytecode != Bytecode::Invokespecial || !is_init {
                return Err(self.bad_code(pc, "Illegal call to internal method"));
            }
        } else if bytecode == Bytecode::Invokespecial {
            self.check_special_holder(pc, index, kind)?;
        }
        for slot in (0..signature.arguments).rev() {
            let wanted = self.class.signatures.argument(signature, slot);
            self.pop(wanted)?;
        }
        match bytecode {
            Bytecode::Invokestatic | Bytecode::Invokedynamic => {}
            Bytecode::Invokespecial if is_init => self.invoke_init(pc, index)?,
            Bytecode::Invokespecial => {
                self.pop(VType::Object(cx.this_name()))?;
            }
            _ => {
                let holder = cx.member_class_at(index);
                let receiver = self.pop(VType::of_class(cx, holder))?;
                if bytecode == Bytecode::Invokevirtual
                    && !self.may_use(receiver, holder, (name, descriptor), true)?
                {
                    let headline = "Bad access to protected data in invokevirtual";
                    return Err(self.bad_receiver(receiver, headline));
                }
            }
        }
        if is_init && signature.results > 0 {
            return Err(self.bad_code(pc, "Return type must be void in <init> method"));
        }
        for slot in 0..signature.results {
            self.push(self.class.signatures.result(signature, slot))?;
        }
        Ok(())
    }

    /// The bytes after the index of `invokeinterface` and `invokedynamic`.
    fn check_invoke_operands(
        &self,
        pc: usize,
        bytecode: Bytecode,
        arguments: u16,
    ) -> Result<(), H> {
        if !matches!(
            bytecode,
            Bytecode::Invokeinterface | Bytecode::Invokedynamic
        ) {
            return Ok(());
        }
        let (third, fourth) = (self.m.code[pc + 3], self.m.code[pc + 4]);
        let headline = if bytecode == Bytecode::Invokedynamic {
            if (third, fourth) == (0, 0) {
                return Ok(());
            }
            "Third and fourth operand bytes of invokedynamic must be zero"
        } else if u16::from(third) != arguments + 1 {
            "Inconsistent args count operand in invokeinterface"
        } else if fourth != 0 {
            "Fourth operand byte of invokeinterface must be zero"
        } else {
            return Ok(());
        };
        Err(self.bad_code(pc, headline))
    }

    /// `invokespecial` names the current class, a superclass, or a direct superinterface.
    fn check_special_holder(&mut self, pc: usize, index: u16, kind: u8) -> Result<(), H> {
        let cx = self.cx();
        let holder = cx.member_class_at(index);
        if holder == cx.this_name()
            || cx.super_name() == Some(holder)
            || cx.has_direct_superinterface(holder)
        {
            return Ok(());
        }
        let (this, holder) = (VType::Object(cx.this_name()), VType::of_class(cx, holder));
        let headline = if !self.class.types.is_assignable(this, holder)? {
            "Bad invokespecial instruction: current class isn't assignable to reference class."
        } else if kind == tag::INTERFACE_METHODREF {
            "Bad invokespecial instruction: \
             interface method reference is in an indirect superinterface."
        } else {
            return Ok(());
        };
        Err(self.bad_code(pc, headline))
    }

    /// A constructor is called; its arguments have been popped.
    fn invoke_init(&mut self, pc: usize, index: u16) -> Result<(), H> {
        let holder = self.cx().member_class_at(index);
        let object = self.pop(VType::AnyReference)?;
        match object {
            VType::UninitializedThis => self.initialize_this(pc, holder),
            VType::Uninitialized(at) => self.initialize_new(pc, index, usize::from(at)),
            _ => {
                let headline = "Bad operand type when invoking <init>";
                Err(self.bad_operand(object, None, headline))
            }
        }
    }

    fn initialize_this(&mut self, pc: usize, holder: NameId) -> Result<(), H> {
        let cx = self.cx();
        let this = cx.this_name();
        if holder != this && cx.super_name() != Some(holder) {
            let reason = Reason::BadType(
                Typed(VType::of_class(cx, holder), Origin::Implicit),
                Typed(VType::Object(this), Origin::Implicit),
            );
            return Err(self.plain_error(pc, reason, "Bad <init> method call"));
        }
        if self.covered.contains(&pc) {
            // A handler that returned would let an incomplete object escape.
            let rows = self.m.exception_table.iter();
            let mut covering =
                rows.filter(|r| (usize::from(r.start_pc)..usize::from(r.end_pc)).contains(&pc));
            if covering.any(|row| !self.never_returns(usize::from(row.handler_pc))) {
                let headline = "Bad <init> method call from after the start of a try block";
                return Err(self.bad_code(pc, headline));
            }
            self.check_handlers(pc)?;
        }
        self.class.frame.initialize(VType::UninitializedThis, this);
        self.this_was_uninit = true;
        Ok(())
    }

    fn initialize_new(&mut self, pc: usize, index: u16, at: usize) -> Result<(), H> {
        let cx = self.cx();
        if self.m.code.get(at) != Some(&(Bytecode::New as u8)) {
            return Err(self.bad_code(at, "Expecting new instruction"));
        }
        let new_index = u16_at(self.m.code, at + 1).unwrap_or(0);
        let class = self.class_operand(pc, new_index)?;
        let holder_name = cx.member_class_at(index);
        let holder = VType::of_class(cx, holder_name);
        if class != holder {
            let reason = Reason::BadType(
                Typed(class, Origin::Pool(new_index)),
                Typed(holder, Origin::Pool(index)),
            );
            return Err(self.plain_error(pc, reason, "Call to wrong <init> method"));
        }
        let member = cx.member_name_and_type_at(index);
        if !self.may_use(class, holder_name, member, true)? {
            let reason = Reason::BadType(
                Typed(class, Origin::Pool(new_index)),
                Typed(VType::Object(cx.this_name()), Origin::Implicit),
            );
            let headline = "Bad access to protected <init> method";
            return Err(self.plain_error(pc, reason, headline));
        }
        if self.covered.contains(&pc) {
            self.check_handlers(pc)?;
        }
        let uninitialized = VType::Uninitialized(at as u16);
        self.class.frame.initialize(uninitialized, holder_name);
        Ok(())
    }
}
