-- SPDX-License-Identifier: MIT
-- The Lua interpreter calls itself through its API from every corner: pcall, callbacks of sort and
-- gsub, metamethods, coroutines, message handlers, load, finalizers. Prints checksums.
local scale = tonumber(arg[1]) or 1

local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end

local mt = {
    __index = function(_, k) return k * 2 end,
    __add = function(a, b) return {v = (a.v or 0) + (b.v or 0)} end,
    __lt = function(a, b) return a.v < b.v end,
    __concat = function(a, b) return tostring(a) .. tostring(b) end,
    __tostring = function(s) return "x" .. tostring(s.v) end,
    __call = function(self, n) return n == 0 and self.v or self(n - 1) end,
}

local function objects(n)
    local t = {}
    for i = 1, n do t[i] = setmetatable({v = (i * 7919) % 211}, mt) end
    return t
end

local function sorting(n)
    local t = objects(n)
    table.sort(t, function(a, b)
        local _, less = pcall(function() return a.v < b.v end)
        return less
    end)
    table.sort(t) -- by __lt
    local nested = objects(n // 8)
    table.sort(nested, function(a, b)
        local pair = {b, a}
        table.sort(pair, function(x, y) return x < y end)
        return pair[1] == a and pair[2] == b and a.v ~= b.v
    end)
    return t[1].v + t[#t].v + nested[1].v
end

local function substituting(n)
    local t, text = objects(n), string.rep("abc def ghi ", 50)
    for i = 1, n do
        text = text:gsub("%w+", function(w)
            return (pcall(string.upper, w)) and w:gsub("a", function() return tostring(t[i]) end)
        end)
        if #text > 5000 then text = text:sub(1, 500) end
    end
    return #text
end

local function coroutines(n)
    local function walk(tree, depth)
        if depth == 0 then coroutine.yield(tree) return end
        walk(tree * 2, depth - 1)
        if not pcall(walk, tree * 2 + 1, depth - 1) then error("lost") end
    end
    local sum = 0
    for i = 1, n do
        for leaf in coroutine.wrap(function() walk(i, 4) end) do
            sum = sum + leaf + fib(3)
        end
    end
    -- Coroutines within coroutines: lua_resume within lua_resume.
    local function nest(depth)
        if depth == 0 then return fib(6) end
        return coroutine.wrap(function() return nest(depth - 1) + 1 end)()
    end
    return sum + nest(12)
end

local function errors(n)
    local function handler(message) return tostring(message) .. "!" end
    local function sink(depth, message)
        if depth == 0 then error(message, 0) end
        return (sink(depth - 1, message))
    end
    local sum = 0
    for i = 1, n do
        local _, message = xpcall(sink, handler, 10, setmetatable({v = i}, mt))
        sum = sum + #message
        local ok = pcall(pcall, pcall, sink, i % 7, "deep")
        sum = sum + (ok and 1 or 0)
        pcall(function()
            local closing <close> = setmetatable({}, {__close = function() sum = sum + fib(4) end})
            error("out", 0)
        end)
    end
    return sum
end

local function metamethods(n)
    local sum, chain = 0, {}
    for i = 1, 8 do chain[i] = setmetatable({v = i}, i > 1 and {
        __index = function(_, k) return chain[i - 1][k] end,
        __tostring = function() return tostring(chain[i - 1]) .. "," end,
    } or mt) end
    for i = 1, n do
        sum = sum + chain[8][i] + #tostring(chain[8]) + chain[1](i % 9)
        sum = sum + #(chain[1] .. chain[1]) + (chain[1] + chain[1]).v
    end
    return sum
end

local function compiling(n)
    local sum = 0
    for i = 1, n do
        local chunk = load([[
            local function f(a, b)
                if a then return {a, b, function() return a + b end}
                else for i = 1, 10 do f(i) end end
            end
            return load("return " .. ... .. " + (1 + (2 * (3 - (4 + 5))))")()]])
        sum = sum + chunk(i)
    end
    return sum
end

local function finalizers(n)
    local sum = 0
    for i = 1, n do
        setmetatable({}, {__gc = function() sum = sum + fib(5); pcall(error, "in a finalizer") end})
    end
    collectgarbage()
    return sum
end

print("fib", fib(18))
print("sorting", sorting(200 * scale))
print("substituting", substituting(20 * scale))
print("coroutines", coroutines(20 * scale))
print("errors", errors(50 * scale))
print("metamethods", metamethods(100 * scale))
print("compiling", compiling(20 * scale))
print("finalizers", finalizers(30 * scale))
