// Creates a VM out of the library given as first argument, calls into it from several threads, destroys it.
#include "../check.h"
#include <dlfcn.h>
#include <pthread.h>

static JavaVM *vm;
static jclass helper;
static jmethodID add;

static void *worker(void *arg) {
    JNIEnv *env;
    long k = (long)arg, sum = 0;
    if ((*vm)->AttachCurrentThread(vm, (void **)&env, NULL) != JNI_OK) return (void *)-1;
    for (int i = 0; i < 1000; i++) {
        sum += (*env)->CallStaticIntMethod(env, helper, add, (jint)k, i);
        (*env)->DeleteLocalRef(env, (*env)->NewStringUTF(env, "garbage"));
    }
    (*vm)->DetachCurrentThread(vm);
    return (void *)sum;
}

int main(int argc, char **argv) {
    void *lib = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (!lib) { P("%s\n", dlerror()); return 2; }
    jint (*create)(JavaVM **, void **, void *) = dlsym(lib, "JNI_CreateJavaVM");
    jint (*defaults)(void *) = dlsym(lib, "JNI_GetDefaultJavaVMInitArgs");
    jint (*created)(JavaVM **, jsize, jsize *) = dlsym(lib, "JNI_GetCreatedJavaVMs");
    jsize count = -1;
    P("created %d", created(&vm, 1, &count)); P(" %d\n", count);
    JavaVMInitArgs probe = {JNI_VERSION_10, 0, NULL, 0};
    P("defaults %d\n", defaults(&probe));
    probe.version = 0x7fff;
    P("defaults bad %d\n", defaults(&probe));
    char path[4096];
    snprintf(path, sizeof path, "-Djava.class.path=%s", argv[2]);
    JavaVMOption options[] = {{path, NULL}, {"-Dembed.key=value", NULL}, {"-Xmx128m", NULL}, {"-Xnosuchoption", NULL}, {"-ea", NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 5, options, JNI_TRUE};
    JNIEnv *env;
    int r = create(&vm, (void **)&env, &args);
    P("create %d\n", r);
    if (r != JNI_OK) return 3;
    JavaVM *listed;
    P("created %d", created(&listed, 1, &count)); P(" %d %d\n", count, listed == vm);
    JavaVM *second; JNIEnv *env2;
    P("second %d\n", create(&second, (void **)&env2, &args));
    helper = (*env)->NewGlobalRef(env, (*env)->FindClass(env, "EmbedHelper"));
    add = (*env)->GetStaticMethodID(env, helper, "add", "(II)I");
    P("add %d\n", (*env)->CallStaticIntMethod(env, helper, add, 2, 3));
    jobjectArray strings = (*env)->NewObjectArray(env, 2, (*env)->FindClass(env, "java/lang/String"), (*env)->NewStringUTF(env, "s"));
    jstring s = (*env)->CallStaticObjectMethod(env, helper, (*env)->GetStaticMethodID(env, helper, "describe", "([Ljava/lang/String;)Ljava/lang/String;"), strings);
    const char *c = (*env)->GetStringUTFChars(env, s, NULL);
    P("%s\n", c);
    (*env)->ReleaseStringUTFChars(env, s, c);
    (*env)->CallStaticVoidMethod(env, helper, (*env)->GetStaticMethodID(env, helper, "boom", "()V"));
    caught(env, "boom");
    pthread_t t[4];
    for (long k = 0; k < 4; k++) pthread_create(&t[k], NULL, worker, (void *)k);
    long total = 0;
    for (int k = 0; k < 4; k++) { void *v; pthread_join(t[k], &v); total += (long)v; }
    P("total %ld\n", total);
    (*env)->CallStaticVoidMethod(env, helper, (*env)->GetStaticMethodID(env, helper, "hook", "()V"));
    P("destroy %d\n", (*vm)->DestroyJavaVM(vm));
    P("created %d", created(&listed, 1, &count)); P(" %d\n", count);
    return 0;
}
