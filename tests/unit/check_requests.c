/* SPDX-License-Identifier: MIT */
/*
 * check_requests.c - the watcher's socket: what it answers, and that nothing that comes in can harm
 * it. The profiles are stand-ins, so that this runs with every sanitizer.
 */
#include "check_unit.h"
#include "../../runtime/hide.h"
#include "../../runtime/output.h"
#include "../../runtime/session.h"
#include "../../runtime/watch/watcher.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int resets;
static bool has_heap;

bool ci_session_lock(void)
{
    return true;
}

void ci_session_unlock(void)
{
}

void ci_hide_reset(void)
{
    resets++;
}

bool ci_session_has(enum ci_kind kind)
{
    return kind == CI_KIND_PROF || (kind == CI_KIND_HEAP && has_heap);
}

const char *ci_session_write_fd(enum ci_kind kind, int fd)
{
    const char *text = kind == CI_KIND_HEAP ? "the heap" : "the profile";
    return write(fd, text, strlen(text)) > 0 ? NULL : "no space";
}

static struct ci_watcher watcher;

static void open_socket(void)
{
    watcher = (struct ci_watcher){.program = getpid(), .listener = -1};
    memset(watcher.waiters, 0xff, sizeof watcher.waiters);
    ci_requests_open(&watcher);
    ck_assert_int_ge(watcher.listener, 0);
    resets = 0;
}

static void close_socket(void)
{
    ci_requests_close(&watcher);
    ck_assert_int_ne(access(watcher.socket, F_OK), 0);
    close(watcher.listener);
    for (int i = 0; i < CI_WATCHER_WAITERS; i++)
        if (watcher.waiters[i] >= 0)
            close(watcher.waiters[i]);
}

static int connect_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, watcher.socket);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Sends the bytes, lets the watcher answer, and puts the answer into the text. Returns the
 * connection. */
static int ask(const void *bytes, size_t size, char answer[static 256])
{
    int fd = connect_socket();
    if (size)
        ck_assert_int_eq((int)send(fd, bytes, size, MSG_NOSIGNAL), (int)size);
    shutdown(fd, SHUT_WR);
    ci_requests_answer(&watcher);
    ssize_t length = recv(fd, answer, 255, MSG_DONTWAIT), more = 0;
    while (length > 0 && (more = recv(fd, answer + length, 255 - (size_t)length, MSG_DONTWAIT)) > 0)
        length += more;
    answer[length > 0 ? length : 0] = '\0';
    return fd;
}

static const char *answer_to(const char *line)
{
    static char answer[256];
    close(ask(line, strlen(line), answer));
    return answer;
}

static int count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    int count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

START_TEST(requests)
{
    struct stat status;
    char answer[256], directory[sizeof watcher.socket];
    open_socket();
    strcpy(directory, watcher.socket);
    *strrchr(directory, '/') = '\0';
    ck_assert(!lstat(directory, &status) && (status.st_mode & 0777) == 0700);
    ck_assert(!strncmp(answer_to("info\n"), "ok\nname ", 8));
    ck_assert_ptr_nonnull(strstr(answer_to("info\n"), "\nprof yes\nheap no\n"));
    ck_assert_str_eq(answer_to("prof\n"), "ok\nthe profile");
    ck_assert_str_eq(answer_to("block\n"), "error no thread has waited for another\n");
    ck_assert_str_eq(answer_to("heap\n"), "error no code with allocation probes\n");
    has_heap = true;
    ck_assert_str_eq(answer_to("heap\n"), "ok\nthe heap");
    ck_assert_str_eq(answer_to("reset\n"), "ok\n");
    ck_assert_int_eq(resets, 1);
    for (int i = 0; i <= CI_WATCHER_WAITERS; i++) { /* one more than there is room for */
        int fd = ask("wait\n", 5, answer);
        ck_assert_str_eq(answer, "");
        ck_assert_int_eq((int)recv(fd, answer, 1, MSG_DONTWAIT),
                         i < CI_WATCHER_WAITERS ? -1 : 0); /* -1: open still */
        close(fd);
    }
    close_socket();
}
END_TEST

/* A valid request with a few bytes changed, or many, or none. */
static size_t make_line(char line[static 4096])
{
    static const char *const words[] = {"info\n", "prof\n", "heap\n", "reset\n", "wait\n", ""};
    size_t length = strlen(strcpy(line, words[random() % 6]));
    for (long i = random() % 4; length && i > 0; i--)
        line[random() % (long)length] = (char)random();
    if (random() % 4 == 0)
        length = (size_t)random() % (length + 1);
    if (random() % 8 == 0)
        length = (size_t)random() % 4096;
    for (size_t i = 6; i < length; i++)
        line[i] = (char)random();
    return length;
}

static bool is_known(const char *line, size_t length)
{
    return ci_requests_parse(line, length) != CI_REQUEST_UNKNOWN;
}

START_TEST(malformed)
{
    static char line[4096];
    char answer[256];
    int refused = 0;
    open_socket();
    int descriptors = count_descriptors();
    srandom(7);
    for (int i = 0; i < 1000; i++) {
        size_t length = make_line(line);
        if (length && is_known(line, length))
            line[0] ^= 1;
        if (i % 10 == 0) { /* gone before it is answered */
            int fd = connect_socket();
            if (length)
                ck_assert_int_eq((int)send(fd, line, length, MSG_NOSIGNAL), (int)length);
            close(fd);
            ci_requests_answer(&watcher);
            continue;
        }
        close(ask(line, length, answer));
        /* The rest of what was too long is cut off with an error of the connection's. */
        refused += !strcmp(answer, "error unknown request\n");
        ck_assert(!*answer || !strcmp(answer, "error unknown request\n"));
    }
    ck_assert_int_gt(refused, 700);
    ck_assert_int_eq(count_descriptors(), descriptors);
    ck_assert_int_eq(resets, 0);
    ck_assert_str_eq(answer_to("prof\n"), "ok\nthe profile");
    close_socket();
}
END_TEST

/* After an exec, the new program's watcher has the socket of the process. */
START_TEST(followed)
{
    open_socket();
    struct ci_watcher before = watcher;
    open_socket();
    ci_requests_close(&before);
    ck_assert_str_eq(answer_to("prof\n"), "ok\nthe profile");
    close(before.listener);
    close_socket();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("requests");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, requests);
    tcase_add_test(tests, malformed);
    tcase_add_test(tests, followed);
    return unit_run("requests", tests);
}
