#include "check.h"

JNIEXPORT jstring JNICALL Java_Wrappers_all(JNIEnv *env, jclass c, jboolean z, jbyte b, jchar ch, jshort s, jint i, jlong l, jfloat f, jdouble d, jobject o, jintArray a) {
    char text[200];
    snprintf(text, sizeof text, "%d %d %d %d %d %lld %g %g %s %d", z, b, ch, s, i, (long long)l, f, d, o ? "object" : "null", a ? (*env)->GetArrayLength(env, a) : -1);
    return (*env)->NewStringUTF(env, text);
}
JNIEXPORT jdouble JNICALL Java_Wrappers_floats(JNIEnv *env, jobject t, jfloat a, jdouble b, jfloat c, jdouble d, jfloat e, jdouble f, jfloat g, jdouble h, jfloat i, jdouble j, jint k, jlong l) {
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k + (double)l;
}
JNIEXPORT jlong JNICALL Java_Wrappers_longs(JNIEnv *env, jclass t, jlong a, jint b, jlong c, jint d, jlong e, jint f, jlong g, jint h, jlong i, jobject j, jbyte k) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + (*env)->IsInstanceOf(env, j, t) + 10 * k;
}
JNIEXPORT jboolean JNICALL Java_Wrappers_toBoolean(JNIEnv *env, jclass c, jint i) { return i & 0x82; }
JNIEXPORT jint JNICALL Java_Wrappers_toByte(JNIEnv *env, jclass c, jint i) { return i * 0x01010101; }
JNIEXPORT jint JNICALL Java_Wrappers_toChar(JNIEnv *env, jclass c, jint i) { return i; }
JNIEXPORT jint JNICALL Java_Wrappers_toShort(JNIEnv *env, jclass c, jint i) { return i; }
JNIEXPORT jlong JNICALL Java_Wrappers_toInt(JNIEnv *env, jclass c, jlong i) { return i; }
JNIEXPORT jlong JNICALL Java_Wrappers_toLong(JNIEnv *env, jclass c, jint i) { return (jlong)i << 20; }
JNIEXPORT jfloat JNICALL Java_Wrappers_toFloat(JNIEnv *env, jclass c, jdouble d) { return (jfloat)d; }
JNIEXPORT jdouble JNICALL Java_Wrappers_toDouble(JNIEnv *env, jclass c, jfloat f) { return f; }
JNIEXPORT void JNICALL Java_Wrappers_nothing(JNIEnv *env, jclass c) { }
JNIEXPORT jobject JNICALL Java_Wrappers_self(JNIEnv *env, jobject t) { return t; }
JNIEXPORT jclass JNICALL Java_Wrappers_own(JNIEnv *env, jclass c) { return c; }
JNIEXPORT jobject JNICALL Java_Wrappers_choose(JNIEnv *env, jclass c, jboolean first, jobject a, jobject b) { return first ? a : b; }

JNIEXPORT jobject JNICALL Java_Wrappers_throwing(JNIEnv *env, jclass c, jboolean really, jstring text) {
    if (really) {
        const char *chars = (*env)->GetStringUTFChars(env, text, NULL);
        (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/IllegalStateException"), chars);
        (*env)->ReleaseStringUTFChars(env, text, chars);
    }
    return text;
}

// Many local references, which all end with the call.
JNIEXPORT jobject JNICALL Java_Wrappers_fresh(JNIEnv *env, jclass c, jint count) {
    jobjectArray array = (*env)->NewObjectArray(env, count, (*env)->FindClass(env, "java/lang/Object"), NULL);
    for (int i = 0; i < count; i++) {
        jobject o = (*env)->NewStringUTF(env, "element");
        (*env)->SetObjectArrayElement(env, array, i, o);
        if (i % 3 == 0) (*env)->DeleteLocalRef(env, o);
    }
    return (*env)->NewLocalRef(env, array);
}

JNIEXPORT jint JNICALL Java_Wrappers_framed(JNIEnv *env, jclass c, jint count, jobject o) {
    (*env)->PushLocalFrame(env, count);
    for (int i = 0; i < count; i++) (*env)->NewLocalRef(env, o);
    jobject last = (*env)->PopLocalFrame(env, (*env)->NewLocalRef(env, o));
    return (*env)->IsSameObject(env, last, o) + (*env)->GetObjectRefType(env, last) + (*env)->GetObjectRefType(env, o);
}

JNIEXPORT jint JNICALL Java_Wrappers_locked(JNIEnv *env, jobject t, jobject other) {
    jint entered = (*env)->MonitorEnter(env, other);
    (*env)->MonitorExit(env, other);
    return entered + 7;
}

JNIEXPORT jobject JNICALL Java_Wrappers_call(JNIEnv *env, jclass c, jobject target, jint depth) {
    if (depth < 0) {
        jmethodID walked = (*env)->GetStaticMethodID(env, c, "walked", "(Ljava/lang/Object;)Ljava/lang/String;");
        return (*env)->CallStaticObjectMethod(env, c, walked, target);
    }
    jmethodID back = (*env)->GetStaticMethodID(env, c, "back", "(Ljava/lang/Object;I)Ljava/lang/Object;");
    return back ? (*env)->CallStaticObjectMethod(env, c, back, target, depth) : NULL;
}

static jint JNICALL one(JNIEnv *env, jclass c) { return 1; }
static jint JNICALL two(JNIEnv *env, jclass c) { return 2; }
JNIEXPORT jint JNICALL Java_Wrappers_linked(JNIEnv *env, jclass c) { return 3; }

JNIEXPORT void JNICALL Java_Wrappers_relink(JNIEnv *env, jclass c, jint version) {
    JNINativeMethod method = {"linked", "()I", version == 1 ? (void *)one : (void *)two};
    if (version < 3) (*env)->RegisterNatives(env, c, &method, 1);
    else {
        (*env)->UnregisterNatives(env, c);
        JNINativeMethod self = {"relink", "(I)V", (void *)Java_Wrappers_relink};
        (*env)->RegisterNatives(env, c, &self, 1);
    }
}

// The arguments live though nothing but the call refers to them while collections run.
JNIEXPORT jobject JNICALL Java_Wrappers_collect(JNIEnv *env, jclass c, jobject kept, jobject also) {
    jclass system = (*env)->FindClass(env, "java/lang/System");
    (*env)->CallStaticVoidMethod(env, system, (*env)->GetStaticMethodID(env, system, "gc", "()V"));
    jobjectArray array = (*env)->NewObjectArray(env, 2, (*env)->FindClass(env, "java/lang/Object"), kept);
    (*env)->SetObjectArrayElement(env, array, 1, also);
    return array;
}
