/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_close.c - ends the process when a client does not close.
 *
 * librdkafka 2.0.2 waits forever for a thread of its own when a topic was deleted and created again while
 * it was read.
 */
#include "core/base/watchdog.h"
#include "core/lib/kafka_client.h"

/* A member leaves its group within five seconds when the broker does not answer. */
enum { CLOSE_MOST_S = 15 };

void kafka_close_begin(void)
{
        watchdog_start(CLOSE_MOST_S,
                       "hentra: the Kafka client did not end within 15 s and was ended with the "
                       "process: what is committed stands, and the rest is read again\n");
}

void kafka_close_end(void)
{
        watchdog_stop();
}
