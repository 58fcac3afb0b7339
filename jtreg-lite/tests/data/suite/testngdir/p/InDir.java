package p;

import org.testng.annotations.Test;

public class InDir {
    @Test
    public void usesOther() {
        Other.help();
    }
}
