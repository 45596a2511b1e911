/* SPDX-License-Identifier: Apache-2.0
 *
 * c11_threads.c - C11's threads by POSIX's, preloaded into what ThreadSanitizer watches.
 *
 * librdkafka starts and locks by thrd_*, mtx_* and cnd_*, which ThreadSanitizer does not know: it crashes in a thread it has
 * not seen begin, and takes what a mutex orders for a race. In glibc the types are the same memory as POSIX's.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "a mutex of C11 is one of POSIX");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "a condition of C11 is one of POSIX");
_Static_assert(sizeof(thrd_t) == sizeof(pthread_t), "a thread of C11 is one of POSIX");

static int answer(int error)
{
        switch (error) {
        case 0:
                return thrd_success;
        case ENOMEM:
        case EAGAIN:
                return thrd_nomem;
        case ETIMEDOUT:
                return thrd_timedout;
        case EBUSY:
                return thrd_busy;
        default:
                return thrd_error;
        }
}

struct start {
        thrd_start_t run;
        void *argument;
};

static void *run(void *start)
{
        const struct start s = *(struct start *)start;
        free(start);
        return (void *)(intptr_t)s.run(s.argument);
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
        struct start *s = malloc(sizeof(*s));
        if (!s)
                return thrd_nomem;
        *s = (struct start){function, argument};
        const int error = pthread_create(thread, NULL, run, s);
        if (error)
                free(s);
        return answer(error);
}

int thrd_join(thrd_t thread, int *result)
{
        void *value = NULL;
        const int error = pthread_join(thread, &value);
        if (!error && result)
                *result = (int)(intptr_t)value;
        return answer(error);
}

int mtx_init(mtx_t *mutex, int type)
{
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        if (type & mtx_recursive)
                pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
        const int error = pthread_mutex_init((pthread_mutex_t *)mutex, &attributes);
        pthread_mutexattr_destroy(&attributes);
        return answer(error);
}

void mtx_destroy(mtx_t *mutex)
{
        pthread_mutex_destroy((pthread_mutex_t *)mutex);
}

int mtx_lock(mtx_t *mutex)
{
        return answer(pthread_mutex_lock((pthread_mutex_t *)mutex));
}

int mtx_unlock(mtx_t *mutex)
{
        return answer(pthread_mutex_unlock((pthread_mutex_t *)mutex));
}

int cnd_init(cnd_t *condition)
{
        return answer(pthread_cond_init((pthread_cond_t *)condition, NULL));
}

void cnd_destroy(cnd_t *condition)
{
        pthread_cond_destroy((pthread_cond_t *)condition);
}

int cnd_signal(cnd_t *condition)
{
        return answer(pthread_cond_signal((pthread_cond_t *)condition));
}

int cnd_broadcast(cnd_t *condition)
{
        return answer(pthread_cond_broadcast((pthread_cond_t *)condition));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
        return answer(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
        return answer(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)mutex, until));
}
