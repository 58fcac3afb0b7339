#include "check.h"

static jobject held;

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
    P("loaded\n");
    return JNI_VERSION_10;
}

JNIEXPORT void JNICALL JNI_OnUnload(JavaVM *vm, void *reserved) { P("unloaded\n"); }

JNIEXPORT void JNICALL Java_Unload_00024User_hold(JNIEnv *env, jclass cls, jobject o) {
    held = (*env)->NewGlobalRef(env, o);
}

JNIEXPORT void JNICALL Java_Unload_00024User_release(JNIEnv *env, jclass cls) {
    (*env)->DeleteGlobalRef(env, held);
}
