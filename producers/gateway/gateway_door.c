/* SPDX-License-Identifier: Apache-2.0
 *
 * gateway_door.c - see gateway_door.h.
 */
#include "producers/gateway/gateway_door.h"

#include "core/base/bytes.h"
#include "core/lib/lmdb.h"
#include "core/lib/log.h"
#include "producers/door.h"
#include "producers/format/document.h"
#include "producers/memory_anew.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Time for which a bound is written ahead: it is synced so often at most, and so far at most a document is
 * stated too late when the memory was begun anew. */
static const micros AHEAD = 5 * MICROS_PER_SECOND;

struct gateway_door {
        struct memory *memory; /* NULL: none */
        const struct zone *zone;
        const char *folder; /* borrowed */
        uint64_t most;
        char closed[PATH_MAX]; /* the file that says where the store ended when the memory was closed */
        char stated[PATH_MAX]; /* the file with `bound` */
        micros bound;          /* nothing that passed was stated later; NO_TIME: nothing did */
        size_t puts;
};

/* ---- opening ---- */

/* On the disk: a memory that is open is not closed. *stored is NOT_CLOSED where there is no such file, or not
 * one of ours. */
static const uint64_t NOT_CLOSED = UINT64_MAX;

static enum fault take_closed(const struct gateway_door *d, uint64_t *stored, struct err *e)
{
        char line[32] = "", *rest = line;
        *stored = NOT_CLOSED;
        const int file = open(d->closed, O_RDONLY | O_CLOEXEC);
        if (file < 0)
                return errno == ENOENT ? OK : fail_errno(e, FATAL, "%s", d->closed);
        const ssize_t n = read(file, line, sizeof(line) - 1);
        close(file);
        if (n > 0 && line[n - 1] == '\n')
                *stored = strtoull(line, &rest, 10);
        if (*rest != '\n')
                *stored = NOT_CLOSED;
        const int folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool done = folder >= 0 && unlink(d->closed) == 0 && fsync(folder) == 0;
        if (!done)
                (void)fail_errno(e, FATAL, "%s", d->closed);
        if (folder >= 0)
                close(folder);
        return done ? OK : e->kind;
}

/* NO_TIME: it says nothing, and what the memory has committed has to do. */
static micros read_bound(const char *stated)
{
        char line[32] = "", *rest = line;
        const int file = open(stated, O_RDONLY | O_CLOEXEC);
        const ssize_t n = file >= 0 ? read(file, line, sizeof(line) - 1) : -1;
        if (file >= 0)
                close(file);
        const micros bound = n > 0 && line[n - 1] == '\n' ? strtoll(line, &rest, 10) : NO_TIME;
        return *rest == '\n' && moment_legal(bound) ? bound : NO_TIME;
}

/* On the disk when it returns OK. */
static enum fault write_bound(const struct gateway_door *d, struct err *e)
{
        char fresh[PATH_MAX];
        if (snprintf(fresh, sizeof(fresh), "%s.new", d->stated) >= (int)sizeof(fresh))
                return fail(e, USAGE, "gateway.memory: too long");
        const int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
                  folder = open(d->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool done = fd >= 0 && folder >= 0 && dprintf(fd, "%" PRId64 "\n", d->bound) > 0 &&
                          fdatasync(fd) == 0 && rename(fresh, d->stated) == 0 && fsync(folder) == 0;
        if (!done)
                (void)fail_errno(e, RETRY, "%s", d->stated);
        if (fd >= 0)
                close(fd);
        if (folder >= 0)
                close(folder);
        return done ? OK : e->kind;
}

/* If it cannot be written, the next start begins the memory anew. */
static void write_closed(const struct gateway_door *d, uint64_t stored)
{
        const int fd = open(d->closed, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0)
                return;
        dprintf(fd, "%" PRIu64 "\n", stored);
        close(fd);
}

static enum fault open_memory(struct gateway_door *d, const char *anew, struct err *e)
{
        if (!anew || !lmdb_present(d->folder))
                return memory_open(&d->memory, d->folder, d->most, e);
        log_info("gateway.memory_begun_anew", KT("reason", anew));
        return memory_open_anew(&d->memory, d->folder, d->most, d->bound, e);
}

enum fault gateway_door_open(struct gateway_door **out, const char *folder, uint64_t most, uint64_t stored,
                             const struct zone *zone, struct err *e)
{
        struct gateway_door *d = *out = need_alloc(sizeof(*d));
        uint64_t then;
        d->zone = zone;
        d->folder = folder;
        d->most = most;
        if (!folder)
                return OK;
        if (snprintf(d->closed, sizeof(d->closed), "%s/closed", folder) >= (int)sizeof(d->closed) ||
            snprintf(d->stated, sizeof(d->stated), "%s/stated", folder) >= (int)sizeof(d->stated))
                return fail(e, USAGE, "gateway.memory: too long");
        d->bound = read_bound(d->stated);
        if (take_closed(d, &then, e) != OK)
                return e->kind;
        return open_memory(d,
                           then == NOT_CLOSED ? "it was not closed"
                           : then != stored   ? "the store is not the one that it knows"
                                              : NULL,
                           e);
}

/* A memory that failed is left as it is, and not closed: the next start begins it anew. */
static void give_up(struct gateway_door *d, const struct err *e)
{
        log_error("gateway.memory_given_up", KT("reason", e->text));
        memory_close(d->memory);
        d->memory = NULL;
}

static void commit(struct gateway_door *d)
{
        struct err e;
        d->puts = 0;
        if (memory_commit(d->memory, &e) != OK)
                give_up(d, &e);
}

void gateway_door_begin_anew(struct gateway_door *d, const char *reason)
{
        struct err e;
        if (!d->memory)
                return;
        memory_close(d->memory);
        d->memory = NULL;
        d->puts = 0;
        if (open_memory(d, reason, &e) != OK)
                give_up(d, &e);
}

void gateway_door_close(struct gateway_door *d, uint64_t stored)
{
        if (!d)
                return;
        if (d->memory)
                commit(d);
        if (d->memory) {
                memory_close(d->memory);
                write_closed(d, stored);
        }
        free(d);
}

/* ---- documents ---- */

static void count_put(struct gateway_door *d)
{
        if (++d->puts >= MEMORY_PUTS)
                commit(d);
}

/* Before it is stored: a kill must not let a later one count as the earlier. */
static void bound(struct gateway_door *d, micros stated_at)
{
        struct err e;
        if (!d->memory || stated_at <= d->bound)
                return;
        d->bound = stated_at + AHEAD;
        if (write_bound(d, &e) != OK)
                give_up(d, &e);
}

bool gateway_door_passes(struct gateway_door *d, struct event *v)
{
        struct remembered found;
        if (!d->memory)
                return true;
        const struct remembered *known =
                memory_find(d->memory, v->source, v->dossier_id, &found) ? &found : NULL;
        const micros after = known ? known->stated_at : memory_forgotten(d->memory);
        if (v->stated_at <= after) /* the clock was set back */
                v->stated_at = after + 1;
        const struct door_document document = door_document_of(v);
        const struct door_verdict verdict =
                door_judge(known, &document, memory_forgotten(d->memory), d->zone);
        v->stated_at = verdict.stated_at;
        v->since = verdict.since;
        if (v->observed_at < v->stated_at)
                v->observed_at = v->stated_at;
        document_head(v);
        if (verdict.remember) {
                memory_put(d->memory, v->source, v->dossier_id, &verdict.memory);
                count_put(d);
        }
        if (verdict.answer != DOOR_SILENT)
                bound(d, v->stated_at);
        return verdict.answer != DOOR_SILENT;
}

void gateway_door_forget(struct gateway_door *d, struct text source, struct text dossier_id)
{
        if (!d->memory)
                return;
        memory_forget(d->memory, source, dossier_id);
        count_put(d);
}

bool gateway_door_knows(struct gateway_door *d, struct text source, struct text dossier_id)
{
        struct remembered r;
        return d->memory && dossier_id.len > 0 && dossier_id.len <= DOSSIER_ID_MOST &&
               memory_find(d->memory, source, dossier_id, &r) && !r.empty;
}

bool gateway_door_remembers(const struct gateway_door *d)
{
        return d->memory != NULL;
}
