/* SPDX-License-Identifier: Apache-2.0
 *
 * metrics.c - the registry of families and histograms.
 */
#include "core/program/metrics.h"

#include "core/program/metrics_list.h"
#include <stdlib.h>
#include <string.h>

const double metric_seconds[METRIC_SECONDS] = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                                               2.5,  5,     10,   30,  60,   300, 3600};

static struct metrics_list list;

const struct metrics_list *metrics_list(void)
{
        return &list;
}

/* ---- families ---- */

static struct metric_value *value_of(struct metric_family *f, const char *label)
{
        for (size_t i = 0; i < f->n; i++)
                if (strncmp(f->of[i].label, label, METRIC_LABEL_MOST - 1) == 0)
                        return &f->of[i];
        return NULL;
}

/* Beyond the limit all others share the last place: a label that grows without end is a bug, and must not
 * take the memory of the machine. */
static struct metric_value *place_of(struct metric_family *f, const char *label)
{
        struct metric_value *v = value_of(f, label);
        if (v || f->n == METRIC_VALUES_MOST)
                return v ? v : &f->of[f->n - 1];
        if (f->n == f->capacity) {
                f->capacity = f->capacity ? 2 * f->capacity : 8;
                f->of = need_realloc(f->of, f->capacity * sizeof(*f->of));
        }
        v = &f->of[f->n++];
        *v = (struct metric_value){0};
        strncpy(v->label, label, METRIC_LABEL_MOST - 1);
        return v;
}

void metric_add(struct metric_family *f, const char *label, double more)
{
        place_of(f, label)->value += more;
}

void metric_set(struct metric_family *f, const char *label, double value)
{
        place_of(f, label)->value = value;
}

void metric_clear(struct metric_family *f)
{
        f->n = 0;
}

double metric_of(const struct metric_family *f, const char *label)
{
        for (size_t i = 0; i < f->n; i++)
                if (strncmp(f->of[i].label, label, METRIC_LABEL_MOST - 1) == 0)
                        return f->of[i].value;
        return 0;
}

/* ---- histograms ---- */

void metric_observe(struct metric_histogram *h, double value, uint64_t times)
{
        size_t i = 0;
        const double v = value > 0 ? value : 0;
        while (i < h->bounds && v > h->bound[i])
                i++;
        h->count[i] += times;
        h->sum += v * (double)times;
}

/* ---- the registry ---- */

void metrics_register_family(struct metric_family *f)
{
        for (size_t i = 0; i < list.families; i++)
                if (list.family[i] == f)
                        return;
        counters_claim(f->name, f->kind);
        if (list.families == METRICS_MOST)
                abort();
        list.family[list.families++] = f;
}

void metrics_register_histogram(struct metric_histogram *h)
{
        for (size_t i = 0; i < list.histograms; i++)
                if (list.histogram[i] == h)
                        return;
        const struct metric_histogram *before = list.histograms ? list.histogram[list.histograms - 1] : NULL;
        if (!before || !h->label || strcmp(before->name, h->name) != 0)
                counters_claim(h->name, GAUGE);
        if (list.histograms == METRICS_MOST || h->bounds > METRIC_BOUNDS_MOST)
                abort();
        list.histogram[list.histograms++] = h;
}

void metrics_before_writing(void (*set)(void *context), void *context)
{
        size_t i = 0;
        while (i < list.setters && list.setter[i].set != set)
                i++;
        if (i == METRICS_SETTERS_MOST)
                abort();
        list.setters += i == list.setters;
        list.setter[i] = (struct metrics_setter){set, context};
}
