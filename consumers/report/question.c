/* SPDX-License-Identifier: Apache-2.0
 *
 * question.c - groups as the server takes them, and the agency that is asked for.
 */
#include "consumers/report/question.h"

#include "generated/embedded.h"
#include <stdio.h>

const char *const group_names[GROUP_COUNT] = {"level", "agency", "field", "procedure", "channel", "province"};

bool question_groups_by(const struct question *q, enum group group)
{
        for (int i = 0; i < q->groups_n; i++) {
                if (q->groups[i] == group)
                        return true;
        }
        return false;
}

struct pg_param question_groups(const struct question *q, struct bytes *buffer)
{
        struct text names[GROUPS_MOST];
        for (int i = 0; i < q->groups_n; i++)
                names[i] = text_of(group_names[q->groups[i]]);
        return pg_text_array(buffer, names, (size_t)q->groups_n);
}

struct pg_param question_restated(const struct question *q)
{
        return q->restated ? pg_date(q->restated_to) : (struct pg_param){.type = PG_DATE};
}

/* Says what is wrong with it, the first thing that is. */
static enum fault check_agency(const struct question *q, const struct pg_result *r, struct err *e)
{
        char day[16];
        const struct text codes = pg_get_text(r, 0, COL_report_agency_codes);
        const struct text taken_over = pg_get_text(r, 0, COL_report_agency_taken_over);
        const int64_t n = pg_get_int(r, 0, COL_report_agency_n);
        if (!pg_get_int(r, 0, COL_report_agency_known))
                return fail(e, USAGE,
                            "--agency %s: no catalogue and no event names it; see the view "
                            "agency_current for those there are",
                            q->agency);
        if (n == 0 && pg_get_int(r, 0, COL_report_agency_inferred))
                return fail(
                        e, USAGE,
                        "--agency %s: only events name it, no catalogue does on a day that counts; import "
                        "one with hentra catalogue import agencies FILE, or aliases FILE",
                        q->agency);
        if (n == 0 && q->restated)
                return fail(e, USAGE,
                            "--agency %s: no catalogue has it on %s or before, the day of --restated",
                            q->agency, day_format(q->restated_to, day));
        if (n == 0)
                return fail(e, USAGE,
                            "--agency %s: the catalogue has it on no day of the range; see the table "
                            "agency_version for its days",
                            q->agency);
        if (n > 1)
                return fail(e, USAGE,
                            "--agency %s: on the days of the range it leads to more than one agency: %.*s; "
                            "name one of them",
                            q->agency, (int)codes.len, codes.at);
        if (taken_over.at)
                return fail(e, USAGE,
                            "--agency %s: by the agencies of %s all of it counts for %.*s: name that",
                            q->agency, day_format(q->restated_to, day), (int)taken_over.len, taken_over.at);
        return OK;
}

enum fault question_agency(struct question *q, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_text(text_of(q->agency)), pg_date(q->range.first),
                                          pg_date(q->range.last), question_restated(q)};
        if (pg_run_kept(pg, SQL_report_agency, params, 4, &r, e) != OK)
                return e->kind;
        const enum fault fault = check_agency(q, r, e);
        if (fault == OK) {
                const struct text code = pg_get_text(r, 0, COL_report_agency_codes);
                q->agency_id = (int32_t)pg_get_int(r, 0, COL_report_agency_agency_id);
                snprintf(q->agency_code, sizeof(q->agency_code), "%.*s", (int)code.len, code.at);
                q->agency = q->agency_code;
        }
        pg_free(r);
        return fault;
}
