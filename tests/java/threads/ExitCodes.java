// exit: 255
// Exit codes are taken modulo 256; finally blocks do not run.
public class ExitCodes { public static void main(String[] a) { try { System.exit(-1); } finally { System.out.println("never"); } } }
