/* SPDX-License-Identifier: Apache-2.0
 *
 * share_words.c - patterns over a note; what else stands in it is never read.
 */
#include "consumers/report/audit/share_words.h"

#include <ctype.h>

static bool is_word(char c)
{
        return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Finds "printed 98.32 %" by the pattern "printed {} %": a run of spaces in a pattern stands for any spaces
 * or none; the pattern begins at the begin of a word. */
static bool match_at(const char *pattern, struct text t, struct decimal *out)
{
        size_t i = 0;
        bool found = false;
        while (*pattern) {
                if (*pattern == ' ') {
                        pattern++;
                        while (i < t.len && t.at[i] == ' ')
                                i++;
                } else if (pattern[0] == '{' && pattern[1] == '}') {
                        const size_t begin = i;
                        while (i < t.len && (isdigit((unsigned char)t.at[i]) ||
                                             ((t.at[i] == '.' || t.at[i] == ',') && i + 1 < t.len &&
                                              isdigit((unsigned char)t.at[i + 1]))))
                                i++;
                        found = decimal_parse((struct text){t.at + begin, i - begin}, true, out);
                        if (!found)
                                return false;
                        pattern += 2;
                } else if (i < t.len && t.at[i] == *pattern) {
                        i++;
                        pattern++;
                } else {
                        return false;
                }
        }
        return found;
}

bool share_in_words(struct text note, const char *const patterns[], size_t n, struct decimal *out)
{
        for (size_t i = 0; i < note.len; i++) {
                if (i > 0 && is_word(note.at[i - 1]))
                        continue;
                for (size_t p = 0; p < n; p++) {
                        if (match_at(patterns[p], (struct text){note.at + i, note.len - i}, out))
                                return true;
                }
        }
        return false;
}
