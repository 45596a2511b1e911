/* SPDX-License-Identifier: Apache-2.0
 *
 * simulate.c - the command: options, the forecast of --dry-run, and the two outputs (Kafka, a file).
 */
#include "producers/simulate/simulate.h"
#include "core/base/bytes.h"
#include "core/base/stop.h"
#include "core/lib/log.h"
#include "core/program/command.h"
#include "core/program/progress.h"
#include "core/wire/event_id.h"
#include "core/wire/event_json.h"
#include "producers/pump.h"
#include "producers/simulate/catalogue.h"
#include "producers/simulate/profile_text.h"
#include "producers/simulate/rng.h"
#include "producers/simulate/simulator.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char synopsis[] = "simulate --profile NAME|FILE [options]";
static const char about[] =
        "Lets a province-year happen: sends the status events of simulated dossiers in the order in which "
        "they\n"
        "would be seen. The profile's totals come out exactly, whatever the seed; the same seed gives the "
        "same\n"
        "bytes. --dry-run says what will come out.\n"
        "\n"
        "Profiles are files (producers/simulate/profiles/NAME.ini), built in are two, with dossiers of three "
        "levels:\n"
        "  tien-giang-2022       838,838 dossiers of a year, about 3.6 million events\n"
        "  ba-ria-vung-tau-2022  646,262 dossiers of ten months, about 2.7 million events\n"
        "For a small run take a month (--month 2022-03), or any number of dossiers: every total shrinks in\n"
        "proportion, rounded so that the parts still sum.\n"
        "\n"
        "  hentra simulate --profile tien-giang-2022                            the year, to Kafka\n"
        "  hentra simulate --profile tien-giang-2022 --month 2022-03 --dry-run  what a month would be\n"
        "  hentra simulate --profile tien-giang-2022 --dossiers 1000 --to FILE.jsonl\n"
        "  hentra simulate --profile tien-giang-2022 --speed 3600               an hour a second\n"
        "\n"
        "With --taken-back P, P percent of the dossiers come from a source that speaks in documents,\n"
        "one message each time they change, and takes back: an end is set back, or opened again, or\n"
        "known by its day only; an attribute is corrected; a document is retracted, or said again after\n"
        "another one; a dossier is withdrawn and mentioned again; a second source, called as the\n"
        "first with -archive behind it, says otherwise every night. The last word on each dossier is\n"
        "its true story: once everything is loaded, the profile's totals come out exactly.\n"
        "\n"
        "With clock.origin in the configuration each event is sent when that clock shows its time.";

static const struct arg_spec spec[] = {
        {"profile", "NAME|FILE", "the province: a built-in profile, or a file (FILE.ini)"},
        {"month", "YYYY-MM", "only this month of the profile's period, as a period of its own"},
        {"dossiers", "N", "this many dossiers instead of the profile's; every total in proportion"},
        {"seed", "N", "another year of the same province (default 1)"},
        {"speed", "X", "X simulated seconds a second (default: as fast as possible)"},
        {"duplicates", "P", "say P percent of the events once more, anywhere later"},
        {"disorder", "P", "let P percent of the events leave up to 30 days late, content unchanged"},
        {"taken-back", "P",
         "P percent of the dossiers: the source speaks in documents and takes things back"},
        {"to", "kafka|FILE.jsonl", "where to: the topic `topic.status` (default), or a file of JSON lines"},
        {"wait", "SECONDS", "how long to wait for a server that does not answer (default 60; 0: not at all)"},
        {"catalogue", "DIR", "write DIR/agencies.csv and DIR/procedures.csv and end"},
        {"dry-run", NULL, "print the totals that would come out and end"},
        {0},
};

struct request {
        struct profile *profile;
        struct simulator_options options;
        struct clock clock;
        const char *to; /* NULL: Kafka */
        int wait_s;
};

/* ---- options ---- */

static enum fault percent_option(const struct args *a, const char *name, uint32_t *ppm, struct err *e)
{
        const char *text = args_text(a, name);
        if (!text || profile_percent(text, ppm))
                return OK;
        return fail(e, USAGE, "--%s %.40s: allowed is a percentage, 0 to 100, with at most four decimals",
                    name, text);
}

static enum fault speed_option(const struct args *a, double *speed, struct err *e)
{
        const char *text = args_text(a, "speed");
        char *end;
        if (!text)
                return OK;
        *speed = strtod(text, &end);
        if (end != text && !*end && isfinite(*speed) && *speed > 0)
                return OK;
        return fail(e, USAGE, "--speed %.40s: allowed is a number above 0, simulated seconds a second", text);
}

static enum fault to_option(const struct args *a, const char **to, struct err *e)
{
        static const char ending[] = ".jsonl";
        const char *text = args_text(a, "to");
        if (!text || strcmp(text, "kafka") == 0)
                return OK;
        size_t len = strlen(text);
        if (len < sizeof(ending) || strcmp(text + len - (sizeof(ending) - 1), ending) != 0)
                return fail(e, USAGE, "--to %.200s: allowed is kafka, or a file whose name ends in .jsonl",
                            text);
        *to = text;
        return OK;
}

static enum fault month_option(const struct args *a, struct profile *p, struct err *e)
{
        const char *text = args_text(a, "month");
        struct civil c = {.day = 1};
        bool offset;
        int seconds;
        if (!text)
                return OK;
        if (civil_parse(text_of(text), "%Y-%m", &c, &offset, &seconds) || c.month < 1 || c.month > 12)
                return fail(e, USAGE, "--month %.40s: allowed is YYYY-MM", text);
        enum fault fault = profile_month(p, c.year, c.month, e);
        return fault ? fail_at(e, "--month %s", text) : OK;
}

static enum fault read_request(struct request *r, const struct args *a, struct err *e)
{
        const char *profile = args_text(a, "profile");
        int64_t seed = 1, dossiers = 0;
        enum fault fault = OK;
        r->wait_s = 60;
        if (args_no_operands(a, e) != OK)
                return e->kind;
        if (!profile) {
                char known[256];
                profile_known(known, sizeof(known));
                return fail(e, USAGE, "--profile is missing: known are %s, or name a FILE.ini", known);
        }
        if (profile_read(r->profile, profile, e) != OK)
                return fail_at(e, "--profile");
        if ((fault = args_count(a, "seed", 0, INT64_MAX, &seed, e)) != OK ||
            (fault = args_count(a, "dossiers", 1, DOSSIERS_MOST, &dossiers, e)) != OK ||
            (fault = args_wait(a, &r->wait_s, e)) != OK ||
            (fault = percent_option(a, "duplicates", &r->options.duplicates, e)) != OK ||
            (fault = percent_option(a, "disorder", &r->options.disorder, e)) != OK ||
            (fault = percent_option(a, "taken-back", &r->options.taken_back, e)) != OK ||
            (fault = speed_option(a, &r->options.speed, e)) != OK ||
            (fault = to_option(a, &r->to, e)) != OK || (fault = month_option(a, r->profile, e)) != OK)
                return fault;
        r->options.seed = (uint64_t)seed;
        if (dossiers)
                profile_scale(r->profile, dossiers);
        return OK;
}

/* ---- what will come out ---- */

static void print_count(const char *name, int64_t count)
{
        printf("%-26s %10" PRId64 "\n", name, count);
}

static void print_levels(const struct profile *p)
{
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                char name[64];
                snprintf(name, sizeof(name), "received.%s", level_names[l]);
                print_count(name, p->level[l].received);
                snprintf(name, sizeof(name), "online.%s", level_names[l]);
                print_count(name, p->level[l].online);
        }
}

static void print_taken_back(const struct simulator *s)
{
        const int64_t *dossiers = simulator_taken_back(s);
        for (int k = 0; k < BACK_COUNT; k++) {
                char name[64];
                snprintf(name, sizeof(name), "taken_back.%s", taking_back_names[k]);
                print_count(name, dossiers[k]);
        }
}

static int64_t procedures_with_dossiers(const struct province *v)
{
        int64_t n = 0;
        for (int i = 0; i < v->procedures; i++)
                n += v->procedure[i].dossiers > 0;
        return n;
}

static enum fault print_totals(const struct request *r, struct err *e)
{
        const struct profile *p = r->profile;
        struct simulator *s;
        char first[16], last[16];
        enum fault fault = simulator_open(&s, p, &r->options, e);
        if (fault)
                return fault;
        printf("%s, %s to %s, %s\n", p->name, day_format(p->from, first), day_format(p->to - 1, last),
               p->zone);
        print_count("received", p->received);
        print_count("online", p->online);
        print_count("resolved_early", p->resolved_early);
        print_count("resolved_on_time", p->resolved_on_time);
        print_count("resolved_late", p->resolved_late);
        print_count("resolved_late_by_instant", p->resolved_late + p->resolved_after_hour);
        print_count("in_process", p->open_in_time + p->open_paused + p->open_overdue);
        print_count("in_process_paused", p->open_paused);
        print_count("in_process_overdue", p->open_overdue);
        print_levels(p);
        print_count("agencies", simulator_province(s)->agencies);
        print_count("procedures", p->procedures);
        print_count("procedures_with_dossiers", procedures_with_dossiers(simulator_province(s)));
        if (r->options.taken_back)
                print_taken_back(s);
        print_count("events", (int64_t)simulator_events(s));
        simulator_close(s);
        return OK;
}

static enum fault write_catalogue(const struct request *r, const char *dir, struct err *e)
{
        struct province v;
        province_open(&v, r->profile);
        enum fault fault = catalogue_write(&v, dir, e);
        province_close(&v);
        return fault;
}

/* ---- the two ways out ---- */

static enum fault write_events(FILE *f, struct simulator *s, uint64_t *written, struct err *e)
{
        struct progress progress;
        enum source_next next;
        struct event v;
        progress_start(&progress, "simulate", 0, true);
        while ((next = simulator_source.next(s, &v, e)) != SOURCE_END && !stop_asked()) {
                if (next == SOURCE_FAULT)
                        break;
                if (next == SOURCE_IDLE) {
                        if (fflush(f) == 0)
                                stop_wait(simulator_source.wait_ms(s));
                        continue;
                }
                event_identify(&v);
                event_json_write(f, &v);
                progress_show(&progress, ++*written, simulator_source.part(s), NULL);
        }
        progress_end(&progress, *written);
        return next == SOURCE_FAULT ? e->kind : OK;
}

static enum fault to_file(const char *path, struct simulator *s, uint64_t *written, struct err *e)
{
        FILE *f = fopen(path, "w");
        if (!f)
                return fail_errno(e, USAGE, "--to: cannot write %s", path);
        enum fault fault = write_events(f, s, written, e);
        if (ferror(f) | fclose(f) && !fault)
                fault = fail_errno(e, FATAL, "cannot write %s", path);
        return fault;
}

static enum fault send(struct request *r, const struct conf *conf, struct err *e)
{
        struct simulator *s;
        uint64_t sent = 0;
        if (clock_read_conf(&r->clock, conf, e) != OK)
                return e->kind;
        if (r->clock.simulated && r->options.speed > 0)
                return fail(
                        e, USAGE,
                        "--speed and clock.origin: the clock's own speed is clock.speed; take one of them");
        if (r->clock.simulated)
                r->options.clock = &r->clock;
        enum fault fault = simulator_open(&s, r->profile, &r->options, e);
        if (fault)
                return fault;
        if (r->to) {
                fault = to_file(r->to, s, &sent, e);
        } else {
                struct pump_options options = {
                        .wait_s = r->wait_s, .expected = simulator_events(s), .progress = true};
                struct pump_counts counts = {0};
                fault = pump_run(conf, &simulator_source, s, &options, &counts, e);
                sent = counts.settled;
        }
        if (!fault)
                log_info(sent == simulator_events(s) ? "simulate.done" : "simulate.stopped",
                         KT("profile", r->profile->name), KI("seed", r->options.seed),
                         KI("dossiers", r->profile->received), KI("events", simulator_events(s)),
                         KI("sent", sent));
        simulator_close(s);
        return fault;
}

int simulate_command(int argc, char **argv)
{
        struct command c;
        int rc;
        if (!command_begin(&c, synopsis, about, spec, argc, argv, &rc))
                return rc;
        struct request r = {.profile = need_alloc(sizeof(*r.profile))};
        enum fault fault = read_request(&r, &c.args, &c.e);
        if (!fault && args_text(&c.args, "catalogue"))
                fault = write_catalogue(&r, args_text(&c.args, "catalogue"), &c.e);
        else if (!fault && args_flag(&c.args, "dry-run"))
                fault = print_totals(&r, &c.e);
        else if (!fault)
                fault = send(&r, c.conf, &c.e);
        free(r.profile);
        return command_end(&c, fault);
}
