// args: one --two= * "three" -Dx=y ünïcode
// Arguments arrive as given.
public class Args { public static void main(String... args) { System.out.println(args.length + " " + String.join("|", args)); } }
