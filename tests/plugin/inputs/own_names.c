/* SPDX-License-Identifier: MIT */
/* A program's own functions with the names of library functions, and calls through other types. Only
 * pvalloc is what its name says. */
/* compile with: -std=gnu11 -fno-builtin */
#define OWN __attribute__((noipa))

struct pair {
    double first, second;
};

OWN int malloc(const char *text)
{
    return text[0];
}

OWN double calloc(double value)
{
    return value * 2;
}

OWN struct pair realloc(struct pair pair, int number)
{
    pair.first += number;
    return pair;
}

OWN int valloc(const char *text)
{
    return text[1];
}

OWN int strdup(int number)
{
    return number + 1;
}

OWN void strndup(void)
{
}

OWN char *memalign(struct pair pair)
{
    return pair.first > 0 ? "positive" : "negative";
}

OWN int posix_memalign(double a, double b, double c)
{
    return a + b > c;
}

OWN _Complex double asprintf(_Complex double value)
{
    return value * value;
}

/* As K&R has it. */
OWN int getline(char line[], int max)
{
    return line[0] + max;
}

OWN int getdelim(line, max) char *line;
int max;
{
    return line[0] - max;
}

OWN __int128 free(__int128 number)
{
    return number + 1;
}

void *aligned_alloc();
void *pvalloc(unsigned long);
char *__strdup(const char *);
int __getdelim();

int use(char *line)
{
    struct pair pair = {1, 2};
    double sum = malloc(line) + calloc(2) + realloc(pair, 3).first + valloc(line) + strdup(4);
    strndup();
    sum += memalign(pair)[0] + posix_memalign(1, 2, 3) + (double)asprintf(sum);
    sum += getline(line, 5) + getdelim(line, 6) + (double)free(7);
    sum += ((double (*)(double))pvalloc)(1.0) + ((int (*)(int))__strdup)(2);
    sum += aligned_alloc() != 0 && aligned_alloc(1.5, 2.5) && __getdelim() + __getdelim(2.5) > 0;
    return (int)sum + (pvalloc(8) != 0);
}
