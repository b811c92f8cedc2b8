/* SPDX-License-Identifier: MIT */
/* kind.c - tells the files that people give by mistake from profiles. */
#include "profile/kind.h"

#include <stdbool.h>
#include <string.h>

enum { LOOKED_AT = 4096 }; /* bytes that have to be text for a text */

/* How files begin. Of texts the first that is in the list counts. */
static const struct {
    const char *start;
    size_t length;
    const char *kind;
} kinds[] = {
#define STARTS(TEXT) TEXT, sizeof TEXT - 1
    {STARTS("\177ELF"), "a program or library, not a profile; run it, built with cinstr-gcc, and "
                        "name the .prof.pb.gz that it writes"},
    {STARTS("PERFILE2"), "perf's data (perf.data), not a profile in pprof's format; convert it "
                         "with perf_to_profile, or read it with 'perf report'"},
    {STARTS("gmon"), "gprof's data (gmon.out), not a profile in pprof's format; read it with "
                     "gprof, or build the program with cinstr-gcc"},
    {STARTS("adcg"), "gcov's data (.gcda), not a profile; read it with gcov"},
    {STARTS("oncg"), "gcov's notes (.gcno), not a profile; read it with gcov"},
    {STARTS("!<arch>\n"), "an archive of objects, not a profile"},
    {STARTS("PK\3\4"), "a zip archive, not a profile; unpack it first"},
    {STARTS("BZh"), "compressed with bzip2; decompress it first"},
    {STARTS("\3757zXZ"), "compressed with xz; decompress it first"},
    {STARTS("\050\265\057\375"), "compressed with zstd; decompress it first"},
    {STARTS("# callgrind format"), "callgrind's data, not a profile in pprof's format; read it "
                                   "with callgrind_annotate"},
    {STARTS("desc: "), "massif's data, not a profile in pprof's format; read it with ms_print"},
    {STARTS("Benchmark"), "results of benchmarks, not a profile; 'cinstr stat' compares them"},
    {STARTS("goos: "), "results of benchmarks, not a profile; 'cinstr stat' compares them"},
    {STARTS("#!"), "a script, not a profile; name the .prof.pb.gz that the program writes"},
    {STARTS("{"), "JSON, not a profile in pprof's format; name a .prof.pb.gz"},
    {STARTS("<"), "a page or picture, not a profile; name the .prof.pb.gz it was made of"},
#undef STARTS
};

/* Whether a person could read it: no control characters but blanks. */
static bool is_text(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < LOOKED_AT; i++)
        if ((bytes[i] < ' ' && !memchr("\t\n\r\f", bytes[i], 4)) || bytes[i] == 0x7f)
            return false;
    return size > 0;
}

const char *ci_kind_describe(const void *data, size_t size)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (size >= kinds[i].length && memcmp(data, kinds[i].start, kinds[i].length) == 0)
            return kinds[i].kind;
    return is_text(data, size) ? "a text, not a profile; name a .prof.pb.gz" : NULL;
}
