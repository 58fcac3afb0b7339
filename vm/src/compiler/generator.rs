//! placeholder
use compiler::host::Host;
use compiler::output::{Bailout, CompiledMethod, Request};
pub struct Compiler;
impl Compiler {
    pub fn new() -> Compiler {
        Compiler
    }
    pub fn compile(&mut self, _: &dyn Host, _: Request) -> Result<CompiledMethod, Bailout> {
        Err(Bailout::Unsupported("no generator"))
    }
}
