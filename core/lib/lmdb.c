/* SPDX-License-Identifier: Apache-2.0
 *
 * lmdb.c - the only file that knows LMDB.
 *
 * Rule: one process, one transaction, one thread.
 * So: a lock of our own on the folder is enough, and LMDB's lock file with its table of readers, where those
 * of a killed process would stay, is not used (MDB_NOLOCK).
 *
 * Rule: a page is written by write(), never through the map (no MDB_WRITEMAP).
 * So: the file has no holes, and a full disk is an error and no SIGBUS. Tables with several values a key are
 * not used either: most faults of LMDB that were mended since Debian's version were theirs.
 */
#include "core/lib/lmdb.h"
#include "core/base/bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

struct lmdb {
        const char *what;
        char *folder;
        int lock; /* descriptor; -1: closed */
        MDB_env *env;
        MDB_txn *txn; /* NULL: not begun */
        MDB_dbi table[LMDB_TABLES_MOST];
};

/* ---- errors ---- */

static enum fault damaged(const struct lmdb *db, const char *how, struct err *e)
{
        return fail(e, FATAL, "%s in %s is damaged (%s): delete the folder; it fills again by itself",
                    db->what, db->folder, how);
}

static enum fault failed(const struct lmdb *db, int code, struct err *e)
{
        switch (code) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
                return fail(e, FATAL, "%s in %s: %s: make room and start again; nothing is lost", db->what,
                            db->folder, strerror(code));
        case MDB_MAP_FULL:
        case MDB_TXN_FULL:
                return fail(e, FATAL,
                            "%s in %s has no room left (%s): delete the folder; it fills again by itself",
                            db->what, db->folder, mdb_strerror(code));
        case ENOMEM:
                out_of_memory(0);
        default:
                if (code > 0)
                        return fail(e, FATAL, "%s in %s: %s", db->what, db->folder, strerror(code));
                return damaged(db, mdb_strerror(code), e);
        }
}

/* LMDB calls it where its own pages contradict each other, and calls abort() when it returns. */
static void give_up(MDB_env *env, const char *message)
{
        const struct lmdb *db = mdb_env_get_userctx(env);
        struct err e;
        (void)damaged(db, message, &e);
        fprintf(stderr, "hentra: %s\n", e.text);
        _exit(exit_code(FATAL));
}

/* ---- opening ---- */

/* The memory map and the lock of a folder are of one machine. */
static const char *network_name(int folder)
{
        static const struct {
                unsigned type;
                const char *name;
        } known[] = {{0x6969, "NFS"},     {0x517b, "SMB"},    {0xfe534d42, "SMB"},   {0xff534d42, "CIFS"},
                     {0x5346414f, "AFS"}, {0xc36400, "Ceph"}, {0xbd00bd0, "Lustre"}, {0x47504653, "GPFS"}};
        struct statfs fs;
        for (size_t i = 0; fstatfs(folder, &fs) == 0 && i < sizeof(known) / sizeof(known[0]); i++) {
                if ((unsigned)fs.f_type == known[i].type)
                        return known[i].name;
        }
        return NULL;
}

static enum fault lock_folder(struct lmdb *db, struct err *e)
{
        if (mkdir(db->folder, 0777) != 0 && errno != EEXIST)
                return fail_errno(e, USAGE, "%s in %s", db->what, db->folder);
        const int folder = open(db->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
                return fail_errno(e, USAGE, "%s in %s", db->what, db->folder);
        const char *network = network_name(folder);
        db->lock = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        const int saved = errno;
        close(folder);
        if (network)
                return fail(e, USAGE,
                            "%s in %s lies on a network file system (%s): name a folder on a local disk",
                            db->what, db->folder, network);
        errno = saved;
        if (db->lock < 0)
                return fail_errno(e, USAGE, "%s in %s", db->what, db->folder);
        if (flock(db->lock, LOCK_EX | LOCK_NB) == 0)
                return OK;
        if (errno != EWOULDBLOCK)
                return fail_errno(e, FATAL, "%s in %s", db->what, db->folder);
        return fail(e, FATAL, "%s in %s is used by another process: end that one, or name another folder",
                    db->what, db->folder);
}

/* A map that ends behind the file raises SIGBUS where it is read. */
static enum fault check_whole(const struct lmdb *db, const char *path, struct err *e)
{
        struct stat st;
        MDB_envinfo info;
        MDB_stat pages;
        if (stat(path, &st) != 0)
                return failed(db, errno, e);
        int code = mdb_env_info(db->env, &info);
        if (code == 0)
                code = mdb_env_stat(db->env, &pages);
        if (code != 0)
                return failed(db, code, e);
        if ((uint64_t)st.st_size / pages.ms_psize <= info.me_last_pgno)
                return damaged(db, "a part of the file is missing", e);
        return OK;
}

static enum fault open_env(struct lmdb *db, const struct lmdb_options *options, struct err *e)
{
        char path[4400];
        struct stat st = {0};
        snprintf(path, sizeof(path), "%s/data.mdb", db->folder);
        if (stat(path, &st) != 0 && errno != ENOENT)
                return fail_errno(e, USAGE, "%s in %s", db->what, db->folder);
        int code = mdb_env_create(&db->env);
        if (code != 0)
                return failed(db, code, e);
        mdb_env_set_userctx(db->env, db);
        mdb_env_set_assert(db->env, give_up);
        if ((code = mdb_env_set_maxdbs(db->env, LMDB_TABLES_MOST)) != 0 ||
            (code = mdb_env_set_mapsize(db->env, options->room + (size_t)st.st_size)) != 0)
                return failed(db, code, e);
        code = mdb_env_open(db->env, db->folder, MDB_NOLOCK, 0644);
        if (code == EACCES || code == EROFS || code == EISDIR)
                return fail(e, USAGE, "%s in %s: %s", db->what, db->folder, strerror(code));
        if (code == EINVAL)
                return damaged(db, "the file has another form", e);
        if (code != 0)
                return failed(db, code, e);
        return check_whole(db, path, e);
}

static enum fault begin(struct lmdb *db, struct err *e)
{
        const int code = db->txn ? 0 : mdb_txn_begin(db->env, NULL, 0, &db->txn);
        return code == 0 ? OK : failed(db, code, e);
}

/* Handles of tables outlive the transaction only when it commits. */
static enum fault open_tables(struct lmdb *db, const struct lmdb_options *options, struct err *e)
{
        if (begin(db, e) != OK)
                return e->kind;
        for (int i = 0; i < LMDB_TABLES_MOST && options->tables[i]; i++) {
                const int code = mdb_dbi_open(db->txn, options->tables[i], MDB_CREATE, &db->table[i]);
                if (code != 0)
                        return failed(db, code, e);
        }
        return lmdb_commit(db, e);
}

enum fault lmdb_open(struct lmdb **out, const char *folder, const struct lmdb_options *options, struct err *e)
{
        struct lmdb *db = need_alloc(sizeof(*db));
        *db = (struct lmdb){.what = options->what, .folder = need_strdup(folder), .lock = -1};
        *out = NULL;
        if (lock_folder(db, e) != OK || open_env(db, options, e) != OK || open_tables(db, options, e) != OK) {
                lmdb_close(db);
                return e->kind;
        }
        *out = db;
        return OK;
}

bool lmdb_present(const char *folder)
{
        char path[4400];
        struct stat st;
        snprintf(path, sizeof(path), "%s/data.mdb", folder);
        return stat(path, &st) == 0;
}

void lmdb_close(struct lmdb *db)
{
        if (!db)
                return;
        lmdb_roll_back(db);
        if (db->env)
                mdb_env_close(db->env);
        if (db->lock >= 0)
                close(db->lock);
        free(db->folder);
        free(db);
}

/* ---- entries ---- */

static MDB_val val_of(struct text t)
{
        return (MDB_val){.mv_size = t.len, .mv_data = (void *)t.at};
}

static struct text text_of_val(const MDB_val *v)
{
        return (struct text){v->mv_data, v->mv_size};
}

enum fault lmdb_get(struct lmdb *db, int table, struct text key, struct text *value, struct err *e)
{
        MDB_val k = val_of(key), v;
        *value = (struct text){0};
        if (begin(db, e) != OK)
                return e->kind;
        const int code = mdb_get(db->txn, db->table[table], &k, &v);
        if (code == 0)
                *value = text_of_val(&v);
        return code == 0 || code == MDB_NOTFOUND ? OK : failed(db, code, e);
}

enum fault lmdb_put(struct lmdb *db, int table, struct text key, struct text value, struct err *e)
{
        MDB_val k = val_of(key), v = val_of(value);
        if (begin(db, e) != OK)
                return e->kind;
        const int code = mdb_put(db->txn, db->table[table], &k, &v, 0);
        return code == 0 ? OK : failed(db, code, e);
}

enum fault lmdb_delete(struct lmdb *db, int table, struct text key, struct err *e)
{
        MDB_val k = val_of(key);
        if (begin(db, e) != OK)
                return e->kind;
        const int code = mdb_del(db->txn, db->table[table], &k, NULL);
        return code == 0 || code == MDB_NOTFOUND ? OK : failed(db, code, e);
}

enum fault lmdb_clear(struct lmdb *db, int table, struct err *e)
{
        if (begin(db, e) != OK)
                return e->kind;
        const int code = mdb_drop(db->txn, db->table[table], 0);
        return code == 0 ? OK : failed(db, code, e);
}

enum fault lmdb_count(struct lmdb *db, int table, uint64_t *n, struct err *e)
{
        MDB_stat stat;
        if (begin(db, e) != OK)
                return e->kind;
        const int code = mdb_stat(db->txn, db->table[table], &stat);
        *n = code == 0 ? stat.ms_entries : 0;
        return code == 0 ? OK : failed(db, code, e);
}

enum fault lmdb_each(struct lmdb *db, int table, struct text prefix, lmdb_visit *visit, void *context,
                     struct err *e)
{
        MDB_cursor *cursor;
        MDB_val k = val_of(prefix), v;
        if (begin(db, e) != OK)
                return e->kind;
        int code = mdb_cursor_open(db->txn, db->table[table], &cursor);
        if (code != 0)
                return failed(db, code, e);
        code = mdb_cursor_get(cursor, &k, &v, prefix.len > 0 ? MDB_SET_RANGE : MDB_FIRST);
        while (code == 0 && k.mv_size >= prefix.len &&
               (prefix.len == 0 || memcmp(k.mv_data, prefix.at, prefix.len) == 0) &&
               visit(context, text_of_val(&k), text_of_val(&v)))
                code = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
        mdb_cursor_close(cursor);
        return code == 0 || code == MDB_NOTFOUND ? OK : failed(db, code, e);
}

/* ---- transactions ---- */

enum fault lmdb_commit(struct lmdb *db, struct err *e)
{
        MDB_txn *txn = db->txn;
        db->txn = NULL; /* gone, whatever the outcome */
        const int code = txn ? mdb_txn_commit(txn) : 0;
        return code == 0 ? OK : failed(db, code, e);
}

void lmdb_roll_back(struct lmdb *db)
{
        if (db->txn)
                mdb_txn_abort(db->txn);
        db->txn = NULL;
}
