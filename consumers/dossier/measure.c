/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.c - the names of the measures.
 *
 * Rule: a name is also the name of a column in flow_day and flow_half_month.
 * So: a renamed measure is a migration.
 */
#include "consumers/dossier/measure.h"

#define MEASURE_NAME(name, about) [M_##name] = #name,
const char *const measure_names[MEASURE_COUNT] = {MEASURES(MEASURE_NAME)};
