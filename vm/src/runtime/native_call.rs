//! Calling native methods: the machine's own with raw slots, and C functions through JNI (JNI specification, chapter 2).
//!
//! A C function gets its arguments as the System V ABI for x86-64 wants them: the method's shape (one code per
//! parameter) is made once and kept with the method; a small assembly stub loads the registers. A reference argument is
//! passed as the address of its slot in the caller's frame on the Java stack, which is a local reference: the slot stays
//! while the call runs, and objects that the Java stack refers to do not move.

use std::arch::global_asm;
use std::sync::atomic::Ordering;

use oops::method::MethodKind;
use oops::{BasicType, MethodPtr};

use crate::compiler::{native_wrappers, policy};
use crate::natives::{Args, VmNative};
use crate::runtime::critical_natives::{self, CRITICAL};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;
use crate::runtime::{handles, native_lookup, transitions};

/// Register and stack contents for one call, laid out for the stub.
#[repr(C)]
struct CallImage {
    general: [u64; 6],
    floating: [u64; 8],
    stack: *const u64,
    stack_words: usize,
}

// hearth_call_native(function, image, result): result[0] = rax, result[1] = xmm0.
global_asm!(
    ".globl hearth_call_native",
    ".hidden hearth_call_native",
    ".type hearth_call_native,@function",
    "hearth_call_native:",
    ".cfi_startproc",
    "push rbp",
    ".cfi_def_cfa_offset 16",
    ".cfi_offset rbp, -16",
    "mov rbp, rsp",
    ".cfi_def_cfa_register rbp",
    "push rbx",
    "push r12",
    ".cfi_offset rbx, -24",
    ".cfi_offset r12, -32",
    "mov rbx, rdx",
    "mov r11, rdi",
    "mov r10, rsi",
    "mov rcx, [r10 + 120]",
    "lea rax, [rcx + 1]",
    "and rax, -2",
    "shl rax, 3",
    "sub rsp, rax",
    "mov rsi, [r10 + 112]",
    "mov rdi, rsp",
    "rep movsq",
    "movsd xmm0, [r10 + 48]",
    "movsd xmm1, [r10 + 56]",
    "movsd xmm2, [r10 + 64]",
    "movsd xmm3, [r10 + 72]",
    "movsd xmm4, [r10 + 80]",
    "movsd xmm5, [r10 + 88]",
    "movsd xmm6, [r10 + 96]",
    "movsd xmm7, [r10 + 104]",
    "mov rdi, [r10]",
    "mov rsi, [r10 + 8]",
    "mov rdx, [r10 + 16]",
    "mov rcx, [r10 + 24]",
    "mov r8, [r10 + 32]",
    "mov r9, [r10 + 40]",
    "mov eax, 8",
    "call r11",
    "mov [rbx], rax",
    "movsd [rbx + 8], xmm0",
    "lea rsp, [rbp - 16]",
    "pop r12",
    "pop rbx",
    "pop rbp",
    ".cfi_def_cfa rsp, 8",
    "ret",
    ".cfi_endproc",
    ".size hearth_call_native, . - hearth_call_native",
);

unsafe extern "C-unwind" {
    fn hearth_call_native(function: usize, image: *const CallImage, result: *mut [u64; 2]);
}

/// How a parameter is passed.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Parameter {
    Int = 1,
    Long = 2,
    Float = 3,
    Double = 4,
    Reference = 5,
}

impl Parameter {
    pub fn of(ty: BasicType) -> Parameter {
        match ty {
            BasicType::Long => Parameter::Long,
            BasicType::Float => Parameter::Float,
            BasicType::Double => Parameter::Double,
            t if t.is_reference() => Parameter::Reference,
            _ => Parameter::Int,
        }
    }
    pub fn is_floating(self) -> bool {
        matches!(self, Parameter::Float | Parameter::Double)
    }
    /// Slots of the Java stack that it takes.
    pub fn slots(self) -> usize {
        1 + usize::from(matches!(self, Parameter::Long | Parameter::Double))
    }
    fn from_code(code: u64) -> Option<Parameter> {
        Some(match code {
            1 => Parameter::Int,
            2 => Parameter::Long,
            3 => Parameter::Float,
            4 => Parameter::Double,
            5 => Parameter::Reference,
            _ => return None,
        })
    }
}

/// Parameters that a packed shape has room for, 3 bits each.
const PACKED_PARAMETERS: usize = 20;
/// The packed shape of a method with more parameters.
const UNPACKED: u64 = u64::MAX;

/// The parameter types of a method descriptor.
pub fn parameter_types(descriptor: &[u8]) -> impl Iterator<Item = BasicType> + '_ {
    let mut at = 1;
    std::iter::from_fn(move || {
        let ty = BasicType::from_descriptor_char(*descriptor.get(at)?)?;
        while descriptor[at] == b'[' {
            at += 1;
        }
        if descriptor[at] == b'L' {
            at += descriptor[at..].iter().position(|&b| b == b';')?;
        }
        at += 1;
        Some(ty)
    })
}

/// Packs the parameters' codes; never 0.
fn pack(descriptor: &[u8]) -> u64 {
    let mut shape = 0;
    for (i, ty) in parameter_types(descriptor).enumerate() {
        if i == PACKED_PARAMETERS {
            return UNPACKED;
        }
        shape |= (Parameter::of(ty) as u64) << (3 * i);
    }
    shape | 1 << 62
}

/// Registers and stack words as they fill up.
pub(super) struct Marshal {
    image: CallImage,
    general: usize,
    floating: usize,
    overflow: Vec<u64>,
}

impl Marshal {
    pub(super) fn new() -> Marshal {
        let image = CallImage {
            general: [0; 6],
            floating: [0; 8],
            stack: std::ptr::null(),
            stack_words: 0,
        };
        Marshal {
            image,
            general: 0,
            floating: 0,
            overflow: Vec::new(),
        }
    }
    #[inline]
    pub(super) fn word(&mut self, v: u64) {
        if self.general < 6 {
            self.image.general[self.general] = v;
            self.general += 1;
        } else {
            self.overflow.push(v);
        }
    }
    #[inline]
    fn float(&mut self, v: u64) {
        if self.floating < 8 {
            self.image.floating[self.floating] = v;
            self.floating += 1;
        } else {
            self.overflow.push(v);
        }
    }
    /// Adds the parameter at `slot`; the slot after it.
    #[inline]
    pub(super) unsafe fn parameter(&mut self, kind: Parameter, slot: *const u64) -> *const u64 {
        // SAFETY: the slots match the method's descriptor.
        unsafe {
            let v = *slot;
            match kind {
                Parameter::Int => self.word(v as i32 as i64 as u64),
                Parameter::Long => {
                    self.word(v);
                    return slot.add(2);
                }
                Parameter::Float => self.float(v & 0xffff_ffff),
                Parameter::Double => {
                    self.float(v);
                    return slot.add(2);
                }
                Parameter::Reference => self.word(if v == 0 { 0 } else { slot as u64 }),
            }
            slot.add(1)
        }
    }
    pub(super) unsafe fn call(&mut self, function: usize) -> [u64; 2] {
        self.image.stack = self.overflow.as_ptr();
        self.image.stack_words = self.overflow.len();
        let mut result = [0; 2];
        // SAFETY: the function has the method's signature, by JNI's contract.
        unsafe { hearth_call_native(function, &self.image, &mut result) };
        result
    }
}

/// Runs the native method, whose frame is the thread's top frame, with the arguments at `args`; the result slot.
///
/// # Safety
/// `args` are the arguments of the method's descriptor; the native frame has its extra slot.
pub unsafe fn call(thread: &JavaThread, method: MethodPtr, args: *const u64) -> JResult<u64> {
    let rt = method.rt.get();
    // The function is read before the kind: linking sets them in the opposite order.
    let mut function = rt.native_function.load(Ordering::Acquire);
    if function == 0 {
        native_lookup::link(thread, method)?;
        function = rt.native_function.load(Ordering::Acquire);
        policy::native_linked(method);
    }
    if rt.kind() == MethodKind::VmNative {
        // SAFETY: the functions of VmNative methods are set from the table of natives alone.
        unsafe {
            let native = std::mem::transmute::<usize, VmNative>(function);
            return native(thread, Args::new(args));
        }
    }
    let wrapper = rt.native_wrapper.load(Ordering::Acquire);
    if wrapper == CRITICAL {
        // SAFETY: by the caller's word.
        return Ok(unsafe { critical_natives::call(thread, method, args) });
    }
    if wrapper != 0 {
        // SAFETY: by the caller's word; the wrapper is that of the method's shape.
        let value =
            unsafe { native_wrappers::call_from_slots(thread, rt, args, function, wrapper) };
        exceptions::check(thread)?;
        return Ok(value);
    }
    // SAFETY: by the caller's word.
    unsafe { call_jni(thread, method, function, args) }
}

unsafe fn call_jni(
    thread: &JavaThread,
    method: MethodPtr,
    function: usize,
    args: *const u64,
) -> JResult<u64> {
    let rt = method.rt.get();
    let mut shape = rt.native_shape.load(Ordering::Relaxed);
    if shape == 0 {
        shape = pack(method.descriptor.as_bytes());
        rt.native_shape.store(shape, Ordering::Relaxed);
    }
    let mut marshal = Marshal::new();
    marshal.word(thread.env() as u64);
    let mut slot = args;
    // SAFETY: by the caller's word.
    unsafe {
        if method.is_static() {
            let class_slot = (*thread.top_frame.get()).operands();
            *class_slot = method.holder().mirror().to_bits();
            marshal.word(class_slot as u64);
        } else {
            slot = marshal.parameter(Parameter::Reference, slot);
        }
        if shape == UNPACKED {
            for ty in parameter_types(method.descriptor.as_bytes()) {
                slot = marshal.parameter(Parameter::of(ty), slot);
            }
        } else {
            let mut rest = shape & !(1 << 62);
            while let Some(kind) = Parameter::from_code(rest & 7) {
                slot = marshal.parameter(kind, slot);
                rest >>= 3;
            }
        }
    }
    let value = handles::with_handle_frame(thread, || {
        // SAFETY: as above.
        let result = transitions::in_native(thread, || unsafe { marshal.call(function) });
        result_slot(method.return_type, result)
    });
    exceptions::check(thread)?;
    Ok(value)
}

/// The slot for a C function's result; a reference is looked up while its handle lives.
pub(super) fn result_slot(ty: BasicType, [integer, floating]: [u64; 2]) -> u64 {
    match ty {
        BasicType::Boolean => u64::from(integer as u8 != 0),
        BasicType::Byte => integer as i8 as i32 as u32 as u64,
        BasicType::Char => u64::from(integer as u16),
        BasicType::Short => integer as i16 as i32 as u32 as u64,
        BasicType::Int => u64::from(integer as u32),
        BasicType::Long => integer,
        BasicType::Float => floating & 0xffff_ffff,
        BasicType::Double => floating,
        BasicType::Object | BasicType::Array => {
            handles::resolve(integer as jni_sys::jobject).to_bits()
        }
        BasicType::Void => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C-unwind" fn mixed(
        a: i64,
        b: i32,
        c: f32,
        d: f64,
        e: i64,
        f: i64,
        g: i64,
        h: i64,
        i: i32,
    ) -> f64 {
        a as f64
            + f64::from(b) * 2.0
            + f64::from(c)
            + d
            + (e + f + g) as f64
            + h as f64 * 10.0
            + f64::from(i) * 100.0
    }

    fn marshal(descriptor: &[u8], slots: &[u64]) -> Marshal {
        let mut m = Marshal::new();
        let mut slot = slots.as_ptr();
        for ty in parameter_types(descriptor) {
            // SAFETY: the slots are those of the descriptor.
            slot = unsafe { m.parameter(Parameter::of(ty), slot) };
        }
        m
    }

    #[test]
    fn registers_and_stack_are_filled_by_the_descriptor() {
        let minus = -3i32 as u32 as u64;
        let (c, d) = (u64::from(1.5f32.to_bits()), 0.25f64.to_bits());
        let slots = [7, 0, minus, c, d, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5];
        let mut m = marshal(b"(JIFDJJJJI)D", &slots);
        assert_eq!(m.overflow.len(), 1);
        // SAFETY: `mixed` has the descriptor's parameters.
        let [_, result] = unsafe { m.call(mixed as *const () as usize) };
        assert_eq!(
            f64::from_bits(result),
            7.0 - 6.0 + 1.5 + 0.25 + 6.0 + 40.0 + 500.0
        );
    }

    #[test]
    fn references_are_passed_as_addresses_of_their_slots() {
        let slots = [0, 0x1000];
        let m = marshal(b"(Ljava/lang/String;[I)V", &slots);
        assert_eq!(m.image.general[..2], [0, &raw const slots[1] as u64]);
    }

    #[test]
    fn shapes_are_packed_unless_too_long() {
        assert_eq!(pack(b"()V"), 1 << 62);
        assert_eq!(
            pack(b"(ZJ[[FLa/B;D)V"),
            1 << 62 | 1 | 2 << 3 | 5 << 6 | 5 << 9 | 4 << 12
        );
        assert_eq!(pack(b"(IIIIIIIIIIIIIIIIIIIII)V"), UNPACKED);
    }

    #[test]
    fn results_are_normalised() {
        assert_eq!(result_slot(BasicType::Boolean, [0x100, 0]), 0);
        assert_eq!(result_slot(BasicType::Boolean, [0x102, 0]), 1);
        assert_eq!(result_slot(BasicType::Byte, [0xff, 0]) as i32, -1);
        assert_eq!(result_slot(BasicType::Short, [0x1_8000, 0]) as i32, -32768);
        assert_eq!(result_slot(BasicType::Char, [0xf_ffff, 0]), 0xffff);
        assert_eq!(result_slot(BasicType::Int, [u64::MAX, 0]), 0xffff_ffff);
    }
}
