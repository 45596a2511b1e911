/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.c - files are written and synced in NUMBER.part, which is then renamed to NUMBER. Before, the number
 * is noted: a receiver that has it would not take another export under it.
 */
#include "consumers/export/folder.h"

#include "core/lib/crypto.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char part[] = ".part", sums[] = "SHA256SUMS", noted[] = ".newest", noting[] = ".newest.part";

/* The number of "000002" or, with the ending, of "000002.part"; 0: another name. */
static int64_t number_of(const char *name, const char *ending)
{
        char *end, again[32];
        errno = 0;
        const int64_t n = *name >= '0' && *name <= '9' ? strtoll(name, &end, 10) : 0;
        if (n <= 0 || errno || strcmp(end, ending) != 0)
                return 0;
        snprintf(again, sizeof(again), "%06" PRId64 "%s", n, ending);
        return strcmp(again, name) == 0 ? n : 0;
}

static DIR *list_of(int dir)
{
        const int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
        if (!list && fd >= 0)
                close(fd);
        return list;
}

/* Only folders of our own names, with files in them, are removed. */
static bool remove_part(int dir, const char *name)
{
        const int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *list = fd >= 0 ? list_of(fd) : NULL;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        for (struct dirent *d; list && (d = readdir(list));) {
                if (*d->d_name != '.')
                        unlinkat(fd, d->d_name, 0);
        }
        if (list)
                closedir(list);
        if (fd >= 0)
                close(fd);
        return unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

static enum fault look_around(struct export_folder *f, bool only_look, struct err *e)
{
        DIR *list = list_of(f->dir);
        if (!list)
                return fail_errno(e, FATAL, "cannot list %s", f->path);
        enum fault fault = OK;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        for (struct dirent *d; fault == OK && (d = readdir(list));) {
                const int64_t n = number_of(d->d_name, "");
                if (n > f->newest)
                        f->newest = n;
                if (!only_look && number_of(d->d_name, part) && !remove_part(f->dir, d->d_name))
                        fault = fail_errno(e, FATAL, "cannot remove %s/%s, which a killed export has left",
                                           f->path, d->d_name);
        }
        closedir(list);
        return fault;
}

/* Left as it is where nobody has noted anything: then folders alone tell. */
static enum fault read_noted(struct export_folder *f, struct err *e)
{
        char line[32] = "";
        f->given = f->newest;
        const int fd = openat(f->dir, noted, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? OK : fail_errno(e, FATAL, "cannot read %s/%s", f->path, noted);
        const ssize_t n = read(fd, line, sizeof(line) - 1);
        close(fd);
        if (n <= 0 || line[n - 1] != '\n')
                return fail(
                        e, FATAL,
                        "%s/%s should have the number of the newest export, and a line feed: write it there",
                        f->path, noted);
        line[n - 1] = 0;
        const int64_t number = number_of(line, "");
        if (number > f->given)
                f->given = number;
        return OK;
}

static enum fault note_number(struct export_folder *f, struct err *e)
{
        const int fd = openat(f->dir, noting, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        const bool written = fd >= 0 && dprintf(fd, "%s\n", f->name) > 0 && fsync(fd) == 0;
        const int why = errno;
        if (fd >= 0)
                close(fd);
        if (written && renameat(f->dir, noting, f->dir, noted) == 0 && fsync(f->dir) == 0)
                return OK;
        errno = written ? errno : why;
        return fail_errno(e, FATAL, "cannot write %s/%s", f->path, noted);
}

enum fault folder_open(struct export_folder *f, const char *path, bool only_look, struct err *e)
{
        *f = (struct export_folder){.path = path, .dir = -1, .part = -1};
        if (!only_look && mkdir(path, 0777) != 0 && errno != EEXIST)
                return fail_errno(e, USAGE, "cannot make the folder %s", path);
        f->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (f->dir < 0 && only_look && errno == ENOENT)
                return OK;
        if (f->dir < 0)
                return fail_errno(e, USAGE, "cannot open the folder %s", path);
        if (!only_look && flock(f->dir, LOCK_EX | LOCK_NB) != 0)
                return errno == EWOULDBLOCK
                               ? fail(e, RETRY, "another export is working in %s: try again when it is done",
                                      path)
                               : fail_errno(e, FATAL, "cannot lock the folder %s", path);
        return look_around(f, only_look, e) == OK ? read_noted(f, e) : e->kind;
}

enum fault folder_manifest(const struct export_folder *f, struct bytes *out, struct err *e)
{
        char name[64];
        ssize_t n;
        snprintf(name, sizeof(name), "%06" PRId64 "/manifest.json", f->newest);
        const int fd = openat(f->dir, name, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail_errno(e, FATAL, "cannot read %s/%s", f->path, name);
        do {
                uint8_t *room = bytes_room(out, 1 << 16);
                n = read(fd, room, 1 << 16);
                out->len -= (size_t)((1 << 16) - (n > 0 ? n : 0));
        } while (n > 0);
        close(fd);
        return n == 0 ? OK : fail_errno(e, FATAL, "cannot read %s/%s", f->path, name);
}

enum fault folder_begin(struct export_folder *f, struct err *e)
{
        char name[32];
        snprintf(f->name, sizeof(f->name), "%06" PRId64, f->given + 1);
        snprintf(name, sizeof(name), "%.20s%s", f->name, part);
        if (mkdirat(f->dir, name, 0777) == 0)
                f->part = openat(f->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return f->part >= 0 ? OK : fail_errno(e, FATAL, "cannot make the folder %s/%s", f->path, name);
}

enum fault folder_create(struct export_folder *f, const char *name, struct folder_file *file, struct err *e)
{
        *file = (struct folder_file){0};
        snprintf(file->name, sizeof(file->name), "%s", name);
        const int fd = openat(f->part, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        file->out = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (file->out)
                return OK;
        if (fd >= 0)
                close(fd);
        return fail_errno(e, FATAL, "cannot make %s/%s.part/%s", f->path, f->name, name);
}

static enum fault add_sum(struct export_folder *f, struct folder_file *file, struct err *e)
{
        char path[4096], digits[65];
        struct stat st;
        if (fstatat(f->part, file->name, &st, 0) != 0 ||
            (size_t)snprintf(path, sizeof(path), "%s/%s%s/%s", f->path, f->name, part, file->name) >=
                    sizeof(path))
                return fail_errno(e, FATAL, "cannot find %s/%s.part/%s", f->path, f->name, file->name);
        file->bytes = st.st_size;
        if (sha256_file(path, file->sha256, e) != OK)
                return e->kind;
        hex_format(file->sha256, sizeof(file->sha256), digits);
        bytes_add(&f->sums, digits, strlen(digits));
        bytes_add(&f->sums, "  ", 2);
        bytes_add(&f->sums, file->name, strlen(file->name));
        bytes_add(&f->sums, "\n", 1);
        return OK;
}

static enum fault close_file(struct export_folder *f, struct folder_file *file, enum fault fault,
                             struct err *e)
{
        errno = 0;
        const bool written =
                fault == OK && fflush(file->out) == 0 && !ferror(file->out) && fsync(fileno(file->out)) == 0;
        const int why = errno;
        const bool closed = fclose(file->out) == 0;
        file->out = NULL;
        if (fault != OK || (written && closed))
                return fault;
        errno = why ? why : EIO;
        return fail_errno(e, FATAL, "cannot write %s/%s.part/%s", f->path, f->name, file->name);
}

enum fault folder_close_file(struct export_folder *f, struct folder_file *file, enum fault fault,
                             struct err *e)
{
        fault = close_file(f, file, fault, e);
        return fault == OK ? add_sum(f, file, e) : fault;
}

static enum fault write_sums(struct export_folder *f, struct err *e)
{
        struct folder_file file;
        if (folder_create(f, sums, &file, e) != OK)
                return e->kind;
        fwrite(f->sums.at, 1, f->sums.len, file.out);
        return close_file(f, &file, OK, e);
}

enum fault folder_finish(struct export_folder *f, struct err *e)
{
        char name[32];
        snprintf(name, sizeof(name), "%.20s%s", f->name, part);
        if (write_sums(f, e) != OK || note_number(f, e) != OK)
                return e->kind;
        if (fsync(f->part) != 0 || renameat(f->dir, name, f->dir, f->name) != 0)
                return fail_errno(e, FATAL, "cannot give %s/%s its name", f->path, name);
        close(f->part);
        f->part = -1;
        return fsync(f->dir) == 0 ? OK : fail_errno(e, FATAL, "cannot sync the folder %s", f->path);
}

void folder_close(struct export_folder *f)
{
        char name[32];
        if (f->part >= 0) {
                close(f->part);
                snprintf(name, sizeof(name), "%.20s%s", f->name, part);
                remove_part(f->dir, name);
        }
        if (f->dir >= 0)
                close(f->dir);
        bytes_free(&f->sums);
        f->dir = f->part = -1;
}
