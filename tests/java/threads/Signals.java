// Handlers of signals: own, ignored, default, and those that the VM keeps for itself.

import java.util.concurrent.*;
import sun.misc.Signal;
import sun.misc.SignalHandler;

public class Signals {
    static void refused(String name) {
        try {
            Signal.handle(new Signal(name), s -> {});
            System.out.println(name + " accepted");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }

    public static void main(String[] a) throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Signal usr1 = new Signal("USR1");
        SignalHandler before = Signal.handle(usr1, s -> seen.add(s + " " + s.getNumber() + " " + Thread.currentThread().getName()));
        System.out.println(before == SignalHandler.SIG_DFL);
        Signal.raise(usr1);
        System.out.println(seen.poll(20, TimeUnit.SECONDS));
        for (int i = 0; i < 3; i++) Signal.raise(usr1);
        for (int i = 0; i < 3; i++) System.out.println(seen.poll(20, TimeUnit.SECONDS) != null);
        SignalHandler mine = Signal.handle(usr1, SignalHandler.SIG_IGN);
        System.out.println(mine != SignalHandler.SIG_IGN && mine != SignalHandler.SIG_DFL);
        System.out.println(Signal.handle(usr1, mine) == SignalHandler.SIG_IGN);
        Signal.handle(new Signal("TERM"), s -> seen.add("term"));
        Signal.raise(new Signal("TERM"));
        System.out.println(seen.poll(20, TimeUnit.SECONDS));
        for (String name : new String[] {"SEGV", "FPE", "ILL", "QUIT", "KILL", "STOP", "NONE", "SIGINT"}) refused(name);
        try {
            Signal.raise(new Signal("WINCH"));
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }
}
