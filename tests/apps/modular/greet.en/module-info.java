module greet.en {
    requires greet.api;
    provides greet.api.Greeter with greet.en.English, greet.en.Loud;
}
