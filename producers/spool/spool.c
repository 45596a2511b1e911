/* SPDX-License-Identifier: Apache-2.0
 *
 * spool.c - the command: opens mapping, directory and pump, and prints how many rows were sent and rejected.
 */
#include "producers/spool/spool.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/program/watch.h"
#include "producers/pump.h"
#include "producers/spool/dry_run.h"
#include "producers/spool/spool_source.h"
#include "producers/spool/undo.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct arg_spec spec[] = {
        {"mapping", "FILE", "how columns, or a portal's fields, become events (docs/sources.md explains it)"},
        {"once", NULL, "end when every file is done, instead of waiting for more"},
        {"dry-run", NULL, "only show what files, or those of directories, would give by the mapping"},
        {"sample", "ROWS", "of --dry-run: so many rows of each file at most"},
        {"wait", "SECONDS",
         "how long to wait for a server that does not answer (default 60, without --once as long as it "
         "takes; "
         "0: not at all)"},
        {0},
};

static const char about[] =
        "Reads CSV files, or with format = portal in the mapping lines of JSON, that appear in DIR (by "
        "rename;\n"
        "names with a leading '.' or ending in .tmp or .part are not ready), and sends what they state to "
        "the topic\n"
        "of dossier events. A finished file moves to DIR/done/;\n"
        "rows that could not be read are listed in DIR/rejected/NAME.csv with line, column and reason; a "
        "file\n"
        "that cannot be read at all moves to DIR/rejected/whole/. After a crash it goes on where it was. A "
        "file "
        "that\n"
        "is still being written waits; where the kernel cannot tell (another user's file, a network file "
        "system) "
        "a file\n"
        "is read once its size and time were the same at two looks, ten seconds apart.\n"
        "`spool undo` takes back what only that file said, and moves it to DIR/undone/; no other spool may "
        "be at "
        "work on\n"
        "DIR then.\n"
        "With --dry-run nothing is sent, moved or noted, and DIR may be a file: it prints the events of each "
        "status,\n"
        "the values of each mapped column with their counts, and what would be rejected.\n"
        "With --once and --dry-run the exit code is 1 when a file was refused or left in place or a row "
        "rejected; all else "
        "was "
        "sent.";

/* Every file of DIR is read as data, so the mapping must not lie there. */
static enum fault check_mapping_outside(const char *mapping, const char *dir, struct err *e)
{
        const char *slash = strrchr(mapping, '/');
        char path[4400];
        struct stat here, there;
        snprintf(path, sizeof(path), "%s/%s", dir, slash ? slash + 1 : mapping);
        if (stat(mapping, &here) != 0 || stat(path, &there) != 0 || here.st_ino != there.st_ino ||
            here.st_dev != there.st_dev)
                return OK;
        return fail(e, USAGE, "%s lies in %s, where every file is taken for data: keep it elsewhere", mapping,
                    dir);
}

struct count_line {
        const char *name;
        uint64_t count;
};

static void print_lines(const struct count_line *line, size_t n)
{
        for (size_t i = 0; i < n; i++)
                printf("%-22s %12llu\n", line[i].name, (unsigned long long)line[i].count);
}

static void print_portal(const struct portal_tally *t)
{
        const struct count_line lines[] = {
                {"fields not read", t->ignored},
                {"values out of lists", t->odd},
                {"values of another type", t->retyped},
                {"units unknown", t->unnamed},
                {"resolved without end", t->fake_resolved},
                {"supplements left out", t->left_out},
        };
        print_lines(lines, sizeof(lines) / sizeof(lines[0]));
}

static void print_counts(const struct spool_counts *c)
{
        const struct count_line lines[] = {
                {"files done", c->done},
                {"files refused", c->refused},
                {"files left in place", c->left},
                {"files of equal time", c->tied},
                {"rows", c->total.rows},
                {"rows rejected", c->total.rejected},
                {"cells left out", c->total.left_out},
                {"times stood in for", c->stood_in},
                {"events", c->total.events},
                {"events repeated", c->total.repeated},
                {"events retracted", c->retracted},
                {"documents unchanged", c->unchanged},
                {"documents withdrawn", c->withdrawn},
                {"local times in a gap", c->total.gaps},
                {"local times twice", c->total.overlaps},
        };
        print_lines(lines, sizeof(lines) / sizeof(lines[0]));
        if (c->portal.documents + c->portal.steps > 0)
                print_portal(&c->portal);
        fflush(stdout); /* before the error on standard error, where both go to one terminal */
}

/* FATAL, with the counts, when files or rows were not sent. */
static enum fault check_all_sent(const struct spool_counts *c, const char *dir, struct err *e)
{
        if (c->refused + c->total.rejected + c->left == 0)
                return OK;
        return fail(e, FATAL,
                    "files refused %llu, rows rejected %llu (%s/rejected/ says why), files left in place "
                    "%llu (the "
                    "log says why); all else was sent",
                    (unsigned long long)c->refused, (unsigned long long)c->total.rejected, dir,
                    (unsigned long long)c->left);
}

static struct spool_options options_of(const struct command *c)
{
        return (struct spool_options){
                .memory = conf_text(c->conf, "spool.memory"),
                .memory_most = (uint64_t)conf_count(c->conf, "memory.most"),
                .missed_most = (uint64_t)conf_count(c->conf, "spool.missed_most"),
        };
}

static enum fault run(struct command *c, const struct mapping *mapping, const char *dir, int wait_s)
{
        struct spool *s = need_alloc(sizeof(*s));
        const struct spool_options places = options_of(c);
        const bool once = args_flag(&c->args, "once");
        enum fault fault = once ? OK : watch_begin(c, pump_needs, 1, &c->e);
        if (fault == OK)
                fault = spool_open(s, mapping, dir, &places, &c->e);
        if (fault == OK) {
                const bool said = args_text(&c->args, "wait") != NULL;
                const struct pump_options options = {.until_idle = once,
                                                     .endless = !once,
                                                     .wait_s = pump_contact_s(once, said, wait_s),
                                                     .progress = once};
                struct pump_counts counts;
                fault = pump_run(c->conf, &spool_source, s, &options, &counts, &c->e);
                spool_close(s);
                if (fault == OK || s->counts.total.rows > 0)
                        print_counts(&s->counts);
                if (fault == OK && options.until_idle && !stop_asked())
                        fault = check_all_sent(&s->counts, dir, &c->e);
        }
        free(s);
        return fault;
}

static enum fault undo(struct command *c, const char *file, int wait_s)
{
        struct undo *u = need_alloc(sizeof(*u));
        const struct spool_options places = options_of(c);
        const struct pump_options options = {.until_idle = true, .wait_s = wait_s, .progress = true};
        struct pump_counts counts;
        micros earliest;
        enum fault fault = conf_instant(c->conf, "load.earliest", &earliest, &c->e);
        if (fault == OK) {
                fault = undo_open(u, file, &places, earliest, &c->e);
                if (fault == OK)
                        fault = pump_run(c->conf, &undo_source, u, &options, &counts, &c->e);
                if (fault == OK && !u->over)
                        fault = fail(&c->e, FATAL, "asked to stop: the file is still in done/, begin anew");
                if (fault == OK)
                        printf("%-22s %12llu\n%-22s %12llu\n", "events retracted",
                               (unsigned long long)u->handed, "said by others too",
                               (unsigned long long)u->kept);
                undo_close(u);
        }
        free(u);
        return fault;
}

static enum fault open_mapping(struct command *c, const char *file, struct mapping **mapping)
{
        micros earliest;
        if (!file)
                return fail(&c->e, USAGE, "--mapping FILE is missing");
        if (mapping_open(mapping, file, &c->e) != OK)
                return c->e.kind;
        const enum fault fault = conf_instant(c->conf, "load.earliest", &earliest, &c->e);
        if (fault == OK)
                mapping_set_earliest(*mapping, earliest);
        return fault;
}

static enum fault show(struct command *c, const char *file)
{
        struct mapping *mapping = NULL;
        int64_t sample = 0;
        enum fault fault = args_count(&c->args, "sample", 1, INT64_MAX, &sample, &c->e);
        if (fault == OK && c->args.operands < 1)
                fault = fail(&c->e, USAGE, "--dry-run needs a file or a directory");
        if (fault == OK)
                fault = open_mapping(c, file, &mapping);
        if (fault == OK)
                fault = dry_run(mapping, c->args.operand, c->args.operands, (uint64_t)sample, &c->e);
        mapping_close(mapping);
        return fault;
}

static enum fault watch_folder(struct command *c, const char *file, int wait_s)
{
        struct mapping *mapping = NULL;
        const char *dir = c->args.operand[0];
        enum fault fault = OK;
        if (args_text(&c->args, "sample"))
                fault = fail(&c->e, USAGE, "--sample belongs to --dry-run");
        else if (file && c->args.operands != 1)
                fault = fail(&c->e, USAGE, "exactly one DIR is needed, %d were given", c->args.operands);
        else if (file)
                fault = check_mapping_outside(file, dir, &c->e);
        if (fault == OK)
                fault = open_mapping(c, file, &mapping);
        if (fault == OK)
                fault = run(c, mapping, dir, wait_s);
        mapping_close(mapping);
        return fault;
}

int spool_command(int argc, char **argv)
{
        struct command c;
        int rc, wait_s = 60;
        if (!command_begin(&c,
                           "spool [--once] --mapping FILE DIR | spool --dry-run [--sample ROWS] --mapping "
                           "FILE FILE|DIR... | "
                           "spool undo DIR/done/NAME",
                           about, spec, argc, argv, &rc))
                return rc;
        enum fault fault = args_wait(&c.args, &wait_s, &c.e);
        const char *mapping = args_text(&c.args, "mapping");
        const bool undoing = c.args.operands > (mapping ? 1 : 0) && !strcmp(c.args.operand[0], "undo");
        const bool looking = args_flag(&c.args, "dry-run") || args_text(&c.args, "sample");
        if (fault == OK && undoing && looking)
                fault = fail(&c.e, USAGE,
                             "undo knows neither --dry-run nor --sample: nothing was taken back (./undo is a "
                             "directory of that name)");
        else if (fault == OK && undoing && c.args.operands != 2)
                fault = fail(&c.e, USAGE, "undo: exactly one file of DIR/done/ is needed, %d were given",
                             c.args.operands - 1);
        else if (fault == OK && undoing)
                fault = undo(&c, c.args.operand[1], wait_s);
        else if (fault == OK && args_flag(&c.args, "dry-run"))
                fault = show(&c, mapping);
        else if (fault == OK)
                fault = watch_folder(&c, mapping, wait_s);
        return command_end(&c, fault);
}
