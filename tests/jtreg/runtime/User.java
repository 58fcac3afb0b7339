class User {
    static void callsGone() {
        new Friend().gone();
    }

    static void readsGone() {
        System.out.println(new Friend().goneField);
    }

    static void callsNowStatic() {
        new Friend().becomesStatic();
    }

    static void callsNowPrivate() {
        new Friend().becomesPrivate();
    }

    static int callsKept() {
        return new Friend().kept();
    }
}
