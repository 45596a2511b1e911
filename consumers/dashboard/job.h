/* SPDX-License-Identifier: Apache-2.0
 *
 * job.h - what the dashboard asks a worker, and the bytes by which it crosses to the worker's process: a
 * length (4 bytes), the question, then texts, each with its length and a NUL.
 *
 * The bytes of a job are all that decides its answer: two jobs with the same bytes have the same answer,
 * and no two people's jobs have the same bytes unless they act under the same role.
 */
#ifndef HENTRA_DASHBOARD_JOB_H
#define HENTRA_DASHBOARD_JOB_H

#include "core/base/bytes.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum ask {
        ASK_LOGIN, /* name: the login, body: its password */
        ASK_SESSION,
        ASK_REPORTS,
        ASK_REPORT,   /* name: of the report */
        ASK_DOWNLOAD, /* name: of the report, and .csv or .xlsx */
        ASK_TODAY,
        ASK_ALERTS,
        ASK_NEWS, /* since: a number; lines of number, tab, alert */
        ASK_DOSSIER,
        ASK_AGENCIES,
        ASK_PERIODS,
        ASK_SERIES,
        ASK_SOURCES,
        ASK_PIPELINE,
        ASK_AUDIT, /* body: the file */
        ASK_RULES,
        ASK_RECEIVERS,
        ASK_QUARANTINE,
        ASK_ACK, /* body, as of what follows: an object of JSON */
        ASK_RULE,
        ASK_RULE_TRY,
        ASK_RECEIVER,
        ASK_REPLAY,
        ASKS
};

enum { PAIRS_MOST = 24 };
struct job {
        enum ask ask;
        bool person;      /* `role` is a person's, who must still be allowed to log in */
        const char *role; /* that the question is asked under */
        const char *name; /* of the thing that is asked about; "" where there is none */
        struct text body;
        struct job_pair {
                const char *name, *value;
        } pair[PAIRS_MOST];
        int pairs;
};

/* What waits for Kafka or somebody's server, or reads all dossiers: one at a time, beside the questions. */
bool ask_is_errand(enum ask ask);
/* It changes something, in the warehouse or elsewhere. */
bool ask_changes(enum ask ask);

/* NULL: not given. */
const char *job_value(const struct job *j, const char *name);

void job_write(struct bytes *out, const struct job *j); /* cleared first */
/* `frame` is a whole job; texts are borrowed from it. False: it is none. */
bool job_read(struct text frame, struct job *j);

/* The answer: a length, the status, and the body. */
struct answer_head {
        uint32_t len, status; /* of the body */
};

#endif
