int x = 5
int square(int n) { return n * n; }
System.out.println(square(x) + " " + java.util.stream.IntStream.range(0, 4).boxed().toList())
record Point(int a, int b) { }
var p = new Point(1, 2)
System.out.println(p)
int broken = "text"
System.out.println(1 / 0)
interface Greeter { default String hi() { return "hi"; } }
System.out.println(new Greeter() { }.hi())
for (int i = 0; i < 3; i++) System.out.print(i)
System.out.println()
/vars
/methods
/exit
