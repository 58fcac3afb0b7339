//! Statements that programs are full of and that random composition hardly ever hits: a table of texts with holes.
//!
//! A text stands for itself. `@` is a hole for an expression or a block, `#` a number that makes names unique.

use super::Gen;
use super::types::Ty;
use crate::tree::Node;

/// What fills a hole.
#[derive(Clone, Copy)]
enum Hole {
    Of(Ty),
    /// An array of `int`s, `long`s, ... that may be `null` now and then.
    Array(Ty),
    Block,
}

use Hole::{Array, Block, Of};

const I: Hole = Of(Ty::Int);
const J: Hole = Of(Ty::Long);
const F: Hole = Of(Ty::Float);
const D: Hole = Of(Ty::Double);
const Z: Hole = Of(Ty::Bool);
const C: Hole = Of(Ty::Char);
const B: Hole = Of(Ty::Byte);
const S: Hole = Of(Ty::Str);
const INTS: Hole = Array(Ty::Array(&Ty::Int));
const LONGS: Hole = Array(Ty::Array(&Ty::Long));
const STRINGS: Hole = Array(Ty::Array(&Ty::Str));

/// A statement: its text, what fills the holes, and about how much work it does.
type Idiom = (&'static str, &'static [Hole], u64);

const IDIOMS: &[Idiom] = &[
    // Arrays.
    (
        "{ int[] a# = new int[16];\nArrays.fill(a#, @);\na#[@ & 15] = @;\nSystem.arraycopy(a#, @ & 7, a#, @ & 7, @ & 7);\nMain.mix(a#); }",
        &[I, I, I, I, I, I],
        150,
    ),
    (
        "{ int[] a# = @;\nint[] b# = new int[12];\ntry {\nSystem.arraycopy(a#, @, b#, @ & 15, @ & 7);\n} catch (RuntimeException e#) {\nMain.mix(e#);\n}\nMain.mix(b#); }",
        &[INTS, I, I, I],
        150,
    ),
    (
        "{ Object[] a# = {@, @, null, @};\nString[] b# = new String[4];\ntry {\nSystem.arraycopy(a#, 0, b#, 0, 4);\n} catch (ArrayStoreException e#) {\nMain.mix(e#);\n}\nMain.mix(b#); }",
        &[S, S, I],
        200,
    ),
    (
        "{ long[] a# = Arrays.copyOf(@, @ & 31);\nArrays.sort(a#);\nMain.mix(Arrays.binarySearch(a#, @));\nMain.mix(Arrays.hashCode(a#)); }",
        &[LONGS, I, J],
        400,
    ),
    (
        "{ byte[] a# = new byte[40];\nArrays.fill(a#, @ & 7, 8 + (@ & 31), @);\nbyte[] b# = a#.clone();\nb#[@ & 31] += @;\nMain.mix(Arrays.equals(a#, b#));\nMain.mix(Arrays.mismatch(a#, b#));\nMain.mix(Arrays.compare(a#, b#)); }",
        &[I, I, B, I, B],
        200,
    ),
    (
        "{ char[] a# = @.toCharArray();\nfor (int i# = 0; i# < a#.length; i#++) a#[i#] ^= @;\nMain.mix(new String(a#)); }",
        &[S, C],
        100,
    ),
    (
        "{ String[] a# = Arrays.copyOfRange(@, 1, 2 + (@ & 7));\nMain.mix(Arrays.asList(a#).indexOf(@));\nMain.mix(a#); }",
        &[STRINGS, I, S],
        200,
    ),
    (
        "{ long[][][] a# = new long[3][1 + (@ & 3)][2];\na#[@ & 1][0][1] = @;\na#[2][0] = a#[0][0];\na#[2][0][0]++;\nMain.mix(a#); }",
        &[I, I, J],
        150,
    ),
    (
        "{ double[][] a# = new double[4][];\na#[@ & 3] = new double[] {@, @};\ntry {\na#[@ & 3][@ & 1] *= @;\n} catch (NullPointerException e#) {\nMain.mix(e#);\n}\nMain.mix(a#); }",
        &[I, D, D, I, I, D],
        150,
    ),
    (
        "{ int[] a# = new int[@ & 15];\nint b# = 0;\nfor (int i# = -2; i# < a#.length + 2; i#++) {\ntry {\na#[i#] = b# + @;\nb# += a#[i#];\n} catch (ArrayIndexOutOfBoundsException e#) {\nb# ^= i#;\n}\n}\nMain.mix(b#); }",
        &[I, I],
        800,
    ),
    (
        "{ try {\nint[] a# = new int[@ % 40];\na#[a#.length - 1] = @;\nMain.mix(a#);\n} catch (NegativeArraySizeException | ArrayIndexOutOfBoundsException e#) {\nMain.mix(e#);\n} }",
        &[I, I],
        100,
    ),
    // The order of evaluation.
    (
        "{ int[] a# = {1, 2, 3, 4, 5, 6, 7, 8};\nint i# = @ & 3;\na#[i#++] += a#[i#] * (i# = @ & 7) + i#--;\na#[i# & 7] = i# = a#[i# + 1 & 7];\nMain.mix(a#);\nMain.mix(i#); }",
        &[I, I],
        100,
    ),
    (
        "{ int a# = @;\na# += a#++ * 3 + ++a#;\nlong b# = a#;\nb# <<= a# = @;\nb# %= (a# | 1);\nMain.mix(b# + a#); }",
        &[I, I],
        20,
    ),
    // Loops whose counters overflow.
    (
        "{ int n# = 0;\nfor (int i# = Integer.MAX_VALUE - (@ & 15); i# > 0; i#++) n# += i#;\nMain.mix(n#); }",
        &[I],
        60,
    ),
    (
        "{ int n# = 0;\nfor (byte i# = @; i# >= 0; i# += 9) n# = n# * 5 + i#;\nfor (char i# = '\\ufff0'; i# != 3; i#++) n# ^= i# << (i# & 7);\nfor (short i# = 32700; i# > 0; i#++) n#++;\nMain.mix(n#); }",
        &[B],
        300,
    ),
    // Types of arrays and their elements.
    (
        "{ Object a# = (@ & 1) == 0 ? (Object) @ : @;\nif (a# instanceof int[] b#) Main.mix(b#.length);\nelse if (a# instanceof long[]) Main.mix(2);\ntry {\nMain.mix(((long[]) a#).length);\n} catch (ClassCastException e#) {\nMain.mix(e#);\n} }",
        &[I, INTS, LONGS],
        150,
    ),
    (
        "{ Object[] a# = (@ & 1) == 0 ? new Integer[] {@, 2} : new Object[] {\"x\", 3L};\nMain.mix(a# instanceof Number[]);\nMain.mix(a#.getClass().getComponentType().getName());\ntry {\nMain.mix(((Comparable[]) a#).length);\n} catch (ClassCastException e#) {\nMain.mix(e#);\n} }",
        &[I, I],
        200,
    ),
    // Atomics and handles of variables.
    (
        "{ java.util.concurrent.atomic.AtomicInteger a# = new java.util.concurrent.atomic.AtomicInteger(@);\nfor (int i# = 0; i# < 20; i#++) {\nMain.mix(a#.getAndAdd(@));\nif (a#.compareAndSet(@, i#)) a#.incrementAndGet();\na#.accumulateAndGet(i#, Math::max);\n}\nMain.mix(a#.get()); }",
        &[I, I, I],
        800,
    ),
    (
        "{ java.util.concurrent.atomic.AtomicLongArray a# = new java.util.concurrent.atomic.AtomicLongArray(4);\nMain.mix(a#.getAndAdd(@ & 3, @));\nMain.mix(a#.getAndSet(@ & 3, @));\nMain.mix(a#.toString()); }",
        &[I, J, I, J],
        200,
    ),
    (
        "{ int[] a# = new int[8];\nMain.mix((int) Handles.INTS.getAndAdd(a#, (int) (@) & 7, (int) (@)));\nMain.mix(Handles.INTS.compareAndSet(a#, (int) (@) & 7, 0, (int) (@)));\ntry {\nHandles.INTS.setVolatile(a#, (int) (@), (int) (@));\n} catch (IndexOutOfBoundsException e#) {\nMain.mix(3);\n}\nMain.mix(a#); }",
        &[I, I, I, I, I, I],
        300,
    ),
    (
        "{ Handles h# = new Handles();\nHandles.LONG.setRelease(h#, (long) (@));\nMain.mix((long) Handles.LONG.getAndBitwiseXor(h#, (long) (@)));\nMain.mix((long) Handles.LONG.compareAndExchange(h#, (long) (@), 5L));\nMain.mix((long) Handles.LONG.getAcquire(h#)); }",
        &[J, J, J],
        300,
    ),
    // Generic methods with bridges, and what happens to raw types.
    (
        "{ Fold<Integer> f# = new Adding(@);\nMain.mix(f#.fold(@, @));\ntry {\n((Fold) f#).fold(@, @);\n} catch (ClassCastException e#) {\nMain.mix(e#);\n} }",
        &[I, I, I, I, S],
        150,
    ),
    (
        "{ List<Integer> a# = new ArrayList<>(List.of(1, 2, 3));\n((List) a#).add(@);\ntry {\nint s# = 0;\nfor (int x# : a#) s# += x#;\nMain.mix(s#);\n} catch (ClassCastException e#) {\nMain.mix(e#);\n} }",
        &[S],
        300,
    ),
    (
        "{ List<Integer> a# = new ArrayList<>(List.of(@, 5, @));\ntry {\nfor (Integer x# : a#) if (x# > @) a#.remove(x#);\n} catch (ConcurrentModificationException e#) {\nMain.mix(7);\n}\nMain.mix(a#); }",
        &[I, I, I],
        300,
    ),
    // Stacks that overflow.
    ("Main.mix(Deep.plain());", &[], 150_000),
    ("Main.mix(Deep.locked());", &[], 200_000),
    ("Main.mix(Deep.guarded(@));", &[D], 250_000),
    // Exceptions on the way out.
    (
        "try {\ntry @ finally {\nif (@) throw new Problem(@);\n}\n} catch (Problem e#) {\nMain.mix(e#);\nMain.mix(e#.getSuppressed().length);\n}",
        &[Block, Z, I],
        100,
    ),
    (
        "{ final int a# = @, b# = @;\nfinal boolean c# = @, d# = @;\nMain.mix(((IntSupplier) () -> {\ntry {\nif (c#) throw new Problem(a#);\nreturn a#;\n} catch (Problem e#) {\nreturn e#.code + 1;\n} finally {\nif (d#) return b#;\n}\n}).getAsInt()); }",
        &[I, I, Z, Z],
        100,
    ),
    (
        "{ int n# = 0;\nfor (int i# = 0; i# < 30; i#++) {\ntry {\nif ((i# ^ @) % 5 == 0) continue;\nif (i# > 20 + (@ & 15)) break;\nn# += @;\n} finally {\nn# = n# * 3 + i#;\n}\n}\nMain.mix(n#); }",
        &[I, I, I],
        600,
    ),
    (
        "try (Resource a# = new Resource(@); Resource b# = new Resource(@)) @ catch (Problem e#) {\nMain.mix(e#);\nfor (Throwable t# : e#.getSuppressed()) Main.mix(t#);\n}",
        &[I, I, Block],
        200,
    ),
    (
        "try {\nObject o# = @;\nsynchronized (o#) @\nMain.mix(Objects.requireNonNull(o#).hashCode());\n} catch (RuntimeException e#) {\nMain.mix(e#);\n}",
        &[S, Block],
        100,
    ),
    (
        "try {\nMain.mix(Main.guarded(@, @));\n} catch (RuntimeException e#) {\nMain.mix(e#);\nMain.mix(Thread.holdsLock(Main.class));\n}",
        &[I, S],
        100,
    ),
    // Classes that are initialised from code that is hot, or that fail to be.
    (
        "{ class L# {\nstatic int v = 5;\nstatic {\nMain.show(\"L#\", v);\n}\nstatic int next() {\nreturn v++;\n}\n}\nfor (int i# = 0; i# < 300; i#++) if (i# > 100 + (@ & 255)) Main.mix(L#.next() + L#.v); }",
        &[I],
        4000,
    ),
    (
        "{ class L# {\nstatic int v = 5;\nstatic {\nif (Main.shown < 1000) throw new Problem(v);\n}\n}\nfor (int i# = 0; i# < 3; i#++) {\ntry {\nMain.mix(@);\nMain.mix(L#.v);\n} catch (LinkageError e#) {\nMain.mix(e#.getClass().getName());\n}\n} }",
        &[I],
        500,
    ),
    (
        "{ record P#(int a, long b, String c, double d) {\nP# {\nif (a == 3) throw new Problem(a);\n}\nlong sum() {\nreturn a + b + c.length();\n}\n}\ntry {\nP# p# = new P#(@, @, @, @), q# = new P#(p#.a(), @, p#.c(), p#.d());\nMain.mix(p#.sum());\nMain.mix(p#.equals(q#));\nMain.mix(p#.hashCode());\nMain.mix(p#.toString());\n} catch (Problem e#) {\nMain.mix(e#);\n} }",
        &[I, J, S, D, J],
        1500,
    ),
    // Inner and local classes that capture.
    (
        "{ final int a# = @;\nfinal String b# = @;\nclass Outer# {\nint x = a#;\nclass Inner# {\nint y = x++;\nint sum() {\nreturn x * 31 + y + a# + b#.length();\n}\n}\nint run(int n) {\nint s = 0;\nfor (int i = 0; i < n; i++) s += new Inner#().sum();\nreturn s;\n}\n}\nMain.mix(new Outer#().run(10 + (@ & 31))); }",
        &[I, S, I],
        1500,
    ),
    // Strings.
    (
        "{ StringBuilder a# = new StringBuilder(@);\nfor (int i# = 0; i# < 6; i#++) a#.append(@).append(@).append(@).append(@);\na#.insert(0, @).setCharAt(0, @);\na#.reverse().deleteCharAt(@ & 3);\nMain.mix(a#.length());\nMain.mix(a#.toString()); }",
        &[S, C, J, Z, F, S, C, I],
        1500,
    ),
    (
        "{ String a# = @, b# = @;\nMain.mix(a#.compareTo(b#));\nMain.mix(a#.indexOf(b#, @));\nMain.mix(a#.lastIndexOf(b#));\nMain.mix(a#.regionMatches(true, 1, b#, 0, 3));\nMain.mix(a#.equalsIgnoreCase(b#.concat(a#)));\nMain.mix(a#.chars().sum());\nMain.mix(a#.strip().split(\",\").length);\ntry {\nMain.mix(a#.substring(@, 3));\n} catch (StringIndexOutOfBoundsException e#) {\nMain.mix(e#);\n} }",
        &[S, S, I, I],
        800,
    ),
    (
        "Main.mix(\"\" + @ + 'x' + @ + null + @ + @ + \"\\u0001\" + @ + @ + @ + 1.5f + @ + @ + \"\\u20ac\" + @ + @ + @ + @ + @);",
        &[I, J, C, Z, S, B, D, F, S, I, I, J, C, S],
        400,
    ),
    (
        "Main.mix(String.format(\"%d %s %x %c %b %5.2f\", @, @, @, @, @, (double) (@ % 1000)));",
        &[I, S, J, C, Z, I],
        3000,
    ),
    (
        "{ byte[] a# = @.getBytes(java.nio.charset.StandardCharsets.UTF_8);\nMain.mix(a#);\nMain.mix(new String(a#, 0, a#.length / 2, java.nio.charset.StandardCharsets.ISO_8859_1)); }",
        &[S],
        200,
    ),
    // Boxes, whose identity is specified for small values.
    (
        "{ Integer a# = @, b# = @;\nMain.mix(a# == b# && a# > -129 && a# < 128);\nMain.mix(a#.equals(b#));\nLong c# = (long) a#;\nMain.mix(c#.equals((Object) b#));\nMain.mix(Objects.hash(a#, c#, @));\na#++;\nMain.mix(a#.compareTo(b#)); }",
        &[I, I, C],
        200,
    ),
    // Streams.
    (
        "{ final int a# = @;\nMain.mix(java.util.stream.IntStream.range(0, @ & 31).map(x -> x * a#).filter(x -> (x & 3) != 1).sum());\nMain.mix(java.util.stream.Stream.of(@, @, @).map(String::length).reduce(0, Integer::sum)); }",
        &[I, I, S, S, S],
        5000,
    ),
    // Reflection and method handles.
    (
        "Main.mix(Handles.add(@, @) + Handles.wide(@, @) + Handles.bound(@));",
        &[I, I, B, C, I],
        1500,
    ),
    (
        "try {\nMain.mix(Handles.chosen(@, @));\nMain.mix(Handles.caught(@, @));\nMain.mix(Handles.virtual(@, @));\n} catch (RuntimeException e#) {\nMain.mix(e#.getClass().getName());\n}",
        &[I, S, I, I, S, I],
        2500,
    ),
    ("Main.mix(Handles.reflected(@, @));", &[I, J], 1500),
    // Several threads that end before their result is looked at.
    (
        "{ final int a# = @;\nint[] n# = new int[1];\nThread[] t# = new Thread[3];\nfor (int i# = 0; i# < 3; i#++) {\n(t#[i#] = new Thread(() -> {\nfor (int k = 0; k < 2000; k++) synchronized (n#) {\nn#[0] += a# ^ k;\n}\n})).start();\n}\ntry {\nfor (Thread t : t#) t.join();\n} catch (InterruptedException e#) {\nMain.mix(e#);\n}\nMain.mix(n#[0]); }",
        &[I],
        150_000,
    ),
    // Interfaces with methods of all kinds.
    (
        "{ final int a# = @;\nKinds k# = x -> x * 3 + a#;\nMain.mix(k#.twice(@) + Kinds.fixed(@)); }",
        &[I, I, I],
        100,
    ),
];

impl Gen {
    /// One of the table's statements, if there is room for it.
    pub(super) fn idiom(&mut self, depth: usize) -> Option<Node> {
        let (text, holes, cost) = *self.rng.pick(IDIOMS);
        if !self.affords(cost) {
            return None;
        }
        self.spend(cost);
        let number = self.name("");
        let times = self.times;
        // What stands in the loops of the text runs several times.
        if text.contains("for (") {
            self.times = times.saturating_mul(30);
        }
        let parts = holes
            .iter()
            .map(|hole| match hole {
                Of(ty) => self.expr(*ty, 2),
                Array(ty) => self.expr(*ty, 1),
                Block => {
                    let guarded = std::mem::replace(&mut self.guarded, true);
                    let block = self.block(depth.saturating_sub(1), 2);
                    self.guarded = guarded;
                    block
                }
            })
            .collect();
        self.times = times;
        Some(Node::stmt(&text.replace('#', &number), parts))
    }
}
