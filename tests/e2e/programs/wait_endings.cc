// SPDX-License-Identifier: MIT
// Calls of functions without probes that do not end as usual: by an exception, a cancellation, a
// jump out of a callback, a signal; and a fork while another thread waits. All counts stay exact.
#include "e2e.h"

#include <cerrno>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <future>
#include <mutex>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdexcept>
#include <sys/time.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

// ---- An exception through pthread_once, and one after a wait

static std::once_flag once;
static int attempts;

PROBED static void attempt()
{
    if (++attempts < 4)
        throw std::runtime_error("not yet");
}

PROBED static void after_throw()
{
}

PROBED static void through_once()
{
    try {
        std::call_once(once, attempt);
    } catch (const std::runtime_error &) {
        after_throw();
    }
}

PROBED static void fulfil(std::promise<int> *promise)
{
    usleep(20000);
    promise->set_exception(std::make_exception_ptr(std::runtime_error("never")));
}

PROBED static void wait_for_exception()
{
    std::promise<int> promise;
    std::thread other(fulfil, &promise);
    try {
        promise.get_future().get();
    } catch (const std::runtime_error &) {
        after_throw();
    }
    other.join();
}

// ---- A thread that is cancelled while it waits

static sem_t never, waits;

PROBED static void clean_up(void *)
{
}

PROBED static void *be_cancelled(void *)
{
    pthread_cleanup_push(clean_up, nullptr);
    sem_post(&waits);
    sem_wait(&never);
    pthread_cleanup_pop(0);
    return nullptr;
}

PROBED static void cancel_one()
{
    pthread_t thread;
    void *result;
    if (pthread_create(&thread, nullptr, be_cancelled, nullptr))
        abort();
    sem_wait(&waits);
    usleep(10000);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    if (result != PTHREAD_CANCELED)
        abort();
}

// ---- A jump out of a library's callback

static jmp_buf place;
static int comparisons;

PROBED static void after_jump()
{
}

PROBED static int compare(const void *a, const void *b)
{
    if (++comparisons % 3 == 0)
        longjmp(place, 1);
    return *(const int *)a - *(const int *)b;
}

PROBED static void jump_out()
{
    int numbers[] = {5, 4, 3, 2, 1};
    if (!setjmp(place))
        qsort(numbers, 5, sizeof *numbers, compare);
    else
        after_jump();
}

// ---- Signals while it sleeps

static volatile int signals;

PROBED static void on_alarm(int)
{
    signals = signals + 1;
}

PROBED static void after_signal()
{
}

PROBED static void be_interrupted()
{
    itimerval soon = {{0, 0}, {0, 30000}};
    setitimer(ITIMER_REAL, &soon, nullptr);
    if (poll(nullptr, 0, 2000) != -1 || errno != EINTR)
        abort();
    after_signal();
}

// ---- A fork while another thread waits

static int ends[2];

PROBED static void *read_one(void *)
{
    char byte;
    if (read(ends[0], &byte, 1) != 1)
        abort();
    return nullptr;
}

PROBED static void work_in_child()
{
}

PROBED static void fork_meanwhile()
{
    pthread_t thread;
    if (pipe(ends) || pthread_create(&thread, nullptr, read_one, nullptr))
        abort();
    usleep(20000);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 5; i++)
            work_in_child();
        expect_calls("work_in_child()", 5);
        expect_calls("read_one(void*)", 0);
        expect_calls("read", 0);
        expect_calls("fork_meanwhile()", 0);
        exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    if (write(ends[1], "x", 1) != 1)
        abort();
    pthread_join(thread, nullptr);
}

int main()
{
    sem_init(&never, 0, 0);
    sem_init(&waits, 0, 0);
    struct sigaction action = {};
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
    for (int i = 0; i < 5; i++)
        through_once();
    wait_for_exception();
    for (int i = 0; i < 3; i++)
        cancel_one();
    for (int i = 0; i < 4; i++)
        jump_out();
    for (int i = 0; i < 3; i++)
        be_interrupted();
    fork_meanwhile();

    expect_calls("attempt()", 4);
    expect_edge("through_once()", "after_throw()", 3);
    expect_edge("wait_for_exception()", "after_throw()", 1);
    expect_edge("fulfil(std::promise<int>*)", "usleep", 1);
    expect_calls("be_cancelled(void*)", 3);
    expect_edge("be_cancelled(void*)", "sem_wait", 3);
    expect_calls("clean_up(void*)", 3);
    expect_edge("cancel_one()", "sem_wait", 3);
    expect_edge("cancel_one()", "pthread_join", 3);
    expect_edge("jump_out()", "qsort", 4);
    expect_edge("qsort", "compare(void const*, void const*)", 12);
    expect_edge("jump_out()", "after_jump()", 4);
    expect_edge("be_interrupted()", "poll", 3);
    expect_edge("poll", "on_alarm(int)", 3);
    expect_edge("be_interrupted()", "after_signal()", 3);
    expect_edge("fork_meanwhile()", "fork", 1);
    expect_edge("fork_meanwhile()", "waitpid", 1);
    expect_edge("read_one(void*)", "read", 1);
    expect_calls("work_in_child()", 0);
    return 0;
}
