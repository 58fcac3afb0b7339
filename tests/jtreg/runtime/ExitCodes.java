/*
 * @test
 * @summary The exit codes of a VM: by return, exit, halt and exceptions.
 * @library /lib
 * @run driver ExitCodes
 */

import hearth.test.Child;

public class ExitCodes {
    public static void main(String[] args) throws Exception {
        for (String way : new String[] {"return", "exit", "halt", "throw", "thread", "hook"}) {
            Child child = Child.java("ExitCodes$Ways", way);
            switch (way) {
                case "return" -> child.exits(0).prints("hook ran");
                case "exit" -> child.exits(42).prints("hook ran").doesNotPrint("after exit");
                case "halt" -> child.exits(43).doesNotPrint("hook ran");
                case "throw" -> child.exits(1).prints("Exception in thread \"main\" java.lang.IllegalStateException: thrown")
                        .prints("hook ran");
                case "thread" -> child.exits(0).prints("Exception in thread \"other\"").prints("hook ran");
                default -> child.exits(44);
            }
        }
    }

    static class Ways {
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.println("hook ran");
                if (args[0].equals("hook")) {
                    Runtime.getRuntime().halt(44);
                }
            }));
            switch (args[0]) {
                case "exit" -> {
                    System.exit(42);
                    System.out.println("after exit");
                }
                case "halt" -> Runtime.getRuntime().halt(43);
                case "throw" -> throw new IllegalStateException("thrown");
                case "thread" -> {
                    Thread other = new Thread(() -> {
                        throw new IllegalStateException("thrown");
                    }, "other");
                    other.start();
                    other.join();
                }
                default -> { }
            }
        }
    }
}
