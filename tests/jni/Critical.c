#include "check.h"

/* Each function says which of the two it is. */

JNIEXPORT jlong JNICALL Java_Critical_mixed(JNIEnv *env, jclass c, jbyte b, jintArray i, jlong l, jfloat f, jdoubleArray ds, jdouble d, jbooleanArray z, jchar ch) { return -1; }
JNIEXPORT jlong JNICALL JavaCritical_Critical_mixed(jbyte b, jint ints, jint *i, jlong l, jfloat f, jint doubles, jdouble *ds, jdouble d, jint flags, jboolean *z, jchar ch) {
    jlong sum = b + ints * 10 + l + (jlong)(f * 4) + doubles * 100 + (jlong)(d * 4) + flags * 1000 + ch;
    for (jint k = 0; k < ints; k++) sum += i[k];
    for (jint k = 0; k < doubles; k++) sum += (jlong)(ds[k] * 2);
    for (jint k = 0; k < flags; k++) sum += z[k];
    if (ints == 0 && i != NULL) return -2;
    return sum;
}
JNIEXPORT jint JNICALL Java_Critical_sum(JNIEnv *env, jclass c, jbyteArray b) { return -1000; }
JNIEXPORT jint JNICALL JavaCritical_Critical_sum(jint length, jbyte *b) {
    jint sum = 0;
    for (jint k = 0; k < length; k++) sum += b[k] * k;
    return sum;
}
JNIEXPORT jint JNICALL Java_Critical_overloaded__I(JNIEnv *env, jclass c, jint i) { return -1; }
JNIEXPORT jint JNICALL JavaCritical_Critical_overloaded__I(jint i) { return i; }
JNIEXPORT jint JNICALL Java_Critical_overloaded___3I(JNIEnv *env, jclass c, jintArray i) { return -1; }
JNIEXPORT jint JNICALL JavaCritical_Critical_overloaded___3I(jint length, jint *i) { return i[0]; }
JNIEXPORT void JNICALL Java_Critical_fill(JNIEnv *env, jclass c, jlongArray to, jlong v) { }
JNIEXPORT void JNICALL JavaCritical_Critical_fill(jint length, jlong *to, jlong v) {
    for (jint k = 0; k < length; k++) to[k] = v + k;
}
JNIEXPORT jshort JNICALL Java_Critical_narrow(JNIEnv *env, jclass c, jshortArray s) { return 0; }
JNIEXPORT jint JNICALL JavaCritical_Critical_narrow(jint length, jshort *s) { return 0x10000 + s[0] + s[1]; }
JNIEXPORT jdouble JNICALL Java_Critical_floating(JNIEnv *env, jclass c, jfloatArray f, jdouble d) { return 0; }
JNIEXPORT jdouble JNICALL JavaCritical_Critical_floating(jint length, jfloat *f, jdouble d) { return f[0] + f[1] + d; }
JNIEXPORT jint JNICALL Java_Critical_withObject(JNIEnv *env, jclass c, jstring s) { return 1; }
JNIEXPORT jint JNICALL JavaCritical_Critical_withObject(void *s) { return 2; }
JNIEXPORT jint JNICALL Java_Critical_nested(JNIEnv *env, jclass c, jobjectArray a) { return 3; }
JNIEXPORT jintArray JNICALL Java_Critical_array(JNIEnv *env, jclass c, jint n) { return NULL; }
JNIEXPORT jint JNICALL Java_Critical_locked(JNIEnv *env, jclass c, jint i) { return 4; }
JNIEXPORT jint JNICALL JavaCritical_Critical_locked(jint i) { return 5; }
JNIEXPORT jint JNICALL Java_Critical_instance(JNIEnv *env, jobject c, jint i) { return 6; }
JNIEXPORT jint JNICALL JavaCritical_Critical_instance(jint i) { return 7; }
JNIEXPORT jint JNICALL Java_Critical_alone(JNIEnv *env, jclass c, jint i) { return 8; }
