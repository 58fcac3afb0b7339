#include "check.h"
#include <stdarg.h>

#define SIG "(ZBCSIJFDLjava/lang/Object;)"
#define ARGS JNI_TRUE, (jbyte)-5, (jchar)'x', (jshort)-300, 77, (jlong)1 << 33, 1.5f, 2.25, text

static jstring text;
static jvalue values[9];

#define V_FORMS(Name, type) \
    static type v_##Name(JNIEnv *env, jobject o, jmethodID m, ...) { \
        va_list l; va_start(l, m); type r = (*env)->Call##Name##MethodV(env, o, m, l); va_end(l); return r; } \
    static type nv_##Name(JNIEnv *env, jobject o, jclass c, jmethodID m, ...) { \
        va_list l; va_start(l, m); type r = (*env)->CallNonvirtual##Name##MethodV(env, o, c, m, l); va_end(l); return r; } \
    static type sv_##Name(JNIEnv *env, jclass c, jmethodID m, ...) { \
        va_list l; va_start(l, m); type r = (*env)->CallStatic##Name##MethodV(env, c, m, l); va_end(l); return r; }
V_FORMS(Boolean, jboolean) V_FORMS(Byte, jbyte) V_FORMS(Char, jchar) V_FORMS(Short, jshort) V_FORMS(Int, jint)
V_FORMS(Long, jlong) V_FORMS(Float, jfloat) V_FORMS(Double, jdouble) V_FORMS(Object, jobject)

static void v_Void(JNIEnv *env, jobject o, jmethodID m, ...) { va_list l; va_start(l, m); (*env)->CallVoidMethodV(env, o, m, l); va_end(l); }
static void nv_Void(JNIEnv *env, jobject o, jclass c, jmethodID m, ...) { va_list l; va_start(l, m); (*env)->CallNonvirtualVoidMethodV(env, o, c, m, l); va_end(l); }
static void sv_Void(JNIEnv *env, jclass c, jmethodID m, ...) { va_list l; va_start(l, m); (*env)->CallStaticVoidMethodV(env, c, m, l); va_end(l); }
static jobject newv(JNIEnv *env, jclass c, jmethodID m, ...) { va_list l; va_start(l, m); jobject o = (*env)->NewObjectV(env, c, m, l); va_end(l); return o; }

static void show(JNIEnv *env, const char *what, jobject s) {
    const char *chars = s ? (*env)->GetStringUTFChars(env, s, NULL) : "null";
    P("%s %s\n", what, chars);
    if (s) (*env)->ReleaseStringUTFChars(env, s, chars);
}

#define NINE(Name, letter, sig, fmt, cast) do { \
    jmethodID m = (*env)->GetMethodID(env, cls, "m" letter, SIG sig); \
    jmethodID t = (*env)->GetStaticMethodID(env, cls, "t" letter, SIG sig); \
    P(#Name " " fmt " " fmt " " fmt "\n", (cast)(*env)->Call##Name##Method(env, self, m, ARGS), (cast)v_##Name(env, self, m, ARGS), (cast)(*env)->Call##Name##MethodA(env, self, m, values)); \
    P(#Name " virtual " fmt " nonvirtual " fmt " " fmt " " fmt "\n", (cast)(*env)->Call##Name##Method(env, sub, m, ARGS), (cast)(*env)->CallNonvirtual##Name##Method(env, sub, cls, m, ARGS), (cast)nv_##Name(env, sub, cls, m, ARGS), (cast)(*env)->CallNonvirtual##Name##MethodA(env, sub, cls, m, values)); \
    P(#Name " static " fmt " " fmt " " fmt "\n", (cast)(*env)->CallStatic##Name##Method(env, cls, t, ARGS), (cast)sv_##Name(env, cls, t, ARGS), (cast)(*env)->CallStatic##Name##MethodA(env, cls, t, values)); \
} while (0)

#define FIELD(Name, letter, sig, fmt, cast, value) do { \
    jfieldID f = (*env)->GetFieldID(env, cls, letter, sig); \
    jfieldID g = (*env)->GetStaticFieldID(env, cls, "s" letter, sig); \
    P(#Name " field " fmt " static " fmt "\n", (cast)(*env)->Get##Name##Field(env, self, f), (cast)(*env)->GetStatic##Name##Field(env, cls, g)); \
    (*env)->Set##Name##Field(env, self, f, value); \
    (*env)->SetStatic##Name##Field(env, cls, g, value); \
} while (0)

JNIEXPORT void JNICALL Java_Calls_run(JNIEnv *env, jobject self, jobject sub) {
    jclass cls = (*env)->GetObjectClass(env, self);
    text = (*env)->NewStringUTF(env, "text");
    values[0].z = JNI_TRUE; values[1].b = -5; values[2].c = 'x'; values[3].s = -300; values[4].i = 77;
    values[5].j = (jlong)1 << 33; values[6].f = 1.5f; values[7].d = 2.25; values[8].l = text;
    NINE(Boolean, "z", "Z", "%d", int);
    NINE(Byte, "b", "B", "%d", int);
    NINE(Char, "c", "C", "%d", int);
    NINE(Short, "s", "S", "%d", int);
    NINE(Int, "i", "I", "%d", int);
    NINE(Long, "l", "J", "%lld", long long);
    NINE(Float, "f", "F", "%f", double);
    NINE(Double, "d", "D", "%f", double);
    jmethodID mo = (*env)->GetMethodID(env, cls, "mo", SIG "Ljava/lang/Object;"), to = (*env)->GetStaticMethodID(env, cls, "to", SIG "Ljava/lang/Object;");
    show(env, "mo", (*env)->CallObjectMethod(env, self, mo, ARGS));
    show(env, "mo V", v_Object(env, self, mo, ARGS));
    show(env, "mo A", (*env)->CallObjectMethodA(env, self, mo, values));
    show(env, "mo nonvirtual", (*env)->CallNonvirtualObjectMethod(env, sub, cls, mo, ARGS));
    show(env, "mo nonvirtual V", nv_Object(env, sub, cls, mo, ARGS));
    show(env, "mo nonvirtual A", (*env)->CallNonvirtualObjectMethodA(env, sub, cls, mo, values));
    show(env, "to", (*env)->CallStaticObjectMethod(env, cls, to, ARGS));
    show(env, "to V", sv_Object(env, cls, to, ARGS));
    show(env, "to A", (*env)->CallStaticObjectMethodA(env, cls, to, values));
    jmethodID mv = (*env)->GetMethodID(env, cls, "mv", SIG "V"), tv = (*env)->GetStaticMethodID(env, cls, "tv", SIG "V");
    jfieldID fo = (*env)->GetFieldID(env, cls, "o", "Ljava/lang/Object;"), gso = (*env)->GetStaticFieldID(env, cls, "so", "Ljava/lang/Object;");
    (*env)->CallVoidMethod(env, self, mv, ARGS); show(env, "mv", (*env)->GetObjectField(env, self, fo));
    values[4].i = 78; (*env)->CallVoidMethodA(env, self, mv, values); show(env, "mv A", (*env)->GetObjectField(env, self, fo));
    v_Void(env, self, mv, ARGS); show(env, "mv V", (*env)->GetObjectField(env, self, fo));
    (*env)->CallNonvirtualVoidMethodA(env, self, cls, mv, values); show(env, "mv nonvirtual A", (*env)->GetObjectField(env, self, fo));
    (*env)->CallNonvirtualVoidMethod(env, self, cls, mv, ARGS); nv_Void(env, self, cls, mv, ARGS); show(env, "mv nonvirtual", (*env)->GetObjectField(env, self, fo));
    (*env)->CallStaticVoidMethod(env, cls, tv, ARGS); show(env, "tv", (*env)->GetStaticObjectField(env, cls, gso));
    (*env)->CallStaticVoidMethodA(env, cls, tv, values); show(env, "tv A", (*env)->GetStaticObjectField(env, cls, gso));
    sv_Void(env, cls, tv, ARGS); show(env, "tv V", (*env)->GetStaticObjectField(env, cls, gso));
    FIELD(Boolean, "z", "Z", "%d", int, JNI_FALSE);
    FIELD(Byte, "b", "B", "%d", int, 100);
    FIELD(Char, "c", "C", "%d", int, 'Q');
    FIELD(Short, "s", "S", "%d", int, -1000);
    FIELD(Int, "i", "I", "%d", int, 123456);
    FIELD(Long, "l", "J", "%lld", long long, (jlong)-1 << 35);
    FIELD(Float, "f", "F", "%f", double, -7.5f);
    FIELD(Double, "d", "D", "%f", double, 1e100);
    (*env)->SetObjectField(env, self, fo, (*env)->NewStringUTF(env, "native")); (*env)->SetStaticObjectField(env, cls, gso, NULL);
    jmethodID ctor = (*env)->GetMethodID(env, cls, "<init>", "(IDLjava/lang/String;J)V");
    jvalue cv[4]; cv[0].i = 9; cv[1].d = 8.5; cv[2].l = text; cv[3].j = -7;
    jobject made[] = {(*env)->NewObject(env, cls, ctor, 9, 8.5, text, (jlong)-7), newv(env, cls, ctor, 9, 8.5, text, (jlong)-7), (*env)->NewObjectA(env, cls, ctor, cv), (*env)->AllocObject(env, cls)};
    for (int k = 0; k < 4; k++) {
        jfieldID fi = (*env)->GetFieldID(env, cls, "i", "I"), fl = (*env)->GetFieldID(env, cls, "l", "J"), fd = (*env)->GetFieldID(env, cls, "d", "D");
        P("made %d %lld %f\n", (*env)->GetIntField(env, made[k], fi), (long long)(*env)->GetLongField(env, made[k], fl), (*env)->GetDoubleField(env, made[k], fd));
        show(env, "made o", (*env)->GetObjectField(env, made[k], fo));
    }
    (*env)->GetMethodID(env, cls, "nope", "()V"); caught(env, "no method");
    (*env)->GetStaticMethodID(env, cls, "mi", SIG "I"); caught(env, "not static");
    (*env)->GetMethodID(env, cls, "ti", SIG "I"); caught(env, "static");
    (*env)->GetFieldID(env, cls, "nope", "I"); caught(env, "no field");
    (*env)->GetFieldID(env, cls, "i", "J"); caught(env, "wrong type");
    (*env)->GetStaticFieldID(env, cls, "i", "I"); caught(env, "not static field");
    (*env)->FindClass(env, "no/Such"); caught(env, "no class");
    (*env)->FindClass(env, "java.lang.String"); caught(env, "dots");
    (*env)->AllocObject(env, (*env)->FindClass(env, "java/lang/Number")); caught(env, "abstract");
    (*env)->AllocObject(env, (*env)->FindClass(env, "java/lang/Runnable")); caught(env, "interface");
    jclass integer = (*env)->FindClass(env, "java/lang/Integer");
    jmethodID parse = (*env)->GetStaticMethodID(env, integer, "parseInt", "(Ljava/lang/String;)I");
    (*env)->CallStaticIntMethod(env, integer, parse, text); caught(env, "thrown inside");
}

JNIEXPORT jstring JNICALL Java_Calls_many(JNIEnv *env, jclass cls, jboolean z, jbyte b, jchar c, jshort s, jint i, jlong l, jfloat f, jdouble d, jobject o, jint i2, jlong l2, jfloat f2, jdouble d2, jfloat f3, jdouble d3, jfloat f4, jdouble d4, jfloat f5, jdouble d5, jint i3, jbyte b2, jboolean z2) {
    char buffer[400];
    snprintf(buffer, sizeof buffer, "%d %d %d %d %d %lld %f %f %d %d %lld %f %f %f %f %f %f %f %f %d %d %d", z, b, c, s, i, (long long)l, f, d, o != NULL, i2, (long long)l2, f2, d2, f3, d3, f4, d4, f5, d5, i3, b2, z2);
    return (*env)->NewStringUTF(env, buffer);
}

JNIEXPORT jboolean JNICALL Java_Calls_nz(JNIEnv *env, jclass c, jboolean v) { return !v; }
JNIEXPORT jbyte JNICALL Java_Calls_nb(JNIEnv *env, jclass c, jbyte v) { return (jbyte)(v + 1); }
JNIEXPORT jchar JNICALL Java_Calls_nc(JNIEnv *env, jclass c, jchar v) { return v + 1; }
JNIEXPORT jshort JNICALL Java_Calls_ns(JNIEnv *env, jclass c, jshort v) { return (jshort)(v + 1); }
JNIEXPORT jint JNICALL Java_Calls_ni(JNIEnv *env, jclass c, jint v) { return (jint)((unsigned)v + 1); }
JNIEXPORT jlong JNICALL Java_Calls_nl(JNIEnv *env, jclass c, jlong v) { return (jlong)((uint64_t)v + 1); }
JNIEXPORT jfloat JNICALL Java_Calls_nf(JNIEnv *env, jclass c, jfloat v) { return v * 2; }
JNIEXPORT jdouble JNICALL Java_Calls_nd(JNIEnv *env, jclass c, jdouble v) { return v * 2; }
JNIEXPORT jobject JNICALL Java_Calls_no(JNIEnv *env, jobject self, jobject v) { return v; }
