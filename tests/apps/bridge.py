"""Drives a JVM inside a Python process: argument 1 is libjvm.so."""
import sys

import jpype
import jpype.imports

jpype.startJVM(sys.argv[1], "-Xmx128m", convertStrings=False)
from java.util import ArrayList, HashMap  # noqa: E402

numbers = ArrayList()
for n in (3, 1, 2):
    numbers.add(n)
numbers.sort(None)
print(numbers, numbers.size())
table = HashMap()
table.put("k", jpype.JDouble(2.5))
print(table, table.get("k") * 2)
print(jpype.JClass("java.lang.Math").max(3, 4), jpype.JString("abc").toUpperCase())
try:
    jpype.JClass("java.lang.Integer").parseInt("no number")
except jpype.JException as failure:
    print(type(failure).__name__, failure.message())
ints = jpype.JArray(jpype.JInt)([1, 2, 3])
print(sum(ints), jpype.JClass("java.util.Arrays").toString(ints))


@jpype.JImplements("java.util.Comparator")
class Backwards:
    @jpype.JOverride
    def compare(self, a, b):
        return int(b) - int(a)

    @jpype.JOverride
    def equals(self, other):
        return self is other


numbers.sort(Backwards())
print(numbers)
jpype.shutdownJVM()
