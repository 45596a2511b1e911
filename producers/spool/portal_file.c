/* SPDX-License-Identifier: Apache-2.0
 *
 * portal_file.c - see portal_file.h.
 */
#include "producers/spool/portal_file.h"
#include "core/lib/hash.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
        HEAD = 4096,
        DEPTH_MOST = 32 /* of lists and objects in a line, as gateway.depth is if left out */
};

enum fault portal_file_seek(struct portal_file *p, const struct mapping *m, int fd, uint64_t offset,
                            uint64_t number, const struct lines_options *options, struct err *e)
{
        lines_free(p->lines);
        p->lines = NULL;
        p->mapping = m->hash;
        p->steps = m->row == MAP_ROW_EVENT;
        p->portal = (struct portal){.zone = m->dates.zone,
                                    .source = text_of(m->field[MAP_source].constant->text),
                                    .agency = text_of(m->field[MAP_agency].constant->text),
                                    .earliest = m->dates.earliest,
                                    .units = m->units,
                                    .unit_n = m->unit_n};
        return lines_new(&p->lines, fd, offset, number, options, e);
}

void portal_file_close(struct portal_file *p)
{
        lines_free(p->lines);
        p->lines = NULL;
        json_close(p->root);
        p->root = NULL;
}

/* NULL, or the kind of a file that begins so. */
static const char *other_kind(struct text head)
{
        static const char mark[] = "\xef\xbb\xbf";
        if (head.len >= 3 && !memcmp(head.at, mark, 3))
                head = (struct text){head.at + 3, head.len - 3};
        const struct text t = text_trim(head);
        if (t.len == 0)
                return head.len < HEAD ? "is empty" : NULL;
        if (t.at[0] == '[')
                return "is one list";
        if (t.at[0] != '{')
                return "does not begin with an object";
        const char *line_end = memchr(t.at, '\n', t.len);
        const size_t first = line_end ? (size_t)(line_end - t.at) : t.len;
        return line_end && text_trim((struct text){t.at, first}).len == 1 ? "has objects of several lines"
                                                                          : NULL;
}

enum fault portal_file_check(int fd, struct err *e)
{
        char head[HEAD];
        ssize_t got;
        do {
                got = pread(fd, head, sizeof(head), 0);
        } while (got < 0 && errno == EINTR);
        if (got < 0)
                return fail_errno(e, FATAL, "reading");
        const char *is = other_kind((struct text){head, (size_t)got});
        return is ? fail(e, POISON,
                         "the file %s: format = portal needs an object on each line (jq -c '.[]' makes such "
                         "lines of a list, jq -c . of objects)",
                         is)
                  : OK;
}

static enum fault read_line(struct portal_file *p, struct text text, struct err *e)
{
        static const char within[] = "no JSON: line 1, "; /* where a text without line feeds is wrong */
        struct err why;
        const char *wrong = text_check(text);
        if (wrong)
                return fail(e, POISON, "the line %s", wrong);
        if (json_deeper(text, DEPTH_MOST))
                return fail(e, POISON, "the line has lists or objects within %d others", DEPTH_MOST);
        if (json_read(&p->root, text, &why) == OK)
                return OK;
        return fail(e, POISON, "no JSON: %s", why.text + strlen(within));
}

enum fault portal_file_next(struct portal_file *p, uint64_t *number, bool *end, struct err *e)
{
        struct line line;
        const enum fault fault = lines_read(p->lines, &line, e);
        *number = line.number;
        *end = fault == OK && !line.text.at;
        p->line = line.text;
        return fault;
}

/* The text behind the first "MaHoSo" of the line, if it is a plain one. */
static struct text guess_id(struct text line)
{
        static const char key[] = "\"MaHoSo\"";
        const char *at = memmem(line.at, line.len, key, sizeof(key) - 1), *const end = line.at + line.len;
        const struct text none = {0};
        if (!at)
                return none;
        at += sizeof(key) - 1;
        while (at < end && (*at == ' ' || *at == ':'))
                at++;
        if (at == end || *at != '"')
                return none;
        const char *closing = memchr(at + 1, '"', (size_t)(end - at) - 1);
        const struct text id = {at + 1, closing ? (size_t)(closing - at) - 1 : 0};
        return id.len <= DOSSIER_ID_MOST ? id : none;
}

uint64_t portal_file_hash(const struct portal_file *p, struct text *dossier_id)
{
        const uint64_t all[] = {hash_bytes(p->line.at, p->line.len), p->mapping, (uint64_t)p->portal.earliest,
                                PORTAL_READING};
        const uint64_t hash = hash_bytes(all, sizeof(all));
        *dossier_id = guess_id(p->line);
        return hash ? hash : 1;
}

enum fault portal_file_read(struct portal_file *p, micros stated_at, micros observed_at,
                            struct row_events *out, struct err *e)
{
        struct portal_tally tally = {0};
        json_close(p->root);
        p->root = NULL;
        event_empty(&p->said.event);
        if (read_line(p, p->line, e) != OK)
                return e->kind;
        const enum fault fault = (p->steps ? portal_step : portal_document)(&p->portal, p->root, stated_at,
                                                                            observed_at, &p->said, &tally, e);
        out->dossier_id = p->said.event.dossier_id;
        if (fault != OK)
                return fault;
        portal_tally_add(&p->tally, &tally);
        out->tally.gaps = tally.gaps;
        event_copy(&out->event[0], &p->said.event);
        out->n = 1;
        out->dates = !p->steps;
        return OK;
}
