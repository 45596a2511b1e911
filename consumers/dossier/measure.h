/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.h - what is counted. One list: the enum, the columns of flow_day and flow_half_month (a test
 * compares them), and the report's arrays come from it.
 *
 * A flow says: at this instant, at this agency, this measure changed by this amount. Measures that come in
 * pairs (…_in, …_out) are stocks: their running sum is how many are in that state. A pair is kept whole
 * when a dossier changes agency: out at the old one, in at the new one.
 *
 * A new measure is a line here, beside its kin, and a put in contribution.c; a migration that adds its
 * column, with a comment, to flow_day and flow_half_month, where it comes last; and its name, in the order
 * of this list, in flow_day_copy.sql, flow_half_month_copy.sql, flow_day_stream.sql and
 * flow_half_month_stream.sql. All other queries and views follow the tables.
 */
#ifndef HENTRA_DOSSIER_MEASURE_H
#define HENTRA_DOSSIER_MEASURE_H

/* X(name, when it is dated and what it counts) */
#define MEASURES(X)                                                                                       \
        X(submitted, "submission, where it is known")                                                     \
        X(received, "reception")                                                                          \
        X(refused_before, "refusal of a dossier that was never received")                                 \
        X(withdrawn_before, "withdrawal of a dossier that was never received")                            \
        X(refused, "refusal after reception: an end")                                                     \
        X(withdrawn, "withdrawal after reception: an end")                                                \
        X(stopped, "processing stopped (status 8), or taken over stopped from another agency")            \
        X(reopened, "a stop left: by reopening, by an end, or by moving to another agency")               \
        X(paused, "supplement or payment requested (5, 6), or taken over paused")                         \
        X(resumed, "a pause left: by resuming, by a stop, by an end, or by moving")                       \
        X(transferred_in, "taken over from another agency between reception and end")                     \
        X(transferred_out, "moved to another agency between reception and end")                           \
        X(resolved_early, "resolution on a local day before the due day")                                 \
        X(resolved_on_time, "resolution on the due day")                                                  \
        X(resolved_late, "resolution on a local day after the due day")                                   \
        X(resolved_no_due, "resolution without any due date")                                             \
        X(resolved_late_instant, "resolution at an instant after the due instant")                        \
        X(resolved_after_pause, "resolution of a dossier that was paused (5, 6) at least once")           \
        X(elapsed_seconds, "resolution: whole seconds since reception, none if it came before")           \
        X(returned, "hand-over of the result")                                                            \
        X(returned_by_post, "hand-over by post")                                                          \
        X(paid_online, "reception of a dossier paid on a portal or local gateway")                        \
        X(digitised, "reception of a dossier with digitised parts")                                       \
        X(supplemented, "first request for a supplement (5) from reception to end")                       \
        X(backdated, "nothing any more: the mark BACKDATED is a list, not a figure")                      \
        X(due_rewritten, "reception of a dossier whose due date was said in more than one way")           \
        X(no_due_in, "became open without a due date: reception, or taken over (index 766: or reopened)") \
        X(no_due_out, "stopped being open without a due date: end, or moved (index 766: or stopped)")     \
        X(overdue_day_in,                                                                                 \
          "became overdue by day: the start of the day after the due day, or resuming later")             \
        X(overdue_day_out, "overdue by day no more: pause, end, or moved")                                \
        X(overdue_instant_in, "became overdue by instant: just after the due instant, or resuming later") \
        X(overdue_instant_out, "overdue by instant no more: pause, end, or moved")

#define MEASURE_ENUM(name, about) M_##name,
enum measure { MEASURES(MEASURE_ENUM) MEASURE_COUNT };
#undef MEASURE_ENUM

extern const char *const measure_names[MEASURE_COUNT];

#endif
