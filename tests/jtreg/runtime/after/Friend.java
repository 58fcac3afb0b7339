class Friend {
    static void becomesStatic() {
    }

    private void becomesPrivate() {
    }

    int kept() {
        return 2;
    }
}
