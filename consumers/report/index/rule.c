/* SPDX-License-Identifier: Apache-2.0
 *
 * rule.c - the table, the built-in one or a file, row by row.
 */
#include "consumers/report/index/rule.h"

#include "consumers/report/index/rule_read.h"
#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* The built-in table as a file, so that one reader serves both. */
static int open_built_in(void)
{
        const struct embedded_file *f = &embedded_index_rules[0];
        const int fd = memfd_create("rules.csv", MFD_CLOEXEC);
        size_t done = 0;

        while (fd >= 0 && done < f->len) {
                const ssize_t n = write(fd, f->text + done, f->len - done);
                if (n < 0 && errno != EINTR) {
                        close(fd);
                        return -1;
                }
                done += n > 0 ? (size_t)n : 0;
        }
        return fd;
}

/* Calls `take` for every row behind the first. */
static enum fault read_table(struct rule_table *t, const char *path,
                             enum fault (*take)(void *context, const struct rule_table *t,
                                                const struct csv_row *row, struct err *e),
                             void *context, struct err *e)
{
        struct csv_reader *reader = NULL;
        struct csv_row row;
        bool first = true;
        const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : open_built_in();

        t->path = path ? path : "the built-in rules of index 766";
        if (fd < 0)
                return fail_errno(e, USAGE, "%s cannot be read", t->path);
        enum fault fault = csv_reader_new(&reader, fd, 0, 1, &(struct csv_options){0}, e);
        while (fault == OK && (fault = csv_read(reader, &row, e)) == OK && row.n > 0) {
                fault = first ? rule_header(t, &row, e) : take(context, t, &row, e);
                first = false;
        }
        if (fault == POISON) {
                (void)fail_at(e, "%s, line %llu", t->path, (unsigned long long)row.line);
                fault = e->kind = USAGE;
        }
        if (fault == OK && first)
                fault = fail(e, USAGE, "%s is empty", t->path);
        csv_reader_free(reader);
        close(fd);
        return fault;
}

/* The next word of *rest; empty: there is none. */
static struct text next_word(struct text *rest)
{
        *rest = text_trim(*rest);
        const char *space = rest->len ? memchr(rest->at, ' ', rest->len) : NULL;
        const struct text word = {rest->at, space ? (size_t)(space - rest->at) : rest->len};
        rest->at += word.len;
        rest->len -= word.len;
        return word;
}

static bool is_of(const struct index_rules *rules, const struct rule_table *t, const struct csv_row *row)
{
        struct text rest = rule_cell(t, row, RC_VERSIONS);
        struct text word = next_word(&rest);

        while (word.len > 0 && !text_equal(word, text_of(rules->version)))
                word = next_word(&rest);
        return word.len > 0;
}

static enum fault take_item(void *context, const struct rule_table *t, const struct csv_row *row,
                            struct err *e)
{
        struct index_rules *rules = context;

        return is_of(rules, t, row) ? rule_add(rules, t, row, e) : OK;
}

static enum fault take_factor(void *context, const struct rule_table *t, const struct csv_row *row,
                              struct err *e)
{
        struct index_rules *rules = context;
        const struct text factor = rule_cell(t, row, RC_FACTOR);

        if (factor.len == 0 || !is_of(rules, t, row))
                return OK;
        const int item = index_item_find(rules, rule_cell(t, row, RC_ITEM));
        if (item < 0)
                return fail(e, USAGE, "%s, line %llu: the file changed while it was read", t->path,
                            (unsigned long long)row->line);
        rules->item[item].factor = index_item_find(rules, factor);
        if (rules->item[item].factor < 0 || rules->item[item].factor == item)
                return fail(e, USAGE, "%s, line %llu: factor '%.*s': another item of the version is allowed",
                            t->path, (unsigned long long)row->line, (int)factor.len, factor.at);
        return OK;
}

enum { VERSION_MOST = 28 };

struct versions {
        char **names;
        int n;
};

static enum fault take_versions(void *context, const struct rule_table *t, const struct csv_row *row,
                                struct err *e)
{
        struct versions *v = context;
        struct text rest = rule_cell(t, row, RC_VERSIONS);

        for (struct text word = next_word(&rest); word.len > 0; word = next_word(&rest)) {
                int i = 0;
                while (i < v->n && !text_equal(word, text_of(v->names[i])))
                        i++;
                if (i < v->n)
                        continue;
                if (v->n == INDEX_VERSIONS_MOST || text_check_printable(word) || word.len > VERSION_MOST)
                        return fail(
                                e, USAGE,
                                "%s, line %llu: at most %d versions with printable names of at most %d bytes "
                                "are allowed",
                                t->path, (unsigned long long)row->line, INDEX_VERSIONS_MOST, VERSION_MOST);
                char *name = need_alloc(word.len + 1);
                memcpy(name, word.at, word.len);
                v->names[v->n++] = name;
        }
        return OK;
}

enum fault index_versions_read(const char *path, char *names[INDEX_VERSIONS_MOST], int *n, struct err *e)
{
        struct rule_table t;
        struct versions v = {.names = names};
        const enum fault fault = read_table(&t, path, take_versions, &v, e);

        *n = v.n;
        return fault;
}

static enum fault no_such_version(const char *path, const char *version, struct err *e)
{
        char *names[INDEX_VERSIONS_MOST], known[256] = "";
        int n;
        const enum fault fault = index_versions_read(path, names, &n, e);

        for (int i = 0; i < n; i++) {
                const size_t len = strlen(known);
                snprintf(known + len, sizeof(known) - len, "%s%s", i ? ", " : "", names[i]);
                free(names[i]);
        }
        return fault != OK ? fault
                           : fail(e, USAGE, "no version '%s' of index 766 is known: %s", version,
                                  n ? known : "there is none");
}

static bool judges_petitions(int measure)
{
        return measure == IM_petitions_in_time || measure == IM_petitions_satisfied;
}

/* Without limits every petition would be late. */
static enum fault check_limits(const struct index_rules *rules, const char *file, struct err *e)
{
        for (int i = 0; rules->limits.process_days == 0 && i < rules->n; i++) {
                const struct index_item *item = &rules->item[i];

                if (judges_petitions(item->numerator) || judges_petitions(item->denominator))
                        return fail(e, USAGE,
                                    "%s: the item %s counts petitions in time, and no item of the version %s "
                                    "has limits: give one of them working days, as 15 2 5 2 (column limits)",
                                    file, item->code, rules->version);
        }
        return OK;
}

static enum fault read_version(struct index_rules *rules, const char *path, const char *version,
                               struct err *e)
{
        struct rule_table t;

        *rules = (struct index_rules){.version = need_strdup(version)};
        if (read_table(&t, path, take_item, rules, e) != OK ||
            read_table(&t, path, take_factor, rules, e) != OK)
                return e->kind;
        return check_limits(rules, t.path, e);
}

/* Figures of other rules must not be taken for those of a built-in version. */
static enum fault check_name(const struct index_rules *rules, const char *path, struct err *e)
{
        struct index_rules *own = need_alloc(sizeof(*own));
        enum fault fault = read_version(own, NULL, rules->version, e);
        const char *other = fault == OK && own->n > 0 ? index_rules_differ(own, rules) : NULL;

        if (other)
                fault = fail(e, USAGE,
                             "%s: the version %s is built in, and has another rule for %s: give the changed "
                             "rules a name of their own (column versions)",
                             path, rules->version, other);
        index_rules_free(own);
        free(own);
        return fault;
}

enum fault index_rules_read(struct index_rules *rules, const char *path, const char *version, struct err *e)
{
        if (read_version(rules, path, version, e) != OK)
                return e->kind;
        if (rules->n == 0)
                return no_such_version(path, version, e);
        return path ? check_name(rules, path, e) : OK;
}
