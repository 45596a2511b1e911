/* SPDX-License-Identifier: Apache-2.0
 *
 * withdraw.c - the command: reads the dossiers, sends their withdrawals, remembers them.
 */
#include "producers/withdraw/withdraw.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/lib/nfc.h"
#include "core/program/command.h"
#include "producers/pump.h"
#include "producers/withdraw/withdrawal.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REASON_MOST = 200 };

static const struct arg_spec spec[] = {
        {"source", "NAME", "the source that holds nothing of them any more"},
        {"reason", "TEXT", "why, for the log; no personal data"},
        {"memory", "FOLDER", "the memory of the door that reads this source; of a spool DIR/.hentra/memory"},
        {"dry-run", NULL, "read and check everything, send nothing"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 60; 0: not at all)"},
        {0},
};

static const char about[] =
        "Sends for each dossier that its source holds nothing of it any more: what the source stated of it\n"
        "until now no longer counts. What other sources stated stays. (A citizen who withdraws a dossier is\n"
        "another thing: status 7, which the source states itself.) A - reads the dossiers from standard\n"
        "input, one a line; the command line takes up to 15. When one of them cannot be right, nothing is\n"
        "sent. Whether the source ever stated them is not looked up: spell source and dossiers as it does.\n"
        "With --memory the door knows of it: a file from before that is read late does not bring a dossier\n"
        "back, and the next document does, even an unchanged one. Without it, a spool that remembers the\n"
        "dossier sends it again once its document changes, or while it is open after its due date. The\n"
        "spool that uses the folder must be ended first.";

/* A folder that is misspelt must not become a new memory. */
static enum fault open_memory(struct memory **m, const char *folder, const struct conf *conf, struct err *e)
{
        char path[4400];
        struct stat st;
        snprintf(path, sizeof(path), "%s/data.mdb", folder);
        if (stat(path, &st) != 0)
                return fail_errno(e, USAGE, "--memory %s is no memory of a door", folder);
        return memory_open(m, folder, (uint64_t)conf_count(conf, "memory.most"), e);
}

static enum fault add_all(struct withdrawal *w, const struct args *a, struct err *e)
{
        if (a->operands == 2 && strcmp(a->operand[1], "-") == 0)
                return withdrawal_add_lines(w, STDIN_FILENO, e);
        enum fault fault = OK;
        for (int i = 1; fault == OK && i < a->operands; i++) {
                fault = strcmp(a->operand[i], "-") == 0 ? fail(e, USAGE, "- stands alone")
                                                        : withdrawal_add(w, text_of(a->operand[i]), e);
                if (fault != OK)
                        fail_at(e, "dossier %d", i);
        }
        return fault;
}

static enum fault send(struct command *c, struct withdrawal *w, int wait_s)
{
        const struct pump_options options = {.wait_s = wait_s, .expected = w->n, .progress = true};
        const char *reason = args_text(&c->args, "reason");
        struct pump_counts counts;
        struct err second;
        enum fault fault = pump_run(c->conf, &withdrawal_source, w, &options, &counts, &c->e);
        if (w->memory && memory_commit(w->memory, fault == OK ? &c->e : &second) != OK && fault == OK)
                fault = c->e.kind;
        if (counts.settled > 0)
                log_info("withdraw.sent", KT("source", args_text(&c->args, "source")),
                         KI("dossiers", counts.settled), KT("reason", reason ? reason : "none was given"));
        printf("%" PRIu64 " dossiers withdrawn, %" PRIu64 " were so already\n", counts.settled, w->already);
        fflush(stdout); /* before the error on standard error, where both go to one terminal */
        if (fault == OK && counts.settled < w->n)
                fault = fail(&c->e, FATAL,
                             "stopped after %" PRIu64
                             " of %zu dossiers: the same command again sends the rest",
                             counts.settled, w->n);
        return fault;
}

static enum fault withdraw(struct command *c, struct text source, struct memory *memory, int wait_s)
{
        struct withdrawal w;
        const micros now = moment_now();
        enum fault fault = withdrawal_open(&w, source, memory, now - floor_rest(now, 1000), &c->e);
        if (fault == OK)
                fault = add_all(&w, &c->args, &c->e);
        if (fault == OK && args_flag(&c->args, "dry-run"))
                printf("%zu dossiers would be withdrawn, %" PRIu64 " are so already\n", w.n, w.already);
        else if (fault == OK && w.n > 0)
                fault = send(c, &w, wait_s);
        else if (fault == OK)
                printf("no dossiers withdrawn, %" PRIu64 " were so already\n", w.already);
        withdrawal_close(&w);
        return fault;
}

static enum fault check_words(const struct args *a, struct err *e)
{
        static const char *const verbs[] = {"withdraw"};
        const char *reason = args_text(a, "reason");
        int verb;
        if (a->operands < 2)
                return fail(e, USAGE,
                            "expected: withdraw --source NAME, and the dossiers, or - to read them from "
                            "standard input");
        if (args_choose_word("dossier", text_of(a->operand[0]), verbs, 1, &verb, e) != OK)
                return e->kind;
        if (!args_text(a, "source"))
                return fail(e, USAGE, "--source NAME is missing");
        const char *wrong = reason ? text_check_printable(text_of(reason)) : NULL;
        if (wrong)
                return fail(e, USAGE, "--reason %s", wrong);
        if (reason && strlen(reason) > REASON_MOST)
                return fail(e, USAGE, "--reason has %zu bytes, at most %d are allowed", strlen(reason),
                            REASON_MOST);
        return OK;
}

int withdraw_command(int argc, char **argv)
{
        struct command c;
        int rc, wait_s = 60;
        if (!command_begin(
                    &c,
                    "dossier withdraw --source NAME [--reason TEXT] [--memory FOLDER] [--dry-run] ID...|-",
                    about, spec, argc, argv, &rc))
                return rc;
        struct memory *memory = NULL;
        char *source = NULL;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        if (fault == OK)
                fault = check_words(&c.args, &c.e);
        const char *folder = args_text(&c.args, "memory");
        if (fault == OK && folder)
                fault = open_memory(&memory, folder, c.conf, &c.e);
        if (fault == OK) {
                source = nfc_strdup(args_text(&c.args, "source"));
                fault = withdraw(&c, text_of(source), memory, wait_s);
        }
        memory_close(memory);
        free(source);
        return command_end(&c, fault);
}
