/* SPDX-License-Identifier: MIT */
/* Runs a file of SQL on a database in memory; the SQL function run() comes back for more. */
#include "sqlite3.h"

#include <stdio.h>
#include <stdlib.h>

static int keep_first(void *data, int count, char **values, char **names)
{
    (void)names;
    if (count > 0 && values[0])
        *(long *)data = atol(values[0]);
    return 0;
}

/* run(SQL): the first column of the last row, as an integer. */
static void run(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    long result = 0;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (sqlite3_exec(sqlite3_context_db_handle(context), text, keep_first, &result, NULL))
        sqlite3_result_error(context, "run failed", -1);
    else
        sqlite3_result_int64(context, result);
}

static int print_row(void *data, int count, char **values, char **names)
{
    (void)data, (void)names;
    for (int i = 0; i < count; i++)
        printf("%s%c", values[i] ? values[i] : "NULL", i + 1 < count ? '|' : '\n');
    return 0;
}

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);
    if (!file || !text || fread(text, 1, (1 << 20) - 1, file) == 0) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    sqlite3 *database = NULL;
    char *text = read_all(argc > 1 ? argv[1] : "work.sql"), *message = NULL;
    if (sqlite3_open(":memory:", &database) ||
        sqlite3_create_function(database, "run", 1, SQLITE_UTF8, NULL, run, NULL, NULL) ||
        sqlite3_exec(database, text, print_row, NULL, &message)) {
        fprintf(stderr, "%s\n", message ? message : sqlite3_errmsg(database));
        return 1;
    }
    sqlite3_close(database);
    free(text);
    return 0;
}
