# @test
# @summary Ways to give the launcher its options: argument files, JDK_JAVA_OPTIONS, jars with a manifest.

set -e
cat > Main.java <<'END'
public class Main {
    public static void main(String[] args) {
        System.out.println(System.getProperty("p") + " " + String.join(",", args));
    }
}
END
"$COMPILEJAVA/bin/javac" -d classes Main.java
java="$TESTJAVA/bin/java $TESTVMOPTS"

echo '-Dp="from a file" -cp classes' > arguments
[ "$($java @arguments Main a b)" = "from a file a,b" ]
[ "$(JDK_JAVA_OPTIONS=-Dp=variable $java -cp classes Main x 2>/dev/null)" = "variable x" ]

printf 'Main-Class: Main\nClass-Path: classes/\n' > manifest
"$COMPILEJAVA/bin/jar" --create --file=main.jar --manifest=manifest
[ "$($java -Dp=jar -jar main.jar one)" = "jar one" ]

if $java -cp classes NoSuchClass 2> errors; then
    exit 1
fi
grep -q 'Could not find or load main class NoSuchClass' errors
