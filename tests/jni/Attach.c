#include "check.h"
#include <pthread.h>

#define AT_ONCE 300

static JavaVM *vm;
static jobject lock;
static jclass cls;
static jmethodID count, fail;
static pthread_barrier_t barrier;

static JNIEnv *attach(int daemon) {
    JNIEnv *env = NULL;
    JavaVMAttachArgs args = {JNI_VERSION_10, "attached", NULL};
    jint result = daemon ? (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &args)
                         : (*vm)->AttachCurrentThread(vm, (void **)&env, &args);
    if (result != JNI_OK) abort();
    return env;
}

// Attaches and detaches again and again, in all ways of leaving something behind.
static void *in_turn(void *data) {
    for (long i = 0; i < (long)data; i++) {
        JNIEnv *env = attach(i % 2);
        (*env)->CallStaticVoidMethod(env, cls, count);
        for (int k = 0; k < 20; k++) (*env)->NewLocalRef(env, lock);
        // The monitors that are still held are released at the end.
        if (i % 4 == 0) {
            (*env)->MonitorEnter(env, lock);
            (*env)->MonitorEnter(env, lock);
        }
        if (i % 8 == 0) {
            (*env)->CallStaticVoidMethod(env, cls, fail);
            if (!(*env)->ExceptionCheck(env)) abort();
            (*env)->ExceptionClear(env);
        }
        if ((*vm)->DetachCurrentThread(vm) != JNI_OK) abort();
        if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_EDETACHED) abort();
    }
    return NULL;
}

static void *at_once(void *data) {
    JNIEnv *env = attach(0);
    pthread_barrier_wait(&barrier);
    (*env)->CallStaticVoidMethod(env, cls, count);
    pthread_barrier_wait(&barrier);
    (*vm)->DetachCurrentThread(vm);
    return NULL;
}

JNIEXPORT void JNICALL Java_Attach_turns(JNIEnv *env, jclass c, jobject o, jint threads, jint rounds) {
    (*env)->GetJavaVM(env, &vm);
    lock = (*env)->NewGlobalRef(env, o);
    cls = (*env)->NewGlobalRef(env, c);
    count = (*env)->GetStaticMethodID(env, c, "count", "()V");
    fail = (*env)->GetStaticMethodID(env, c, "fail", "()V");
    pthread_t t[16];
    for (int i = 0; i < threads; i++) pthread_create(&t[i], NULL, in_turn, (void *)(long)rounds);
    for (int i = 0; i < threads; i++) pthread_join(t[i], NULL);
}

JNIEXPORT void JNICALL Java_Attach_masses(JNIEnv *env, jclass c) {
    pthread_t t[AT_ONCE];
    pthread_barrier_init(&barrier, NULL, AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) pthread_create(&t[i], NULL, at_once, NULL);
    for (int i = 0; i < AT_ONCE; i++) pthread_join(t[i], NULL);
}
