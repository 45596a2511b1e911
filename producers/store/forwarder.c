/* SPDX-License-Identifier: Apache-2.0
 *
 * forwarder.c - see forwarder.h.
 */
#include "producers/store/forwarder.h"

#include "core/base/bytes.h"
#include "core/base/retry.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/counters.h"
#include "producers/store/forward.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
        LOOK_MS = 1000, /* between two looks at what the store has */
        WAITS_S = 60,   /* older records are said to wait, as often */
        STOP_MS = 6000, /* a stopped pump waits four seconds for confirmations */
};

/* A wrong setting or a topic that is missing is mended by hand. */
static const struct retry_policy again = {1000, 60000};

enum { BYTES, RECORDS, OLDEST, FULL, CONFIRMED, REFUSED, DAMAGED, STARTS, COUNTERS };
static struct counter counters[COUNTERS] = {
        [BYTES] = {"hentra_store_bytes", "Bytes of disk that the store has", GAUGE, 0},
        [RECORDS] = {"hentra_store_records", "Records in the store that Kafka has not confirmed", GAUGE, 0},
        [OLDEST] = {"hentra_store_oldest_seconds", "Age of the oldest of them; 0: there is none", GAUGE, 0},
        [FULL] = {"hentra_store_full", "1: the store refuses new records", GAUGE, 0},
        [CONFIRMED] = {"hentra_store_confirmed_total", "Records of the store that Kafka confirmed", COUNTER,
                       0},
        [REFUSED] = {"hentra_store_refused_total", "Records that Kafka will never take, set aside", COUNTER,
                     0},
        [DAMAGED] = {"hentra_store_damaged_total", "Damaged places of the store, set aside", COUNTER, 0},
        [STARTS] = {"hentra_store_forwarder_starts_total", "Times that the forwarder was started", COUNTER,
                    0},
};

struct forwarder {
        const struct conf *conf;
        const char *folder;
        struct store *store;
        pid_t pid;     /* 0: there is none */
        int socket;    /* -1 */
        uint64_t told; /* the position that it was told last */
        struct forward_news news;
        micros start_at, looked, said; /* steady */
        int failures;
        forwarder_loss *loss; /* NULL: nobody asks */
        forwarder_refusal *refusal;
        void *loss_context;
};

struct forwarder *forwarder_open(const struct conf *conf, const char *folder, struct store *s)
{
        struct forwarder *f = need_alloc(sizeof(*f));
        counters_register(counters, COUNTERS);
        *f = (struct forwarder){.conf = conf, .folder = folder, .store = s, .socket = -1};
        return f;
}

void forwarder_on_loss(struct forwarder *f, forwarder_loss *loss, forwarder_refusal *refusal, void *context)
{
        f->loss = loss;
        f->refusal = refusal;
        f->loss_context = context;
}

static void tell_loss(const struct forwarder *f, const char *reason)
{
        if (f->loss)
                f->loss(f->loss_context, reason);
}

/* One that is named concerns nobody else; of several nobody knows the others. */
static void tell_refusal(const struct forwarder *f, const struct forward_news *news, uint64_t n)
{
        if (n > 1 || news->key_len == 0)
                tell_loss(f, "Kafka refused records");
        else if (f->refusal)
                f->refusal(f->loss_context, (struct text){news->key, news->key_len});
}

/* ---- the process ---- */

/* Sockets of clients must not stay open in it, nor the lock of the store. */
static _Noreturn void be_child(const struct forwarder *f, int socket, pid_t parent, const sigset_t *before)
{
        struct err e = {0};
        const struct store_cursor c = store_cursor(f->store);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(1);
        close_range(STDERR_FILENO + 1, (unsigned)socket - 1, 0);
        close_range((unsigned)socket + 1, ~0U, 0);
        stop_install_in_child();
        sigprocmask(SIG_SETMASK, before, NULL);
        const enum fault fault = forward_run(f->conf, f->folder, &c, socket, &e);
        if (fault != OK)
                log_error("forward.failed", KT("kind", fault_name(fault)), KT("reason", e.text));
        _exit(fault == OK ? 0 : 1);
}

static void say_not_started(int64_t retry_in_ms)
{
        struct err e;
        (void)fail_errno(&e, RETRY, "no process can be made");
        log_warn("forward.not_started", KT("reason", e.text), KI("retry_in_ms", retry_in_ms));
}

static void start(struct forwarder *f)
{
        int ends[2];
        const pid_t parent = getpid();
        const int64_t ms = retry_pause_ms(&again, ++f->failures);
        f->start_at = steady_now() + ms * 1000;
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
                say_not_started(ms);
                return;
        }
        sigset_t stops, before;
        sigemptyset(&stops);
        sigaddset(&stops, SIGINT);
        sigaddset(&stops, SIGTERM);
        sigprocmask(SIG_BLOCK, &stops, &before); /* one to the child is for the child's handler */
        const pid_t pid = fork();
        if (pid == 0)
                be_child(f, ends[1], parent, &before);
        if (pid < 0)
                say_not_started(ms);
        sigprocmask(SIG_SETMASK, &before, NULL);
        close(ends[1]);
        if (pid < 0) {
                close(ends[0]);
                return;
        }
        f->pid = pid;
        f->socket = ends[0];
        f->told = UINT64_MAX;
        f->news = (struct forward_news){0};
        counters[STARTS].value++;
}

/* It has closed its end. */
static void bury(struct forwarder *f)
{
        int status = 0;
        close(f->socket);
        f->socket = -1;
        waitpid(f->pid, &status, 0);
        f->pid = 0;
        if (!f->news.over)
                tell_loss(f, WIFSIGNALED(status) ? "the forwarder was killed"
                                                 : "the forwarder ended without a word");
        const micros now = steady_now();
        if (!stop_asked())
                log_warn("forward.ended",
                         KI("code", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)),
                         KI("retry_in_ms", f->start_at > now ? (f->start_at - now) / 1000 : 0));
}

/* ---- news ---- */

/* Linux reports ECONNRESET once of an end that closed with unread messages, in front of what that end had
 * sent: its last word comes after that. */
static ssize_t receive(int socket, struct forward_news *news)
{
        ssize_t n = recv(socket, news, sizeof(*news), MSG_DONTWAIT);
        if (n < 0 && errno == ECONNRESET)
                n = recv(socket, news, sizeof(*news), MSG_DONTWAIT);
        return n;
}

static void hear(struct forwarder *f)
{
        struct forward_news news;
        ssize_t n;
        while ((n = receive(f->socket, &news)) == (ssize_t)sizeof(news)) {
                counters[CONFIRMED].value += (double)(news.confirmed - f->news.confirmed);
                counters[REFUSED].value += (double)(news.refused - f->news.refused);
                counters[DAMAGED].value += (double)(news.damaged - f->news.damaged);
                if (news.damaged > f->news.damaged)
                        tell_loss(f, "the store is damaged");
                else if (news.refused > f->news.refused)
                        tell_refusal(f, &news, news.refused - f->news.refused);
                f->news = news;
                if (!news.over || news.confirmed > 0) /* it did not end before it began */
                        f->failures = 0;
                store_release(f->store, &news.cursor);
        }
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                bury(f);
}

/* A full socket: it is told next time. */
static void tell(struct forwarder *f)
{
        const struct forward_end end = {store_end(f->store), store_last_segment(f->store)};
        if (end.end.position != f->told &&
            send(f->socket, &end, sizeof(end), MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(end))
                f->told = end.end.position;
}

static void look_at_store(struct forwarder *f, micros now)
{
        const micros oldest = store_oldest(f->store);
        f->looked = now;
        counters[BYTES].value = (double)store_bytes(f->store);
        counters[RECORDS].value = (double)store_records(f->store);
        counters[OLDEST].value =
                oldest == NO_TIME ? 0 : (double)(moment_now() - oldest) / (double)MICROS_PER_SECOND;
        counters[FULL].value = store_full(f->store);
        if (counters[OLDEST].value > WAITS_S &&
            (f->said == 0 || now >= f->said + WAITS_S * MICROS_PER_SECOND)) {
                log_warn("store.waits", KI("bytes", store_bytes(f->store)),
                         KI("records", store_records(f->store)),
                         KI("oldest_s", (int64_t)counters[OLDEST].value));
                f->said = now;
        }
}

void forwarder_turn(struct forwarder *f)
{
        const micros now = steady_now();
        if (f->socket >= 0)
                hear(f);
        if (f->socket < 0 && !stop_asked() && now >= f->start_at)
                start(f);
        if (f->socket >= 0)
                tell(f);
        if (now >= f->looked + LOOK_MS * INT64_C(1000))
                look_at_store(f, now);
}

int forwarder_fd(const struct forwarder *f)
{
        return f->socket;
}

int forwarder_wait_ms(const struct forwarder *f)
{
        const micros now = steady_now();
        if (f->socket >= 0)
                return LOOK_MS;
        return f->start_at > now ? (int)((f->start_at - now) / 1000) + 1 : 0;
}

void forwarder_close(struct forwarder *f)
{
        if (!f)
                return;
        const micros until = steady_now() + STOP_MS * INT64_C(1000);
        if (f->socket >= 0)
                kill(f->pid, SIGTERM);
        while (f->socket >= 0) {
                struct pollfd one = {.fd = f->socket, .events = POLLIN};
                const micros left = until - steady_now();
                if (left <= 0)
                        kill(f->pid, SIGKILL);
                poll(&one, 1, left > 0 ? (int)(left / 1000) + 1 : -1);
                hear(f);
        }
        look_at_store(f, steady_now());
        free(f);
}
