/* SPDX-License-Identifier: MIT */
/* pattern.c - regular expressions through PCRE2. */
#include "base/pattern.h"
#include "base/status.h"
#include "base/pool.h"
#include "base/re2.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ci_pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};

struct ci_pattern *ci_pattern_create(const char *name, const char *text, struct ci_error *error)
{
    /* RE2's $ is the end of the text alone, and names need not be UTF-8. */
    const uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY |
                           PCRE2_NO_AUTO_CAPTURE | PCRE2_NEVER_BACKSLASH_C;
    int code;
    PCRE2_SIZE offset;
    struct ci_error fault;
    char *translated = malloc(2 * strlen(text) + 1);
    if (!translated)
        ci_pool_exhausted();
    if (ci_re2_translate(text, translated, &fault)) {
        ci_error_set(error, "%s: bad regular expression '%s': %s", name, text, fault.text);
        free(translated);
        return NULL;
    }
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)translated, PCRE2_ZERO_TERMINATED, flags, &code, &offset, NULL);
    free(translated);
    if (!compiled) {
        char reason[200];
        pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
        ci_error_set(error, "%s: bad regular expression '%s': %s, at character %zu", name, text,
                     reason, (size_t)offset + 1);
        return NULL;
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* without it, matching is slower but works */
    struct ci_pattern *pattern = malloc(sizeof *pattern);
    if (!pattern)
        ci_pool_exhausted();
    pattern->code = compiled;
    pattern->match = pcre2_match_data_create(1, NULL);
    if (!pattern->match)
        ci_pool_exhausted();
    return pattern;
}

bool ci_pattern_match(const struct ci_pattern *pattern, const char *text)
{
    int found =
        pcre2_match(pattern->code, (PCRE2_SPTR)text, strlen(text), 0, 0, pattern->match, NULL);
    if (found >= 0 || found == PCRE2_ERROR_NOMATCH)
        return found >= 0;
    fprintf(stderr, "cinstr: a regular expression takes too long to match; make it simpler\n");
    exit(EXIT_USAGE);
}

void ci_pattern_destroy(struct ci_pattern **pattern)
{
    if (!*pattern)
        return;
    pcre2_match_data_free((*pattern)->match);
    pcre2_code_free((*pattern)->code);
    free(*pattern);
    *pattern = NULL;
}
