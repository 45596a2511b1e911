/* SPDX-License-Identifier: Apache-2.0
 *
 * listing.c - what the formats have in common.
 */
#include "consumers/alert/show/listing.h"

#include "core/lib/csv.h"
#include "core/lib/json.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct text listing_cell(const struct listing *l, const struct pg_result *r, int row, int column,
                         char room[static CELL_ROOM])
{
        switch (l->column[column].type) {
        case CELL_NUMBER:
                snprintf(room, CELL_ROOM, "%" PRId64, pg_get_int(r, row, column));
                return text_of(room);
        case CELL_INSTANT:
                if (pg_is_null(r, row, column))
                        break;
                return text_of(moment_format(pg_get_instant(r, row, column), room));
        case CELL_TRUTH:
                return text_of(pg_get_int(r, row, column) ? "true" : "false");
        case CELL_TEXT:
                break;
        }
        return pg_get_text(r, row, column);
}

static void print_csv(const struct listing *l, const struct pg_result *r, int row)
{
        char room[CELL_ROOM];
        for (int c = 0; l->column[c].name; c++) {
                const struct text cell = listing_cell(l, r, row, c, room);
                if (l->column[c].type == CELL_TEXT)
                        csv_print_guarded(stdout, cell);
                else
                        csv_print(stdout, cell);
                fputs(l->column[c + 1].name ? "," : "\r\n", stdout);
        }
}

static void print_json(const struct listing *l, const struct pg_result *r, int row)
{
        char room[CELL_ROOM];
        struct json *j = json_new();
        for (int c = 0; l->column[c].name; c++) {
                const char *name = l->column[c].name;
                if (l->column[c].type == CELL_NUMBER)
                        json_put_int(j, name, pg_get_int(r, row, c));
                else if (l->column[c].type == CELL_TRUTH)
                        json_put_bool(j, name, pg_get_int(r, row, c) != 0);
                else if (l->column[c].type == CELL_INSTANT && pg_is_null(r, row, c))
                        json_put_null(j, name);
                else
                        json_put_text(j, name, listing_cell(l, r, row, c, room));
        }
        char *line = json_line(j);
        puts(line);
        free(line);
        json_free(j);
}

void listing_print(const struct listing *l, enum list_format format, const struct pg_result *r,
                   const struct zone *zone)
{
        for (int c = 0; format == LIST_CSV && l->column[c].name; c++)
                printf("%s%s", l->column[c].name, l->column[c + 1].name ? "," : "\r\n");
        if (format == LIST_TEXT && pg_rows(r) > 0)
                l->print_head(zone);
        for (int row = 0; row < pg_rows(r); row++) {
                if (format == LIST_CSV)
                        print_csv(l, r, row);
                else if (format == LIST_JSON)
                        print_json(l, r, row);
                else
                        l->print_text(r, row, zone);
        }
        if (format == LIST_TEXT && pg_rows(r) == 0)
                puts(l->nothing);
}
