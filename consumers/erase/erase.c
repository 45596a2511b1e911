/* SPDX-License-Identifier: Apache-2.0
 *
 * erase.c - the command: reads the text, searches, removes, and prints where; never the text.
 */
#include "consumers/erase/erase.h"

#include "consumers/erase/places.h"
#include "consumers/warehouse/warehouse.h"
#include "core/lib/kafka.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MS = 5000 };

/* A text from a file or from standard input: as an argument others could see it. */
static enum fault read_needle(struct needle *n, const char *path, struct err *e)
{
        char text[NEEDLE_MOST + 64];
        const bool input = !strcmp(path, "-");
        FILE *in = input ? stdin : fopen(path, "re");
        if (!in)
                return fail_errno(e, USAGE, "--text-file %s", path);
        const size_t len = fread(text, 1, sizeof(text), in);
        const bool failed = ferror(in);
        if (!input)
                fclose(in);
        if (failed)
                return fail_errno(e, USAGE, "--text-file %s", path);
        const enum fault fault = needle_open(n, (struct text){text, len}, e);
        explicit_bzero(text, sizeof(text));
        return fault;
}

static enum fault check_reason(const struct needle *n, const char *reason, struct err *e)
{
        if (!reason || !*reason)
                return fail(e, USAGE, "a reason is missing: hentra erase --text-file FILE --reason TEXT");
        if (needle_count(n, text_of(reason), ERASED, NULL))
                return fail(e, USAGE, "the reason contains the text, and is kept: give another one");
        return OK;
}

static void print_place(const struct place *p, bool dry_run)
{
        printf("%-36s %10" PRId64 "  ", p->name, p->found);
        if (!p->done)
                printf("stays: %s\n", p->advice);
        else if (dry_run)
                printf("would be %s%s%s\n", p->done, p->advice ? "; " : "", p->advice ? p->advice : "");
        else if (p->removed == p->found)
                printf("%s%s%s\n", p->done, p->advice ? "; " : "", p->advice ? p->advice : "");
        else
                printf("%" PRId64 " %s; the others wait for `hentra source resume`: run this again then\n",
                       p->removed, p->done);
}

/* *left: places in which something stays. */
static void print_places(const struct places *p, bool dry_run, int *left)
{
        printf("%-36s %10s\n", "where", "found");
        for (size_t i = 0; i < p->n; i++) {
                print_place(&p->of[i], dry_run);
                *left += p->of[i].removed < p->of[i].found;
        }
        printf("found in %zu places; %" PRId64 " values and files were searched\n", p->n, p->searched);
}

static void print_topic(const struct conf *conf, const char *key)
{
        struct kafka_retention k;
        struct err e;
        const char *topic = conf_text(conf, key);
        if (kafka_topic_retention(conf, topic, ANSWER_MS, &k, &e) != OK)
                printf("topic %s: not asked: %s\n", topic, e.text);
        else if (!k.known)
                printf("topic %s: it does not say how long it keeps a message\n", topic);
        else if (k.ms < 0 && k.bytes < 0)
                printf("topic %s: keeps every message for good\n", topic);
        else
                printf("topic %s: keeps a message for %" PRId64 " hours, and %" PRId64
                       " bytes a partition (-1: no limit)\n",
                       topic, k.ms < 0 ? -1 : k.ms / 3600000, k.bytes);
        kafka_retention_free(&k);
}

static void print_elsewhere(const struct conf *conf)
{
        printf("not searched, where it may be as well:\n");
        print_topic(conf, "topic.status");
        print_topic(conf, "topic.dead_letter");
        print_topic(conf, "topic.alert");
        printf("old versions of changed rows until the next VACUUM FULL; the server's log (WAL), its "
               "standbys and\n"
               "subscribers; back-ups and dumps; exports and reports that were handed out\n");
}

static enum fault record(struct pg *pg, const struct places *p, const struct needle *n, const char *reason,
                         struct err *e)
{
        const struct pg_param head[] = {pg_text(text_of(reason)), pg_int4(n->characters)};
        struct pg_result *r;
        if (pg_run(pg, SQL_erase_record, head, 2, &r, e) != OK)
                return e->kind;
        const int32_t id = (int32_t)pg_get_int(r, 0, COL_erase_record_erasure_id);
        pg_free(r);
        for (size_t i = 0; i < p->n; i++) {
                const struct pg_param params[] = {pg_int4(id), pg_text(text_of(p->of[i].name)),
                                                  pg_int8(p->of[i].found), pg_int8(p->of[i].removed)};
                if (pg_run(pg, SQL_erase_place_add, params, 4, NULL, e) != OK)
                        return e->kind;
        }
        return OK;
}

struct asked {
        const char *file, *reason;
        bool dry_run;
        int wait_s;
};

static enum fault erase(const struct command *c, const struct asked *q, const struct needle *n, struct pg *pg,
                        struct err *e)
{
        struct places found = {0};
        int left = 0;
        enum fault fault = pg_script(
                pg,
                "begin isolation level repeatable read; set local idle_in_transaction_session_timeout = 0",
                e);
        if (fault == OK)
                fault = places_in_warehouse(&found, pg, n, q->dry_run, e);
        for (int i = 0; fault == OK && i < c->args.operands; i++)
                fault = places_in_files(&found, c->args.operand[i], n, e);
        if (fault == OK && !q->dry_run)
                fault = record(pg, &found, n, q->reason, e);
        if (fault == OK)
                fault = pg_script(pg, q->dry_run ? "rollback" : "commit", e);
        if (fault == OK) {
                print_places(&found, q->dry_run, &left);
                print_elsewhere(c->conf);
        }
        if (fault == OK && q->dry_run)
                printf("nothing was changed: `hentra erase --yes` does it\n");
        else if (fault == OK && left)
                fault = fail(e, FATAL, "in %d places it stays, each with what is to be done", left);
        places_free(&found);
        return fault;
}

static enum fault run(const struct command *c, const struct asked *q, struct err *e)
{
        struct needle n = {0};
        struct warehouse w = {0};
        struct pg *pg = NULL;
        enum fault fault = read_needle(&n, q->file, e);
        if (fault == OK)
                fault = check_reason(&n, q->reason, e);
        if (fault == OK)
                fault = warehouse_connect(&pg, c->conf, "hentra erase", q->wait_s, e);
        if (fault == OK)
                fault = warehouse_open(&w, pg, e);
        if (fault == OK)
                fault = erase(c, q, &n, pg, e);
        warehouse_close(&w);
        pg_close(pg);
        needle_close(&n);
        return fault;
}

static const struct arg_spec spec[] = {
        {"text-file", "FILE", "the text, one line of at least four characters; -: standard input"},
        {"reason", "TEXT", "why, at most 200 characters: kept with who and when, so without the text itself"},
        {"yes", NULL, "remove it; without it the command only prints where it is"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 10; 0: not at all)"},
        {0},
};

static const char about[] =
        "Finds a text, a name or a telephone number that slipped in, and removes it: small and large "
        "letters\n"
        "and both ways to write an accent are the same. Searches every text of the warehouse, and files "
        "below\n"
        "each PATH: done/ and rejected/ of a spool, the memory of a door, a store. Prints where it is and "
        "how\n"
        "often, and what is done there or is to be done by hand; never the text. Without --yes it only "
        "looks.\n"
        "  replaced  reasons, notes, errors of receivers\n"
        "  removed   bytes of messages in the quarantine\n"
        "  stays     ids of dossiers and codes, catalogues, frozen reports, files: it is said what to do\n"
        "It is found as UTF-8, as UTF-16 and behind the escapes of JSON (\\u0110); not what is split over "
        "two\n"
        "values, in another encoding, or packed (zip, xlsx, gz).\n"
        "Exit code 1 when it stays somewhere. For members of hentra_owner.";

int erase_command(int argc, char **argv)
{
        struct command c;
        struct asked q = {.wait_s = 10};
        int rc;
        if (!command_begin(&c, "erase --text-file FILE --reason TEXT [--yes] [PATH…]", about, spec, argc,
                           argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &q.wait_s, &c.e);
        q.file = args_text(&c.args, "text-file");
        q.reason = args_text(&c.args, "reason");
        q.dry_run = !args_flag(&c.args, "yes");
        if (fault == OK && !q.file)
                fault = fail(&c.e, USAGE,
                             "name the file with the text: --text-file FILE, or - for standard input");
        if (fault == OK)
                fault = run(&c, &q, &c.e);
        return command_end(&c, fault);
}
