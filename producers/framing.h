/* SPDX-License-Identifier: Apache-2.0
 *
 * framing.h - the head of messages that producers send: by the schema registry, where there is one.
 */
#ifndef HENTRA_PRODUCERS_FRAMING_H
#define HENTRA_PRODUCERS_FRAMING_H

#include "core/base/err.h"
#include "core/lib/conf.h"
#include "core/wire/codec.h"

/* With a registry in the configuration: registers the newest schema for the topic, and lets messages name it
 * by its id there. Waits for the registry at most wait_s. For faults see subject_register_within(). */
MUST enum fault framing_by_registry(struct codec *codec, const struct conf *conf, const char *topic,
                                    int wait_s, struct err *e);

#endif
