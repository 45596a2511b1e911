/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.c - see worker.h.
 */
#include "tests/support/worker.h"

#include "consumers/load/translate.h"
#include "consumers/verify/proof.h"
#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void worker_open(struct worker *k, const struct world *w, int32_t partition, const char *application)
{
        struct err e;
        *k = (struct worker){.pg = world_connect(w, application)};
        DONE(warehouse_open(&k->warehouse, k->pg, &e));
        DONE(dimensions_open(&k->dimensions, k->pg, w->conf, &e));
        DONE(committer_open(&k->committer, k->pg, &k->warehouse, &k->notices, w->topic, &e));
        DONE(position_take(k->pg, w->conf, w->topic, partition, 0, k->warehouse.rule->version, &k->position,
                           &e));
}

void worker_close(struct worker *k)
{
        dimensions_close(k->dimensions);
        committer_free(&k->committer);
        notices_free(&k->notices);
        warehouse_close(&k->warehouse);
        batch_free(&k->dossiers);
        culprits_free(&k->culprits);
        pg_close(k->pg);
}

void worker_tell(struct worker *k, const struct event *v)
{
        struct translated t;
        struct codes codes;
        struct err e;
        translate_note(k->dimensions, v, &codes);
        DONE(dimensions_learn(k->dimensions, &e));
        DONE(translate_event(k->dimensions, v, &codes, &t, &e));
        batch_add(&k->dossiers, v->dossier_id, batch_hash(v->dossier_id), &t.statement);
        batch_claim(&k->dossiers, &t.statement, t.agency);
        source_days_add(&k->dossiers.sources, k->warehouse.zone, &t.statement, v->observed_at);
        k->told++;
}

void worker_tell_culprit(struct worker *k, const char *reason, const char *value)
{
        const struct kafka_message m = {
                .partition = k->position.partition,
                .offset = k->position.next_offset + k->told++,
                .timestamp_ms = 1641006000000,
                .value = (const uint8_t *)value,
                .value_len = value ? strlen(value) : 0,
        };
        culprits_add(&k->culprits, &m, CULPRIT_UNREADABLE, 0, reason);
}

struct move worker_move(struct worker *k)
{
        return (struct move){.position = &k->position,
                             .to = k->position.next_offset + k->told,
                             .last_offset = k->position.next_offset + k->told - 1,
                             .last_timestamp_ms = 1641006000000,
                             .last_checksum = 4711};
}

void worker_forget(struct worker *k)
{
        batch_clear(&k->dossiers);
        culprits_clear(&k->culprits);
        k->told = 0;
}

enum commit_outcome worker_commit(struct worker *k)
{
        struct move move = worker_move(k);
        const enum commit_outcome outcome =
                commit_batch(&k->committer, &k->dossiers, &move, 1, &k->culprits, &k->e);
        if (outcome == COMMIT_DONE)
                worker_forget(k);
        return outcome;
}

int64_t warehouse_differs(const struct world *w)
{
        struct warehouse warehouse;
        struct progress progress;
        struct proof proof;
        struct pg *pg = world_connect(w, "proof");
        struct err e;
        progress_start(&progress, "proof", 0, false);
        proof_init(&proof, &warehouse, 8 << 20, &progress);
        DONE(warehouse_open(&warehouse, pg, &e));
        DONE(proof_read(&proof, pg, &e));
        DONE(proof_compare(&proof, pg, &e));
        const int64_t n = proof.damaged + proof.different[GRAIN_DAY] + proof.different[GRAIN_HALF_MONTH];
        proof_free(&proof);
        warehouse_close(&warehouse);
        pg_close(pg);
        return n;
}

char *warehouse_facts(const struct world *w)
{
        char command[400];
        struct bytes all = {0};
        uint8_t chunk[512];
        size_t n;
        snprintf(command, sizeof command,
                 "psql -XqAt -d \"$HENTRA_TEST_PG dbname=%s\" -f %s/tests/support/facts.sql", w->database,
                 SOURCE_DIR);
        FILE *in = popen(command, "r");
        assert_non_null(in);
        while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
                bytes_add(&all, chunk, n);
        assert_int_equal(pclose(in), 0);
        bytes_add(&all, "", 1);
        return (char *)all.at;
}
