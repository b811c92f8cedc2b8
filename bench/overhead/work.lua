-- SPDX-License-Identifier: MIT
-- Processor-bound work of the usual kinds: lua work.lua PERCENT. 100 takes about a second, 0 none.
local percent = tonumber(arg[1])
local function times(n) return n * percent // 100 end

local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end

local function sieve(n)
    local composite, count = {}, 0
    for i = 2, n do
        if not composite[i] then
            count = count + 1
            for k = i * i, n, i do composite[k] = true end
        end
    end
    return count
end

local function queens(n)
    local columns, up, down, found = {}, {}, {}, 0
    local function place(row)
        if row > n then found = found + 1; return end
        for c = 1, n do
            if not (columns[c] or up[row + c] or down[row - c]) then
                columns[c], up[row + c], down[row - c] = true, true, true
                place(row + 1)
                columns[c], up[row + c], down[row - c] = nil, nil, nil
            end
        end
    end
    place(1)
    return found
end

local function words(n)
    local text, count = ("the quick brown fox jumps over the lazy dog "):rep(50), {}
    for i = 1, n do
        for word in text:gmatch("%a+") do count[word] = (count[word] or 0) + 1 end
    end
    local lines = {}
    for word, seen in pairs(count) do lines[#lines + 1] = string.format("%-8s %6d", word, seen) end
    table.sort(lines)
    return #table.concat(lines, "\n")
end

local function sort(n)
    local seed, list = 42, {}
    for i = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        list[i] = {key = seed, text = tostring(seed)}
    end
    table.sort(list, function(a, b) return a.key < b.key end)
    return list[n // 2 + 1] and #list[n // 2 + 1].text
end

local Point = {}
Point.__index = Point
function Point.new(x, y) return setmetatable({x = x, y = y}, Point) end
function Point:add(other) return Point.new(self.x + other.x, self.y + other.y) end

local function objects(n)
    local p = Point.new(0, 0)
    for i = 1, n do p = p:add(Point.new(i, 0.5)) end
    return p.x + p.y
end

local function trees(depth)
    if depth == 0 then return {} end
    return {trees(depth - 1), trees(depth - 1)}
end

-- Each kind of work gets about the same share of the plain interpreter's time.
local function share(count, work, argument)
    for i = 1, times(count) do work(argument) end
end

share(5000, fib, 15)
share(3000, sieve, 2000)
share(15000, queens, 5)
share(2000, words, 2)
share(1000, sort, 300)
share(400, objects, 2000)
share(4000, trees, 8)
