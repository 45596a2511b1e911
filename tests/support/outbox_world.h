/* SPDX-License-Identifier: Apache-2.0
 *
 * outbox_world.h - a source's database with an outbox, in the warehouse's own, and the topic that it feeds.
 */
#ifndef HENTRA_TESTS_SUPPORT_OUTBOX_WORLD_H
#define HENTRA_TESTS_SUPPORT_OUTBOX_WORLD_H

#include "core/wire/codec.h"
#include "tests/support/child.h"
#include "tests/support/peek.h"
#include "tests/support/reader.h"
#include <stdio.h>
#include <stdlib.h>

static struct world world;
static struct codec *codec;
static struct pg *pg; /* of the source */

static inline void outbox_world_open(const char *name)
{
        struct child c;
        struct err e;
        world_open(&world, name, NULL);
        world_setup(&world, RULE_FORM06);
        world_topic(&world, 1);
        DONE(codec_open(&codec, &e));
        assert_exit(0, &c, &world, "outbox", "install");
        child_close(&c);
        assert_exit(0, &c, &world, "outbox", "install"); /* harmless when repeated */
        child_close(&c);
        pg = world_connect(&world, "source");
}

/* A database with prepared transactions cannot be dropped: a test that failed would fail for ever. */
static inline void forget_prepared(void)
{
        char *left = sql_text(pg, "select gid from pg_prepared_xacts where database = current_database()");
        for (char *gid = strtok(left, " "); gid; gid = strtok(NULL, " ")) {
                char sql[300];
                snprintf(sql, sizeof(sql), "rollback prepared '%s'", gid);
                sql_run(pg, sql);
        }
        free(left);
}

static inline int close_world(void **state)
{
        (void)state;
        children_end();
        forget_prepared();
        pg_close(pg);
        codec_close(codec);
        world_close(&world);
        return 0;
}

/* The code of the manual behind these words, up to the end of its block; the caller frees. */
static inline char *documented(const char *begin)
{
        static char text[1 << 16];
        FILE *f = fopen(SOURCE_DIR "/docs/outbox.md", "r");
        assert_non_null(f);
        text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
        fclose(f);
        const char *at = strstr(text, begin);
        assert_non_null(at);
        return strndup(at, (size_t)(strstr(at, "```") - at));
}

static inline int64_t end_of_topic(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        return next;
}

/* Visits the events from an offset on. */
static inline void each_event(int64_t from, void (*visit)(void *context, const struct event *v),
                              void *context)
{
        struct reader r = {.start = {from}};
        const int64_t end = end_of_topic();
        reader_open(&world, &r);
        EVENTUALLY((reader_serve(&r), r.assigned > 0));
        while (from < end) {
                struct kafka_message m[READER_CHUNK];
                struct kafka_progress progress;
                struct event v;
                struct err e;
                size_t n;
                DONE(kafka_wait(r.c, 0, 100, &e));
                DONE(kafka_take(r.c, 0, m, READER_CHUNK, &n, &progress, &e));
                for (size_t i = 0; i < n; i++, from++) {
                        DONE(codec_decode(codec, m[i].value, m[i].value_len, &v, &e));
                        visit(context, &v);
                }
                kafka_release(m, n);
        }
        kafka_consumer_close(r.c);
}

static inline void send_once(int code)
{
        struct child c;
        assert_exit(code, &c, &world, "outbox", "--source", "igate", "--once");
        child_close(&c);
}

#endif
