// What every native side here shares: printing that flushes with Java's output, and small checks.
#include <jni.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <stdint.h>

#define P(...) do { printf(__VA_ARGS__); fflush(stdout); } while (0)

// Prints and clears the pending exception.
static inline void caught(JNIEnv *env, const char *what) {
    jthrowable t = (*env)->ExceptionOccurred(env);
    if (t == NULL) {
        P("%s: no exception\n", what);
        return;
    }
    (*env)->ExceptionClear(env);
    jclass object = (*env)->FindClass(env, "java/lang/Object");
    jmethodID to_string = (*env)->GetMethodID(env, object, "toString", "()Ljava/lang/String;");
    jstring text = (*env)->CallObjectMethod(env, t, to_string);
    const char *chars = (*env)->GetStringUTFChars(env, text, NULL);
    P("%s: %s\n", what, chars);
    (*env)->ReleaseStringUTFChars(env, text, chars);
}
