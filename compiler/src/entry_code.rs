//! What a method does before its frame is made: it tests the native stack, which is the safepoint poll of calls as well, and counts the
//! invocation. It is the same for all methods and both back ends, and so it is put in front of what they have made, as machine
//! code; the ways that are seldom taken follow behind. They call stubs that find the arguments in their registers and keep them.

use crate::entries::RuntimeEntry;
use crate::host::{CountingLayout, Host};
use crate::output::{CompiledMethod, NearCall, Position};
use crate::translate::hierarchy::Generation;

/// What a method needs at its entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needs {
    /// It calls others, so the native stack may run out.
    pub stack_check: bool,
    pub count: Option<CountingLayout>,
    /// Its code relies on the class hierarchy, which may change in the poll.
    pub generation: Option<Generation>,
}

/// Constants of what follows keep their alignment.
const ALIGNMENT: usize = 16;
/// Larger frames are tested with their size. The limit leaves room for smaller ones.
const SMALL_FRAME: u32 = 1024;

/// Puts the entry in front of a method's code.
pub fn add(method: &mut CompiledMethod, host: &dyn Host, needs: Needs) {
    let mut code = Vec::with_capacity(method.code.len() + 64);
    // Places of the distances to the slow ways, and what these call.
    let mut slow = Vec::new();
    if needs.stack_check {
        let limit = host.layout().thread_entry_limit.to_le_bytes();
        if method.frame_bytes <= SMALL_FRAME {
            // cmp rsp, [r15 + limit]
            code.extend([0x49, 0x3b, 0xa7]);
        } else {
            // lea rax, [rsp - bytes]; cmp rax, [r15 + limit]
            code.extend([0x48, 0x8d, 0x84, 0x24]);
            code.extend((method.frame_bytes as i32).wrapping_neg().to_le_bytes());
            code.extend([0x49, 0x3b, 0x87]);
        }
        code.extend(limit);
        // jb
        code.extend([0x0f, 0x82, 0, 0, 0, 0]);
        slow.push((code.len() - 4, RuntimeEntry::MethodEntry));
    }
    if let Some(counting) = needs.count {
        let counter = counting.invocations.to_le_bytes();
        // mov eax, [rdi + counter]; inc eax; mov [rdi + counter], eax; test eax, mask; je
        code.extend([0x8b, 0x87]);
        code.extend(counter);
        code.extend([0xff, 0xc0, 0x89, 0x87]);
        code.extend(counter);
        code.push(0xa9);
        code.extend(counting.invocation_mask.to_le_bytes());
        code.extend([0x0f, 0x84, 0, 0, 0, 0]);
        slow.push((code.len() - 4, RuntimeEntry::CountedInvocations));
    }
    if slow.is_empty() {
        return;
    }
    pad(&mut code);
    let body = code.len();
    code.append(&mut method.code);
    for call in &mut method.calls {
        call.offset += body as u32;
    }
    for call in &mut method.direct_calls {
        call.offset += body as u32;
    }
    for row in &mut method.positions {
        row.start += body as u32;
    }
    for offset in &mut method.null_checks {
        *offset += body as u32;
    }
    method.entry_slow = code.len() as u32;
    method.positions.push(Position {
        start: method.entry_slow,
        scope: 0,
        bci: 0,
        is_exit: false,
        unwinds: false,
    });
    for (place, entry) in slow {
        let here = code.len();
        set_distance(&mut code, place, here);
        code.push(0xe8);
        method.calls.push(NearCall {
            offset: code.len() as u32,
            target: host.entry_address(entry),
        });
        code.extend([0; 4]);
        if let Some(generation) = needs.generation {
            append_generation_test(&mut code, host, generation);
        }
        code.push(0xe9);
        let place = code.len();
        code.extend([0; 4]);
        set_distance(&mut code, place, body);
    }
    method.code = code;
}

/// Goes by the method's entry if the code's generation has passed.
fn append_generation_test(code: &mut Vec<u8>, host: &dyn Host, generation: Generation) {
    let layout = host.layout();
    let (word, entry) = (layout.rt_generation, layout.rt_compiled_entry);
    // mov rax, rt; cmp dword [rax + word], value; je over
    code.extend([0x48, 0xb8]);
    code.extend(generation.rt.to_le_bytes());
    code.extend([0x81, 0xb8]);
    code.extend(word.to_le_bytes());
    code.extend(generation.value.to_le_bytes());
    code.extend([0x74, 9]);
    // mov rdi, rax; jmp [rdi + entry]
    code.extend([0x48, 0x89, 0xc7, 0xff, 0xa7]);
    code.extend(entry.to_le_bytes());
}

fn set_distance(code: &mut [u8], place: usize, target: usize) {
    let distance = target.wrapping_sub(place + 4) as u32;
    code[place..place + 4].copy_from_slice(&distance.to_le_bytes());
}

/// As few instructions as fill the room (Intel SDM, NOP).
fn pad(code: &mut Vec<u8>) {
    const NOPS: [&[u8]; 8] = [
        &[0x90],
        &[0x66, 0x90],
        &[0x0f, 0x1f, 0x00],
        &[0x0f, 0x1f, 0x40, 0x00],
        &[0x0f, 0x1f, 0x44, 0x00, 0x00],
        &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
        &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
        &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    ];
    let mut left = code.len().next_multiple_of(ALIGNMENT) - code.len();
    while left > 0 {
        let bytes = left.min(NOPS.len());
        code.extend(NOPS[bytes - 1]);
        left -= bytes;
    }
}
