/* SPDX-License-Identifier: Apache-2.0
 *
 * publish.h - the publication `hentra`, from which other PostgreSQL servers subscribe to dimensions, dossiers
 * and flows by logical replication (docs/feeding.md).
 */
#ifndef HENTRA_SETUP_PUBLISH_H
#define HENTRA_SETUP_PUBLISH_H

#include "consumers/setup/schema.h"

enum publishing {
        PUBLISH_AS_IT_IS, /* a publication that is there follows the schema; none is made */
        PUBLISH,
        PUBLISH_NOT /* takes it away, and the rights of hentra_publisher, also those that one has left which
                       somebody dropped */
};

/* Needs the schema of this program's version, and the role that schema_setup() has set, which is kept. One
 * transaction. Logs a warning, whatever the wish, when the server cannot feed subscribers, would keep its log
 * for ever for one that is away, or keeps it for slots that nobody reads. FATAL: the login may not make a
 * publication (it needs CREATE on the database). */
MUST enum fault publish(struct pg *pg, enum publishing wish, const struct schema_setup *s, struct err *e);

/* In the transaction of a migration, in front of it and behind it: a publication that is there is no obstacle
 * to it, and has the columns that there are then. FATAL: the login is not its owner. */
MUST enum fault publish_loosen(struct pg *pg, struct err *e);
MUST enum fault publish_fasten(struct pg *pg, struct err *e);

#endif
