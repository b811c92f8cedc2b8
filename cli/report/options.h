/* SPDX-License-Identifier: MIT */
/* options.h - the flags of the report commands, which are pprof's. */
#ifndef CINSTR_CLI_REPORT_OPTIONS_H
#define CINSTR_CLI_REPORT_OPTIONS_H

#include "profile/filter.h"
#include "report/screen.h"

#include <limits.h>

/* What a report does, as bits: they choose its flags, and how its profile is made ready. */
enum ci_report_traits {
    /* Flags. */
    CI_TAKES_FUNCTIONS = 1,      /* -f, which has to be given */
    CI_TAKES_LIST = 2,           /* -list, the same */
    CI_TAKES_PEEK = 4,           /* -peek, the same */
    CI_TAKES_SAMPLE_TYPE = 8,    /* -sample_index */
    CI_TAKES_FILTERS = 16,       /* -focus, -tagfocus, ... */
    CI_TAKES_FRAMES = 32,        /* -hide, -show, -show_from, -noexternal, -tagroot, -tagleaf */
    CI_TAKES_DETAIL = 8388608,   /* what frames are merged by */
    CI_TAKES_INLINES = 64,       /* -noinlines */
    CI_TAKES_TABLE = 128,        /* -unit, -nodecount, -compact_labels */
    CI_TAKES_GRAPH = 256,        /* -cum, -nodefraction, -mean and the like */
    CI_TAKES_PERCENTAGES = 512,  /* -relative_percentages, -inuse_space and the like */
    CI_TAKES_TRIM_PATH = 1024,   /* -trim_path */
    CI_TAKES_LIVE = 16384,       /* -live, -calls */
    CI_TAKES_NAMES = 262144,     /* -names, -no-pager */
    CI_TAKES_OUT = 32768,        /* -o */
    CI_TAKES_BASE = 65536,       /* -base */
    CI_TAKES_ORDER = 131072,     /* -sort */
    CI_TAKES_UNCERTAIN = 524288, /* -uncertain */
    CI_TAKES_MIX = 1048576,      /* -f at will, -sort by what instructions do */
    CI_TAKES_ROOFS = 2097152,    /* -time, -peak-flops, -peak-bandwidth */
    /* The profile. */
    CI_KEEPS_ALLOCATORS = 2048, /* the frames that a heap profile asks readers to drop stay */
    CI_BY_LINE_ALWAYS = 4096,   /* whatever the flags say */
    CI_NEEDS_THREADS = 4194304, /* one that keeps threads apart */
    CI_TELLS_OBJECTS = 8192,    /* functions of different programs and libraries stay apart */
    /* What most reports of calls have. */
    CI_LIKE_FOLDED = CI_TAKES_SAMPLE_TYPE | CI_TAKES_FILTERS | CI_TAKES_FRAMES | CI_TAKES_DETAIL |
                     CI_TAKES_INLINES,
    CI_LIKE_TOP = CI_LIKE_FOLDED | CI_TAKES_TABLE | CI_TAKES_GRAPH | CI_TAKES_PERCENTAGES |
                  CI_TAKES_TRIM_PATH,
    /* What the reports of heap profiles have. */
    CI_LIKE_TYPES = CI_TAKES_FILTERS | CI_TAKES_TABLE | CI_KEEPS_ALLOCATORS,
};

enum ci_sort { CI_SORT_DEFAULT, CI_SORT_FLAT, CI_SORT_CUM };

/* Texts are the command line's own, "" where a flag was not given. */
struct ci_options {
    unsigned traits;   /* of the report */
    const char *file;  /* the profile */
    const char *regex; /* -f, or of CI_TAKES_FUNCTIONS the first of two arguments */
    const char *sample_index, *unit;
    struct ci_filters filters;
    const char *source_path, *trim_path;
    int sort, granularity; /* enum ci_sort, ci_granularity; never the defaults */
    int node_count;        /* below 1: all */
    double node_fraction, edge_fraction, divide_by;
    bool is_base; /* another profile's base: that one's sample type must be in it */
    bool live;    /* read before all others: live/top.h */
    bool calls;
    bool mean, trim, no_inlines, no_external, relative, drop_negative, compact, uncertain;
    const char *out, *base, *order;
    const char *time, *peak_flops, *peak_bandwidth;
    int names; /* enum ci_names */
    bool no_pager;
    char newest[NAME_MAX + 1]; /* what FILE is where none was named */
};

/* What holds where no flag says otherwise. */
void ci_options_init(struct ci_options *options, unsigned traits);

/*
 * Reads the command line of a report. Returns true when the report is to be made; otherwise help or
 * an error has been printed and STATUS is the exit status.
 */
bool ci_options_parse(struct ci_options *options, unsigned traits, char **argv, int *status);

#endif
