/* SPDX-License-Identifier: Apache-2.0
 *
 * zones.c - zone_open() of a target, linked in its place (--wrap): a zone takes milliseconds to read, so
 * each is read once, and kept.
 */
#include "core/base/moment.h"
#include <string.h>

enum fault __real_zone_open(struct zone **z, const char *name, struct err *e);
enum fault __wrap_zone_open(struct zone **z, const char *name, struct err *e);
void __real_zone_close(struct zone *z);
void __wrap_zone_close(struct zone *z);

enum { KEPT = 64 };
static struct zone *kept[KEPT];

enum fault __wrap_zone_open(struct zone **z, const char *name, struct err *e)
{
        int i = 0;
        for (; i < KEPT && kept[i]; i++) {
                if (strcmp(zone_name(kept[i]), name) == 0) {
                        *z = kept[i];
                        return OK;
                }
        }
        enum fault fault = __real_zone_open(z, name, e);
        if (fault == OK && i < KEPT)
                kept[i] = *z;
        return fault;
}

void __wrap_zone_close(struct zone *z)
{
        for (int i = 0; i < KEPT; i++)
                if (kept[i] == z)
                        return;
        __real_zone_close(z);
}
