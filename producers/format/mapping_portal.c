/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_portal.c - see mapping_portal.h.
 */
#include "producers/format/mapping_portal.h"
#include "core/base/bytes.h"
#include "core/base/event.h"
#include <string.h>

enum fault mapping_unit_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        m->units_line = m->units_line ? m->units_line : pair->line;
        if (!pair->value[0] || strlen(pair->value) > AGENCY_MOST)
                return ini_fail(e, pair, "the code of an agency has 1 to %d bytes", AGENCY_MOST);
        for (size_t i = 0; i < m->unit_n; i++) {
                if (!strcmp(m->units[i].name, pair->key))
                        return ini_fail(e, pair, "the unit '%s' is given twice", pair->key);
        }
        m->units = need_realloc(m->units, (m->unit_n + 1) * sizeof(*m->units));
        m->units[m->unit_n++] = (struct portal_unit){need_strdup(pair->key), need_strdup(pair->value)};
        return OK;
}

/* The part of a mapping that only columns need; NULL: there is none. */
static const char *part_of_columns(const struct mapping *m)
{
        bool columns = false, values = false, constants = false, cases = false, ends = false;
        for (int i = 0; i < MAP_FIELDS; i++) {
                columns |= m->field[i].column.name != NULL;
                values |= m->field[i].values.line > 0;
                constants |= m->field[i].constant && i != MAP_source && i != MAP_agency;
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                cases |= m->case_column[i].name != NULL;
                ends |= m->end[i].line > 0;
        }
        return m->delimiter                      ? "delimiter"
               : m->absent.n > 0                 ? "absent"
               : m->trim.n > 0                   ? "trim"
               : m->personal.n > 0               ? "personal"
               : m->mades > 0                    ? "[made]"
               : columns                         ? "[columns]"
               : values                          ? "[values FIELD]"
               : cases                           ? "[case]"
               : ends                            ? "[end STATUS]"
               : constants                       ? "another one of [constants] than source and agency"
               : m->dates.given & ~DATE_KEY_ZONE ? "another key of [dates] than zone"
                                                 : NULL;
}

enum fault mapping_portal_complete(const struct mapping *m, const char *path, struct err *e)
{
        const char *part = part_of_columns(m);
        if (part)
                return fail(e, USAGE,
                            "%s: %s does not belong to format = portal: the portal's interface says what its "
                            "fields mean",
                            path, part);
        if (m->row != MAP_ROW_CASE && m->row != MAP_ROW_EVENT)
                return fail(
                        e, USAGE,
                        "%s: [file] needs row; allowed with format = portal: case (a line is a document of "
                        "a dossier), event (a line is a step)",
                        path);
        if (!m->field[MAP_source].constant || !m->field[MAP_agency].constant)
                return fail(e, USAGE, "%s: %s is missing: name it in [constants]", path,
                            m->field[MAP_source].constant ? "agency (of dossiers whose number names none)"
                                                          : "source");
        if (!m->dates.zone)
                return fail(e, USAGE, "%s: [dates] needs zone, for example Asia/Ho_Chi_Minh", path);
        return OK;
}
