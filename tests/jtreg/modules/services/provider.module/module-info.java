module provider.module {
    exports api;
    provides api.Greeter with secret.Polite;
}
