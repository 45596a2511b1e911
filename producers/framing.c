/* SPDX-License-Identifier: Apache-2.0
 *
 * framing.c - see framing.h.
 */
#include "producers/framing.h"
#include "core/wire/subject.h"

enum fault framing_by_registry(struct codec *codec, const struct conf *conf, const char *topic, int wait_s,
                               struct err *e)
{
        struct registry_client registry;
        char subject[SUBJECT_MOST];
        int32_t id;
        if (!registry_client_wanted(conf))
                return OK;
        subject_of_topic(topic, subject);
        enum fault fault = registry_client_open(&registry, conf, NULL, NULL, e);
        if (fault == OK)
                fault = subject_register_within(&registry, subject, codec_newest(), wait_s, &id, e);
        if (fault == OK)
                codec_frame_registered(codec, id);
        registry_client_close(&registry);
        return fault;
}
