//! Bootstrap methods (JVMS 4.7.23, 5.4.3.6): their static arguments, and what their failures become.

use oops::constant_pool::{BootstrapMethod, tag};
use oops::{BasicType, KlassPtr, Oop};

use crate::classes::resolve::{resolve_class, resolve_constant};
use crate::classes::{strings, well_known};
use crate::jvm::boxing::{Value, boxed};
use crate::memory;
use crate::runtime::exceptions::{self, JResult, Pending};
use crate::runtime::thread::JavaThread;

use super::upcalls;

/// What a Dynamic or InvokeDynamic entry says, resolved, in the order in which the class library takes it.
pub struct Specifier {
    pub method: Oop,
    pub name: Oop,
    /// A MethodType for call sites, a mirror for constants.
    pub ty: Oop,
    /// Null, the only argument, or an array of all.
    pub arguments: Oop,
}

impl Specifier {
    /// Resolves all parts of entry `index`.
    pub fn resolve(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Specifier> {
        let (bootstrap, name, descriptor) = holder.constants().dynamic(index.into());
        let rows = holder.constants().bootstrap_methods.get();
        let Some(row) = rows.get(usize::from(bootstrap)) else {
            let text = format!("no bootstrap method {bootstrap}");
            return Err(exceptions::throw(
                thread,
                "java/lang/ClassFormatError",
                &text,
            ));
        };
        let method = resolve_constant(thread, holder, row.method_handle)?;
        let name = strings::intern_symbol(thread, name)?;
        let ty = match descriptor.as_bytes() {
            [b'(', ..] => upcalls::method_type(thread, holder, descriptor)?,
            field => upcalls::accessible_type(thread, holder, field)?,
        };
        let arguments = static_arguments(thread, holder, row)?;
        Ok(Specifier {
            method,
            name,
            ty,
            arguments,
        })
    }

    /// The arguments of `linkCallSite` and `linkDynamicConstant`.
    pub fn to_args(&self, caller: KlassPtr, index: u16) -> [u64; 6] {
        [
            caller.mirror().to_bits(),
            u64::from(index),
            self.method.to_bits(),
            self.name.to_bits(),
            self.ty.to_bits(),
            self.arguments.to_bits(),
        ]
    }
}

fn static_arguments(thread: &JavaThread, holder: KlassPtr, row: &BootstrapMethod) -> JResult<Oop> {
    match row.arguments.get() {
        [] => Ok(Oop::NULL),
        [only] => {
            let argument = static_argument(thread, holder, *only)?;
            // An only argument that is itself an array or null must not be taken for the array of all.
            if argument.is_null() || argument.klass().is_array() {
                let array = memory::allocate_object_array(thread, well_known::object(), 1)?;
                memory::obj_array_store(array, 0, argument);
                return Ok(array);
            }
            Ok(argument)
        }
        all => {
            let array = memory::allocate_object_array(thread, well_known::object(), all.len())?;
            for (i, &index) in all.iter().enumerate() {
                let argument = static_argument(thread, holder, index)?;
                memory::obj_array_store(array, i, argument);
            }
            Ok(array)
        }
    }
}

/// One static argument as an object.
pub fn static_argument(thread: &JavaThread, holder: KlassPtr, index: u16) -> JResult<Oop> {
    let constants = holder.constants();
    let i = usize::from(index);
    let (ty, slot) = match constants.tag(i) {
        tag::INTEGER => (BasicType::Int, u64::from(constants.int(i) as u32)),
        tag::FLOAT => (BasicType::Float, u64::from(constants.float(i).to_bits())),
        tag::LONG => (BasicType::Long, constants.long(i) as u64),
        tag::DOUBLE => (BasicType::Double, constants.double(i).to_bits()),
        tag::CLASS => return Ok(resolve_class(thread, holder, index)?.mirror()),
        _ => return resolve_constant(thread, holder, index),
    };
    boxed(thread, Value { ty, slot })
}

/// An exception of linking: errors pass, all else becomes the cause of a BootstrapMethodError.
pub fn wrap_failure(thread: &JavaThread, pending: Pending) -> Pending {
    let exception = exceptions::take(thread, pending);
    if exception.is_a(well_known::error()) {
        return exceptions::throw_oop(thread, exception);
    }
    exceptions::throw_with(thread, "java/lang/BootstrapMethodError", None, exception)
}
