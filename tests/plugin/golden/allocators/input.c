/* SPDX-License-Identifier: MIT */
typedef __SIZE_TYPE__ size_t;
typedef void *(*alloc_function)(void *data, size_t count, size_t size);
typedef struct {
    int x, y;
} point;
struct stream {
    alloc_function alloc;
    void (*free)(void *data, void *block);
    void *data;
    void *(*grow)(void *data, void *block, size_t old_size, size_t new_size);
    void *(*other)(size_t size);
};

void *pool_get(void *pool, size_t size);

/* By the pointer's type. */
point *get_points(struct stream *stream, size_t count)
{
    return stream->alloc(stream->data, count, sizeof(point));
}

/* By the member's name. */
void resize(struct stream *stream, int **numbers, size_t old_count, size_t new_count)
{
    *numbers =
        stream->grow(stream->data, *numbers, old_count * sizeof(int), new_count * sizeof(int));
}

/* By the function's name. */
char *get_text(void *pool)
{
    return pool_get(pool, 100);
}

/* A parameter of the type. */
point *get_one(alloc_function get)
{
    return get(0, 1, sizeof(point));
}

/* Not named. */
void *get_other(struct stream *stream)
{
    return stream->other(10);
}
