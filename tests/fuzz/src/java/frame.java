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
static void finish() { System.out.println("checksum " + Long.toHexString(sum)); }
