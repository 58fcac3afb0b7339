class Friend {
    int goneField;

    void gone() {
    }

    void becomesStatic() {
    }

    void becomesPrivate() {
    }

    int kept() {
        return 1;
    }
}
