// SPDX-License-Identifier: MIT
// objects.js - objects with properties, arrays, strings and a regular expression, for mujs.
var all = {};
for (var i = 0; i < 2000; i++)
	all["key" + i] = { number: i, text: "text " + i, array: [i, i + 1] };
var text = "";
for (i = 0; i < 200; i++)
	text += "word" + i;
print(Object.keys(all).length, text.match(/word1[0-9]+/g).length, JSON.stringify(all).length);
