/* SPDX-License-Identifier: Apache-2.0
 *
 * job.c - see job.h.
 */
#include "consumers/dashboard/job.h"

bool ask_is_errand(enum ask ask)
{
        return ask == ASK_RULE_TRY || ask == ASK_RECEIVER || ask == ASK_REPLAY;
}

bool ask_changes(enum ask ask)
{
        return ask == ASK_ACK || ask == ASK_RULE || ask == ASK_RECEIVER || ask == ASK_REPLAY;
}

const char *job_value(const struct job *j, const char *name)
{
        for (int i = 0; i < j->pairs; i++)
                if (!strcmp(j->pair[i].name, name))
                        return j->pair[i].value;
        return NULL;
}

static void write_text(struct bytes *out, struct text t)
{
        bytes_be32(out, (uint32_t)t.len);
        bytes_add(out, t.at, t.len);
        bytes_add(out, "", 1);
}

void job_write(struct bytes *out, const struct job *j)
{
        bytes_clear(out);
        bytes_be32(out, 0);
        bytes_be32(out, (uint32_t)j->ask);
        bytes_be32(out, j->person);
        write_text(out, text_of(j->role ? j->role : ""));
        write_text(out, text_of(j->name ? j->name : ""));
        write_text(out, j->body);
        for (int i = 0; i < j->pairs; i++) {
                write_text(out, text_of(j->pair[i].name));
                write_text(out, text_of(j->pair[i].value));
        }
        write_be32(out->at, (uint32_t)out->len);
}

struct place {
        const uint8_t *at, *end;
        bool wrong;
};

static uint32_t read_number(struct place *p)
{
        if (p->wrong || p->end - p->at < 4) {
                p->wrong = true;
                return 0;
        }
        const uint32_t n = read_be32(p->at);
        p->at += 4;
        return n;
}

static struct text read_text(struct place *p)
{
        const uint32_t len = read_number(p);
        if (p->wrong || len >= (uint64_t)(p->end - p->at) || p->at[len] != 0) {
                p->wrong = true;
                return TEXT("");
        }
        const struct text t = {(const char *)p->at, len};
        p->at += len + 1;
        return t;
}

bool job_read(struct text frame, struct job *j)
{
        struct place p = {.at = (const uint8_t *)frame.at, .end = (const uint8_t *)frame.at + frame.len};
        *j = (struct job){0};
        const uint32_t len = read_number(&p), ask = read_number(&p);
        j->ask = (enum ask)ask;
        j->person = read_number(&p) != 0;
        j->role = read_text(&p).at;
        j->name = read_text(&p).at;
        j->body = read_text(&p);
        while (!p.wrong && p.at < p.end && j->pairs < PAIRS_MOST) {
                j->pair[j->pairs].name = read_text(&p).at;
                j->pair[j->pairs++].value = read_text(&p).at;
        }
        return !p.wrong && p.at == p.end && len == frame.len && ask < ASKS;
}
