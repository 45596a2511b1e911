/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_log.h - what librdkafka says, as log lines of ours: one an incident, and no advice that misleads.
 */
#ifndef HENTRA_LIB_KAFKA_LOG_H
#define HENTRA_LIB_KAFKA_LOG_H

enum { KAFKA_LOG_ERROR = 3 }; /* of syslog */

/* May be called from any thread. Of errors (syslog's levels up to 3) the same thing is said at once, and then at most once a
 * minute with `times`, whichever client, thread or broker connection says it; the rest are debug lines. */
void kafka_log_line(int level, const char *facility, const char *text);

#endif
