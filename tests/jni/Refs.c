#include "check.h"
#include <pthread.h>

static JavaVM *vm;
static jweak weak;

static jint JNICALL twice(JNIEnv *env, jclass cls, jint x) { return 2 * x; }
static jstring JNICALL echo(JNIEnv *env, jclass cls, jstring s) { return s; }

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *v, void *reserved) {
    vm = v;
    JNIEnv *env;
    P("OnLoad %d %d %d\n", (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10), (*vm)->GetEnv(vm, (void **)&env, 0x7fff0000), (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8));
    jclass cls = (*env)->FindClass(env, "Refs");
    JNINativeMethod methods[] = {{"registered", "(I)I", twice}, {"other", "(Ljava/lang/String;)Ljava/lang/String;", echo}};
    P("register %d\n", (*env)->RegisterNatives(env, cls, methods, 2));
    JNINativeMethod bad[] = {{"nothere", "()V", twice}};
    P("register bad %d\n", (*env)->RegisterNatives(env, cls, bad, 1));
    caught(env, "register bad");
    JNINativeMethod plain[] = {{"thrownHere", "()V", twice}};
    P("register not native %d\n", (*env)->RegisterNatives(env, cls, plain, 1));
    caught(env, "register not native");
    return JNI_VERSION_10;
}

JNIEXPORT void JNICALL Java_Refs_refs(JNIEnv *env, jclass cls, jobject o) {
    jobject g = (*env)->NewGlobalRef(env, o), l = (*env)->NewLocalRef(env, o);
    jweak w = (*env)->NewWeakGlobalRef(env, o);
    P("kinds %d %d %d %d\n", (*env)->GetObjectRefType(env, l), (*env)->GetObjectRefType(env, g), (*env)->GetObjectRefType(env, w), (*env)->GetObjectRefType(env, NULL));
    P("same %d %d %d %d\n", (*env)->IsSameObject(env, g, o), (*env)->IsSameObject(env, w, l), (*env)->IsSameObject(env, o, cls), (*env)->IsSameObject(env, NULL, NULL));
    (*env)->DeleteLocalRef(env, l);
    (*env)->DeleteWeakGlobalRef(env, w);
    (*env)->DeleteLocalRef(env, NULL);
    (*env)->DeleteGlobalRef(env, NULL);
    P("frame %d\n", (*env)->PushLocalFrame(env, 100));
    jobject inner = (*env)->NewStringUTF(env, "inner");
    for (int k = 0; k < 1000; k++) (*env)->NewLocalRef(env, o);
    jobject out = (*env)->PopLocalFrame(env, inner);
    P("popped %d\n", (*env)->GetStringLength(env, out));
    P("capacity %d\n", (*env)->EnsureLocalCapacity(env, 5000));
    for (int k = 0; k < 5000; k++) {
        jobject r = (*env)->NewLocalRef(env, g);
        if (k % 2) (*env)->DeleteLocalRef(env, r);
    }
    (*env)->PushLocalFrame(env, 1);
    (*env)->PushLocalFrame(env, 1);
    (*env)->PopLocalFrame(env, NULL);
    (*env)->PopLocalFrame(env, NULL);
    jobject many[2000];
    for (int k = 0; k < 2000; k++) many[k] = (*env)->NewGlobalRef(env, o);
    int same = 0;
    for (int k = 0; k < 2000; k++) same += (*env)->IsSameObject(env, many[k], g);
    for (int k = 0; k < 2000; k++) (*env)->DeleteGlobalRef(env, many[k]);
    (*env)->DeleteGlobalRef(env, g);
    P("globals %d version %x\n", same, (*env)->GetVersion(env));
    JavaVM *mine;
    jint got = (*env)->GetJavaVM(env, &mine);
    P("vm %d %d\n", got, mine == vm);
}

JNIEXPORT void JNICALL Java_Refs_exceptions(JNIEnv *env, jclass cls) {
    jclass ise = (*env)->FindClass(env, "java/lang/IllegalArgumentException");
    P("throwNew %d %d\n", (*env)->ThrowNew(env, ise, "message \xc3\xa9"), (*env)->ExceptionCheck(env));
    jthrowable t = (*env)->ExceptionOccurred(env);
    (*env)->ExceptionClear(env);
    P("cleared %d\n", (*env)->ExceptionCheck(env));
    P("throw %d\n", (*env)->Throw(env, t));
    caught(env, "thrown again");
    (*env)->ThrowNew(env, ise, NULL); caught(env, "null message");
    jmethodID m = (*env)->GetStaticMethodID(env, cls, "thrownHere", "()V");
    (*env)->CallStaticVoidMethod(env, cls, m); caught(env, "call");
    jclass fresh = (*env)->FindClass(env, "Refs$Fresh");
    P("found %d\n", fresh != NULL);
    jfieldID x = (*env)->GetStaticFieldID(env, fresh, "x", "I");
    P("x %d\n", (*env)->GetStaticIntField(env, fresh, x));
}

JNIEXPORT void JNICALL Java_Refs_monitors(JNIEnv *env, jclass cls, jobject o) {
    P("enter %d %d\n", (*env)->MonitorEnter(env, o), (*env)->MonitorEnter(env, o));
    P("exit %d %d\n", (*env)->MonitorExit(env, o), (*env)->MonitorExit(env, o));
    P("over %d\n", (*env)->MonitorExit(env, o) != 0);
    caught(env, "over");
}

JNIEXPORT void JNICALL Java_Refs_classes(JNIEnv *env, jclass cls, jbyteArray bytes, jobject loader, jobject field, jobject method, jobject ctor) {
    jclass string = (*env)->FindClass(env, "java/lang/String"), object = (*env)->FindClass(env, "java/lang/Object"), run = (*env)->FindClass(env, "java/lang/Runnable"), ints = (*env)->FindClass(env, "[I");
    P("super %d %d %d\n", (*env)->IsSameObject(env, (*env)->GetSuperclass(env, string), object), (*env)->GetSuperclass(env, object) == NULL, (*env)->GetSuperclass(env, run) == NULL);
    P("assign %d %d %d %d\n", (*env)->IsAssignableFrom(env, string, object), (*env)->IsAssignableFrom(env, object, string), (*env)->IsAssignableFrom(env, ints, object), (*env)->IsInstanceOf(env, field, object));
    P("instance %d %d %d\n", (*env)->IsInstanceOf(env, NULL, string), (*env)->IsInstanceOf(env, bytes, object), (*env)->IsInstanceOf(env, bytes, ints));
    jfieldID f = (*env)->FromReflectedField(env, field);
    (*env)->SetStaticIntField(env, cls, f, 10);
    P("field %d\n", (*env)->GetStaticIntField(env, cls, f));
    jmethodID m = (*env)->FromReflectedMethod(env, method);
    (*env)->CallStaticVoidMethod(env, cls, m); caught(env, "reflected");
    jobject made = (*env)->NewObject(env, cls, (*env)->FromReflectedMethod(env, ctor));
    P("made %d\n", (*env)->IsInstanceOf(env, made, cls));
    jobject back = (*env)->ToReflectedField(env, cls, f, JNI_TRUE), backm = (*env)->ToReflectedMethod(env, cls, m, JNI_TRUE), backc = (*env)->ToReflectedMethod(env, cls, (*env)->FromReflectedMethod(env, ctor), JNI_FALSE);
    jmethodID equals = (*env)->GetMethodID(env, object, "equals", "(Ljava/lang/Object;)Z");
    P("back %d %d %d\n", (*env)->CallBooleanMethod(env, field, equals, back), (*env)->CallBooleanMethod(env, method, equals, backm), (*env)->CallBooleanMethod(env, ctor, equals, backc));
    jsize n = (*env)->GetArrayLength(env, bytes);
    jbyte *e = (*env)->GetByteArrayElements(env, bytes, NULL);
    jclass defined = (*env)->DefineClass(env, "Refs$Fresh", loader, e, n);
    P("defined %d\n", defined != NULL);
    (*env)->DefineClass(env, "Refs$Fresh", loader, e, n); caught(env, "twice");
    (*env)->DefineClass(env, "Wrong", loader, e, n); caught(env, "wrong name");
    (*env)->DefineClass(env, "Short", loader, e, 10); caught(env, "short");
    (*env)->ReleaseByteArrayElements(env, bytes, e, JNI_ABORT);
    jmethodID name = (*env)->GetMethodID(env, (*env)->FindClass(env, "java/lang/Module"), "isNamed", "()Z");
    P("module %d %d\n", (*env)->CallBooleanMethod(env, (*env)->GetModule(env, string), name), (*env)->CallBooleanMethod(env, (*env)->GetModule(env, cls), name));
    P("unregister %d\n", (*env)->UnregisterNatives(env, (*env)->FindClass(env, "Refs$Fresh")));
}

JNIEXPORT void JNICALL Java_Refs_thrower(JNIEnv *env, jclass cls, jint kind) {
    switch (kind) {
        case 0: (*env)->ThrowNew(env, (*env)->FindClass(env, "java/io/IOException"), "checked"); break;
        case 1: (*env)->CallStaticVoidMethod(env, cls, (*env)->GetStaticMethodID(env, cls, "thrownHere", "()V")); break;
        case 2: (*env)->FindClass(env, "missing/Class"); break;
        case 3: (*env)->NewIntArray(env, -1); break;
        default: break;
    }
}

JNIEXPORT jobject JNICALL Java_Refs_weak(JNIEnv *env, jclass cls, jboolean make, jobject o) {
    if (make) {
        weak = (*env)->NewWeakGlobalRef(env, o);
        return NULL;
    }
    return (*env)->NewLocalRef(env, weak);
}

static jobject task;

static void *attached(void *arg) {
    JNIEnv *env = NULL;
    P("before %d\n", (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_6));
    JavaVMAttachArgs args = {JNI_VERSION_1_6, "native thread", NULL};
    int daemon = arg != NULL;
    P("attach %d\n", daemon ? (*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &args) : (*vm)->AttachCurrentThread(vm, (void **)&env, &args));
    JNIEnv *again;
    P("again %d %d\n", (*vm)->AttachCurrentThread(vm, (void **)&again, NULL), again == env);
    jmethodID run = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, task), "run", "()V");
    (*env)->CallVoidMethod(env, task, run);
    caught(env, "run");
    P("find %d\n", (*env)->FindClass(env, "Refs") != NULL);
    (*env)->ExceptionClear(env);
    P("detach %d\n", (*vm)->DetachCurrentThread(vm));
    P("after %d\n", (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_6));
    return NULL;
}

JNIEXPORT void JNICALL Java_Refs_threads(JNIEnv *env, jclass cls, jobject r) {
    task = (*env)->NewGlobalRef(env, r);
    for (long k = 0; k < 2; k++) {
        pthread_t t;
        pthread_create(&t, NULL, attached, (void *)k);
        pthread_join(t, NULL);
    }
    (*env)->DeleteGlobalRef(env, task);
}

JNIEXPORT jlong JNICALL Java_Refs_over__I(JNIEnv *env, jobject self, jint a) { return a + 100; }
JNIEXPORT jlong JNICALL Java_Refs_over__J(JNIEnv *env, jobject self, jlong a) { return a + 200; }
JNIEXPORT jint JNICALL Java_Refs_under_1score_11(JNIEnv *env, jclass cls, jint x) { return x + 40; }
JNIEXPORT jint JNICALL Java_Refs__000fcml(JNIEnv *env, jclass cls, jint x) { return x + 50; }
JNIEXPORT jint JNICALL Java_Refs_00024Inner_00024x_f(JNIEnv *env, jclass cls) { return 60; }
