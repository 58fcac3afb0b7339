//! The functions of `java.lang.Math` that are instructions or approximations of the machine's own choice: bytecode methods
//! of the class library that the machine supplies, so that interpreted and compiled code have the same results.
//!
//! Java allows an error of one unit in the last place. The C library's functions are nearly always correctly rounded, as are those
//! of HotSpot, so programs print the same with both; `StrictMath` stays with fdlibm. C's base-ten logarithm is less exact
//! than the processor's.

use std::arch::asm;

use super::{Args, Row};
use crate::runtime::exceptions::JResult;
use crate::runtime::thread::JavaThread;

/// `Math.pow`: other than C's function, 1 to a power that is no number is no number, as is ±1 to an infinite one.
fn pow_of(x: f64, y: f64) -> f64 {
    match y.is_nan() || x.abs() == 1.0 && y.is_infinite() {
        true => f64::NAN,
        false => x.powf(y),
    }
}

/// `Math.log10`, by way of extended precision.
fn log10_of(x: f64) -> f64 {
    let mut result = 0.0f64;
    // SAFETY: reads and writes the two variables; all registers of the floating-point stack are declared.
    unsafe {
        asm!(
            "fldlg2",
            "fld qword ptr [{x}]",
            "fyl2x",
            "fstp qword ptr [{result}]",
            x = in(reg) &raw const x,
            result = in(reg) &raw mut result,
            out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
            out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
            out("mm0") _, out("mm1") _, out("mm2") _, out("mm3") _,
            out("mm4") _, out("mm5") _, out("mm6") _, out("mm7") _,
            options(nostack),
        );
    }
    result
}

/// For each function what the interpreter calls and what compiled code calls.
macro_rules! unary {
    ($($native:ident, $compiled:ident = $function:path;)*) => {
        $(
            fn $native(_: &JavaThread, args: Args) -> JResult<u64> {
                Ok($function(args.double(0)).to_bits())
            }
            pub extern "C" fn $compiled(_: &JavaThread, x: f64) -> f64 {
                $function(x)
            }
        )*
    };
}

unary! {
    sin, sine = f64::sin;
    cos, cosine = f64::cos;
    tan, tangent = f64::tan;
    exp, exponential = f64::exp;
    log, logarithm = f64::ln;
    log10, logarithm_10 = log10_of;
}

fn pow(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(pow_of(args.double(0), args.double(2)).to_bits())
}

pub extern "C" fn power(_: &JavaThread, x: f64, y: f64) -> f64 {
    pow_of(x, y)
}

fn fma(_: &JavaThread, args: Args) -> JResult<u64> {
    let (a, b, c) = (args.double(0), args.double(2), args.double(4));
    Ok(a.mul_add(b, c).to_bits())
}

fn fma_float(_: &JavaThread, args: Args) -> JResult<u64> {
    let (a, b, c) = (args.float(0), args.float(1), args.float(2));
    Ok(a.mul_add(b, c).to_bits().into())
}

/// `Math.abs`: other than its bytecode it takes the sign of a double that is no number, as compiled code does.
fn abs(_: &JavaThread, args: Args) -> JResult<u64> {
    Ok(args.double(0).abs().to_bits())
}

pub const CLASS: &str = "java/lang/Math";

pub const TABLE: &[Row] = &[
    (CLASS, "sin", "(D)D", sin),
    (CLASS, "cos", "(D)D", cos),
    (CLASS, "tan", "(D)D", tan),
    (CLASS, "exp", "(D)D", exp),
    (CLASS, "log", "(D)D", log),
    (CLASS, "log10", "(D)D", log10),
    (CLASS, "pow", "(DD)D", pow),
    (CLASS, "abs", "(D)D", abs),
    (CLASS, "fma", "(DDD)D", fma),
    (CLASS, "fma", "(FFF)F", fma_float),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_values() {
        assert!(pow_of(1.0, f64::NAN).is_nan());
        assert!(pow_of(-1.0, f64::INFINITY).is_nan());
        assert_eq!(pow_of(f64::NAN, 0.0), 1.0);
        assert_eq!(pow_of(-8.0, 3.0), -512.0);
        for n in -300..=300 {
            let text = format!("1e{n}");
            assert_eq!(log10_of(text.parse().unwrap()), f64::from(n), "{text}");
        }
        assert!(log10_of(-1.0).is_nan());
        assert_eq!(log10_of(0.0), f64::NEG_INFINITY);
        assert_eq!(log10_of(f64::INFINITY), f64::INFINITY);
    }
}
