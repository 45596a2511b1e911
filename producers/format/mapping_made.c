/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_made.c - see mapping_made.h.
 */
#include "producers/format/mapping_made.h"
#include "core/base/bytes.h"
#include "core/base/text.h"
#include <string.h>

static char *copy_of(struct text t)
{
        char *copy = need_alloc(t.len + 1);
        if (t.len > 0)
                memcpy(copy, t.at, t.len);
        return copy;
}

static const char *skip_spaces(const char *at)
{
        return at + strspn(at, " \t");
}

/* The end of a column's name: behind it comes a plus between spaces, a bar, or nothing. */
static const char *end_of_name(const char *at)
{
        for (; *at && *at != '|'; at++) {
                if (at[0] == ' ' && at[1] == '+' && (!at[2] || at[2] == ' ' || at[2] == '\''))
                        break;
        }
        return at;
}

/* Reads a piece at *at, which moves behind it. */
static enum fault read_piece(const struct ini_pair *pair, const char **at, struct map_piece *piece,
                             struct err *e)
{
        const char *begin = skip_spaces(*at), *end;
        if (*begin == '\'') {
                end = strchr(++begin, '\'');
                if (!end)
                        return ini_fail(e, pair, "'%s': a text has an apostrophe at both ends", pair->key);
                piece->text = copy_of((struct text){begin, (size_t)(end - begin)});
                *at = end + 1;
                return OK;
        }
        end = end_of_name(begin);
        const struct text name = text_trim((struct text){begin, (size_t)(end - begin)});
        if (name.len == 0)
                return ini_fail(e, pair, "'%s': a column is missing", pair->key);
        piece->column = (struct map_column){.name = copy_of(name), .line = pair->line};
        *at = end;
        return OK;
}

/* The pieces of one alternative or of several; each needs a column. */
static enum fault read_pieces(const struct ini_pair *pair, struct map_made *made, struct err *e)
{
        bool first = true, column = false, text = false;
        for (const char *at = pair->value;;) {
                if (made->n == MADE_PIECES_MOST)
                        return ini_fail(e, pair, "'%s' has at most %d parts", pair->key, MADE_PIECES_MOST);
                struct map_piece *piece = &made->piece[made->n++];
                piece->begins = first;
                if (read_piece(pair, &at, piece, e) != OK)
                        return e->kind;
                if (text && !first && piece->text)
                        return ini_fail(e, pair, "'%s': two texts in a row are one", pair->key);
                text = piece->text != NULL;
                column |= !text;
                at = skip_spaces(at);
                first = *at != '+';
                if (first && !column)
                        return ini_fail(e, pair, "'%s' is made of no column", pair->key);
                if (!*at)
                        return OK;
                if (*at != '+' && *at != '|')
                        return ini_fail(e, pair, "'%s': between two parts stands + or |", pair->key);
                column &= !first;
                at++;
        }
}

enum fault mapping_made_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        for (size_t i = 0; i < m->mades; i++) {
                if (!strcmp(m->made[i].name, pair->key))
                        return ini_fail(e, pair, "'%s' is given twice", pair->key);
        }
        if (m->mades == MADE_MOST)
                return ini_fail(e, pair, "at most %d columns can be made", MADE_MOST);
        struct map_made *made = &m->made[m->mades++];
        made->name = need_strdup(pair->key);
        return read_pieces(pair, made, e);
}
