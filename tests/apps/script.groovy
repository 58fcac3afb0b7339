class Person { String name; int age; String toString() { "$name/$age" } }
def people = [new Person(name: 'a', age: 3), new Person(name: 'b', age: 2)]
println people.sort { it.age }
println people.collectEntries { [it.name, it.age] }
println((1..10).findAll { it % 3 == 0 }.sum())
def fact
fact = { n -> n < 2 ? 1G : n * fact(n - 1) }
println fact(25)
println "gstring ${[1, 2].join('-')}"
try { null.foo() } catch (NullPointerException e) { println e.message }
println new groovy.json.JsonSlurper().parseText('{"k": [1, 2.5, null]}')
switch ('abc') { case ~/a.*/: println 'regex'; break }
