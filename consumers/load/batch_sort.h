/* SPDX-License-Identifier: Apache-2.0
 *
 * batch_sort.h - the order of a batch's dossiers by id; private to batch.c.
 */
#ifndef HENTRA_LOAD_BATCH_SORT_H
#define HENTRA_LOAD_BATCH_SORT_H

#include "consumers/load/batch.h"

/* Fills order[0] to order[dossier_n - 1] with the numbers of the dossiers, by id as bytes. */
void batch_sort_ids(const struct batch_dossiers *b, uint32_t *order);

#endif
