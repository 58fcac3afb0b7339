//! What the dispatch loop's instructions have in common, as macros over the loop's local variables.
//!
//! Each macro here defines a group of macros: the names of the loop's variables and labels are handed in, because
//! `macro_rules` would not see them otherwise, and `$d` is the dollar sign of the macros defined.

/// Registers and operands.
macro_rules! state_macros {
    ($d:tt, $pc:ident, $sp:ident, $locals:ident, $frame:ident, $thread:ident) => {
        macro_rules! save {
            () => {{
                (*$frame).bcp = $pc;
                (*$frame).sp = $sp;
            }};
        }
        macro_rules! reload {
            () => {{
                $pc = (*$frame).bcp;
                $sp = (*$frame).sp;
                $locals = (*$frame).locals;
            }};
        }
        macro_rules! push {
                                    ($d v:expr) => {{
                                        *$sp = $d v;
                                        $sp = $sp.add(1);
                                    }};
                                }
        macro_rules! push_int {
                                    ($d v:expr) => {
                                        push!(($d v) as i32 as u32 as u64)
                                    };
                                }
        macro_rules! push_long {
                                    ($d v:expr) => {{
                                        *$sp = ($d v) as u64;
                                        $sp = $sp.add(2);
                                    }};
                                }
        macro_rules! int {
                                    ($d depth:expr) => {
                                        *($sp.sub($d depth) as *const i32)
                                    };
                                }
        macro_rules! float {
                                    ($d depth:expr) => {
                                        *($sp.sub($d depth) as *const f32)
                                    };
                                }
        macro_rules! long {
                                    ($d depth:expr) => {
                                        *($sp.sub($d depth) as *const i64)
                                    };
                                }
        macro_rules! double {
                                    ($d depth:expr) => {
                                        *($sp.sub($d depth) as *const f64)
                                    };
                                }
        macro_rules! resolved {
                                    ($d index:expr) => {
                                        *(*$frame).resolved.add(usize::from($d index))
                                    };
                                }
    };
}

/// What may break out to throw.
macro_rules! trap_macros {
    ($d:tt, $pc:ident, $sp:ident, $locals:ident, $frame:ident, $thread:ident, $trap:lifetime) => {
        macro_rules! attempt {
                                    ($d e:expr) => {
                                        match $d e {
                                            Ok(v) => v,
                                            Err(p) => break $trap Trap::Pending(p),
                                        }
                                    };
                                }
        macro_rules! poll {
            () => {
                if $thread.poll.load(Ordering::Relaxed) != 0 {
                    save!();
                    attempt!(safepoint::poll_slow($thread));
                }
            };
        }
        macro_rules! null_check {
                                    ($d o:expr) => {
                                        if $d o.is_null() {
                                            break $trap Trap::Null;
                                        }
                                    };
                                }
    };
}

/// Patterns of instructions: each ends by going on with another instruction.
macro_rules! instruction_macros {
    ($d:tt, $pc:ident, $sp:ident, $locals:ident, $frame:ident, $thread:ident, $opcode:ident, $trap:lifetime, $call:lifetime, $back_edge:lifetime) => {
        // The instruction at `pc`.
        macro_rules! again {
            () => {{
                $opcode = opcode_at($pc);
                continue;
            }};
        }
        macro_rules! next {
                            ($d n:expr) => {{
                                $pc = $pc.add($d n);
                                again!();
                            }};
                        }
        macro_rules! jump {
                            ($d offset:expr) => {{
                                let offset = ($d offset) as isize;
                                $pc = $pc.offset(offset);
                                if offset < 0 {
                                    let left = $thread.backedge_countdown.get().wrapping_sub(1);
                                    $thread.backedge_countdown.set(left);
                                    if left == 0 || $thread.poll.load(Ordering::Relaxed) != 0 {
                                        break $back_edge;
                                    }
                                }
                                again!();
                            }};
                        }
        macro_rules! branch {
                            ($d pops:expr, $d cond:expr) => {{
                                let taken = $d cond;
                                $sp = $sp.sub($d pops);
                                if taken {
                                    jump!(u16_at($pc.add(1)) as i16);
                                }
                                next!(3)
                            }};
                        }
        macro_rules! constant {
                                    ($d v:expr) => {{
                                        push!($d v);
                                        next!(1)
                                    }};
                                }
        macro_rules! constant_pair {
                                    ($d v:expr) => {{
                                        push_long!($d v);
                                        next!(1)
                                    }};
                                }
        // A type test that is executed for the first time, and then again in its quick form.
        macro_rules! first_class_check {
                                    ($d quick:expr) => {{
                                        if *$sp.sub(1) == 0 {
                                            next!(3)
                                        }
                                        save!();
                                        attempt!(quicken::class_check($thread, $frame, $d quick));
                                        again!();
                                    }};
                                }
        macro_rules! int_op {
                            ($d f:expr) => {{
                                let f: fn(i32, i32) -> i32 = $d f;
                                let v = f(int!(2), int!(1));
                                $sp = $sp.sub(1);
                                *$sp.sub(1) = v as u32 as u64;
                                next!(1)
                            }};
                        }
        macro_rules! long_op {
                            ($d f:expr) => {{
                                let f: fn(i64, i64) -> i64 = $d f;
                                let v = f(long!(4), long!(2));
                                $sp = $sp.sub(2);
                                *$sp.sub(2) = v as u64;
                                next!(1)
                            }};
                        }
        macro_rules! long_shift {
                            ($d f:expr) => {{
                                let f: fn(i64, u32) -> i64 = $d f;
                                let v = f(long!(3), int!(1) as u32);
                                $sp = $sp.sub(1);
                                *$sp.sub(2) = v as u64;
                                next!(1)
                            }};
                        }
        macro_rules! float_op {
                            ($d f:expr) => {{
                                let f: fn(f32, f32) -> f32 = $d f;
                                let v = f(float!(2), float!(1));
                                $sp = $sp.sub(1);
                                *$sp.sub(1) = u64::from(v.to_bits());
                                next!(1)
                            }};
                        }
        macro_rules! double_op {
                            ($d f:expr) => {{
                                let f: fn(f64, f64) -> f64 = $d f;
                                let v = f(double!(4), double!(2));
                                $sp = $sp.sub(2);
                                *$sp.sub(2) = v.to_bits();
                                next!(1)
                            }};
                        }
        // One-slot result from an operand of `$d from` slots.
        macro_rules! convert {
                            ($d from:expr, 1, $d v:expr) => {{
                                let v = $d v;
                                $sp = $sp.sub($d from - 1);
                                *$sp.sub(1) = v;
                                next!(1)
                            }};
                            ($d from:expr, 2, $d v:expr) => {{
                                let v = $d v;
                                $sp = $sp.add(2).sub($d from);
                                *$sp.sub(2) = v;
                                next!(1)
                            }};
                        }
        macro_rules! compare {
                            ($d slots:expr, $d a:expr, $d b:expr, $d nan:expr) => {{
                                let (a, b) = ($d a, $d b);
                                let v: i32 = if a > b {
                                    1
                                } else if a == b {
                                    0
                                } else if a < b {
                                    -1
                                } else {
                                    $d nan
                                };
                                $sp = $sp.sub(2 * $d slots - 1);
                                *$sp.sub(1) = v as u32 as u64;
                                next!(1)
                            }};
                        }
        macro_rules! load_slot {
                            ($d i:expr, $d n:expr) => {{
                                push!(*$locals.add($d i));
                                next!($d n)
                            }};
                        }
        macro_rules! load_pair {
                            ($d i:expr, $d n:expr) => {{
                                push_long!(*$locals.add($d i));
                                next!($d n)
                            }};
                        }
        macro_rules! store_slot {
                            ($d i:expr, $d n:expr) => {{
                                $sp = $sp.sub(1);
                                *$locals.add($d i) = *$sp;
                                next!($d n)
                            }};
                        }
        macro_rules! store_pair {
                            ($d i:expr, $d n:expr) => {{
                                $sp = $sp.sub(2);
                                *$locals.add($d i) = *$sp;
                                next!($d n)
                            }};
                        }
        macro_rules! check_index {
                            ($d array:expr, $d index:expr) => {{
                                null_check!($d array);
                                let length = *($d array.at(ARRAY_LENGTH_OFFSET) as *const u32);
                                if $d index as u32 >= length {
                                    break $trap Trap::Index {
                                        index: $d index,
                                        length,
                                    };
                                }
                            }};
                        }
        macro_rules! array_load {
                            ($d t:ty, $d slots:expr, $d v:ident => $d bits:expr) => {{
                                let (array, index) = (oop_at($sp.sub(2)), int!(1));
                                check_index!(array, index);
                                let base = array_base_offset(
                                    std::mem::size_of::<$d t>().trailing_zeros(),
                                );
                                let $d v = *(array.at(base) as *const $d t).add(index as usize);
                                *$sp.sub(2) = $d bits;
                                $sp = $sp.add($d slots).sub(2);
                                next!(1)
                            }};
                        }
        macro_rules! array_store {
                            ($d t:ty, $d slots:expr, $d v:expr) => {{
                                let value = $d v as $d t;
                                let (array, index) =
                                    (oop_at($sp.sub(2 + $d slots)), int!(1 + $d slots));
                                check_index!(array, index);
                                let base = array_base_offset(
                                    std::mem::size_of::<$d t>().trailing_zeros(),
                                );
                                *(array.at(base) as *mut $d t).add(index as usize) = value;
                                $sp = $sp.sub(2 + $d slots);
                                next!(1)
                            }};
                        }
        macro_rules! get_field {
                            (1, $d f:ident => $d v:expr) => {{
                                let object = oop_at($sp.sub(1));
                                null_check!(object);
                                let $d f = object.at(usize::from(u16_at($pc.add(1))));
                                *$sp.sub(1) = $d v;
                                next!(3)
                            }};
                        }
        macro_rules! put_field {
                            ($d slots:expr, $d t:ty, $d v:expr) => {{
                                let object = oop_at($sp.sub(1 + $d slots));
                                null_check!(object);
                                let value = $d v;
                                *(object.at(usize::from(u16_at($pc.add(1)))) as *mut $d t) =
                                    value as $d t;
                                $sp = $sp.sub(1 + $d slots);
                                next!(3)
                            }};
                        }
        macro_rules! return_value {
                            ($d slots:expr, $d v:expr) => {{
                                poll!();
                                let value: u64 = $d v;
                                let caller = (*$frame).prev;
                                $sp = $locals.add($d slots);
                                *$locals = value;
                                $thread.top_frame.set(caller);
                                $frame = caller;
                                $pc = (*$frame).bcp;
                                $locals = (*$frame).locals;
                                next!(invoke_length($pc))
                            }};
                        }
        macro_rules! enter_linked {
                            ($d linked:expr) => {
                                match $d linked {
                                    Linked::Quickened => again!(),
                                    Linked::Call(method, top) => {
                                        $sp = top;
                                        break $call method;
                                    }
                                }
                            };
                        }
        macro_rules! field_access {
                            ($d access:path, $d r:expr) => {{
                                let field: Option<ResolvedField> = $d r;
                                match field {
                                    None => again!(),
                                    Some(f) => {
                                        match $d access($thread, f, $sp) {
                                            Ok(top) => $sp = top,
                                            Err(t) => break $trap t,
                                        }
                                        next!(3)
                                    }
                                }
                            }};
                        }
    };
}

pub(super) use {instruction_macros, state_macros, trap_macros};
