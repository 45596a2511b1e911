/* SPDX-License-Identifier: Apache-2.0
 *
 * position.c - takes the row of a partition, and finds out that its log was replaced.
 */
#include "consumers/warehouse/position.h"

#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int64_t message_checksum(const struct kafka_message *m)
{
        /* A value that is empty and one that is missing differ; so do keys. */
        const uint64_t parts[4] = {m->key ? 1 + hash_bytes(m->key, m->key_len) : 0,
                                   m->value ? 1 + hash_bytes(m->value, m->value_len) : 0, m->key_len,
                                   m->value_len};
        return (int64_t)hash_bytes(parts, sizeof(parts));
}

static enum fault begin(struct pg *pg, const struct conf *conf, struct err *e)
{
        char sql[80];
        snprintf(sql, sizeof(sql), "begin; set local lock_timeout = %lld",
                 (long long)conf_ms(conf, "load.lock_timeout"));
        return pg_script(pg, sql, e);
}

static void read_position(const struct pg_result *r, int32_t partition, struct position *p)
{
        *p = (struct position){
                .partition = partition,
                .position_id = (int32_t)pg_get_int(r, 0, COL_position_take_position_id),
                .next_offset = pg_get_int(r, 0, COL_position_take_next_offset),
                .epoch = pg_get_int(r, 0, COL_position_take_epoch),
                .last_offset = pg_is_null(r, 0, COL_position_take_last_offset)
                                       ? -1
                                       : pg_get_int(r, 0, COL_position_take_last_offset),
                .last_timestamp_ms = pg_get_int(r, 0, COL_position_take_last_timestamp),
                .last_checksum = pg_get_int(r, 0, COL_position_take_last_checksum),
                .flows_until = pg_is_null(r, 0, COL_position_take_flows_until)
                                       ? NO_DAY
                                       : pg_get_date(r, 0, COL_position_take_flows_until),
        };
}

static enum fault take_once(struct pg *pg, const struct conf *conf, const struct pg_param *params,
                            int32_t partition, int rule_version, struct position *p, struct err *e)
{
        struct pg_result *r = NULL;
        if (begin(pg, conf, e) != OK || pg_run(pg, SQL_position_add, params, 3, NULL, e) != OK ||
            pg_run(pg, SQL_position_take, params, 2, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) != 1) {
                pg_free(r);
                return fail(e, FATAL, "the warehouse at %s is not set up: run `hentra setup`",
                            pg_address(pg));
        }
        const int stored = (int)pg_get_int(r, 0, COL_position_take_rule_version);
        read_position(r, partition, p);
        pg_free(r);
        if (stored != rule_version)
                return fail(e, FATAL,
                            "the warehouse moved to rule version %d while this loader works by version %d: "
                            "start it again",
                            stored, rule_version);
        return pg_script(pg, "commit", e);
}

/* The former owner sits in a transaction and does not end. The server has no time-out that would see a
 * process which was stopped while it sends rows. */
static enum fault end_holder(struct pg *pg, const struct pg_param *params, int32_t partition, struct err *e)
{
        struct pg_result *r;
        if (pg_run(pg, SQL_position_end_holder, params, 2, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) > 0)
                log_warn("load.ended_former_owner", KI("partition", partition),
                         KI("connections", pg_rows(r)));
        pg_free(r);
        return OK;
}

enum fault position_take(struct pg *pg, const struct conf *conf, const char *topic, int32_t partition,
                         int64_t first_offset, int rule_version, struct position *p, struct err *e)
{
        const struct pg_param params[3] = {pg_text(text_of(topic)), pg_int4(partition),
                                           pg_int8(first_offset)};
        enum fault fault = OK;
        for (int attempt = 0; attempt < 3; attempt++) {
                fault = take_once(pg, conf, params, partition, rule_version, p, e);
                if (fault == OK)
                        return OK;
                const bool locked = !strcmp(pg_sqlstate(pg), "55P03");
                struct err ignored;
                if (pg_broken(pg) || pg_script(pg, "rollback", &ignored) != OK || fault != RETRY)
                        return fault;
                if (locked && end_holder(pg, params, partition, e) != OK)
                        return e->kind;
        }
        return fault;
}

enum fault position_hold(struct pg *pg, struct position *p, bool behind, struct err *e)
{
        const struct pg_param state[3] = {pg_int4(p->position_id), pg_int8(p->epoch), pg_bool(behind)};
        const struct pg_param lock[2] = {pg_int4(POSITION_OWNER_CLASS), pg_int4(p->position_id)};
        p->behind = behind;
        if (pg_run(pg, SQL_position_behind, state, 3, NULL, e) != OK)
                return e->kind;
        return pg_run(pg, SQL_position_hold, lock, 2, NULL, e);
}

enum fault position_unlock_all(struct pg *pg, struct err *e)
{
        return pg_run(pg, SQL_position_unlock_all, NULL, 0, NULL, e);
}

enum fault position_reset(struct pg *pg, struct position *p, int64_t offset, struct err *e)
{
        const struct pg_param params[3] = {pg_int4(p->position_id), pg_int8(p->epoch), pg_int8(offset)};
        struct pg_result *r;
        if (pg_run(pg, SQL_position_reset, params, 3, &r, e) != OK)
                return e->kind;
        const int64_t n = pg_affected(r);
        pg_free(r);
        if (n != 1)
                return fail(e, RETRY, "partition %d has another owner now", p->partition);
        p->next_offset = offset;
        p->last_offset = -1;
        return OK;
}

enum fault position_retire(struct pg *pg, const struct conf *conf, const char *topic, int partitions,
                           int64_t *retired, struct err *e)
{
        const struct pg_param params[3] = {pg_text(text_of(topic)), pg_int4(partitions),
                                           pg_int4(POSITION_OWNER_CLASS)};
        struct pg_result *r;
        struct err ignored;
        if (begin(pg, conf, e) != OK || pg_run(pg, SQL_position_retire, params, 3, &r, e) != OK) {
                if (!pg_broken(pg))
                        (void)!pg_script(pg, "rollback", &ignored);
                return e->kind;
        }
        *retired = pg_affected(r);
        pg_free(r);
        return pg_script(pg, "commit", e);
}

static enum fault another(struct log_verdict *v, const char *fmt, ...) PRINTF(2, 3);
static enum fault another(struct log_verdict *v, const char *fmt, ...)
{
        va_list args;
        va_start(args, fmt);
        vsnprintf(v->why, sizeof(v->why), fmt, args);
        va_end(args);
        v->another = true;
        return OK;
}

enum fault position_check(struct kafka_peeker *peeker, const char *topic, const struct position *p,
                          int64_t first, int64_t next, struct log_verdict *verdict, struct err *e)
{
        struct kafka_message m;
        bool found;
        verdict->another = false;
        if (p->next_offset > next)
                return another(
                        verdict,
                        "%s[%d]: the warehouse has read up to offset %lld, but the log ends at %lld: the "
                        "topic was recreated or cut; `hentra load --from-start` reads the new log from its "
                        "beginning",
                        topic, p->partition, (long long)p->next_offset, (long long)next);
        if (p->next_offset < first)
                return another(
                        verdict,
                        "%s[%d]: offsets %lld to %lld expired before they were read; the log begins at "
                        "%lld: send them again from the source, then `hentra load --from-start`",
                        topic, p->partition, (long long)p->next_offset, (long long)first - 1,
                        (long long)first);
        if (p->last_offset < first)
                return OK;
        if (kafka_peek(peeker, topic, p->partition, p->last_offset, KAFKA_ANSWER_MS, &m, &found, e) != OK)
                return e->kind;
        const bool same = !found || message_checksum(&m) == p->last_checksum;
        kafka_release(&m, 1);
        return same ? OK
                    : another(verdict,
                              "%s[%d]: the message at offset %lld is not the one that was read: the topic "
                              "was "
                              "recreated; `hentra load --from-start` reads the new log from its beginning",
                              topic, p->partition, (long long)p->last_offset);
}

enum fault position_list(struct pg *pg, const char *topic, struct position_offset **at, size_t *n,
                         struct err *e)
{
        const struct pg_param name = pg_text(text_of(topic));
        struct pg_result *r;
        if (pg_run(pg, SQL_position_list, &name, 1, &r, e) != OK)
                return e->kind;
        *n = (size_t)pg_rows(r);
        *at = need_alloc((*n + 1) * sizeof(**at));
        for (int row = 0; row < (int)*n; row++)
                (*at)[row] = (struct position_offset){
                        .partition = (int32_t)pg_get_int(r, row, COL_position_list_partition),
                        .next_offset = pg_get_int(r, row, COL_position_list_next_offset)};
        pg_free(r);
        return OK;
}
