// javac: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED
// vm: --add-exports java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED -Dsun.reflect.inflationThreshold=1000000 -XX:-OmitStackTraceInFastThrow -Xcomp -XX:CompileCommand=quiet -XX:CompileCommand=compileonly,Compiled*::*
// Each instruction of arithmetic, logic, comparison, conversion and control, executed on all pairs of edge values.
//
// Every class is generated twice: the code of the one is interpreted, that of the other compiled before it runs. Operands are
// parameters, constants, both the same, or local variables with wide numbers.

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import jdk.internal.org.objectweb.asm.ClassWriter;
import jdk.internal.org.objectweb.asm.Label;
import jdk.internal.org.objectweb.asm.MethodVisitor;
import jdk.internal.org.objectweb.asm.Type;
import static jdk.internal.org.objectweb.asm.Opcodes.*;

public class EdgeValues {
    /** What a group of methods is made of: a table from which both classes are generated. */
    static class Table {
        final String name;
        /** Writes fields and what else the methods need; gets the class's name. */
        Consumer<Builder> extras = builder -> { };
        final Map<String, Code> codes = new LinkedHashMap<>();

        Table(String name) {
            this.name = name;
        }

        /** A static method that is called with all combinations of the edge values of its parameters' types. */
        void add(String group, String descriptor, Consumer<Builder> body) {
            add(group, descriptor, type -> product(descriptor), body);
        }

        /** A static method with arguments of its own. */
        void add(String group, String descriptor, Function<Class<?>, List<Object[]>> arguments, Consumer<Builder> body) {
            String name = "m" + codes.size() + "_" + group.replaceAll("\\W.*", "");
            codes.put(name, new Code(group, descriptor, arguments, body));
        }

        /** Runs all methods of both classes, and prints one line per group. */
        void run() throws Exception {
            Class<?> interpreted = define("Interpreted" + name);
            Class<?> compiled = define("Compiled" + name);
            Map<String, Method> plain = methods(interpreted), fast = methods(compiled);
            Map<String, long[]> sums = new LinkedHashMap<>();
            for (Map.Entry<String, Code> entry : codes.entrySet()) {
                Code code = entry.getValue();
                long[] sum = sums.computeIfAbsent(code.group, group -> new long[2]);
                List<Object[]> arguments = code.arguments.apply(interpreted);
                List<Object[]> again = code.arguments.apply(compiled);
                for (int i = 0; i < arguments.size(); i++) {
                    String before = text(arguments.get(i));
                    String expected = outcome(plain.get(entry.getKey()), arguments.get(i));
                    String found = outcome(fast.get(entry.getKey()), again.get(i)).replace("Compiled", "Interpreted");
                    if (!found.equals(expected)) {
                        System.out.println(entry.getKey() + before + ": interpreted " + expected + ", compiled " + found);
                    }
                    sum[0] = sum[0] * 31 + expected.hashCode();
                    sum[1]++;
                }
            }
            sums.forEach((group, sum) -> System.out.printf("%s: %d calls, %x%n", group, sum[1], sum[0]));
        }

        private Class<?> define(String className) {
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            writer.visit(V1_5, ACC_PUBLIC, className, null, "java/lang/Object", null);
            Builder constructor = new Builder(className, writer, ACC_PUBLIC, "<init>", "()V");
            constructor.visitor.visitVarInsn(ALOAD, 0);
            constructor.visitor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            constructor.visitor.visitInsn(RETURN);
            constructor.end();
            extras.accept(new Builder(className, writer, ACC_PUBLIC | ACC_STATIC, "extras", "()V").op(RETURN).end());
            codes.forEach((name, code) -> {
                Builder builder = new Builder(className, writer, ACC_PUBLIC | ACC_STATIC, name, code.descriptor);
                code.body.accept(builder);
                builder.ret().end();
            });
            writer.visitEnd();
            byte[] bytes = writer.toByteArray();
            return new ClassLoader() {
                Class<?> define() {
                    return defineClass(className, bytes, 0, bytes.length);
                }
            }.define();
        }

        private static Map<String, Method> methods(Class<?> type) {
            Map<String, Method> methods = new java.util.HashMap<>();
            for (Method method : type.getMethods()) {
                methods.put(method.getName(), method);
            }
            return methods;
        }
    }

    record Code(String group, String descriptor, Function<Class<?>, List<Object[]>> arguments, Consumer<Builder> body) {
    }

    /** Writes one method. */
    static class Builder {
        final String className;
        final ClassWriter writer;
        final MethodVisitor visitor;
        final String descriptor;

        Builder(String className, ClassWriter writer, int access, String name, String descriptor) {
            this.className = className;
            this.writer = writer;
            this.descriptor = descriptor;
            visitor = writer.visitMethod(access, name, descriptor, null, null);
            visitor.visitCode();
        }

        Builder op(int... opcodes) {
            for (int opcode : opcodes) {
                visitor.visitInsn(opcode);
            }
            return this;
        }

        /** Loads the parameter with this number. */
        Builder load(int number) {
            Type[] types = Type.getArgumentTypes(descriptor);
            int slot = 0;
            for (int i = 0; i < number; i++) {
                slot += types[i].getSize();
            }
            visitor.visitVarInsn(types[number].getOpcode(ILOAD), slot);
            return this;
        }

        Builder constant(Object value) {
            if (value instanceof Integer i) {
                if (i >= -1 && i <= 5) {
                    visitor.visitInsn(ICONST_0 + i);
                } else if (i == (byte) (int) i) {
                    visitor.visitIntInsn(BIPUSH, i);
                } else if (i == (short) (int) i) {
                    visitor.visitIntInsn(SIPUSH, i);
                } else {
                    visitor.visitLdcInsn(i);
                }
            } else {
                visitor.visitLdcInsn(value);
            }
            return this;
        }

        /** Moves the value on the stack through a local variable with a wide number. */
        Builder wide(char type) {
            Type described = Type.getType(String.valueOf(type));
            visitor.visitVarInsn(described.getOpcode(ISTORE), 300);
            visitor.visitVarInsn(described.getOpcode(ILOAD), 300);
            return this;
        }

        Builder call(int opcode, String owner, String name, String descriptor) {
            visitor.visitMethodInsn(opcode, owner, name, descriptor, opcode == INVOKEINTERFACE);
            return this;
        }

        /** 1 if the instruction jumps, else 0. */
        Builder jump(int opcode) {
            Label there = new Label();
            visitor.visitJumpInsn(opcode, there);
            op(ICONST_0, IRETURN);
            visitor.visitLabel(there);
            return op(ICONST_1);
        }

        Builder ret() {
            visitor.visitInsn(Type.getReturnType(descriptor).getOpcode(IRETURN));
            return this;
        }

        Builder end() {
            visitor.visitMaxs(0, 0);
            visitor.visitEnd();
            return this;
        }
    }

    static final Integer[] INTS = {
        0, 1, -1, 2, -2, 3, 7, 10, 31, 32, 33, 63, 64, -31, -32, 127, 128, -128, -129, 255, 32767, 32768, -32769, 65535, 65536,
        Integer.MAX_VALUE, Integer.MAX_VALUE - 1, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, 0x55555555, 1 << 30
    };
    static final Long[] LONGS = {
        0L, 1L, -1L, 2L, -2L, 10L, 31L, 32L, 63L, 64L, -64L, 255L, 65536L, 0x7fffffffL, 0x80000000L, -0x80000000L,
        -0x80000001L, 0xffffffffL, 0x100000000L, 1L << 53, (1L << 53) + 1, (1L << 62) + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1,
        Long.MIN_VALUE, Long.MIN_VALUE + 1, 0x5555555555555555L
    };
    static final Float[] FLOATS = {
        0f, -0f, 1f, -1f, 0.5f, 1.5f, -2.5f, 3f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE,
        -Float.MAX_VALUE, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 2147483648f, -2147483648f,
        2147483520f, 9.223372e18f, -9.223372e18f, 16777217f, 65535.9f, 1e-30f
    };
    static final Double[] DOUBLES = {
        0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 3.0, Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE,
        -Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 2147483647.0, 2147483648.0,
        -2147483648.9, -2147483649.0, 9.223372036854775e18, 9.3e18, -9.3e18, 3.4028235677973366e38, 1e-46, 1e-300
    };
    /** The values of each type of the stack. */
    static final Map<Character, Object[]> VALUES = Map.of('I', INTS, 'J', LONGS, 'F', FLOATS, 'D', DOUBLES);

    /** Those of the values that also stand as constants in the code: some, for each is a method more. */
    static List<Object> constants(char type) {
        Object[] values = VALUES.get(type);
        List<Object> chosen = new ArrayList<>();
        for (int i = 0; i < values.length; i += i < 4 ? 1 : 2) {
            chosen.add(values[i]);
        }
        return chosen;
    }

    /** All combinations of edge values of the parameters' types. */
    static List<Object[]> product(String descriptor) {
        List<Object[]> rows = new ArrayList<>();
        rows.add(new Object[0]);
        for (Type type : Type.getArgumentTypes(descriptor)) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] row : rows) {
                for (Object value : VALUES.get(type.getDescriptor().charAt(0))) {
                    Object[] more = java.util.Arrays.copyOf(row, row.length + 1);
                    more[row.length] = value;
                    longer.add(more);
                }
            }
            rows = longer;
        }
        return rows;
    }

    /** What a call returns or throws, and what it leaves in its arguments. */
    static String outcome(Method method, Object[] arguments) throws Exception {
        String result;
        try {
            result = text(method.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            result = text(e.getCause());
        }
        for (Object argument : arguments) {
            if (argument != null && !(argument instanceof Number) && !(argument instanceof String)) {
                result += " " + text(argument);
            }
        }
        return result;
    }

    static String text(Object value) throws IllegalAccessException {
        if (value instanceof Float f) {
            return Integer.toHexString(Float.floatToIntBits(f));
        }
        if (value instanceof Double d) {
            return Long.toHexString(Double.doubleToLongBits(d));
        }
        if (value instanceof Character c) {
            return "char " + (int) c;
        }
        if (value instanceof ClassCastException) {
            // Where the classes come from is told in different words for classes that the code had not resolved.
            return value.toString().replaceFirst(" \\(.*", "");
        }
        if (value instanceof Throwable || value instanceof Class || value == null || value instanceof Number || value instanceof String
                || value instanceof Boolean) {
            return String.valueOf(value);
        }
        StringBuilder builder = new StringBuilder("(");
        if (value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                builder.append(i == 0 ? "" : ", ").append(text(Array.get(value, i)));
            }
        } else if (value.getClass().getName().matches("(Interpreted|Compiled).*")) {
            for (Field field : value.getClass().getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    builder.append(text(field.get(value))).append(';');
                }
            }
        }
        return builder.append(')').toString();
    }


    static char result(String descriptor) {
        return descriptor.charAt(descriptor.indexOf(')') + 1);
    }

    /** An operation with two operands, its operands given in all ways. */
    static void binary(Table table, String group, String descriptor, Consumer<Builder> operation) {
        char left = descriptor.charAt(1), right = descriptor.charAt(2), result = result(descriptor);
        table.add(group, descriptor, b -> operation.accept(b.load(0).load(1)));
        table.add(group, descriptor, b -> operation.accept(b.load(0).wide(left).load(1)));
        for (Object constant : constants(right)) {
            table.add(group, "(" + left + ")" + result, b -> operation.accept(b.load(0).constant(constant)));
        }
        for (Object constant : constants(left)) {
            table.add(group, "(" + right + ")" + result, b -> operation.accept(b.constant(constant).load(0)));
        }
        if (left == right) {
            table.add(group, "(" + left + ")" + result, b -> operation.accept(b.load(0).load(0)));
        }
    }

    static void binary(Table table, String descriptor, Map<String, Integer> opcodes) {
        opcodes.forEach((name, opcode) -> binary(table, name, descriptor, b -> b.op(opcode)));
    }

    /** An operation with one operand. */
    static void unary(Table table, String group, String descriptor, Consumer<Builder> operation) {
        char type = descriptor.charAt(1);
        table.add(group, descriptor, b -> operation.accept(b.load(0)));
        for (Object constant : constants(type)) {
            table.add(group, "()" + result(descriptor), b -> operation.accept(b.constant(constant)));
        }
    }

    static Map<String, Integer> names(Object... pairs) {
        Map<String, Integer> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], (Integer) pairs[i + 1]);
        }
        return map;
    }

    static final Map<String, Integer> INT_OPERATIONS = names("iadd", IADD, "isub", ISUB, "imul", IMUL, "idiv", IDIV, "irem", IREM,
            "iand", IAND, "ior", IOR, "ixor", IXOR, "ishl", ISHL, "ishr", ISHR, "iushr", IUSHR);
    static final Map<String, Integer> IFS =
            names("ifeq", IFEQ, "ifne", IFNE, "iflt", IFLT, "ifge", IFGE, "ifgt", IFGT, "ifle", IFLE);
    static final Map<String, Integer> CONVERSIONS = names("i2l", I2L, "i2f", I2F, "i2d", I2D, "i2b", I2B, "i2c", I2C, "i2s", I2S,
            "l2i", L2I, "l2f", L2F, "l2d", L2D, "f2i", F2I, "f2l", F2L, "f2d", F2D, "d2i", D2I, "d2l", D2L, "d2f", D2F);

    static Table arithmetic() {
        Table table = new Table("Arithmetic");
        binary(table, "(II)I", INT_OPERATIONS);
        binary(table, "(JJ)J", names("ladd", LADD, "lsub", LSUB, "lmul", LMUL, "ldiv", LDIV, "lrem", LREM, "land", LAND, "lor", LOR,
                "lxor", LXOR));
        binary(table, "(JI)J", names("lshl", LSHL, "lshr", LSHR, "lushr", LUSHR));
        binary(table, "(FF)F", names("fadd", FADD, "fsub", FSUB, "fmul", FMUL, "fdiv", FDIV, "frem", FREM));
        binary(table, "(DD)D", names("dadd", DADD, "dsub", DSUB, "dmul", DMUL, "ddiv", DDIV, "drem", DREM));
        unary(table, "ineg", "(I)I", b -> b.op(INEG));
        unary(table, "lneg", "(J)J", b -> b.op(LNEG));
        unary(table, "fneg", "(F)F", b -> b.op(FNEG));
        unary(table, "dneg", "(D)D", b -> b.op(DNEG));
        for (int by : new int[] {1, -1, 127, -128, 128, 32767, -32768}) {
            table.add("iinc", "(I)I", b -> {
                b.visitor.visitIincInsn(0, by);
                b.load(0);
            });
        }
        // A handler beside the instruction that throws.
        names("idiv", IDIV, "irem", IREM, "ldiv", LDIV, "lrem", LREM).forEach((name, opcode) -> {
            String type = name.charAt(0) == 'i' ? "I" : "J";
            table.add(name + " caught", "(" + type + type + ")" + type, b -> {
                Label start = new Label(), end = new Label(), handler = new Label();
                b.visitor.visitTryCatchBlock(start, end, handler, "java/lang/ArithmeticException");
                b.visitor.visitLabel(start);
                b.load(0).load(1).op(opcode).ret();
                b.visitor.visitLabel(end);
                b.visitor.visitLabel(handler);
                b.op(POP).load(0);
            });
        });
        return table;
    }

    static Table comparisons() {
        Table table = new Table("Comparisons");
        Map<String, Integer> compare = names("lcmp", LCMP, "fcmpl", FCMPL, "fcmpg", FCMPG, "dcmpl", DCMPL, "dcmpg", DCMPG);
        compare.forEach((name, opcode) -> {
            String type = String.valueOf(Character.toUpperCase(name.charAt(0))).replace('L', 'J');
            String descriptor = "(" + type + type + ")I";
            binary(table, name, descriptor, b -> b.op(opcode));
            IFS.forEach((jump, jumpcode) -> binary(table, name + " " + jump, descriptor, b -> b.op(opcode).jump(jumpcode)));
        });
        IFS.forEach((name, opcode) -> unary(table, name, "(I)I", b -> b.jump(opcode)));
        names("if_icmpeq", IF_ICMPEQ, "if_icmpne", IF_ICMPNE, "if_icmplt", IF_ICMPLT, "if_icmpge", IF_ICMPGE, "if_icmpgt", IF_ICMPGT,
                "if_icmple", IF_ICMPLE).forEach((name, opcode) -> binary(table, name, "(II)I", b -> b.jump(opcode)));
        return table;
    }

    static Table conversions() {
        Table table = new Table("Conversions");
        CONVERSIONS.forEach((name, opcode) -> {
            char from = from(name), to = to(name);
            unary(table, name, "(" + from + ")" + to, b -> b.op(opcode));
            CONVERSIONS.forEach((next, nextcode) -> {
                if (from(next) == to) {
                    table.add(name + " " + next, "(" + from + ")" + to(next), b -> b.load(0).op(opcode, nextcode));
                }
            });
        });
        return table;
    }

    static char from(String conversion) {
        return conversion.toUpperCase().replace('L', 'J').charAt(0);
    }

    static char to(String conversion) {
        char to = conversion.toUpperCase().replace('L', 'J').charAt(2);
        return to == 'B' || to == 'C' || to == 'S' ? 'I' : to;
    }

    /** One operation after another, the second with a constant, as simplifications of code look for. */
    static Table pairs() {
        Table table = new Table("Pairs");
        int[] constants = {0, 1, -1, 5, 24, 32, 255, Integer.MIN_VALUE};
        INT_OPERATIONS.forEach((name, opcode) -> INT_OPERATIONS.forEach((next, nextcode) -> {
            int first = constants[table.codes.size() % constants.length], second = constants[table.codes.size() / 8 % constants.length];
            table.add(name + " " + next, "(I)I", b -> b.load(0).constant(first).op(opcode).constant(second).op(nextcode));
        }));
        INT_OPERATIONS.forEach((name, opcode) -> {
            table.add(name + " i2l", "(I)J", b -> b.load(0).constant(31).op(opcode, I2L).constant(33L).op(LADD));
            table.add(name + " i2b", "(I)I", b -> b.load(0).constant(-31).op(opcode, I2B).constant(200).op(IAND));
            table.add("l2i " + name, "(J)I", b -> b.load(0).op(L2I).constant(3).op(opcode));
        });
        return table;
    }

    static Table control() {
        Table table = new Table("Control");
        int[][] ranges = {{-2, 3}, {0, 0}, {Integer.MIN_VALUE, Integer.MIN_VALUE + 2}, {Integer.MAX_VALUE - 2, Integer.MAX_VALUE}, {30, 65}};
        for (int[] range : ranges) {
            table.add("tableswitch", "(I)I", b -> {
                Label other = new Label();
                Label[] labels = new Label[range[1] - range[0] + 1];
                java.util.Arrays.setAll(labels, i -> i % 7 == 5 ? other : new Label());
                b.load(0).visitor.visitTableSwitchInsn(range[0], range[1], other, labels);
                for (int i = 0; i < labels.length; i++) {
                    if (labels[i] != other) {
                        b.visitor.visitLabel(labels[i]);
                        b.constant(1000 + i).ret();
                    }
                }
                b.visitor.visitLabel(other);
                b.constant(-5);
            });
        }
        int[][] keys = {{}, {0}, {Integer.MIN_VALUE, -1, 0, 1, 64, Integer.MAX_VALUE}, {-32769, 2, 3, 7, 31, 32, 127, 255, 32767, 65535}};
        for (int[] key : keys) {
            table.add("lookupswitch", "(I)I", b -> {
                Label other = new Label();
                Label[] labels = new Label[key.length];
                java.util.Arrays.setAll(labels, i -> new Label());
                b.load(0).visitor.visitLookupSwitchInsn(other, key, labels);
                for (int i = 0; i < labels.length; i++) {
                    b.visitor.visitLabel(labels[i]);
                    b.constant(1000 + i).ret();
                }
                b.visitor.visitLabel(other);
                b.constant(-5);
            });
        }
        table.add("jsr", "(I)I", b -> {
            Label subroutine = new Label();
            b.visitor.visitJumpInsn(JSR, subroutine);
            b.visitor.visitJumpInsn(JSR, subroutine);
            b.load(0).ret();
            b.visitor.visitLabel(subroutine);
            b.visitor.visitVarInsn(ASTORE, 1);
            b.visitor.visitIincInsn(0, 7);
            b.visitor.visitVarInsn(RET, 1);
        });
        stack(table, "dup", DUP, "I", "II");
        stack(table, "dup_x1", DUP_X1, "II", "III");
        stack(table, "dup_x2", DUP_X2, "III JI", "IIII IJI");
        stack(table, "dup2", DUP2, "II J", "IIII JJ");
        stack(table, "dup2_x1", DUP2_X1, "III IJ", "IIIII JIJ");
        stack(table, "dup2_x2", DUP2_X2, "IIII IIJ JII JJ", "IIIIII JIIJ IIJII JJJ");
        stack(table, "swap", SWAP, "II", "II");
        stack(table, "pop", POP, "II", "I");
        stack(table, "pop2", POP2, "III IJ", "I I");
        return table;
    }

    /** An instruction that moves values on the stack: the types before and after it in each form. */
    static void stack(Table table, String name, int opcode, String before, String after) {
        String[] from = before.split(" "), to = after.split(" ");
        for (int form = 0; form < from.length; form++) {
            String old = from[form], now = to[form];
            table.add(name, "(II)J", b -> {
                b.constant(17L).visitor.visitVarInsn(LSTORE, 10);
                for (int i = 0; i < old.length(); i++) {
                    b.load(i & 1).constant(i + 3).op(IMUL);
                    if (old.charAt(i) == 'J') {
                        b.op(I2L).constant(1L << 33).op(LADD);
                    }
                }
                b.op(opcode);
                for (int i = now.length() - 1; i >= 0; i--) {
                    if (now.charAt(i) == 'I') {
                        b.op(I2L);
                    }
                    b.visitor.visitVarInsn(LLOAD, 10);
                    b.constant(31L).op(LMUL, LADD).visitor.visitVarInsn(LSTORE, 10);
                }
                b.visitor.visitVarInsn(LLOAD, 10);
            });
        }
    }

    /** Functions of the library that compilers know. */
    static Table functions() {
        Table table = new Table("Functions");
        Object[][] functions = {
            {Math.class, "abs min max floorDiv floorMod addExact subtractExact multiplyExact negateExact toIntExact multiplyHigh signum "
                + "copySign sqrt floor ceil rint round fma ulp absExact incrementExact decrementExact multiplyFull"},
            {Integer.class, "bitCount reverse reverseBytes numberOfLeadingZeros numberOfTrailingZeros rotateLeft rotateRight compare "
                + "compareUnsigned divideUnsigned remainderUnsigned highestOneBit lowestOneBit signum toUnsignedLong"},
            {Long.class, "bitCount reverse reverseBytes numberOfLeadingZeros numberOfTrailingZeros rotateLeft rotateRight compare "
                + "compareUnsigned divideUnsigned remainderUnsigned highestOneBit lowestOneBit signum hashCode"},
            {Float.class, "floatToIntBits floatToRawIntBits intBitsToFloat compare isNaN isInfinite isFinite hashCode"},
            {Double.class, "doubleToLongBits doubleToRawLongBits longBitsToDouble compare isNaN isInfinite isFinite hashCode"},
            {Character.class, "reverseBytes isDigit toChars"},
        };
        for (Object[] row : functions) {
            Class<?> owner = (Class<?>) row[0];
            List<String> wanted = List.of(((String) row[1]).split(" "));
            List<Method> methods = new ArrayList<>(List.of(owner.getMethods()));
            methods.removeIf(method -> !Modifier.isStatic(method.getModifiers()) || !wanted.contains(method.getName()));
            methods.sort(java.util.Comparator.comparing(method -> method.getName() + Type.getMethodDescriptor(method)));
            for (Method method : methods) {
                String descriptor = Type.getMethodDescriptor(method);
                if (descriptor.matches("\\([IJFD]{1,2}\\)[IJFDZ]")) {
                    table.add(owner.getSimpleName() + "." + method.getName() + descriptor, descriptor.replace(")Z", ")I"), b -> {
                        b.load(0);
                        if (method.getParameterCount() == 2) {
                            b.load(1);
                        }
                        b.call(INVOKESTATIC, Type.getInternalName(owner), method.getName(), descriptor);
                    });
                }
            }
        }
        return table;
    }

    public static void main(String[] args) throws Exception {
        arithmetic().run();
        comparisons().run();
        conversions().run();
        pairs().run();
        control().run();
        functions().run();
    }
}
