// Class.forName in all its forms, names of classes, primitive and array classes.

public class ForName {
    static class Init {
        static { System.out.println("Init!"); }
    }

    static void t(String n) {
        try {
            Class<?> c = Class.forName(n);
            System.out.println(n + " " + c + " " + c.getName() + " " + c.getSimpleName() + " " + c.getTypeName() + " " + c.getCanonicalName()
                    + " " + c.descriptorString() + " " + c.getPackageName() + " " + c.toGenericString());
        } catch (Throwable e) { System.out.println(n + " " + e); }
    }

    public static void main(String[] a) throws Exception {
        for (String n : new String[] {"java.lang.String", "[I", "[[Ljava.lang.String;", "int", "I", "java/lang/String",
                "[Ljava/lang/String;", "[Ljava.lang.String", "ForName$Init", "ForName.Init", "", "[", "[[V", "[V", ".",
                "java.util.Map$Entry", "[Lnope;", "forname", "java.lang.", "[LForName$Init;", "L", "Ljava.lang.String;",
                "[[[[[[[[[[[[[[[[D", "a b", "x\0y", "jdk.internal.misc.Unsafe", "java.util.Collections$EmptyList"}) t(n);
        try { Class.forName(null); } catch (NullPointerException e) { System.out.println("npe"); }
        Class<?> c = Class.forName("ForName$Init", false, ForName.class.getClassLoader());
        System.out.println(c == Init.class);
        System.out.println(Class.forName("java.lang.Integer", true, null));
        try { Class.forName("ForName", true, null); } catch (ClassNotFoundException e) { System.out.println(e); }
        System.out.println(Class.forName(Object.class.getModule(), "java.lang.Thread") + " " + Class.forName(Object.class.getModule(),
                "no.Thing") + " " + Class.forName(ClassLoader.getSystemClassLoader().getUnnamedModule(), "ForName"));
        ClassLoader l = ForName.class.getClassLoader();
        System.out.println(l.loadClass("ForName") == ForName.class);
        try { l.loadClass("[I"); } catch (ClassNotFoundException e) { System.out.println(e.getMessage()); }
        System.out.println(int.class + " " + void.class.getName() + Integer.TYPE.isPrimitive() + int[].class.getComponentType() +
                int[][].class.getSuperclass() + int[].class.getInterfaces().length + Runnable.class.getSuperclass() + int.class.getSuperclass()
                + Object.class.getSuperclass() + int[].class.getModifiers() + ForName[].class.getModifiers() + int[].class.arrayType()
                + int[].class.componentType() + Object.class.isAssignableFrom(int[].class) + Number[].class.isAssignableFrom(Integer[].class)
                + int.class.isAssignableFrom(short.class) + long.class.isInstance(1L));
    }
}
