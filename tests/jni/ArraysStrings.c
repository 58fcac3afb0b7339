#include "check.h"

#define EACH(Name, type, arr, fmt, cast) do { \
    jsize n = (*env)->GetArrayLength(env, arr); \
    jboolean copy = 2; \
    type *e = (*env)->Get##Name##ArrayElements(env, arr, &copy); \
    P(#Name " %d copy known %d:", n, copy < 2); \
    for (jsize k = 0; k < n; k++) P(" " fmt, (cast)e[k]); \
    P("\n"); \
    e[0] = (type)(e[0] + 10); \
    (*env)->Release##Name##ArrayElements(env, arr, e, JNI_COMMIT); \
    (*env)->Release##Name##ArrayElements(env, arr, e, 0); \
    type two[2]; \
    (*env)->Get##Name##ArrayRegion(env, arr, 1, 2, two); \
    two[0] = (type)(two[0] + 1); \
    (*env)->Set##Name##ArrayRegion(env, arr, 1, 2, two); \
    (*env)->Get##Name##ArrayRegion(env, arr, 2, 5, two); caught(env, "region"); \
    (*env)->Set##Name##ArrayRegion(env, arr, -1, 1, two); caught(env, "set region"); \
    (*env)->Get##Name##ArrayRegion(env, arr, 1, -1, two); caught(env, "negative"); \
    (*env)->Get##Name##ArrayRegion(env, arr, 3, 0, two); caught(env, "empty"); \
    type##Array fresh = (*env)->New##Name##Array(env, 4); \
    P("fresh %d\n", (*env)->GetArrayLength(env, fresh)); \
    type *crit = (*env)->GetPrimitiveArrayCritical(env, arr, NULL); \
    crit[2] = (type)(crit[2] * 3); \
    (*env)->ReleasePrimitiveArrayCritical(env, arr, crit, 0); \
} while (0)

JNIEXPORT void JNICALL Java_ArraysStrings_arrays(JNIEnv *env, jclass cls, jbooleanArray z, jbyteArray b, jcharArray c, jshortArray s, jintArray i, jlongArray l, jfloatArray f, jdoubleArray d) {
    EACH(Byte, jbyte, b, "%d", int);
    EACH(Char, jchar, c, "%d", int);
    EACH(Short, jshort, s, "%d", int);
    EACH(Int, jint, i, "%d", int);
    EACH(Long, jlong, l, "%lld", long long);
    EACH(Float, jfloat, f, "%f", double);
    EACH(Double, jdouble, d, "%f", double);
    jboolean *e = (*env)->GetBooleanArrayElements(env, z, NULL);
    P("Boolean %d %d %d\n", e[0], e[1], e[2]);
    e[1] = JNI_TRUE;
    (*env)->ReleaseBooleanArrayElements(env, z, e, 0);
    jboolean one = JNI_FALSE, got[3];
    (*env)->SetBooleanArrayRegion(env, z, 0, 1, &one);
    (*env)->GetBooleanArrayRegion(env, z, 0, 3, got);
    P("%d %d %d %d\n", got[0], got[1], got[2], (*env)->GetArrayLength(env, (*env)->NewBooleanArray(env, 7)));
    jint *abort = (*env)->GetIntArrayElements(env, i, NULL);
    (*env)->ReleaseIntArrayElements(env, i, abort, JNI_ABORT);
    (*env)->NewIntArray(env, -1); caught(env, "negative size");
}

JNIEXPORT jobjectArray JNICALL Java_ArraysStrings_objects(JNIEnv *env, jclass cls, jobjectArray o) {
    jclass object = (*env)->FindClass(env, "java/lang/Object"), string = (*env)->FindClass(env, "java/lang/String"), ints = (*env)->FindClass(env, "[I");
    P("%d %d\n", (*env)->GetArrayLength(env, o), (*env)->GetObjectArrayElement(env, o, 1) == NULL);
    (*env)->SetObjectArrayElement(env, o, 1, (*env)->NewStringUTF(env, "set"));
    (*env)->SetObjectArrayElement(env, o, 0, cls); caught(env, "store");
    (*env)->GetObjectArrayElement(env, o, 3); caught(env, "bounds");
    (*env)->SetObjectArrayElement(env, o, -1, NULL); caught(env, "negative");
    jobjectArray r = (*env)->NewObjectArray(env, 3, object, o);
    (*env)->SetObjectArrayElement(env, r, 1, (*env)->NewObjectArray(env, 2, ints, (*env)->NewIntArray(env, 2)));
    (*env)->SetObjectArrayElement(env, r, 2, (*env)->NewObjectArray(env, 1, string, NULL));
    (*env)->NewObjectArray(env, -5, string, NULL); caught(env, "negative size");
    return r;
}

JNIEXPORT void JNICALL Java_ArraysStrings_strings(JNIEnv *env, jclass cls, jobjectArray all) {
    for (jsize k = 0; k < (*env)->GetArrayLength(env, all); k++) {
        jstring s = (*env)->GetObjectArrayElement(env, all, k);
        jsize n = (*env)->GetStringLength(env, s), u = (*env)->GetStringUTFLength(env, s);
        const char *utf = (*env)->GetStringUTFChars(env, s, NULL);
        unsigned hash = 0;
        for (const char *p = utf; *p; p++) hash = hash * 31 + (unsigned char)*p;
        P("%d %d %zu %u\n", n, u, strlen(utf), hash);
        jstring back = (*env)->NewStringUTF(env, utf);
        const jchar *chars = (*env)->GetStringChars(env, s, NULL);
        jstring wide = (*env)->NewString(env, chars, n);
        hash = 0;
        for (jsize q = 0; q < n; q++) hash = hash * 31 + chars[q];
        jmethodID equals = (*env)->GetMethodID(env, (*env)->FindClass(env, "java/lang/Object"), "equals", "(Ljava/lang/Object;)Z");
        P("%u %d %d\n", hash, (*env)->CallBooleanMethod(env, s, equals, back), (*env)->CallBooleanMethod(env, s, equals, wide));
        (*env)->ReleaseStringChars(env, s, chars);
        (*env)->ReleaseStringUTFChars(env, s, utf);
        const jchar *crit = (*env)->GetStringCritical(env, s, NULL);
        jchar first = n ? crit[0] : 0;
        (*env)->ReleaseStringCritical(env, s, crit);
        P("first %d\n", first);
        if (n >= 5) {
            jchar region[3];
            char utfs[20] = {0};
            (*env)->GetStringRegion(env, s, 1, 3, region);
            (*env)->GetStringUTFRegion(env, s, 1, 3, utfs);
            P("region %d %d %d", region[0], region[1], region[2]);
            for (char *p = utfs; p < utfs + 10; p++) P(" %d", (unsigned char)*p);
            P("\n");
        }
        (*env)->GetStringRegion(env, s, n, 1, (jchar[2]){0}); caught(env, "region");
        (*env)->GetStringUTFRegion(env, s, -1, 1, (char[8]){0}); caught(env, "utf region");
    }
    P("%d\n", (*env)->NewStringUTF(env, NULL) == NULL);
    P("%d\n", (*env)->GetStringUTFLength(env, (*env)->NewString(env, (jchar[]){0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff}, 6)));
}

JNIEXPORT jobject JNICALL Java_ArraysStrings_buffers(JNIEnv *env, jclass cls, jobject direct, jobject heap, jobject ints) {
    int *p = (*env)->GetDirectBufferAddress(env, direct);
    p[1] = 4242;
    P("%lld %d %d %lld\n", (long long)(*env)->GetDirectBufferCapacity(env, direct), (*env)->GetDirectBufferAddress(env, heap) == NULL, (*env)->GetDirectBufferAddress(env, ints) == (void *)p, (long long)(*env)->GetDirectBufferCapacity(env, ints));
    P("%lld\n", (long long)(*env)->GetDirectBufferCapacity(env, heap));
    static char memory[32] = {1, 2, 3};
    return (*env)->NewDirectByteBuffer(env, memory, sizeof memory);
}

JNIEXPORT jintArray JNICALL Java_ArraysStrings_make(JNIEnv *env, jclass cls, jint n) {
    jintArray a = (*env)->NewIntArray(env, n);
    for (jint k = 0; k < n; k++) {
        jint v = k * k;
        (*env)->SetIntArrayRegion(env, a, k, 1, &v);
    }
    return a;
}
