#ifndef PRECIS_FILE_IDENTITY_H
#define PRECIS_FILE_IDENTITY_H

#include <stdint.h>

/* A file as the kernel knows it, whatever its name. */
struct file_identity {
    uint64_t device;
    uint64_t number;
};

/*
 * Asks statx(2) for the identity alone; 0, or -1 with errno. A plain stat(2) asks for the times too, and since
 * Linux 6.13 a file whose times were asked for has its inode written with the next change (multigrain timestamps).
 */
int file_identity(const char *path, struct file_identity *identity);

#endif
