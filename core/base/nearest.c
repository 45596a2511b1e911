/* SPDX-License-Identifier: Apache-2.0
 *
 * nearest.c - optimal string alignment distance, three rows at a time.
 *
 * Rule: a name too long to be an option, key or command is never near. So: rows of fixed size.
 */
#include "core/base/nearest.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
        return a < b ? a : b;
}

static size_t distance(const char *a, size_t an, const char *b, size_t bn)
{
        size_t rows[3][LONGEST + 1];
        size_t *before = rows[0], *above = rows[1], *row = rows[2];
        for (size_t j = 0; j <= bn; j++)
                above[j] = j;
        for (size_t i = 1; i <= an; i++) {
                row[0] = i;
                for (size_t j = 1; j <= bn; j++) {
                        size_t changed = above[j - 1] + (a[i - 1] != b[j - 1]);
                        row[j] = least(changed, least(above[j], row[j - 1]) + 1);
                        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                                row[j] = least(row[j], before[j - 2] + 1);
                }
                size_t *free_row = before;
                before = above;
                above = row;
                row = free_row;
        }
        return above[bn];
}

void nearest_offer(struct nearest *n, const char *word, const char *name)
{
        size_t word_len = strlen(word), name_len = strlen(name);
        if (word_len > LONGEST || name_len > LONGEST)
                return;
        size_t d = strcasecmp(word, name) == 0 ? strcmp(word, name) != 0
                                               : distance(word, word_len, name, name_len);
        size_t allowed = word_len < 6 ? 1 : word_len / 3;
        if (d > allowed || (n->name && d >= n->distance))
                return;
        *n = (struct nearest){.name = name, .distance = d};
}

const char *nearest_hint(const struct nearest *n, char out[static NEAREST_HINT])
{
        out[0] = '\0';
        if (n->name)
                snprintf(out, NEAREST_HINT, "; did you mean %s?", n->name);
        return out;
}
