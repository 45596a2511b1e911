/* SPDX-License-Identifier: Apache-2.0
 *
 * quarantine_dump.h - bytes of a message that could not be read, printed on standard output.
 */
#ifndef HENTRA_QUARANTINE_QUARANTINE_DUMP_H
#define HENTRA_QUARANTINE_QUARANTINE_DUMP_H

#include "core/base/text.h"

void quarantine_dump(const char *what, struct text t);
/* Those of a block of kafka_headers_pack(). */
void quarantine_dump_headers(struct text block);

#endif
