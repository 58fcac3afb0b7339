package jtreglite;

import jdk.internal.module.Modules;

/**
 * Exports and opens packages while the VM runs, as {@code @modules} asks for. The worker is started with
 * {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED} for this.
 */
final class ModuleAccess {
    private ModuleAccess() {
    }

    static void export(Module module, String packageName, Module target) {
        check(module, packageName);
        Modules.addExports(module, packageName, target);
    }

    static void open(Module module, String packageName, Module target) {
        check(module, packageName);
        Modules.addOpens(module, packageName, target);
    }

    private static void check(Module module, String packageName) {
        if (!module.getPackages().contains(packageName)) {
            throw new IllegalArgumentException("package not found: " + packageName);
        }
    }
}
