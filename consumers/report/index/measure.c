/* SPDX-License-Identifier: Apache-2.0
 *
 * measure.c - the names of the measures, as the rules write them.
 */
#include "consumers/report/index/measure.h"

#define NAME(name, population, about) #name,
const char *const index_measure_names[IM_COUNT] = {INDEX_MEASURES(NAME)};
