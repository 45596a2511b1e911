/* SPDX-License-Identifier: Apache-2.0
 *
 * memory.c - see memory.h.
 *
 * Three tables: `entry`, by source and dossier_id; `age`, the same keys behind a day, so that the first of
 * them is the next to leave; `about`, the version of the folder and what was forgotten.
 *
 * Rule: to hear of an unchanged document changes one page of the file.
 * So: an entry contains the day that `age` lists it under, and stays there. It is moved to its present day
 * when its turn to leave has come. Days are enough, and instants would be worse: the rows of an export differ
 * by microseconds, which would lay neighbours far apart.
 */
#include "producers/memory.h"
#include "core/base/bytes.h"
#include "core/lib/lmdb.h"
#include "producers/memory_entry.h"
#include <stdlib.h>
#include <string.h>

enum { ENTRY, AGE, ABOUT };
enum {
        VERSION = 1,
        NUMBER_SIZE = 8,     /* of the values of `about` */
        LOOKS_FOR_ROOM = 64, /* entries that one put looks at */
        ROOM_EACH = 1536,    /* bytes: half full pages, twice where one transaction changes them all */
        ROOM_LEAST = 64 << 20
};

struct memory {
        struct lmdb *db;
        char *folder;
        uint64_t most;
        bool is_new;
        micros forgotten, forgotten_on_disk;
        struct err broken; /* the first fault since the last commit */
};

/* ---- faults ---- */

static enum fault damaged(const struct memory *m, struct err *e)
{
        return fail(e, FATAL,
                    "the door's memory in %s is damaged: delete the folder; it fills again by itself",
                    m->folder);
}

/* True when nothing failed since the last commit. */
static bool fine(const struct memory *m)
{
        return m->broken.kind == OK;
}

/* ---- folder ---- */

static struct text about_key(char name)
{
        return name == 'v' ? TEXT("version") : TEXT("forgotten");
}

static enum fault read_about(struct memory *m, char name, struct text *value, struct err *e)
{
        if (lmdb_get(m->db, ABOUT, about_key(name), value, e) != OK)
                return e->kind;
        return value->at && value->len != NUMBER_SIZE ? damaged(m, e) : OK;
}

static enum fault load(struct memory *m, struct err *e)
{
        struct text value;
        if (read_about(m, 'v', &value, e) != OK)
                return e->kind;
        m->is_new = !value.at;
        if (value.at && read_be64((const uint8_t *)value.at) != VERSION)
                return fail(e, FATAL,
                            "the door's memory in %s is of another version of hentra: delete the folder; "
                            "it fills again by itself",
                            m->folder);
        if (read_about(m, 'f', &value, e) != OK)
                return e->kind;
        m->forgotten = m->forgotten_on_disk =
                value.at ? memory_time_read((const uint8_t *)value.at) : NO_TIME;
        return OK;
}

enum fault memory_open(struct memory **out, const char *folder, uint64_t most, struct err *e)
{
        const struct lmdb_options options = {.what = "the door's memory",
                                             .room = ROOM_LEAST + most * ROOM_EACH,
                                             .tables = {"entry", "age", "about"}};
        struct memory *m = need_alloc(sizeof(*m));
        m->folder = need_strdup(folder);
        m->most = most;
        *out = NULL;
        if (lmdb_open(&m->db, folder, &options, e) != OK || load(m, e) != OK) {
                memory_close(m);
                return e->kind;
        }
        *out = m;
        return OK;
}

void memory_close(struct memory *m)
{
        if (!m)
                return;
        lmdb_close(m->db);
        free(m->folder);
        free(m);
}

bool memory_is_new(const struct memory *m)
{
        return m->is_new;
}

/* ---- entries ---- */

/* The entry itself, *found: it is there. */
static enum fault find(struct memory *m, const struct memory_key *k, struct memory_entry *v, bool *found,
                       struct err *e)
{
        struct text value;
        *found = false;
        if (lmdb_get(m->db, ENTRY, memory_key_text(k), &value, e) != OK)
                return e->kind;
        if (value.at && !memory_entry_read(memory_key_text(k), value, v))
                return damaged(m, e);
        *found = value.at;
        return OK;
}

bool memory_find(struct memory *m, struct text source, struct text dossier_id, struct remembered *r)
{
        struct memory_key k;
        struct memory_entry v = {0};
        bool found = false;
        if (fine(m) && memory_key_make(&k, source, dossier_id))
                (void)!find(m, &k, &v, &found, &m->broken);
        if (found)
                *r = v.r;
        return found;
}

static enum fault write_entry(struct memory *m, const struct memory_key *k, const struct memory_entry *v,
                              struct err *e)
{
        uint8_t value[MEMORY_ENTRY_SIZE];
        return lmdb_put(m->db, ENTRY, memory_key_text(k), memory_entry_write(value, memory_key_text(k), v),
                        e);
}

static enum fault list_under(struct memory *m, struct memory_key *k, int32_t day, struct err *e)
{
        return lmdb_put(m->db, AGE, memory_key_by_age(k, day), (struct text){"", 0}, e);
}

static enum fault drop(struct memory *m, struct memory_key *k, const struct memory_entry *v, struct err *e)
{
        return lmdb_delete(m->db, ENTRY, memory_key_text(k), e) == OK
                       ? lmdb_delete(m->db, AGE, memory_key_by_age(k, v->day), e)
                       : e->kind;
}

/* ---- room ---- */

static bool take_first(void *context, struct text key, struct text value)
{
        struct memory_key *first = context;
        (void)value;
        (void)!memory_key_of_bytes(first, key);
        return false;
}

/* The first entry leaves, or is put where it belongs by now. */
static enum fault look_at_first(struct memory *m, struct err *e)
{
        struct memory_key first = {0};
        struct memory_entry v;
        bool known;
        if (lmdb_each(m->db, AGE, (struct text){0}, take_first, &first, e) != OK)
                return e->kind;
        if (first.len == 0)
                return damaged(m, e);
        if (find(m, &first, &v, &known, e) != OK)
                return e->kind;
        if (!known)
                return damaged(m, e);
        const int32_t day = memory_day(v.r.stated_at);
        if (day <= v.day) {
                memory_distrust(m, v.r.stated_at);
                return drop(m, &first, &v, e);
        }
        if (lmdb_delete(m->db, AGE, memory_key_by_age(&first, v.day), e) != OK)
                return e->kind;
        v.day = day;
        return write_entry(m, &first, &v, e) == OK ? list_under(m, &first, day, e) : e->kind;
}

static enum fault make_room(struct memory *m, struct err *e)
{
        for (int i = 0; i < LOOKS_FOR_ROOM; i++) {
                uint64_t n;
                if (lmdb_count(m->db, ENTRY, &n, e) != OK)
                        return e->kind;
                if (n <= m->most)
                        return OK;
                if (look_at_first(m, e) != OK)
                        return e->kind;
        }
        return OK;
}

static enum fault put(struct memory *m, struct memory_key *k, const struct remembered *r, struct err *e)
{
        struct memory_entry v = {.r = *r, .day = memory_day(r->stated_at)}, old;
        bool known;
        if (find(m, k, &old, &known, e) != OK)
                return e->kind;
        const bool earlier = known && v.day < old.day;
        if (known && !earlier)
                v.day = old.day;
        if (write_entry(m, k, &v, e) != OK)
                return e->kind;
        if (earlier && lmdb_delete(m->db, AGE, memory_key_by_age(k, old.day), e) != OK)
                return e->kind;
        if ((earlier || !known) && list_under(m, k, v.day, e) != OK)
                return e->kind;
        return known ? OK : make_room(m, e);
}

void memory_put(struct memory *m, struct text source, struct text dossier_id, const struct remembered *r)
{
        struct memory_key k;
        if (fine(m) && memory_key_make(&k, source, dossier_id))
                (void)!put(m, &k, r, &m->broken);
}

/* Returns when what left was stated; NO_TIME: nothing did. */
static micros leave(struct memory *m, struct text source, struct text dossier_id)
{
        struct memory_key k;
        struct memory_entry v;
        bool known;
        if (fine(m) && memory_key_make(&k, source, dossier_id) && find(m, &k, &v, &known, &m->broken) == OK &&
            known && drop(m, &k, &v, &m->broken) == OK)
                return v.r.stated_at;
        return NO_TIME;
}

void memory_forget(struct memory *m, struct text source, struct text dossier_id)
{
        memory_distrust(m, leave(m, source, dossier_id));
}

void memory_drop(struct memory *m, struct text source, struct text dossier_id)
{
        (void)leave(m, source, dossier_id);
}

micros memory_forgotten(const struct memory *m)
{
        return m->forgotten;
}

void memory_distrust(struct memory *m, micros until)
{
        if (until > m->forgotten)
                m->forgotten = until;
}

/* ---- transactions ---- */

static enum fault write_about(struct memory *m, struct err *e)
{
        uint8_t version[NUMBER_SIZE], forgotten[NUMBER_SIZE];
        write_be64(version, VERSION);
        memory_time_write(forgotten, m->forgotten);
        if (m->is_new &&
            lmdb_put(m->db, ABOUT, about_key('v'), (struct text){(char *)version, NUMBER_SIZE}, e) != OK)
                return e->kind;
        if (m->forgotten == m->forgotten_on_disk)
                return OK;
        return lmdb_put(m->db, ABOUT, about_key('f'), (struct text){(char *)forgotten, NUMBER_SIZE}, e);
}

enum fault memory_commit(struct memory *m, struct err *e)
{
        if (fine(m) && write_about(m, &m->broken) == OK && lmdb_commit(m->db, &m->broken) == OK) {
                m->forgotten_on_disk = m->forgotten;
                m->is_new = false;
                return OK;
        }
        *e = m->broken;
        memory_roll_back(m);
        return e->kind;
}

void memory_roll_back(struct memory *m)
{
        lmdb_roll_back(m->db);
        m->forgotten = m->forgotten_on_disk;
        m->broken = (struct err){0};
}

/* ---- beginning anew ---- */

struct kept {
        struct memory_key key;
        struct memory_entry entry;
};

struct keeping {
        struct kept *of;
        size_t n, room;
        bool damaged;
};

static bool keep_withdrawal(void *context, struct text key, struct text value)
{
        struct keeping *k = context;
        struct kept one = {.key.len = MEMORY_DAY_SIZE + key.len};
        k->damaged = key.len > MEMORY_KEY_MOST || !memory_entry_read(key, value, &one.entry);
        if (k->damaged || !one.entry.r.empty)
                return !k->damaged;
        memcpy(one.key.at + MEMORY_DAY_SIZE, key.at, key.len);
        one.entry.r.export_number = 0; /* exports are counted anew, too */
        if (k->n == k->room) {
                k->room = k->room ? 2 * k->room : 64;
                k->of = need_realloc(k->of, k->room * sizeof(*k->of));
        }
        k->of[k->n++] = one;
        return true;
}

static enum fault begin_anew(struct memory *m, struct keeping *k, struct err *e)
{
        if (lmdb_each(m->db, ENTRY, (struct text){0}, keep_withdrawal, k, e) != OK)
                return e->kind;
        if (k->damaged)
                return damaged(m, e);
        for (int table = ENTRY; table <= ABOUT; table++) {
                if (lmdb_clear(m->db, table, e) != OK)
                        return e->kind;
        }
        for (size_t i = 0; i < k->n; i++) {
                if (write_entry(m, &k->of[i].key, &k->of[i].entry, e) != OK ||
                    list_under(m, &k->of[i].key, k->of[i].entry.day, e) != OK)
                        return e->kind;
        }
        return lmdb_commit(m->db, e);
}

enum fault memory_begin_anew(const char *folder, uint64_t most, struct err *e)
{
        struct memory *m = NULL;
        struct keeping k = {0};
        if (!lmdb_present(folder))
                return OK;
        if (memory_open(&m, folder, most, e) != OK || !m)
                return e->kind;
        const enum fault fault = begin_anew(m, &k, e);
        free(k.of);
        memory_close(m);
        return fault;
}

/* ---- a source's entries ---- */

struct visiting {
        const struct memory *m;
        memory_visit *visit;
        void *context;
        bool damaged;
};

static bool visit_entry(void *context, struct text key, struct text value)
{
        struct visiting *v = context;
        struct text source, dossier_id;
        struct memory_entry entry;
        v->damaged = !memory_key_read(key, &source, &dossier_id) || !memory_entry_read(key, value, &entry);
        return !v->damaged && v->visit(v->context, source, dossier_id, &entry.r);
}

enum fault memory_each(struct memory *m, struct text source, memory_visit *visit, void *context,
                       struct err *e)
{
        struct memory_key k;
        struct visiting v = {.m = m, .visit = visit, .context = context};
        if (!fine(m)) {
                *e = m->broken;
                return e->kind;
        }
        if (source.len > 0 && !memory_key_make(&k, source, (struct text){"", 0}))
                return OK;
        if (lmdb_each(m->db, ENTRY, source.len > 0 ? memory_key_text(&k) : source, visit_entry, &v, e) != OK)
                return e->kind;
        return v.damaged ? damaged(m, e) : OK;
}
