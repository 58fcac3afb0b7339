/*
 * @test
 * @compile/fail/ref=Wrong.out -XDrawDiagnostics Bad.java
 */
