/* SPDX-License-Identifier: Apache-2.0
 *
 * committing.c - see committing.h.
 */
#include "tests/support/committing.h"

void committing_begin(const char *name)
{
        world_open(&world, name, NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "looker");
}

int committing_fresh(void **state)
{
        (void)state;
        sql_run(pg, "truncate hentra.dossier, hentra.flow_day, hentra.flow_half_month, hentra.position, "
                    "hentra.quarantine,"
                    " hentra.agency_level_claim, hentra.procedure_field_claim");
        return 0;
}

void committing_tell(struct worker *k, int day, const char *id, enum status status)
{
        const struct event v = event_on(day, id, status);
        worker_tell(k, &v);
}

void committing_done(struct worker *k)
{
        const enum commit_outcome outcome = worker_commit(k);
        if (outcome != COMMIT_DONE)
                fail_msg("outcome %d: %s", outcome, k->e.text);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), k->position.next_offset);
}
