/* SPDX-License-Identifier: Apache-2.0
 *
 * logs.c - each position is compared with the log that Kafka has now.
 */
#include "consumers/verify/logs.h"

#include "consumers/warehouse/position.h"
#include "core/lib/kafka.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <string.h>

/* *partitions 0: there is no such topic. */
static enum fault partitions_of(const struct conf *conf, const char *topic, int *partitions, struct err *e)
{
        *partitions = 0;
        const enum fault fault = kafka_topic_partitions(conf, topic, KAFKA_ANSWER_MS / 1000, partitions, e);
        if (fault != FATAL || *partitions >= 0)
                return fault;
        *partitions = 0;
        return OK;
}

static void report_gone(const struct conf *conf, const char *topic, int32_t partition, struct log_proof *out)
{
        if (strcmp(topic, conf_text(conf, "topic.status")) != 0) {
                out->elsewhere++;
                return;
        }
        out->gone++;
        printf("    %s[%d]: there is no such partition any more: the next start of `hentra load` retires the "
               "position\n",
               topic, partition);
}

static enum fault compare(struct kafka_peeker *peeker, const char *topic, const struct position *p,
                          struct log_proof *out, struct err *e)
{
        int64_t first, next;
        struct log_verdict verdict;
        if (kafka_peek_bounds(peeker, topic, p->partition, &first, &next, KAFKA_ANSWER_MS, e) != OK ||
            position_check(peeker, topic, p, first, next, &verdict, e) != OK)
                return e->kind;
        if (verdict.another) {
                out->another++;
                printf("    %s\n", verdict.why);
        }
        return OK;
}

static struct position position_of_row(const struct pg_result *r, int row)
{
        const bool empty = pg_is_null(r, row, COL_verify_positions_last_offset);
        return (struct position){.partition = (int32_t)pg_get_int(r, row, COL_verify_positions_partition),
                                 .next_offset = pg_get_int(r, row, COL_verify_positions_next_offset),
                                 .last_offset =
                                         empty ? -1 : pg_get_int(r, row, COL_verify_positions_last_offset),
                                 .last_checksum = pg_get_int(r, row, COL_verify_positions_last_checksum)};
}

enum fault logs_prove(struct pg *pg, const struct conf *conf, struct log_proof *out, struct err *e)
{
        struct pg_result *r;
        char topic[256] = "";
        int partitions = 0;
        enum fault fault = OK;
        *out = (struct log_proof){0};
        if (pg_run(pg, SQL_verify_positions, NULL, 0, &r, e) != OK)
                return e->kind;
        struct kafka_peeker *peeker = kafka_peeker_new(conf);
        for (int i = 0; fault == OK && i < pg_rows(r); i++) {
                const struct position p = position_of_row(r, i);
                const struct text name = pg_get_text(r, i, COL_verify_positions_topic);
                if (!text_equal(name, text_of(topic))) {
                        snprintf(topic, sizeof(topic), "%.*s", (int)name.len, name.at);
                        fault = partitions_of(conf, topic, &partitions, e);
                }
                if (fault == OK && p.partition >= partitions)
                        report_gone(conf, topic, p.partition, out);
                else if (fault == OK)
                        fault = compare(peeker, topic, &p, out, e);
        }
        kafka_peeker_close(peeker);
        pg_free(r);
        return fault;
}
