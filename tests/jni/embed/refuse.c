// Creation that must fail: unknown options where they are not ignored, wrong versions; then hooks for exit and output.
#include "../check.h"
#include <dlfcn.h>

static jint JNICALL printer(FILE *f, const char *format, va_list list) {
    char text[500];
    int n = vsnprintf(text, sizeof text, format, list);
    P("vfprintf hook: %s%s", text, strchr(text, '\n') ? "" : "\n");
    return n;
}

static void JNICALL leaver(jint code) { P("exit hook %d\n", code); _Exit(0); }

int main(int argc, char **argv) {
    void *lib = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (!lib) { P("%s\n", dlerror()); return 2; }
    jint (*create)(JavaVM **, void **, void *) = dlsym(lib, "JNI_CreateJavaVM");
    JavaVM *vm; JNIEnv *env;
    char path[4096];
    snprintf(path, sizeof path, "-Djava.class.path=%s", argv[2]);
    JavaVMInitArgs old = {0x00010001, 0, NULL, JNI_TRUE};
    P("old version %d\n", create(&vm, (void **)&env, &old));
    JavaVMOption good[] = {{path, NULL}, {"exit", leaver}, {"vfprintf", printer}};
    JavaVMInitArgs args = {JNI_VERSION_1_8, 3, good, JNI_FALSE};
    int r = create(&vm, (void **)&env, &args);
    P("create %d\n", r);
    if (r != JNI_OK) return 3;
    jclass helper = (*env)->FindClass(env, "EmbedHelper");
    (*env)->CallStaticVoidMethod(env, helper, (*env)->GetStaticMethodID(env, helper, "exit", "()V"));
    P("not reached\n");
    return 1;
}
