/* SPDX-License-Identifier: Apache-2.0
 *
 * question.c - groups as the server takes them, and the agency that is asked for.
 */
#include "consumers/report/question.h"

#include "generated/embedded.h"

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

enum fault question_agency(struct question *q, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        const struct pg_param params[] = {pg_text(text_of(q->agency)), pg_date(q->range.first),
                                          pg_date(q->range.last)};
        if (pg_run(pg, SQL_report_agency, params, 3, &r, e) != OK)
                return e->kind;
        const bool known = pg_rows(r) == 1;
        const bool inferred = known && pg_get_int(r, 0, COL_report_agency_inferred);
        const bool valid = known && pg_get_int(r, 0, COL_report_agency_valid);
        if (known)
                q->agency_id = (int32_t)pg_get_int(r, 0, COL_report_agency_agency_id);
        pg_free(r);
        if (!known)
                return fail(e, USAGE,
                            "--agency %s: no catalogue and no event names it; see the view "
                            "agency_current for those there are",
                            q->agency);
        if (inferred)
                return fail(e, USAGE,
                            "--agency %s: only events name it, no catalogue does; import one with "
                            "hentra setup --agencies FILE",
                            q->agency);
        if (!valid)
                return fail(e, USAGE,
                            "--agency %s: the catalogue has it on no day of the range; see the table "
                            "agency_version for its days",
                            q->agency);
        return OK;
}
