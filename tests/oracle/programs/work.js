// Some of what scripts do: numbers, strings, arrays, objects, closures, exceptions, sorting.
function sieve(n) {
    var composite = [], primes = [];
    for (var i = 2; i < n; i++) {
        if (composite[i]) continue;
        primes.push(i);
        for (var j = i * i; j < n; j += i) composite[j] = true;
    }
    return primes.length;
}
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function Tree(value) { this.value = value; this.left = this.right = null; }
Tree.prototype.add = function (value) {
    var side = value < this.value ? "left" : "right";
    if (this[side]) this[side].add(value); else this[side] = new Tree(value);
};
Tree.prototype.sum = function () {
    return this.value + (this.left ? this.left.sum() : 0) + (this.right ? this.right.sum() : 0);
};
function words() {
    var text = "", count = {};
    for (var i = 0; i < 400; i++) text += "w" + (i * 7 % 31) + (i % 5 ? " " : "\n");
    text.split(/\s+/).forEach(function (word) { count[word] = (count[word] || 0) + 1; });
    return Object.keys(count).sort().map(function (key) { return key + count[key]; }).join("");
}
function failing(n) {
    var caught = 0;
    for (var i = 0; i < n; i++)
        try { if (i % 3 == 0) throw new Error("x" + i); } catch (e) { caught += e.message.length; }
    return caught;
}
var root = new Tree(500);
for (var i = 1; i < 300; i++) root.add(i * 7919 % 1000);
var numbers = [];
for (var i = 0; i < 600; i++) numbers.push(i * 7919 % 1009);
numbers.sort(function (a, b) { return a - b; });
print(sieve(3000), fib(14), root.sum(), words().length, failing(200), numbers[300]);
print(JSON.stringify({ a: [1, 2.5, "x\n"], b: Math.sqrt(2).toFixed(6) }));
