/* The C-variadic entries of the JNI function table and of the jio_* family: stable Rust cannot define variadic functions.
 * Each JNI entry forwards to the V form in the same table (JNI specification, chapter 4). */

#include <stdarg.h>
#include <stdio.h>

typedef void *Handle;
typedef const void *const *Env; /* a JNIEnv: pointer to the function table */

/* Positions of the V forms in the table. */
enum {
    NEW_OBJECT_V = 29,
    CALL_OBJECT_V = 35,
    CALL_NONVIRTUAL_OBJECT_V = 65,
    CALL_STATIC_OBJECT_V = 115,
    VOID = 9
};

#define HIDDEN __attribute__((visibility("hidden")))

/* One variadic entry: `RET hearth_NAME(PARAMS, ...)` forwards ARGS and the list to table position INDEX. */
#define FORWARD(RET, NAME, INDEX, LAST, PARAMS, TYPES, ...)                     \
    HIDDEN RET hearth_##NAME PARAMS {                                           \
        typedef RET(*Forward) TYPES;                                            \
        va_list args;                                                           \
        va_start(args, LAST);                                                   \
        RET result = ((Forward)(*env)[INDEX])(env, __VA_ARGS__, args);          \
        va_end(args);                                                           \
        return result;                                                          \
    }
#define FORWARD_VOID(NAME, INDEX, LAST, PARAMS, TYPES, ...)                     \
    HIDDEN void hearth_##NAME PARAMS {                                          \
        typedef void (*Forward) TYPES;                                          \
        va_list args;                                                           \
        va_start(args, LAST);                                                   \
        ((Forward)(*env)[INDEX])(env, __VA_ARGS__, args);                       \
        va_end(args);                                                           \
    }

#define THREE (Env * env, Handle object, Handle method, ...)
#define THREE_TYPES (Env *, Handle, Handle, va_list)
#define FOUR (Env * env, Handle object, Handle class_, Handle method, ...)
#define FOUR_TYPES (Env *, Handle, Handle, Handle, va_list)

#define CALLS(RET, NAME, N)                                                                                 \
    FORWARD(RET, Call##NAME##Method, CALL_OBJECT_V + 3 * (N), method, THREE, THREE_TYPES, object, method)   \
    FORWARD(RET, CallStatic##NAME##Method, CALL_STATIC_OBJECT_V + 3 * (N), method, THREE, THREE_TYPES,      \
            object, method)                                                                                 \
    FORWARD(RET, CallNonvirtual##NAME##Method, CALL_NONVIRTUAL_OBJECT_V + 3 * (N), method, FOUR, FOUR_TYPES, \
            object, class_, method)

CALLS(Handle, Object, 0)
CALLS(unsigned char, Boolean, 1)
CALLS(signed char, Byte, 2)
CALLS(unsigned short, Char, 3)
CALLS(short, Short, 4)
CALLS(int, Int, 5)
CALLS(long long, Long, 6)
CALLS(float, Float, 7)
CALLS(double, Double, 8)

FORWARD_VOID(CallVoidMethod, CALL_OBJECT_V + 3 * VOID, method, THREE, THREE_TYPES, object, method)
FORWARD_VOID(CallStaticVoidMethod, CALL_STATIC_OBJECT_V + 3 * VOID, method, THREE, THREE_TYPES, object, method)
FORWARD_VOID(CallNonvirtualVoidMethod, CALL_NONVIRTUAL_OBJECT_V + 3 * VOID, method, FOUR, FOUR_TYPES, object, class_,
             method)
FORWARD(Handle, NewObject, NEW_OBJECT_V, method, THREE, THREE_TYPES, object, method)

/* jio_*: the JDK's libraries print through the machine. A result of -1 says that the text was cut. */

HIDDEN int hearth_jio_vsnprintf(char *buffer, size_t size, const char *format, va_list args) {
    if ((long)size <= 0) {
        return -1;
    }
    int n = vsnprintf(buffer, size, format, args);
    if (n < 0 || (size_t)n >= size) {
        buffer[size - 1] = '\0';
        return -1;
    }
    return n;
}

HIDDEN int hearth_jio_snprintf(char *buffer, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = hearth_jio_vsnprintf(buffer, size, format, args);
    va_end(args);
    return n;
}

HIDDEN int hearth_jio_fprintf(FILE *file, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vfprintf(file, format, args);
    va_end(args);
    return n;
}
