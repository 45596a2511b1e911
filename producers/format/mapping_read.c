/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_read.c - see mapping_read.h.
 *
 * Rule: every message contains the given value and the allowed ones.
 */
#include "producers/format/mapping_read.h"
#include "core/base/bytes.h"
#include "core/lib/encoding.h"
#include "core/lib/hash.h"
#include "core/lib/nfc.h"
#include "producers/format/file_time.h"
#include "producers/format/mapping_dates.h"
#include "producers/format/mapping_ends.h"
#include "producers/format/mapping_made.h"
#include "producers/format/mapping_portal.h"
#include "producers/format/mapping_words.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LIST_TEXT = 320 };

/* ---- words ---- */

static void append(char list[static LIST_TEXT], const char *word)
{
        size_t len = strlen(list);
        snprintf(list + len, LIST_TEXT - len, "%s%s", len > 0 ? ", " : "", word);
}

/* The spelling of a code: the absent one has no name in the event. */
static const char *code_word(const struct event_field *spec, int code)
{
        return spec->names[code][0] ? spec->names[code] : "absent";
}

static enum fault read_code(const struct event_field *spec, const struct ini_pair *pair, const char *word,
                            int *code, struct err *e)
{
        char allowed[LIST_TEXT] = "";
        for (*code = 0; *code < spec->names_count; ++*code) {
                if (!strcmp(word, code_word(spec, *code)))
                        return OK;
                append(allowed, code_word(spec, *code));
        }
        return ini_fail(e, pair, "'%s' is no %s; allowed: %s", word, spec->name, allowed);
}

/* ---- sections ---- */

static enum fault encoding_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        if (!encoding_known(pair->value))
                return ini_fail(e, pair,
                                "encoding = '%s' is unknown; allowed: utf-8, utf-16, utf-16le, windows-1252, "
                                "windows-1258, iso-8859-1, tcvn3 and what else `iconv -l` lists",
                                pair->value);
        free(m->encoding);
        m->encoding = !strcasecmp(pair->value, "utf-8") || !strcasecmp(pair->value, "utf8")
                              ? NULL
                              : need_strdup(pair->value);
        return OK;
}

static enum fault row_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        static const char *const rows[] = {NULL, "event", "case", "both"};
        for (int i = MAP_ROW_EVENT; i <= MAP_ROW_BOTH; i++) {
                if (!strcmp(pair->value, rows[i])) {
                        m->row = (enum map_row)i;
                        return OK;
                }
        }
        return ini_fail(e, pair, "row = '%s' is unknown; allowed: event, case, both", pair->value);
}

static enum fault delimiter_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        const char *value = !strcmp(pair->value, "tab") ? "\t" : pair->value;
        if (!value[0] || value[1] || !strchr(",;|\t", value[0]))
                return ini_fail(e, pair, "delimiter = '%s' is unknown; allowed: , ; | tab", pair->value);
        m->delimiter = value[0];
        return OK;
}

static enum fault stated_at_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        const char *wrong = file_time_check(pair->value);
        if (m->stated_at)
                return ini_fail(e, pair, "stated_at is given twice");
        if (wrong)
                return ini_fail(e, pair, "stated_at = '%s': %s (for example export-%%Y-%%m-%%d.csv)",
                                pair->value, wrong);
        m->stated_at = need_strdup(pair->value);
        return OK;
}

/* One of two words, at most once: *line is the line that has it. */
static enum fault snapshot_pair(const struct ini_pair *pair, const char *first, const char *other, int *line,
                                bool *second, struct err *e)
{
        if (*line)
                return ini_fail(e, pair, "%s is given twice", pair->key);
        *line = pair->line;
        return pair_either(pair, first, other, second, e);
}

/* The character U+XXXX in UTF-8: some that surround cells cannot be seen in a mapping. NULL: there is none,
 * or it can be seen. */
static char *character_of(const char *word)
{
        const char *hex = word + strlen("U+");
        if (strlen(hex) != 4 || strspn(hex, "0123456789abcdefABCDEF") != 4)
                return NULL;
        const unsigned long code = strtoul(hex, NULL, 16);
        if (code < 0x80 || (code >= 0xd800 && code < 0xe000))
                return NULL;
        char *out = need_alloc(4);
        const unsigned char bytes[] = {(unsigned char)(code < 0x800 ? 0xc0 | code >> 6 : 0xe0 | code >> 12),
                                       (unsigned char)(0x80 | (code < 0x800 ? code & 63 : code >> 6 & 63)),
                                       (unsigned char)(0x80 | (code & 63))};
        memcpy(out, bytes, code < 0x800 ? 2 : 3);
        return out;
}

static enum fault trim_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        if (m->trim.n > 0)
                return ini_fail(e, pair, "trim is given twice");
        if (!pair->value[0] || pair_list(pair, ' ', &m->trim, e) != OK)
                return ini_fail(e, pair, "trim = texts with one space between them, or characters as U+00A0");
        for (size_t i = 0; i < m->trim.n; i++) {
                char **item = &m->trim.item[i];
                if (strncmp(*item, "U+", 2) != 0)
                        continue;
                char *character = character_of(*item);
                if (!character)
                        return ini_fail(e, pair,
                                        "trim: '%s' is no character; U+ and four digits stand for those from "
                                        "U+0080 on, all others stand as they are",
                                        *item);
                free(*item);
                *item = character;
        }
        return OK;
}

static enum fault format_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        bool portal;
        const enum fault fault = snapshot_pair(pair, "csv", "portal", &m->format_line, &portal, e);
        if (fault == OK)
                m->format = portal ? MAP_FORMAT_PORTAL : MAP_FORMAT_CSV;
        return fault;
}

static enum fault file_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        if (!strcmp(pair->key, "format"))
                return format_pair(m, pair, e);
        if (!strcmp(pair->key, "row"))
                return row_pair(m, pair, e);
        if (!strcmp(pair->key, "delimiter"))
                return delimiter_pair(m, pair, e);
        if (!strcmp(pair->key, "encoding"))
                return encoding_pair(m, pair, e);
        if (!strcmp(pair->key, "stated_at"))
                return stated_at_pair(m, pair, e);
        if (!strcmp(pair->key, "returning"))
                return snapshot_pair(pair, "same", "new", &m->returning_line, &m->returning_new, e);
        if (!strcmp(pair->key, "complete"))
                return snapshot_pair(pair, "no", "yes", &m->complete_line, &m->complete, e);
        if (!strcmp(pair->key, "emptied_end"))
                return snapshot_pair(pair, "withdrawn", "reopened", &m->emptied_end_line, &m->end_reopens, e);
        if (!strcmp(pair->key, "absent"))
                return pair_list(pair, '|', &m->absent, e);
        if (!strcmp(pair->key, "trim"))
                return trim_pair(m, pair, e);
        if (!strcmp(pair->key, "personal"))
                return pair_list(pair, ',', &m->personal, e);
        return pair_unknown_key(
                pair,
                "row, delimiter, encoding, stated_at, returning, absent, trim, personal, complete, "
                "emptied_end, format",
                e);
}

/* The field that a key (or the end of a section's name) means. `any`: also a time or a number. */
static enum fault find_field(const struct ini_pair *pair, const char *name, const char *what, bool any,
                             int *id, struct err *e)
{
        char allowed[LIST_TEXT] = "";
        for (*id = 0; *id < MAP_FIELDS; ++*id) {
                const enum field_kind kind = map_fields[*id]->kind;
                if (!any && (kind == FIELD_TIME || kind == FIELD_NUMBER))
                        continue;
                if (!strcmp(name, map_fields[*id]->name))
                        return OK;
                append(allowed, map_fields[*id]->name);
        }
        return ini_fail(e, pair, "'%s' is no field that can %s; allowed: %s", name, what, allowed);
}

static enum fault column_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        int id;
        if (find_field(pair, pair->key, "come from a column", true, &id, e) != OK)
                return e->kind;
        return pair_column(&m->field[id].column, pair, e);
}

/* A value of ours: of a constant, or on the left of a value map. */
static enum fault read_value(const struct event_field *spec, const struct ini_pair *pair, const char *word,
                             struct map_value *out, struct err *e)
{
        *out = (struct map_value){0};
        if (spec->kind != FIELD_TEXT)
                return read_code(spec, pair, word, &out->code, e);
        if (!word[0] || strlen(word) > spec->most)
                return ini_fail(e, pair, "%s has 1 to %u bytes", spec->name, spec->most);
        out->text = need_strdup(word);
        return OK;
}

static enum fault single_value(struct map_value **slot, const struct event_field *spec,
                               const struct ini_pair *pair, struct err *e)
{
        if (*slot)
                return ini_fail(e, pair, "'%s' is given twice", pair->key);
        *slot = need_alloc(sizeof(**slot));
        return read_value(spec, pair, pair->value, *slot, e);
}

static enum fault constant_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        int id;
        if (find_field(pair, pair->key, "be a constant", false, &id, e) != OK)
                return e->kind;
        return single_value(&m->field[id].constant, map_fields[id], pair, e);
}

static enum fault case_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        int status;
        if (read_code(map_fields[MAP_status], pair, pair->key, &status, e) != OK)
                return e->kind;
        if (status == STATUS_UNKNOWN)
                return ini_fail(e, pair,
                                "[case] names statuses that a case reaches on a known day: not UNKNOWN");
        return pair_column(&m->case_column[status], pair, e);
}

static enum fault add_values(struct map_values *v, const struct event_field *spec,
                             const struct ini_pair *pair, struct err *e)
{
        struct map_list cells = {0};
        enum fault fault = pair_list(pair, '|', &cells, e);
        for (size_t i = 0; i < cells.n; i++) {
                struct map_value value = {0};
                for (size_t k = 0; fault == OK && k < v->n; k++) {
                        if (!strcmp(v->list[k].from, cells.item[i]))
                                fault = ini_fail(e, pair, "the cell '%s' is listed twice", cells.item[i]);
                }
                if (fault == OK)
                        fault = read_value(spec, pair, pair->key, &value, e);
                if (fault != OK) {
                        free(cells.item[i]);
                        continue;
                }
                value.from = cells.item[i];
                v->list = need_realloc(v->list, (v->n + 1) * sizeof(*v->list));
                v->list[v->n++] = value;
        }
        free(cells.item);
        return fault;
}

static enum fault values_pair(struct mapping *m, const struct ini_pair *pair, const char *field,
                              struct err *e)
{
        int id;
        if (find_field(pair, field, "have a value map", false, &id, e) != OK)
                return e->kind;
        struct map_values *v = &m->field[id].values;
        v->line = v->line ? v->line : pair->line;
        if (!strcmp(pair->key, "empty"))
                return single_value(&v->empty, map_fields[id], pair, e);
        if (strcmp(pair->key, "other"))
                return add_values(v, map_fields[id], pair, e);
        if (!strcmp(pair->value, "reject"))
                return OK;
        if (v->other || strcmp(pair->value, "keep") || map_fields[id]->kind != FIELD_TEXT)
                return single_value(&v->other, map_fields[id], pair, e);
        v->other = need_alloc(sizeof(*v->other));
        v->other->keep = true;
        return OK;
}

/* The texts in order, each with its NUL, upon what came before. */
static uint64_t hash_pair(uint64_t before, const struct ini_pair *pair)
{
        const char *const texts[] = {pair->section, pair->key, pair->value};
        uint64_t hash = before;
        for (size_t i = 0; i < 3; i++) {
                const uint64_t both[] = {hash, hash_bytes(texts[i], strlen(texts[i]) + 1)};
                hash = hash_bytes(both, sizeof(both));
        }
        return hash ? hash : 1;
}

/* A pair as a mapping of its own has it. */
static void keep_pair(struct bytes *text, const struct ini_pair *pair)
{
        const char *const parts[] = {"[", pair->section, "]\n", pair->key, " = ", pair->value, "\n"};
        for (size_t i = pair->section[0] ? 0 : 3; i < sizeof(parts) / sizeof(parts[0]); i++)
                bytes_add(text, parts[i], strlen(parts[i]));
}

static enum fault composed_pair(struct mapping *m, const struct ini_pair *pair, struct err *e)
{
        static const struct {
                const char *name;
                enum fault (*pair)(struct mapping *m, const struct ini_pair *pair, struct err *e);
        } sections[] = {{"file", file_pair},          {"dates", mapping_dates_pair},
                        {"made", mapping_made_pair},  {"columns", column_pair},
                        {"constants", constant_pair}, {"case", case_pair},
                        {"units", mapping_unit_pair}};
        for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
                if (!strcmp(pair->section, sections[i].name))
                        return sections[i].pair(m, pair, e);
        }
        if (!strncmp(pair->section, "dates ", 6))
                return mapping_dates_pair(m, pair, e);
        if (!strncmp(pair->section, "end ", 4))
                return mapping_end_pair(m, pair, e);
        if (!strncmp(pair->section, "values ", 7))
                return values_pair(m, pair, pair->section + 7, e);
        return ini_fail(
                e, pair,
                "there is no section [%s]; allowed: [file], [dates], [dates FIELD], [made], [columns], "
                "[constants], [case], [end STATUS], [values FIELD], [units]",
                pair->section);
}

/* True for what the time of a cell of the column of stated_at hangs on. */
static bool tells_when_stated(const struct ini_pair *pair)
{
        if (!strcmp(pair->section, "dates stated_at") || !strcmp(pair->section, "made"))
                return true;
        if (!strcmp(pair->section, "dates"))
                return strcmp(pair->key, "due_day") != 0;
        return (!strcmp(pair->section, "columns") && !strcmp(pair->key, "stated_at")) ||
               (!strcmp(pair->section, "file") &&
                (!strcmp(pair->key, "absent") || !strcmp(pair->key, "trim")));
}

enum fault mapping_pair(void *context, const struct ini_pair *pair, struct err *e)
{
        struct mapping *m = context;
        char *key = nfc_strdup(pair->key), *value = nfc_strdup(pair->value);
        struct ini_pair composed = *pair;
        composed.key = key;
        composed.value = value;
        m->hash = hash_pair(m->hash, &composed);
        if (tells_when_stated(&composed))
                m->stating = hash_pair(m->stating, &composed);
        keep_pair(&m->text, &composed);
        enum fault fault = composed_pair(m, &composed, e);
        free(key);
        free(value);
        return fault;
}
