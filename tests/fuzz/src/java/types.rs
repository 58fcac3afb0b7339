//! The types of the generated programs.

use crate::rng::Rng;

/// A type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    Bool,
    Byte,
    Short,
    Char,
    Int,
    Long,
    Float,
    Double,
    Str,
    Array(&'static Ty),
    /// An interface (`I0`, ...), by its number.
    Interface(usize),
    /// A class (`C0`, ...), by its number.
    Class(usize),
}

/// What an `int` operand may be without a cast.
pub const INTS: &[Ty] = &[Ty::Int, Ty::Int, Ty::Int, Ty::Byte, Ty::Short, Ty::Char];
/// The types with arithmetic.
pub const NUMBERS: &[Ty] = &[
    Ty::Byte,
    Ty::Short,
    Ty::Char,
    Ty::Int,
    Ty::Int,
    Ty::Long,
    Ty::Float,
    Ty::Double,
];
/// The types of arrays.
pub const ARRAYS: &[Ty] = &[
    Ty::Array(&Ty::Int),
    Ty::Array(&Ty::Int),
    Ty::Array(&Ty::Bool),
    Ty::Array(&Ty::Byte),
    Ty::Array(&Ty::Short),
    Ty::Array(&Ty::Char),
    Ty::Array(&Ty::Long),
    Ty::Array(&Ty::Float),
    Ty::Array(&Ty::Double),
    Ty::Array(&Ty::Str),
    Ty::Array(&Ty::Array(&Ty::Int)),
];

impl Ty {
    /// The type in Java.
    pub fn name(self) -> String {
        match self {
            Ty::Bool => "boolean".into(),
            Ty::Byte => "byte".into(),
            Ty::Short => "short".into(),
            Ty::Char => "char".into(),
            Ty::Int => "int".into(),
            Ty::Long => "long".into(),
            Ty::Float => "float".into(),
            Ty::Double => "double".into(),
            Ty::Str => "String".into(),
            Ty::Array(element) => format!("{}[]", element.name()),
            Ty::Interface(number) => format!("I{number}"),
            Ty::Class(number) => format!("C{number}"),
        }
    }

    /// The constants that a reduction tries in place of an expression, the simplest first.
    pub fn constants(self) -> Vec<String> {
        let texts: &[&str] = match self {
            Ty::Bool => &["false", "true"],
            Ty::Byte => &["(byte) 0", "(byte) 1"],
            Ty::Short => &["(short) 0", "(short) 1"],
            Ty::Char => &["'a'"],
            Ty::Int => &["0", "1", "10"],
            Ty::Long => &["0L", "1L"],
            Ty::Float => &["0f", "1f"],
            Ty::Double => &["0.0", "1.0"],
            Ty::Str => &["\"\"", "\"a\""],
            Ty::Array(element) => {
                return match element {
                    Ty::Array(inner) => vec![format!("new {}[8][8]", inner.name())],
                    _ => vec![format!("new {}[8]", element.name())],
                };
            }
            Ty::Interface(_) | Ty::Class(_) => &["null"],
        };
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    /// Whether it is one that arithmetic works on.
    pub fn is_number(self) -> bool {
        NUMBERS.contains(&self)
    }
}

/// A literal of a primitive type or a string; values at the edges come often.
pub fn literal(rng: &mut Rng, ty: Ty) -> String {
    match ty {
        Ty::Bool => rng.pick(&["true", "false"]).to_string(),
        Ty::Byte => format!("((byte) {})", rng.range(-128, 127)),
        Ty::Short => format!(
            "((short) {})",
            rng.pick(&[0, 1, -1, 255, -32768, 32767, 1000])
        ),
        Ty::Char => rng
            .pick(&[
                "'a'",
                "'Z'",
                "'\\0'",
                "'0'",
                "'\\uffff'",
                "'\\u20ac'",
                "((char) 300)",
            ])
            .to_string(),
        Ty::Int => match rng.below(4) {
            0 => rng.range(-10, 10).to_string(),
            1 => rng.range(0, 100).to_string(),
            2 => rng.range(i32::MIN.into(), i32::MAX.into()).to_string(),
            _ => rng
                .pick(&[
                    "0",
                    "1",
                    "-1",
                    "2",
                    "7",
                    "31",
                    "32",
                    "33",
                    "63",
                    "64",
                    "127",
                    "128",
                    "255",
                    "-128",
                    "65535",
                    "-32768",
                    "1000000",
                    "Integer.MAX_VALUE",
                    "Integer.MIN_VALUE",
                    "0x55555555",
                    "0x7f800000",
                ])
                .to_string(),
        },
        Ty::Long => match rng.below(3) {
            0 => format!("{}L", rng.range(-20, 200)),
            1 => format!("{}L", rng.next() as i64 >> 1),
            _ => rng
                .pick(&[
                    "0L",
                    "1L",
                    "-1L",
                    "63L",
                    "0xffffffffL",
                    "0x80000000L",
                    "0x100000000L",
                    "Long.MAX_VALUE",
                    "Long.MIN_VALUE",
                    "-2147483649L",
                    "(1L << 53)",
                ])
                .to_string(),
        },
        Ty::Float => rng
            .pick(&[
                "0f",
                "-0f",
                "1f",
                "-1.5f",
                "0.1f",
                "3.25e7f",
                "1e38f",
                "Float.NaN",
                "Float.POSITIVE_INFINITY",
                "Float.NEGATIVE_INFINITY",
                "Float.MIN_VALUE",
                "Float.MAX_VALUE",
                "16777217f",
                "2147483648f",
            ])
            .to_string(),
        Ty::Double => rng
            .pick(&[
                "0.0",
                "-0.0",
                "1.0",
                "2.5",
                "-0.1",
                "1e300",
                "1e-300",
                "Double.NaN",
                "Double.POSITIVE_INFINITY",
                "Double.NEGATIVE_INFINITY",
                "Double.MIN_VALUE",
                "Double.MAX_VALUE",
                "9007199254740993.0",
                "4294967296.5",
                "-2147483649.0",
                "9.3e18",
            ])
            .to_string(),
        Ty::Str => rng
            .pick(&[
                "\"\"",
                "\"a\"",
                "\"hello\"",
                "\"Hearth\"",
                "\"\\u00e9t\\u00e9\"",
                "\"\\u20ac\"",
                "\"12\"",
                "\"x,y\"",
            ])
            .to_string(),
        Ty::Array(_) | Ty::Interface(_) | Ty::Class(_) => "null".into(),
    }
}

/// A negative literal in parentheses, so that it may stand behind any operator.
pub fn operand(rng: &mut Rng, ty: Ty) -> String {
    let text = literal(rng, ty);
    if text.starts_with('-') {
        format!("({text})")
    } else {
        text
    }
}
