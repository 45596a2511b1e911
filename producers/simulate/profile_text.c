/* SPDX-License-Identifier: Apache-2.0
 *
 * profile_text.c - one table of keys, and a reader for each kind of value.
 */
#include "producers/simulate/profile_text.h"
#include "core/lib/ini.h"
#include "generated/embedded.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const char *read_value(void *into, const char *value); /* NULL, or what is allowed */

struct reading {
        struct profile *p;
        uint64_t given;                    /* bits by position in `keys` */
        uint64_t level_given[LEVEL_COUNT]; /* bits by position in `level_keys` */
};

static const char *read_percent(void *into, const char *value)
{
        return profile_percent(value, into) ? NULL : "a percentage, 0 to 100, with at most four decimals";
}

static const char *read_count(void *into, const char *value)
{
        size_t digits = strspn(value, "0123456789");
        if (!digits || value[digits] || digits > 12)
                return "a whole number";
        *(int64_t *)into = strtoll(value, NULL, 10);
        return NULL;
}

/* Shares are multiplied with each other. */
static const char *read_share(int64_t *into, const char *value)
{
        const char *wrong = read_count(into, value);
        return wrong ? wrong : *into > SHARE_MOST ? "at most a million" : NULL;
}

static const char *copy(char *into, size_t room, const char *value)
{
        size_t len = strlen(value);
        if (!len || len >= room)
                return "a text, shorter";
        memcpy(into, value, len + 1);
        return NULL;
}

static const char *read_name(void *into, const char *value)
{
        return copy(into, NAME_ROOM, value) ? "a text of 1 to 127 bytes" : NULL;
}

static const char *read_code(void *into, const char *value)
{
        return copy(into, CODE_ROOM, value) ? "a code of 1 to 15 bytes" : NULL;
}

static const char *read_day(void *into, const char *value)
{
        struct civil c = {0};
        bool offset;
        int seconds;
        if (civil_parse(text_of(value), "%Y-%m-%d", &c, &offset, &seconds) || !civil_legal(&c))
                return "a day, YYYY-MM-DD";
        *(int32_t *)into = day_of_civil(c.year, c.month, c.day);
        return NULL;
}

static const char *read_kind(void *into, const char *value)
{
        for (int kind = DOSSIER; kind < CASE_KIND_COUNT; kind++) {
                if (strcmp(value, case_kind_names[kind]) == 0) {
                        *(enum case_kind *)into = (enum case_kind)kind;
                        return NULL;
                }
        }
        return "DOSSIER, PETITION or TASK";
}

/* ---- lists ---- */

/* Cuts `list` itself at `separator`, trims the parts, and returns their number (at most `most` are stored).
 */
static int cut(char *list, const char *separator, char **part, int most)
{
        int n = 0;
        char *rest = list, *piece;
        while ((piece = strsep(&rest, separator))) {
                piece += strspn(piece, " ");
                size_t len = strlen(piece);
                while (len && piece[len - 1] == ' ')
                        piece[--len] = 0;
                if (!len && *separator == ' ')
                        continue;
                if (n < most)
                        part[n] = piece;
                n++;
        }
        return n;
}

static const char *read_fields(void *into, const char *value)
{
        struct profile_level *level = into;
        char list[INI_LINE_MOST + 1], *part[FIELDS_MOST];
        snprintf(list, sizeof(list), "%s", value);
        level->fields = cut(list, " ", part, FIELDS_MOST);
        if (level->fields < 1 || level->fields > FIELDS_MOST)
                return "1 to 32 field codes";
        for (int i = 0; i < level->fields; i++) {
                if (read_code(level->field[i], part[i]))
                        return "field codes of 1 to 15 bytes";
        }
        return NULL;
}

static const char *read_terms(void *into, const char *value)
{
        static const char allowed[] =
                "1 to 16 pairs DAYS:SHARE, 1 to 60 working days, with shares of 1 to 1000000";
        struct profile_level *level = into;
        char list[INI_LINE_MOST + 1], *part[TERMS_MOST], *pair[2];
        snprintf(list, sizeof(list), "%s", value);
        level->terms = cut(list, " ", part, TERMS_MOST);
        if (level->terms < 1 || level->terms > TERMS_MOST)
                return allowed;
        for (int i = 0; i < level->terms; i++) {
                if (cut(part[i], ":", pair, 2) != 2 || read_count(&level->term[i].days, pair[0]) ||
                    read_share(&level->term[i].share, pair[1]) || level->term[i].days < 1 ||
                    level->term[i].days > TERM_DAYS_MOST || level->term[i].share < 1)
                        return allowed;
        }
        return NULL;
}

static const char *add_days(int32_t *days, int *n, const char *value)
{
        char list[INI_LINE_MOST + 1], *part[OFF_MOST];
        snprintf(list, sizeof(list), "%s", value);
        int more = cut(list, " ", part, OFF_MOST);
        if (*n + more > OFF_MOST)
                return "at most 256 days";
        for (int i = 0; i < more; i++, (*n)++) {
                if (read_day(&days[*n], part[i]))
                        return "days YYYY-MM-DD with spaces between";
        }
        return NULL;
}

static bool read_clock(const char *value, int32_t *minute)
{
        struct civil c = {.year = 1970, .month = 1, .day = 1};
        bool offset;
        int seconds;
        if (civil_parse(text_of(value), "%H:%M", &c, &offset, &seconds) || !civil_legal(&c))
                return false;
        *minute = c.hour * 60 + c.minute;
        return true;
}

static const char *add_span(struct office_hours *hours, const char *value)
{
        char list[INI_LINE_MOST + 1], *part[2];
        int32_t opens, closes;
        snprintf(list, sizeof(list), "%s", value);
        if (cut(list, "-", part, 2) != 2 || !read_clock(part[0], &opens) || !read_clock(part[1], &closes) ||
            opens >= closes)
                return "a span HH:MM-HH:MM within one day";
        if (hours->n == SPANS_MOST || (hours->n > 0 && opens <= hours->span[hours->n - 1].closes))
                return "at most 4 spans, each after the one before";
        hours->span[hours->n].opens = opens;
        hours->span[hours->n++].closes = closes;
        return NULL;
}

static const char *number_of(char into[4], const char *key)
{
        if (strlen(key) != 2 || strspn(key, "0123456789") != 2)
                return "numbers of two digits before the =";
        memcpy(into, key, 3);
        return NULL;
}

static const char *add_department(struct profile *p, const char *key, const char *value)
{
        char list[INI_LINE_MOST + 1], *part[5], *fields[2];
        snprintf(list, sizeof(list), "%s", value);
        if (p->departments == DEPARTMENTS_MOST)
                return "at most 64 departments";
        struct profile_department *d = &p->department[p->departments++];
        if (number_of(d->number, key) || cut(list, "|", part, 5) != 5 || read_share(&d->share, part[0]) ||
            read_count(&d->procedures, part[1]) || read_count(&d->procedures_used, part[2]) ||
            cut(part[3], "x", fields, 2) != 2 || copy(d->field, CODE_ROOM - 2, fields[0]) ||
            read_count(&d->fields, fields[1]) || d->fields < 1 || d->fields > 99 ||
            read_name(d->name, part[4]))
                return "NN = share (to 1000000) | procedures | procedures used | field prefix x how many | "
                       "name";
        if (d->procedures_used > d->procedures || (d->share && !d->procedures_used))
                return "a department that uses some, but not more than all, of its procedures";
        return NULL;
}

static const char *add_district(struct profile *p, const char *key, const char *value)
{
        char list[INI_LINE_MOST + 1], *part[3];
        snprintf(list, sizeof(list), "%s", value);
        if (p->districts == DISTRICTS_MOST)
                return "at most 64 districts";
        struct profile_district *d = &p->district[p->districts++];
        if (number_of(d->number, key) || cut(list, "|", part, 3) != 3 || read_share(&d->share, part[0]) ||
            read_count(&d->communes, part[1]) || d->communes > COMMUNES_MOST || read_name(d->name, part[2]))
                return "NN = share (to 1000000) | communes (0 to 99) | name";
        return NULL;
}

/* ---- the table ---- */

struct key {
        const char *section, *name;
        read_value *read;
        size_t at;
        bool optional;
};

#define OF(section, name, reader)                                             \
        {                                                                     \
                section, #name, reader, offsetof(struct profile, name), false \
        }
static const struct key keys[] = {
        OF("profile", name, read_name),
        OF("profile", province, read_code),
        OF("profile", source, read_name),
        OF("profile", zone, read_name),
        OF("profile", from, read_day),
        OF("profile", to, read_day),
        {"profile", "kind", read_kind, offsetof(struct profile, kind), true},
        OF("totals", received, read_count),
        OF("totals", resolved_early, read_count),
        OF("totals", resolved_on_time, read_count),
        OF("totals", resolved_after_hour, read_count),
        OF("totals", resolved_late, read_count),
        OF("totals", open_in_time, read_count),
        OF("totals", open_paused, read_count),
        OF("totals", open_overdue, read_count),
        OF("totals", online, read_count),
        OF("totals", procedures, read_count),
        OF("totals", procedures_used, read_count),
        OF("habits", full_service, read_percent),
        OF("habits", any_hour, read_percent),
        OF("habits", paid_online, read_percent),
        OF("habits", postal, read_percent),
        OF("habits", supplement, read_percent),
        OF("habits", payment_request, read_percent),
        OF("habits", transfer, read_percent),
        OF("habits", straight, read_percent),
        OF("habits", returned, read_percent),
        OF("habits", returned_by_post, read_percent),
        OF("habits", digitised, read_percent),
        OF("habits", entered_later, read_percent),
};
#undef OF

/* In [level.province], [level.district] and [level.commune]. The first three are needed for every level, the
 * others for all but the province level, whose departments have their own. */
#define OF(name, reader)                                                            \
        {                                                                           \
                "level", #name, reader, offsetof(struct profile_level, name), false \
        }
static const struct key level_keys[] = {
        OF(received, read_count),
        OF(online, read_count),
        {"level", "terms", read_terms, 0, false},
        OF(procedures, read_count),
        OF(procedures_used, read_count),
        {"level", "fields", read_fields, 0, false},
};
#undef OF
enum {
        KEYS = sizeof(keys) / sizeof(keys[0]),
        LEVEL_KEYS = sizeof(level_keys) / sizeof(level_keys[0]),
        LEVEL_KEYS_OF_PROVINCE = 3
};
static const char *const level_sections[LEVEL_COUNT] = {"", "level.province", "level.district",
                                                        "level.commune"};

static enum fault take(const struct key *table, int n, const char *section, void *base, uint64_t *given,
                       const struct ini_pair *pair, struct err *e)
{
        for (int i = 0; i < n; i++) {
                if (strcmp(table[i].section, section) != 0 || strcmp(table[i].name, pair->key) != 0)
                        continue;
                if (*given & 1ULL << i)
                        return ini_fail(e, pair, "%s.%s is given twice", pair->section, pair->key);
                *given |= 1ULL << i;
                const char *allowed = table[i].read((char *)base + table[i].at, pair->value);
                return allowed ? ini_fail(e, pair, "%s.%s must be %s", pair->section, pair->key, allowed)
                               : OK;
        }
        return ini_fail(e, pair, "unknown key %s.%s", pair->section, pair->key);
}

static enum fault visit(void *context, const struct ini_pair *pair, struct err *e)
{
        struct reading *r = context;
        const char *section = pair->section, *key = pair->key, *allowed;
        for (int i = PROVINCE; i < LEVEL_COUNT; i++) {
                if (strcmp(section, level_sections[i]) == 0)
                        return take(level_keys, i == PROVINCE ? LEVEL_KEYS_OF_PROVINCE : LEVEL_KEYS, "level",
                                    &r->p->level[i], &r->level_given[i], pair, e);
        }
        if (strcmp(section, "departments") == 0)
                allowed = add_department(r->p, key, pair->value);
        else if (strcmp(section, "districts") == 0)
                allowed = add_district(r->p, key, pair->value);
        else if (strcmp(section, "hours") == 0 && strcmp(key, "open") == 0)
                allowed = add_span(&r->p->hours, pair->value);
        else if (strcmp(section, "hours") == 0 && strcmp(key, "off") == 0)
                allowed = add_days(r->p->off, &r->p->offs, pair->value);
        else if (strcmp(section, "hours") == 0 && strcmp(key, "make_up") == 0)
                allowed = add_days(r->p->make_up, &r->p->make_ups, pair->value);
        else
                return take(keys, KEYS, section, r->p, &r->given, pair, e);
        return allowed ? ini_fail(e, pair, "%s.%s must be %s", section, key, allowed) : OK;
}

static enum fault all_given(const struct reading *r, const char *name, struct err *e)
{
        for (int i = 0; i < KEYS; i++) {
                if (!keys[i].optional && !(r->given & 1ULL << i))
                        return fail(e, USAGE, "%s: %s.%s is missing", name, keys[i].section, keys[i].name);
        }
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                for (int i = 0; i < (l == PROVINCE ? LEVEL_KEYS_OF_PROVINCE : LEVEL_KEYS); i++) {
                        if (!(r->level_given[l] & 1ULL << i))
                                return fail(e, USAGE, "%s: %s.%s is missing", name, level_sections[l],
                                            level_keys[i].name);
                }
        }
        if (!r->p->departments || !r->p->districts || !r->p->hours.n)
                return fail(e, USAGE,
                            "%s: at least one department, one district and one hours.open are wanted", name);
        return OK;
}

static enum fault read_pairs(struct profile *p, const char *name, const struct text *text, struct err *e)
{
        *p = (struct profile){0};
        struct reading r = {.p = p};
        enum fault fault =
                text ? ini_read_text(name, *text, visit, &r, e) : ini_read_file(name, visit, &r, e);
        return fault ? fault : all_given(&r, name, e);
}

/* ---- profiles by name ---- */

enum fault profile_read_text(struct profile *p, const char *name, struct text text, struct err *e)
{
        enum fault fault = read_pairs(p, name, &text, e);
        return fault ? fault : profile_check(p, name, e);
}

static bool is_file(const char *which)
{
        size_t len = strlen(which);
        return strchr(which, '/') || (len > 4 && strcmp(which + len - 4, ".ini") == 0);
}

void profile_known(char *out, size_t size)
{
        size_t len = 0;
        *out = 0;
        for (const struct embedded_file *f = embedded_profiles; f->name && len < size; f++)
                len += (size_t)snprintf(out + len, size - len, "%s%s", len ? ", " : "", f->name);
}

enum fault profile_read(struct profile *p, const char *which, struct err *e)
{
        if (is_file(which)) {
                enum fault fault = read_pairs(p, which, NULL, e);
                return fault ? fault : profile_check(p, which, e);
        }
        for (const struct embedded_file *f = embedded_profiles; f->name; f++) {
                if (strcmp(f->name, which) == 0)
                        return profile_read_text(p, f->name, (struct text){f->text, f->len}, e);
        }
        char known[256];
        profile_known(known, sizeof(known));
        return fail(e, USAGE, "no profile %.60s: known are %s, or name a FILE.ini", which, known);
}
