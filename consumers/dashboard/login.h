/* SPDX-License-Identifier: Apache-2.0
 *
 * login.h - logging in, and the token by which a page shows that a request is its own.
 *
 * Login and password go to the one worker that tries them, and nowhere else; they are not logged, and their
 * bytes are overwritten.
 */
#ifndef HENTRA_DASHBOARD_LOGIN_H
#define HENTRA_DASHBOARD_LOGIN_H

#include "consumers/dashboard/desk.h"

#define LOGIN_COOKIE "hentra_session"
enum { TOKEN_TEXT = 65, LOGIN_COOKIE_MOST = 192, LOGIN_BODY_MOST = 4096, ACTION_BODY_MOST = 64 << 10 };

/* Somebody who asks. Texts are borrowed from the request or the session. */
struct visitor {
        const char *role;
        bool person;           /* not the role that all have */
        bool open;             /* dashboard.open_as */
        struct visit *session; /* NULL: known by the proxy, or open */
        struct text id;        /* of the session's cookie */
};

void login_serve(struct desk *s, struct httpd_request *r);

/* As Content-Type says. A form of another site cannot send this type. */
bool body_is_json(const struct httpd_request *r);

/* The same for a session as long as it lasts, or for a role as long as the program runs. */
char *token_of(const struct desk *s, const struct visitor *v, char out[static TOKEN_TEXT]);
bool token_is_right(const struct desk *s, const struct visitor *v, const char *token);

/* Adds to a job what the page is told of its session. */
void session_pairs(const struct desk *s, const struct visitor *v, char token[static TOKEN_TEXT],
                   struct job *j);

/* The value of Set-Cookie; an empty id takes the cookie away. */
char *login_cookie(const struct desk *s, const char *id, char out[static LOGIN_COOKIE_MOST]);

#endif
