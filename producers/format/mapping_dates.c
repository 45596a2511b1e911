/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_dates.c - see mapping_dates.h.
 */
#include "producers/format/mapping_dates.h"
#include "core/base/bytes.h"
#include "producers/format/mapping_words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pairs ---- */

static enum fault formats_pair(struct dates *d, const struct ini_pair *pair, struct err *e)
{
        struct map_list list = {0};
        enum fault fault = pair_list(pair, '|', &list, e);
        for (size_t i = 0; i < list.n; i++) {
                const char *wrong = date_format_check(list.item[i]);
                if (fault == OK && wrong)
                        fault = ini_fail(e, pair, "format '%s': %s", list.item[i], wrong);
                else if (fault == OK && d->formats == DATE_FORMATS_MOST)
                        fault = ini_fail(e, pair, "at most %d formats", DATE_FORMATS_MOST);
                if (fault == OK)
                        dates_add_format(d, list.item[i]);
                else
                        free(list.item[i]);
        }
        free(list.item);
        return fault;
}

static enum fault zone_pair(struct dates *d, const struct ini_pair *pair, struct err *e)
{
        struct err why;
        if (d->given & DATE_KEY_ZONE)
                return ini_fail(e, pair, "zone is given twice");
        if (zone_open(&d->zone, pair->value, &why) != OK)
                return ini_fail(e, pair, "%s", why.text);
        return OK;
}

static enum fault dates_key(struct dates *d, const struct ini_pair *pair, unsigned *key, struct err *e)
{
        const struct {
                const char *name;
                enum date_key key;
                const char *first, *other;
                bool *second;
        } eithers[] = {{"gap", DATE_KEY_GAP, "forward", "reject", &d->gap_reject},
                       {"overlap", DATE_KEY_OVERLAP, "first", "second", &d->overlap_second},
                       {"due_day", DATE_KEY_DUE_DAY, "end", "start", &d->due_day_starts},
                       {"midnight", DATE_KEY_MIDNIGHT, "instant", "day", &d->midnight_day}};
        *key = DATE_KEY_FORMATS;
        if (!strcmp(pair->key, "formats"))
                return formats_pair(d, pair, e);
        *key = DATE_KEY_ZONE;
        if (!strcmp(pair->key, "zone"))
                return zone_pair(d, pair, e);
        for (size_t i = 0; i < sizeof(eithers) / sizeof(eithers[0]); i++) {
                *key = eithers[i].key;
                if (!strcmp(pair->key, eithers[i].name))
                        return pair_either(pair, eithers[i].first, eithers[i].other, eithers[i].second, e);
        }
        return pair_unknown_key(pair, "formats, zone, gap, overlap, due_day, midnight", e);
}

static enum fault dates_pair(struct dates *d, const struct ini_pair *pair, struct err *e)
{
        unsigned key = 0;
        const enum fault fault = dates_key(d, pair, &key, e);
        if (fault == OK || key == DATE_KEY_FORMATS) /* what was read of a list is owned in any case */
                d->given |= key;
        return fault;
}

/* The column that a section [dates NAME] is about: of a field that is a time, or of a status in [case]. */
static struct map_column *column_of(struct mapping *m, const char *name)
{
        for (int i = 0; i < MAP_FIELDS; i++) {
                if (map_fields[i]->kind == FIELD_TIME && !strcmp(map_fields[i]->name, name))
                        return &m->field[i].column;
        }
        for (int i = STATUS_UNKNOWN + 1; i < STATUS_COUNT; i++) {
                if (!strcmp(status_names[i], name))
                        return &m->case_column[i];
        }
        return NULL;
}

enum fault mapping_dates_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        const char *name = pair->section + strlen("dates");
        if (!*name)
                return dates_pair(&m->dates, pair, e);
        struct map_column *column = column_of(m, name + 1);
        if (!column)
                return ini_fail(e, pair,
                                "[dates %s]: '%s' is no time; allowed: submitted_at, due_at, stated_at, "
                                "occurred_at, and the statuses of [case]",
                                name + 1, name + 1);
        if (!column->dates)
                column->dates = need_alloc(sizeof(*column->dates));
        column->dates_line = column->dates_line ? column->dates_line : pair->line;
        return dates_pair(column->dates, pair, e);
}

/* ---- agreement ---- */

static enum fault check_zone(const struct dates *d, const char *section, struct err *e)
{
        if (d->formats == 0)
                return fail(e, USAGE, "[%s] needs formats, for example: formats = %%d/%%m/%%Y %%H:%%M:%%S",
                            section);
        for (int i = 0; i < d->formats && !d->zone; i++) {
                if (!date_format_has_offset(d->format[i]))
                        return fail(e, USAGE,
                                    "[%s] needs zone (for example Asia/Ho_Chi_Minh): format '%s' has no "
                                    "offset",
                                    section, d->format[i]);
        }
        return OK;
}

static enum fault complete_column(const struct mapping *m, const char *path, struct map_column *column,
                                  const char *name, struct err *e)
{
        char section[64];
        if (!column->dates)
                return OK;
        snprintf(section, sizeof(section), "dates %s", name);
        if (!column->name)
                return fail(e, USAGE, "%s:%d: [%s] needs a column of %s, in [columns] or [case]", path,
                            column->dates_line, section, name);
        dates_inherit(column->dates, &m->dates);
        if (check_zone(column->dates, section, e) != OK)
                return fail_at(e, "%s:%d", path, column->dates_line);
        return OK;
}

enum fault mapping_dates_complete(struct mapping *m, const char *path, struct err *e)
{
        if (check_zone(&m->dates, "dates", e) != OK)
                return fail_at(e, "%s", path);
        for (int i = 0; i < MAP_FIELDS; i++) {
                if (complete_column(m, path, &m->field[i].column, map_fields[i]->name, e) != OK)
                        return e->kind;
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                if (complete_column(m, path, &m->case_column[i], status_names[i], e) != OK)
                        return e->kind;
        }
        return OK;
}
