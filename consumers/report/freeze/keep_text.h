/* SPDX-License-Identifier: Apache-2.0
 *
 * keep_text.h - a question, and the rows of its answer, as the JSON that is kept of a frozen report; and
 * back.
 */
#ifndef HENTRA_REPORT_FREEZE_KEEP_TEXT_H
#define HENTRA_REPORT_FREEZE_KEEP_TEXT_H

#include "consumers/report/reports.h"
#include "consumers/report/sheet.h"
#include "core/lib/json.h"

/* Column hentra.frozen_report.question: what has no column of its own, how it was printed, the population. On
 * the heap. */
char *question_keep(const struct answer *a, const struct sheet *s, bool as_known);
/* Back, into *q, *s and *p, which borrow from `kept`; *as_known: --known-at was given. False: it was not
 * written by this version or an older one. */
bool question_kept(const struct json_node *kept, struct question *q, struct sheet *s, struct population *p,
                   bool *as_known);

/* A row: {"depth": …, "keys": {…}, "cells": {…}}. On the heap. */
char *row_keep(const struct answer *a, const struct answer_row *row);
/* Back from keys and cells; row->cell has room for each column of the form; texts are borrowed. False: a cell
 * is missing or of another kind. */
bool row_kept(const struct form *form, const struct json_node *keys, const struct json_node *cells,
              struct answer_row *row);

#endif
