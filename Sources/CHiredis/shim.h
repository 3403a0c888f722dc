#ifndef PRECIS_CHIREDIS_H
#define PRECIS_CHIREDIS_H

#include <hiredis/hiredis.h>

/* An array inside a struct is a tuple of 128 in Swift. */
static inline const char *redis_error_text(const redisContext *context) {
    return context->errstr;
}

#endif
