/* SPDX-License-Identifier: Apache-2.0
 *
 * speaker.h - the sources of a simulated province: puts stories and revisions into events.
 */
#ifndef HENTRA_SIMULATE_SPEAKER_H
#define HENTRA_SIMULATE_SPEAKER_H

#include "producers/simulate/revision.h"

/* The share of a dossier, found once, and the parts of its code: 16 bytes. */
struct dealt {
        uint32_t sequence; /* the last part of the code */
        uint32_t procedure;
        uint16_t agency, day; /* day: since the period's first, in the code */
        uint8_t outcome;
        bool online;
};

/* The fields that all events of an agency or a procedure have, side by side. */
struct label {
        struct text code, field;
        enum level level;
        enum service service;
};

struct speaker {
        const struct stage *stage; /* borrowed */
        struct text source, archive;
        struct label *agency, *procedure;
        char dossier_id[3 * CODE_ROOM + 20], archive_name[SOURCE_MOST + 1];
};

/* `two`: there is a second source, called as the profile's with -archive behind it. USAGE: that is too
 * long. */
MUST enum fault speaker_open(struct speaker *s, const struct stage *stage, bool two, struct err *e);
void speaker_close(struct speaker *s); /* also when it was never opened but is zero */

/* Event `at` of a story, as a log says it. Texts of *v live until the next call. */
void speaker_statement(struct speaker *s, const struct dealt *d, const struct story *story, int at,
                       struct event *v);
/* Revision `at`, as a document; otherwise the same. */
void speaker_document(struct speaker *s, const struct dealt *d, const struct story *story,
                      const struct revisions *all, int at, struct event *v);

#endif
