import java.lang.invoke.*;
import java.util.*;
import java.util.function.*;
enum E { A, B, C }
record R(int a, String b) {
int sum() { return a + b.length(); }
}
class Problem extends RuntimeException {
final int code;
Problem(int code) { super("problem " + code); this.code = code; }
}
class Resource implements AutoCloseable {
final int id;
Resource(int id) {
this.id = id;
if (id == 3) throw new Problem(id);
}
public void close() {
Main.mix(id);
if ((id & 3) == 1) throw new Problem(id);
}
}
interface Fold<T> { T fold(T a, T b); }
class Adding implements Fold<Integer> {
final int start;
Adding(int start) { this.start = start; }
public Integer fold(Integer a, Integer b) { return start + a * 31 + b; }
}
interface Kinds {
int one(int x);
private int more(int x) { return one(x) + 1; }
default int twice(int x) { return one(more(x)); }
static int fixed(int x) { return x ^ 0x55; }
}
class Deep {
static int down(int n) { return down(n + 1) + 1; }
static synchronized int hold(int n) { return n < 0 ? n : hold(n + 1) * 3; }
static double wide(double a, long b, int c) {
try {
return wide(a + b, b + c, c + 1) * 0.5;
} catch (ArithmeticException e) {
return a;
}
}
static int plain() { try { return down(0); } catch (StackOverflowError e) { return 1; } }
static int locked() {
try {
return hold(1);
} catch (StackOverflowError e) {
return Thread.holdsLock(Deep.class) ? 2 : 3;
}
}
static double guarded(double a) { try { return wide(a, 3, 1); } catch (StackOverflowError e) { return a; } }
}
class Handles {
static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
static final VarHandle LONG;
static final MethodHandle ADD, BOUND, CHOSEN, CAUGHT, VIRTUAL;
static final java.lang.reflect.Method REFLECTED;
long value;
static int plus(int a, int b) { return a * 7 + b; }
static int thrower(int a, String b) {
if ((a & 1) == 0) throw new Problem(a);
return a + b.length();
}
static int handler(Problem e, int a, String b) { return e.code - b.length(); }
static boolean odd(int a, String b) { return (a & 1) != 0; }
static int length(int a, String b) { return b.length() - a; }
public static long product(int a, long b) {
if (a == 5) throw new Problem(5);
return a * b;
}
static {
try {
MethodHandles.Lookup lookup = MethodHandles.lookup();
LONG = lookup.findVarHandle(Handles.class, "value", long.class);
ADD = lookup.findStatic(Handles.class, "plus", MethodType.methodType(int.class, int.class, int.class));
BOUND = MethodHandles.insertArguments(ADD, 1, 13);
MethodType type = MethodType.methodType(int.class, int.class, String.class);
MethodHandle thrower = lookup.findStatic(Handles.class, "thrower", type);
CHOSEN = MethodHandles.guardWithTest(lookup.findStatic(Handles.class, "odd", type.changeReturnType(boolean.class)), thrower,
lookup.findStatic(Handles.class, "length", type));
CAUGHT = MethodHandles.catchException(thrower, Problem.class,
lookup.findStatic(Handles.class, "handler", type.insertParameterTypes(0, Problem.class)));
VIRTUAL = lookup.findVirtual(String.class, "charAt", MethodType.methodType(char.class, int.class));
REFLECTED = Handles.class.getDeclaredMethod("product", int.class, long.class);
} catch (ReflectiveOperationException e) {
throw new IllegalStateException(e);
}
}
static RuntimeException wrap(Throwable t) {
if (t instanceof RuntimeException e) return e;
throw new IllegalStateException(t);
}
static int add(int a, int b) { try { return (int) ADD.invokeExact(a, b); } catch (Throwable t) { throw wrap(t); } }
static long wide(byte a, char b) { try { return (long) ADD.invoke(a, b); } catch (Throwable t) { throw wrap(t); } }
static int bound(int a) { try { return (int) BOUND.invokeExact(a); } catch (Throwable t) { throw wrap(t); } }
static int chosen(int a, String b) { try { return (int) CHOSEN.invokeExact(a, b); } catch (Throwable t) { throw wrap(t); } }
static Object caught(int a, Object b) { try { return (Object) CAUGHT.invoke((Integer) a, b); } catch (Throwable t) { throw wrap(t); } }
static char virtual(String a, int b) { try { return (char) VIRTUAL.invokeExact(a, b); } catch (Throwable t) { throw wrap(t); } }
static String reflected(int a, long b) {
try {
return "" + REFLECTED.invoke(null, a, b);
} catch (ReflectiveOperationException e) {
return "" + e.getCause();
}
}
}
public class Main {
static long sum;
static int shown;
static void mix(long v) { sum = sum * 31 + (v ^ v >>> 32); }
static void mix(int v) { mix((long) v); }
static void mix(boolean v) { mix(v ? 1231L : 1237L); }
static void mix(float v) { mix((long) Float.floatToIntBits(v)); }
static void mix(double v) { mix(Double.doubleToLongBits(v)); }
static void mix(Object v) { mix(text(v).hashCode()); }
static void mix(Throwable e) { mix(text(e).hashCode()); }
static String text(Object v) {
if (v instanceof Throwable t) {
StackTraceElement[] trace = t.getStackTrace();
String at = trace.length == 0 ? "nowhere" : trace[0].getMethodName() + ":" + trace[0].getLineNumber();
String message = String.valueOf(t.getMessage());
int loader = message.indexOf(" (");
if (loader >= 0) message = message.substring(0, loader);
return t.getClass().getSimpleName() + ": " + message + " at " + at + " of " + trace.length;
}
if (v instanceof int[] a) return Arrays.toString(a);
if (v instanceof long[] a) return Arrays.toString(a);
if (v instanceof byte[] a) return Arrays.toString(a);
if (v instanceof short[] a) return Arrays.toString(a);
if (v instanceof char[] a) return Arrays.toString(a);
if (v instanceof boolean[] a) return Arrays.toString(a);
if (v instanceof float[] a) return Arrays.toString(a);
if (v instanceof double[] a) return Arrays.toString(a);
if (v instanceof Object[] a) return Arrays.deepToString(a);
return String.valueOf(v);
}
static void show(String name, Object v) {
mix(v);
if (shown++ < 100) System.out.println(name + " = " + text(v));
}
static String cut(String s) { return s.length() > 40 ? s.substring(s.length() - 40) : s; }
static char at(String s, int i) { return s.isEmpty() ? '?' : s.charAt(Math.floorMod(i, s.length())); }
static String sub(String s, int i) { return s.isEmpty() ? s : s.substring(Math.floorMod(i, s.length())); }
static int parse(String s) { try { return Integer.parseInt(s); } catch (NumberFormatException e) { return s.length(); } }
static synchronized int guarded(int a, String b) {
if ((a & 3) == 0) throw new Problem(b.length());
return a / (a & 1) + b.charAt(0);
}
static void finish() { System.out.println("checksum " + Long.toHexString(sum)); }
