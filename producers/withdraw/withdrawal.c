/* SPDX-License-Identifier: Apache-2.0
 *
 * withdrawal.c - see withdrawal.h.
 *
 * Rule: all dossiers are read and checked before the first is sent.
 * So: a wrong line leaves nothing half done.
 */
#include "producers/withdraw/withdrawal.h"
#include "core/lib/nfc.h"
#include "producers/door.h"
#include "producers/format/document.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, INPUT_MOST = 1 << 30 };

/* An error of an event is one of the command line here. */
static enum fault check(const struct event *v, struct err *e)
{
        return event_check(v, e) == OK ? OK : (e->kind = USAGE);
}

enum fault withdrawal_open(struct withdrawal *w, struct text source, struct memory *memory, micros now,
                           struct err *e)
{
        struct event v;
        *w = (struct withdrawal){.source = source, .memory = memory, .now = now};
        document_withdraw(&v, w->source, TEXT("any"), w->now);
        return check(&v, e);
}

void withdrawal_close(struct withdrawal *w)
{
        bytes_free(&w->ids);
        free(w->of);
        w->of = NULL;
        w->n = w->room = 0;
}

/* Asks the door. False: it is withdrawn already. */
static bool judge(const struct withdrawal *w, const struct event *v, struct withdrawn *out)
{
        struct remembered r;
        struct door_document d = door_document_of(v);
        const bool known = w->memory && memory_find(w->memory, v->source, v->dossier_id, &r);
        const micros forgotten = w->memory ? memory_forgotten(w->memory) : NO_TIME;
        if (known && r.stated_at >= d.stated_at)
                d.stated_at = r.stated_at + r.missed; /* also where its source dates ahead */
        /* Withdrawals by exports may be taken back with their mapping; one by hand may not. */
        const bool said = known && !r.missed;
        const struct door_verdict verdict = door_judge(said ? &r : NULL, &d, forgotten, NULL);
        out->stated_at = verdict.stated_at;
        out->since = verdict.since;
        out->memory = verdict.memory;
        out->remember = verdict.remember;
        return verdict.answer != DOOR_SILENT;
}

static void append(struct withdrawal *w, struct text dossier_id, struct withdrawn one)
{
        one.at = w->ids.len;
        one.len = dossier_id.len;
        bytes_add(&w->ids, dossier_id.at, dossier_id.len);
        if (w->n == w->room) {
                w->room = w->room ? 2 * w->room : 64;
                w->of = need_realloc(w->of, w->room * sizeof(*w->of));
        }
        w->of[w->n++] = one;
}

enum fault withdrawal_add(struct withdrawal *w, struct text dossier_id, struct err *e)
{
        struct event v;
        struct withdrawn one = {0};
        char *copy;
        const struct text id = nfc_of(dossier_id, &copy);
        document_withdraw(&v, w->source, id, w->now);
        const enum fault fault = check(&v, e);
        const bool news = fault == OK && judge(w, &v, &one);
        if (news)
                append(w, id, one);
        w->already += fault == OK && !news;
        free(copy);
        return fault;
}

static enum fault read_all(int fd, struct bytes *out, struct err *e)
{
        for (;;) {
                const ssize_t n = read(fd, bytes_room(out, BLOCK), BLOCK);
                out->len -= BLOCK - (size_t)(n > 0 ? n : 0);
                if (n == 0)
                        return OK;
                if (n < 0 && errno != EINTR)
                        return fail_errno(e, FATAL, "standard input");
                if (out->len > INPUT_MOST)
                        return fail(e, USAGE, "standard input has more than %d bytes: no list of dossiers",
                                    INPUT_MOST);
        }
}

enum fault withdrawal_add_lines(struct withdrawal *w, int fd, struct err *e)
{
        struct bytes input = {0};
        enum fault fault = read_all(fd, &input, e);
        struct text left = {(const char *)input.at, input.len};
        if (left.len >= 3 && memcmp(left.at, "\xef\xbb\xbf", 3) == 0) { /* a byte-order mark */
                left.at += 3;
                left.len -= 3;
        }
        for (size_t number = 1; fault == OK && left.len > 0; number++) {
                const char *end = memchr(left.at, '\n', left.len);
                const struct text line = {left.at, end ? (size_t)(end - left.at) : left.len},
                                  id = text_trim(line);
                left.at += line.len + (end != NULL);
                left.len -= line.len + (end != NULL);
                fault = id.len > 0 ? withdrawal_add(w, id, e) : OK;
                if (fault != OK)
                        fail_at(e, "line %zu", number);
        }
        bytes_free(&input);
        return fault;
}

/* ---- source ---- */

static struct text id_of(const struct withdrawal *w, uint64_t i)
{
        return (struct text){(const char *)w->ids.at + w->of[i].at, w->of[i].len};
}

static enum source_next next(void *self, struct event *v, struct err *e)
{
        struct withdrawal *w = self;
        (void)e;
        if (w->handed == w->n)
                return SOURCE_END;
        const struct withdrawn *one = &w->of[w->handed];
        document_withdraw(v, w->source, id_of(w, w->handed++), w->now);
        v->occurred_at = v->stated_at = one->stated_at;
        v->since = one->since;
        return SOURCE_EVENT;
}

static enum fault settle(void *self, uint64_t below, struct err *e)
{
        struct withdrawal *w = self;
        for (; w->settled < below; w->settled++) {
                const struct withdrawn *one = &w->of[w->settled];
                if (!w->memory || !one->remember)
                        continue;
                memory_put(w->memory, w->source, id_of(w, w->settled), &one->memory);
                if (++w->put % MEMORY_PUTS == 0 && memory_commit(w->memory, e) != OK)
                        return e->kind;
        }
        return OK;
}

const struct source withdrawal_source = {
        .name = "withdraw",
        .checked = true, /* withdrawal_add() refuses those that do not pass */
        .next = next,
        .settle = settle,
};
