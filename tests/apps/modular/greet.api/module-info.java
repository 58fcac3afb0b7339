module greet.api {
    exports greet.api;
    uses greet.api.Greeter;
}
