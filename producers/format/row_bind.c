/* SPDX-License-Identifier: Apache-2.0
 *
 * row_bind.c - a mapping and the names of a source's columns, brought together once for all rows.
 */
#include "core/lib/nfc.h"
#include "producers/format/row.h"
#include <string.h>

static enum fault find_column(const struct row *row, const char *name, int *at, struct err *e)
{
        *at = -1;
        for (size_t i = 0; name && i < row->n; i++) {
                if (!nfc_equal(text_trim(row->names[i]), text_of(name)))
                        continue;
                if (*at >= 0)
                        return fail(e, POISON, "the header has this column twice");
                *at = (int)i;
        }
        if (name && *at < 0)
                return fail(e, POISON, "the header lacks this column, which the mapping names");
        return OK;
}

/* A column that is made has precedence over one of the file of that name. */
static enum fault row_position(const struct row_layout *layout, const struct row *row, const char *name,
                               int *at, struct err *e)
{
        const struct mapping *m = layout->mapping;
        for (size_t i = 0; name && i < m->mades; i++) {
                *at = (int)(layout->columns + i);
                if (!strcmp(m->made[i].name, name))
                        return OK;
        }
        return find_column(row, name, at, e);
}

static enum fault bind_made(struct row_layout *layout, const struct row *row, const char **column,
                            struct err *e)
{
        const struct mapping *m = layout->mapping;
        for (size_t i = 0; i < m->mades; i++) {
                for (size_t k = 0; k < m->made[i].n; k++) {
                        *column = m->made[i].piece[k].column.name;
                        if (find_column(row, *column, &layout->made[i][k], e) != OK)
                                return e->kind;
                }
        }
        return OK;
}

/* Values that are the same for all rows are set once. */
_Static_assert(MAP_dossier_id == 0, "row_read() knows the case before anything can be wrong with it");
static void set_constants(struct row_layout *layout)
{
        struct event *v = &layout->constants;
        event_empty(v);
        for (int i = 0; i < MAP_FIELDS; i++) {
                const struct map_value *constant = layout->mapping->field[i].constant;
                void *field = (char *)v + map_fields[i]->offset;
                if (constant && map_fields[i]->kind == FIELD_TEXT)
                        *(struct text *)field = text_of(constant->text);
                else if (constant)
                        *(int *)field = constant->code;
        }
}

static enum fault bind_case(struct row_layout *layout, const struct mapping *mapping, const struct row *row,
                            const char **column, struct err *e)
{
        for (int i = 0; i < STATUS_COUNT; i++) {
                *column = mapping->case_column[i].name;
                if (row_position(layout, row, *column, &layout->case_date[i], e) != OK)
                        return e->kind;
                for (size_t k = 0; k < mapping->end[i].times; k++) {
                        *column = mapping->end[i].time[k].name;
                        if (row_position(layout, row, *column, &layout->end_time[i][k], e) != OK)
                                return e->kind;
                }
        }
        return OK;
}

enum fault row_bind(struct row_layout *layout, const struct mapping *mapping, const struct row *row,
                    const char **column, struct err *e)
{
        *layout = (struct row_layout){.mapping = mapping, .columns = row->n};
        *column = "";
        if (mapping->format == MAP_FORMAT_PORTAL)
                return fail(e, POISON, "format = portal is for files of JSON lines");
        if (bind_made(layout, row, column, e) != OK)
                return e->kind;
        for (int i = 0; i < MAP_FIELDS; i++) {
                *column = mapping->field[i].column.name;
                if (row_position(layout, row, *column, &layout->field[i], e) != OK)
                        return e->kind;
                if (*column)
                        layout->with_column[layout->with_columns++] = (enum map_field_id)i;
        }
        set_constants(layout);
        *column = mapping->ends ? mapping->ends->name : NULL;
        if (row_position(layout, row, *column, &layout->end_word, e) != OK ||
            bind_case(layout, mapping, row, column, e) != OK)
                return e->kind;
        return OK;
}
