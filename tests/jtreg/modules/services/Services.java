/*
 * @test
 * @summary Modules of the test's own: services, layers, encapsulation.
 * @build provider.module/* user.module/*
 * @run main/othervm user.module/user.Main
 */
