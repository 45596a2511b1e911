/* SPDX-License-Identifier: Apache-2.0
 *
 * share_words.c - patterns over a note; what else stands in it is never read.
 */
#include "consumers/report/audit/share_words.h"

#include <ctype.h>
#include <string.h>

/* At a sign behind which another clause begins, or at the end: "printed 12 %", but not "in 12 % of
 * communes". */
static bool ends_clause(struct text t)
{
        t = text_trim(t);
        return t.len == 0 || strchr(";:,.()", t.at[0]);
}

static bool begins_clause(const char *note, size_t i)
{
        while (i > 0 && note[i - 1] == ' ')
                i--;
        return i == 0 || strchr(";:,.()", note[i - 1]);
}

/* Finds "printed 98.32 %" by the pattern "printed {} %": a run of spaces in a pattern stands for any spaces
 * or none; the pattern begins at the begin of a word. */
static bool match_at(const char *pattern, struct text t, struct decimal *out)
{
        size_t i = 0; /* behind what has been matched */
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
        return found && ends_clause((struct text){t.at + i, t.len - i});
}

bool share_in_words(struct text note, const char *const patterns[], size_t n, struct decimal *out)
{
        for (size_t i = 0; i < note.len; i++) {
                if (note.at[i] == ' ' || !begins_clause(note.at, i))
                        continue;
                for (size_t p = 0; p < n; p++) {
                        if (match_at(patterns[p], (struct text){note.at + i, note.len - i}, out))
                                return true;
                }
        }
        return false;
}
