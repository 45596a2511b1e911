/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_rules.c - reads the rules; a new one begins when it is read first.
 */
#include "consumers/alert/alert_rules.h"

#include "core/base/bytes.h"
#include "core/lib/log.h"
#include "generated/embedded.h"
#include <stdio.h>
#include <stdlib.h>

const char *alert_rule_of_row(const struct pg_result *r, int row, struct alert_rule *out)
{
        int64_t offsets[ALERT_RULE_STEPS_MOST];
        *out = (struct alert_rule){.rule_id = (int32_t)pg_get_int(r, row, COL_alert_rule_read_rule_id),
                                   .kind = (enum alert_rule_kind)pg_get_int(r, row, COL_alert_rule_read_kind),
                                   .steps = (int)pg_get_words(r, row, COL_alert_rule_read_offsets, offsets,
                                                              ALERT_RULE_STEPS_MOST),
                                   .start_mark = pg_get_instant(r, row, COL_alert_rule_read_start_mark)};
        for (int i = 0; i < out->steps; i++) {
                out->offset[i] = (int32_t)offsets[i];
                if (i > 0 && offsets[i] <= offsets[i - 1])
                        return "its offsets are not ascending";
        }
        return NULL;
}

enum fault alert_rules_read(struct alert_rules *rules, struct pg *pg, micros now, struct err *e)
{
        const struct pg_param param = pg_instant(now);
        struct alert_rules read = {0};
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_rule_begin, &param, 1, NULL, e) != OK ||
            pg_run(pg, SQL_alert_rule_read, NULL, 0, &r, e) != OK)
                return e->kind;
        read.of = need_alloc(((size_t)pg_rows(r) + 1) * sizeof(*read.of));
        for (int row = 0; row < pg_rows(r); row++) {
                const char *refused = alert_rule_of_row(r, row, &read.of[read.n]);
                /* In order of rule_id, so that the same rows give the same. */
                read.content = 31 * read.content + (uint64_t)pg_get_int(r, row, COL_alert_rule_read_content);
                if (!refused) {
                        read.n++;
                        continue;
                }
                const struct text name = pg_get_text(r, row, COL_alert_rule_read_name);
                char text[64];
                snprintf(text, sizeof(text), "%.*s", (int)name.len, name.at);
                log_error("alert.rule_refused", KT("rule", text), KT("reason", refused));
        }
        pg_free(r);
        alert_rules_free(rules);
        *rules = read;
        return OK;
}

void alert_rules_free(struct alert_rules *rules)
{
        free(rules->of);
        *rules = (struct alert_rules){0};
}

size_t alert_rules_steps(const struct alert_rules *rules)
{
        size_t n = 0;
        for (size_t i = 0; i < rules->n; i++)
                n += (size_t)rules->of[i].steps;
        return n;
}
