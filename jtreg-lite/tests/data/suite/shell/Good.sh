# @test
# @summary The variables that scripts get.
# @run shell Good.sh 'two words' three

[ "$1" = "two words" ] && [ "$2" = "three" ] || exit 1
[ -f "$TESTSRC/Good.sh" ] && [ -d "$TESTCLASSES" ] || exit 2
[ "$PS" = ":" ] && [ "$NULL" = /dev/null ] || exit 3
"$TESTJAVA/bin/java" $TESTVMOPTS -version
