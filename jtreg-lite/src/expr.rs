//! The expression language of `@requires`.
//!
//! Values are strings, as in jtreg: numbers and booleans are strings that look like them, and comparing with `==` or
//! `!=` ignores case. A name without a value is `null`. Names are checked against a [`Context`] when an expression is
//! parsed, because an unknown name is a mistake in the test's description, not a property of the platform.
//!
//! Precedence, weakest first: `|`, `&`, `== != ~=`, `< <= > >=`, `+ -`, `* / %`, `!`. Operators of one level bind to
//! the left.

use regex::Regex;

/// Where names get their validity and values from.
pub trait Context {
    /// Whether the name may be used at all.
    fn is_valid_name(&self, name: &str) -> bool;

    /// The value of a name: `null` if it has none. An error if its value could not be determined.
    fn value(&self, name: &str) -> Result<String, String>;
}

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A string, number or boolean constant, with suffixes like `K` applied.
    Constant(String),
    Name(String),
    Not(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Match,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Operator {
    fn precedence(self) -> u8 {
        match self {
            Operator::Or => 0,
            Operator::And => 1,
            Operator::Equal | Operator::NotEqual | Operator::Match => 2,
            Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual => 3,
            Operator::Add | Operator::Subtract => 4,
            Operator::Multiply | Operator::Divide | Operator::Remainder => 5,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    End,
    Name(String),
    Constant(String),
    Operator(Operator),
    Not,
    Open,
    Close,
}

/// Parses an expression, or says what is wrong with it.
pub fn parse(text: &str, context: &dyn Context) -> Result<Expr, String> {
    let tokens = tokenize(text)?;
    let mut parser = Parser {
        tokens,
        position: 0,
        context,
    };
    let expr = parser.binary(0)?;
    match parser.next() {
        Token::End => Ok(expr),
        other => Err(format!("{} not expected", describe(&other))),
    }
}

impl Expr {
    /// The value as text.
    pub fn eval(&self, context: &dyn Context) -> Result<String, String> {
        match self {
            Expr::Constant(value) => Ok(value.clone()),
            Expr::Name(name) => context.value(name),
            Expr::Not(inner) => Ok((!inner.eval_bool(context)?).to_string()),
            Expr::Binary(operator, left, right) => eval_binary(*operator, left, right, context),
        }
    }

    /// The value as a boolean.
    pub fn eval_bool(&self, context: &dyn Context) -> Result<bool, String> {
        match self.eval(context)?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(format!("invalid boolean value: `{other}'")),
        }
    }

    fn eval_number(&self, context: &dyn Context) -> Result<i64, String> {
        let value = self.eval(context)?;
        value
            .parse()
            .map_err(|_| format!("invalid numeric value: {value}"))
    }
}

fn eval_binary(
    operator: Operator,
    left: &Expr,
    right: &Expr,
    context: &dyn Context,
) -> Result<String, String> {
    let text = |result: bool| Ok(result.to_string());
    match operator {
        Operator::Or => return text(left.eval_bool(context)? || right.eval_bool(context)?),
        Operator::And => return text(left.eval_bool(context)? && right.eval_bool(context)?),
        Operator::Equal | Operator::NotEqual => {
            let same = left
                .eval(context)?
                .eq_ignore_ascii_case(&right.eval(context)?);
            return text(same == (operator == Operator::Equal));
        }
        Operator::Match => {
            let pattern = right.eval(context)?;
            let regex = Regex::new(&format!("^(?:{pattern})$"))
                .map_err(|e| format!("bad pattern {pattern}: {e}"))?;
            return text(regex.is_match(&left.eval(context)?));
        }
        _ => {}
    }
    let (a, b) = (left.eval_number(context)?, right.eval_number(context)?);
    if b == 0 && matches!(operator, Operator::Divide | Operator::Remainder) {
        return Err("division by zero".to_string());
    }
    match operator {
        Operator::Less => text(a < b),
        Operator::LessEqual => text(a <= b),
        Operator::Greater => text(a > b),
        Operator::GreaterEqual => text(a >= b),
        Operator::Add => Ok(a.wrapping_add(b).to_string()),
        Operator::Subtract => Ok(a.wrapping_sub(b).to_string()),
        Operator::Multiply => Ok(a.wrapping_mul(b).to_string()),
        Operator::Divide => Ok(a.wrapping_div(b).to_string()),
        _ => Ok(a.wrapping_rem(b).to_string()),
    }
}

struct Parser<'a> {
    tokens: Vec<Token>,
    position: usize,
    context: &'a dyn Context,
}

impl Parser<'_> {
    fn next(&mut self) -> Token {
        let token = self
            .tokens
            .get(self.position)
            .cloned()
            .unwrap_or(Token::End);
        self.position += 1;
        token
    }

    fn binary(&mut self, weakest: u8) -> Result<Expr, String> {
        let mut left = self.term()?;
        while let Some(Token::Operator(operator)) = self.tokens.get(self.position) {
            let operator = *operator;
            if operator.precedence() < weakest {
                break;
            }
            self.position += 1;
            let right = self.binary(operator.precedence() + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Expr, String> {
        match self.next() {
            Token::Name(name) if self.context.is_valid_name(&name) => Ok(Expr::Name(name)),
            Token::Name(name) => Err(format!("invalid name: {name}")),
            Token::Constant(value) => Ok(Expr::Constant(value)),
            Token::Not => Ok(Expr::Not(Box::new(self.term()?))),
            Token::Open => {
                let inner = self.binary(0)?;
                match self.next() {
                    Token::Close => Ok(inner),
                    other => Err(format!("')' expected, but {} found", describe(&other))),
                }
            }
            other => Err(format!("{} not expected", describe(&other))),
        }
    }
}

fn describe(token: &Token) -> String {
    match token {
        Token::End => "<end-of-expression>".to_string(),
        Token::Name(name) => format!("name {name}"),
        Token::Constant(value) => format!("constant {value}"),
        Token::Operator(operator) => format!("operator {operator:?}"),
        Token::Not => "'!'".to_string(),
        Token::Open => "'('".to_string(),
        Token::Close => "')'".to_string(),
    }
}

fn tokenize(text: &str) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        let equals_follows = chars.get(at) == Some(&'=');
        let simple = match c {
            c if c.is_whitespace() => continue,
            '&' => Token::Operator(Operator::And),
            '|' => Token::Operator(Operator::Or),
            '+' => Token::Operator(Operator::Add),
            '-' => Token::Operator(Operator::Subtract),
            '*' => Token::Operator(Operator::Multiply),
            '/' => Token::Operator(Operator::Divide),
            '%' => Token::Operator(Operator::Remainder),
            '(' => Token::Open,
            ')' => Token::Close,
            '<' | '>' | '!' | '=' | '~' => {
                let token = match (c, equals_follows) {
                    ('<', true) => Token::Operator(Operator::LessEqual),
                    ('<', false) => Token::Operator(Operator::Less),
                    ('>', true) => Token::Operator(Operator::GreaterEqual),
                    ('>', false) => Token::Operator(Operator::Greater),
                    ('!', true) => Token::Operator(Operator::NotEqual),
                    ('!', false) => Token::Not,
                    ('=', true) => Token::Operator(Operator::Equal),
                    ('~', true) => Token::Operator(Operator::Match),
                    _ => return Err(format!("unexpected character after `{c}'")),
                };
                at += usize::from(equals_follows);
                token
            }
            '"' => string_constant(&chars, &mut at)?,
            c if c.is_ascii_digit() => number(&chars, &mut at)?,
            c if c.is_alphabetic() => name(&chars, &mut at),
            other => return Err(format!("unrecognized character: `{other}'")),
        };
        tokens.push(simple);
    }
    Ok(tokens)
}

fn string_constant(chars: &[char], at: &mut usize) -> Result<Token, String> {
    let bad = || "invalid string constant".to_string();
    let mut value = String::new();
    loop {
        let c = *chars.get(*at).ok_or_else(bad)?;
        *at += 1;
        match c {
            '"' => return Ok(Token::Constant(value)),
            '\\' => {
                let escaped = *chars.get(*at).ok_or_else(bad)?;
                *at += 1;
                value.push(match escaped {
                    'b' => '\x08',
                    'f' => '\x0c',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    '\\' | '\'' | '"' => escaped,
                    _ => return Err(bad()),
                });
            }
            other => value.push(other),
        }
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Token, String> {
    let start = *at - 1;
    while chars.get(*at).is_some_and(char::is_ascii_digit) {
        *at += 1;
    }
    let digits: String = chars[start..*at].iter().collect();
    let scale = match chars.get(*at).map(char::to_ascii_lowercase) {
        Some('k') => 1 << 10,
        Some('m') => 1 << 20,
        Some('g') => 1 << 30,
        _ => return Ok(Token::Constant(digits)),
    };
    *at += 1;
    let value: i64 = digits
        .parse()
        .map_err(|_| format!("invalid numeric value: {digits}"))?;
    Ok(Token::Constant(value.wrapping_mul(scale).to_string()))
}

fn name(chars: &[char], at: &mut usize) -> Token {
    let start = *at - 1;
    while chars
        .get(*at)
        .is_some_and(|c| c.is_alphanumeric() || *c == '.' || *c == '_')
    {
        *at += 1;
    }
    let name: String = chars[start..*at].iter().collect();
    match name.to_ascii_lowercase().as_str() {
        constant @ ("true" | "false") => Token::Constant(constant.to_string()),
        _ => Token::Name(name),
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, parse};

    struct Names;

    impl Context for Names {
        fn is_valid_name(&self, name: &str) -> bool {
            !name.starts_with("bad")
        }
        fn value(&self, name: &str) -> Result<String, String> {
            match name {
                "os.family" => Ok("linux".to_string()),
                "os.maxMemory" => Ok((8i64 << 30).to_string()),
                "vm.debug" => Ok("false".to_string()),
                "broken" => Err("broken: no value".to_string()),
                _ => Ok("null".to_string()),
            }
        }
    }

    fn eval(text: &str) -> Result<bool, String> {
        parse(text, &Names)?.eval_bool(&Names)
    }

    #[test]
    fn precedence_and_comparisons() {
        assert_eq!(
            eval("os.family == \"linux\" & os.maxMemory >= 2G"),
            Ok(true)
        );
        assert_eq!(eval("false & false | true"), Ok(true));
        assert_eq!(eval("true | false & false"), Ok(true));
        assert_eq!(eval("!vm.debug & (os.family != \"windows\")"), Ok(true));
        assert_eq!(eval("1 + 2 * 3 == 7"), Ok(true));
        assert_eq!(eval("10 - 2 - 3 == 5"), Ok(true));
        assert_eq!(eval("OS.FAMILY == \"null\""), Ok(true));
        assert_eq!(eval("\"LINUX\" == os.family"), Ok(true));
        assert_eq!(eval("vm.gc == null | vm.gc == \"G1\""), Ok(true));
        assert_eq!(eval("os.family ~= \"li.*\""), Ok(true));
        assert_eq!(eval("os.family ~= \"li\""), Ok(false));
        assert_eq!(
            eval("7 % 4 == 3 & 1K == 1024 & 8 / 2 > 3 & 3 <= 3 & 2 < 3"),
            Ok(true)
        );
    }

    #[test]
    fn mistakes() {
        for (text, message) in [
            ("bad.name", "invalid name: bad.name"),
            ("true &", "<end-of-expression> not expected"),
            ("(true", "')' expected, but <end-of-expression> found"),
            ("true true", "constant true not expected"),
            ("a = b", "unexpected character after `='"),
            ("\"abc", "invalid string constant"),
            ("os.family", "invalid boolean value: `linux'"),
            ("vm.x > 3", "invalid numeric value: null"),
            ("broken", "broken: no value"),
            ("1 / 0 == 1", "division by zero"),
            ("#", "unrecognized character: `#'"),
        ] {
            assert_eq!(eval(text), Err(message.to_string()), "{text}");
        }
    }
}
