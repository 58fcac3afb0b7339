# @test

echo output of the script
exit 3
