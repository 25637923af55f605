// SPDX-License-Identifier: Apache-2.0
#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

uint64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void sleep_ms(unsigned milliseconds)
{
    struct timespec left = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};

    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        continue;
}

void say(const char *format, ...)
{
    char line[512] = "bootmatrix-init: ";
    size_t length = strlen(line);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line + length, sizeof(line) - length - 1, format, arguments);
    va_end(arguments);
    strcat(line, "\n");
    // The kernel opened /dev/console as 0, 1 and 2 before it started us (console_on_rootfs in
    // init/main.c), or said that it could not; then there is nobody to tell.
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return;
}

ssize_t read_text(const char *path, char *text, size_t room)
{
    size_t length = 0;
    ssize_t got = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    text[0] = '\0';
    if (fd < 0)
        return -errno;
    while (length < room - 1 && (got = read(fd, text + length, room - 1 - length)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        length += (size_t)got;
    }
    int error = got < 0 ? errno : 0;
    close(fd);
    while (error == 0 && length > 0 && text[length - 1] == '\n')
        length--;
    text[error ? 0 : length] = '\0';
    return error ? -error : (ssize_t)length;
}

int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t put = 0;

    if (fd < 0)
        return -errno;
    put = write(fd, text, strlen(text));
    int error = put < 0 ? errno : (size_t)put < strlen(text) ? EIO : 0;
    close(fd);
    return -error;
}

void text_add(struct text *text, const char *format, ...)
{
    char line[2048];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof(line) || text->length + (size_t)length > text->bound) {
        text->cut = true;
        return;
    }
    if (text->length + (size_t)length > text->room) {
        size_t room = text->room * 2 + 65536;
        char *bytes = realloc(text->bytes, room);
        if (bytes == NULL) {
            text->cut = true;
            return;
        }
        text->bytes = bytes;
        text->room = room;
    }
    memcpy(text->bytes + text->length, line, (size_t)length);
    text->length += (size_t)length;
}
