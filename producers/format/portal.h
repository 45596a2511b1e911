/* SPDX-License-Identifier: Apache-2.0
 *
 * portal.h - dossier documents and steps of the national portal's interface, as JSON, made into events. Pure.
 *
 * The interface has three services: DongBoHoSoMC sends whole dossiers, CapNhatTienDoHoSoMC steps of the work
 * on them, TraCuuHoSo asks. Every system writes its values in its own types, so null, "", the text "null" and
 * a field that is absent are the same, and so are a number and its text. Dates are yyyyMMddHHmmss, local.
 *
 * Rule: personal data never enters: fields are read by name from a list, no other is looked at. A link is
 * only asked whether it is there, since links hold names.
 * Rule: the handling agency is the one of `units` that DonViXuLy names, else the one in the dossier's code.
 * Rule: an end comes from a document only. Systems make steps up, even a step 9 at the reception; a step is
 * history (event.h).
 * Rule: a document 9 without NgayKetThucXuLy and NgayTra is open: such systems send 5, 6 and 8 as 9.
 */
#ifndef HENTRA_FORMAT_PORTAL_H
#define HENTRA_FORMAT_PORTAL_H

#include "core/base/event.h"
#include "core/lib/json.h"

/* To be raised when the same text becomes another event: a spool that knows the text reads it again then. */
enum { PORTAL_READING = 1 };

/* A unit by its name in DonViXuLy, which is a name and no code; in NFC. */
struct portal_unit {
        const char *name, *code;
};

struct portal { /* of the source, borrowed */
        const struct zone *zone;
        struct text source;
        struct text agency; /* of a dossier whose code names no agency */
        micros earliest;    /* a time before it is no time (year 0001): absent, and counted */
        const struct portal_unit *units;
        size_t unit_n;
};

struct portal_tally {
        uint64_t documents, steps;
        uint64_t ignored;       /* fields that are not read, personal ones among them */
        uint64_t odd;           /* values outside of their list, read as unknown; times before `earliest` */
        uint64_t retyped;       /* numbers and booleans where the interface has a text: read all the same */
        uint64_t fake_resolved; /* documents 9 without an end */
        uint64_t unnamed;       /* a DonViXuLy that is none of `units`, where there are any */
        uint64_t left_out;      /* supplements for which a document has no room */
        uint64_t gaps;          /* local times that a change of the clocks left out */
};

void portal_tally_add(struct portal_tally *all, const struct portal_tally *one);

/* Texts of the event point into the node, or into `digits` beside it: do not copy it. */
enum { PORTAL_DIGITS = 24, PORTAL_NUMBERS = 3 };
struct portal_event {
        struct event event;
        char digits[PORTAL_NUMBERS][PORTAL_DIGITS];
        int numbers;
};

/* Makes a checked event of kind DOCUMENT. POISON names the field of the portal that is wrong, never its
 * value: the sender may be told the text of *e. */
MUST enum fault portal_document(const struct portal *p, const struct json_node *node, micros stated_at,
                                micros observed_at, struct portal_event *out, struct portal_tally *tally,
                                struct err *e);

/* The same of kind STEP. One without a status is PROCESSING, as the systems themselves have it. */
MUST enum fault portal_step(const struct portal *p, const struct json_node *node, micros stated_at,
                            micros observed_at, struct portal_event *out, struct portal_tally *tally,
                            struct err *e);

/* The trimmed text of a member; a whole number as its digits, which are written to `digits`. Empty: absent,
 * null, "", "null", or of another type. */
struct text portal_text(const struct json_node *object, const char *key, char digits[static PORTAL_DIGITS]);

#endif
