/* SPDX-License-Identifier: MIT */
/* environment.c - reads /proc and /sys, and asks the processor. What cannot be read is not printed.
 */
#include "environment.h"

#include <cinstr/bench_abi.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/utsname.h>

int ci_environment_cpus(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

enum ci_mode ci_environment_mode(void)
{
    struct cinstr_bench_counts counts;
    uint32_t counted = __cinstr_bench_counts_v3 ? __cinstr_bench_counts_v3(&counts) : 0;
    if (counted & CINSTR_BENCH_EXACT)
        return CI_MODE_COUNT;
    return counted & CINSTR_BENCH_HAS_CALLS ? CI_MODE_TIME : CI_MODE_PLAIN;
}

/* Go's word for what uname calls the machine. */
static const char *go_architecture(const char *machine)
{
    static const char *const names[][2] = {
        {"x86_64", "amd64"},    {"aarch64", "arm64"},       {"i686", "386"},   {"i586", "386"},
        {"ppc64le", "ppc64le"}, {"loongarch64", "loong64"}, {"armv7l", "arm"}, {"armv6l", "arm"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(machine, names[i][0]) == 0)
            return names[i][1];
    return machine; /* riscv64, s390x, ... are called the same */
}

/* The first line of a file, without its end. */
static bool read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    bool done = fgets(line, (int)size, file) != NULL;
    fclose(file);
    if (done)
        line[strcspn(line, "\n")] = '\0';
    return done && *line;
}

/*
 * The processor's own name for itself, which Go prefers: without the spaces in front of it, but
 * with those after it. The kernel's may be another one in a virtual machine. Empty: it has none.
 */
static void get_brand(char brand[49])
{
    memset(brand, 0, 49);
#ifdef __x86_64__
    unsigned words[12] = {0};
    for (unsigned i = 0; i < 3; i++)
        if (!__get_cpuid(0x80000002 + i, &words[4 * i], &words[4 * i + 1], &words[4 * i + 2],
                         &words[4 * i + 3]))
            return;
    char name[49] = "";
    memcpy(name, words, sizeof words);
    strcpy(brand, name + strspn(name, " "));
#endif
}

static void print_cpu(FILE *out)
{
    char brand[49];
    get_brand(brand);
    if (*brand) {
        fprintf(out, "cpu: %s\n", brand);
        return;
    }
    FILE *file = fopen("/proc/cpuinfo", "re");
    char line[512];
    while (file && fgets(line, sizeof line, file)) {
        if (strncmp(line, "model name", 10) != 0)
            continue;
        char *name = strchr(line, ':');
        if (!name)
            break;
        name += 1 + strspn(name + 1, " \t");
        size_t length = strcspn(name, "\n");
        while (length > 0 && name[length - 1] == ' ')
            length--;
        if (length > 0)
            fprintf(out, "cpu: %.*s\n", (int)length, name);
        break;
    }
    if (file)
        fclose(file);
}

static bool has_aslr(void)
{
    char value[16];
    int flags = personality(0xffffffff); /* only asks */
    return read_line("/proc/sys/kernel/randomize_va_space", value, sizeof value) &&
           strcmp(value, "0") != 0 && !(flags != -1 && flags & ADDR_NO_RANDOMIZE);
}

void ci_environment_print(FILE *out, const char *package, bool exact, bool all,
                          const struct ci_calibration *calibration)
{
    struct utsname system;
    char governor[64];
    double load;
    fprintf(out, "goos: linux\n");
    if (uname(&system) == 0)
        fprintf(out, "goarch: %s\n", go_architecture(system.machine));
    if (*package)
        fprintf(out, "pkg: %s\n", package);
    print_cpu(out);
    enum ci_mode mode = ci_environment_mode();
    if (mode != CI_MODE_PLAIN)
        fprintf(out, "cinstr-mode: %s\n", mode == CI_MODE_TIME ? "time" : "count");
    if (read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", governor,
                  sizeof governor) &&
        (all || (!exact && strcmp(governor, "performance") != 0)))
        fprintf(out, "governor: %s\n", governor);
    if (all || (exact && has_aslr()))
        fprintf(out, "aslr: %s\n", has_aslr() ? "on" : "off");
    if (!all)
        return;
    if (getloadavg(&load, 1) == 1)
        fprintf(out, "load: %.2f\n", load);
    fprintf(out, "timer-ns: %lld\n", (long long)calibration->timer_nanos);
    fprintf(out, "loop-ns: %.3f\n", calibration->for_nanos);
}

void ci_environment_warn(FILE *out, bool verbose, const struct ci_calibration *calibration)
{
    double load;
    int cpus = ci_environment_cpus();
    if (ci_environment_mode() == CI_MODE_TIME)
        fprintf(out, "# mode=time: times contain the probes; mode=guard has none\n");
    if (getloadavg(&load, 1) == 1 && load > 0.5 * cpus)
        fprintf(out, "# load average %.2f on %d CPUs: other work disturbs these results\n", load,
                cpus);
    if (verbose || calibration->timer_nanos > 1000 || calibration->for_nanos > 2)
        fprintf(out, "# timer resolution %lld ns, empty loop %.3f ns/op, cinstr_bench_loop %.3f\n",
                (long long)calibration->timer_nanos, calibration->for_nanos,
                calibration->loop_nanos);
}
