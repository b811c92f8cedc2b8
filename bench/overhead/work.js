// SPDX-License-Identifier: MIT
// A tenth of a second's work for duktape: numbers, strings, objects, arrays, a regular expression, JSON.
function sieve(limit) {
    var composite = [], primes = 0;
    for (var i = 2; i < limit; i++) {
        if (composite[i])
            continue;
        primes++;
        for (var j = i * i; j < limit; j += i)
            composite[j] = true;
    }
    return primes;
}

function words(count) {
    var seen = {}, text = [];
    for (var i = 0; i < count; i++) {
        var word = 'w' + (i * 7919 % 997).toString(36);
        seen[word] = (seen[word] || 0) + 1;
        text.push(word);
    }
    var names = Object.keys(seen).sort(function (a, b) { return seen[b] - seen[a] || (a < b ? -1 : 1); });
    return names.length + text.join(' ').replace(/w(\w)(\w)/g, '$2$1').length;
}

function tree(depth) {
    return depth ? { left: tree(depth - 1), right: tree(depth - 1) } : { value: 1 };
}

print(sieve(60000), words(16000), JSON.stringify(JSON.parse(JSON.stringify(tree(12)))).length);
