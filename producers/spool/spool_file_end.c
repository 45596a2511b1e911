/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_file_end.c - the end of a file: its final state in the journal, and its place in the directory.
 */
#include "core/base/bytes.h"
#include "core/lib/hash.h"
#include "producers/spool/spool_file_parts.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ROOM = 300 };

static bool ends_like_csv(const char *name)
{
        size_t len = strlen(name);
        return len > 4 && !strcasecmp(name + len - 4, ".csv");
}

enum fault spool_file_move_away(struct spool_file *f, struct err *e)
{
        const struct inbox *in = f->shared->inbox;
        char list_name[NAME_ROOM], moved[NAME_MAX + 1];
        snprintf(list_name, sizeof(list_name), "%s%s", f->name, ends_like_csv(f->name) ? "" : ".csv");
        if (f->entry.mark.list_bytes > 0) {
                if (inbox_move(in->rejected, f->list.name, in->rejected, list_name, moved, e) != OK)
                        return e->kind;
        } else if (unlinkat(in->rejected, f->list.name, 0) != 0 && errno != ENOENT) {
                return fail_errno(e, FATAL, "rejected/%s", f->list.name);
        }
        f->refused = f->entry.state == JOURNAL_REFUSED;
        if (inbox_move(in->reading, f->name, f->refused ? in->whole : in->done, f->name, moved, e) != OK)
                return e->kind;
        f->entry.state = JOURNAL_DONE;
        f->entry.moved_at = moment_now();
        f->entry.moved_name = hash_bytes(moved, strlen(moved));
        return journal_write(f->shared->journal, &f->entry, false, e);
}

enum fault spool_file_conclude(struct spool_file *f, enum journal_state state, struct err *e)
{
        f->now.list_bytes = f->list.length;
        f->entry.mark = f->now;
        f->entry.state = state;
        if (rejected_flush(&f->list, f->list.length > 0, e) != OK ||
            journal_write(f->shared->journal, &f->entry, true, e) != OK)
                return e->kind;
        return spool_file_move_away(f, e);
}

enum fault spool_file_read_state(struct spool_file *f, struct err *e)
{
        struct stat st;
        if (fstat(f->fd, &st) != 0)
                return fail_errno(e, FATAL, "%s", f->name);
        f->modified = inbox_modified(&st);
        f->size = (uint64_t)st.st_size;
        return OK;
}

enum fault spool_file_finish(struct spool_file *f, bool *changed, struct err *e)
{
        int64_t modified = f->modified;
        uint64_t size = f->size;
        if (spool_file_read_state(f, e) != OK)
                return e->kind;
        *changed = modified != f->modified || size != f->size;
        if (!*changed && f->after.mapping && journal_write_spool(f->shared->journal, &f->after, e) != OK)
                return e->kind;
        if (!*changed)
                return spool_file_conclude(f, JOURNAL_SENT, e);
        f->entry.mark = (struct journal_place){0};
        if (unlinkat(f->shared->inbox->rejected, f->list.name, 0) != 0)
                return fail_errno(e, FATAL, "rejected/%s", f->list.name);
        return journal_write(f->shared->journal, &f->entry, true, e);
}
