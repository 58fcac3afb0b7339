module own.module {
}
