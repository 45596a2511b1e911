/* SPDX-License-Identifier: Apache-2.0
 *
 * changes.h - what an import would change, printed.
 */
#ifndef HENTRA_CATALOGUE_CHANGES_H
#define HENTRA_CATALOGUE_CHANGES_H

#include "consumers/catalogue/import.h"
#include "consumers/catalogue/show.h"

/* Prints to standard output each cell that the import of wish->path would change, and changes nothing. In
 * text, cells of one version are below its head. */
MUST enum fault changes_print(struct pg *pg, const struct catalogue_wish *wish, enum catalogue_format format,
                              struct err *e);

#endif
