//! The intrinsics of java.lang.invoke in line: what `invokeBasic` and the `linkTo` methods call is found by a few loads, and
//! called like any other method.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Value, types};

use super::Translator;
use super::calls::Call;
use crate::bytecode::Kind;
use crate::entries::RuntimeEntry;
use crate::host::{MethodHandleLayout, MethodId, PolymorphicKind};

impl Translator<'_, '_> {
    /// Calls an intrinsic method; its arguments are those of the call site's descriptor.
    pub(super) fn polymorphic_call(&mut self, id: MethodId, mut call: Call) -> Option<Value> {
        let (kind, layout) = (self.host.polymorphic(id), self.host.layout().method_handles);
        let (Some(kind), Some(layout)) = (kind, layout) else {
            let rt = self.host.method(id).rt_address;
            let rt = self.address(rt);
            return self.call_through(rt, &call);
        };
        let rt = match kind {
            PolymorphicKind::InvokeBasic => {
                let handle = call.arguments[0].0;
                self.null_check(handle);
                let form = self.reference_field(handle, layout.form);
                let member = self.reference_field(form, layout.vmentry);
                self.rt_of_member(member, layout)
            }
            PolymorphicKind::LinkToStatic | PolymorphicKind::LinkToSpecial => {
                let member = self.take_member(&mut call);
                let rt = self.rt_of_member(member, layout);
                if kind == PolymorphicKind::LinkToSpecial {
                    self.null_check(call.arguments[0].0);
                }
                rt
            }
            PolymorphicKind::LinkToVirtual | PolymorphicKind::LinkToInterface => {
                let member = self.take_member(&mut call);
                let receiver = call.arguments[0].0;
                self.null_check(member);
                self.null_check(receiver);
                let rt = self.runtime_value(RuntimeEntry::SelectMember, &[receiver, member]);
                self.check_pending();
                rt
            }
        };
        self.call_through(rt, &call)
    }

    /// The trailing MemberName.
    fn take_member(&mut self, call: &mut Call) -> Value {
        let (member, kind) = call
            .arguments
            .pop()
            .expect("a linkTo method has a member name");
        debug_assert_eq!(kind, Kind::Ref);
        member
    }

    fn rt_of_member(&mut self, member: Value, layout: MethodHandleLayout) -> Value {
        self.null_check(member);
        let resolved = self.reference_field(member, layout.method);
        let method = self.load(types::I32, resolved, layout.vmtarget);
        self.rt_of(method)
    }

    /// A reference field that the class library sets before the object is used; the null check guards against its absence.
    fn reference_field(&mut self, object: Value, offset: i32) -> Value {
        let value = self.load(types::I64, object, offset);
        let is_null = self.icmp_imm(IntCC::Equal, value, 0);
        self.throw_if(is_null, RuntimeEntry::ThrowNullPointer, &[]);
        value
    }
}
