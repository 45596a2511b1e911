/* SPDX-License-Identifier: Apache-2.0
 *
 * inbox.c - see inbox.h.
 */
#include "producers/spool/inbox.h"
#include "core/base/bytes.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { EXTENSION_MOST = 16, QUIET_MS = 10000, PATIENCE_MS = 60000 };

/* ---- life ---- */

static enum fault open_below(int parent, const char *name, int *fd, struct err *e)
{
        if (mkdirat(parent, name, 0777) != 0 && errno != EEXIST)
                return fail_errno(e, FATAL, "%s", name);
        *fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return *fd >= 0 ? OK : fail_errno(e, FATAL, "%s", name);
}

static enum fault open_all(struct inbox *in, struct err *e)
{
        if (open_below(in->dir, "reading", &in->reading, e) != OK ||
            open_below(in->dir, "done", &in->done, e) != OK ||
            open_below(in->dir, "rejected", &in->rejected, e) != OK ||
            open_below(in->rejected, "whole", &in->whole, e) != OK ||
            open_below(in->dir, ".hentra", &in->state, e) != OK)
                return e->kind;
        in->lock = openat(in->state, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (in->lock < 0)
                return fail_errno(e, FATAL, "lock");
        if (flock(in->lock, LOCK_EX | LOCK_NB) != 0)
                return errno == EWOULDBLOCK
                               ? fail(e, FATAL, "another spool works on this directory; one is allowed")
                               : fail_errno(e, FATAL, "lock");
        in->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (in->watch < 0 || inotify_add_watch(in->watch, in->path, IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
                return fail_errno(e, FATAL, "watching for files");
        return OK;
}

enum fault inbox_open(struct inbox *in, const char *path, struct err *e)
{
        *in = (struct inbox){
                .reading = -1, .done = -1, .rejected = -1, .whole = -1, .state = -1, .lock = -1, .watch = -1};
        in->quiet_ms = QUIET_MS;
        in->patience_ms = PATIENCE_MS;
        in->ask_again = END_OF_TIME;
        in->path = need_strdup(path);
        in->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        enum fault fault = in->dir < 0 ? fail_errno(e, USAGE, "%s", path) : open_all(in, e);
        if (fault == FATAL)
                fail_at(e, "%s", path);
        if (fault != OK)
                inbox_close(in);
        return fault;
}

static void free_files(struct inbox_file *file, size_t n)
{
        for (size_t i = 0; i < n; i++)
                free(file[i].name);
        free(file);
}

void inbox_close(struct inbox *in)
{
        int *const fds[] = {&in->watch,    &in->lock, &in->state,   &in->whole,
                            &in->rejected, &in->done, &in->reading, &in->dir};
        for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
                if (*fds[i] >= 0)
                        close(*fds[i]);
                *fds[i] = -1;
        }
        free_files(in->file, in->n);
        in->file = NULL;
        in->n = 0;
        free(in->path);
        in->path = NULL;
}

/* ---- scan ---- */

static bool ends_with(const char *name, const char *end)
{
        size_t len = strlen(name), end_len = strlen(end);
        return len >= end_len && !strcmp(name + len - end_len, end);
}

/* Files that were moved away are one list by age, wherever they lie. */
static int rank_of(enum inbox_place place)
{
        return place == INBOX_WHOLE ? INBOX_DONE : (int)place;
}

static int older_first(const void *a, const void *b)
{
        const struct inbox_file *left = a, *right = b;
        if (rank_of(left->place) != rank_of(right->place))
                return rank_of(left->place) - rank_of(right->place);
        if (left->modified != right->modified)
                return left->modified < right->modified ? -1 : 1;
        return strcmp(left->name, right->name);
}

static int by_name(const void *a, const void *b)
{
        const struct inbox_file *left = a, *right = b;
        return left->place != right->place ? (int)left->place - (int)right->place
                                           : strcmp(left->name, right->name);
}

int inbox_dir(const struct inbox *in, enum inbox_place place, const char **path)
{
        static const char *const paths[] = {"reading", "done", "rejected/whole", "."};
        const int dirs[] = {in->reading, in->done, in->whole, in->dir};
        *path = paths[place];
        return dirs[place];
}

int64_t inbox_modified(const struct stat *st)
{
        const int64_t most = INT64_MAX / 1000000000 - 1, s = st->st_mtim.tv_sec;
        return (s > most ? most : s < -most ? -most : s) * 1000000000 + st->st_mtim.tv_nsec;
}

bool inbox_name_is_ready(const char *name)
{
        return name[0] != '.' && !ends_with(name, ".tmp") && !ends_with(name, ".part");
}

static void add_file(struct inbox *in, enum inbox_place place, int dir, const char *name)
{
        struct stat st;
        if (!inbox_name_is_ready(name) || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISREG(st.st_mode))
                return;
        if (in->n % 64 == 0)
                in->file = need_realloc(in->file, (in->n + 64) * sizeof(*in->file));
        in->file[in->n++] = (struct inbox_file){.name = need_strdup(name),
                                                .place = place,
                                                .modified = inbox_modified(&st),
                                                .size = (uint64_t)st.st_size,
                                                .inode = st.st_ino};
}

static bool same_state(const struct inbox_file *file, const struct inbox_file *other)
{
        return file->modified == other->modified && file->size == other->size && file->inode == other->inode;
}

/* Sets how long each file has been as this scan finds it. `before` is the list of the last scan. */
static void compare_scans(struct inbox *in, struct inbox_file *before, size_t n)
{
        const micros now = steady_now();
        if (n > 0)
                qsort(before, n, sizeof(*before), by_name);
        for (size_t i = 0; i < in->n; i++) {
                struct inbox_file *file = &in->file[i];
                const struct inbox_file *old =
                        n > 0 ? bsearch(file, before, n, sizeof(*before), by_name) : NULL;
                bool same = old && same_state(file, old);
                file->since = same ? old->since : now;
                file->first = old ? old->first : now;
        }
}

static enum fault add_files(struct inbox *in, enum inbox_place place, struct err *e)
{
        const char *path;
        const int dir = inbox_dir(in, place, &path);
        int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
        if (!list)
                return fail_errno(e, FATAL, "%s", in->path);
        struct dirent *entry;
        /* cppcheck-suppress readdirCalled ; a stream that nobody shares, and glibc calls readdir_r obsolete
         */
        while (errno = 0, (entry = readdir(list)))
                add_file(in, place, dir, entry->d_name);
        enum fault fault = errno ? fail_errno(e, FATAL, "%s", in->path) : OK;
        closedir(list);
        return fault;
}

enum fault inbox_scan(struct inbox *in, bool moved, struct err *e)
{
        char events[4096];
        while (read(in->watch, events, sizeof(events)) > 0) {
                /* The names do not matter: the whole directory is read below. */
        }
        struct inbox_file *before = in->file;
        size_t n = in->n;
        in->file = NULL;
        in->n = 0;
        in->ask_again = END_OF_TIME;
        enum fault fault = OK;
        for (int place = INBOX_CLAIMED; place <= INBOX_NEW && fault == OK; place++) {
                if (moved || place == INBOX_CLAIMED || place == INBOX_NEW)
                        fault = add_files(in, (enum inbox_place)place, e);
        }
        compare_scans(in, before, n);
        free_files(before, n);
        if (in->n > 0)
                qsort(in->file, in->n, sizeof(*in->file), older_first);
        return fault;
}

/* ---- moves ---- */

/* As rename(), but fails with EEXIST when the name is taken. Where the file system cannot do that in one
 * step, asking first is as good: only the one spool of this directory creates names there. */
static int rename_to_free(int from, const char *name, int to, const char *as)
{
        if (renameat2(from, name, to, as, RENAME_NOREPLACE) == 0)
                return 0;
        if (errno != EINVAL && errno != ENOSYS)
                return -1;
        if (faccessat(to, as, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
                errno = EEXIST;
                return -1;
        }
        return renameat(from, name, to, as);
}

/* `as`, from 2 on with the number in front of its extension; its stem is cut where a name would be too long.
 */
static void name_number(char out[static NAME_MAX + 1], const char *as, int number)
{
        char between[16] = "";
        const char *end = strrchr(as, '.');
        if (!end || end == as || strlen(end) > EXTENSION_MOST)
                end = as + strlen(as);
        if (number > 1)
                snprintf(between, sizeof(between), ".%d", number);
        const size_t room = NAME_MAX - strlen(between) - strlen(end), stem = (size_t)(end - as);
        snprintf(out, NAME_MAX + 1, "%.*s%s%s", (int)(stem < room ? stem : room), as, between, end);
}

enum fault inbox_move(int from, const char *name, int to, const char *as, char moved[static NAME_MAX + 1],
                      struct err *e)
{
        name_number(moved, as, 1);
        for (int number = 2; rename_to_free(from, name, to, moved) != 0; number++) {
                if (errno == ENOENT && faccessat(from, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
                        return OK;
                if (errno != EEXIST)
                        return fail_errno(e, FATAL, "moving %s", name);
                name_number(moved, as, number);
        }
        return OK;
}

/* True where other machines may write: the kernel knows its own processes only, and for NFS and SMB it
 * refuses leases as if somebody wrote. The numbers are those of statfs(2). */
static bool is_shared(int fd)
{
        static const uint32_t types[] = {
                0x6969,     /* NFS */
                0xff534d42, /* CIFS */
                0xfe534d42, /* SMB 2 and 3 */
                0x517b,     /* SMB, old */
                0x65735546, /* FUSE: sshfs, glusterfs, virtiofs */
                0x01021997, /* 9p */
                0x00c36400, /* Ceph */
                0x0bd00bd0, /* Lustre */
                0x7461636f, /* OCFS2 */
                0x01161970, /* GFS2 */
                0x5346414f, /* AFS */
                0x786f4256, /* VirtualBox */
        };
        struct statfs fs;
        if (fstatfs(fd, &fs) != 0)
                return true;
        for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
                if ((uint32_t)fs.f_type == types[i])
                        return true;
        }
        return false;
}

/* Asks the kernel: it gives a lease for reading only when nobody writes. INBOX_WAITS: it cannot be asked,
 * since the file belongs to another user, or its file system has no leases or is shared. */
static enum inbox_taken ask_kernel(int fd)
{
        if (is_shared(fd))
                return INBOX_WAITS;
        if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
                return errno == EAGAIN ? INBOX_LEFT : INBOX_WAITS;
        fcntl(fd, F_SETLEASE, F_UNLCK);
        return INBOX_TAKEN;
}

/* Compares size and time with the last scan. They are read from the open file: a network file system answers
 * for a name from its cache. */
static enum inbox_taken ask_scans(struct inbox *in, int fd, const struct inbox_file *file)
{
        struct stat st;
        if (fstat(fd, &st) != 0)
                return INBOX_LEFT;
        const struct inbox_file is = {
                .modified = inbox_modified(&st), .size = (uint64_t)st.st_size, .inode = st.st_ino};
        const bool same = same_state(file, &is);
        const micros now = steady_now(), quiet_at = (same ? file->since : now) + in->quiet_ms * 1000LL;
        if (same && now >= quiet_at)
                return INBOX_TAKEN;
        if (now >= file->first + in->patience_ms * 1000LL)
                return INBOX_LEFT;
        in->ask_again = quiet_at < in->ask_again ? quiet_at : in->ask_again;
        return INBOX_WAITS;
}

enum fault inbox_take(struct inbox *in, const struct inbox_file *file, enum inbox_taken *how,
                      const char **reason, struct err *e)
{
        char moved[NAME_MAX + 1];
        *how = INBOX_TAKEN;
        *reason = "it is still being written";
        if (file->place == INBOX_CLAIMED)
                return OK;
        if (file->place != INBOX_NEW) {
                const char *path;
                return inbox_move(inbox_dir(in, file->place, &path), file->name, in->reading, file->name,
                                  moved, e);
        }
        int fd = openat(in->dir, file->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) {
                *how = errno == ENOENT ? INBOX_GONE : INBOX_LEFT;
                *reason = strerror(errno);
                return OK;
        }
        *how = ask_kernel(fd);
        if (*how == INBOX_WAITS)
                *how = ask_scans(in, fd, file);
        close(fd);
        if (*how != INBOX_TAKEN)
                return OK;
        return inbox_move(in->dir, file->name, in->reading, file->name, moved, e);
}
