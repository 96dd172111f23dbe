/* Asking without echo; after OpenBSD's readpassphrase, without its race of signal and read. */
#include "cmd/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What would leave the terminal without echo. CONT: whoever stopped us may have changed it. */
static const int watched[] = {SIGALRM, SIGHUP,  SIGINT,  SIGPIPE, SIGQUIT,
                              SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT};

/* A handler cannot be told where to write; set only while a question is open. */
static volatile sig_atomic_t caught[NSIG];

static void note_signal(int number)
{
    caught[number] = 1;
}

/* How signals were treated before. */
struct before {
    struct sigaction actions[DY_COUNT_OF(watched)];
    sigset_t mask;
};

/*
 * From here on a signal is only noted, and only where we wait: one that came between a look and a
 * read would be seen when the line is typed. TTIN and TTOU come from our own calls, or not at all.
 */
static void watch_signals(struct before *before)
{
    struct sigaction action = {.sa_handler = note_signal}; /* no SA_RESTART: a wait has to end */
    sigset_t blocked;
    sigemptyset(&action.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < DY_COUNT_OF(watched); i++) {
        caught[watched[i]] = 0;
        if (watched[i] != SIGTTIN && watched[i] != SIGTTOU)
            sigaddset(&blocked, watched[i]);
        sigaction(watched[i], &action, &before->actions[i]);
        if (before->actions[i].sa_handler == SIG_IGN)
            sigaction(watched[i], &before->actions[i], NULL);
    }
    sigprocmask(SIG_BLOCK, &blocked, &before->mask);
}

static bool any_caught(void)
{
    for (size_t i = 0; i < DY_COUNT_OF(watched); i++)
        if (caught[watched[i]])
            return true;
    return false;
}

/* Give the signals that came their effect. Is the question to be asked again? */
static bool pass_on(const struct before *before)
{
    bool again = false;
    sigprocmask(SIG_SETMASK, &before->mask, NULL); /* what waited is noted now */
    for (size_t i = 0; i < DY_COUNT_OF(watched); i++)
        sigaction(watched[i], &before->actions[i], NULL);
    for (size_t i = 0; i < DY_COUNT_OF(watched); i++) {
        if (!caught[watched[i]])
            continue;
        again = again || watched[i] == SIGTSTP || watched[i] == SIGTTIN || watched[i] == SIGTTOU ||
                watched[i] == SIGCONT;
        if (watched[i] != SIGCONT)
            kill(getpid(), watched[i]);
    }
    return again;
}

static bool set_terminal(int fd, const struct termios *to)
{
    while (tcsetattr(fd, TCSAFLUSH, to) != 0)
        if (errno != EINTR || caught[SIGTTOU])
            return false;
    return true;
}

static void print(int fd, const char *text)
{
    size_t n = strlen(text);
    while (n > 0) {
        ssize_t step = write(fd, text, n);
        if (step < 0)
            return; /* nobody can be told */
        text += step;
        n -= (size_t)step;
    }
}

/* Up to the end of the line; what is too long is read and forgotten. */
static enum dy_code read_line(int fd, const sigset_t *mask, char *out, size_t size,
                              struct dy_err *err)
{
    size_t n = 0;
    char letter = 0;
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        ssize_t got = ppoll(&wait, 1, NULL, mask) < 0 ? -1 : read(fd, &letter, 1);
        if (got < 0 && errno == EINTR && !any_caught())
            continue;
        if (got < 0)
            return dy_fail(err, DY_E_IO, (struct dy_span){0}, NULL,
                           "the terminal cannot be read: %s", strerror(errno));
        if (got == 0 && n == 0)
            return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                           "the input ended where a passphrase was asked for");
        if (got == 0 || letter == '\n' || letter == '\r')
            break;
        if (n < size)
            out[n] = letter;
        n += n < size;
    }
    letter = 0;
    if (n == size)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL, "is longer than %zu bytes",
                       size - 1);
    out[n] = '\0';
    return DY_OK;
}

/* One go. *again: a signal came that does not end the program. */
static enum dy_code ask(int fd, const char *prompt, char *out, size_t size, bool *again,
                        struct dy_err *err)
{
    struct before before;
    struct termios shown, hidden;
    struct dy_err inner = {0};
    enum dy_code code = DY_E_IO;
    watch_signals(&before);
    if (tcgetattr(fd, &shown) != 0) {
        code = dy_fail(&inner, DY_E_IO, (struct dy_span){0}, NULL, "there is no terminal: %s",
                       strerror(errno));
    } else {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
        if (!set_terminal(fd, &hidden)) {
            code =
                dy_fail(&inner, DY_E_IO, (struct dy_span){0}, NULL,
                        "the terminal cannot be told to hide what is typed: %s", strerror(errno));
        } else {
            print(fd, prompt);
            code = read_line(fd, &before.mask, out, size, &inner);
            print(fd, "\n");
        }
        (void)set_terminal(fd, &shown);
    }
    *again = pass_on(&before);
    return code && !*again ? dy_fail(err, code, (struct dy_span){0}, NULL, "%s", inner.msg) : code;
}

enum dy_code dy_terminal_ask(const char *prompt, char *out, size_t size, struct dy_err *err)
{
    bool again = true;
    enum dy_code code = DY_OK;
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return dy_fail(err, DY_E_IO, (struct dy_span){0}, NULL, "there is no terminal to ask on");
    while (again)
        code = ask(fd, prompt, out, size, &again, err);
    close(fd);
    return code;
}
