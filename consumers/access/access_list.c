/* SPDX-License-Identifier: Apache-2.0
 *
 * access_list.c - a line for each grant; what makes one useless stands behind it.
 */
#include "consumers/access/access_list.h"

#include "core/program/table.h"
#include "generated/embedded.h"
#include <stdio.h>

static const char *const names[] = {"role",       "agency",        "name",           "granted_at",
                                    "granted_by", "role_is_there", "role_is_viewer", NULL};

static void print_table(const struct pg_result *r, enum table_format format)
{
        struct table t = {.format = format, .out = stdout, .names = names};
        table_begin(&t);
        for (int row = 0; row < pg_rows(r); row++) {
                table_text(&t, "role", pg_get_text(r, row, COL_access_list_role));
                table_text(&t, "agency", pg_get_text(r, row, COL_access_list_agency));
                table_text(&t, "name", pg_get_text(r, row, COL_access_list_name));
                table_instant(&t, "granted_at", pg_get_instant(r, row, COL_access_list_granted_at));
                table_text(&t, "granted_by", pg_get_text(r, row, COL_access_list_granted_by));
                table_flag(&t, "role_is_there", pg_get_int(r, row, COL_access_list_role_is_there) != 0);
                table_flag(&t, "role_is_viewer", pg_get_int(r, row, COL_access_list_role_is_viewer) != 0);
                table_row(&t);
        }
        table_end(&t);
}

static void print_text(const struct pg_result *r, int row, const struct zone *zone)
{
        char at[32];
        const struct text role = pg_get_text(r, row, COL_access_list_role),
                          agency = pg_get_text(r, row, COL_access_list_agency),
                          name = pg_get_text(r, row, COL_access_list_name),
                          by = pg_get_text(r, row, COL_access_list_granted_by);
        printf("%-*.*s  %-16.*s %-*.*s  %s by %.*s%s\n", text_field(role, 20), (int)role.len, role.at,
               agency.at ? (int)agency.len : 3, agency.at ? agency.at : "all", text_field(name, 32),
               (int)name.len, name.at ? name.at : "",
               zone_format(zone, pg_get_instant(r, row, COL_access_list_granted_at), at), (int)by.len, by.at,
               !pg_get_int(r, row, COL_access_list_role_is_there)    ? "  no such role any more: revoke it"
               : !pg_get_int(r, row, COL_access_list_role_is_viewer) ? "  no member of hentra_viewer"
                                                                     : "");
}

enum fault access_list(struct pg *pg, const char *role, const struct zone *zone, enum access_format format,
                       struct err *e)
{
        struct pg_result *r;
        const struct pg_param wanted = pg_text(text_of(role));
        if (pg_run(pg, SQL_access_list, &wanted, 1, &r, e) != OK)
                return e->kind;
        if (format != ACCESS_TEXT)
                print_table(r, format == ACCESS_CSV ? TABLE_CSV : TABLE_JSON);
        else if (pg_rows(r) == 0)
                printf("%s%s\n", role ? "nothing was granted to " : "nothing was granted to anybody",
                       role ? role : "");
        for (int row = 0; format == ACCESS_TEXT && row < pg_rows(r); row++)
                print_text(r, row, zone);
        pg_free(r);
        return OK;
}
