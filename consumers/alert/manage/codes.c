/* SPDX-License-Identifier: Apache-2.0
 *
 * codes.c - see codes.h.
 */
#include "consumers/alert/manage/codes.h"

#include "core/base/nearest.h"
#include "core/lib/nfc.h"
#include "generated/embedded.h"
#include <stdlib.h>

const struct code_query codes_agency = {"agency", SQL_alert_code_agency, COL_alert_code_agency_code,
                                        COL_alert_code_agency_id},
                        codes_procedure = {"procedure", SQL_alert_code_procedure,
                                           COL_alert_code_procedure_code, COL_alert_code_procedure_id};

enum fault code_find(struct pg *pg, const struct code_query *q, const char *name, int32_t *id, struct err *e)
{
        struct nearest near = {0};
        struct pg_result *r;
        char hint[NEAREST_HINT];
        bool found = false;
        if (pg_run(pg, q->sql, NULL, 0, &r, e) != OK)
                return e->kind;
        char *wanted = nfc_strdup(name);
        for (int row = 0; row < pg_rows(r); row++) {
                const struct text other = pg_get_text(r, row, q->name);
                nearest_offer(&near, wanted, other.at);
                if (!text_equal(text_of(wanted), other))
                        continue;
                found = true;
                *id = (int32_t)pg_get_int(r, row, q->id);
        }
        if (!found)
                (void)!fail(e, USAGE, "there is no %s '%s'%s", q->what, wanted, nearest_hint(&near, hint));
        free(wanted);
        pg_free(r);
        return found ? OK : e->kind;
}
