/* SPDX-License-Identifier: Apache-2.0
 *
 * forms.h - all reports: their columns, in the order and with the titles of the official forms.
 */
#ifndef HENTRA_REPORT_FORMS_H
#define HENTRA_REPORT_FORMS_H

#include "consumers/report/sheet.h"

extern const struct sheet_form form06, form_online_rate;

#endif
