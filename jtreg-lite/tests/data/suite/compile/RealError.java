/*
 * @test
 * @compile Bad.java
 */
