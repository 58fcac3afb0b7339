/*
 * @test
 * @compile -nonsense Bad.java
 */
