// SPDX-License-Identifier: MIT
// Threads that hold locks of all kinds for known times while others want them. Prints for each lock
// how many calls slept and for how many ns they took, by the kernel's count of the thread's sleeps
// and its clock.
#include "e2e.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <shared_mutex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#define NOINLINE __attribute__((noipa))

enum { GLOBAL, FIELD, FIRST, ELEMENT, MEMBER, SHARED, STATIC, POINTED, COUNT, KINDS };
static const char *const names[KINDS] = {"global_lock",     "queue::lock",     "queue::first",
                                         "locks[]",         "Queue::mutex",    "app::Queue::shared",
                                         "app::Queue::all", "queue::borrowed", "slots"};

struct sum {
    long contentions, delay;
};
static struct sum sums[KINDS];

static pthread_mutex_t global_lock = PTHREAD_MUTEX_INITIALIZER,
                       borrowed = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t locks[4];
struct queue {
    pthread_mutex_t first;
    int length;
    pthread_mutex_t lock, *borrowed;
};
struct Queue {
    int length;
    std::mutex mutex;
};
namespace app
{
struct Queue {
    int length;
    std::shared_mutex shared;
    static std::mutex all;
};
std::mutex Queue::all;
} // namespace app
static sem_t slots;

static long now()
{
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static long sleeps()
{
    rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return usage.ru_nvcsw;
}

// Judges a call from here to its end.
class Judge
{
    int kind;
    long before, start;

  public:
    explicit Judge(int kind) : kind(kind), before(sleeps()), start(now())
    {
    }
    ~Judge()
    {
        long took = now() - start, slept = sleeps() - before;
        if (!slept)
            return;
        __atomic_add_fetch(&sums[kind].contentions, 1, __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&sums[kind].delay, took, __ATOMIC_SEQ_CST);
    }
};

NOINLINE static void take_global()
{
    Judge judge(GLOBAL);
    pthread_mutex_lock(&global_lock);
}

NOINLINE static void take_field(queue *queue)
{
    Judge judge(FIELD);
    pthread_mutex_lock(&queue->lock);
}

NOINLINE static void take_first(queue *queue)
{
    Judge judge(FIRST);
    pthread_mutex_lock(&queue->first);
}

NOINLINE static void take_element(int number)
{
    Judge judge(ELEMENT);
    pthread_mutex_lock(&locks[number]);
}

NOINLINE static void take_member(Queue *queue)
{
    Judge judge(MEMBER);
    queue->mutex.lock();
}

NOINLINE static void take_shared(app::Queue &queue)
{
    Judge judge(SHARED);
    queue.shared.lock();
}

NOINLINE static void take_static()
{
    Judge judge(STATIC);
    app::Queue::all.lock();
}

NOINLINE static void take_pointed(queue *queue)
{
    Judge judge(POINTED);
    pthread_mutex_lock(queue->borrowed);
}

NOINLINE static void take_slot()
{
    Judge judge(COUNT);
    sem_wait(&slots);
}

static queue one = {PTHREAD_MUTEX_INITIALIZER, 0, PTHREAD_MUTEX_INITIALIZER, &borrowed};
static Queue two;
static app::Queue three;

static void take(int kind)
{
    switch (kind) {
    case GLOBAL:
        return take_global();
    case FIELD:
        return take_field(&one);
    case FIRST:
        return take_first(&one);
    case ELEMENT:
        return take_element(2);
    case MEMBER:
        return take_member(&two);
    case SHARED:
        return take_shared(three);
    case STATIC:
        return take_static();
    case POINTED:
        return take_pointed(&one);
    default:
        return take_slot();
    }
}

static void give(int kind)
{
    switch (kind) {
    case GLOBAL:
        pthread_mutex_unlock(&global_lock);
        return;
    case FIELD:
        pthread_mutex_unlock(&one.lock);
        return;
    case FIRST:
        pthread_mutex_unlock(&one.first);
        return;
    case ELEMENT:
        pthread_mutex_unlock(&locks[2]);
        return;
    case MEMBER:
        return two.mutex.unlock();
    case SHARED:
        return three.shared.unlock();
    case STATIC:
        return app::Queue::all.unlock();
    case POINTED:
        pthread_mutex_unlock(&borrowed);
        return;
    default:
        sem_post(&slots);
    }
}

static pthread_barrier_t together;

// All threads want the same lock at the same time, and the one that has it holds it.
static void work(int rounds)
{
    for (int round = 0; round < rounds; round++)
        for (int kind = 0; kind < KINDS; kind++) {
            pthread_barrier_wait(&together);
            take(kind);
            usleep(3000);
            give(kind);
        }
}

int main(int, char **argv)
{
    int threads = atoi(argv[1]), rounds = atoi(argv[2]);
    sem_init(&slots, 0, 1);
    pthread_barrier_init(&together, nullptr, threads ? threads : 1);
    for (pthread_mutex_t &lock : locks)
        pthread_mutex_init(&lock, nullptr);
    std::vector<std::thread> all;
    for (int i = 0; i < threads; i++)
        all.emplace_back(work, rounds);
    for (std::thread &thread : all)
        thread.join();
    for (int kind = 0; kind < KINDS; kind++)
        std::printf("%s %ld %ld\n", names[kind], sums[kind].contentions, sums[kind].delay);
}
