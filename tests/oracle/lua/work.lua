-- SPDX-License-Identifier: MIT
-- Some 10 million calls inside the Lua interpreter, from as many of its corners as a short script
-- reaches: lua work.lua [SCALE], 100 by default. Prints checksums; two runs print the same.
local scale = tonumber(arg[1]) or 100
local function times(n) return math.max(1, n * scale // 200) end

local seed = 42
local function random(n)
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed // 65536 % n + 1
end

local function closures()
    local function counter()
        local n = 0
        return function(step) n = n + step; return n end
    end
    local sum = 0
    for i = 1, times(20000) do
        local count = counter()
        for step = 1, 5 do sum = sum + count(step) end
    end
    return sum
end

local function strings()
    local parts = {}
    for i = 1, times(8000) do
        local text = string.format("%05d:%-8s|%6.2f %x %q", i, "n" .. i, i / 7, i, "a\nb")
        text = text:gsub("%d", function(d) return d == "0" and "o" or nil end)
        text = text:gsub("(%w+):(%w+)", "%2=%1"):upper():lower():reverse()
        for word in text:gmatch("[%a=]+") do parts[#parts + 1] = word end
        parts[#parts + 1] = text:sub(2, -3):rep(2, ","):byte(1, 3)
        if text:find("b", 1, true) and text:match("^(.-)|") then parts[#parts] = "m" end
    end
    return #table.concat(parts, " ")
end

local function sorting()
    local n, list = times(20000), {}
    for i = 1, n do list[i] = {key = random(1000), name = "item" .. random(500)} end
    table.sort(list, function(a, b)
        if a.key ~= b.key then return a.key < b.key end
        return a.name < b.name
    end)
    local plain = {}
    for i = 1, n do plain[i] = list[i].name end
    table.sort(plain)
    return plain[1] .. plain[n // 2 + 1] .. list[1].key
end

local function tables()
    local sum, map = 0, {}
    for i = 1, times(60000) do map["k" .. i % 5000] = (map["k" .. i % 5000] or 0) + i end
    for _, value in pairs(map) do sum = sum + value end
    local queue = {}
    for i = 1, times(2000) do table.insert(queue, 1 + i % 50 % (#queue + 1), i) end
    for i = 1, times(1000) do sum = sum + (table.remove(queue, 1) or 0) end
    sum = sum + select("#", table.unpack(queue, 1, math.min(#queue, 100)))
    return sum + #table.move(queue, 1, #queue, 3, {})
end

local function coroutines()
    local function generate(n)
        return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
    end
    local sum = 0
    for i = 1, times(300) do
        for value in generate(100) do sum = sum + value end
    end
    local co = coroutine.create(function(a) local b = coroutine.yield(a * 2); error({code = b}) end)
    local _, first = coroutine.resume(co, 21)
    local ok, failure = coroutine.resume(co, 7)
    return sum + first + (ok and 0 or failure.code)
end

local function errors()
    local caught = 0
    local function deep(n) if n == 0 then error("deep", 0) end; return (deep(n - 1)) end
    for i = 1, times(8000) do
        if not pcall(error, {i}) then caught = caught + 1 end
        if not pcall(deep, 10) then caught = caught + 1 end
        local _, message = xpcall(function() return i .. {} end, function(m) return #m end)
        caught = caught + message
        pcall(string.rep)
        assert(not load("x ="))
    end
    return caught
end

local function metatables()
    local Vector = {}
    Vector.__index = Vector
    Vector.__add = function(a, b) return setmetatable({x = a.x + b.x, y = a.y + b.y}, Vector) end
    Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
    Vector.__lt = function(a, b) return a.x < b.x end
    Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
    Vector.__tostring = function(a) return "(" .. a.x .. "," .. a.y .. ")" end
    Vector.__len = function() return 2 end
    Vector.__call = function(self, k) return self.x * k end
    local function new(x, y) return setmetatable({x = x, y = y}, Vector) end
    local lazy = setmetatable({}, {__index = function(t, k) local v = k * k; rawset(t, k, v); return v end})
    local sum, v = 0, new(0, 0)
    for i = 1, times(20000) do
        v = v + new(i, -i)
        sum = sum + lazy[i % 100] + #v + v(2) + (v == new(i, i) and 1 or 0) + (v < new(i, 0) and 1 or 0)
        if i % 10 == 0 then sum = sum + #(v .. v) end
    end
    return sum
end

local function garbage()
    local weak, finalised = setmetatable({}, {__mode = "v"}), 0
    for round = 1, 6 do
        collectgarbage(round % 2 == 0 and "generational" or "incremental")
        for i = 1, times(15000) do
            local node = {i, {tostring(i)}}
            weak[i % 64] = node
            if i % 50 == 0 then
                setmetatable(node, {__gc = function() finalised = finalised + 1 end})
            end
        end
        collectgarbage()
    end
    collectgarbage("incremental")
    return finalised
end

local function compiling()
    local sum = 0
    for i = 1, times(600) do
        local chunk = assert(load(string.format([[
            local a, b <const> = ..., %d
            local function f(x, ...) if x > b then return x - b, ... end; return x * 2 end
            local t = {a, b, key = a, [b] = f, f(a)}
            for i, v in ipairs(t) do a = a + (type(v) == "number" and v or i) end
            while a > 100 do a = a // 2 end
            repeat a = a + 1 until a %% 3 == 0
            goto done
            ::done::
            return a ~ b | 1, f
        ]], i)))
        local value, f = chunk(i)
        sum = sum + value + #string.dump(f)
    end
    return sum
end

local function library()
    local sum = 0
    for i = 1, times(20000) do
        sum = sum + math.floor(math.sqrt(i)) + math.max(i, 7) + math.fmod(i, 5) + #utf8.char(i % 5000 + 1)
        sum = sum + (tonumber("0x" .. i % 100) or 0) + (math.tointeger(i / 2) or 0) + string.unpack("<i4", string.pack("<i4", i))
    end
    for _, code in utf8.codes("äöü€") do sum = sum + code end
    return sum + os.time({year = 2020, month = 1, day = 1, hour = 12}) % 86400 // 86400
end

local function files()
    local sum = 0
    for i = 1, times(20) do
        for line in io.lines(arg[0]) do sum = sum + #line end
        local file = assert(io.open(arg[0], "rb"))
        sum = sum + file:seek("end") + file:seek("set", 3)
        sum = sum + #file:read(10) + #file:read("l", "L") + (file:read("n") or 0) + #file:read("a")
        file:close()
        if not io.open(arg[0] .. ".missing") and io.type(file) == "closed file" then sum = sum + 1 end
    end
    return sum
end

local function debugging()
    local sum = 0
    debug.sethook(function(event, line) sum = sum + (line or #event) end, "crl", 7)
    for i = 1, times(500) do
        sum = sum + debug.getinfo(1, "nSlut").currentline + #debug.traceback("t", 1)
        local name, value = debug.getlocal(1, 1)
        sum = sum + #name + (debug.getupvalue(times, 1) and 1 or 0)
    end
    debug.sethook()
    return sum
end

for _, part in ipairs({
    {"closures", closures}, {"strings", strings}, {"sorting", sorting}, {"tables", tables},
    {"coroutines", coroutines}, {"errors", errors}, {"metatables", metatables},
    {"garbage", garbage}, {"compiling", compiling}, {"library", library},
    {"files", files}, {"debugging", debugging},
}) do
    print(part[1], (part[2]()))
end
