/*
 * @test
 * @summary A class compiled against another version of its friend fails to link where it uses what is gone.
 * @compile before/Friend.java User.java
 * @clean Friend
 * @compile after/Friend.java
 * @run main Verification
 */
public class Verification {
    public static void main(String[] args) {
        expect(NoSuchMethodError.class, User::callsGone);
        expect(NoSuchFieldError.class, User::readsGone);
        expect(IncompatibleClassChangeError.class, User::callsNowStatic);
        expect(IllegalAccessError.class, User::callsNowPrivate);
        if (User.callsKept() != 2) {
            throw new AssertionError("the new version was not used");
        }
    }

    private static void expect(Class<? extends LinkageError> type, Runnable action) {
        try {
            action.run();
        } catch (LinkageError e) {
            if (e.getClass() == type) {
                return;
            }
            throw new AssertionError("another error than " + type, e);
        }
        throw new AssertionError("no " + type);
    }
}
