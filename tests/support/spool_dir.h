/* SPDX-License-Identifier: Apache-2.0
 *
 * spool_dir.h - a directory for a spool in tests, and a pump whose Kafka is a file.
 */
#ifndef HENTRA_TESTS_SUPPORT_SPOOL_DIR_H
#define HENTRA_TESTS_SUPPORT_SPOOL_DIR_H

#include "core/base/bytes.h"
#include "core/lib/crypto.h"
#include "core/wire/event_id.h"
#include "producers/spool/spool_source.h"
#include "tests/support/unit.h"
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define SPOOL_MAPPING                                                                               \
        "[file]\nrow = case\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = id\n" \
        "[constants]\nsource = s\nagency = a\n[case]\nRECEIVED = in\nRESOLVED = out\n"

/* The same columns as a log: each row is a statement, and the door keeps none of them back. */
#define SPOOL_LOG                                                                                \
        "[file]\nrow = event\n[dates]\nformats = %Y-%m-%d\nzone = UTC\n[columns]\ndossier_id = " \
        "id\noccurred_at = in\n"                                                                 \
        "[constants]\nsource = s\nagency = a\nstatus = RECEIVED\n"

static const struct spool_options spool_options = {.memory_most = 100000, .missed_most = 3};

struct spool_dir {
        char path[64];
        struct mapping *mapping;
};

/* ---- files ---- */

static inline void put_bytes(const struct spool_dir *p, const char *name, const void *bytes, size_t len,
                             time_t modified)
{
        char path[512], hidden[512];
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        snprintf(hidden, sizeof(hidden), "%s/.incoming", p->path);
        FILE *file = fopen(hidden, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, len, file), len);
        fclose(file);
        struct timeval times[2] = {{.tv_sec = modified}, {.tv_sec = modified}};
        assert_int_equal(utimes(hidden, times), 0);
        assert_int_equal(rename(hidden, path), 0);
}

static inline void put(const struct spool_dir *p, const char *name, const char *text, time_t modified)
{
        put_bytes(p, name, text, strlen(text), modified);
}

static inline bool there(const struct spool_dir *p, const char *name)
{
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        return access(path, F_OK) == 0;
}

/* The whole text of a file; the caller frees. */
static inline char *text_of_file(const struct spool_dir *p, const char *name)
{
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        FILE *file = fopen(path, "r");
        if (!file)
                fail_msg("%s is missing", path);
        struct bytes out = {0};
        int c;
        while ((c = fgetc(file)) != EOF)
                bytes_add(&out, &(char){(char)c}, 1);
        bytes_add(&out, "", 1);
        fclose(file);
        return (char *)out.at;
}

static inline void expect_file(const struct spool_dir *p, const char *name, const char *text)
{
        char *is = text_of_file(p, name);
        assert_string_equal(is, text);
        free(is);
}

static inline int count_files(const struct spool_dir *p, const char *name)
{
        char path[512];
        int n = 0;
        snprintf(path, sizeof(path), "%s/%s", p->path, name);
        DIR *dir = opendir(path);
        assert_non_null(dir);
        for (struct dirent *entry; (entry = readdir(dir));)
                n += entry->d_type == DT_REG;
        closedir(dir);
        return n;
}

/* From here on the directory is read by this mapping. */
static inline void use_mapping(struct spool_dir *p, const char *text)
{
        struct err e;
        char file[128];
        snprintf(file, sizeof(file), "%s.ini", p->path);
        FILE *out = fopen(file, "w");
        fputs(text, out);
        fclose(out);
        mapping_close(p->mapping);
        if (mapping_open(&p->mapping, file, &e) != OK)
                fail_msg("%s", e.text);
        unlink(file);
}

static inline int set_up(void **state)
{
        struct spool_dir *p = calloc(1, sizeof(*p));
        snprintf(p->path, sizeof(p->path), "/tmp/hentra-spool-XXXXXX");
        assert_non_null(mkdtemp(p->path));
        use_mapping(p, SPOOL_MAPPING);
        *state = p;
        return 0;
}

static inline int set_up_log(void **state)
{
        const int rc = set_up(state);
        use_mapping(*state, SPOOL_LOG);
        return rc;
}

/* The memory is lost: what comes next is sent. */
static inline void lose_memory(const struct spool_dir *p)
{
        char command[256];
        snprintf(command, sizeof(command), "rm -rf %s/.hentra/memory", p->path);
        assert_int_equal(system(command), 0);
}

static inline int tear_down(void **state)
{
        struct spool_dir *p = *state;
        char command[256];
        snprintf(command, sizeof(command), "rm -r %s", p->path);
        assert_int_equal(system(command), 0);
        mapping_close(p->mapping);
        free(p);
        return 0;
}

/* ---- a pump over a file ---- */

enum { LAG_MOST = 512 };

/* Called behind every event, for tests that want to do something just there. */
static void (*after_event)(const struct spool *s);

/* Everything the spool hands out, as lines of id, stated_at and LINE_END. The last `lag` events are in
 * flight: not written yet, and lost with the process. A process that is killed may leave a line without its
 * end: a write stops where a page of the file ends. */
#define LINE_END " ."

struct flight {
        char line[LAG_MOST][96];
        uint64_t sent, settled;
};

static inline enum fault land(struct flight *f, struct spool *s, int sink, uint64_t lag, struct err *e)
{
        uint64_t before = f->settled;
        for (; f->settled + lag < f->sent; f->settled++) {
                const char *line = f->line[f->settled % LAG_MOST];
                assert_int_equal(write(sink, line, strlen(line)), strlen(line));
        }
        return f->settled > before ? spool_source.settle(s, f->settled, e) : OK;
}

static inline enum fault run(struct spool *s, const struct spool_dir *p, int sink, uint64_t lag,
                             struct err *e)
{
        struct flight *f = calloc(1, sizeof(*f));
        struct event v;
        assert_true(f && lag < LAG_MOST);
        enum fault fault = spool_open(s, p->mapping, p->path, &spool_options, e);
        bool open = fault == OK, more = open;
        while (fault == OK && more) {
                enum source_next next = spool_source.next(s, &v, e);
                if (next == SOURCE_EVENT) {
                        char id[33];
                        const struct event given = v;
                        assert_int_equal(event_check(&v, e), OK); /* the pump does not look again */
                        event_identify(&v);
                        assert_memory_equal(v.event_id, given.event_id, sizeof(v.event_id)); /* nor here */
                        snprintf(f->line[f->sent++ % LAG_MOST], sizeof(f->line[0]), "%s %lld" LINE_END "\n",
                                 hex_format(v.event_id, 16, id), (long long)v.stated_at);
                        fault = land(f, s, sink, lag, e);
                        if (after_event)
                                after_event(s);
                } else if (next == SOURCE_IDLE || next == SOURCE_WAIT) {
                        if (next == SOURCE_WAIT && f->settled == f->sent)
                                poll(NULL, 0, spool_source.wait_ms(s));
                        more = next == SOURCE_WAIT || f->settled < f->sent;
                        fault = land(f, s, sink, 0, e);
                } else {
                        fault = e->kind;
                }
        }
        if (open)
                spool_close(s);
        free(f);
        return fault;
}

/* A run whose events go nowhere. */
static inline struct spool_counts run_once(const struct spool_dir *p)
{
        struct spool *s = calloc(1, sizeof(*s));
        struct err e;
        int sink = open("/dev/null", O_WRONLY);
        if (run(s, p, sink, 3, &e) != OK)
                fail_msg("%s", e.text);
        close(sink);
        struct spool_counts counts = s->counts;
        free(s);
        return counts;
}

#endif
