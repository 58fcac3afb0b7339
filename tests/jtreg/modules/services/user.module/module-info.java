module user.module {
    requires provider.module;
    uses api.Greeter;
    exports user;
}
