/* SPDX-License-Identifier: Apache-2.0
 *
 * agency.c - see agency.h.
 */
#include "consumers/calendar/agency.h"

#include "core/lib/nfc.h"
#include "generated/embedded.h"
#include <stdlib.h>

enum fault calendar_find_agency(struct pg *pg, const char *code, int32_t *agency_id, struct err *e)
{
        char *composed = nfc_strdup(code); /* as codes are stored; a terminal may send another form */
        const struct pg_param param = pg_text(text_of(composed));
        struct pg_result *r;
        const enum fault fault = pg_run(pg, SQL_agency_calendar_find, &param, 1, &r, e);
        free(composed);
        if (fault != OK)
                return e->kind;
        *agency_id = pg_rows(r) ? (int32_t)pg_get_int(r, 0, COL_agency_calendar_find_agency_id) : 0;
        pg_free(r);
        return *agency_id ? OK
                          : fail(e, USAGE,
                                 "--agency: '%s' is no agency of the catalogue, nor of an event: `hentra "
                                 "catalogue "
                                 "import agencies` names agencies",
                                 code);
}
