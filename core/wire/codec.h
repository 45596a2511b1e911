/* SPDX-License-Identifier: Apache-2.0
 *
 * codec.h - events as Avro bytes, and bytes from the topic as events.
 *
 * A message begins with C3 01 and the CRC-64-AVRO fingerprint of its schema, little endian (Avro
 * specification 1.11, "Single-object encoding"), or with 00 and four bytes of schema id, big endian
 * (Confluent's framing). Libraries do not agree on the fingerprint of a schema: those of
 * all (enum spelling) are read, the one of the specification is written.
 *
 * Avro-C checks that a text is a schema. core/wire/resolve.h checks that its records can be read as ours,
 * since Avro-C 1.11 knows neither defaults of fields nor logical types. Avro-C's readers never see bytes
 * from outside, since a few of them can make it allocate gigabytes (AVRO-4246, AVRO-4293): a reader plan
 * (core/wire/plan.h) decodes without allocating, and core/wire/write.h encodes, byte for byte as Avro-C
 * would.
 *
 * Not safe for several threads at once.
 */
#ifndef HENTRA_WIRE_CODEC_H
#define HENTRA_WIRE_CODEC_H

#include "core/base/err.h"
#include "core/base/event.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct codec;
struct registry;

/* Knows every version of schemas/dossier-status that this build carries. */
MUST enum fault codec_open(struct codec **c, struct err *e);
void codec_close(struct codec *c);

/* Makes another writer's schema readable: by its fingerprints, and by `confluent_id` too if that is >= 0. A
 * fingerprint that several schemas share (it does not cover the unit of a time) means the one that was
 * learnt first; an id its own. POISON, with the field, when its records cannot be read as ours, or when the
 * text is no Avro schema. Learning the same schema again is fine. */
MUST enum fault codec_learn(struct codec *c, const char *schema, size_t len, int32_t confluent_id,
                            struct err *e);

/* From now on ids that are not known are looked up at the registry, which is borrowed. NULL: at none. */
void codec_use_registry(struct codec *c, struct registry *r);
/* OK or POISON: codec_decode() can tell now of messages with this id; RETRY: not yet. Never waits. */
MUST enum fault codec_know(struct codec *c, int32_t id, struct err *e);
/* The same, and waits for it, up to ms or until a stop is asked. */
MUST enum fault codec_know_within(struct codec *c, int32_t id, int ms, struct err *e);
/* After POISON: it is less than schema.registry.grace ago that the registry was first found not to know the
 * id, so a copy of it may lag behind. */
bool codec_may_lag(const struct codec *c, int32_t id);
/* codec_know() asks for an id again that was POISON. */
void codec_ask_again(struct codec *c, int32_t id);

/* From now on codec_encode() frames as Confluent does: this is the newest schema's id at the registry. */
void codec_frame_registered(struct codec *c, int32_t id);
/* The text of the newest schema. */
struct text codec_newest(void);

/* The newest schema, single-object framing unless codec_frame_registered() was called. `out` needs
 * CODEC_EVENT_MOST bytes; *len is what was used. The event must have passed event_check(). */
enum { CODEC_EVENT_MOST = 2048 };
MUST enum fault codec_encode(struct codec *c, const struct event *v, uint8_t out[static CODEC_EVENT_MOST],
                             size_t *len, struct err *e);

/* The same for an event that was encoded without a registry, perhaps by an older hentra. OK or POISON. */
MUST enum fault codec_encode_again(struct codec *c, const uint8_t *bytes, size_t n,
                                   uint8_t out[static CODEC_EVENT_MOST], size_t *len, struct err *e);

/* Texts of *v point into `bytes`. Everything is checked, event_check() included; bytes left over behind the
 * record are POISON too. An unknown head or id is POISON; the error contains it, byte by byte as
 * docs/messages.md prints the known ones. RETRY: the registry has not told yet what the id of the message
 * (core/wire/frame.h) means; codec_know() goes on asking. */
MUST enum fault codec_decode(struct codec *c, const uint8_t *bytes, size_t len, struct event *v,
                             struct err *e);

/* Avro-C's version, for --version: of the build, since the library cannot tell it. */
const char *codec_library_version(void);

#endif
