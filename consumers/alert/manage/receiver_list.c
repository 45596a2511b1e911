/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_list.c - a receiver a line.
 */
#include "consumers/alert/manage/receiver_list.h"

#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

enum { MINUTES_PER_HOUR = 60 };

static const char *what_text(const struct pg_result *r, int row, char out[static 32])
{
        const int64_t minute = pg_get_int(r, row, COL_alert_receiver_list_digest_minute);
        if (pg_is_null(r, row, COL_alert_receiver_list_digest_minute))
                return "each alert";
        snprintf(out, 32, "digest %02d:%02d", (int)(minute / MINUTES_PER_HOUR),
                 (int)(minute % MINUTES_PER_HOUR));
        return out;
}

static void print_head(const struct zone *zone)
{
        printf("%-24s %-4s %-13s %8s %8s  %-20s  address; digests by %s\n", "receiver", "is", "gets",
               "waiting", "given up", "for agency", zone_name(zone));
}

static void print_no_head(const struct zone *zone)
{
        (void)zone;
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char what[32];
        const struct text name = pg_get_text(r, row, COL_alert_receiver_list_name),
                          address = pg_get_text(r, row, COL_alert_receiver_list_address);
        struct text agency = pg_get_text(r, row, COL_alert_receiver_list_agency);
        if (!agency.at)
                agency = TEXT("all");
        (void)zone;
        printf("%-*.*s %-4s %-13s %8" PRId64 " %8" PRId64 "  %-*.*s  %.*s\n", text_field(name, 24),
               (int)name.len, name.at, pg_get_int(r, row, COL_alert_receiver_list_enabled) ? "on" : "off",
               what_text(r, row, what), pg_get_int(r, row, COL_alert_receiver_list_waiting),
               pg_get_int(r, row, COL_alert_receiver_list_given_up), text_field(agency, 20), (int)agency.len,
               agency.at, (int)address.len, address.at);
}

static const char *const names[] = {"name",    "address",  "digest", "agency", "enabled",
                                    "waiting", "given_up", "kind",   NULL};

static void add_cells(struct table *t, const struct pg_result *r, int row)
{
        char what[32];
        table_text(t, "name", pg_get_text(r, row, COL_alert_receiver_list_name));
        table_text(t, "address", pg_get_text(r, row, COL_alert_receiver_list_address));
        if (pg_is_null(r, row, COL_alert_receiver_list_digest_minute))
                table_null(t, "digest");
        else
                table_text(t, "digest", text_of(what_text(r, row, what) + sizeof("digest")));
        table_text(t, "agency", pg_get_text(r, row, COL_alert_receiver_list_agency));
        table_flag(t, "enabled", pg_get_int(r, row, COL_alert_receiver_list_enabled) != 0);
        table_count(t, "waiting", pg_get_int(r, row, COL_alert_receiver_list_waiting));
        table_count(t, "given_up", pg_get_int(r, row, COL_alert_receiver_list_given_up));
        table_word(t, "kind", pg_get_int(r, row, COL_alert_receiver_list_mail) ? "mail" : "webhook");
}

enum fault receiver_list(struct pg *pg, const struct zone *zone, enum receivers kind, const char *name,
                         enum list_format format, struct err *e)
{
        const struct listing listing = {names, add_cells, name ? print_no_head : print_head, print_text,
                                        kind == RECEIVERS_MAIL ? "nobody gets letters"
                                                               : "there is no webhook"};
        struct pg_param mail = pg_bool(kind == RECEIVERS_MAIL);
        mail.in_place = kind != RECEIVERS_ALL; /* else SQL null: any */
        const struct pg_param params[] = {pg_text(text_of(name)), mail};
        struct pg_result *r;
        if (pg_run(pg, SQL_alert_receiver_list, params, 2, &r, e) != OK)
                return e->kind;
        listing_print(&listing, format, r, zone);
        pg_free(r);
        return OK;
}
