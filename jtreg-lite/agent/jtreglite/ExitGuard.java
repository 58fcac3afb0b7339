package jtreglite;

import java.security.Permission;

/**
 * Keeps tests in a shared VM from ending it. Everything else is allowed, but that another security manager takes over.
 * JDKs without security managers do without: there a test that exits takes the worker with it.
 */
@SuppressWarnings({"removal", "deprecation"})
final class ExitGuard extends SecurityManager {
    static final String MESSAGE = "System.exit() forbidden by jtreg-lite";

    static void install() {
        System.setSecurityManager(new ExitGuard());
    }

    @Override
    public void checkExit(int status) {
        throw new SecurityException(MESSAGE);
    }

    @Override
    public void checkPermission(Permission permission) {
        if (permission instanceof RuntimePermission) {
            String name = permission.getName();
            if (name.equals("exitVM")) {
                checkExit(0);
            } else if (name.equals("setSecurityManager")) {
                throw new SecurityException("Action forbidden by jtreg-lite: " + name);
            }
        }
    }

    @Override
    public void checkPermission(Permission permission, Object context) {
        checkPermission(permission);
    }

    @Override
    public void checkAccess(Thread thread) {
    }

    @Override
    public void checkAccess(ThreadGroup group) {
    }

    @Override
    public void checkPackageAccess(String name) {
    }
}
