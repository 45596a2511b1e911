/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_list.c - one line an alert.
 */
#include "consumers/alert/show/alert_list.h"

#include "core/base/nearest.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
        COLUMN_ALERT,
        COLUMN_RAISED_AT,
        COLUMN_RULE,
        COLUMN_KIND,
        COLUMN_STEP,
        COLUMN_DUE_AT,
        COLUMN_DOSSIER,
        COLUMN_AGENCY,
        COLUMN_RECIPIENT,
        COLUMN_PROCEDURE,
        COLUMN_STALE
};

static void print_head(const struct zone *zone)
{
        printf("%-19s  %-16s step  %-19s  %-32s  at agency; times of %s\n", "raised", "rule", "return date",
               "dossier", zone_name(zone));
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char raised[CELL_ROOM], due[CELL_ROOM];
        const struct text rule = pg_get_text(r, row, COLUMN_RULE),
                          dossier = pg_get_text(r, row, COLUMN_DOSSIER),
                          agency = pg_get_text(r, row, COLUMN_AGENCY),
                          recipient = pg_get_text(r, row, COLUMN_RECIPIENT);
        const bool moved_up = !text_equal(agency, recipient);
        printf("%s  %-*.*s %4" PRId64 "  %s  %-32.*s  %.*s%s%.*s%s\n",
               zone_format(zone, pg_get_instant(r, row, COLUMN_RAISED_AT), raised), text_field(rule, 16),
               (int)rule.len, rule.at, pg_get_int(r, row, COLUMN_STEP),
               zone_format(zone, pg_get_instant(r, row, COLUMN_DUE_AT), due), (int)dossier.len, dossier.at,
               (int)agency.len, agency.at, moved_up ? " -> " : "", moved_up ? (int)recipient.len : 0,
               recipient.at, pg_get_int(r, row, COLUMN_STALE) ? "  (stale)" : "");
}

static const struct listing listing = {{{"alert_id", CELL_NUMBER},
                                        {"raised_at", CELL_INSTANT},
                                        {"rule", CELL_TEXT},
                                        {"kind", CELL_TEXT},
                                        {"step", CELL_NUMBER},
                                        {"due_at", CELL_INSTANT},
                                        {"dossier_id", CELL_TEXT},
                                        {"agency", CELL_TEXT},
                                        {"recipient", CELL_TEXT},
                                        {"procedure", CELL_TEXT},
                                        {"stale", CELL_TRUTH}},
                                       print_head,
                                       print_text,
                                       "no alert stands"};

/* A name that the warehouse does not have would look as if all were well. */
static enum fault check_known(struct pg *pg, const char *query, const char *what, const char *name,
                              struct err *e)
{
        struct nearest near = {0};
        char hint[NEAREST_HINT];
        struct pg_result *r;
        bool known = false;
        if (!name)
                return OK;
        if (pg_run(pg, query, NULL, 0, &r, e) != OK)
                return e->kind;
        for (int row = 0; !known && row < pg_rows(r); row++) {
                const char *other = pg_get_text(r, row, 0).at;
                known = strcmp(other, name) == 0;
                nearest_offer(&near, name, other);
        }
        nearest_hint(&near, hint);
        pg_free(r);
        return known ? OK : fail(e, USAGE, "there is no %s '%s'%s", what, name, hint);
}

enum fault alert_list(struct pg *pg, const struct zone *zone, const char *agency, const char *rule,
                      enum list_format format, struct err *e)
{
        const struct pg_param params[] = {pg_text(text_of(agency)), pg_text(text_of(rule))};
        struct pg_result *r;
        if (check_known(pg, SQL_alert_agency_codes, "agency", agency, e) != OK ||
            check_known(pg, SQL_alert_rule_names, "rule", rule, e) != OK)
                return e->kind;
        if (pg_run(pg, SQL_alert_list, params, 2, &r, e) != OK)
                return e->kind;
        listing_print(&listing, format, r, zone);
        pg_free(r);
        return OK;
}
