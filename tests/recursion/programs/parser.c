/* SPDX-License-Identifier: MIT */
/* A recursive-descent parser that interprets what it reads; its input is made, and deeply nested.
 */
#include "probed.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    long variables[26];
};

PROBED long expression(struct reader *reader);
PROBED void statement(struct reader *reader, int run);

PROBED void skip(struct reader *reader)
{
    while (isspace((unsigned char)*reader->at))
        reader->at++;
}

PROBED int accept(struct reader *reader, char symbol)
{
    skip(reader);
    if (*reader->at != symbol)
        return 0;
    reader->at++;
    return 1;
}

PROBED void expect(struct reader *reader, char symbol)
{
    if (accept(reader, symbol))
        return;
    fprintf(stderr, "'%c' is missing at %.20s\n", symbol, reader->at);
    exit(1);
}

PROBED long number(struct reader *reader)
{
    long value = 0;
    while (isdigit((unsigned char)*reader->at))
        value = value * 10 + *reader->at++ - '0';
    return value;
}

PROBED long call(struct reader *reader)
{
    long best = expression(reader);
    while (accept(reader, ',')) {
        long next = expression(reader);
        if (next > best)
            best = next;
    }
    expect(reader, ')');
    return best;
}

PROBED long factor(struct reader *reader)
{
    if (accept(reader, '(')) {
        long value = expression(reader);
        expect(reader, ')');
        return value;
    }
    if (accept(reader, '-'))
        return -factor(reader);
    if (accept(reader, '^'))
        return accept(reader, '('), call(reader);
    skip(reader);
    if (isdigit((unsigned char)*reader->at))
        return number(reader);
    return reader->variables[(*reader->at++ - 'a') % 26];
}

PROBED long term(struct reader *reader)
{
    long value = factor(reader);
    while (accept(reader, '*'))
        value = value * factor(reader) % 10007;
    return value;
}

PROBED long expression(struct reader *reader)
{
    long value = term(reader);
    for (;;) {
        if (accept(reader, '+'))
            value += term(reader);
        else if (accept(reader, '-'))
            value -= term(reader);
        else
            return value;
    }
}

PROBED void block(struct reader *reader, int run)
{
    while (!accept(reader, '}'))
        statement(reader, run);
}

PROBED void choice(struct reader *reader, int run)
{
    int yes = expression(reader) % 2 != 0;
    statement(reader, run && yes);
    if (accept(reader, ':'))
        statement(reader, run && !yes);
}

PROBED void statement(struct reader *reader, int run)
{
    if (accept(reader, '{')) {
        block(reader, run);
        return;
    }
    if (accept(reader, '?')) {
        choice(reader, run);
        return;
    }
    skip(reader);
    int name = (*reader->at++ - 'a') % 26;
    expect(reader, '=');
    long value = expression(reader);
    if (run)
        reader->variables[name] = value;
    expect(reader, ';');
}

/* The program that is read. */
struct maker {
    char *text;
    size_t size;
    unsigned seed;
};

PROBED unsigned dice(struct maker *maker, unsigned sides)
{
    maker->seed = maker->seed * 1103515245u + 12345u;
    return (maker->seed >> 16) % sides;
}

PROBED void put(struct maker *maker, const char *text)
{
    size_t length = strlen(text);
    memcpy(maker->text + maker->size, text, length + 1);
    maker->size += length;
}

PROBED void put_variable(struct maker *maker)
{
    const char name[2] = {(char)('a' + dice(maker, 26)), 0};
    put(maker, name);
}

PROBED void make_expression(struct maker *maker, int depth)
{
    static const char *const between[] = {"+", "-", "*"};
    switch (depth > 0 ? dice(maker, 6) : 5) {
    case 0:
        put(maker, "-");
        make_expression(maker, depth - 1);
        return;
    case 1:
        put(maker, "^(");
        make_expression(maker, depth - 1);
        put(maker, ",");
        make_expression(maker, depth - 2);
        put(maker, ")");
        return;
    case 2:
        put(maker, "(");
        make_expression(maker, depth - 1);
        put(maker, ")");
        return;
    case 3:
    case 4:
        make_expression(maker, depth - 1);
        put(maker, between[dice(maker, 3)]);
        make_expression(maker, depth - 2);
        return;
    default:
        if (dice(maker, 2))
            put_variable(maker);
        else
            put(maker, "17");
    }
}

PROBED void make_statement(struct maker *maker, int depth)
{
    switch (depth > 0 ? dice(maker, 3) : 2) {
    case 0:
        put(maker, "{");
        for (int i = 0; i < 3; i++)
            make_statement(maker, depth - 1);
        put(maker, "}\n");
        return;
    case 1:
        put(maker, "? ");
        make_expression(maker, 3);
        put(maker, " ");
        make_statement(maker, depth - 1);
        put(maker, ": ");
        make_statement(maker, depth - 1);
        return;
    default:
        put_variable(maker);
        put(maker, " = ");
        make_expression(maker, 5);
        put(maker, ";\n");
    }
}

int main(void)
{
    static char text[1 << 20];
    struct maker maker = {.text = text, .seed = 7};
    for (int i = 0; i < 15; i++)
        make_statement(&maker, 5);
    struct reader reader = {.at = text};
    for (skip(&reader); *reader.at; skip(&reader))
        statement(&reader, 1);
    long sum = 0;
    for (int i = 0; i < 26; i++)
        sum += reader.variables[i];
    printf("%zu %ld\n", maker.size, sum);
    return 0;
}
