/* SPDX-License-Identifier: Apache-2.0
 *
 * table_place.c - see table_place.h.
 */
#include "producers/outbox/table_place.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MOST = 1024 };

/* The first mark always has its lines, the others only if there are. */
static int write_text(const struct table_place *p, char text[static FILE_MOST])
{
        int len = snprintf(text, FILE_MOST, "hentra table 2\n%016" PRIx64 " %016" PRIx64 " %" PRId32 "\n%s\n",
                           p->table, p->mapping, p->day, p->floor);
        for (int i = 0; i < TABLE_MARKS_KEPT && (i == 0 || *p->marks[i].value); i++)
                len += snprintf(text + len, (size_t)(FILE_MOST - len), "%" PRId64 " %" PRId64 "\n%s\n",
                                p->marks[i].at, p->marks[i].next, p->marks[i].value);
        return len;
}

/* Reads a value up to the end of its line, and returns what stands behind it. */
static char *read_value(char *at, char value[static TABLE_VALUE_MOST])
{
        at += *at == '\n';
        const size_t len = strcspn(at, "\n");
        snprintf(value, TABLE_VALUE_MOST, "%.*s", (int)len, at);
        return at + len + (at[len] == '\n');
}

enum fault table_place_read(const char *folder, struct table_place *place, struct err *e)
{
        char path[PATH_MAX], text[FILE_MOST] = "", again[FILE_MOST], *at = text;
        *place = (struct table_place){0};
        snprintf(path, sizeof(path), "%s/place", folder);
        const int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? OK : fail_errno(e, FATAL, "%s", path);
        const ssize_t len = read(fd, text, sizeof(text) - 1);
        close(fd);
        if (len < 0)
                return fail_errno(e, FATAL, "%s", path);
        at = strchr(text, '\n');
        if (at) {
                place->table = strtoull(at + 1, &at, 16);
                place->mapping = strtoull(at, &at, 16);
                place->day = (int32_t)strtol(at, &at, 10);
                at = read_value(at, place->floor);
                for (int i = 0; i < TABLE_MARKS_KEPT && *at; i++) {
                        place->marks[i].at = strtoll(at, &at, 10);
                        place->marks[i].next = strtoll(at, &at, 10);
                        at = read_value(at, place->marks[i].value);
                }
        }
        write_text(place, again);
        if (strcmp(text, again) != 0)
                return fail(e, FATAL, "%s is damaged: delete it, and the table is read from the beginning",
                            path);
        return OK;
}

enum fault table_place_write(const char *folder, const struct table_place *place, struct err *e)
{
        char path[PATH_MAX], fresh[PATH_MAX], text[FILE_MOST];
        snprintf(path, sizeof(path), "%s/place", folder);
        snprintf(fresh, sizeof(fresh), "%s/place.new", folder);
        FILE *f = fopen(fresh, "we");
        if (!f)
                return fail_errno(e, FATAL, "%s", fresh);
        const size_t len = (size_t)write_text(place, text);
        const bool wrote = fwrite(text, 1, len, f) == len && fflush(f) == 0 && fdatasync(fileno(f)) == 0;
        enum fault fault = wrote ? OK : fail_errno(e, FATAL, "%s", fresh);
        fclose(f);
        const int dir = fault == OK ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
        if (fault == OK && (dir < 0 || rename(fresh, path) != 0 || fsync(dir) != 0))
                fault = fail_errno(e, FATAL, "%s", path);
        if (dir >= 0)
                close(dir);
        return fault;
}
