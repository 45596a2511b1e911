/* SPDX-License-Identifier: Apache-2.0
 *
 * journal_line.c - see journal_line.h.
 */
#include "producers/spool/journal_line.h"
#include "core/lib/crypto.h"
#include "core/lib/hash.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[JOURNAL_STATES] = {"reading", "sent",       "refused",
                                                   "done",    "retracting", "undone"};

/* Adds the numbers and the checksum, and returns the whole length. */
static size_t end_line(char out[static JOURNAL_LINE_MOST], int len, const uint64_t *const *numbers, size_t n)
{
        for (size_t i = 0; i < n; i++)
                len += snprintf(out + len, JOURNAL_LINE_MOST - (size_t)len, "%" PRIu64 " ", *numbers[i]);
        const uint64_t check = hash_bytes(out, (size_t)len);
        len += snprintf(out + len, JOURNAL_LINE_MOST - (size_t)len, "%016" PRIx64 "\n", check);
        return (size_t)len;
}

/* The numbers behind the times, in the line's order. Times among them are written as numbers without a sign,
 * which come back as they were. */
enum { OF_VERSION_2 = 13, OF_VERSION_3 = 19, OF_SPOOL = 8 };
#define ENTRY_NUMBERS(kind, v)                                                                            \
        {                                                                                                 \
                &(v)->moved_name, &(v)->mapping, &(v)->ahead, &(v)->mark.offset, &(v)->mark.line,         \
                        &(v)->mark.rows, &(v)->mark.events, &(v)->mark.repeated, &(v)->mark.rejected,     \
                        &(v)->mark.gaps, &(v)->mark.overlaps, &(v)->mark.list_bytes, &(v)->mark.left_out, \
                        &(v)->mark.unnamed, &(v)->corrections, &(v)->documents, &(v)->export_number,      \
                        &(v)->generation, (kind *)&(v)->not_before                                        \
        }
#define SPOOL_NUMBERS(kind, v)                                                                       \
        {                                                                                            \
                &(v)->mapping, &(v)->generation, &(v)->correcting, &(v)->exports, &(v)->export_size, \
                        &(v)->small_size, (kind *)&(v)->small_at, (kind *)&(v)->complete_at          \
        }

size_t journal_line_of_entry(char out[static JOURNAL_LINE_MOST], const struct journal_entry *v)
{
        const uint64_t *const numbers[OF_VERSION_3] = ENTRY_NUMBERS(const uint64_t, v);
        char hash[65];
        const int len = snprintf(out, JOURNAL_LINE_MOST, "3 %s %s %" PRId64 " %" PRId64 " %" PRId64 " ",
                                 hex_format(v->hash, 32, hash), states[v->state], v->stated_at, v->moved_at,
                                 v->seen_at);
        return end_line(out, len, numbers, OF_VERSION_3);
}

size_t journal_line_of_spool(char out[static JOURNAL_LINE_MOST], const struct journal_spool *v)
{
        const uint64_t *const numbers[OF_SPOOL] = SPOOL_NUMBERS(const uint64_t, v);
        return end_line(out, snprintf(out, JOURNAL_LINE_MOST, "3 spool "), numbers, OF_SPOOL);
}

static bool take_hash(char **at, uint8_t hash[static 32])
{
        char *word = strsep(at, " ");
        if (!word || strlen(word) != 64)
                return false;
        for (int i = 0; i < 32; i++) {
                char byte[3] = {word[2 * i], word[2 * i + 1]}, *end;
                hash[i] = (uint8_t)strtoul(byte, &end, 16);
                if (*end)
                        return false;
        }
        return true;
}

static bool take_state(char **at, enum journal_state *state)
{
        const char *word = strsep(at, " ");
        for (int i = 0; word && i < JOURNAL_STATES; i++) {
                if (!strcmp(word, states[i])) {
                        *state = (enum journal_state)i;
                        return true;
                }
        }
        return false;
}

static void take_numbers(char *at, uint64_t *const *numbers, size_t from, size_t to)
{
        for (size_t i = from; i < to; i++)
                *numbers[i] = strtoull(at, &at, 10);
}

static bool read_entry(char *at, int version, struct journal_entry *v)
{
        uint64_t *const numbers[OF_VERSION_3] = ENTRY_NUMBERS(uint64_t, v);
        *v = (struct journal_entry){0};
        if (!take_hash(&at, v->hash) || !take_state(&at, &v->state) || !at)
                return false;
        v->stated_at = strtoll(at, &at, 10);
        if (version > 1) {
                v->moved_at = strtoll(at, &at, 10);
                v->seen_at = strtoll(at, &at, 10);
        }
        static const struct {
                size_t from, to;
        } has[] = {{0, 0}, {3, OF_VERSION_2 - 1}, {0, OF_VERSION_2}, {0, OF_VERSION_3}};
        take_numbers(at, numbers, has[version].from, has[version].to);
        return true;
}

bool journal_line_read(char *line, struct journal_entry *entry, struct journal_spool *spool, bool *of_spool)
{
        uint64_t *const numbers[OF_SPOOL] = SPOOL_NUMBERS(uint64_t, spool);
        const char *last = strrchr(line, ' ');
        /* The checksum proves that this program wrote the line, so its numbers are not checked. */
        if (!last || strtoull(last, NULL, 16) != hash_bytes(line, (size_t)(last + 1 - line)) ||
            line[0] < '1' || line[0] > '3' || line[1] != ' ')
                return false;
        *of_spool = !strncmp(line, "3 spool ", 8);
        if (!*of_spool)
                return read_entry(line + 2, line[0] - '0', entry);
        take_numbers(line + 8, numbers, 0, OF_SPOOL);
        return true;
}
