/* SPDX-License-Identifier: Apache-2.0
 *
 * line.c - see line.h.
 */
#include "consumers/dashboard/ask/line.h"

#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool line_word(struct line *l, const char *word)
{
        if (l->n >= LINE_MOST || strlen(word) >= LINE_WORD_MOST)
                return false;
        l->word[l->n++] = need_strdup(word);
        return true;
}

bool line_option(struct line *l, const char *name, const char *value)
{
        char word[LINE_WORD_MOST];
        const int n = snprintf(word, sizeof(word), "--%s%s%s", name, value ? "=" : "", value ? value : "");
        if (n >= (int)sizeof(word))
                return false;
        for (char *at = word; *at && *at != '='; at++)
                *at = *at == '_' ? '-' : *at;
        const bool fits = line_word(l, word);
        explicit_bzero(word, sizeof(word));
        return fits;
}

void line_free(struct line *l)
{
        for (int i = 0; i < l->n; i++) {
                explicit_bzero(l->word[i], strlen(l->word[i])); /* it may be an address with a secret */
                free(l->word[i]);
        }
        l->n = 0;
}
