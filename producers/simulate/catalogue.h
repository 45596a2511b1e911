/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.h - the agencies and procedures of a province as files for the warehouse's dimensions.
 */
#ifndef HENTRA_SIMULATE_CATALOGUE_H
#define HENTRA_SIMULATE_CATALOGUE_H

#include "producers/simulate/province.h"

/* Writes DIR/agencies.csv (code,name,level,parent,province) and DIR/procedures.csv
 * (code,name,field,service): the whole catalogue, also what no dossier uses, as `hentra setup` reads it, so
 * cells are not guarded (csv.h). Creates DIR if it is not there. */
MUST enum fault catalogue_write(const struct province *v, const char *dir, struct err *e);

#endif
