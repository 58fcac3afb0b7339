/*
 * @test
 * @compile/fail/ref=Bad.out -XDrawDiagnostics Bad.java
 */
