//! The order in which a function's blocks are emitted, and its loops.
//!
//! Hot blocks come first, in a reverse postorder that keeps loops together: what leaves a loop comes behind it. Cold blocks follow.
//! So every block but the first has an earlier one that leads to it, and definitions come before uses.
//!
//! Positions number the instructions in that order. A loop is the range of positions from its header to the last jump back; ranges
//! are nested (overlapping ones are stretched), and whatever is needed in a loop and made before it is needed up to its end. That is the
//! view of linear scan register allocation (Poletto and Sarkar 1999; Wimmer and Mössenböck 2005).
//!
//! A cold block belongs to the hot code that leads there: its *attribute* is the end of the last such block. Of a cold block's
//! operands hot code knows that they are needed up to there.

use cranelift_codegen::ir::{Block, BlockCall, Function, Inst};

pub const NONE: u32 = u32::MAX;

pub struct BlockInfo {
    pub block: Block,
    pub is_cold: bool,
    /// Position of the first instruction.
    pub position: u32,
    /// The position behind the last instruction, which no instruction has.
    pub end: u32,
    /// Of cold blocks: the end of the last hot block from which the way leads here through cold blocks only.
    pub attribute: u32,
    /// Of cold blocks: they lead back to hot ones.
    pub rejoins: bool,
    /// The first block, in this order, that leads here.
    pub first: u32,
    /// How many edges lead here.
    pub edges: u32,
    /// The loop that begins here.
    pub heads: u32,
    /// Where a loop begins: nothing is in it but a test.
    pub is_light: bool,
    /// The innermost loop around, among blocks of the same temperature.
    pub inside: u32,
    /// Of cold blocks: the innermost loop of hot blocks around the attribute.
    pub hot_loop: u32,
}

pub struct Loop {
    /// Order of the header.
    pub header: u32,
    /// The last position at which something is needed that comes from before the loop.
    pub end: u32,
    /// The loop around.
    pub parent: u32,
    /// Hot code in it calls functions that keep no registers.
    pub has_calls: bool,
}

/// Reused for one function after the other.
#[derive(Default)]
pub struct Order {
    pub blocks: Vec<BlockInfo>,
    /// By block: its place in `blocks`.
    pub number: Vec<u32>,
    pub loops: Vec<Loop>,
    /// From and to, by block or by number.
    edges: Vec<(u32, u32)>,
    stack: Vec<(Block, u32)>,
    postorder: Vec<Block>,
    /// By block.
    is_hot: Vec<bool>,
    depth: Vec<u16>,
    worklist: Vec<u32>,
    heads: Vec<u32>,
}

/// Where a terminator leads; nowhere if the instruction is none.
pub fn branches(function: &Function, inst: Inst) -> &[BlockCall] {
    let dfg = &function.dfg;
    dfg.insts[inst].branch_destination(&dfg.jump_tables, &dfg.exception_tables)
}

/// Blocks that a block leads to.
fn successors(function: &Function, block: Block) -> impl Iterator<Item = Block> {
    let last = function.layout.last_inst(block);
    let calls = last.map_or(&[][..], |inst| branches(function, inst));
    calls
        .iter()
        .map(|call| call.block(&function.dfg.value_lists))
}

/// Marks of [`Order::visit`].
const OPEN: u32 = NONE - 1;
const DONE: u32 = NONE - 2;

impl Order {
    pub fn make(&mut self, function: &Function) {
        let blocks = function.dfg.num_blocks();
        self.blocks.clear();
        self.loops.clear();
        self.number.clear();
        let Some(entry) = function.layout.entry_block() else {
            return;
        };
        self.depth.clear();
        self.heads.clear();
        self.visit(function, entry, blocks);
        if !self.heads.is_empty() {
            self.find_depths(function, blocks);
            self.visit(function, entry, blocks);
        }
        self.separate(function, entry);
        self.connect(function);
        self.find_loops();
    }

    /// Finds the postorder of blocks, and the headers of loops. Of two ways out of a block the one into fewer loops is visited first: it comes
    /// last in the end.
    fn visit(&mut self, function: &Function, entry: Block, blocks: usize) {
        self.number.clear();
        self.number.resize(blocks, NONE);
        self.postorder.clear();
        self.stack.clear();
        self.number[entry.as_u32() as usize] = OPEN;
        self.stack.push((entry, 0));
        while let Some((block, next)) = self.stack.last_mut() {
            let (from, at) = (*block, *next as usize);
            *next += 1;
            let to = match self.depth.is_empty() {
                true => successors(function, from).nth(at),
                false => by_depth(function, from, at, &self.depth),
            };
            match to {
                Some(to) => {
                    let mark = &mut self.number[to.as_u32() as usize];
                    match *mark {
                        NONE => {
                            *mark = OPEN;
                            self.stack.push((to, 0));
                        }
                        OPEN if self.depth.is_empty() => self.heads.push(to.as_u32()),
                        _ => {}
                    }
                }
                None => {
                    self.number[from.as_u32() as usize] = DONE;
                    self.postorder.push(from);
                    self.stack.pop();
                }
            }
        }
    }

    /// Counts for each block the loops that it is in.
    fn find_depths(&mut self, function: &Function, blocks: usize) {
        self.edges.clear();
        for &block in &self.postorder {
            for to in successors(function, block) {
                self.edges.push((to.as_u32(), block.as_u32()));
            }
        }
        self.edges.sort_unstable();
        self.heads.sort_unstable();
        self.heads.dedup();
        // Of which places in the postorder tell which edges lead back.
        for (place, block) in self.postorder.iter().enumerate() {
            self.number[block.as_u32() as usize] = place as u32;
        }
        self.depth.resize(blocks, 0);
        let mut seen = vec![NONE; blocks];
        for &head in &self.heads {
            seen[head as usize] = head;
            self.depth[head as usize] += 1;
            self.worklist.clear();
            let sources = |to: u32| {
                let begin = self.edges.partition_point(|e| e.0 < to);
                self.edges[begin..]
                    .iter()
                    .take_while(move |e| e.0 == to)
                    .map(|e| e.1)
            };
            let is_back = |from: u32| self.number[from as usize] <= self.number[head as usize];
            self.worklist
                .extend(sources(head).filter(|&from| is_back(from)));
            while let Some(block) = self.worklist.pop() {
                if seen[block as usize] == head {
                    continue;
                }
                seen[block as usize] = head;
                self.depth[block as usize] += 1;
                self.worklist.extend(sources(block));
            }
        }
    }

    /// Numbers the blocks: hot ones, then cold ones.
    fn separate(&mut self, function: &Function, entry: Block) {
        // What only cold blocks lead to is cold, too.
        self.is_hot.clear();
        self.is_hot.resize(self.number.len(), false);
        self.is_hot[entry.as_u32() as usize] = true;
        for &block in self.postorder.iter().rev() {
            let is_hot = &mut self.is_hot[block.as_u32() as usize];
            *is_hot &= block == entry || !function.layout.is_cold(block);
            if *is_hot {
                for to in successors(function, block) {
                    self.is_hot[to.as_u32() as usize] = true;
                }
            }
        }
        // Positions begin at 1: 0 stands for no use.
        let mut position = 1;
        for is_cold in [false, true] {
            for &block in self.postorder.iter().rev() {
                if self.is_hot[block.as_u32() as usize] == is_cold {
                    continue;
                }
                self.number[block.as_u32() as usize] = self.blocks.len() as u32;
                let end = position + function.layout.block_insts(block).count() as u32;
                self.blocks.push(BlockInfo {
                    block,
                    is_cold,
                    position,
                    end,
                    attribute: 0,
                    rejoins: false,
                    first: NONE,
                    edges: 0,
                    heads: NONE,
                    is_light: false,
                    inside: NONE,
                    hot_loop: NONE,
                });
                position = end + 1;
            }
        }
    }

    /// Finds what leads to each block, and what cold blocks have to do with hot ones.
    fn connect(&mut self, function: &Function) {
        self.edges.clear();
        for number in 0..self.blocks.len() {
            for to in successors(function, self.blocks[number].block) {
                let to = self.number[to.as_u32() as usize];
                self.edges.push((number as u32, to));
                let target = &mut self.blocks[to as usize];
                target.edges += 1;
                if target.first == NONE {
                    target.first = number as u32;
                }
            }
        }
        // In order; only loops of cold blocks need another round.
        loop {
            let mut changed = false;
            for &(from, to) in &self.edges {
                let attribute = self.end_in_hot_code(from);
                let target = &mut self.blocks[to as usize];
                if target.is_cold && attribute > target.attribute {
                    target.attribute = attribute;
                    changed |= to <= from;
                }
            }
            if !changed {
                break;
            }
        }
        loop {
            let mut changed = false;
            for &(from, to) in self.edges.iter().rev() {
                let target = &self.blocks[to as usize];
                if !target.is_cold || target.rejoins {
                    let source = &mut self.blocks[from as usize];
                    if source.is_cold && !source.rejoins {
                        source.rejoins = true;
                        changed |= to <= from;
                    }
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// The block's end is emitted twice.
    pub fn add_edges_from(&mut self, function: &Function, number: usize) {
        for to in successors(function, self.blocks[number].block) {
            let to = self.number[to.as_u32() as usize];
            self.blocks[to as usize].edges += 1;
        }
    }

    /// Where a block ends as hot code sees it.
    fn end_in_hot_code(&self, number: u32) -> u32 {
        let info = &self.blocks[number as usize];
        match info.is_cold {
            true => info.attribute,
            false => info.end,
        }
    }

    fn find_loops(&mut self) {
        for &(from, to) in &self.edges {
            let (source, target) = (&self.blocks[from as usize], &self.blocks[to as usize]);
            let end = match target.is_cold {
                true => source.end,
                // Behind the attribute of a cold block nothing else begins.
                false => self.end_in_hot_code(from) + u32::from(source.is_cold),
            };
            if end <= target.position {
                continue;
            }
            match target.heads {
                NONE => {
                    self.blocks[to as usize].heads = self.loops.len() as u32;
                    self.loops.push(Loop {
                        header: to,
                        end,
                        parent: NONE,
                        has_calls: false,
                    });
                }
                known => {
                    let known = &mut self.loops[known as usize];
                    known.end = known.end.max(end);
                }
            }
        }
        if self.loops.is_empty() {
            return;
        }
        let mut inner = NONE;
        for number in 0..self.blocks.len() {
            let (position, is_cold) = (self.blocks[number].position, self.blocks[number].is_cold);
            if is_cold && !self.blocks[number - 1].is_cold {
                inner = NONE;
            }
            while inner != NONE && self.loops[inner as usize].end < position {
                inner = self.loops[inner as usize].parent;
            }
            let heads = self.blocks[number].heads;
            if heads != NONE {
                self.loops[heads as usize].parent = inner;
                let end = self.loops[heads as usize].end;
                let mut around = inner;
                while around != NONE {
                    let outer = &mut self.loops[around as usize];
                    outer.end = outer.end.max(end);
                    around = outer.parent;
                }
                inner = heads;
            }
            self.blocks[number].inside = inner;
        }
        for number in 0..self.blocks.len() {
            if self.blocks[number].is_cold {
                let attribute = self.blocks[number].attribute;
                let at = self.blocks.partition_point(|b| b.end < attribute);
                self.blocks[number].hot_loop = self.blocks[at].inside;
            }
        }
    }
}

/// The `at`-th block that a block leads to, those of the least depth first.
fn by_depth(function: &Function, from: Block, at: usize, depth: &[u16]) -> Option<Block> {
    let depth_of = |block: Block| depth[block.as_u32() as usize];
    let mut first = successors(function, from);
    let (a, b) = (first.next()?, first.next());
    let Some(b) = b.filter(|_| first.next().is_none()) else {
        // One way, or a table's.
        return successors(function, from).nth(at);
    };
    let (a, b) = if depth_of(b) < depth_of(a) {
        (b, a)
    } else {
        (a, b)
    };
    match at {
        0 => Some(a),
        1 => Some(b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use cranelift_codegen::cursor::{Cursor, FuncCursor};
    use cranelift_codegen::ir::{InstBuilder, types};

    use super::*;

    /// Blocks 0 to `ways.len()`, each with the ways out of it: none (it returns), one, or two.
    fn function(ways: &[&[u32]], cold: &[u32]) -> Function {
        let mut function = Function::new();
        let blocks: Vec<_> = ways.iter().map(|_| function.dfg.make_block()).collect();
        let condition = function.dfg.append_block_param(blocks[0], types::I32);
        let mut cursor = FuncCursor::new(&mut function);
        for (&block, &to) in blocks.iter().zip(ways) {
            cursor.insert_block(block);
            match *to {
                [] => _ = cursor.ins().return_(&[]),
                [a] => _ = cursor.ins().jump(blocks[a as usize], &[]),
                [a, b, ..] => {
                    let (a, b) = (blocks[a as usize], blocks[b as usize]);
                    cursor.ins().brif(condition, a, &[], b, &[]);
                }
            }
        }
        for &block in cold {
            function.layout.set_cold(blocks[block as usize]);
        }
        function
    }

    fn made(function: &Function) -> (Order, Vec<u32>) {
        let mut order = Order::default();
        order.make(function);
        let blocks = order.blocks.iter().map(|b| b.block.as_u32()).collect();
        (order, blocks)
    }

    #[test]
    fn loops_stay_together_whichever_way_leaves_them() {
        // 1 is the header, 4 comes behind the loop.
        for header in [[2, 4], [4, 2]] {
            let function = function(&[&[1], &header, &[3], &[1], &[]], &[]);
            let (order, blocks) = made(&function);
            assert_eq!(blocks, [0, 1, 2, 3, 4]);
            assert_eq!(order.loops.len(), 1);
            assert_eq!(order.loops[0].end, order.blocks[3].end);
            let inside: Vec<_> = order.blocks.iter().map(|b| b.inside).collect();
            assert_eq!(inside, [NONE, 0, 0, 0, NONE]);
        }
    }

    #[test]
    fn loops_in_loops_have_them_around() {
        let function = function(&[&[1], &[2, 5], &[3, 4], &[2], &[1], &[]], &[]);
        let (order, blocks) = made(&function);
        assert_eq!(blocks, [0, 1, 2, 3, 4, 5]);
        let parents: Vec<_> = order.loops.iter().map(|l| l.parent).collect();
        let inner = order.blocks[2].heads;
        assert_eq!(order.loops[inner as usize].parent, order.blocks[1].heads);
        assert_eq!(parents.len(), 2);
    }

    #[test]
    fn a_loop_lasts_as_long_as_cold_code_leads_back() {
        // 3 is cold and the only way back to 1; 4 is hot and comes last.
        let function = function(&[&[1], &[2, 4], &[3, 4], &[1], &[]], &[3]);
        let (order, blocks) = made(&function);
        assert_eq!(blocks, [0, 1, 2, 4, 3]);
        let cold = &order.blocks[4];
        assert!(cold.rejoins);
        assert_eq!(cold.attribute, order.blocks[2].end);
        assert!(order.loops[0].end > cold.attribute);
    }
}
