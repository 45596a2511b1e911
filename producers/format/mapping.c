/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.c - a mapping in memory. It is read by mapping_open.c and mapping_read.c.
 */
#include "producers/format/mapping.h"
#include <stdlib.h>
#include <string.h>

const struct event_field *const map_fields[MAP_FIELDS] = {
#define MAP_FIELD_OF(member) [MAP_##member] = &event_fields[EVENT_FIELD_##member],
        MAP_FIELD_LIST(MAP_FIELD_OF)
#undef MAP_FIELD_OF
};

/* ---- lookups ---- */

static int compare_cell(const void *key, const void *element)
{
        const struct map_value *value = element;
        return text_compare(*(const struct text *)key, text_of(value->from));
}

const struct map_value *map_values_find(const struct map_values *v, struct text cell)
{
        return v->n > 0 ? bsearch(&cell, v->list, v->n, sizeof(*v->list), compare_cell) : NULL;
}

bool map_list_has(const struct map_list *list, struct text cell)
{
        for (size_t i = 0; i < list->n; i++) {
                if (text_equal(cell, text_of(list->item[i])))
                        return true;
        }
        return false;
}

/* ---- dates ---- */

static void set_earliest(struct map_column *column, micros earliest)
{
        if (column->dates)
                column->dates->earliest = earliest;
}

void mapping_set_earliest(struct mapping *m, micros earliest)
{
        m->dates.earliest = earliest;
        for (int i = 0; i < MAP_FIELDS; i++)
                set_earliest(&m->field[i].column, earliest);
        for (int i = 0; i < STATUS_COUNT; i++)
                set_earliest(&m->case_column[i], earliest);
}

/* ---- freeing ---- */

static void free_value(struct map_value *v)
{
        if (!v)
                return;
        free(v->from);
        free(v->text);
        free(v);
}

static void free_values(struct map_values *v)
{
        for (size_t i = 0; i < v->n; i++) {
                free(v->list[i].from);
                free(v->list[i].text);
        }
        free(v->list);
        free_value(v->other);
        free_value(v->empty);
}

static void free_list(struct map_list *list)
{
        for (size_t i = 0; i < list->n; i++)
                free(list->item[i]);
        free(list->item);
}

static void free_column(struct map_column *column)
{
        free(column->name);
        if (column->dates)
                dates_close(column->dates);
        free(column->dates);
}

static void free_made(struct map_made *made)
{
        for (size_t i = 0; i < made->n; i++) {
                free(made->piece[i].column.name);
                free(made->piece[i].text);
        }
        free(made->name);
}

static void free_end(struct map_end *end)
{
        free_column(&end->column);
        free_list(&end->words);
        free_list(&end->at);
        free_list(&end->substitute);
}

void mapping_close(struct mapping *m)
{
        if (!m)
                return;
        for (int i = 0; i < MAP_FIELDS; i++) {
                free_column(&m->field[i].column);
                free_value(m->field[i].constant);
                free_values(&m->field[i].values);
        }
        for (int i = 0; i < STATUS_COUNT; i++) {
                free_column(&m->case_column[i]);
                free_end(&m->end[i]);
        }
        dates_close(&m->dates);
        bytes_free(&m->text);
        free(m->encoding);
        free(m->stated_at);
        for (size_t i = 0; i < m->mades; i++)
                free_made(&m->made[i]);
        free_list(&m->absent);
        free_list(&m->trim);
        free_list(&m->personal);
        for (size_t i = 0; i < m->unit_n; i++) {
                free((char *)m->units[i].name);
                free((char *)m->units[i].code);
        }
        free(m->units);
        free(m);
}

/* The columns of the export that a column reads; their number. */
static size_t columns_read(const struct mapping *m, const char *name,
                           const char *column[static MADE_PIECES_MOST])
{
        for (size_t i = 0; i < m->mades; i++) {
                const struct map_made *made = &m->made[i];
                size_t n = 0;
                if (strcmp(made->name, name) != 0)
                        continue;
                for (size_t k = 0; k < made->n; k++) {
                        if (made->piece[k].column.name)
                                column[n++] = made->piece[k].column.name;
                }
                return n;
        }
        column[0] = name;
        return 1;
}

bool mapping_columns_meet(const struct mapping *m, const char *a, const char *b)
{
        const char *of_a[MADE_PIECES_MOST], *of_b[MADE_PIECES_MOST];
        const size_t a_n = columns_read(m, a, of_a), b_n = columns_read(m, b, of_b);
        for (size_t i = 0; i < a_n; i++) {
                for (size_t k = 0; k < b_n; k++) {
                        if (!strcmp(of_a[i], of_b[k]))
                                return true;
                }
        }
        return false;
}
