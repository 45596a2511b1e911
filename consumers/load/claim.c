/* SPDX-License-Identifier: Apache-2.0
 *
 * claim.c - the claims of a batch about members of dimensions, as four arrays.
 */
#include "consumers/load/write.h"

#include "core/base/bytes.h"
#include <stdlib.h>

void claim_params(const struct member_claims *claims, struct bytes buffers[static CLAIM_PARAMS],
                  struct pg_param params[static CLAIM_PARAMS])
{
        const size_t n = claims->n;
        int32_t *members = need_alloc(n * sizeof(*members)), *values = need_alloc(n * sizeof(*values));
        int64_t *stated = need_alloc(n * sizeof(*stated)), *content = need_alloc(n * sizeof(*content));
        for (size_t i = 0; i < n; i++) {
                members[i] = (int32_t)claims->of[i].member;
                values[i] = (int32_t)claims->of[i].value;
                stated[i] = claims->of[i].stated_at;
                content[i] = claims->of[i].content;
        }
        params[0] = pg_int4_array(&buffers[0], members, n);
        params[1] = pg_int4_array(&buffers[1], values, n);
        params[2] = pg_int8_array(&buffers[2], stated, n);
        params[3] = pg_int8_array(&buffers[3], content, n);
        free(members);
        free(values);
        free(stated);
        free(content);
}
