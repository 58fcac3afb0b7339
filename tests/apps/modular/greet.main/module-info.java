module greet.main {
    requires greet.api;
    requires java.logging;
}
