/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_open.c - mapping_open(): reads a mapping, and checks that its parts fit together.
 */
#include "core/base/bytes.h"
#include "core/lib/ini.h"
#include "producers/format/mapping.h"
#include "producers/format/mapping_dates.h"
#include "producers/format/mapping_ends.h"
#include "producers/format/mapping_portal.h"
#include "producers/format/mapping_read.h"
#include "producers/format/personal.h"
#include <stdlib.h>
#include <string.h>

/* ---- checks ---- */

static enum fault check_personal(const struct mapping *m, const char *path, const struct map_column *column,
                                 struct err *e)
{
        bool personal = column->name && personal_column(column->name);
        for (size_t i = 0; column->name && i < m->personal.n; i++)
                personal |= personal_same(column->name, m->personal.item[i]);
        if (!personal)
                return OK;
        return fail(
                e, USAGE,
                "%s:%d: the column '%s' holds personal data, which never enters an event: take the line out",
                path, column->line, column->name);
}

static enum fault check_end_personal(const struct mapping *m, const char *path, const struct map_end *end,
                                     struct err *e)
{
        for (size_t i = 0; i < end->times; i++) {
                if (check_personal(m, path, &end->time[i], e) != OK)
                        return e->kind;
        }
        return check_personal(m, path, &end->column, e);
}

static enum fault check_fields(const struct mapping *m, const char *path, struct err *e)
{
        for (int i = 0; i < MAP_FIELDS; i++) {
                const struct map_field *f = &m->field[i];
                const char *name = map_fields[i]->name;
                if (f->column.name && f->constant)
                        return fail(e, USAGE,
                                    "%s:%d: %s stands in [columns] and in [constants]: only one can be", path,
                                    f->column.line, name);
                if (f->values.line && !f->column.name)
                        return fail(e, USAGE, "%s:%d: [values %s] needs %s in [columns]", path,
                                    f->values.line, name, name);
                if (check_personal(m, path, &f->column, e) != OK)
                        return e->kind;
        }
        for (size_t i = 0; i < m->mades; i++) {
                for (size_t k = 0; k < m->made[i].n; k++) {
                        if (check_personal(m, path, &m->made[i].piece[k].column, e) != OK)
                                return e->kind;
                }
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                if (check_personal(m, path, &m->case_column[i], e) != OK ||
                    check_end_personal(m, path, &m->end[i], e) != OK)
                        return e->kind;
        }
        return OK;
}

static bool given(const struct mapping *m, enum map_field_id id)
{
        return m->field[id].column.name || m->field[id].constant;
}

static enum fault check_required(const struct mapping *m, struct err *e)
{
        if (!m->field[MAP_dossier_id].column.name)
                return fail(e, USAGE,
                            "[columns] needs dossier_id: the column that tells one case from another");
        if (!given(m, MAP_agency) || !given(m, MAP_source))
                return fail(e, USAGE, "%s is missing: name it in [columns] or in [constants]",
                            given(m, MAP_source) ? "agency" : "source");
        if (m->stated_at && !m->dates.zone)
                return fail(e, USAGE,
                            "[dates] needs zone (for example Asia/Ho_Chi_Minh): the times that files' names "
                            "say are "
                            "local");
        return OK;
}

/* The key `row` and the mapped columns must agree. */
static enum fault check_row(const struct mapping *m, struct err *e)
{
        bool dates = false;
        for (int i = 0; i < STATUS_COUNT; i++)
                dates |= m->case_column[i].name != NULL;
        bool status = given(m, MAP_status), occurred = m->field[MAP_occurred_at].column.name != NULL;
        switch (m->row) {
        case MAP_ROW_UNSET:
                return fail(e, USAGE, "[file] needs row; allowed: event, case, both");
        case MAP_ROW_EVENT:
                if (dates)
                        return fail(e, USAGE, "row = event has no [case]; row = both has both");
                break;
        case MAP_ROW_CASE:
                if (status || occurred || m->field[MAP_sequence].column.name)
                        return fail(
                                e, USAGE,
                                "status, occurred_at and sequence belong to row = event or both; row = case "
                                "takes them from [case]");
                break;
        case MAP_ROW_BOTH:
                break;
        }
        if (m->row != MAP_ROW_EVENT && !dates)
                return fail(e, USAGE,
                            "[case] is missing, for example: RECEIVED = column with the day of reception");
        if (m->row != MAP_ROW_CASE && !(status && occurred))
                return fail(e, USAGE, "a row that is an event needs %s",
                            occurred ? "status, in [columns] or [constants]" : "occurred_at, in [columns]");
        return OK;
}

/* Keys that say something of what a case's next row no longer has. */
static enum fault check_snapshot(const struct mapping *m, const char *path, struct err *e)
{
        const struct {
                const char *key;
                int line;
        } keys[] = {{"complete", m->complete_line}, {"emptied_end", m->emptied_end_line}};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
                if (keys[i].line && m->row != MAP_ROW_CASE)
                        return fail(
                                e, USAGE,
                                "%s:%d: %s belongs to row = case: only there a row is all that the source "
                                "holds true of a case now",
                                path, keys[i].line, keys[i].key);
        }
        if (m->complete && !m->field[MAP_source].constant)
                return fail(e, USAGE,
                            "%s:%d: complete = yes needs source in [constants]: what a file no longer "
                            "mentions is looked for under that name",
                            path, m->complete_line);
        if (m->complete && m->returning_line && !m->returning_new)
                return fail(e, USAGE,
                            "%s:%d: complete = yes needs returning = new: of nights on which nothing changed "
                            "only the first would count",
                            path, m->returning_line);
        return OK;
}

/* A document that comes again is said anew, where the file's own name tells when: a copy of an old export is
 * then as old as it. By the time of modification alone a copy would pass for news. */
static void set_returning(struct mapping *m)
{
        if (!m->returning_line)
                m->returning_new = m->row == MAP_ROW_CASE && (m->complete || m->stated_at);
}

static enum fault check_columns(struct mapping *m, const char *path, struct err *e)
{
        if (m->units_line)
                return fail(e, USAGE, "%s:%d: [units] belongs to format = portal", path, m->units_line);
        if (check_row(m, e) != OK || check_required(m, e) != OK)
                return fail_at(e, "%s", path);
        return mapping_dates_complete(m, path, e);
}

/* ---- opening ---- */

static int compare_values(const void *a, const void *b)
{
        const struct map_value *left = a, *right = b;
        return strcmp(left->from, right->from);
}

enum fault mapping_open(struct mapping **out, const char *path, struct err *e)
{
        struct mapping *m = need_alloc(sizeof(*m));
        *out = NULL;
        m->dates.earliest = MOMENT_FIRST;
        enum fault fault = ini_read_file(path, mapping_pair, m, e);
        if (fault == OK)
                fault = mapping_ends_complete(m, path, e);
        if (fault == OK)
                fault = check_fields(m, path, e);
        if (fault == OK)
                fault = m->format == MAP_FORMAT_PORTAL ? mapping_portal_complete(m, path, e)
                                                       : check_columns(m, path, e);
        if (fault == OK)
                fault = check_snapshot(m, path, e);
        set_returning(m);
        if (fault != OK) {
                mapping_close(m);
                return fault;
        }
        for (int i = 0; i < MAP_FIELDS; i++) {
                struct map_values *v = &m->field[i].values;
                if (v->n > 0)
                        qsort(v->list, v->n, sizeof(*v->list), compare_values);
        }
        *out = m;
        return OK;
}
