/*
 * @test
 * @summary A module of the test's own.
 * @build own.module/*
 * @run main/othervm own.module/own.Main
 */
