/*
 * A grader that answers at once: it waits for the start order and replies with a success.
 * It measures the agent and the runtime, not itself. Static, no library: gcc -static -nostdlib (x86-64 and arm64).
 * With -DLITTLE_ENDIAN_LENGTHS it writes and reads lengths as the images of INGInious 0.7 do.
 */
#include <stddef.h>

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, EXIT = 60 };

static long call(long number, long first, const void *second, long third)
{
    long answer;
    __asm__ volatile("syscall"
                     : "=a"(answer)
                     : "a"(number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return answer;
}
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, EXIT = 93 };

static long call(long number, long first, const void *second, long third)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register const void *x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}
#else
#error "unknown processor"
#endif

#ifdef LITTLE_ENDIAN_LENGTHS
#define LENGTH "\x2c\x00\x00\x00"
static size_t longer(size_t length, unsigned char byte, int place) { return length | (size_t) byte << 8 * place; }
#else
#define LENGTH "\x00\x00\x00\x2c"
static size_t longer(size_t length, unsigned char byte, int place) { (void) place; return length << 8 | byte; }
#endif

/* {"type": "result", "result": {"result": "success", "text": "ok"}} behind its length. */
static const char result[] =
    LENGTH
    "\x82"
    "\xa4type" "\xa6result"
    "\xa6result" "\x82"
    "\xa6result" "\xa7success"
    "\xa4text" "\xa2ok";

static void end(int status)
{
    for (;;)
        call(EXIT, status, NULL, 0);
}

/* Reads at most `most` bytes, at least one; the end of the stream ends the program. */
static size_t take(void *buffer, size_t most)
{
    long got = call(READ, 0, buffer, (long) most);
    if (got <= 0)
        end(1);
    return (size_t) got;
}

void _start(void)
{
    static unsigned char order[65536];
    unsigned char byte;
    size_t left = 0;

    for (int i = 0; i < 4; i++) {
        take(&byte, 1);
        left = longer(left, byte, i);
    }
    while (left > 0)
        left -= take(order, left < sizeof order ? left : sizeof order);
    end(call(WRITE, 1, result, sizeof result - 1) == (long) sizeof result - 1 ? 0 : 1);
}
