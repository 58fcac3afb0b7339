/*
 * @test
 * @compile NoSuchFile.java
 */
