/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c - reading the rules; a new one begins when it is met.
 */
#include "consumers/alert/rules.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

enum { COLUMN_ID, COLUMN_NAME, COLUMN_KIND, COLUMN_OFFSETS, COLUMN_START_MARK };

static void read_rule(const struct pg_result *r, int row, struct alert_rule *out)
{
        int64_t offsets[RULE_STEPS_MOST];
        const struct text name = pg_get_text(r, row, COLUMN_NAME);
        *out = (struct alert_rule){
                .rule_id = (int32_t)pg_get_int(r, row, COLUMN_ID),
                .kind = (enum rule_kind)pg_get_int(r, row, COLUMN_KIND),
                .steps = (int)pg_get_words(r, row, COLUMN_OFFSETS, offsets, RULE_STEPS_MOST),
                .start_mark = pg_get_instant(r, row, COLUMN_START_MARK)};
        snprintf(out->name, sizeof(out->name), "%.*s", (int)name.len, name.at);
        for (int i = 0; i < out->steps; i++)
                out->offset[i] = (int32_t)offsets[i];
}

enum fault rules_read(struct rules *rules, struct pg *pg, micros now, struct err *e)
{
        const struct pg_param param = pg_instant(now);
        struct pg_result *r;
        rules_free(rules);
        if (pg_run(pg, SQL_alert_rule_begin, &param, 1, NULL, e) != OK ||
            pg_run(pg, SQL_alert_rule_read, NULL, 0, &r, e) != OK)
                return e->kind;
        rules->n = (size_t)pg_rows(r);
        rules->of = need_alloc((rules->n + 1) * sizeof(*rules->of));
        for (size_t i = 0; i < rules->n; i++)
                read_rule(r, (int)i, &rules->of[i]);
        pg_free(r);
        return OK;
}

void rules_free(struct rules *rules)
{
        free(rules->of);
        *rules = (struct rules){0};
}

size_t rules_steps(const struct rules *rules)
{
        size_t n = 0;
        for (size_t i = 0; i < rules->n; i++)
                n += (size_t)rules->of[i].steps;
        return n;
}

const struct alert_rule *rules_find(const struct rules *rules, int32_t rule_id)
{
        for (size_t i = 0; i < rules->n; i++) {
                if (rules->of[i].rule_id == rule_id)
                        return &rules->of[i];
        }
        return NULL;
}
