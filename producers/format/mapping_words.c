/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_words.c - see mapping_words.h.
 */
#include "producers/format/mapping_words.h"
#include "core/base/bytes.h"
#include <string.h>

enum fault pair_either(const struct ini_pair *pair, const char *first, const char *other, bool *second,
                       struct err *e)
{
        *second = !strcmp(pair->value, other);
        if (*second || !strcmp(pair->value, first))
                return OK;
        return ini_fail(e, pair, "%s = '%s' is unknown; allowed: %s, %s", pair->key, pair->value, first,
                        other);
}

enum fault pair_list(const struct ini_pair *pair, char separator, struct map_list *out, struct err *e)
{
        const char *at = pair->value;
        for (;;) {
                const char *end = strchr(at, separator);
                struct text piece = text_trim((struct text){at, end ? (size_t)(end - at) : strlen(at)});
                if (piece.len == 0)
                        return ini_fail(e, pair, "'%s': nothing between two '%c'", pair->key, separator);
                out->item = need_realloc(out->item, (out->n + 1) * sizeof(*out->item));
                char *copy = need_alloc(piece.len + 1);
                memcpy(copy, piece.at, piece.len);
                out->item[out->n++] = copy;
                if (!end)
                        return OK;
                at = end + 1;
        }
}

enum fault pair_unknown_key(const struct ini_pair *pair, const char *allowed, struct err *e)
{
        return ini_fail(e, pair, "[%s] has no '%s'; allowed: %s", pair->section, pair->key, allowed);
}

enum fault pair_column(struct map_column *column, const struct ini_pair *pair, struct err *e)
{
        if (column->name)
                return ini_fail(e, pair, "'%s' is given twice", pair->key);
        if (!pair->value[0])
                return ini_fail(e, pair, "'%s' names no column; leave the line out if there is none",
                                pair->key);
        column->name = need_strdup(pair->value);
        column->line = pair->line;
        return OK;
}
