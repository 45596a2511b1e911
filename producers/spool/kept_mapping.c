/* SPDX-License-Identifier: Apache-2.0
 *
 * kept_mapping.c - see kept_mapping.h.
 */
#include "producers/spool/kept_mapping.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ROOM = 48 };

static void name_of(char out[static NAME_ROOM], uint64_t hash, const char *end)
{
        snprintf(out, NAME_ROOM, "mapping-%016" PRIx64 ".ini%s", hash, end);
}

enum fault kept_mapping_write(int state, const struct mapping *m, struct err *e)
{
        char name[NAME_ROOM], fresh[NAME_ROOM];
        name_of(name, m->hash, "");
        name_of(fresh, m->hash, ".new");
        if (faccessat(state, name, F_OK, 0) == 0)
                return OK;
        int fd = openat(state, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (fd < 0)
                return fail_errno(e, FATAL, "%s", fresh);
        const ssize_t wrote = write(fd, m->text.at, m->text.len);
        const bool whole = wrote == (ssize_t)m->text.len && fdatasync(fd) == 0;
        enum fault fault = OK;
        if (!whole)
                fault = wrote >= 0 && wrote < (ssize_t)m->text.len
                                ? fail(e, FATAL, "%s: the disk is full", fresh)
                                : fail_errno(e, FATAL, "%s", fresh);
        close(fd);
        if (fault == OK && (renameat(state, fresh, state, name) != 0 || fsync(state) != 0))
                fault = fail_errno(e, FATAL, "%s", name);
        return fault;
}

enum fault kept_mapping_open(struct mapping **m, const char *state, uint64_t hash, struct err *e)
{
        char name[NAME_ROOM], path[4400];
        name_of(name, hash, "");
        snprintf(path, sizeof(path), "%s/%s", state, name);
        *m = NULL;
        if (mapping_open(m, path, e) != OK)
                return e->kind = POISON;
        if ((*m)->hash == hash)
                return OK;
        mapping_close(*m);
        *m = NULL;
        return fail(e, POISON, "%s was changed", name);
}
