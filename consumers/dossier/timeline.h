/* SPDX-License-Identifier: Apache-2.0
 *
 * timeline.h - what all that was said of a dossier means: the specification of hentra's rules, in code.
 *
 * timeline_derive() is pure: no clock, no configuration but the rule version and the warehouse's zone, in
 * which a day is a day. It decides every claim (reception, due date, end, hand-over, procedure, channel, …)
 * once from the whole history, and lists the steps of the dossier's life in order. state_at() and
 * contribution_flows() only read that list: so what was corrected later is corrected in a report about an
 * earlier instant too, and the sum of the contributions up to T is the state at T.
 *
 * The rules
 * ---------
 * Statuses by number: 0 UNKNOWN, 1 REGISTERED, 2 RECEIVED, 3 REFUSED, 4 PROCESSING, 5 SUPPLEMENT_REQUESTED, 6
 * PAYMENT_REQUESTED, 7 WITHDRAWN, 8 STOPPED, 9 RESOLVED, 10 RETURNED (core/base/event.h).
 *
 * Which records stand, and what they claim, is told in standing.h: of one source the document stated last,
 * and the plain statements that were made after it; retracted records are left out of everything below. "Of
 * steps only" is an occurrence that no other record claims: it may move, pause, stop or take up the dossier,
 * and nothing else. A superseded record says nothing, except where the rules name it.
 *
 * Occurrence: the claims with the same occurred_at and status are one occurrence. Occurrences are ordered by
 * occurred_at, then smallest sequence, then the usual order of the statuses (status_place()). Two exceptions.
 * One that reopens (some claim of it says so) comes behind everything else of its instant. And a pause or
 * stop (5, 6, 8) and what takes the dossier up again (4, or 2 when there was a reception before) may have the
 * same instant and the same smallest sequence, as in logs of days without times. Taking up then comes after
 * all three, and the dossier is marked: nobody would look at a dossier that is wrongly taken for paused.
 * "Before", "after", "between", "earliest", "last" mean this order, except where instants are named.
 *
 * "Said last": the last by the time at which it was said (claim_said_compare()). An occurrence is as late as
 * the one of its claims that was said last, and has only a day when that one has. UNKNOWN and absent values
 * never override a known one.
 *
 * Contested: several occurrences may claim one thing (the submission, the end of a status, the reception). A
 * log repeats itself: all that logs state of that thing is one claim, the earliest occurrence. Snapshots, and
 * documents as they do, correct each other: each occurrence that only they state is a claim. The claim said
 * last counts ("stands" below). If the thing is a reception or an end, every other occurrence of it is void.
 *
 * Void: at a void occurrence nothing happens: no step, no transfer, no reception; it is neither last status
 * nor implausible step. Its claims still carry attributes. Also void is an occurrence that is ahead: it lies
 * more than a day after the latest time at which it was stated (repetitions count here) or first seen (an end
 * in 2102 for 2012). It may come true, and counts once it is stated again then; till then the dossier goes on
 * without it, everywhere alike.
 *
 * Segments: a 2 or 4 that reopens, is not ahead, and has a 3, 7, 9 or 10 (not ahead) between it and the
 * beginning of its segment, begins a new segment and is its first occurrence. Any other 2 or 4 that reopens
 * is a plain one. A dossier that nobody reopens has one segment. Ends are contested within their segment. The
 * dossier's end, hand-over and class are those of the last segment. What the end of an earlier one counted is
 * taken out again at the instant of the reopening, at the agency where it was counted, and the dossier is
 * open from then on.
 *
 * End of a segment: of each of 3, 7, 9, 10 one occurrence stands, if any. The resolution is the standing 9,
 * or, if 9 was never said, the standing 10. The end is the earliest of the standing 3, the standing 7 and the
 * resolution. Occurrences after the end change nothing but the hand-over (the standing 10).
 *
 * Reception: it is looked for in the first segment, else in the next one, each as if it were alone. An
 * occurrence of status 2 that is not ahead: the first one, and those after it up to the first 5, 6 or 8 (not
 * of steps only), what reopens and is not ahead, or the segment's end that comes after that first one, are
 * claims of the reception, of which one stands; a later 2 resumes. Without any such status 2, the earliest
 * occurrence of 4, 5, 6, 8, 9, 10 that is neither void nor of steps only stands for it, and of 7 too when no
 * status 1 was said in that segment; that occurrence is then the reception and also does what it says. When
 * no claim stands but those of steps, the first occurrence that is not ahead and was not said to be a 1 is
 * the reception. A dossier without all these (only 1, 3, unknown statuses, and 7 beside a 1) was never
 * received: the earlier of its standing 3 and 7 is ended_before. A refused dossier may be received when it is
 * reopened: what was its ended_before is then taken out again as an end is.
 *
 * Stop as end (rule index 766): of the occurrences of a segment from the reception up to the end (to the last
 * one when there is no end), those of 8 (not of steps only) that have no 2, 4, 5, 6 between them and there:
 * the first of them is the end instead, with ended_by 8. Its step is STEP_STOP, and no STEP_END follows. An
 * earlier stop, which is left, counts as ended while it lasts: it leaves the stock without due date, a
 * reopening enters it. So an 8 of steps only cannot stop it, and pauses what is not stopped.
 *
 * Due date, submission, procedure, field, channel, case kind, service, payment, digitised, return channel,
 * receiving agency: attributes of any claim, each for itself; the one said last stands. Without the
 * attribute, submission is the occurrence of status 1 that stands, in the whole dossier. The first due date
 * is that of the record said first, superseded ones too: a document by stated_first and its last occurrence.
 * Not of a step.
 *
 * An end before reception counts at the reception instant: the life is then RECEIVE and END (between them the
 * transfer to the agency of the end's occurrence, if it is another); the class is judged by the end as said.
 * A hand-over counts at the latest of its own instant, the end's and the reception's. A due date before
 * reception keeps its value for the class; by instant and by day a dossier is overdue from its reception at
 * the earliest.
 *
 * Days: of an occurrence with occurred_day only the local day is known. Its source placed it: an end, and
 * what reopens, at the last microsecond of the day, all else at the first. An end of a day is in time by
 * instant when its day is not after the due day.
 *
 * Pause, stop: from the reception to the end, and from a reopening to the next end, an occurrence of 5 or 6
 * pauses, of 8 stops; 2 or 4 resumes or reopens; 5 or 6 after 8 reopens and pauses; 8 after 5 or 6 resumes
 * and stops; pausing what is paused and stopping what is stopped changes nothing. An end first resumes or
 * reopens. 0 and 1 change neither; 10 before the end does nothing at all. Neither paused nor stopped dossiers
 * are overdue meanwhile.
 *
 * Agency of an occurrence: said last among its claims that name one; without any, that of the occurrence
 * before it, void or not; before the first that names one, that of the first. From the reception to the end
 * (the end's own occurrence included; 10 before the end left out), and from a reopening to the next end, an
 * occurrence at another agency is a transfer at that instant, before what else it says (of a reopening: after
 * it). The reception belongs to the agency of its occurrence, a submission to that of the very first
 * occurrence (void or not), a refusal or withdrawal of a dossier never received to that of its occurrence.
 *
 * Backdated: resolved, in time by instant; first_observed_at, last_seen_open and end_first_seen are before,
 * after and after the due date. end_first_seen is the smallest observed_at of whatever says the status and
 * instant of the end. last_seen_open is the greatest of the last stated_at of every document that has
 * occurrences and no 3, 7, 9 or 10 behind its last reopening, and of the observed_at of every plain statement
 * of 1, 2, 4, 5, 6, 8 that was seen before every 3, 7, 9 and 10. All three read superseded records too. So
 * neither a backfill nor a monthly export accuses anybody. How long after the due date is too long (a working
 * day) is decided where it is shown (sql/views/32_dossier_quality.sql): a calendar may change.
 *
 * Erased: a superseded document was late, and the document of its source that stands is not. A document is
 * late when it has a due date, and a 9 of its occurrences, or a 10 if it has no 9, is late by instant.
 *
 * Of documents, what is ahead is left out in the rules of backdating, erasing and rewriting.
 */
#ifndef HENTRA_DOSSIER_TIMELINE_H
#define HENTRA_DOSSIER_TIMELINE_H

#include "consumers/dossier/measure.h"
#include "consumers/dossier/rule.h"
#include "consumers/dossier/standing.h"
#include <stdbool.h>
#include <stdint.h>

/* Data quality, as bits; stored in dossier.marks (view dossier_quality names them): never renumber. */
enum mark {
        RECEPTION_INFERRED = 1 << 0,   /* received without a status 2 */
        RESOLUTION_INFERRED = 1 << 1,  /* ended_by is 10 */
        END_BEFORE_RECEPTION = 1 << 2, /* ended_at < received_at */
        DUE_BEFORE_RECEPTION = 1 << 3, /* due_at < received_at */
        DUE_REWRITTEN = 1 << 4, /* more than one distinct due date, superseded ones too; not of steps */
        BACKDATED = 1 << 5,
        STATUS_AFTER_END = 1 << 6, /* an occurrence of 1-6 or 8 after the standing 9 or 10 of its segment */
        RETURNED_BEFORE_END = 1 << 7, /* returned_at < ended_at */
        /* More than one claim of the reception; or the earliest 2 (with a time) of a superseded document has
         * the instant of no 2 that stands. */
        RECEPTION_REWRITTEN = 1 << 8,
        /* More than one claim of the 3, 7, 9 or 10 that ended it; or a superseded document has a 3, 7, 9 or
         * 10 whose status and instant (without a time: whose status) no claim has that stands. */
        END_REWRITTEN = 1 << 9,
        OCCURRED_IN_FUTURE = 1 << 10, /* an occurrence is ahead; it is void */
        ONLINE_INFORMATION = 1 << 11, /* channel ONLINE for a service that is INFORMATION only */
        HISTORY_TRUNCATED = 1 << 12,
        STATUS_WAS_UNKNOWN = 1 << 13, /* some claim has a status that this version does not know */
        /* A warning. Two occurrences that follow each other (void ones, those of status 0 and of steps only
         * left out; a reopening follows nothing) have different statuses and are none of the portal's steps:
         * 1 to 2 3 5 7; 2 to 4-9; 4 to 5-9; 5 to 2 4 7 8; 6 to 4 7 8 9; 8 to 2 4 5 6; 9 to 10. */
        IMPLAUSIBLE_STEP = 1 << 14,
        /* One source said two different values of one occurrence in one millisecond, or two documents,
         * superseded ones too: two rows of one export. */
        CONTRADICTED = 1 << 15,
        ORDER_UNKNOWN =
                1 << 16, /* a pause or stop and its end at one instant, in an order that nobody said */
        STATED_IN_FUTURE = 1 << 17, /* a record with stated_at > observed_at, which was taken instead */
        ERASED = 1 << 18,
        /* Two claims of different sources, none of a step, said in one millisecond, have different known
         * values of an attribute; or, at one instant and status, two agencies; or, of one status of 2, 3, 7,
         * 9, 10 and neither in a log, two instants, while they say none alike. */
        TIES = 1 << 19,
        REOPENED = 1 << 20, /* more than one segment */
};

enum step_kind {
        STEP_RECEIVE,
        STEP_TRANSFER,
        STEP_PAUSE,
        STEP_RESUME,
        STEP_STOP,
        STEP_REOPEN, /* a stop is left */
        STEP_END,
        STEP_HAND_OVER,
        STEP_UNDO_END, /* the dossier is open again: hand-over and end are taken back */
};

struct step {
        micros at;       /* never before the step before it */
        micros ended_at; /* of STEP_END: as said; its class is judged by it */
        uint32_t agency; /* after the step */
        uint8_t kind;    /* enum step_kind */
        uint8_t ended_by;
        bool ended_day; /* only the local day of ended_at is known */
};

/* Most steps that one occurrence can give is four (transfer, leave, end, hand over). */
enum { STEPS_MOST = 4 * CLAIMS_MOST + 1 };

struct timeline {
        const struct rule *rule;
        uint32_t marks;
        enum case_kind case_kind;
        /* For display: the last occurrence that is neither void nor of status 0 nor after the end; the
         * hand-over may be after the end. */
        enum status status;
        micros last_at; /* its instant; NO_TIME: there is none */
        uint32_t first_agency, procedure, received_by;
        uint16_t field;
        enum channel channel;
        enum service service;
        enum payment payment;
        enum truth digitised;
        enum return_channel return_channel;
        micros first_observed_at; /* NO_TIME: all was retracted */
        /* Only with the mark BACKDATED, else NO_TIME. */
        micros last_seen_open, end_first_seen;
        micros submitted_at; /* NO_TIME: unknown, as below */
        micros received_at;
        micros due_at, first_due_at;
        micros ended_at;      /* as said; the class is judged by it */
        enum status ended_by; /* 3, 7, 8, 9, 10; STATUS_UNKNOWN: open, or never received */
        bool ended_day;       /* only the local day of ended_at is known */
        micros returned_at;   /* as said */
        micros hand_over_at;  /* returned_at, as it counts: not before end and reception */
        /* Refused (3) or withdrawn (7) without ever being received. */
        enum status ended_before;
        micros ended_before_at;
        /* A refusal or withdrawal of that kind which a reopening took back; STATUS_UNKNOWN: none. */
        enum status lifted;
        micros lifted_from, lifted_at; /* when it happened, and when it was taken back */
        uint32_t lifted_agency;
        /* The first occurrence of 5 from the reception to the end, and the agency then. */
        micros supplemented_at;
        uint32_t supplemented_agency;
        micros paused_since; /* after the last step: paused or stopped since then; NO_TIME: it is neither */
        /* The agency that has it, or had it when it ended. Never received: that of ended_before, else of
         * the last occurrence. */
        uint32_t agency;
        int steps_n;
        struct step steps[STEPS_MOST]; /* empty: never received */
};

void timeline_derive(const struct history *h, const struct rule *rule, const struct zone *zone,
                     struct timeline *out);

/* The dossier as it is after its last step. It runs: received, and neither ended nor paused nor stopped; as
 * hentra.dossier_runs() in SQL. */
bool timeline_runs(const struct timeline *t);
/* It runs, and has a due date: it can become late, and alerts can be raised for it. */
bool timeline_has_deadline(const struct timeline *t);
/* True when an alert may be right for one of two timelines of a dossier and wrong for the other, or be
 * meant for somebody else: they differ in what makes a deadline, in how it ended, in what alert rules choose
 * dossiers by, or, where b runs, in its pauses, also in those that are over. */
bool timeline_deadlines_differ(const struct timeline *a, const struct timeline *b);

/* The first instant at which the dossier is overdue while it runs; END_OF_TIME: it has no due date. By day
 * the start of the local day after that of due_at, by instant one microsecond after due_at. */
micros overdue_from_day(const struct timeline *t, const struct zone *zone);
micros overdue_from_instant(const struct timeline *t);

/* Compares an end, of which only the local day may be known, with the due date, by instant. */
bool is_late(micros due_at, micros at, bool day_only, const struct zone *zone);

/* Classes of a resolution. */
enum day_class { CLASS_NONE, CLASS_EARLY, CLASS_ON_TIME, CLASS_LATE, CLASS_NO_DUE };
enum instant_class { INSTANT_NONE, INSTANT_IN_TIME, INSTANT_LATE, INSTANT_NO_DUE };
enum day_class class_by_day(const struct timeline *t, const struct zone *zone); /* NONE: not resolved */
enum instant_class class_by_instant(const struct timeline *t, const struct zone *zone);
/* The same of one STEP_END of several. */
enum day_class step_class_by_day(const struct timeline *t, const struct step *end, const struct zone *zone);
enum instant_class step_class_by_instant(const struct timeline *t, const struct step *end,
                                         const struct zone *zone);

/* The dossier at the end of instant T: everything that happened at or before T. All zero before reception. */
struct state {
        bool received, paused, stopped, returned;
        bool ended; /* under a rule where a stop is an end, also while it is stopped */
        enum status ended_by;
        bool overdue_day, overdue_instant; /* runs, and T is at or after the first overdue instant */
        bool no_due;                       /* received, not ended, without a due date */
        uint32_t agency;
};
void state_at(const struct timeline *t, const struct zone *zone, micros at, struct state *out);

/* Changes a state by one step (all but overdue); a walk begins with the zero state. */
void state_step(const struct timeline *t, const struct step *step, struct state *s);
/* Received, and neither ended nor paused nor stopped. */
bool state_runs(const struct state *s);

struct flow {
        micros at;
        int32_t day; /* local day of `at` */
        uint32_t agency;
        enum measure measure;
        int64_t amount; /* never 0; below: what an end had counted is taken out at a reopening */
};

/* Calls `emit` for every flow of the dossier; procedure, channel and case kind are those of the timeline.
 * The flows are dated by instant, so the sum of all with at <= T is the state at T: for every T, at each
 * agency.
 * A due date that passes emits no event, but when it will pass is known beforehand: a dossier that is open at
 * the end of its timeline gets its overdue flow too, dated in the future if need be. So sums up to any
 * day need no clock, and what is said later (an end, a pause, another due date) replaces that flow.
 *
 * Overdue: of every span [start, stop) in which the dossier is received, neither paused, stopped nor ended,
 * and at one agency: in at x = the later of start and the first overdue instant, out at stop; nothing if
 * x >= stop; no out if the span has no stop. Supplemented is dated and placed by the timeline's fields. */
void contribution_flows(const struct timeline *t, const struct zone *zone,
                        void (*emit)(void *context, const struct flow *flow), void *context);

#endif
