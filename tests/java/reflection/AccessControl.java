// vm: -Djava.security.manager=allow
// Permissions by the protection domains on the stack, privileged actions, inherited contexts.

import java.io.FileInputStream;
import java.security.AccessControlContext;
import java.security.AccessControlException;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.concurrent.Callable;

public class AccessControl {
    static void show(Callable<?> c) {
        try {
            System.out.println(c.call());
        } catch (AccessControlException e) {
            System.out.println(e.getMessage());
        } catch (Exception e) {
            System.out.println(e);
        }
    }

    public static void main(String[] args) throws Exception {
        AccessControlContext nobody =
            new AccessControlContext(new ProtectionDomain[] {new ProtectionDomain(null, null)});
        System.setSecurityManager(new SecurityManager());
        show(() -> System.getProperty("user.home"));
        show(() -> System.getProperty("java.specification.version"));
        show(() -> AccessController.doPrivileged(
            (PrivilegedAction<String>) () -> System.getProperty("java.specification.version"), nobody));
        show(() -> AccessController.doPrivileged(
            (PrivilegedAction<String>) () -> System.getProperty("java.specification.version")));
        show(() -> new FileInputStream("/nowhere"));
        show(() -> Class.forName("sun.misc.Unsafe"));
        Thread thread = new Thread(() -> show(() -> System.getProperty("user.home")));
        thread.start();
        thread.join();
    }
}
