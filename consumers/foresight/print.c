/* SPDX-License-Identifier: Apache-2.0
 *
 * print.c - see print.h.
 */
#include "consumers/foresight/print.h"

#include "generated/embedded.h"
#include <inttypes.h>
#include <stdio.h>

static const char *const grain_names[GROUP_GRAINS] = {"all of a kind", "field", "procedure",
                                                      "procedure, term", "procedure, term, agency"};

static void print_k(enum group_grain grain, double k)
{
        static const char *const parents[GROUP_GRAINS] = {"", "all of its kind weigh", "its field weighs",
                                                          "its procedure weighs", "those of its term weigh"};
        char text[64] = "all: groups differ by chance only";
        if (k < K_MOST)
                snprintf(text, sizeof(text), "as %.1f dossiers", k);
        printf("  %-24s %s %s\n", grain_names[grain], parents[grain], text);
}

static void print_counts(int64_t lifetimes, int64_t ended, micros since, micros as_of,
                         const struct zone *zone)
{
        char text[2][32];
        printf("%" PRId64 " dossiers were open between %s and %s: %" PRId64 " ended, %" PRId64
               " took longer\n",
               lifetimes, zone_format(zone, since, text[0]), zone_format(zone, as_of, text[1]), ended,
               lifetimes - ended);
}

void print_fit(const struct fit_result *r, const struct fit_wish *wish, const struct zone *zone)
{
        print_counts(r->lifetimes, r->ended, r->since, wish->as_of, zone);
        printf("%zu groups have a curve of their own%s\n", r->curves,
               wish->dry_run ? "; not stored: a dry run" : "");
        for (int grain = OF_FIELD; grain < GROUP_GRAINS; grain++)
                print_k((enum group_grain)grain, r->k[grain]);
        printf("%" PRId64 " dossiers are open, of which %" PRId64 " were paused before\n", r->open,
               r->paused);
}

enum fault print_last_fit(struct pg *pg, const struct zone *zone, struct err *e)
{
        struct pg_result *r;
        char text[32];
        if (pg_run(pg, SQL_foresight_last, NULL, 0, &r, e) != OK)
                return e->kind;
        if (pg_rows(r) == 0) {
                pg_free(r);
                return fail(e, FATAL, "nothing was fitted yet: run `hentra foresight fit`, once a day");
        }
        printf("fitted %s, by rule version %" PRId64 " and version %" PRId64 " of the calendar\n",
               zone_format(zone, pg_get_instant(r, 0, COL_foresight_last_fitted_at), text),
               pg_get_int(r, 0, COL_foresight_last_rule_version),
               pg_get_int(r, 0, COL_foresight_last_calendar_version));
        if (pg_get_int(r, 0, COL_foresight_last_rules_now) !=
                    pg_get_int(r, 0, COL_foresight_last_rule_version) ||
            pg_get_int(r, 0, COL_foresight_last_calendar_now) !=
                    pg_get_int(r, 0, COL_foresight_last_calendar_version))
                printf("now rule version %" PRId64 " and version %" PRId64
                       " of the calendar count: fit again, its times are not those of the view\n",
                       pg_get_int(r, 0, COL_foresight_last_rules_now),
                       pg_get_int(r, 0, COL_foresight_last_calendar_now));
        if (pg_get_int(r, 0, COL_foresight_last_agencies_differ))
                puts("agencies go by other calendars now: fit again, its times are not those of the view");
        print_counts(pg_get_int(r, 0, COL_foresight_last_lifetimes),
                     pg_get_int(r, 0, COL_foresight_last_ended),
                     pg_get_instant(r, 0, COL_foresight_last_since),
                     pg_get_instant(r, 0, COL_foresight_last_as_of), zone);
        printf("%" PRId64 " groups have a curve of their own\n", pg_get_int(r, 0, COL_foresight_last_curves));
        for (int grain = OF_FIELD; grain < GROUP_GRAINS; grain++)
                print_k((enum group_grain)grain,
                        (double)pg_get_int(r, 0, COL_foresight_last_k_field + grain - OF_FIELD) / 1000);
        pg_free(r);
        return OK;
}

/* ---- the past ---- */

static void print_score(const char *name, const struct score *s)
{
        printf("  %-24s %9" PRId64 " %9" PRId64 "  %6.4f  %6.4f  %+6.3f\n", name, s->judged, s->late,
               score_brier(s), score_base(s), score_skill(s));
}

void print_past(const struct past_result *r, micros at, const struct zone *zone)
{
        char text[32];
        printf("as of %s, fitted for it from what is known now: by %" PRId64 " dossiers, of which %" PRId64
               " had ended\n",
               zone_format(zone, at, text), r->lifetimes, r->ended);
        puts("  chance        dossiers  expected late  came late");
        for (int i = 0; i < SCORE_TENTHS; i++) {
                if (r->score.tenth[i].judged)
                        printf("  %3d to %3d %%  %9" PRId64 "  %13.1f  %9" PRId64 "\n", 10 * i, 10 * (i + 1),
                               r->score.tenth[i].judged, r->score.tenth[i].chances, r->score.tenth[i].late);
        }
        puts("  curve of                  dossiers      late   Brier    base   skill");
        for (int grain = GROUP_GRAINS - 1; grain >= 0; grain--) {
                if (r->by[grain].judged)
                        print_score(grain_names[grain], &r->by[grain]);
        }
        print_score("together", &r->score);
        if (r->unknown)
                printf("  %" PRId64
                       " more ran then, with a term longer than dossiers like them had been watched\n",
                       r->unknown);
        if (r->future)
                printf("  %" PRId64 " more ran then, but their return dates have not passed yet\n",
                       r->future);
}

const char *const past_columns[] = {"at",   "lifetimes",     "ended", "judged", "unknown",
                                    "late", "expected_late", "brier", "base",   "skill",
                                    NULL};

void table_past(struct table *t, const struct past_result *r, micros at)
{
        double expected = 0;
        for (int i = 0; i < SCORE_TENTHS; i++)
                expected += r->score.tenth[i].chances;
        table_instant(t, "at", at);
        table_count(t, "lifetimes", r->lifetimes);
        table_count(t, "ended", r->ended);
        table_count(t, "judged", r->score.judged);
        table_count(t, "unknown", r->unknown);
        table_count(t, "late", r->score.late);
        table_rate(t, "expected_late", expected);
        table_rate(t, "brier", score_brier(&r->score));
        table_rate(t, "base", score_base(&r->score));
        table_rate(t, "skill", score_skill(&r->score));
        table_row(t);
}
