// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: -XX:+UnlockDiagnosticVMOptions -XX:-AbortVMOnCompilationFailure --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED -Dsun.reflect.inflationThreshold=1000000 -XX:-OmitStackTraceInFastThrow -Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,Compiled*::*
// Each instruction that works on arrays, fields, objects, types, monitors and calls, interpreted and compiled: indexes at the edges, null,
// values that do not fit, objects of all kinds against all types. (EdgeValues has the numbers and the frame.)

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import jdk.internal.org.objectweb.asm.Label;
import jdk.internal.org.objectweb.asm.Type;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class EdgeObjects extends EdgeValues {
    /** A type of elements and fields: its descriptor, the instruction of its arrays, and what a value is on the stack. */
    record Kind(String descriptor, int newarray, int load, char stack) {
    }

    static final List<Kind> KINDS = List.of(
            new Kind("Z", T_BOOLEAN, BALOAD, 'I'), new Kind("B", T_BYTE, BALOAD, 'I'), new Kind("C", T_CHAR, CALOAD, 'I'),
            new Kind("S", T_SHORT, SALOAD, 'I'), new Kind("I", T_INT, IALOAD, 'I'), new Kind("J", T_LONG, LALOAD, 'J'),
            new Kind("F", T_FLOAT, FALOAD, 'F'), new Kind("D", T_DOUBLE, DALOAD, 'D'),
            new Kind("Ljava/lang/Object;", 0, AALOAD, 'A'), new Kind("Ljava/lang/String;", 0, AALOAD, 'A'));
    static final int[] INDEXES = {0, 1, 4, 5, 6, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 29, 1 << 28 | 1};

    static Object[] values(Kind kind) {
        return kind.stack == 'A' ? new Object[] {null, "text"} : VALUES.get(kind.stack);
    }

    static List<Object[]> rows(Object[][] rows) {
        return Arrays.asList(rows);
    }

    /** Arrays of the kind: null, empty, and of five elements. */
    static List<Object> arrays(Kind kind) {
        Class<?> element = switch (kind.descriptor) {
            case "Z" -> boolean.class;
            case "B" -> byte.class;
            case "C" -> char.class;
            case "S" -> short.class;
            case "I" -> int.class;
            case "J" -> long.class;
            case "F" -> float.class;
            case "D" -> double.class;
            case "Ljava/lang/String;" -> String.class;
            default -> Object.class;
        };
        return Arrays.asList(null, java.lang.reflect.Array.newInstance(element, 0), java.lang.reflect.Array.newInstance(element, 5));
    }

    static Table arrays() {
        Table table = new Table("Arrays");
        for (Kind kind : KINDS) {
            String array = "[" + kind.descriptor;
            String result = kind.stack == 'A' ? "Ljava/lang/Object;" : String.valueOf(kind.stack);
            // From iaload to iastore and the like.
            int store = kind.load + (IASTORE - IALOAD);
            table.add("load " + kind.descriptor, "(" + array + "I)" + result, type -> {
                List<Object[]> rows = new ArrayList<>();
                for (Object candidate : arrays(kind)) {
                    for (int index : INDEXES) {
                        rows.add(new Object[] {candidate, index});
                    }
                }
                return rows;
            }, b -> b.load(0).load(1).op(kind.load));
            Function<Class<?>, List<Object[]>> stores = type -> {
                List<Object[]> rows = new ArrayList<>();
                for (int candidate = 0; candidate < 3; candidate++) {
                    for (int index : INDEXES) {
                        for (Object value : values(kind)) {
                            rows.add(new Object[] {arrays(kind).get(candidate), index, value});
                        }
                    }
                }
                return rows;
            };
            table.add("store " + kind.descriptor, "(" + array + "I" + result.replace("Object", kind.descriptor.contains("String")
                    ? "String" : "Object") + ")V", stores, b -> b.load(0).load(1).load(2).op(store));
            for (int index : INDEXES) {
                Function<Class<?>, List<Object[]>> candidates = type -> {
                    List<Object[]> rows = new ArrayList<>();
                    arrays(kind).forEach(candidate -> rows.add(new Object[] {candidate}));
                    return rows;
                };
                table.add("load at " + kind.descriptor, "(" + array + ")" + result, candidates,
                        b -> b.load(0).constant(index).op(kind.load));
                // The compiler may know the length.
                table.add("load of new " + kind.descriptor, "()" + result, b -> newArray(b.constant(5), kind).constant(index).op(kind.load));
            }
            table.add("length " + kind.descriptor, "(" + array + ")I", type -> {
                List<Object[]> rows = new ArrayList<>();
                arrays(kind).forEach(candidate -> rows.add(new Object[] {candidate}));
                return rows;
            }, b -> b.load(0).op(ARRAYLENGTH));
            Function<Class<?>, List<Object[]>> lengths =
                    type -> rows(new Object[][] {{0}, {1}, {7}, {1000}, {-1}, {Integer.MIN_VALUE}});
            table.add("new " + kind.descriptor, "(I)" + array, lengths, b -> newArray(b.load(0), kind));
            for (int length : new int[] {0, 3, -1, Integer.MIN_VALUE}) {
                table.add("new " + kind.descriptor, "()" + array, b -> newArray(b.constant(length), kind));
            }
        }
        Function<Class<?>, List<Object[]>> lengths = type -> rows(new Object[][] {
            {0, 0, 0}, {2, 3, 4}, {2, 0, 5}, {0, -1, 2}, {-1, 0, 2}, {2, -3, -4}, {2, 2, -5}, {1, 1, Integer.MIN_VALUE}
        });
        for (int dimensions = 1; dimensions <= 3; dimensions++) {
            int given = dimensions;
            table.add("multianewarray", "(III)[[[J", lengths, b -> {
                for (int i = 0; i < given; i++) {
                    b.load(i);
                }
                b.visitor.visitMultiANewArrayInsn("[[[J", given);
            });
        }
        Function<Class<?>, List<Object[]>> mixed = type -> {
            List<Object[]> rows = new ArrayList<>();
            for (int value = 0; value < objects().size(); value++) {
                for (int array = 0; array < 6; array++) {
                    Object[] targets = {new Object[1], new String[1], new Comparable[1], new Object[1][], new int[1][], new Number[1]};
                    rows.add(new Object[] {targets[array], objects().get(value)});
                }
            }
            return rows;
        };
        table.add("aastore", "([Ljava/lang/Object;Ljava/lang/Object;)V", mixed, b -> b.load(0).op(ICONST_0).load(1).op(AASTORE));
        return table;
    }

    static Builder newArray(Builder b, Kind kind) {
        if (kind.stack == 'A') {
            b.visitor.visitTypeInsn(ANEWARRAY, Type.getType(kind.descriptor).getInternalName());
        } else {
            b.visitor.visitIntInsn(NEWARRAY, kind.newarray);
        }
        return b;
    }

    static List<Object> objects() {
        return Arrays.asList(null, "text", 1, 2L, 'c', new int[1], new long[0], new Object[] {"a"}, new String[] {"b"}, new Integer[0],
                new int[0][0], new String[0][0], Thread.State.NEW, new IllegalStateException("one"), Runnable.class);
    }

    static Table types() {
        Table table = new Table("Types");
        Function<Class<?>, List<Object[]>> arguments = type -> objects().stream().map(o -> new Object[] {o}).toList();
        for (Class<?> type : new Class<?>[] {Object.class, String.class, Integer.class, Number.class, Comparable.class, Cloneable.class,
                java.io.Serializable.class, Runnable.class, Enum.class, RuntimeException.class, int[].class, long[].class, Object[].class,
                String[].class, Number[].class, Comparable[].class, int[][].class, Object[][].class, Cloneable[].class}) {
            String name = Type.getInternalName(type);
            table.add("instanceof " + name, "(Ljava/lang/Object;)I", arguments, b -> b.load(0).visitor.visitTypeInsn(INSTANCEOF, name));
            table.add("instanceof and jump " + name, "(Ljava/lang/Object;)I", arguments, b -> {
                b.load(0).visitor.visitTypeInsn(INSTANCEOF, name);
                b.jump(IFEQ);
            });
            table.add("checkcast " + name, "(Ljava/lang/Object;)Ljava/lang/Object;", arguments,
                    b -> b.load(0).visitor.visitTypeInsn(CHECKCAST, name));
        }
        table.add("ldc", "()Ljava/lang/Object;", b -> b.constant("constant"));
        table.add("ldc", "()Ljava/lang/Object;", b -> b.constant(Type.getType(int[][].class)));
        names("ifnull", IFNULL, "ifnonnull", IFNONNULL)
                .forEach((name, opcode) -> table.add(name, "(Ljava/lang/Object;)I", arguments, b -> b.load(0).jump(opcode)));
        names("if_acmpeq", IF_ACMPEQ, "if_acmpne", IF_ACMPNE).forEach((name, opcode) -> {
            Function<Class<?>, List<Object[]>> two = type -> rows(new Object[][] {
                {null, null}, {"a", "a"}, {"a", null}, {null, "b"}, {"a", "b"}, {String.class, String.class}
            });
            table.add(name, "(Ljava/lang/Object;Ljava/lang/Object;)I", two, b -> b.load(0).load(1).jump(opcode));
            table.add(name, "(Ljava/lang/Object;Ljava/lang/Object;)I", two, b -> b.load(1).op(ACONST_NULL).jump(opcode));
            table.add(name, "(Ljava/lang/Object;Ljava/lang/Object;)I", two, b -> b.load(0).load(0).jump(opcode));
        });
        throwing(table);
        return table;
    }

    /** Exceptions thrown, caught where they are thrown by type, and monitors. */
    static void throwing(Table table) {
        Function<Class<?>, List<Object[]>> problems = type -> rows(new Object[][] {
            {null}, {new IllegalStateException("a")}, {new NullPointerException("b")}, {new Error("c")}, {new ClassCastException("d")}
        });
        table.add("athrow", "(Ljava/lang/Throwable;)Ljava/lang/Object;", problems, b -> b.load(0).op(ATHROW, ACONST_NULL));
        for (String caught : new String[] {"java/lang/NullPointerException", "java/lang/RuntimeException", "java/lang/Error", null}) {
            table.add("athrow caught", "(Ljava/lang/Throwable;)Ljava/lang/Object;", problems, b -> {
                Label start = new Label(), end = new Label(), handler = new Label();
                b.visitor.visitTryCatchBlock(start, end, handler, caught);
                b.visitor.visitLabel(start);
                b.load(0).op(ATHROW);
                b.visitor.visitLabel(end);
                b.visitor.visitLabel(handler);
                b.call(INVOKEVIRTUAL, "java/lang/Throwable", "getMessage", "()Ljava/lang/String;");
            });
        }
        Function<Class<?>, List<Object[]>> locks = type -> rows(new Object[][] {{null}, {"lock"}, {new int[0]}});
        table.add("monitor", "(Ljava/lang/Object;)Z", locks, b -> b.load(0).op(MONITORENTER).load(0)
                .call(INVOKESTATIC, "java/lang/Thread", "holdsLock", "(Ljava/lang/Object;)Z").load(0).op(MONITOREXIT));
        table.add("monitor twice", "(Ljava/lang/Object;)Z", locks, b -> b.load(0).op(MONITORENTER).load(0).op(MONITORENTER).load(0)
                .op(MONITOREXIT).load(0).call(INVOKESTATIC, "java/lang/Thread", "holdsLock", "(Ljava/lang/Object;)Z")
                .load(0).op(MONITOREXIT));
        table.add("monitorexit alone", "(Ljava/lang/Object;)I", locks, b -> b.load(0).op(MONITOREXIT, ICONST_1));
        table.add("monitor kept", "(Ljava/lang/Object;)I", locks, b -> b.load(0).op(MONITORENTER, ICONST_1));
    }

    static Table fields() {
        Table table = new Table("Fields");
        table.extras = b -> {
            for (Kind kind : KINDS) {
                String name = fieldName(kind);
                for (int access : new int[] {0, ACC_VOLATILE}) {
                    String suffix = access == 0 ? "" : "Volatile";
                    b.writer.visitField(ACC_PUBLIC | access, name + suffix, kind.descriptor, null, null).visitEnd();
                    b.writer.visitField(ACC_PUBLIC | ACC_STATIC | access, name + "Static" + suffix, kind.descriptor, null, null).visitEnd();
                }
            }
            // So large that the page at 0 does not catch an access by null.
            for (int i = 0; i < 1100; i++) {
                b.writer.visitField(i == 1099 ? ACC_PUBLIC : 0, "far" + i, "J", null, null).visitEnd();
            }
        };
        for (Kind kind : KINDS) {
            String on = kind.stack == 'A' ? kind.descriptor : String.valueOf(kind.stack);
            for (String suffix : new String[] {"", "Volatile"}) {
                String name = fieldName(kind) + suffix, group = kind.descriptor + " " + suffix;
                String fixed = fieldName(kind) + "Static" + suffix;
                Function<Class<?>, List<Object[]>> stores = type -> {
                    List<Object[]> rows = new ArrayList<>();
                    for (Object value : values(kind)) {
                        rows.add(new Object[] {instance(type), value});
                        rows.add(new Object[] {null, value});
                    }
                    return rows;
                };
                table.add("putfield " + group, "(Ljava/lang/Object;" + on + ")V", stores, b -> {
                    b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
                    b.load(1).visitor.visitFieldInsn(PUTFIELD, b.className, name, kind.descriptor);
                });
                table.add("getfield " + group, "(Ljava/lang/Object;" + on + ")" + on, stores, b -> {
                    Label none = new Label();
                    b.load(0).visitor.visitJumpInsn(IFNULL, none);
                    b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
                    b.load(1).visitor.visitFieldInsn(PUTFIELD, b.className, name, kind.descriptor);
                    b.visitor.visitLabel(none);
                    b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
                    b.visitor.visitFieldInsn(GETFIELD, b.className, name, kind.descriptor);
                });
                Function<Class<?>, List<Object[]>> values =
                        type -> Arrays.stream(values(kind)).map(value -> new Object[] {value}).toList();
                table.add("static " + group, "(" + on + ")" + on, values, b -> {
                    b.load(0).visitor.visitFieldInsn(PUTSTATIC, b.className, fixed, kind.descriptor);
                    b.visitor.visitFieldInsn(GETSTATIC, b.className, fixed, kind.descriptor);
                });
            }
        }
        Function<Class<?>, List<Object[]>> two = type -> rows(new Object[][] {{instance(type)}, {null}});
        table.add("far field", "(Ljava/lang/Object;)J", two, b -> {
            b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
            b.visitor.visitFieldInsn(GETFIELD, b.className, "far1099", "J");
        });
        table.add("far field stored", "(Ljava/lang/Object;)V", two, b -> {
            b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
            b.constant(5L).visitor.visitFieldInsn(PUTFIELD, b.className, "far1099", "J");
        });
        return table;
    }

    static String fieldName(Kind kind) {
        return kind.descriptor.replaceAll(".*/|;", "").toLowerCase() + "Field";
    }

    static Object instance(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** More arguments than registers, of all types. */
    static final String MANY = "IJFDIJFDIJFDIJFDFDFDIIJJ";

    static Table calls() {
        Table table = new Table("Calls");
        table.extras = b -> {
            for (String narrow : new String[] {"Z", "B", "C", "S"}) {
                Builder callee = new Builder(b.className, b.writer, ACC_PUBLIC | ACC_STATIC, "narrow" + narrow, "(I)" + narrow);
                callee.load(0).ret().end();
            }
            many(b, ACC_PUBLIC | ACC_STATIC, "manyStatic");
            many(b, ACC_PUBLIC, "manyVirtual");
            many(b, ACC_PRIVATE, "manySpecial");
        };
        for (String narrow : new String[] {"Z", "B", "C", "S"}) {
            table.add("ireturn " + narrow, "(I)I", b -> b.load(0).call(INVOKESTATIC, b.className, "narrow" + narrow, "(I)" + narrow));
            table.add("ireturn itself " + narrow, "(I)" + narrow, b -> b.load(0));
        }
        Function<Class<?>, List<Object[]>> arguments = type -> {
            List<Object[]> rows = new ArrayList<>();
            for (int start = 0; start < 40; start++) {
                Object[] row = new Object[MANY.length() + 1];
                row[0] = start % 8 == 7 ? null : instance(type);
                for (int i = 0; i < MANY.length(); i++) {
                    Object[] values = VALUES.get(MANY.charAt(i));
                    row[i + 1] = values[(start * 7 + i * 3) % values.length];
                }
                rows.add(row);
            }
            return rows;
        };
        names("manyStatic", INVOKESTATIC, "manyVirtual", INVOKEVIRTUAL, "manySpecial", INVOKESPECIAL).forEach((name, opcode) ->
                table.add(name, "(Ljava/lang/Object;" + MANY + ")J", arguments, b -> {
                    if (opcode != INVOKESTATIC) {
                        b.load(0).visitor.visitTypeInsn(CHECKCAST, b.className);
                    }
                    for (int i = 1; i <= MANY.length(); i++) {
                        b.load(i);
                    }
                    b.call(opcode, b.className, name, "(" + MANY + ")J");
                }));
        Function<Class<?>, List<Object[]>> objects = type -> objects().stream().filter(o -> !(o instanceof Object[] || o != null && o.getClass().isArray()))
                .map(o -> new Object[] {o}).toList();
        table.add("invokevirtual", "(Ljava/lang/Object;)Ljava/lang/String;", objects,
                b -> b.load(0).call(INVOKEVIRTUAL, "java/lang/Object", "toString", "()Ljava/lang/String;"));
        table.add("invokeinterface", "(Ljava/lang/Object;)I", objects, b -> {
            b.load(0).visitor.visitTypeInsn(CHECKCAST, "java/lang/Comparable");
            b.load(0).call(INVOKEINTERFACE, "java/lang/Comparable", "compareTo", "(Ljava/lang/Object;)I");
        });
        table.add("invokeinterface unchecked", "(Ljava/lang/Object;)I", objects,
                b -> b.load(0).load(0).call(INVOKEINTERFACE, "java/lang/Comparable", "compareTo", "(Ljava/lang/Object;)I"));
        table.add("array clone", "([I)[I", type -> rows(new Object[][] {{null}, {new int[] {1, 2}}, {new int[0]}}),
                b -> b.load(0).call(INVOKEVIRTUAL, "[I", "clone", "()Ljava/lang/Object;").visitor.visitTypeInsn(CHECKCAST, "[I"));
        return table;
    }

    /** A method that makes one number of all its arguments. */
    static void many(Builder of, int access, String name) {
        boolean isStatic = (access & ACC_STATIC) != 0;
        String descriptor = "(" + MANY + ")J";
        Builder b = new Builder(of.className, of.writer, access, name, descriptor);
        int slot = isStatic ? 0 : 1;
        b.constant(1L);
        for (Type type : Type.getArgumentTypes(descriptor)) {
            b.constant(31L).op(LMUL);
            b.visitor.visitVarInsn(type.getOpcode(ILOAD), slot);
            switch (type.getDescriptor()) {
                case "I" -> b.op(I2L);
                case "F" -> b.call(INVOKESTATIC, "java/lang/Float", "floatToIntBits", "(F)I").op(I2L);
                case "D" -> b.call(INVOKESTATIC, "java/lang/Double", "doubleToLongBits", "(D)J");
                default -> { }
            }
            b.op(LADD);
            slot += type.getSize();
        }
        b.ret().end();
    }

    public static void main(String[] args) throws Exception {
        arrays().run();
        types().run();
        fields().run();
        calls().run();
    }
}
