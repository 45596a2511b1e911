/* SPDX-License-Identifier: Apache-2.0
 *
 * nth.c - the n-th allocation, query or write of a program fails. A library for LD_PRELOAD.
 *
 *   HENTRA_TEST_NTH=KIND:N[:HOW]   KIND  memory  malloc and its kin give nothing
 *                                        query   the server runs something else, which it refuses with SQLSTATE HOW
 *                                        disk    write() and what else changes a file fails with HOW: ENOSPC, EIO, or
 *                                                short (half of it is written, the next one fails with ENOSPC)
 *                                  N     from 1; 0: nothing fails
 *   HENTRA_TEST_NTH_LOG=FILE       how many there were, and whether the n-th was among them, is written there at the end
 *
 * Counted is what the program itself asks for, and the libraries that it hands records and rows to: not librdkafka, which
 * ends the process by design when it gets no memory, and not what the C library does for itself.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { NOTHING, MEMORY, QUERY, DISK };

static enum kind kind;
static long wanted, seen;
static const char *how = "";
static bool fired, shortened;

/* ---- who asks ---- */

enum { RANGES_MOST = 64 };
static struct {
        uintptr_t from, to;
} ranges[RANGES_MOST];
static size_t range_count;

static int add_object(struct dl_phdr_info *object, size_t size, void *first)
{
        static const char *const counted[] = {"libavro", "libjansson", "libinih", "libcsv", "libpq"};
        (void)size;
        bool ours = *(bool *)first; /* the program itself comes first */
        *(bool *)first = false;
        for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
                ours |= strstr(object->dlpi_name, counted[i]) != NULL;
        for (int i = 0; ours && i < object->dlpi_phnum && range_count < RANGES_MOST; i++) {
                const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
                if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X))
                        continue;
                ranges[range_count].from = object->dlpi_addr + segment->p_vaddr;
                ranges[range_count].to = ranges[range_count].from + segment->p_memsz;
                range_count++;
        }
        return 0;
}

static bool is_counted(const void *caller)
{
        for (size_t i = 0; i < range_count; i++)
                if ((uintptr_t)caller >= ranges[i].from && (uintptr_t)caller < ranges[i].to)
                        return true;
        return false;
}

__attribute__((constructor)) static void begin(void)
{
        static char text[64];
        const char *asked = getenv("HENTRA_TEST_NTH");
        bool first = true;
        if (!asked)
                return;
        snprintf(text, sizeof(text), "%s", asked);
        char *colon = strchr(text, ':');
        wanted = colon ? strtol(colon + 1, &colon, 10) : 0;
        how = colon && *colon == ':' ? colon + 1 : "";
        dl_iterate_phdr(add_object, &first);
        kind = !strncmp(text, "memory:", 7)  ? MEMORY
               : !strncmp(text, "query:", 6) ? QUERY
               : !strncmp(text, "disk:", 5)  ? DISK
                                             : NOTHING;
        unsetenv("LD_PRELOAD"); /* not for what it starts */
}

/* The program may end by _exit(), so the log is a file that is written anew at each change. */
static void tell(void)
{
        static int fd = -1;
        char line[64];
        const char *path = getenv("HENTRA_TEST_NTH_LOG");
        if (fd < 0 && path)
                fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        int len = snprintf(line, sizeof(line), "%-20ld %s\n", seen, fired ? "failed" : "passed");
        ssize_t (*real)(int, const void *, size_t, off_t) =
                (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
        if (fd >= 0 && real(fd, line, (size_t)len, 0) != len)
                _exit(99);
}

/* True when this is the one. */
static bool is_nth(enum kind what, const void *caller)
{
        if (kind != what || !is_counted(caller))
                return false;
        const long number = __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED);
        if (number == wanted)
                fired = true;
        if (what != MEMORY || fired || wanted == 0)
                tell();
        return number == wanted;
}

#define CALLER __builtin_return_address(0)

/* ---- memory ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);

static void *no_memory(void)
{
        errno = ENOMEM;
        return NULL;
}

void *malloc(size_t size)
{
        return is_nth(MEMORY, CALLER) ? no_memory() : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
        return is_nth(MEMORY, CALLER) ? no_memory() : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
        return is_nth(MEMORY, CALLER) ? no_memory() : __libc_realloc(p, size);
}

char *strdup(const char *s)
{
        if (is_nth(MEMORY, CALLER))
                return no_memory();
        const size_t size = strlen(s) + 1;
        char *copy = __libc_malloc(size);
        return copy ? memcpy(copy, s, size) : NULL;
}

/* ---- disk ---- */

static int refuse(void)
{
        errno = strcmp(how, "EIO") == 0 ? EIO : ENOSPC;
        return -1;
}

#define REAL(name) ((typeof(name) *)dlsym(RTLD_NEXT, #name))

/* Sockets and pipes are no disk; nor is what is printed, wherever it goes: the error must be seen. */
static bool is_file(int fd)
{
        struct stat st;
        return fd > STDERR_FILENO && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static bool refuses_write(int fd, const void *caller, size_t *len)
{
        if (kind != DISK || !is_file(fd))
                return false;
        if (shortened && is_counted(caller)) {
                shortened = false;
                return true;
        }
        if (!is_nth(DISK, caller))
                return false;
        if (strcmp(how, "short") != 0)
                return true;
        *len /= 2;
        shortened = true;
        return *len == 0;
}

ssize_t write(int fd, const void *at, size_t len)
{
        return refuses_write(fd, CALLER, &len) ? refuse() : REAL(write)(fd, at, len);
}

ssize_t pwrite(int fd, const void *at, size_t len, off_t offset)
{
        return refuses_write(fd, CALLER, &len) ? refuse() : REAL(pwrite)(fd, at, len, offset);
}

int fsync(int fd)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(fdatasync)(fd);
}

int ftruncate(int fd, off_t len)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(ftruncate)(fd, len);
}

int renameat(int from, const char *old, int to, const char *new)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(renameat)(from, old, to, new);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(renameat2)(from, old, to, new, flags);
}

int linkat(int from, const char *old, int to, const char *new, int flags)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(linkat)(from, old, to, new, flags);
}

int unlinkat(int dir, const char *name, int flags)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(unlinkat)(dir, name, flags);
}

int mkdirat(int dir, const char *name, mode_t mode)
{
        return is_nth(DISK, CALLER) ? refuse() : REAL(mkdirat)(dir, name, mode);
}

/* ---- queries ---- */

/* A query that the server refuses with the wanted SQLSTATE: its transaction is over, as after any error. */
static const char *refused_query(void)
{
        static char sql[160];
        snprintf(sql, sizeof(sql),
                 "do $$ begin raise exception 'the n-th query fails' using errcode = '%s'; end $$", how);
        return sql;
}

PGresult *PQexec(PGconn *conn, const char *sql)
{
        return REAL(PQexec)(conn, is_nth(QUERY, CALLER) ? refused_query() : sql);
}

PGresult *PQexecParams(PGconn *conn, const char *sql, int n, const Oid *types, const char *const *values,
                       const int *lengths, const int *formats, int result)
{
        if (is_nth(QUERY, CALLER))
                return REAL(PQexecParams)(conn, refused_query(), 0, NULL, NULL, NULL, NULL, result);
        return REAL(PQexecParams)(conn, sql, n, types, values, lengths, formats, result);
}

PGresult *PQprepare(PGconn *conn, const char *name, const char *sql, int n, const Oid *types)
{
        if (is_nth(QUERY, CALLER))
                return REAL(PQexec)(conn, refused_query());
        return REAL(PQprepare)(conn, name, sql, n, types);
}

PGresult *PQexecPrepared(PGconn *conn, const char *name, int n, const char *const *values, const int *lengths,
                         const int *formats, int result)
{
        if (is_nth(QUERY, CALLER))
                return REAL(PQexec)(conn, refused_query());
        return REAL(PQexecPrepared)(conn, name, n, values, lengths, formats, result);
}

int PQsendQuery(PGconn *conn, const char *sql)
{
        return REAL(PQsendQuery)(conn, is_nth(QUERY, CALLER) ? refused_query() : sql);
}

int PQsendQueryParams(PGconn *conn, const char *sql, int n, const Oid *types, const char *const *values,
                      const int *lengths, const int *formats, int result)
{
        if (is_nth(QUERY, CALLER))
                return REAL(PQsendQueryParams)(conn, refused_query(), 0, NULL, NULL, NULL, NULL, result);
        return REAL(PQsendQueryParams)(conn, sql, n, types, values, lengths, formats, result);
}

int PQsendPrepare(PGconn *conn, const char *name, const char *sql, int n, const Oid *types)
{
        return is_nth(QUERY, CALLER) ? REAL(PQsendPrepare)(conn, name, "\"the n-th query fails\"", 0, NULL)
                                     : REAL(PQsendPrepare)(conn, name, sql, n, types);
}

int PQsendQueryPrepared(PGconn *conn, const char *name, int n, const char *const *values, const int *lengths,
                        const int *formats, int result)
{
        if (is_nth(QUERY, CALLER))
                return REAL(PQsendQueryParams)(conn, refused_query(), 0, NULL, NULL, NULL, NULL, result);
        return REAL(PQsendQueryPrepared)(conn, name, n, values, lengths, formats, result);
}

/* The server ends the COPY; the client hears of it with the next result. */
int PQputCopyData(PGconn *conn, const char *at, int len)
{
        if (!is_nth(QUERY, CALLER))
                return REAL(PQputCopyData)(conn, at, len);
        (void)REAL(PQputCopyEnd)(conn, "the n-th query fails");
        return -1;
}

int PQputCopyEnd(PGconn *conn, const char *why)
{
        return REAL(PQputCopyEnd)(conn, is_nth(QUERY, CALLER) ? "the n-th query fails" : why);
}
