/* SPDX-License-Identifier: MIT */
/* check_output.c - names of outputs, files replaced whole, and every failure said in one line. */
#define _GNU_SOURCE
#include "check_unit.h"
#include "../../runtime/output.h"
#include "records.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct records records;
static rlim_t file_limit; /* of the writes, not of the files that Check itself writes */
static char directory[64], path[128], said[4096];

static void setup(void)
{
    file_limit = RLIM_INFINITY;
    strcpy(directory, "/tmp/check_output.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/x.pb.gz", directory);
    records_begin(&records, 8);
    struct cinstr_unit *unit = records_unit(&records, 1);
    records_context(&records, CI_NO_PARENT, 0, records_function(unit, 0, "main", "/s/a.c", 1, 0), 1,
                    1);
}

static void teardown(void)
{
    char command[128];
    records_end(&records);
    snprintf(command, sizeof command, "rm -rf %s", directory);
    ck_assert_int_eq(system(command), 0);
}

/* Writes to `target` and keeps what is said on stderr in `said`. */
static bool write_to(const char *target)
{
    int ends[2], old = dup(STDERR_FILENO);
    ck_assert_int_eq(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    struct rlimit limit, limited;
    getrlimit(RLIMIT_FSIZE, &limit);
    limited = (struct rlimit){file_limit, limit.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
    errno = ENOTTY;
    bool done = ci_output_write(&records.snapshot, target);
    bool kept = errno == ENOTTY;
    setrlimit(RLIMIT_FSIZE, &limit);
    ck_assert(kept);
    dup2(old, STDERR_FILENO);
    close(old);
    ssize_t length = read(ends[0], said, sizeof said - 1);
    said[length > 0 ? length : 0] = '\0';
    close(ends[0]);
    return done;
}

/* Fails with this reason in one line, and leaves nothing behind but `left` files. */
static void assert_fails(const char *target, int error, const char *left)
{
    char expected[512], listing[256] = "", command[128];
    ck_assert(!write_to(target));
    snprintf(expected, sizeof expected, "cinstr: cannot write %s: %s\n", target, strerror(error));
    ck_assert_str_eq(said, expected);
    snprintf(command, sizeof command, "ls %s", directory);
    FILE *ls = popen(command, "r");
    listing[fread(listing, 1, sizeof listing - 1, ls)] = '\0';
    pclose(ls);
    ck_assert_str_eq(listing, left);
}

static off_t size_of(const char *name)
{
    struct stat status;
    return stat(name, &status) ? -1 : status.st_size;
}

static void put_text(const char *name, const char *text)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

START_TEST(template)
{
    char out[128], expected[128];
    int pid = (int)getpid();
    ck_assert(ci_output_path(out, sizeof out, "%e.%t.pb.gz", "prof", false));
    ck_assert_str_eq(out, "check_output.prof.pb.gz");
    ck_assert(ci_output_path(out, sizeof out, "a%%b", "prof", false));
    ck_assert_str_eq(out, "a%b");
    ck_assert(ci_output_path(out, sizeof out, "d/%p.x", "heap", true));
    snprintf(expected, sizeof expected, "d/%d.x.heap", pid);
    ck_assert_str_eq(out, expected);
    ck_assert(ci_output_path(out, sizeof out, "d/%t.pb.gz", "heap", true));
    snprintf(expected, sizeof expected, "d/heap.%d.pb.gz", pid);
    ck_assert_str_eq(out, expected);
    ck_assert(ci_output_path(out, sizeof out, "plain", "heap", true));
    snprintf(expected, sizeof expected, "plain.heap.%d", pid);
    ck_assert_str_eq(out, expected);
    ck_assert(ci_output_path(out, sizeof out, "/dev/null", "prof", true));
    ck_assert_str_eq(out, "/dev/null");
    ck_assert(ci_output_path(out, sizeof out, "/dev/null", "heap", true));
    ck_assert_str_eq(out, ""); /* a device takes one profile */
    snprintf(expected, sizeof expected, "d/check_output.heap.%d.pb.gz", pid);
    ck_assert(ci_output_path(out, sizeof out, "d/", "heap", true));
    ck_assert_str_eq(out, expected);
    ck_assert(ci_output_path(out, sizeof out, "/dev/stdout", "heap", false));
    ck_assert_str_eq(out, "");
    ck_assert(!ci_output_path(out, sizeof out, "%q", "prof", false));
    ck_assert(!ci_output_path(out, sizeof out, "end%", "prof", false));
    ck_assert(!ci_output_path(out, sizeof out, "", "prof", false));
    ck_assert(!ci_output_path(out, 4, "abcd", "prof", false));
    ck_assert(ci_output_path(out, 5, "abcd", "prof", false));
    ck_assert(!ci_output_path(out, 8, "abcd", "prof", true));
}
END_TEST

START_TEST(replaced)
{
    put_text(path, "old");
    ck_assert(write_to(path));
    ck_assert_str_eq(said, "");
    ck_assert_int_gt(size_of(path), 100);
    /* Another process's temporary file is its own, whatever its name. */
    char other[160];
    snprintf(other, sizeof other, "%s.%d.tmp", path, (int)getpid());
    put_text(other, "another's");
    ck_assert(write_to(path));
    ck_assert_int_eq(size_of(other), 9);
}
END_TEST

START_TEST(link_kept)
{
    char link[160];
    struct stat status;
    snprintf(link, sizeof link, "%s/link", directory);
    put_text(path, "old");
    ck_assert_int_eq(symlink("x.pb.gz", link), 0);
    ck_assert(write_to(link));
    ck_assert(!lstat(link, &status) && S_ISLNK(status.st_mode));
    ck_assert_int_gt(size_of(path), 100);
}
END_TEST

/* A descriptor of the process is written to, and the file behind it keeps what it has. */
START_TEST(descriptor)
{
    put_text(path, "a log\n");
    int log = open(path, O_WRONLY | O_APPEND);
    char name[64], link[160];
    snprintf(name, sizeof name, "/dev/fd/%d", log);
    snprintf(link, sizeof link, "%s/link", directory);
    ck_assert(write_to(name));
    ck_assert_str_eq(said, "");
    off_t once = size_of(path);
    ck_assert_int_gt(once, 100);
    ck_assert_int_eq(symlink(name, link), 0);
    ck_assert(write_to(link));
    ck_assert_int_eq(size_of(path), 2 * once - 6);
    close(log);
    assert_fails("/dev/fd/999", EBADF, "link\nx.pb.gz\n");
}
END_TEST

/* The runtime neither follows nor writes to what another user has put there. */
START_TEST(others)
{
    char link[160], target[160];
    if (geteuid() != 0)
        return; /* only root can make another user's files */
    snprintf(link, sizeof link, "%s/link", directory);
    snprintf(target, sizeof target, "%s/target", directory);
    put_text(target, "precious");
    ck_assert_int_eq(symlink("target", link), 0);
    ck_assert_int_eq(lchown(link, 65534, 65534), 0);
    ck_assert(!write_to(link));
    ck_assert_ptr_nonnull(strstr(said, "another user's symbolic link"));
    ck_assert_int_eq(size_of(target), 8);
    unlink(link);
    ck_assert_int_eq(mkfifo(link, 0666), 0);
    ck_assert_int_eq(chown(link, 65534, 65534), 0);
    ck_assert(!write_to(link)); /* and no wait for a reader */
    ck_assert_ptr_nonnull(strstr(said, "belongs to another user"));
}
END_TEST

START_TEST(collection)
{
    char place[160], expected[160];
    for (int i = 1; i <= 3; i++) {
        strcpy(place, path);
        ck_assert(ci_output_collect(&records.snapshot, place, sizeof place));
        if (i == 1)
            strcpy(expected, path);
        else
            snprintf(expected, sizeof expected, "%s/x-%d.pb.gz", directory, i);
        ck_assert_str_eq(place, expected);
        ck_assert_int_gt(size_of(place), 100);
    }
}
END_TEST

START_TEST(unwritable)
{
    char missing[160], below[160];
    snprintf(missing, sizeof missing, "%s/no/x", directory);
    assert_fails(missing, ENOENT, "");
    put_text(path, "old");
    snprintf(below, sizeof below, "%s/x", path);
    assert_fails(below, ENOTDIR, "x.pb.gz\n");
    assert_fails(directory, EISDIR, "x.pb.gz\n");
    assert_fails("/dev/full", ENOSPC, "x.pb.gz\n");
    assert_fails("/proc/x", ENOENT, "x.pb.gz\n"); /* nobody can create files there */
}
END_TEST

START_TEST(denied)
{
    if (geteuid() == 0) /* root may write everywhere; its child as nobody may not */
        ck_assert(!chmod(directory, 0755) && !setresuid(65534, 65534, 0));
    else
        ck_assert(!chmod(directory, 0555));
    assert_fails(path, EACCES, "");
    if (getuid() == 65534)
        ck_assert(!setresuid(0, 0, 0));
    chmod(directory, 0755);
}
END_TEST

static unsigned signals_seen;

static void see_signal(int signal)
{
    (void)signal;
    signals_seen++;
}

START_TEST(size_limit)
{
    signal(SIGXFSZ, see_signal);
    put_text(path, "old");
    file_limit = 50;
    assert_fails(path, EFBIG, "x.pb.gz\n");
    ck_assert_uint_eq(signals_seen, 0);
    ck_assert_int_eq(size_of(path), 3);
    sigset_t mask;
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    ck_assert(!sigismember(&mask, SIGXFSZ) && !sigismember(&mask, SIGPIPE));
    raise(SIGXFSZ); /* the program's own is still seen */
    ck_assert_uint_eq(signals_seen, 1);
}
END_TEST

/* A reader that leaves at once; the pipe may still be open when the write comes. */
static void *leave_fifo(void *unused)
{
    int fd = open(path, O_RDONLY);
    close(fd);
    return unused;
}

START_TEST(pipes)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    signal(SIGPIPE, see_signal);
    pthread_t reader;
    int held = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert(write_to(path)); /* fits into the pipe */
    char bytes[2];
    ck_assert_int_eq(read(held, bytes, 2), 2);
    ck_assert(bytes[0] == 0x1f && (unsigned char)bytes[1] == 0x8b);
    close(held);
    for (int i = 0; i < 20; i++) {
        pthread_create(&reader, NULL, leave_fifo, NULL);
        write_to(path);
        pthread_join(reader, NULL);
    }
    ck_assert_uint_eq(signals_seen, 0);
    ck_assert(write_to("/dev/null"));
}
END_TEST

START_TEST(standard_streams_closed)
{
    int old = dup(STDOUT_FILENO);
    close(STDOUT_FILENO);
    bool done = write_to(path);
    dup2(old, STDOUT_FILENO);
    close(old);
    ck_assert(done);
    ck_assert_int_gt(size_of(path), 100);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("output");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, template);
    tcase_add_test(tests, replaced);
    tcase_add_test(tests, link_kept);
    tcase_add_test(tests, descriptor);
    tcase_add_test(tests, others);
    tcase_add_test(tests, collection);
    tcase_add_test(tests, unwritable);
    tcase_add_test(tests, denied);
    tcase_add_test(tests, size_limit);
    tcase_add_test(tests, pipes);
    tcase_add_test(tests, standard_streams_closed);
    return unit_run("output", tests);
}
