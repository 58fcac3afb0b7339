class Bad {
    int x = "text";
}
