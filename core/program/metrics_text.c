/* SPDX-License-Identifier: Apache-2.0
 *
 * metrics_text.c - the text format of Prometheus, version 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats).
 */
#include "core/program/metrics_list.h"

#include "core/program/process_metrics.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

const char metrics_type[] = "text/plain; version=0.0.4; charset=utf-8";

static void add_text(struct bytes *out, const char *text)
{
        bytes_add(out, text, strlen(text));
}

/* `quoted`: the value of a label, where a quotation mark ends it. */
static void add_escaped(struct bytes *out, const char *text, bool quoted)
{
        for (; *text; text++) {
                if (*text == '\n')
                        add_text(out, "\\n");
                else if (*text == '\\' || (quoted && *text == '"'))
                        bytes_add(out, (const char[]){'\\', *text}, 2);
                else
                        bytes_add(out, text, 1);
        }
}

/* Whole numbers as such: a counter of bytes must not lose its last digits. */
static void add_number(struct bytes *out, double value)
{
        char text[40];
        snprintf(text, sizeof(text), "%.16g", value);
        add_text(out, text);
}

static void add_head(struct bytes *out, const char *name, const char *help, const char *kind)
{
        add_text(out, "# HELP ");
        add_text(out, name);
        add_text(out, " ");
        add_escaped(out, help, false);
        add_text(out, "\n# TYPE ");
        add_text(out, name);
        add_text(out, " ");
        add_text(out, kind);
        add_text(out, "\n");
}

static void add_line(struct bytes *out, const char *name, const char *behind, const char *label,
                     const char *text, double value)
{
        add_text(out, name);
        add_text(out, behind);
        if (label) {
                add_text(out, "{");
                add_text(out, label);
                add_text(out, "=\"");
                add_escaped(out, text, true);
                add_text(out, "\"}");
        }
        add_text(out, " ");
        add_number(out, value);
        add_text(out, "\n");
}

static const char *kind_name(enum counter_kind kind)
{
        return kind == COUNTER ? "counter" : "gauge";
}

static void write_counter(void *out, const struct counter *c)
{
        add_head(out, c->name, c->help, kind_name(c->kind));
        add_line(out, c->name, "", NULL, "", c->value);
}

static void write_family(struct bytes *out, const struct metric_family *f)
{
        if (f->n == 0)
                return;
        add_head(out, f->name, f->help, kind_name(f->kind));
        for (size_t i = 0; i < f->n; i++)
                add_line(out, f->name, "", f->label, f->of[i].label, f->of[i].value);
}

static void add_bucket(struct bytes *out, const struct metric_histogram *h, const char *bound, uint64_t below)
{
        if (!h->label) {
                add_line(out, h->name, "_bucket", "le", bound, (double)below);
                return;
        }
        add_text(out, h->name);
        add_text(out, "_bucket{");
        add_text(out, h->label);
        add_text(out, "=\"");
        add_escaped(out, h->text, true);
        add_text(out, "\",le=\"");
        add_text(out, bound);
        add_text(out, "\"} ");
        add_number(out, (double)below);
        add_text(out, "\n");
}

static void write_histogram(struct bytes *out, const struct metric_histogram *h, bool first)
{
        uint64_t below = 0;
        char bound[40];
        if (first)
                add_head(out, h->name, h->help, "histogram");
        for (size_t i = 0; i < h->bounds; i++) {
                below += h->count[i];
                snprintf(bound, sizeof(bound), "%g", h->bound[i]);
                add_bucket(out, h, bound, below);
        }
        below += h->count[h->bounds];
        add_bucket(out, h, "+Inf", below);
        add_line(out, h->name, "_sum", h->label, h->text, h->sum);
        add_line(out, h->name, "_count", h->label, h->text, (double)below);
}

void metrics_write(struct bytes *out)
{
        const struct metrics_list *l = metrics_list();
        for (size_t i = 0; i < l->setters; i++)
                if (l->setter[i].context)
                        l->setter[i].set(l->setter[i].context);
        counters_each(write_counter, out);
        for (size_t i = 0; i < l->families; i++)
                write_family(out, l->family[i]);
        for (size_t i = 0; i < l->histograms; i++)
                write_histogram(out, l->histogram[i],
                                i == 0 || strcmp(l->histogram[i - 1]->name, l->histogram[i]->name) != 0);
        struct process_metric process[PROCESS_METRICS];
        const size_t n = process_metrics_read(process);
        for (size_t i = 0; i < n; i++) {
                add_head(out, process[i].name, process[i].help, kind_name(process[i].kind));
                add_line(out, process[i].name, "", NULL, "", process[i].value);
        }
}
