#include <jni.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmethodID churn_method(JNIEnv *env, jclass c) {
    return (*env)->GetStaticMethodID(env, c, "churn", "(I)I");
}

static jint churn(JNIEnv *env, jclass c, jint n) {
    return (*env)->CallStaticIntMethod(env, c, churn_method(env, c), n);
}

JNIEXPORT void JNICALL Java_StoresUnderGc_fill(JNIEnv *env, jclass c, jobjectArray to, jint rounds) {
    jsize length = (*env)->GetArrayLength(env, to);
    jclass object = (*env)->FindClass(env, "java/lang/Object");
    for (jint i = 0; i < rounds; i++) {
        char text[32];
        snprintf(text, sizeof text, "native %d", i);
        jobject value = (*env)->NewStringUTF(env, text);
        if (i % 3 == 0) {
            jobjectArray array = (*env)->NewObjectArray(env, 3, object, value);
            (*env)->DeleteLocalRef(env, value);
            value = array;
        }
        (*env)->SetObjectArrayElement(env, to, (i * 7) % length, value);
        jobject back = (*env)->GetObjectArrayElement(env, to, (i * 5) % length);
        (*env)->SetObjectArrayElement(env, to, (i * 5) % length, back);
        (*env)->DeleteLocalRef(env, back);
        (*env)->DeleteLocalRef(env, value);
        if (i % 50 == 0) churn(env, c, 30);
    }
}

JNIEXPORT void JNICALL Java_StoresUnderGc_fields(JNIEnv *env, jclass c, jobject object, jint rounds) {
    jfieldID field = (*env)->GetFieldID(env, c, "field", "Ljava/lang/Object;");
    jfieldID still = (*env)->GetStaticFieldID(env, c, "still", "Ljava/lang/Object;");
    for (jint i = 0; i < rounds; i++) {
        char text[32];
        snprintf(text, sizeof text, "field %d", i);
        (*env)->PushLocalFrame(env, 4);
        (*env)->SetObjectField(env, object, field, (*env)->NewStringUTF(env, text));
        (*env)->SetStaticObjectField(env, c, still, (*env)->NewStringUTF(env, text + 2));
        (*env)->PopLocalFrame(env, NULL);
        if (i % 20 == 0) churn(env, c, 20);
    }
}

JNIEXPORT jlong JNICALL Java_StoresUnderGc_elements(JNIEnv *env, jclass c, jintArray array, jlongArray other) {
    jlong sum = 0;
    for (int round = 0; round < 20; round++) {
        jint *ints = (*env)->GetIntArrayElements(env, array, NULL);
        jlong *longs = (*env)->GetLongArrayElements(env, other, NULL);
        jsize n = (*env)->GetArrayLength(env, array), m = (*env)->GetArrayLength(env, other);
        sum += churn(env, c, 100);
        for (jsize i = 0; i < n; i++) ints[i] += i + round;
        for (jsize i = 0; i < m; i++) longs[i] += ints[i % n];
        (*env)->ReleaseIntArrayElements(env, array, ints, JNI_COMMIT);
        sum += churn(env, c, 50);
        (*env)->ReleaseLongArrayElements(env, other, longs, 0);
        (*env)->ReleaseIntArrayElements(env, array, ints, 0);
        jint region[10];
        (*env)->GetIntArrayRegion(env, array, 5, 10, region);
        for (int i = 0; i < 10; i++) sum += region[i];
        (*env)->SetIntArrayRegion(env, array, 20, 10, region);
    }
    return sum;
}

JNIEXPORT jlong JNICALL Java_StoresUnderGc_critical(JNIEnv *env, jclass c, jintArray array, jint rounds) {
    jlong sum = 0;
    for (jint round = 0; round < rounds; round++) {
        jsize n = (*env)->GetArrayLength(env, array);
        jint *p = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
        for (jsize i = 0; i < n; i++) p[i] = i * round;
        for (volatile int spin = 0; spin < 20000; spin++) {}
        for (jsize i = 0; i < n; i++) sum += p[i] == i * round;
        (*env)->ReleasePrimitiveArrayCritical(env, array, p, 0);
        churn(env, c, 40);
    }
    return sum;
}

JNIEXPORT jstring JNICALL Java_StoresUnderGc_strings(JNIEnv *env, jclass c, jstring text, jint rounds) {
    int good = 0;
    for (jint i = 0; i < rounds; i++) {
        const char *utf = (*env)->GetStringUTFChars(env, text, NULL);
        const jchar *chars = (*env)->GetStringChars(env, text, NULL);
        jsize n = (*env)->GetStringLength(env, text);
        churn(env, c, 10);
        jstring twin = (*env)->NewStringUTF(env, utf);
        jstring other = (*env)->NewString(env, chars, n);
        const jchar *hold = (*env)->GetStringCritical(env, twin, NULL);
        good += memcmp(hold, chars, n * sizeof(jchar)) == 0;
        (*env)->ReleaseStringCritical(env, twin, hold);
        (*env)->ReleaseStringChars(env, text, chars);
        (*env)->ReleaseStringUTFChars(env, text, utf);
        (*env)->DeleteLocalRef(env, twin);
        text = other;
    }
    char buffer[64];
    snprintf(buffer, sizeof buffer, "%d of %d", good, (int)rounds);
    return (*env)->NewStringUTF(env, buffer);
}

JNIEXPORT jobject JNICALL Java_StoresUnderGc_frames(JNIEnv *env, jclass c, jint depth) {
    (*env)->PushLocalFrame(env, 8);
    jclass object = (*env)->FindClass(env, "java/lang/Object");
    jobject inner = depth > 0 ? Java_StoresUnderGc_frames(env, c, depth - 1) : (*env)->NewStringUTF(env, "bottom");
    for (int i = 0; i < 30; i++) (*env)->NewObjectArray(env, i, object, NULL);
    churn(env, c, 20);
    jobjectArray result = (*env)->NewObjectArray(env, 2, object, inner);
    return (*env)->PopLocalFrame(env, result);
}

JNIEXPORT jint JNICALL Java_StoresUnderGc_weak(JNIEnv *env, jclass c, jobjectArray objects) {
    enum { N = 100 };
    jweak weak[N];
    jobject global[N];
    int same = 0;
    for (int i = 0; i < N; i++) {
        jobject o = (*env)->GetObjectArrayElement(env, objects, i);
        weak[i] = (*env)->NewWeakGlobalRef(env, o);
        global[i] = i % 2 ? (*env)->NewGlobalRef(env, o) : NULL;
        (*env)->DeleteLocalRef(env, o);
        churn(env, c, 10);
    }
    for (int i = 0; i < N; i++) {
        jobject o = (*env)->GetObjectArrayElement(env, objects, i);
        jobject w = (*env)->NewLocalRef(env, weak[i]);
        same += (*env)->IsSameObject(env, o, w) && (global[i] == NULL || (*env)->IsSameObject(env, global[i], w));
        (*env)->DeleteLocalRef(env, o);
        (*env)->DeleteLocalRef(env, w);
        (*env)->DeleteWeakGlobalRef(env, weak[i]);
        if (global[i] != NULL) (*env)->DeleteGlobalRef(env, global[i]);
    }
    return same;
}

JNIEXPORT jint JNICALL Java_StoresUnderGc_caught(JNIEnv *env, jclass c, jint n) {
    jmethodID fail = (*env)->GetStaticMethodID(env, c, "fail", "(I)Ljava/lang/Object;");
    jint caught = 0;
    for (jint i = 0; i < n; i++) {
        (*env)->CallStaticObjectMethod(env, c, fail, i);
        jthrowable t = (*env)->ExceptionOccurred(env);
        (*env)->ExceptionClear(env);
        churn(env, c, 20);
        jclass k = (*env)->GetObjectClass(env, t);
        jmethodID message = (*env)->GetMethodID(env, k, "getMessage", "()Ljava/lang/String;");
        jstring text = (*env)->CallObjectMethod(env, t, message);
        const char *utf = (*env)->GetStringUTFChars(env, text, NULL);
        caught += atoi(utf + strlen("from Java ")) == i;
        (*env)->ReleaseStringUTFChars(env, text, utf);
        (*env)->Throw(env, t);
        (*env)->ExceptionClear(env);
        (*env)->DeleteLocalRef(env, text);
        (*env)->DeleteLocalRef(env, k);
        (*env)->DeleteLocalRef(env, t);
    }
    return caught;
}
