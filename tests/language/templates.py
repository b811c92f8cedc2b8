# SPDX-License-Identifier: MIT
"""Random C++ programs: program(seed) is the text of one.

Templates of classes and functions, recursion over a template's argument, packs, lambdas, virtual calls, objects
with destructors, exceptions and containers, in functions that call each other. Arithmetic is unsigned and wraps,
fuel bounds the run. A function counts its own calls; the program prints a checksum, then `calls NAME NUMBER` for
each function's base name, which is what a profile must have. GCC keeps each call, as counted functions are noipa.
"""
import random

HEAD = """\
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
#define COUNTED [[gnu::noipa]]
using u32 = std::uint32_t;
using u64 = std::uint64_t;
static u32 fuel = 20000, sum;
static std::map<std::string, unsigned> calls;
#define HERE (++calls[__func__])
#define SPEND(value) do { if (fuel == 0) return value; --fuel; } while (0)
struct error { u32 value; };
struct noted { u32 &to; u32 by; ~noted() { to = to * 31 + by; } };
"""

TAIL = """\
int main()
{
    u32 x = 1;
    for (u32 i = 0; i < %d; i++) {
        try { x = x * 33 + f%d(x + i); } catch (const error &e) { x ^= e.value; }
    }
    std::printf("%%u %%u %%u\\n", x, sum, fuel);
    for (const auto &[name, number] : calls)
        std::printf("calls %%s %%u\\n", name.c_str(), number);
}
"""


class Writer:
    def __init__(self, seed):
        self.dice, self.lines = random.Random(seed), [HEAD]
        self.classes, self.templates, self.bases, self.functions = [], [], [], []

    def number(self):
        return self.dice.choice([0, 1, 2, 3, 5, 7, 31, 255, 65537, 0x9E3779B9, self.dice.getrandbits(32)])

    def value(self, depth=0):
        """An expression of type u32 of x, y and i."""
        kind = self.dice.randrange(9 if depth < 3 else 3)
        if kind < 2:
            return self.dice.choice(["x", "y", "i"])
        if kind == 2:
            return f"{self.number()}u"
        left, right = self.value(depth + 1), self.value(depth + 1)
        if kind < 6:
            return f"({left} {self.dice.choice(['+', '-', '*', '^', '|', '&'])} {right})"
        if kind == 6:
            return f"({left} {self.dice.choice(['<<', '>>'])} ({right} & 31))"
        if kind == 7:
            return f"({left} {self.dice.choice(['/', '%'])} ({right} | 1))"
        return f"({left} {self.dice.choice(['<', '==', '>='])} {right} ? {self.value(depth + 1)} : {left})"

    def type(self):
        return self.dice.choice(["u32", "u64", "std::uint8_t", "std::uint16_t"])

    def add_class(self, n):
        self.lines.append(f"""\
template <class T, int N> struct c{n} {{
    T items[N] = {{}};
    COUNTED u32 put{n}(u32 x) {{ HERE; items[x % N] += T(x); return u32(items[(x >> 3) % N]); }}
    template <class F> COUNTED u32 each{n}(F f) {{
        HERE; u32 s = 0;
        for (auto &item : items) {{ item = T(f(u32(item))); s = s * {self.number() | 1}u + u32(item); }}
        return s;
    }}
    c{n} operator+(const c{n} &other) const {{
        c{n} r; for (int k = 0; k < N; k++) r.items[k] = T(items[k] + other.items[k]); return r;
    }}
}};
""")
        self.classes.append(n)

    def add_template(self, n):
        inner = f"t{n}<N - 1, T>(x + 1)" if self.dice.random() < 0.7 else f"t{n}<N - 1, u64>(x * 3) + u32(T(x))"
        self.lines.append(f"""\
template <int N, class T> COUNTED u32 t{n}(u32 x)
{{
    HERE; SPEND(x); u32 y = u32(T({self.number()}u)), i = N;
    if constexpr (N > 0) return {inner} ^ {self.value()};
    else return {self.value()};
}}
template <class... A> COUNTED u32 p{n}(u32 x, A... a)
{{
    HERE; SPEND(x); u32 y = sizeof...(A), i = 0;
    ((y = y * 31 + u32(a), i++), ...);
    if constexpr (sizeof...(A) > 0 && sizeof...(A) < 5) return p{n}(y, a..., i) + x;
    return {self.value()};
}}
""")
        self.templates.append(n)

    def add_virtual(self, n):
        self.lines.append(f"""\
struct b{n} {{ u32 kept = {self.number()}u; virtual ~b{n}() {{ sum += kept; }} virtual u32 turn{n}(u32 x) = 0; }};
template <class D> struct m{n} : b{n} {{
    COUNTED u32 turn{n}(u32 x) override {{ HERE; kept ^= x; return static_cast<D *>(this)->own{n}(x); }}
}};
struct d{n} : m{n}<d{n}> {{ COUNTED u32 own{n}(u32 x) {{ HERE; u32 y = kept, i = 1; return {self.value()}; }} }};
struct e{n} final : m{n}<e{n}> {{ COUNTED u32 own{n}(u32 x) {{ HERE; u32 y = 3, i = kept; return {self.value()}; }} }};
COUNTED static std::unique_ptr<b{n}> make{n}(u32 x)
{{
    HERE; if (x & 1) return std::make_unique<d{n}>(); return std::make_unique<e{n}>();
}}
""")
        self.bases.append(n)

    def statement(self):
        """One that may change x, y."""
        pick = self.dice.choice
        kind = self.dice.randrange(9)
        if kind == 0 and self.functions:
            return f"y += f{pick(self.functions)}({self.value()});"
        if kind == 1:
            n = pick(self.classes)
            return (f"{{ static c{n}<{self.type()}, {self.dice.randint(1, 9)}> c; y ^= c.put{n}({self.value()}); "
                    f"auto d = c + c; y += d.each{n}([&](u32 i) {{ return {self.value()}; }}); }}")
        if kind == 2:
            return f"y -= t{pick(self.templates)}<{self.dice.randint(0, 6)}, {self.type()}>({self.value()});"
        if kind == 3:
            given = ", ".join(f"{self.type()}({self.value()})" for _ in range(self.dice.randint(0, 4)))
            return f"y ^= p{pick(self.templates)}(x{', ' + given if given else ''});"
        if kind == 4:
            n = pick(self.bases)
            return f"{{ auto o = make{n}({self.value()}); y += o->turn{n}(x); if (y & 4) y ^= o->turn{n}(y); }}"
        if kind == 5:
            return f"if (({self.value()} & 15) == {self.dice.randrange(16)}) throw error{{{self.value()}}};"
        if kind == 6 and self.functions:
            return (f"try {{ noted n{{sum, y}}; y = f{pick(self.functions)}({self.value()}); }} "
                    f"catch (error &e) {{ y ^= e.value; if ((y & 31) == 3) throw; }}")
        if kind == 7:
            return (f"{{ std::function<u32(u32)> g = [&](u32 i) {{ return {self.value()}; }}; "
                    f"std::vector<u32> v; for (u32 i = 0; i < (x & 7); i++) v.push_back(g(i)); "
                    f"for (u32 i : v) y = y * 33 + i; }}")
        return (f"for (u32 i = 0; i < {self.dice.randint(1, 4)}; i++) {{ y += {self.value()}; "
                f"{'x ^= y;' if self.dice.random() < .5 else 'if (y & 64) continue;'} sum += x; }}")

    def add_function(self, n):
        body = "\n    ".join(self.statement() for _ in range(self.dice.randint(2, 6)))
        self.lines.append(f"""\
COUNTED static u32 f{n}(u32 x)
{{
    HERE; SPEND(x); u32 y = {self.number()}u, i = {self.number()}u;
    noted n{{sum, x}};
    {body}
    return {self.value()};
}}
""")
        self.functions.append(n)


def program(seed):
    writer = Writer(seed)
    for n in range(2):
        writer.add_class(n)
        writer.add_template(n)
        writer.add_virtual(n)
    many = writer.dice.randint(4, 9)
    for n in range(many):
        writer.add_function(n)
    return "".join(writer.lines) + TAIL % (writer.dice.randint(2, 20), many - 1)
