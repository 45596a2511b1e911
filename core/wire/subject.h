/* SPDX-License-Identifier: Apache-2.0
 *
 * subject.h - the versions of a schema that a registry has under a name, and how a producer puts its own
 * there.
 *
 * All of these wait for their answer. RETRY: the registry is away; FATAL: it refuses us (the login, the
 * schema).
 */
#ifndef HENTRA_WIRE_SUBJECT_H
#define HENTRA_WIRE_SUBJECT_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include "core/base/text.h"
#include "core/wire/registry_client.h"
#include <stddef.h>
#include <stdint.h>

enum { SUBJECT_MOST = 256 };
/* The subject of a topic's values, by Confluent's rule (TopicNameStrategy). */
void subject_of_topic(const char *topic, char out[static SUBJECT_MOST]);

struct registered { /* zero is empty and ready */
        int32_t id; /* 0: there is none */
        int32_t version;
        struct bytes schema;
};
void registered_free(struct registered *s); /* twice is fine */

/* Looks the schema up. No id: the subject does not have it, or is not there. */
MUST enum fault subject_find(struct registry_client *r, const char *subject, struct text schema,
                             struct registered *out, struct err *e);
/* A version, 0: the latest. */
MUST enum fault subject_version(struct registry_client *r, const char *subject, int32_t version,
                                struct registered *out, struct err *e);
/* The numbers of its versions, *n of them (0: no such subject); the caller frees. */
MUST enum fault subject_versions(struct registry_client *r, const char *subject, int32_t **versions,
                                 size_t *n, struct err *e);

/* The state that subject_register() would find. */
struct subject_verdict {          /* zero is empty and ready */
        struct registered own;    /* the schema is there */
        struct registered latest; /* it is not; the version that it would follow, if there is one */
};
void subject_verdict_free(struct subject_verdict *v);
/* FATAL: with the schema nobody could read what was written with the latest version
 * (core/wire/backward.h), or the registry has a stricter level for the subject, and refuses. Where that level
 * counts for all versions (as BACKWARD_TRANSITIVE), each of them is looked at. */
MUST enum fault subject_check(struct registry_client *r, const char *subject, struct text schema,
                              struct subject_verdict *out, struct err *e);
/* Registers the schema, unless it is there, after subject_check(). */
MUST enum fault subject_register(struct registry_client *r, const char *subject, struct text schema,
                                 int32_t *id, struct err *e);
/* The same, asking again until the registry answers, for wait_s. RETRY: it did not, or a stop was asked. */
MUST enum fault subject_register_within(struct registry_client *r, const char *subject, struct text schema,
                                        int wait_s, int32_t *id, struct err *e);

#endif
