-- SPDX-License-Identifier: MIT
-- Allocations of all kinds inside the Lua interpreter, no stream of libc but the standard ones, and
-- some blocks in use at the end: lua - < work.lua
local kept = {}

local function list(n)
    local head
    for i = 1, n do head = {next = head, value = i} end
    return head
end

local function texts(n)
    local parts = {}
    for i = 1, n do parts[i] = ("item %d"):format(i):rep(i % 7 + 1, ",") end
    return table.concat(parts, ";")
end

local function coroutines(n)
    local sum = 0
    for i = 1, n do
        local step = coroutine.wrap(function() for j = 1, 5 do coroutine.yield(i * j) end end)
        for _ = 1, 5 do sum = sum + step() end
    end
    return sum
end

local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end

for round = 1, 5 do
    kept[round] = list(200 * round)
    list(2000)
    local text = texts(300 * round)
    local words = select(2, text:gsub("%a+", string.upper))
    print(round, #text, words, coroutines(50), deep(150 * round))
    print(pcall(error, {round}) or round, load("return " .. round * 2)())
    if round == 3 then collectgarbage() end
end
table.sort(kept, function(a, b) return a.value > b.value end)
print(kept[1].value, #kept)
os.exit(true, false)
