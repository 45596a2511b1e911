/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_log.h - log lines of librdkafka as log lines of ours: one per incident, without advice that
 * misleads.
 */
#ifndef HENTRA_LIB_KAFKA_LOG_H
#define HENTRA_LIB_KAFKA_LOG_H

enum { KAFKA_LOG_ERROR = 3 }; /* of syslog */

/* May be called from any thread. An error (syslog levels up to 3) is logged at once, and the same one again
 * at most once a minute, with `times`, whichever client, thread or connection reports it; other lines are
 * logged at level debug. */
void kafka_log_line(int level, const char *facility, const char *text);

#endif
