/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_text.c - a report for people: a head with the population, then blocks of columns, then the
 * identities.
 *
 * Rule: a figure is never hidden: an unknown one is a dash, and identities that do not hold are named below.
 */
#include "consumers/report/sheet.h"

#include <stdio.h>
#include <string.h>

enum { CELL_MOST = 160, GAP = 2 };

static const char *pick(const struct sheet *s, const char *vietnamese, const char *english)
{
        return s->language == VIETNAMESE ? vietnamese : english;
}

static void print_padded(FILE *out, const char *text, int width, bool right)
{
        const int pad = width - text_columns(text_of(text));
        fprintf(out, "%*s%s%*s", right && pad > 0 ? pad : 0, "", text, !right && pad > 0 ? pad : 0, "");
}

/* 838838 -> 838,838 or 838.838. */
static void format_count(const struct sheet *s, int64_t n, char out[static CELL_MOST])
{
        char digits[24];
        int o = 0;
        const int len = snprintf(digits, sizeof(digits), "%lld", (long long)n);
        for (int i = 0; i < len; i++) {
                if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
                        out[o++] = s->language == VIETNAMESE ? '.' : ',';
                out[o++] = digits[i];
        }
        out[o] = 0;
}

static void format_cell(const struct sheet *s, int row, const struct sheet_column *c,
                        char out[static CELL_MOST])
{
        snprintf(out, CELL_MOST, "-");
        if (c->kind == SHEET_RATE) {
                double rate;
                if (sheet_rate(s->rows, row, c, &rate))
                        snprintf(out, CELL_MOST, "%.2f %%", rate);
                if (s->language == VIETNAMESE && strchr(out, '.'))
                        *strchr(out, '.') = ',';
                return;
        }
        const int column = sheet_find(s->rows, c->name);
        if (!pg_is_null(s->rows, row, column))
                format_count(s, pg_get_int(s->rows, row, column), out);
}

static const char *group_word(const struct sheet *s, enum group group, struct text key)
{
        static const char *const words[][3] = {
                {"PROVINCE", "Cấp tỉnh", "Province"}, {"DISTRICT", "Cấp huyện", "District"},
                {"COMMUNE", "Cấp xã", "Commune"},     {"ONLINE", "Trực tuyến", "Online"},
                {"DIRECT", "Trực tiếp", "Direct"},    {"POSTAL", "Bưu chính", "Postal"},
                {"UNKNOWN", "Không rõ", "Unknown"},
        };
        const bool coded = group == BY_LEVEL || group == BY_CHANNEL || text_equal(key, TEXT("UNKNOWN"));
        for (size_t i = 0; coded && i < sizeof(words) / sizeof(words[0]); i++) {
                if (text_equal(key, text_of(words[i][0])))
                        return pick(s, words[i][1], words[i][2]);
        }
        return NULL;
}

static void format_label(const struct sheet *s, int row, char out[static CELL_MOST])
{
        const int64_t depth = sheet_int(s, row, "depth");
        if (depth == 0) {
                snprintf(out, CELL_MOST, "%s", pick(s, "Tổng số", "Total"));
                return;
        }
        const struct text key = sheet_text(s, row, depth == 1 ? "key1" : "key2");
        const struct text name = sheet_text(s, row, depth == 1 ? "name1" : "name2");
        const char *word = group_word(s, s->q->groups[depth - 1], key);
        const bool inferred = !word && sheet_int(s, row, depth == 1 ? "inferred1" : "inferred2");
        int n = snprintf(out, CELL_MOST, "%s", depth == 2 ? "  " : "");
        if (word)
                n += snprintf(out + n, CELL_MOST - (size_t)n, "%s", word);
        else
                n += snprintf(out + n, CELL_MOST - (size_t)n, "%.*s%s", (int)key.len, key.at,
                              inferred ? " *" : "");
        /* A long name would push the figures off the screen; the code before it is enough. */
        if (name.at && name.len <= 40)
                snprintf(out + n, CELL_MOST - (size_t)n, " %.*s", (int)name.len, name.at);
}

static void print_line(FILE *out, int width)
{
        for (int i = 0; i < width; i++)
                fputc('-', out);
        fputc('\n', out);
}

enum { BLOCK_COLUMNS_MOST = 12 };

struct block {
        const struct sheet_column *column[BLOCK_COLUMNS_MOST];
        int width[BLOCK_COLUMNS_MOST];
        int n, total;
};

static void measure_block(const struct sheet *s, int number, int label_width, struct block *b)
{
        char cell[CELL_MOST];
        *b = (struct block){.total = label_width};
        for (const struct sheet_column *c = s->form->columns; c->name; c++) {
                if (c->block != number || c->kind == SHEET_IDENTITY || b->n == BLOCK_COLUMNS_MOST)
                        continue;
                int width = text_columns(text_of(c->title[s->language]));
                for (int row = 0; row < pg_rows(s->rows); row++) {
                        format_cell(s, row, c, cell);
                        width = text_columns(text_of(cell)) > width ? text_columns(text_of(cell)) : width;
                }
                b->column[b->n] = c;
                b->width[b->n++] = width;
                b->total += GAP + width;
        }
}

static void print_block(const struct sheet *s, FILE *out, int number, int label_width)
{
        struct block b;
        char cell[CELL_MOST];
        measure_block(s, number, label_width, &b);
        fputc('\n', out);
        print_padded(out, s->form->block[number][s->language], label_width, false);
        for (int c = 0; c < b.n; c++) {
                fprintf(out, "%*s", GAP, "");
                print_padded(out, b.column[c]->title[s->language], b.width[c], true);
        }
        fputc('\n', out);
        print_line(out, b.total);
        for (int row = 0; row < pg_rows(s->rows); row++) {
                format_label(s, row, cell);
                print_padded(out, cell, label_width, false);
                for (int c = 0; c < b.n; c++) {
                        format_cell(s, row, b.column[c], cell);
                        fprintf(out, "%*s", GAP, "");
                        print_padded(out, cell, b.width[c], true);
                }
                fputc('\n', out);
        }
}

static void print_instant(const struct sheet *s, const char *title, micros at, FILE *out)
{
        struct civil c;
        zone_civil(s->warehouse->zone, at, &c);
        fprintf(out, "%s: %04d-%02d-%02d %02d:%02d:%02d.%06d (%s)\n", title, c.year, c.month, c.day, c.hour,
                c.minute, c.second, c.micro, zone_name(s->warehouse->zone));
}

static void print_head(const struct sheet *s, FILE *out)
{
        char first[16], last[16], counted_to[16], count[CELL_MOST];
        const struct range *r = &s->q->range;
        fprintf(out, "%s\n", s->form->title[s->language]);
        day_format(r->first, first);
        fprintf(out, "%s: %s - %s%s%s%s\n", pick(s, "Kỳ báo cáo", "Period"),
                r->open_start ? pick(s, "từ đầu", "from the beginning") : first,
                day_format(r->asked_to, last), r->period ? " (" : "", r->period ? r->period : "",
                r->period ? ")" : "");
        if (r->asked_to > r->last)
                fprintf(out, "%s: %s (%s)\n", pick(s, "Số liệu đến hết ngày", "Counted to"),
                        day_format(r->last, counted_to),
                        pick(s, "phần sau của kỳ không tính", "what comes after it does not count yet"));
        if (r->as_of != END_OF_TIME)
                print_instant(s, pick(s, "Tính đến thời điểm", "As of"), r->as_of, out);
        if (r->known_at != END_OF_TIME)
                print_instant(s, pick(s, "Theo thông tin đã biết lúc", "As known at"), r->known_at, out);
        if (s->q->restated)
                fprintf(out, "%s: %s\n", pick(s, "Quy về cơ quan tại ngày", "Agencies restated to those of"),
                        day_format(s->q->restated_to, counted_to));
        fprintf(out, "%s: %s; ", pick(s, "Đối tượng", "Population"), case_kind_names[s->q->case_kind]);
        format_count(s, s->population->vertical_received, count);
        if (s->q->with_vertical)
                fprintf(out, "%s\n", pick(s, "gồm cả cơ quan ngành dọc", "vertical agencies included"));
        else
                fprintf(out, "%s: %s\n",
                        pick(s, "không tính cơ quan ngành dọc, hồ sơ họ tiếp nhận",
                             "vertical agencies left out, received by them"),
                        count);
        fprintf(out, "%s: %s (%s); %s: %d (%s)\n", pick(s, "Đúng hạn, quá hạn", "Early, on time, late"),
                s->by_instant ? pick(s, "theo thời điểm", "by instant")
                              : pick(s, "theo ngày", "by local day"),
                zone_name(s->warehouse->zone), pick(s, "phiên bản quy tắc", "rule version"),
                s->warehouse->rule->version, s->warehouse->rule->about);
        if (s->population->inferred > 0) {
                format_count(s, s->population->inferred, count);
                fprintf(out, "%s: %s\n",
                        pick(s, "Cơ quan chưa có trong danh mục (*), cấp theo khai báo của nguồn",
                             "Agencies that no catalogue names (*), their level as the sources claim it"),
                        count);
        }
}

/* Names the rows whose identities do not hold. */
static void print_identities(const struct sheet *s, FILE *out)
{
        const struct sheet_column *broken = s->form->columns;
        char label[CELL_MOST];
        int n = 0;
        while (broken->name && broken->kind != SHEET_IDENTITY)
                broken++;
        if (!broken->name)
                return;
        const int column = sheet_find(s->rows, broken->name);
        fputc('\n', out);
        for (int row = 0; row < pg_rows(s->rows); row++) {
                const struct text what = pg_get_text(s->rows, row, column);
                if (what.len == 0)
                        continue;
                format_label(s, row, label);
                fprintf(out, "%s %s: %.*s\n", pick(s, "KHÔNG KHỚP", "BROKEN"), label, (int)what.len, what.at);
                n++;
        }
        if (n == 0)
                fprintf(out, "%s\n", pick(s, "Các đẳng thức kiểm tra: đều khớp", "Identities: all hold"));
}

void sheet_print_text(const struct sheet *s, FILE *out)
{
        char label[CELL_MOST];
        int label_width = 0;
        print_head(s, out);
        for (int b = 0; b < BLOCKS_MOST && s->form->block[b][s->language]; b++)
                label_width = text_columns(text_of(s->form->block[b][s->language])) > label_width
                                      ? text_columns(text_of(s->form->block[b][s->language]))
                                      : label_width;
        for (int row = 0; row < pg_rows(s->rows); row++) {
                format_label(s, row, label);
                label_width = text_columns(text_of(label)) > label_width ? text_columns(text_of(label))
                                                                         : label_width;
        }
        for (int b = 0; b < BLOCKS_MOST && s->form->block[b][s->language]; b++)
                print_block(s, out, b, label_width);
        if (s->form->note[s->language])
                fprintf(out, "\n%s\n", s->form->note[s->language]);
        print_identities(s, out);
}
