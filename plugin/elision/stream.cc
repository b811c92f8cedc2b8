/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/stream.cc - inventories as text, in an attribute that LTO carries to the link.
 *
 *     __attribute__(("cinstr measured" ("...")))     a name that no source can write
 *
 * The text is one line per inventory, place and work: a letter, numbers, then a name or file to the
 * line's end. A line that has none ends in a space.
 */
#include "elision/stream.h"

static const char ATTRIBUTE[] = "cinstr measured";

static void append(char **text, char *line)
{
    char *longer = concat(*text, line, NULL);
    free(*text);
    free(line);
    *text = longer;
}

static void append_places(char **text, char letter, const vec<source_place> &places)
{
    for (unsigned i = 0; i < places.length(); i++)
        append(text, xasprintf("%c %d %d %s\n", letter, places[i].line, places[i].column,
                               places[i].file));
}

static void append_work(char **text, const work &work)
{
    unsigned flags = work.unused | work.constant << 1 | work.library << 2 | work.in_loop << 3 |
                     work.outlives << 4 | work.folded << 5;
    append(text, xasprintf("w %d %d %s\n", work.where.line, work.where.column, work.where.file));
    append(text, xasprintf("k %d %u %s\n", work.kind, flags, work.name ? work.name : ""));
    if (work.callee)
        append(text, xasprintf("f 0 0 %s\n", work.callee));
}

void stream_out(tree function, const vec<inventory *> &list)
{
    char *text = xstrdup("");
    for (unsigned i = 0; i < list.length(); i++) {
        append(&text, xasprintf("i %d %d %s\n", list[i]->whole,
                                list[i]->called | list[i]->inner << 1, list[i]->name));
        append_places(&text, 'c', list[i]->control);
        append_places(&text, 'p', list[i]->places);
        for (unsigned k = 0; k < list[i]->works.length(); k++)
            append_work(&text, list[i]->works[k]);
    }
    tree value = build_string(strlen(text), text);
    free(text);
    TREE_TYPE(value) = build_array_type_nelts(char_type_node, TREE_STRING_LENGTH(value));
    DECL_ATTRIBUTES(function) =
        tree_cons(get_identifier(ATTRIBUTE), tree_cons(NULL_TREE, value, NULL_TREE),
                  DECL_ATTRIBUTES(function));
}

static void read_line(char *line, vec<inventory *> *list)
{
    char letter;
    int first, length = 0;
    unsigned second;
    if (sscanf(line, "%c %d %u%n", &letter, &first, &second, &length) != 3)
        return;
    const char *rest = line + length + 1;
    inventory *loop = letter == 'i' ? new inventory() : list->last();
    source_place where = {rest, first, (int)second};
    switch (letter) {
    case 'i':
        loop->whole = first;
        loop->called = second & 1;
        loop->inner = second >> 1 & 1;
        loop->name = rest;
        list->safe_push(loop);
        break;
    case 'c':
        loop->control.safe_push(where);
        break;
    case 'p':
        loop->places.safe_push(where);
        break;
    case 'w': {
        work work = {};
        work.where = where;
        loop->works.safe_push(work);
        break;
    }
    case 'f':
        loop->works.last().callee = rest;
        break;
    case 'k': {
        work &work = loop->works.last();
        work.kind = (work_kind)first;
        work.unused = second & 1;
        work.constant = second >> 1 & 1;
        work.library = second >> 2 & 1;
        work.in_loop = second >> 3 & 1;
        work.outlives = second >> 4 & 1;
        work.folded = second >> 5 & 1;
        work.name = *rest ? rest : NULL;
        break;
    }
    }
}

void stream_in(tree function, vec<inventory *> *list)
{
    tree attribute = lookup_attribute(ATTRIBUTE, DECL_ATTRIBUTES(function));
    if (!attribute)
        return;
    tree value = TREE_VALUE(TREE_VALUE(attribute));
    char *text = xstrndup(TREE_STRING_POINTER(value), TREE_STRING_LENGTH(value));
    unsigned before = list->length();
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        read_line(line, list); /* names and files point into `text`, which is kept */
    for (unsigned i = before; i < list->length(); i++)
        (*list)[i]->function = DECL_UID(function);
}

void stream_remove(tree function)
{
    DECL_ATTRIBUTES(function) = remove_attribute(ATTRIBUTE, DECL_ATTRIBUTES(function));
}
