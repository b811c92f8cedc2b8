/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.cc - the functions of libc, libpthread and libstdc++ that can block. */
#include "calls/waiting.h"
#include "base/options.h"
#include "base/records.h"

#include <sys/syscall.h>

/* In these, threads wait for each other. */
static const char *const SYNCHRONISE[] = {
    "__cxa_guard_acquire",
    "call_once",
    "cnd_timedwait",
    "cnd_wait",
    "mtx_lock",
    "mtx_timedlock",
    "pthread_barrier_wait",
    "pthread_clockjoin_np",
    "pthread_cond_clockwait",
    "pthread_cond_timedwait",
    "pthread_cond_wait",
    "pthread_join",
    "pthread_mutex_clocklock",
    "pthread_mutex_lock",
    "pthread_mutex_timedlock",
    "pthread_once",
    "pthread_rwlock_clockrdlock",
    "pthread_rwlock_clockwrlock",
    "pthread_rwlock_rdlock",
    "pthread_rwlock_timedrdlock",
    "pthread_rwlock_timedwrlock",
    "pthread_rwlock_wrlock",
    "pthread_timedjoin_np",
    "sem_clockwait",
    "sem_timedwait",
    "sem_wait",
    "semop",
    "semtimedop",
    "thrd_join",
};

/* In these, they wait for time to pass or for something outside of the program. */
static const char *const MAY_BLOCK[] = {
    "__fgets_chk",
    "__fprintf_chk",
    "__fread_chk",
    "__getdelim",
    "__isoc23_fscanf",
    "__isoc23_scanf",
    "__isoc99_fscanf",
    "__isoc99_scanf",
    "__open64_2",
    "__open_2",
    "__openat64_2",
    "__openat_2",
    "__poll_chk",
    "__ppoll_chk",
    "__pread64_chk",
    "__pread_chk",
    "__printf_chk",
    "__read_chk",
    "__recv_chk",
    "__recvfrom_chk",
    "__vfprintf_chk",
    "__vprintf_chk",
    "accept",
    "accept4",
    "aio_suspend",
    "clock_nanosleep",
    "connect",
    "copy_file_range",
    "creat",
    "creat64",
    "dprintf",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "eventfd_read",
    "eventfd_write",
    "fallocate",
    "fclose",
    "fcntl",
    "fdatasync",
    "fflush",
    "fgetc",
    "fgets",
    "flock",
    "fopen",
    "fopen64",
    "fprintf",
    "fputc",
    "fputs",
    "fread",
    "fscanf",
    "fsync",
    "futimens",
    "fwrite",
    "getaddrinfo",
    "getc",
    "getchar",
    "getdelim",
    "gethostbyname",
    "getline",
    "getnameinfo",
    "ioctl",
    "lockf",
    "mq_receive",
    "mq_send",
    "mq_timedreceive",
    "mq_timedsend",
    "msgrcv",
    "msgsnd",
    "msync",
    "nanosleep",
    "open",
    "open64",
    "openat",
    "openat64",
    "pause",
    "pclose",
    "poll",
    "popen",
    "posix_fallocate",
    "ppoll",
    "pread",
    "pread64",
    "preadv",
    "preadv2",
    "printf",
    "pselect",
    "putc",
    "putchar",
    "puts",
    "pwrite",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "read",
    "readdir",
    "readv",
    "recv",
    "recvfrom",
    "recvmmsg",
    "recvmsg",
    "scanf",
    "sched_yield",
    "select",
    "send",
    "sendfile",
    "sendmmsg",
    "sendmsg",
    "sendto",
    "sigsuspend",
    "sigtimedwait",
    "sigwait",
    "sigwaitinfo",
    "sleep",
    "splice",
    "sync",
    "sync_file_range",
    "syncfs",
    "syscall",
    "system",
    "tcdrain",
    "tee",
    "thrd_sleep",
    "usleep",
    "vfprintf",
    "vmsplice",
    "vprintf",
    "wait",
    "wait3",
    "wait4",
    "waitid",
    "waitpid",
    "write",
    "writev",
};

/* How the names of functions of libstdc++ begin; most of its locks are inlined into calls of
 * libpthread.
 */
static const char *const SYNCHRONISE_CXX[] = {
    "_ZNSt6thread4joinEv",
    "_ZNSt18condition_variable4wait",                           /* (unique_lock &) */
    "_ZNSt28__atomic_futex_unsigned_base19_M_futex_wait_until", /* future, shared_future */
    "_ZNSt28__atomic_futex_unsigned_base26_M_futex_wait_until_steady",
    "_ZNSt8__detail11__wait_implE", /* latch, barrier, semaphore, atomic::wait from GCC 16 on */
    "_ZNSt8__detail17__wait_until_implE",
};

static const char *const MAY_BLOCK_CXX[] = {
    "_ZNSt11this_thread11__sleep_forE",
    "_ZNSi",   /* members of istream */
    "_ZStrsI", /* operator>> of it */
    "_ZSt7getlineI",
    "_ZSt2wsI",
    "_ZNSo",   /* of ostream */
    "_ZStlsI", /* operator<< of it */
    "_ZSt4endlI",
    "_ZSt5flushI",
    "_ZSt16__ostream_insertI",
    "_ZNSt13basic_filebufIcSt11char_traitsIcEE",
};

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool begins_as(const char *const *starts, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (startswith(name, starts[i]))
            return true;
    return false;
}

/* syscall(SYS_futex, ...), which latches and semaphores of libstdc++ come to. */
static bool is_futex(const gcall *call, const char *name)
{
    return strcmp(name, "syscall") == 0 && gimple_call_num_args(call) > 1 &&
           tree_fits_shwi_p(gimple_call_arg(call, 0)) &&
           tree_to_shwi(gimple_call_arg(call, 0)) == SYS_futex;
}

waiting waiting_in(const gcall *call)
{
    const char *name = records_assembler_name(gimple_call_fndecl(call));
    if (!options.wait)
        return WAITING_NEVER;
    if (is_in(SYNCHRONISE, ARRAY_SIZE(SYNCHRONISE), name) ||
        begins_as(SYNCHRONISE_CXX, ARRAY_SIZE(SYNCHRONISE_CXX), name) || is_futex(call, name))
        return WAITING_FOR_THREADS;
    if (is_in(MAY_BLOCK, ARRAY_SIZE(MAY_BLOCK), name) ||
        begins_as(MAY_BLOCK_CXX, ARRAY_SIZE(MAY_BLOCK_CXX), name) || options_names_waiting(name))
        return WAITING;
    return WAITING_NEVER;
}
